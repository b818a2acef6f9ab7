"""Names of currencies in running text."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.series import SeriesName

_NAMES = {
    "RUB": ("rouble", "roubles"),
    "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"),
    "CNY": ("yuan", "yuan"),
    "GBP": ("pound", "pounds"),
    "CHF": ("franc", "francs"),
    "JPY": ("yen", "yen"),
    "TRY": ("lira", "lira"),
    "AUD": ("Australian dollar", "Australian dollars"),
    "SEK": ("Swedish krona", "Swedish kronor"),
    "BRL": ("real", "reais"),
    "ZAR": ("rand", "rand"),
    "MXN": ("peso", "pesos"),
    "PLN": ("zloty", "zlotys"),
    "HUF": ("forint", "forints"),
    "CZK": ("koruna", "korunas"),
    "KRW": ("won", "won"),
    "KZT": ("tenge", "tenge"),
    "UAH": ("hryvnia", "hryvnias"),
    "BYN": ("Belarusian rouble", "Belarusian roubles"),
    "INR": ("rupee", "rupees"),
    "IRR": ("rial", "rials"),
    "NOK": ("Norwegian krone", "Norwegian kroner"),
    "CAD": ("Canadian dollar", "Canadian dollars"),
    "BGN": ("lev", "leva"),
    "DKK": ("Danish krone", "Danish kroner"),
    "HKD": ("Hong Kong dollar", "Hong Kong dollars"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The nouns of BASE/QUOTE: for USD/RUB base "dollar", quote "rouble", quotes "roubles"."""

    base: str
    quote: str
    quotes: str

    @property
    def a_base(self) -> str:
        """ "a dollar", "an Indian rupee"."""
        return f"{_article(self.base)} {self.base}"

    @property
    def a_quote(self) -> str:
        """ "a rouble"."""
        return f"{_article(self.quote)} {self.quote}"

    @property
    def the_quote(self) -> str:
        """ "the rouble"."""
        return f"the {self.quote}"


def pair_of(name: SeriesName) -> Pair:
    """The nouns of a series; an unknown currency keeps its code."""
    base, _ = _NAMES.get(name.base, (name.base, name.base))
    quote, quotes = _NAMES.get(name.quote, (name.quote, name.quote))
    return Pair(base=base, quote=quote, quotes=quotes)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiouAEIO" and not noun.startswith("eu") else "a"
