"""The form for outputs that are not UTF-8: every character the reports print has an ASCII stand-in."""

from __future__ import annotations

import unicodedata

BLOCKS = "▁▂▃▄▅▆▇█"
"""The heights of a sparkline, lowest first."""

ASCII = "_.-:=+*#"
"""The same for outputs that are not UTF-8."""

_STAND_INS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "·": "|",
    "●": "*",
    "○": "o",
    "†": "+",
    "‡": "++",
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
    "≤": "<=",
    "≥": ">=",
    "×": "x",
}
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяієїґ",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch '' y ' e yu ya i ye yi g".split(),  # noqa: SIM905  # one list of 37 strings would be one line each
        strict=True,
    )
)
_STAND_INS |= (
    dict(zip(BLOCKS, ASCII, strict=True))
    | _CYRILLIC
    | {small.upper(): latin.capitalize() for small, latin in _CYRILLIC.items()}
)


def to_ascii(content: str) -> str:
    """The string in ASCII: signs and Cyrillic by their stand-ins, letters without accents, anything else as ``?``.

    >>> to_ascii("rouble −2.6 % · Orbán, Набиуллина")
    'rouble -2.6 % | Orban, Nabiullina'
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
