"""Which sanctions programmes a text of the US Government names in plain words; none is guessed."""

from __future__ import annotations

import re

from tracker.sources.parsing.us_acts import acts_in

_ORDERS = ("13660", "13661", "13662", "13685", "13849", "14024", "14039", "14065", "14066", "14068", "14071", "14114")
_ACTS = {
    "Russia": frozenset((*(f"EO {number}" for number in _ORDERS), "31 CFR 587", "31 CFR 589")),
    "Belarus": frozenset(("EO 13405", "EO 14038", "31 CFR 548")),
}
_WORDS = {
    "Russia": r"russia|kremlin|moscow|putin|nord stream|peesa|magnitsky|\b587\.|\b589\.|harmful foreign activities",
    "Ukraine": r"ukrain|crimea|donetsk|luhansk|donbas|kherson|zaporizhzh",
    "Belarus": r"belarus|lukashenk",
    "Iran": r"\biran",
    "Venezuela": r"venezuela|\bpdvsa\b|maduro",
    "Cuba": r"\bcuba",
    "Syria": r"\bsyria",
    "North Korea": r"north korea|\bdprk\b|democratic people['\u2019]s republic of korea",
    "Myanmar": r"\bburm|myanmar",
    "China": r"\bchinese\b|\bchina\b|hong kong",
    "Western Balkans": r"western balkans|\bbosnia",
    "Other countries": r"\b(?:afghan|sudan|darfur|libya|leban|yemen|houthi|iraq|somali|zimbabw|nicaragua|mali\b|congo"
    r"|ethiopia|central african|haiti|guatemala|hizballah|hamas\b)",
    "Terrorism": r"counter[- ]terror|terroris|\bisis\b|al-qa",
    "Narcotics": r"narcotic|drug traffick|kingpin|fentanyl|cartel",
    "Cyber": r"\bcyber|ransomware|election interference",
    "Human rights": r"human rights|transnational criminal",
}
_ABOUT = {name: re.compile(words, re.IGNORECASE) for name, words in _WORDS.items()}

FIRST = ("Russia", "Ukraine", "Belarus")
"""The programmes this product is about."""


def programmes_in(text: str) -> tuple[str, ...]:
    """The programmes a text names, by words or by the acts they rest on, those this product is about first.

    >>> programmes_in("Ukraine-/Russia-related Designations; Counter Terrorism Designations")
    ('Russia', 'Ukraine', 'Terrorism')
    """
    acts = acts_in(text)
    return tuple(
        name
        for name, pattern in _ABOUT.items()
        if pattern.search(text) or not _ACTS.get(name, frozenset()).isdisjoint(acts)
    )


def is_about(programmes: tuple[str, ...]) -> bool:
    """Whether any of them is one this product is about."""
    return not set(programmes).isdisjoint(FIRST)


def may_be_about(programmes: tuple[str, ...]) -> bool:
    """Also where no programme is named: a title that says nothing of them may be about any."""
    return not programmes or is_about(programmes)
