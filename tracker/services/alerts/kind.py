"""What a kind of alert is: how it is found, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, cast

from tracker.registry import declared
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.model.alert import Alert
    from tracker.reports.wording import Words

OLD = timedelta(days=1)
"""What was public so long before its kind last looked raises no alert: the very first look is no flood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """One look.

    Attributes
    ----------
    since : datetime
        What was public before it (UTC) is old: nobody is told.
    seen_at : datetime or None
        When was looked last (UTC); None at the very first look.
    memory : mutable mapping
        Plain JSON values that the same kind finds again at its next look.
    told : tuple of Alert
        The alerts of this kind of the last days.
    """

    context: Context
    since: datetime
    seen_at: datetime | None
    memory: MutableMapping[str, object]
    told: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something found: ``subject`` and ``episode`` make its key; ``facts`` are plain JSON values in no language.

    ``lasting``: a trouble that is found at every look until it is over. It is raised when it begins, and again only
    when it was over in between.
    """

    subject: str
    episode: str
    facts: Mapping[str, object] = field(default_factory=dict)
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """An alert in a reader's words: one sentence, more sentences, what it does not mean, where it can be read.

    ``link`` is an http(s) address or empty.
    """

    title: str
    lines: tuple[str, ...] = ()
    caveat: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of alert. ``find`` looks once; ``say`` puts facts in words."""

    key: str
    find: Callable[[Looking], Iterable[Found]]
    say: Callable[[Mapping[str, object], Words], Saying]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every declared kind by key."""
    return cast("dict[str, Kind]", declared("tracker.services.alerts.kinds", "KIND"))
