"""The form for outputs that are not UTF-8: every character the reports print has an ASCII stand-in."""

from __future__ import annotations

import unicodedata

_STAND_INS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "·": "|",
    "●": "*",
    "○": "o",
    "†": "+",
    "═": "=",
    "→": "->",
    "±": "+/-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "€": "EUR",
    "£": "GBP",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
}


def to_ascii(content: str) -> str:
    """The string in ASCII: signs by their stand-ins, letters without their accents, anything else as ``?``.

    >>> to_ascii("rouble −2.6 % · Orbán")
    'rouble -2.6 % | Orban'
    """
    return "".join(_stand_in(character) for character in content)


def _stand_in(character: str) -> str:
    if character.isascii():
        return character
    if character in _STAND_INS:
        return _STAND_INS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in decomposed if part.isascii())
    return kept or ("" if unicodedata.combining(character) else "?")
