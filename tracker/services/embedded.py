"""The embedded archive of the European Central Bank: what answers without network and without any set-up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tracker.errors import FetchError
from tracker.model.source import Snapshot

if TYPE_CHECKING:
    from tracker.services.context import Context


def load_embedded(context: Context) -> None:
    """Bring the embedded ECB archive into the store; nothing when these very bytes are there already."""
    from tracker.sources.rates import ecb
    from tracker.store.unit_of_work import UnitOfWork

    try:
        content = ecb.embedded().read_bytes()
    except FetchError:
        return  # 'tracker doctor' names it; everything else works with what is stored
    sha256 = hashlib.sha256(content).hexdigest()
    recorded_at = context.clock()
    with UnitOfWork(context.engine, write=False) as unit:
        if unit.snapshots.has(sha256):
            return
    from tracker.sources.checks import check

    snapshot = Snapshot(
        source=ecb.SOURCE.key,
        url=ecb.EMBEDDED_URL,
        kind=ecb.HISTORY,
        retrieved_at=recorded_at,
        sha256=sha256,
        content=content,
        media_type="application/zip",
    )
    records = check(ecb.SOURCE, ecb.SOURCE.parse(snapshot), now=recorded_at, previous_count=None, judge_age=False)
    with UnitOfWork(context.engine, write=True) as unit:  # bytes and values together: their presence proves both
        if not unit.snapshots.has(sha256):
            unit.snapshots.add(snapshot)
            unit.observations.add(records.quotes, vintage=recorded_at, sha256=sha256)
            unit.commit()
