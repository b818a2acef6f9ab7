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
US|United States|US|american americans us u.s united-states washington amerikanisch
US|United States|US|us-amerikanisch сша американск вашингтон usa amerikaner америк
EU|European Union|EU|eu european europäisch brussels евросоюз ес евросоюз европейск
DE|Germany|German|german germany berlin germany's deutsch bundes
DE|Germany|German|deutschland германи немецк фрг берлин германск deutschlands
FR|France|French|french france paris französisch frankreich франци французск париж париже frankreichs
UK|United Kingdom|UK|british britain uk u.k london britisch
UK|United Kingdom|UK|großbritannien британи британск лондон великобритани großbritannien großbritanniens
RU|Russia|Russian|russian russia russians moscow kremlin putin putins
RU|Russia|Russian|russisch russland russlands moskau росси российск рф москв
RU|Russia|Russian|кремл путин москва москве москвы москву москвой moskaus
UA|Ukraine|Ukrainian|ukrainian ukraine ukrainians kyiv kiev ukrainisch украин украинск
UA|Ukraine|Ukrainian|киев zelensky zelenskyy киева киеву киеве киевом kiews
NATO|NATO|NATO|nato нато
UN|United Nations|UN|un u.n оон
OSCE|OSCE|OSCE|osce osze обсе
CN|China|Chinese|chinese china beijing chinesisch китай китайск китая китаю китае китаем кнр пекин chinas
TR|Turkey|Turkish|turkish turkey türkiye ankara türkisch турци турецк анкара türkei
BY|Belarus|Belarusian|belarusian belarus belarusians belarussian minsk lukashenko lukashenka
BY|Belarus|Belarusian|weißrussisch belarussisch белорусси белорусск лукашенк weißrussland беларус минск
JP|Japan|Japanese|japanese japan tokyo японск япони japanisch токио
CA|Canada|Canadian|canadian canada ottawa канад канадск kanadisch kanada
PL|Poland|Polish|polish poland warsaw polnisch польш польск polen варшав
CH|Switzerland|Swiss|swiss switzerland schweizer schweiz швейцари швейцарск
IT|Italy|Italian|italian italy rome italienisch italien итали итальянск
HU|Hungary|Hungarian|hungarian hungary budapest ungarisch ungarn венгри венгерск
IR|Iran|Iranian|iranian iran iranians tehran иран iranisch ирана ирану иране ираном иранск
KP|North Korea|North Korean|dprk pyongyang
IN|India|Indian|indian india delhi indisch indien индийск инди
IL|Israel|Israeli|israeli israel israelisch израил израильск
EE|Estonia|Estonian|estonian estonia tallinn estnisch estland эстони эстонск
LV|Latvia|Latvian|latvian latvia riga lettisch lettland латви латвийск
LT|Lithuania|Lithuanian|lithuanian lithuania vilnius litauisch litauen литв литовск
FI|Finland|Finnish|finnish finland helsinki finnisch finnland финлянди финск
SE|Sweden|Swedish|swedish sweden stockholm schwedisch schweden швеци шведск
NL|Netherlands|Dutch|dutch netherlands niederländisch niederlande нидерланд нидерландск
ES|Spain|Spanish|spanish spain madrid spanisch spanien испани испанск
AT|Austria|Austrian|austrian austria vienna österreichisch österreich österreichs австри австрийск
CZ|Czech Republic|Czech|czech prague tschechisch tschechien чехи чешск
SK|Slovakia|Slovak|slovak slovakia bratislava slowakisch slowakei словаки словацк
GE|Georgia|Georgian|georgian tbilisi georgisch georgien грузи грузинск
MD|Moldova|Moldovan|moldovan moldova moldauisch moldau молдави молдавск
SY|Syria|Syrian|syrian syria syrians damascus assad syrisch syrien сири сирийск
VE|Venezuela|Venezuelan|venezuelan venezuela venezuelans maduro caracas венесуэл
AU|Australia|Australian|australian australia australisch australien австрали
NO|Norway|Norwegian|norwegian norway oslo norwegisch norwegen норвеги норвежск
DK|Denmark|Danish|danish denmark copenhagen dänisch dänemark дани датск
GR|Greece|Greek|greek greece athens griechisch griechenland греци греческ
BG|Bulgaria|Bulgarian|bulgarian bulgaria sofia bulgarisch bulgarien болгари болгарск
RO|Romania|Romanian|romanian romania bucharest rumänisch rumänien румыни румынск
RS|Serbia|Serbian|serbian serbia belgrade serbisch serbien серби сербск
KZ|Kazakhstan|Kazakh|kazakh kazakhstan astana kasachisch kasachstan казахстан
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


@lru_cache(maxsize=16_384)
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
