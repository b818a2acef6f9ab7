"""The formats that sources share."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.parsing.archives import only_member
from tracker.sources.parsing.documents import damaged_lines
from tracker.sources.parsing.numbers import strict_decimal


def snapshot(content: bytes) -> Snapshot:
    return Snapshot(
        source="s",
        url="https://x.example/a",
        kind="k",
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        sha256="",
        content=content,
    )


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize("text", ["81.1290", "0", "20275.17", "1"])
def test_numbers_are_exact(text: str) -> None:
    assert str(strict_decimal(text)) == text
    assert strict_decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "-1", "+1", "1,5", "1_000", "1e5", "NaN", "inf", ".5", "5.", "0x1", "١", "1.2.3", "9" * 40]
)
def test_nothing_else_is_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        strict_decimal(text)


def test_one_member_is_unpacked() -> None:
    assert only_member(snapshot(archive(a_csv=b"x,y\n", readme_txt=b"hello")), suffix=".csv") == b"x,y\n"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ParseError, match="unfolds to more than"):
        only_member(snapshot(archive(a_csv=b"0" * 3_000_000)), suffix=".csv")


def test_a_size_limit_holds_whatever_the_ratio() -> None:
    with pytest.raises(ParseError, match="unfolds to more than 10 bytes"):
        only_member(snapshot(archive(a_csv=b"12345678901")), suffix=".csv", max_bytes=10)


@pytest.mark.parametrize("content", [archive(), archive(a_csv=b"", b_csv=b"")], ids=["none", "two"])
def test_it_must_be_one_member(content: bytes) -> None:
    with pytest.raises(ParseError, match="instead of one"):
        only_member(snapshot(content), suffix=".csv")


def test_a_flipped_bit_is_noticed() -> None:
    content = bytearray(archive(a_csv=b"Date,USD\n" * 50))
    content[45] ^= 0xFF
    with pytest.raises(ParseError, match="cut off or damaged"):
        only_member(snapshot(bytes(content)), suffix=".csv")


def test_all_problems_are_counted_and_the_first_ones_shown() -> None:
    error = damaged_lines(snapshot(b""), [(line, f"bad {line}") for line in range(3, 12)])
    assert error.line == 3
    assert "line 3: bad 3; line 4: bad 4" in error.message
    assert "9 problems in all" in error.message
