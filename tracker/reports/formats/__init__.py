"""The formats of the report, one file each: every module declares ``FORMAT`` and knows no sibling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from tracker.registry import declared
from tracker.reports.document import Report


class Format(Protocol):
    """What each module declares."""

    @property
    def key(self) -> str:
        """Name on the command line."""

    @property
    def suffix(self) -> str:
        """How names of its files end, with the dot; ``-o`` with such a name chooses the format."""

    @property
    def binary(self) -> bool:
        """Whether ``render`` gives bytes, which no terminal should get; otherwise text ending with a line break."""

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str | bytes:  # noqa: A002 - the contract's name
        """The whole document."""


def formats() -> Mapping[str, Format]:
    """All declared formats by key."""
    return cast("dict[str, Format]", declared(__name__, "FORMAT"))
