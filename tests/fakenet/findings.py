"""Collecting what is wrong with many cells that are tried together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Findings:
    """What is wrong, with the source it is wrong with: one source's trouble hides no other's."""

    def __init__(self) -> None:
        self.all: list[str] = []

    @contextmanager
    def of(self, column: str, row: str) -> Iterator[None]:
        """Collect a failed assertion about a column in a row."""
        try:
            yield
        except AssertionError as error:
            self.all.append(f"{column}, {row}: {error}")

    def none(self) -> None:
        assert not self.all, f"{len(self.all)} cells are wrong:\n" + "\n\n".join(self.all)
