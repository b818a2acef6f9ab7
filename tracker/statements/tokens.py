"""Words and signs of a text with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

# Initials and dotted acronyms, then words with inner hyphens and apostrophes, then single signs. No branch can begin
# where another could have gone on, so the time is that of one pass. The first branch only reads plain words sooner.
_TOKEN = re.compile(
    r"[A-Za-zА-яäöüß]+(?![\w.'\u2019\u2011-])"
    r"|(?<![^\W_])(?:[^\W\d_]\.){2,}|(?<![^\W_])[A-ZА-Я]\.(?=\s*[A-ZА-Я])"
    r"|['\u2019]s\b|\d+(?:[.,:]\d+)*|[^\W_]+(?:[-\u2011'\u2019](?!s\b)[^\W_]+)*|[^\w\s]|_"
)


class Token(NamedTuple):
    """One word or sign; ``start`` and ``end`` count the document's characters."""

    text: str
    low: str
    start: int
    end: int
    quoted: bool = False

    @property
    def capital(self) -> bool:
        """Whether it begins like a name."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word or a number."""
        return self.text[0].isalnum()


def tokens(text: str, start: int, end: int, quotes: tuple[tuple[int, int], ...] = ()) -> list[Token]:
    """The tokens of text[start:end]; those within a quotation are marked. ``quotes`` are sorted and do not overlap."""
    found = []
    at = max(0, bisect_right(quotes, (start, start)) - 1)
    count = len(quotes)
    new = tuple.__new__  # a third of the time of Token(...)
    for match in _TOKEN.finditer(text, start, end):
        written = match.group()
        first = match.start()
        quoted = False
        if count:
            while at < count and quotes[at][1] <= first:
                at += 1
            quoted = at < count and quotes[at][0] <= first
        low = written.lower()
        if "\u2019" in low:
            low = low.replace("\u2019", "'")
        found.append(new(Token, (written, low, first, first + len(written), quoted)))
    return found
