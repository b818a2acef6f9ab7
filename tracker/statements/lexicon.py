"""Word lists as they are written in tables."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, parted by bars; an underline is a space that must be there.

    >>> phrases("no facts | lies_")
    ('no facts', 'lies ')
    """
    return tuple(" ".join(one.split()).replace("_", " ") for one in text.split("|") if one.strip())
