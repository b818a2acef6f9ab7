"""Text on one line: what is hidden goes, what is printed stays, in every script."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tracker.model.plain_text import clean, hidden_characters

NOTHING = "\u00ad\u200b\u2060"
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


SIGNS = (
    range(0x3001),
    range(0xD800, 0xE000, 97),
    range(0xFE00, 0x10000),
    range(0xE0000, 0xE0080),
    range(0x1F5FF, 0x1F650),
)


def test_every_sign_by_its_category() -> None:
    for number in (number for signs in SIGNS for number in signs):
        sign = chr(number)
        if sign in NOTHING:
            expected = "ab"
        elif sign in DIRECTIONS or unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp", "Zs"}:
            expected = "a b"
        else:
            expected = f"a{sign}b"
        assert clean(f"a{sign}b") == expected, f"U+{number:04X}"


@given(st.text())
def test_what_is_clean_stays(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not hidden_characters(once)
    assert "  " not in once
    assert once == once.strip()
