"""Countries and bodies in the words of three languages: whose official somebody is, and whom a statement is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


class Nation(NamedTuple):
    """A country: the code of its jurisdiction, what targets call it, and the adjective of its institutions."""

    code: str
    name: str
    adjective: str


_TABLE = """
US|United States|US|american americans us u.s united-states washington amerikanisch us-amerikanisch сша американск
EU|European Union|EU|eu european europäisch brussels евросоюз ес
DE|Germany|German|german germany berlin germany's deutsch bundes deutschland германи немецк фрг
FR|France|French|french france paris französisch frankreich франци французск
UK|United Kingdom|UK|british britain uk u.k london britisch großbritannien британи британск
RU|Russia|Russian|russian russia russians moscow kremlin putin putins
RU|Russia|Russian|russisch russland russlands moskau росси российск рф москв кремл путин
UA|Ukraine|Ukrainian|ukrainian ukraine ukrainians kyiv kiev ukrainisch украин украинск киев zelensky zelenskyy
NATO|NATO|NATO|nato нато
UN|United Nations|UN|un u.n оон
OSCE|OSCE|OSCE|osce osze обсе
CN|China|Chinese|chinese china beijing chinesisch китай китайск
TR|Turkey|Turkish|turkish turkey türkiye ankara türkisch турци турецк
BY|Belarus|Belarusian|belarusian belarus belarussian minsk lukashenko lukashenka
BY|Belarus|Belarusian|weißrussisch belarussisch белорусси белорусск лукашенк
JP|Japan|Japanese|japanese japan tokyo японск япони
CA|Canada|Canadian|canadian canada ottawa канад канадск
PL|Poland|Polish|polish poland warsaw polnisch польш польск
CH|Switzerland|Swiss|swiss switzerland schweizer
IT|Italy|Italian|italian italy rome
HU|Hungary|Hungarian|hungarian hungary budapest
IR|Iran|Iranian|iranian iran tehran иран
KP|North Korea|North Korean|dprk pyongyang
IN|India|Indian|indian india delhi
IL|Israel|Israeli|israeli israel
EE|Estonia|Estonian|estonian estonia tallinn
LV|Latvia|Latvian|latvian latvia riga
LT|Lithuania|Lithuanian|lithuanian lithuania vilnius
FI|Finland|Finnish|finnish finland helsinki
SE|Sweden|Swedish|swedish sweden stockholm
NL|Netherlands|Dutch|dutch netherlands
ES|Spain|Spanish|spanish spain madrid
AT|Austria|Austrian|austrian austria vienna
CZ|Czech Republic|Czech|czech prague
SK|Slovakia|Slovak|slovak slovakia bratislava
GE|Georgia|Georgian|georgian tbilisi
MD|Moldova|Moldovan|moldovan moldova
SY|Syria|Syrian|syrian syria damascus
VE|Venezuela|Venezuelan|venezuelan venezuela
AU|Australia|Australian|australian australia
NO|Norway|Norwegian|norwegian norway oslo
DK|Denmark|Danish|danish denmark copenhagen
GR|Greece|Greek|greek greece athens
BG|Bulgaria|Bulgarian|bulgarian bulgaria sofia
RO|Romania|Romanian|romanian romania bucharest
RS|Serbia|Serbian|serbian serbia belgrade
KZ|Kazakhstan|Kazakh|kazakh kazakhstan astana
AM|Armenia|Armenian|armenian armenia yerevan
AZ|Azerbaijan|Azerbaijani|azerbaijani azerbaijan baku
SA|Saudi Arabia|Saudi|saudi riyadh
AE|United Arab Emirates|Emirati|emirati uae
QA|Qatar|Qatari|qatari qatar
EG|Egypt|Egyptian|egyptian egypt cairo
PT|Portugal|Portuguese|portuguese portugal lisbon
BE|Belgium|Belgian|belgian belgium
IE|Ireland|Irish|irish ireland dublin
HR|Croatia|Croatian|croatian croatia zagreb
SI|Slovenia|Slovenian|slovenian slovenia
CY|Cyprus|Cypriot|cypriot cyprus nicosia
LU|Luxembourg|Luxembourg|luxembourg
BR|Brazil|Brazilian|brazilian brazil
MX|Mexico|Mexican|mexican mexico
ZA|South Africa|South African|pretoria
PK|Pakistan|Pakistani|pakistani pakistan islamabad
TW|Taiwan|Taiwanese|taiwanese taiwan taipei
NZ|New Zealand|New Zealand|wellington
KR|South Korea|South Korean|seoul
"""


def _table() -> Mapping[str, Nation]:
    found = {}
    for line in _TABLE.strip().splitlines():
        code, name, adjective, words = line.split("|")
        nation = Nation(code, name, adjective)
        found.update(dict.fromkeys(words.split(), nation))
    return MappingProxyType(found)


NATIONS = _table()
_ENDINGS = ("en", "er", "es", "e")


@lru_cache(maxsize=8192)
def nation_of(low: str) -> Nation | None:
    """The nation a case-folded word names; endings of German and Russian do not count.

    >>> nation_of("russischen").code, nation_of("российский").name, nation_of("usual") is None
    ('RU', 'Russia', True)
    """
    found = NATIONS.get(low) or NATIONS.get(low.rstrip("."))
    if found or len(low) < 5:
        return found
    if "\u0400" <= low[0] <= "\u04ff":
        return next(
            (NATIONS[low[:size]] for size in range(len(low) - 1, max(4, len(low) - 5), -1) if low[:size] in NATIONS),
            None,
        )
    if low.endswith(("ischen", "ische", "ischer", "isches", "deutschen", "deutsche", "deutscher", "ländischen")):
        return next(
            (NATIONS[low[: -len(end)]] for end in _ENDINGS if low.endswith(end) and low[: -len(end)] in NATIONS), None
        )
    return None
