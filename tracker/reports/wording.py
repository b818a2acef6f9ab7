"""Words to a reader in the reader's language, with numbers as that reader writes them.

Every string a letter or an alert shows comes from the catalogue (``tracker/data/catalogue``), through ``Words``: a
language is complete or does not load. What comes from outside (titles, names, quotations) stays as it was said.

What services find out and say in English is `Told`: a string like any other, which remembers its key and values and can
be said again in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.data.catalogue_file import catalogue
from tracker.model.reader import LANGUAGES, Reader

SHIPPED = "shipped."
"""Keys of sentences that stand in English in shipped data, like the calendar: they are found by their text."""

_WORDS_UP_TO = 9


class Told(str):
    """A text in English with the message and the values it was made from."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]


def told(key: str, /, **values: object) -> Told:
    """The English text of a message, which `Words.of` says again in any language.

    Values are text, whole numbers, dates and other told texts.

    >>> Words(language="de").of(told("rates.none_stored", pair="USD/UAH"))
    'Es ist kein Kurs von USD/UAH gespeichert.'
    """
    found = Told(ENGLISH(key, **{name: ENGLISH.of(value) for name, value in values.items()}))
    found.key, found.values = key, values
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language, the language whose signs numbers have, and the IANA zone in which alerts tell hours.

    >>> Words(language="de")("letter.heading.corrections")
    'Berichtigungen'
    """

    language: str = "en"
    numbers: str = ""
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES or self.numbers not in {"", *LANGUAGES}:
            raise ValueError(f"no language of the catalogue: {self.language!r}, {self.numbers!r}")

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of that key with its names filled in; ``KeyError`` for a message or name that is not there."""
        return catalogue()[key][self.language].format_map(values)

    def sentence(self, key: str, /, **values: object) -> str:
        """The same with a capital first letter."""
        return capital(self(key, **values))

    def count(self, key: str, number: int, /, **values: object) -> str:
        """``key.one`` or ``key.other``, by the number, which both may fill in as ``{n}``."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", **{"n": self.number(str(number)), **values})

    def counted(self, key: str, number: int, /, **values: object) -> str:
        """The same with numbers up to nine as words: "two announcements"."""
        return self.count(key, number, n=self.cardinal(number, most=_WORDS_UP_TO), **values)

    def cardinal(self, number: int, *, most: int = 20) -> str:
        """A whole number as a word up to ``most`` (of twenty), in digits beyond.

        >>> Words(language="de").cardinal(11), ENGLISH.cardinal(21)
        ('elf', '21')
        """
        if 0 <= number <= most:
            return self(f"number.cardinal.{number}")
        return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")

    def number(self, text: str) -> str:
        """A number written as in program code, ``-1234.5``, with this reader's decimal sign; no grouping.

        >>> Words(language="de").number("47.30")
        '47,30'
        """
        return text.replace(".", ",") if (self.numbers or self.language) == "de" else text

    def listed(self, items: Iterable[str]) -> str:
        """ "a, b and c"."""
        *others, last = items
        return self("list.and", others=", ".join(others), last=last) if others else last

    def of(self, said: object) -> str:
        """A text in this language: what was told, what shipped data say, a date; anything else stays as it is."""
        if isinstance(said, Told):
            return self(said.key, **{name: self.of(value) for name, value in said.values.items()})
        if isinstance(said, date):
            if self("date.in_sentences") == "iso":
                return said.isoformat()
            return self("date.plain", day=said.day, month=self(f"date.month_in_text.{said.month}"), year=said.year)
        if isinstance(said, str) and self.language != LANGUAGES[0]:
            key = _shipped().get(said)
            return said if key is None else self(key)
        return str(said)

    def knows(self, said: str) -> bool:
        """Whether a text is of this product, so that `of` says it in this language."""
        return isinstance(said, Told) or said in _shipped()


ENGLISH = Words()


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def words_for(reader: Reader) -> Words:
    """The words of a reader."""
    return Words(language=reader.language, numbers=reader.numbers)


@cache
def _shipped() -> Mapping[str, str]:
    """English text of the shipped sentences to their keys."""
    return {texts[LANGUAGES[0]]: key for key, texts in catalogue().items() if key.startswith(SHIPPED)}
