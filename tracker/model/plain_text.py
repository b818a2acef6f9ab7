"""Plain text: one line that shows what it holds, and the slugs made from it.

Text from a file or a feed ends up in terminals, mails and spreadsheets. Control characters can drive a terminal, and
bidirectional marks can make a line read as something else than it says; neither has a place in a title.
"""

from __future__ import annotations

import re
import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cs", "Zl", "Zp"))


def _is_hidden(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) in _HIDDEN_CATEGORIES


def hidden_characters(text: str) -> tuple[str, ...]:
    """Code points of the control, line-breaking and bidirectional characters in a text, each once, as ``U+202E``."""
    if text.isascii() and text.isprintable():
        return ()
    return tuple(dict.fromkeys(f"U+{ord(character):04X}" for character in text if _is_hidden(character)))


def clean(text: str) -> str:
    """The text on one line: hidden characters become spaces, runs of white space one space.

    >>> clean("Blocking\\n  Property")
    'Blocking Property'
    """
    return " ".join("".join(" " if _is_hidden(character) else character for character in text).split())


def slug(text: str, *, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word; empty when nothing in the text can be written so.

    >>> slug("EU: 20th package – agreed!")
    'eu-20th-package-agreed'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    kept = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{kept}-{word}" if kept else word[:limit]
        if len(longer) > limit:
            break
        kept = longer
    return kept
