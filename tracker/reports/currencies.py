"""Names of currencies in running text, from the catalogue (``currencies.toml``)."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.data.catalogue_file import catalogue
from tracker.model.series import SeriesName
from tracker.reports.wording import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The words for BASE/QUOTE: for USD/RUB base "dollar", quote "rouble", quotes "roubles".

    Attributes
    ----------
    a_base, a_quote : str
        "a dollar", "a rouble".
    the_quote, it_quote, its_quote : str
        "the rouble" as the subject, as the object, and in the genitive: "der Rubel", "den Rubel", "des Rubels".
    per : str
        "per dollar" beside a level; in German with both currencies, "Rubel je Dollar".
    unit : str
        "roubles per dollar".
    """

    base: str
    quote: str
    quotes: str
    a_base: str
    a_quote: str
    the_quote: str
    it_quote: str
    its_quote: str
    per: str
    unit: str


def pair_of(name: SeriesName, words: Words = ENGLISH) -> Pair:
    """The words for a series; an unknown currency keeps its code."""
    quotes, per = _form(name.quote, "plural", words), _form(name.base, "per", words)
    unit = words("rate.of_both", quotes=quotes, base=per)
    return Pair(
        base=_form(name.base, "noun", words),
        quote=_form(name.quote, "noun", words),
        quotes=quotes,
        a_base=_form(name.base, "one", words),
        a_quote=_form(name.quote, "one", words),
        the_quote=_form(name.quote, "the", words),
        it_quote=_form(name.quote, "it", words),
        its_quote=_form(name.quote, "its", words),
        per=unit if words("rate.names") == "both" else words("rate.of_one", base=per),
        unit=unit,
    )


def _form(code: str, form: str, words: Words) -> str:
    if f"currency.{code}.{form}" in catalogue():
        return words(f"currency.{code}.{form}")
    if form == "one" and code[:1] in "AEIO":
        form = "one_vowel"
    return words(f"currency.unknown.{form}", code=code)
