"""What a check is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.config import Settings
from tracker.services.installation import Upcoming

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding. ``level``: ok, warn or fail. ``remedy`` is empty only where nothing needs doing."""

    level: str
    what: str
    remedy: str = ""


def ok(what: str) -> Line:
    """All is well."""
    return Line(level=OK, what=what)


def warn(what: str, remedy: str) -> Line:
    """The program works, with less than it could, or with a risk."""
    return Line(level=WARN, what=what, remedy=remedy)


def fail(what: str, remedy: str) -> Line:
    """Something asked for does not work."""
    return Line(level=FAIL, what=what, remedy=remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where answers are written. ``width`` is None where stdout is no terminal."""

    encoding: str
    width: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is examined. ``network``: connections may be opened. ``now`` is UTC.

    ``upcoming`` knows the next slots of the scheduler, where it is installed.
    """

    settings: Settings
    environ: Mapping[str, str]
    now: datetime
    network: bool
    terminal: Terminal
    upcoming: Upcoming | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A group of checks: ``run`` yields lines and raises nothing a person must read as a trace.

    ``order`` is its place; one with ``network`` runs only when connections may be opened.
    """

    key: str
    title: str
    order: int
    run: Callable[[Subject], Iterator[Line]]
    network: bool = False


def nearest_existing(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    return next((one for one in (path, *path.parents) if one.exists()), Path("/"))
