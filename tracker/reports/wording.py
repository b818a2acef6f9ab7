"""Words to a reader in the reader's language, with numbers as that reader writes them.

Every string a letter or an alert shows comes from the catalogue (``tracker/data/catalogue``), through ``Words``: a
language is complete or does not load. What comes from outside (titles, names, quotations) stays as it was said.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.data.catalogue_file import catalogue
from tracker.model.reader import LANGUAGES, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language, and the language whose signs numbers have.

    >>> Words(language="de")("letter.heading.corrections")
    'Berichtigungen'
    """

    language: str = "en"
    numbers: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES or self.numbers not in {"", *LANGUAGES}:
            raise ValueError(f"no language of the catalogue: {self.language!r}, {self.numbers!r}")

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of that key with its names filled in; ``KeyError`` for a message or name that is not there."""
        return catalogue()[key][self.language].format_map(values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """``key.one`` or ``key.other``, by the number, which both may fill in as ``{n}``."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", **{"n": self.number(str(number)), **values})

    def number(self, text: str) -> str:
        """A number written as in program code, ``-1234.5``, with this reader's decimal sign; no grouping.

        >>> Words(language="de").number("47.30")
        '47,30'
        """
        return text.replace(".", ",") if (self.numbers or self.language) == "de" else text


ENGLISH = Words()


def words_for(reader: Reader) -> Words:
    """The words of a reader."""
    return Words(language=reader.language, numbers=reader.numbers)
