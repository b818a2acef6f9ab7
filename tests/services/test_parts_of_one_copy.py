"""A copy in several files is taken whole or not at all: a part that is garbage stores nothing, a later copy goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli import hostile_lists
from tests.services.fetched import Surroundings
from tracker.services import ledger, list_import
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.services.ledger import Selection
from tracker.services.list_views import find_entries, list_changes
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

KEY = "us_ofac_sdn"
AT = datetime(2022, 2, 23, 2, tzinfo=UTC)
ADDRESSES = b'"1","1","1 Main St.","Capital","Exampleland","-0- "\r\n\x1a'
NAMES = b'"2","1","aka","OTHER PARTY","-0- "\r\n\x1a'
PAGE = b"<!DOCTYPE html><html><body>Try again later</body></html>"


def copy_of(*parts: bytes, days: int) -> tuple[list_import.Copy, dict[str, bytes]]:
    names = tuple(f"{name}_{days}.csv" for name in ("sdn", "add", "alt"))
    copy = list_import.Copy(files=names, retrieved_at=AT + timedelta(days=days))
    return copy, dict(zip(names, parts, strict=True))


def taken(context: Context | Surroundings, *parts: bytes, days: int, dry_run: bool = False) -> list_import.ImportedCopy:
    copy, bodies = copy_of(*parts, days=days)
    (done,) = list_import.import_copies(context, KEY, [copy], bodies.__getitem__, dry_run=dry_run)  # type: ignore[arg-type]
    return done


@pytest.mark.parametrize(
    ("garbage", "said"),
    [
        (PAGE, "a web page came"),
        (b"", "the file is empty"),
        (ADDRESSES[:-1], "the file is cut off"),
        (NAMES, "the file of other names is there twice"),
        (
            ADDRESSES.replace(b'"1"', b'"777"', 1),
            "the file of addresses tells of parties that are not in the file of parties: 777",
        ),
        (b"\x00\xff\xfe" * 40, "the file is cut off"),
    ],
    ids=["web page", "empty", "cut", "another part", "of another copy", "noise"],
)
def test_one_part_that_is_garbage_stores_nothing_and_the_next_copy_is_taken(
    context: Surroundings, garbage: bytes, said: str
) -> None:
    one, two = hostile_lists.ofac(()), hostile_lists.ofac(["NEW BANK"])
    assert taken(context, one, ADDRESSES, NAMES, days=0).state == "imported"
    before = table_hashes(context.engine)
    for dry_run in (True, False):
        refused = taken(context, two, garbage, NAMES, days=1, dry_run=dry_run)
        assert (refused.state, refused.entries, refused.new) == ("refused", 0, 0)
        assert f"add_1.csv: {said}" in refused.error or f"alt_1.csv: {said}" in refused.error
        assert "nobody was taken off the list" in refused.error
    assert table_hashes(context.engine) == before, "not even the parts that were sound"
    with UnitOfWork(context.engine, write=False) as unit:
        assert len(unit.lists.snapshots(KEY)) == 1

    again = taken(context, two, ADDRESSES, NAMES, days=2)
    assert (again.state, again.new, again.amended) == ("imported", 1, 0)
    (change,) = list_changes(context)  # type: ignore[arg-type]
    assert (change.entry.name, change.from_snapshot_at, change.to_snapshot_at) == (
        "NEW BANK",
        AT,
        AT + timedelta(days=2),
    )
    (found,) = find_entries(context, "OTHER PARTY")  # type: ignore[arg-type]
    assert found.entry is not None
    assert found.entry.aliases == ("OTHER PARTY",)


def test_what_changed_is_proposed_once(own_context: Context) -> None:
    taken(own_context, hostile_lists.ofac(()), ADDRESSES, NAMES, days=0)
    assert group_announcements(own_context) == 0, "a first copy tells no change"
    two = hostile_lists.ofac(["NEW BANK"]).replace(
        b'"NEW BANK","-0- ","NEW BANK"', b'"NEW BANK","-0- ","RUSSIA-EO14024"'
    )
    taken(own_context, two, ADDRESSES, NAMES, days=1)
    assert group_announcements(own_context) == 1
    waiting = ledger.list_events(own_context, Selection(statuses=("review",)))
    events = [one for one in waiting if "us-ofac-sdn" in one.id]
    assert len(events) == 1
    taken(own_context, two, ADDRESSES, NAMES, days=1)
    assert group_announcements(own_context) == 0
