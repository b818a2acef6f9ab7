"""A home full of what may not be republished: in every text of it stands a mark that stands nowhere else."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tracker.config import load
from tracker.model.announcement import Announcement, ListChange, ListEntry
from tracker.model.document import Document
from tracker.model.observation import Quote
from tracker.model.source import Snapshot
from tracker.model.statement import Statement
from tracker.services import decisions
from tracker.services.context import Context, open_context
from tracker.services.following import facts_in, following, propose
from tracker.services.intake import TakenIn
from tracker.services.ledger import list_events, waiting
from tracker.services.proposing import propose as propose_reading
from tracker.services.reading import Reading
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork

RATE = "46.9137"
NAME, DETAIL, TEXT, SENTENCE = "Qzname", "Qzdetail", "Qztext", "Qzsentence"
MARKS = (RATE, NAME, DETAIL, TEXT, SENTENCE)
OWN = "What somebody here wrote of it"
HEADLINE = "Sanctions against Russia: a statement"
QUOTED = "we plan no further sanctions"
AT = datetime(2026, 11, 22, tzinfo=UTC)
FIRST, SECOND = (datetime(2014, 11, day, 6, tzinfo=UTC) for day in (10, 13))


def barred_sources(kind: str) -> list[str]:
    """Every declared source of a kind whose terms do not let others read what it tells."""
    return sorted(key for key, one in sources().items() if one.info.kind == kind and not one.info.rights.republish)


def fill(home: Path) -> Path:
    """Put it all there, and accept every event that follows from it; the same home."""
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(_quotes(), vintage=AT, sha256=None)
        for key in barred_sources("lists"):
            _put_on_list(unit, key)
        for key in barred_sources("announcements"):
            unit.announcements.add([_announcement(key)], recorded_at=AT, sha256=None)
        propose(unit, following(facts_in(unit)), at=AT)
        unit.commit()
    propose_reading(context, _reading())
    _decide(context)
    context.engine.dispose()
    return home


def _decide(context: Context) -> None:
    """Accept what waits as it is; one list's with somebody's own words, and move another one's to another day."""
    for event in waiting(context).events:
        changes = {"summary": OWN} if "-un-sc-" in event.id else {}
        decisions.decide(context, event.id, accept=True, changes=changes, by="somebody")
    moved = next(one for one in list_events(context) if "-ch-seco-" in one.id)
    bounds = {"earliest_utc": "2014-11-11T06:00Z", "latest_utc": "2014-11-13T06:00Z"}
    decisions.edit(context, moved.id, {"date": "2014-11-11", **bounds}, reason="seen on another day", by="somebody")


def _quotes() -> list[Quote]:
    hours = [datetime(2014, 11, 3, 8, tzinfo=UTC) + timedelta(hours=number) for number in range(14 * 24)]
    labels = {
        "USD/RUB@yahoo.1h": [f"{hour:%Y-%m-%dT%H:%M:%SZ}" for hour in hours],
        "USD/RUB@yahoo.1d": sorted({f"{hour:%Y-%m-%d}" for hour in hours if hour.weekday() < 5}),
    }
    return [Quote(series=key, label=label, value=Decimal(RATE)) for key, found in labels.items() for label in found]


def _put_on_list(unit: UnitOfWork, key: str) -> None:
    old = ListEntry(
        list_key=key,
        entry_id="1",
        name=f"{NAME} the first",
        entity_type="entity",
        programmes=("UKRAINE-EO13661",),
        aliases=(f"{NAME} & Sons",),
        identifiers=(f"IMO {DETAIL}",),
        details=f"Function: {DETAIL}",
    )
    new = [replace(old, entry_id=str(number), name=f"{NAME}: the list, {number}") for number in range(2, 20)]
    unit.lists.record(key, [old], snapshot_at=FIRST, sha256=None)
    unit.lists.record(key, [*new], snapshot_at=SECOND, sha256=None)
    changed = [(one, "designation") for one in new] + [(old, "delisting")]
    unit.lists.add_changes(
        ListChange(list_key=key, change=kind, entry=one, from_snapshot_at=FIRST, to_snapshot_at=SECOND)
        for one, kind in changed
    )


def _announcement(key: str) -> Announcement:
    info = sources()[key].info
    return Announcement(
        source=key,
        external_id=f"{key}-1",
        published_on=date(2014, 11, 12),
        title=HEADLINE,
        summary=f"{TEXT} of the item, {key}.",
        url=f"{info.homepage.rstrip('/')}/1",
        issuer=info.publisher,
        jurisdiction="EU",
        topics=("Russia",),
    )


def _reading() -> Reading:
    day = date(2014, 11, 11)
    said = Statement(
        actor="Erika Mustermann", role="Minister of Weather", institution="Ministry of Weather", jurisdiction="JP",
        since=day, until=day, date_basis="weekday", kind="statement", action="rule_out", stance="hold", target="Russia",
        quotation=QUOTED, sentence=f"In the {SENTENCE} she said: {QUOTED}.", span=(0, 60), confidence=0.9,
    )  # fmt: skip
    content = said.sentence.encode()
    url = "https://paper.example/a"
    snapshot = Snapshot(
        source="document", url=url, kind="article", retrieved_at=AT,
        sha256=hashlib.sha256(content).hexdigest(), content=content,
    )  # fmt: skip
    document = Document(text=said.sentence, title="A title", published_on=date(2014, 11, 12), source=url, zone="UTC")
    taken = TakenIn(document=document, form="text", basis="as given", snapshot=snapshot)
    return Reading(taken=taken, claims=(), statements=(said, replace(said, sentence=f"{SENTENCE}; {QUOTED} …")))


def text_of(content: bytes) -> str:
    """All there is to read in a file, whatever packs it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(text_of(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        table = pq.read_table(io.BytesIO(content))
        return f"{table.schema.to_string(show_schema_metadata=True)}\n{table.to_pylist()}"
    return content.decode("utf-8", "replace")  # a picture has no words but those of its notes


def marks_in(text: str) -> set[str]:
    """The marks that stand in it, the rate also rounded or as a part of a longer number, names cut or in capitals."""
    low = text.casefold()
    return {mark for mark in MARKS if (mark[:-1] if mark == RATE else mark.casefold()) in low}
