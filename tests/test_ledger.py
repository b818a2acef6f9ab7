"""The ledger as its reader sees it: selection, decisions with history, files in and out, upgrades."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.config import load
from tracker.data.loader import shipped_events, shipped_until
from tracker.errors import NoDataError, RowsError, UsageError
from tracker.model.instants import Interval, zone
from tracker.services import decisions, event_files, ledger
from tracker.services.context import Context, open_context
from tracker.services.ledger import Selection
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MERKEL = "2014-11-11-merkel-no-new-sanctions"
NEW = {
    "date": "2026-11-20",
    "zone": "Europe/Brussels",
    "title": "Listings under the twenty-first package",
    "kind": "designation",
    "issuer": "Council of the EU",
    "jurisdiction": "EU",
}


@pytest.fixture
def context(prepared_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    opened = open_context(load(prepared_environ, cwd=tmp_path)).rehearsal(lambda: NOW)
    yield opened
    opened.engine.dispose()


def later(context: Context, minutes: int) -> Context:
    return context.rehearsal(lambda: NOW + timedelta(minutes=minutes))


def test_everything_accepted_is_listed_in_order(context: Context) -> None:
    events = ledger.list_events(context)
    assert len(events) == len(shipped_events())
    assert [e.published_on for e in events] == sorted(e.published_on for e in events)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(kinds=("central_bank",), jurisdictions=("RU",)),
        Selection(issuers=("white house",), stances=("escalate",)),
        Selection(actors=("merkel",)),
        Selection(sets=("article-2014-11-12",)),
        Selection(text="COSTS WILL RISE"),
        Selection(since=datetime(2014, 11, 10, tzinfo=UTC), until=datetime(2014, 11, 17, tzinfo=UTC)),
    ],
)
def test_a_selection_selects_some_and_only_what_fits(context: Context, selection: Selection) -> None:
    events = ledger.list_events(context, selection)
    assert 0 < len(events) < len(shipped_events())
    for event in events:
        assert not selection.kinds or event.kind in selection.kinds
        assert not selection.stances or event.stance in selection.stances
        assert selection.since is None or selection.since <= event.time.interval.start


def test_the_end_of_a_range_does_not_belong_to_it(context: Context) -> None:
    merkel = ledger.get(context, MERKEL)
    begins = merkel.time.interval.start
    assert merkel in ledger.list_events(context, Selection(since=begins))
    assert merkel not in ledger.list_events(context, Selection(until=begins))


def test_the_same_event_added_at_once_is_added_once(context: Context) -> None:
    def add(_: int) -> str:
        try:
            return decisions.add(context, NEW).id
        except UsageError as error:
            return error.message

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(add, range(4)))
    (added,) = [one for one in said if one.startswith("2026-11-20-")]
    assert said.count(f"There is an event {added} already; nothing was added.") == 3
    assert [edit.action for edit in ledger.entry(context, added).edits] == ["add"]


@pytest.mark.parametrize(
    ("given", "direction"),
    [
        ({}, ("impose", "escalate")),
        ({"kind": "delisting_easing"}, ("lift", "deescalate")),
        ({"kind": "statement"}, ("neutral", "hold")),
        ({"action": "extend"}, ("extend", "hold")),
        ({"stance": "hold"}, ("impose", "hold")),
    ],
)
def test_the_direction_nobody_gave_follows_from_the_kind(
    context: Context, given: dict[str, str], direction: tuple[str, str]
) -> None:
    added = decisions.add(context, NEW | given)
    assert (added.action, added.stance) == direction


def test_a_part_of_an_id_that_only_one_has_is_enough_to_look(context: Context) -> None:
    assert ledger.get(context, "merkel-no-new").id == MERKEL


def test_an_unknown_event_names_the_nearest(context: Context) -> None:
    with pytest.raises(NoDataError, match=MERKEL):
        ledger.get(context, "2014-11-11-merkle-no-new-sanctions")
    with pytest.raises(NoDataError, match="match"):
        ledger.get(context, "2014-11-11")


def test_recording_needs_the_whole_id(context: Context) -> None:
    with pytest.raises(NoDataError, match=MERKEL):
        decisions.edit(context, "merkel-no-new", {"title": "x"}, reason="y")
    assert ledger.entry(context, MERKEL).edits == ()


def test_an_event_of_ones_own(context: Context) -> None:
    added = decisions.add(context, NEW, reason="read in the Official Journal")
    assert (added.provenance, added.status, added.time.precision) == ("user", "accepted", "day")
    entry = ledger.entry(context, added.id)
    assert [(one.action, one.reason) for one in entry.edits] == [("add", "read in the Official Journal")]
    with pytest.raises(UsageError, match="already"):
        decisions.add(context, NEW)


def test_everything_wrong_with_an_event_is_said_at_once_and_nothing_kept(context: Context) -> None:
    with pytest.raises(UsageError) as caught:
        decisions.add(context, {**NEW, "date": "2026-02-30", "zone": "Mars/Olympus", "kind": "rumour"})
    for word in ("date", "Mars/Olympus", "rumour", "Nothing was recorded"):
        assert word in str(caught.value)
    assert len(ledger.list_events(context)) == len(shipped_events())


def test_an_unknown_column_names_the_nearest(context: Context) -> None:
    with pytest.raises(UsageError, match="time_utc"):
        decisions.edit(context, MERKEL, {"time": "2014-11-11T13:00Z"}, reason="x")


def test_corrections_keep_their_history(context: Context) -> None:
    decisions.edit(context, MERKEL, {"title": "First"}, reason="one")
    decisions.edit(later(context, 1), MERKEL, {"title": "Second"}, reason="two")
    entry = ledger.entry(context, MERKEL)
    assert entry.event.title == "Second"
    assert [dict(one.changes)["title"] for one in entry.edits] == ["First", "Second"]
    assert dict(entry.edits[1].base)["title"] == "First"
    assert entry.conflicts == ()


def test_a_known_hour_narrows_the_interval(context: Context) -> None:
    changes = {"precision": "minute", "time_utc": "2014-11-11T12:00Z", "time_basis": "announcement"}
    event = decisions.edit(context, MERKEL, changes, reason="transcript found")
    start = datetime(2014, 11, 11, 12, tzinfo=UTC)
    assert event.time.interval == Interval(start=start, end=start + timedelta(minutes=30))


def test_a_new_day_moves_the_event(context: Context) -> None:
    moved = decisions.edit(context, MERKEL, {"date": "2014-11-12"}, reason="it was the day after")
    assert moved.id == "2014-11-12-merkel-no-new-sanctions"
    statuses = {event.id: event.status for event in ledger.list_events(context, Selection(statuses=()))}
    assert (statuses[MERKEL], statuses[moved.id]) == ("rejected", "accepted")


def test_a_decision_needs_a_reason(context: Context) -> None:
    with pytest.raises(UsageError, match="reason"):
        decisions.edit(context, MERKEL, {"title": "x"}, reason=" ")
    with pytest.raises(UsageError, match="reason"):
        decisions.decide(context, MERKEL, accept=False)


def test_a_file_goes_out_and_comes_back_without_loss(context: Context) -> None:
    text = event_files.export(ledger.list_events(context))
    done = event_files.import_file(context, text, file="ledger.csv")
    assert (done.added, done.changed, len(done.unchanged)) == ((), (), len(shipped_events()))


def test_a_file_speaks_only_of_the_columns_it_has(context: Context) -> None:
    before = ledger.get(context, MERKEL)
    text = "id,date,zone,title,kind,issuer,jurisdiction\n"
    text += f"{MERKEL},2014-11-11,Europe/Berlin,Another title,statement,{before.issuer},{before.jurisdiction}\n"
    text += '2026-11-20-mine,2026-11-20,Europe/Kyiv,"Mine, with a comma",statement,Me,UA\n'
    dry = event_files.import_file(context, text, file="mine.csv", dry_run=True)
    assert ledger.get(context, MERKEL) == before
    done = event_files.import_file(context, text, file="mine.csv")
    assert dry == done
    assert (done.added, done.changed) == (("2026-11-20-mine",), (MERKEL,))
    after = ledger.get(context, MERKEL)
    assert after == replace(before, title="Another title")
    assert ledger.entry(context, MERKEL).edits[0].reason == "imported from mine.csv"


def test_bad_rows_are_all_named_and_nothing_is_imported(context: Context) -> None:
    lines = event_files.export(ledger.list_events(context)).splitlines()
    lines[16] = lines[16].replace(lines[16].split(",")[1], "2014-13-01", 2)
    cells = lines[39].split(",")
    lines[39] = ",".join([cells[0], "yesterday", *cells[2:]])
    lines.append("2026-11-20-fine,2026-11-20,UTC,day" + "," * 24)
    with pytest.raises(RowsError) as caught:
        event_files.import_file(context, "\n".join(lines), file="mine.csv")
    assert {17, 40} <= {line for line, _ in caught.value.problems}
    assert "mine.csv" in str(caught.value)
    assert ledger.read(context).edited == frozenset()


def test_a_proposal_waits_is_accepted_or_rejected(context: Context) -> None:
    template = ledger.get(context, MERKEL)
    # Two authorities' accounts: of one act told twice one event would be made.
    proposals = [
        replace(template, id=f"2014-11-11-proposal-{place.lower()}", jurisdiction=place, issuer=place, status="review")
        for place in ("CA", "CH")
    ]
    with UnitOfWork(context.engine, write=True) as work:
        work.events.add_candidates(proposals, recorded_at=NOW)
        work.commit()
    assert ledger.list_events(context, Selection(statuses=("review",))) == tuple(proposals)
    assert proposals[0] not in ledger.list_events(context)
    accepted = decisions.decide(context, proposals[0].id, accept=True, changes={"stance": "escalate"})
    rejected = decisions.decide(context, proposals[1].id, accept=False, reason="a correction of an earlier notice")
    assert (accepted.status, accepted.stance, rejected.status) == ("accepted", "escalate", "rejected")
    assert ledger.list_events(context, Selection(statuses=("review",))) == ()
    listed = {event.id for event in ledger.list_events(context)}
    assert accepted.id in listed
    assert rejected.id not in listed


def test_an_upgrade_keeps_the_readers_decision_and_shows_the_conflict(context: Context) -> None:
    decisions.edit(context, MERKEL, {"title": "Mine"}, reason="better")
    upgraded = [replace(e, title="Shipped anew") if e.id == MERKEL else e for e in shipped_events()]
    with UnitOfWork(context.engine, write=True) as work:
        work.events.sync_shipped(upgraded, ledger_version="next", recorded_at=NOW)
        work.commit()
    assert ledger.get(context, MERKEL).title == "Mine"
    (conflict,) = ledger.entry(context, MERKEL).conflicts
    assert (conflict.event_id, conflict.column, conflict.shipped_now) == (MERKEL, "title", "Shipped anew")


def test_a_title_nobody_can_print_is_refused_with_its_length(context: Context) -> None:
    long = "x" * 201
    for refused in (
        lambda: decisions.add(context, NEW | {"title": long}),
        lambda: decisions.edit(context, MERKEL, {"title": long}, reason="a test"),
        lambda: decisions.edit(context, MERKEL, {"title": long, "date": "2014-11-12"}, reason="a test"),
    ):
        with pytest.raises(UsageError, match=r"title has 201 characters, more than 200.*Nothing was recorded"):
            refused()
    assert decisions.add(context, NEW | {"title": "x" * 200}).title == "x" * 200


def test_the_last_day_of_the_shipped_ledger_is_that_of_its_last_event() -> None:
    days = (event.time.interval.start.astimezone(zone(event.time.zone)).date() for event in shipped_events())
    assert shipped_until() == max(days)
