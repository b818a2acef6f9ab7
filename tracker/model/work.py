"""Work and its traces: runs of jobs, conversations with sources, deliveries of letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(hours=6)
"""After this long at most a job or a letter that failed is tried again."""

LEASE = timedelta(minutes=30)
"""Longer than any way of sending can last, connecting and log-in included: after it, whoever was sending is dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One execution of one slot of one job. ``state``: started, done, failed. Unique on (job, slot).

    ``attempts`` counts how often the slot was claimed.
    """

    job: str
    slot: datetime
    state: str
    started_at: datetime
    finished_at: datetime | None = None
    attempts: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRun:
    """One conversation with one source. ``state``: started, done, unchanged, failed."""

    source: str
    started_at: datetime
    state: str
    finished_at: datetime | None = None
    documents: int = 0
    records: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One report of one period to one recipient, at most once.

    ``state``: pending → sending → sent | failed | uncertain. ``message`` holds the bytes as rendered once. ``channel``
    says who carries it: ``email``, ``webhook`` or ``apprise``; of the latter two, ``recipient`` is the channel's name,
    never its address, which is a secret.
    """

    report: str
    period: str
    recipient: str
    state: str
    message_id: str
    message: bytes
    created_at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    detail: str = ""
    channel: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter rendered for one recipient, ready for a transport. ``raw`` is the complete RFC 5322 message."""

    recipient: str
    sender: str
    message_id: str
    raw: bytes
