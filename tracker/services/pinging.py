"""The dead man's switch: a server that is called after work, and raises the alarm when it is called no more."""

from __future__ import annotations

import re
from datetime import datetime

from tracker.config import Settings
from tracker.config.secrets import redacted
from tracker.errors import TrackerError
from tracker.services.context import Context

START, SUCCESS, FAIL = "start", "", "fail"
"""Kinds of calls, by what follows the address: that of the healthchecks project."""

SECONDS = 5.0

_MAILBOX = re.compile(
    r"""(?:"[^"\n]{0,100}"\s*(?=<))?<?[^\s@<>,;:"'()]{1,200}@(?!\d{4}-\d\d-\d\dT)[^\s@<>,;:"'()]+(?<![.!?])>?"""
)
"""An address with the name before it; the name of a run has an instant there."""


def without_addresses(words: str) -> str:
    """Words for a server of somebody else: no reader is named in them.

    >>> without_addresses('2026-W48 to "Joe" <joe@example.org>: sent; fetch_rates@2026-12-01T00:05:00Z#1')
    '2026-W48 to (address): sent; fetch_rates@2026-12-01T00:05:00Z#1'
    """
    return _MAILBOX.sub("(address)", words)


def is_set(settings: Settings) -> bool:
    """Whether there is somebody to call, and calling is allowed."""
    return bool(settings.ping_url) and not settings.offline


def ping(settings: Settings, kind: str, body: str, *, seconds: float = SECONDS) -> str:
    """Call once; "" where it arrived (or nobody is to be called), else why it did not, without secrets. Never raises.

    ``body`` is shown by the server: a few lines, from which secrets are taken out here, and addresses of readers.
    """
    if not is_set(settings):
        return ""
    from tracker.net.ping import place_of, post

    try:
        place = place_of(settings.ping_url.reveal(), what="TRACKER_PING_URL")
        post(
            place,
            kind,
            without_addresses(redacted(settings, body)),
            ca_bundle=settings.ca_bundle,
            seconds=seconds,
        )
    except TrackerError as error:
        return redacted(settings, f"{error.message} {error.remedy}".rstrip())
    except Exception as error:  # noqa: BLE001  # a call that is a courtesy must not stop the work
        return redacted(settings, f"unexpected {type(error).__name__}")
    return ""


def failing_jobs(context: Context) -> dict[str, datetime]:
    """The jobs whose newest run that ended has failed, with the instant (UTC) at which it did."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        failed, done = work.counts.last_ended("failed"), work.counts.last_ended("done")
    return {job: at for job, at in failed.items() if job not in done or done[job] < at}


def letters_lost(context: Context) -> int:
    """How many messages of the outbox failed for good, or may or may not have arrived."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        outbox = work.counts.outbox()
    return outbox.get("failed", 0) + outbox.get("uncertain", 0)
