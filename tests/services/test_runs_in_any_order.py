"""Accounts of one act from several sources, in any order and over any number of runs: one event, and apart again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from tracker.model.announcement import Announcement, ListChange, ListEntry
from tracker.services import decisions, ledger
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.store.hashes import contents
from tracker.store.tables import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_VERSION,
    CANDIDATE_EVENT,
    EVENT_EDIT,
    LEDGER,
    LIST_CHANGE,
    LIST_ENTRY,
    LIST_SNAPSHOT,
    SHIPPED_EVENT,
)
from tracker.store.unit_of_work import UnitOfWork

RECORDED = datetime(2026, 11, 20, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 11, 18, 14, tzinfo=UTC), datetime(2026, 11, 18, 20, tzinfo=UTC)
DAY = date(2026, 11, 18)

CURATED = "2026-11-18-us-examplebank"
LISTED, MINSK = "2026-11-18-us-ofac-sdn-russia-designation", "2026-11-18-us-ofac-sdn-belarus-designation"
PRESS, NOTICE = "2026-11-18-us-us-ofac", "2026-11-20-us-us-ofac"
BRUSSELS, BELARUS = "2026-11-18-eu-eu-council", "2026-11-18-eu-eu-council-about-belarus"


def announced(source: str, day: date, title: str, **more: object) -> Announcement:
    fields: dict[str, object] = {"issuer": "US OFAC", "jurisdiction": "US", "topics": ("Russia",)} | more
    name = f"{source}-{day.isoformat()}-{len(title)}"
    return Announcement(
        source=source,
        external_id=name,
        published_on=day,
        title=title,
        url=f"https://example.org/{name}",
        **fields,  # type: ignore[arg-type]  # fields by name
    )


def listed(name: str, programme: str) -> ListChange:
    return ListChange(
        list_key="us_ofac_sdn",
        change="designation",
        entry=ListEntry(
            list_key="us_ofac_sdn", entry_id=name, name=name, entity_type="entity", programmes=(programme,)
        ),
        from_snapshot_at=BEFORE,
        to_snapshot_at=AFTER,
    )


def tell(*facts: Announcement | ListChange) -> Callable[[Context], None]:
    def told(context: Context) -> None:
        with UnitOfWork(context.engine, write=True) as work:
            for fact in facts:
                if isinstance(fact, ListChange):
                    work.lists.add_changes([fact])
                else:
                    work.announcements.add([fact], recorded_at=RECORDED, sha256=None)
            work.commit()

    return told


def curate(context: Context) -> None:
    columns = {
        "date": DAY.isoformat(),
        "id": CURATED,
        "zone": "America/New_York",
        "title": "US blocks Examplebank and Northfield",
        "kind": "designation",
        "action": "expand",
        "stance": "escalate",
        "issuer": "US Treasury OFAC",
        "jurisdiction": "US",
        "programme": "EO 14024",
        "target": "Russia",
        "source_urls": "https://example.org/curated",
    }
    decisions.add(context, columns)


FACTS = (
    tell(announced("us_ofac_press", DAY, "Treasury blocks Examplebank and Northfield under Executive Order 14024")),
    tell(
        announced(
            "us_federal_register",
            date(2026, 11, 20),
            "Notice of OFAC Sanctions Actions",
            summary="Blocking Examplebank and Northfield under Executive Order 14024.",
            adopted_on=DAY,
        )
    ),
    tell(listed("EXAMPLEBANK", "RUSSIA-EO14024")),
    tell(listed("NORTHFIELD", "RUSSIA-EO14024")),
    tell(listed("DABRA TRUST", "BELARUS-EO14038")),
    tell(
        announced("eu_cellar", DAY, "Regulation (EU) 2026/3001 on Northfield", issuer="EU Council", jurisdiction="EU"),
        announced(
            "eu_cellar",
            DAY,
            "Regulation (EU) 2026/3002 on Belarus",
            issuer="EU Council",
            jurisdiction="EU",
            topics=("Belarus",),
        ),
    ),
)
"""One act of OFAC in three sources, another one of that day, and two of the EU; the curated row is added besides."""

APART = {MINSK, BRUSSELS, BELARUS}


def run(context: Context) -> None:
    group_announcements(context)


def emptied(context: Context) -> Context:
    """The installation as shipped, again."""
    with context.engine.begin() as connection:
        for table in (ANNOUNCEMENT_VERSION, ANNOUNCEMENT, CANDIDATE_EVENT, EVENT_EDIT, LIST_CHANGE):
            connection.execute(delete(table))
    return context


def fresh(read: ledger.Overlay) -> set[str]:
    return {event.id for event in read.events if event.provenance != "shipped"}


def hashes(context: Context) -> dict[str, str]:
    """Of each table of events, and of what they are made from: one hash of its rows."""
    tables = (ANNOUNCEMENT, ANNOUNCEMENT_VERSION, CANDIDATE_EVENT, EVENT_EDIT, LEDGER, LIST_CHANGE)
    with context.engine.connect() as connection:
        found = contents(connection, (*tables, LIST_ENTRY, LIST_SNAPSHOT, SHIPPED_EVENT))
    return {name: content.sha256 for name, content in found.items()}


STEPS = st.tuples(
    st.permutations((*FACTS, curate)),
    st.lists(st.tuples(st.integers(0, len(FACTS)), st.sampled_from(FACTS)), max_size=4),
    st.lists(st.integers(0, len(FACTS) + 4), max_size=4),
)


@pytest.mark.parametrize("curated", [True, False])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plan=STEPS)
def test_any_order_of_sources_and_any_number_of_runs_come_to_the_same_events(
    own_context: Context,
    curated: bool,
    plan: tuple[list[Callable[[Context], None]], list[tuple[int, Callable[[Context], None]]], list[int]],
) -> None:
    order, again, runs = plan
    context = emptied(own_context)
    steps = [step for step in order if curated or step is not curate]
    for place, fact in again:
        steps.insert(place, fact)
    for place in runs:
        steps.insert(place, run)
    for step in (*steps, run):
        step(context)
    found = ledger.read(context)
    lead = CURATED if curated else LISTED
    assert fresh(found) == {lead, *APART}
    assert {one.event.id: one.into for one in found.mergers} == dict.fromkeys({LISTED, PRESS, NOTICE} - {lead}, lead)
    assert group_announcements(context) == 0
    assert ledger.read(context) == found


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(one=st.sampled_from((LISTED, PRESS, NOTICE, BRUSSELS)), other=st.sampled_from((CURATED, MINSK, BELARUS)))
def test_a_merge_taken_back_leaves_every_row_but_the_decisions_as_it_was(
    own_context: Context, one: str, other: str
) -> None:
    context = emptied(own_context)
    for step in (*FACTS, curate, run):
        step(context)
    before, rows = ledger.read(context), hashes(context)
    decisions.merge(context, one, other, reason="the same act")
    assert {merger.event.id: merger.into for merger in ledger.read(context).mergers}[one] == other
    run(context)
    decisions.undo(context, one, reason="not the same act")
    run(context)
    after = hashes(context)
    assert ledger.read(context) == before
    assert after.pop("event_edit") != rows.pop("event_edit")
    assert after == rows
