"""A copy that was wrongly taken is taken back, with what was found and proposed from it, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.ofac_copies import OLD, copy_of_sdn
from tests.services.fetched import Surroundings
from tests.services.lists import DAY, NOON
from tracker.errors import NoDataError, UsageError
from tracker.services import decisions, ledger
from tracker.services.cycle import group_announcements
from tracker.services.list_forgetting import copies_of, forget
from tracker.services.list_import import Copy, import_copies
from tracker.services.list_views import list_changes
from tracker.store.unit_of_work import UnitOfWork

SDN = "us_ofac_sdn"
WHOLE = OLD | {number: (f"BANK {number}", "RUSSIA-EO14024") for number in range(61, 91)}
CUT = {number: WHOLE[number] for number in range(1, 71)}
"""The list without its last twenty parties."""
GONE = "2022-02-23-us-ofac-sdn-russia-delisting-until-2022-02-24"


@pytest.fixture
def taken(context: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Take a copy of the list and propose events."""
    monkeypatch.chdir(tmp_path)

    def take(at: datetime, parties: dict[int, tuple[str, str]]) -> None:
        name = copy_of_sdn("sdn.csv", parties)
        copy = Copy(files=(name,), retrieved_at=at)
        (done,) = import_copies(context, SDN, [copy], lambda file: Path(file).read_bytes(), confirm=True)
        assert done.state == "imported", done.error
        group_announcements(context)

    return take


def waiting(context: Surroundings) -> list[str]:
    return [event.id for event in ledger.waiting(context).events]


def changed(context: Surroundings) -> list[tuple[str, str, datetime, datetime]]:
    found = list_changes(context, list_key=SDN)
    return [(one.change, one.entry.entry_id, one.from_snapshot_at, one.to_snapshot_at) for one in found]


def test_a_cut_copy_that_was_confirmed_leaves_no_trace_but_its_record(
    context: Surroundings, taken: Callable[..., None]
) -> None:
    taken(NOON, WHOLE)
    taken(NOON + 2 * DAY, WHOLE | {91: ("BANK 91", "RUSSIA-EO14024")})
    right, events = changed(context), waiting(context)
    assert len(right) == 1
    taken(NOON + DAY, CUT)
    false = waiting(context)
    assert len(changed(context)) == 41, "twenty taken off, twenty-one put on"

    preview = forget(context, SDN, [NOON + DAY])
    assert (len(preview.gone), len(preview.found), preview.done) == (41, 1, False)
    assert len(changed(context)) == 41, "a preview changes nothing"
    assert waiting(context) == false

    with pytest.raises(UsageError, match="reason"):
        forget(context, SDN, [NOON + DAY], confirm=True)
    done = forget(context, SDN, [NOON + DAY], reason="it was cut", by="Kim", confirm=True)
    assert done.done
    assert (done.gone, done.found, done.withdrawn) == (preview.gone, preview.found, preview.withdrawn)
    assert changed(context) == right
    assert waiting(context) == events
    assert [event.id for event in done.withdrawn] == sorted(set(false) - set(events))

    shown = ledger.entry(context, done.withdrawn[0].id)
    assert [(one.action, one.by) for one in shown.edits] == [("withdraw", "Kim")]
    assert "it was cut" in shown.edits[0].reason
    assert shown.event.status == "rejected"
    copies = copies_of(context, SDN)
    assert [one.snapshot_at for one in copies.kept] == [NOON, NOON + 2 * DAY]
    assert [(one.snapshot_at, one.by, one.reason) for one in copies.taken_back] == [(NOON + DAY, "Kim", "it was cut")]
    with UnitOfWork(context.engine, write=False) as work:
        assert work.snapshots.has(done.copies[0].sha256 or ""), "the bytes are kept"


def test_what_was_taken_back_can_be_imported_again(context: Surroundings, taken: Callable[..., None]) -> None:
    taken(NOON, WHOLE)
    taken(NOON + DAY, CUT)
    events, found = waiting(context), changed(context)
    forget(context, SDN, [NOON + DAY], reason="it looked cut", confirm=True)
    assert (waiting(context), changed(context)) == ([], [])
    taken(NOON + DAY, CUT)
    assert (waiting(context), changed(context)) == (events, found)
    actions = [one.action for one in ledger.entry(context, events[0]).edits]
    assert actions == ["withdraw", "undo"], "every step is kept"


def test_what_a_person_decided_about_is_named_and_stays(context: Surroundings, taken: Callable[..., None]) -> None:
    taken(NOON, WHOLE)
    taken(NOON + DAY, CUT)
    (false,) = waiting(context)
    decisions.decide(context, false, accept=True)
    done = forget(context, SDN, [NOON + DAY], reason="it was cut", confirm=True)
    assert (done.withdrawn, [event.id for event in done.left]) == ((), [false])
    assert ledger.get(context, false).status == "accepted"


def test_a_copy_that_is_not_there(context: Surroundings, taken: Callable[..., None]) -> None:
    taken(NOON, WHOLE)
    with pytest.raises(NoDataError, match=r"No copy of us_ofac_sdn of 2022-02-22T12:01:00Z is kept") as raised:
        forget(context, SDN, [NOON + timedelta(minutes=1)])
    assert "2022-02-22T12:00:00Z" in raised.value.remedy
    with pytest.raises(UsageError, match="There is no list"):
        copies_of(context, "us_ofac_snd")


def test_later_copies_with_the_same_bytes_are_named(context: Surroundings, taken: Callable[..., None]) -> None:
    taken(NOON, WHOLE)
    taken(NOON + DAY, CUT)
    with UnitOfWork(context.engine, write=True) as work:
        newest = work.lists.latest_snapshot(SDN)
        assert newest is not None
        work.lists.seen_again(SDN, newest.sha256 or "", NOON + 2 * DAY)
        work.commit()
    found = forget(context, SDN, [NOON + DAY])
    assert [one.snapshot_at for one in found.same] == [NOON + 2 * DAY]
    both = forget(context, SDN, [NOON + DAY, NOON + 2 * DAY], reason="cut", confirm=True)
    assert (both.same, changed(context)) == ((), [])


def test_the_record_is_a_document_like_others(context: Surroundings, taken: Callable[..., None]) -> None:
    taken(NOON, WHOLE)
    forget(context, SDN, [NOON], reason="another list", confirm=True)
    with UnitOfWork(context.engine, write=False) as work:
        (record,) = work.snapshots.of_kind("list copy taken back")
        assert work.snapshots.newest_of(SDN) is None, "it is no document of the list"
    assert json.loads(record.content)["entries"] == len(WHOLE)
