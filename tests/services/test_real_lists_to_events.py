"""The real lists of February 2022, from their files to the events they are told in."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.config import load
from tracker.model.announcement import ListChange
from tracker.model.event import NO_DAY
from tracker.services import decisions, ledger, list_import
from tracker.services.context import Context, open_context
from tracker.services.cycle import group_announcements
from tracker.services.ledger import Selection
from tracker.services.list_views import list_changes
from tracker.store.unit_of_work import UnitOfWork

pytestmark = [pytest.mark.extended, pytest.mark.slow]

KEY = "us_ofac_sdn"
EARLY = datetime(2018, 1, 26, 23, tzinfo=UTC)
FIRST = datetime(2022, 2, 23, 1, 52, 37, tzinfo=UTC)
BEFORE = datetime(2022, 2, 23, 18, 46, 52, tzinfo=UTC)
BETWEEN = datetime(2022, 2, 24, 1, 52, 20, tzinfo=UTC)
AFTER = datetime(2022, 2, 25, 1, 50, 29, tzinfo=UTC)
FROM_LIST, CURATED = "2022-02-23-us-ofac-sdn-russia-designation", "2022-02-23-us-ns2-ag"
BANKS, TRANCHE = "2022-02-23-us-ofac-sdn-russia-designation-until-2022-02-24", "2022-02-24-us-second-tranche"


def test_the_lists_of_february_2022_become_events_of_the_ledger(
    shared: Path, prepared_home: Path, tmp_path: Path
) -> None:
    context = _on_a_copy_of(prepared_home, tmp_path)
    _import_in_order(context, shared / "payloads" / "ofac" / "sdn_csv")
    found = {one.entry.name: one for one in list_changes(context, kinds=("designation",))}
    for name in ("NORD STREAM 2 AG", "WARNIG, Matthias"):
        assert _told(found[name]) == (("PEESA-EO14039",), BEFORE, BETWEEN, None)
    vtb = found["VTB BANK PUBLIC JOINT STOCK COMPANY"]
    assert "RUSSIA-EO14024" in vtb.entry.programmes
    assert _told(vtb)[1:] == (BETWEEN, AFTER, None)

    assert group_announcements(context) > 0
    once = ledger.read(context)
    into = {one.event.id: one.into for one in once.mergers}
    assert (into[FROM_LIST], into[BANKS]) == (CURATED, TRANCHE)
    assert group_announcements(context) == 0
    assert ledger.read(context) == once

    _part_and_join(context, once.mergers)
    assert ledger.read(context).events == once.events
    context.engine.dispose()


def test_four_years_between_two_copies_give_events_without_a_day(
    shared: Path, prepared_home: Path, tmp_path: Path
) -> None:
    context = _on_a_copy_of(prepared_home, tmp_path)
    folder = shared / "payloads" / "ofac" / "sdn_csv"
    for retrieved, pattern in ((EARLY, "sdn_2018-01-26*.csv"), (FIRST, "sdn_20220223T015237Z*.csv")):
        (name,) = (path.name for path in folder.glob(pattern))
        wanted = list_import.copies([name], retrieved_at=retrieved, now=datetime(2026, 11, 20, tzinfo=UTC))
        (done,) = list_import.import_copies(context, KEY, wanted, lambda one: (folder / one).read_bytes(), confirm=True)
        assert done.state == "imported", done.error
    assert {(one.from_snapshot_at, one.to_snapshot_at, one.stated_on) for one in list_changes(context)} == {
        (EARLY, FIRST, None)
    }
    assert group_announcements(context) > 20
    proposed = ledger.list_events(context, Selection(statuses=("review",)))
    assert {(one.time.interval.start, one.time.interval.end, one.time.precision) for one in proposed} == {
        (EARLY, FIRST, "interval")
    }
    assert {one.sets for one in proposed} == {(NO_DAY,)}
    assert {day for one in proposed for day in (one.adopted_on, one.effective_on, one.legal_on)} == {None}
    assert ledger.read(context).mergers == ()
    context.engine.dispose()


def _on_a_copy_of(home: Path, folder: Path) -> Context:
    own = Path(shutil.copytree(home, folder / "copy"))
    return open_context(load({"TRACKER_HOME": str(own), "TRACKER_OFFLINE": "true"}, cwd=folder))


def _import_in_order(context: Context, folder: Path) -> None:
    """Four copies of three days, and after them one of no bytes, which takes nobody off."""
    files = {path.name: path for path in folder.glob("sdn_202202*.csv")}
    empty = next(path for path in folder.glob("*.csv") if path.stat().st_size == 0)
    wanted = list_import.copies([*files, empty.name], retrieved_at=None, now=datetime(2026, 11, 20, tzinfo=UTC))
    done = list_import.import_copies(context, KEY, wanted, lambda name: (folder / name).read_bytes())
    assert [one.copy.retrieved_at for one in done[:4]] == [FIRST, BEFORE, BETWEEN, AFTER]
    assert [one.state for one in done] == ["imported"] * 4 + ["refused"]
    assert "the file is empty" in done[-1].error
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.lists.latest_snapshot(KEY).snapshot_at == AFTER  # type: ignore[union-attr]  # four are stored
    assert list_changes(context, since=AFTER.replace(day=26)) == ()


def _told(change: ListChange) -> tuple[object, ...]:
    return change.entry.programmes, change.from_snapshot_at, change.to_snapshot_at, change.stated_on


def _part_and_join(context: Context, mergers: tuple[ledger.Merging, ...]) -> None:
    """Parted, both events are as they were before they were merged; the parting undone, they are one again."""
    alone = next(one.event for one in mergers if one.event.id == FROM_LIST)
    decisions.undo(context, FROM_LIST, reason="another act")
    parted = {event.id: event for event in ledger.read(context).events}
    assert parted[FROM_LIST] == alone
    assert [source.url for source in parted[CURATED].sources if "sanctionslist.ofac" in source.url] == []
    decisions.undo(context, FROM_LIST, reason="the same after all")
