"""A reader of the letter: a mailbox, and how its owner wants to be written to."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "de")
"""Languages in which every word to a reader exists."""

WISHES = ("flash", "alerts", "xlsx", "no-letter")
"""What a reader may ask for: a letter on a day of crisis, alerts, the numbers as a spreadsheet, no weekly letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader.

    Attributes
    ----------
    address : str
        The mailbox as configured, perhaps with a display name.
    language : str
        One of ``LANGUAGES``.
    numbers : str
        The language whose decimal sign and grouping numbers have.
    zone : str
        IANA zone in which this reader's weeks begin and in which hours are told.
    wishes : frozenset of str
        Out of ``WISHES``.
    """

    address: str
    language: str = "en"
    numbers: str = "en"
    zone: str = "UTC"
    wishes: frozenset[str] = frozenset()

    def wants(self, wish: str) -> bool:
        """Whether this reader asked for it; ``ValueError`` for what nobody can ask for."""
        if wish not in WISHES:
            raise ValueError(f"no wish of readers: {wish!r}")
        return wish in self.wishes

    @property
    def wants_letter(self) -> bool:
        """Whether the weekly letter goes to this reader."""
        return "no-letter" not in self.wishes
