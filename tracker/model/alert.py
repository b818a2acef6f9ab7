"""Alerts: something worth a message, found once, and what became of it for each who is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FOUND, QUEUED, HELD, TOLD = "found", "queued", "held", "told"
"""Nobody is told yet; a message is in the outbox; somebody is told later, with the reason; told in one of many."""

BEFORE = "it was so before this installation looked for alerts"
NOBODY = "nobody asked for alerts"
"""Details of alerts that wait for nobody: they are noted, and never told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something worth a message.

    Attributes
    ----------
    key : str
        ``kind:subject:episode``; the same thing found again has the same key and is no second alert.
    kind : str
        Which detector found it.
    state : str
        ``queued``: its message is in the outbox for everybody who is told of it. ``held``: not told, or not to all,
        because of ``detail``. ``told``: everybody got it, somebody in one message about several that had been held.
    found_at : datetime
        The instant (UTC) at which this installation found it.
    facts : mapping
        What its words are made of: plain JSON values, in no language.
    tellings : mapping
        For each recipient what became of it: ``state`` (queued, held, told), ``at``, ``period`` of the delivery.
    ended_at : datetime or None
        Of a lasting trouble: when it was over. A trouble that comes again is another episode.
    """

    key: str
    kind: str
    state: str
    found_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    tellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ended_at: datetime | None = None
    detail: str = ""

    @property
    def standing(self) -> str:
        """The state for people: ``noted`` of what is held and waits for nobody."""
        return "noted" if self.state == HELD and self.detail in {BEFORE, NOBODY} else self.state

    @property
    def subject(self) -> str:
        """What it is about: the part of the key between its kind and its episode."""
        return self.key.removeprefix(f"{self.kind}:").rpartition(":")[0]
