"""Sanctions lists: what changed between two snapshots, an archive of snapshots into the store, and a large document.

The alternatives are plain Python: dictionaries and sets of the same entries, which name what differs and say nothing of
it; one row for each entry of each snapshot, which is a copy of the list every time; and, for the 127 MB of OFAC's
Advanced XML, a loop over every element that clears it and reads nothing but the numbers of the parties.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench_2_archive import empty_store
from harness import Bench, Prepared, child

if TYPE_CHECKING:
    from tracker.model.announcement import ListEntry

FIRST = datetime(2022, 1, 1, tzinfo=UTC)
KEY = "xx_list"


def entries(tiny: bool) -> list[ListEntry]:
    """A list of parties with the fields a large one has."""
    from tracker.model.announcement import ListEntry

    return [
        ListEntry(
            list_key=KEY,
            entry_id=str(number),
            name=f"Party of the number {number}",
            entity_type="individual",
            programmes=("RUSSIA-EO14024", "UKRAINE-EO13662"),
            aliases=(f"Other name {number}", f"Second name {number}"),
            identifiers=(f"Passport {number}",),
            details="DOB 1 Jan 1970; POB Somewhere; nationality Russia; Gender Male",
        )
        for number in range(300 if tiny else 15_000)
    ]


def later(before: list[ListEntry], day: int) -> list[ListEntry]:
    """The list a day later: twenty more, five fewer, ten amended."""
    size = len(before)
    after = [entry for number, entry in enumerate(before) if (number + day * 7) % size >= 5]
    for number in range(10):
        place = (day * 31 + number) % len(after)
        after[place] = replace(after[place], details=f"amended on day {day}")
    return [*after, *(replace(before[0], entry_id=f"{day}-{number}", name=f"New {number}") for number in range(20))]


def differences(tiny: bool, _: Path) -> Prepared:
    from tracker.events.changes import diff

    before = entries(tiny)
    after = [replace(entry) for entry in later(before, 1)]
    until = FIRST + timedelta(days=1)
    return Prepared(
        work=lambda: diff(before, after, from_at=FIRST, to_at=until),
        answer=lambda found: " ".join(sorted(one.entry.entry_id for one in found)),  # type: ignore[attr-defined]
    )


def bare_differences(tiny: bool, _: Path) -> Prepared:
    before = entries(tiny)
    after = [replace(entry) for entry in later(before, 1)]

    def work() -> object:
        old, new = {one.entry_id: one for one in before}, {one.entry_id: one for one in after}
        return [*(old.keys() ^ new.keys()), *(key for key in old.keys() & new.keys() if old[key] != new[key])]

    return Prepared(work=work, answer=lambda found: " ".join(sorted(found)))  # type: ignore[call-overload]


def archive(tiny: bool) -> list[list[ListEntry]]:
    found = [entries(tiny)]
    for day in range(1, 3 if tiny else 20):
        found.append(later(found[-1], day))
    return found


def taken(tiny: bool, folder: Path) -> Prepared:
    from tracker.events.changes import diff
    from tracker.store.engine import open_engine
    from tracker.store.unit_of_work import UnitOfWork

    path = empty_store(folder)
    snapshots, engine = archive(tiny), open_engine(f"sqlite:///{path}")

    def work() -> object:
        for day, snapshot in enumerate(snapshots):
            with UnitOfWork(engine, write=True) as unit:
                recorded = unit.lists.record(KEY, snapshot, snapshot_at=FIRST + timedelta(days=day), sha256=None)
                for step in recorded.steps:
                    ends = {"from_at": step.before.snapshot_at, "to_at": step.after.snapshot_at}
                    unit.lists.replace_found(KEY, recorded.stale, diff(step.old, step.new, **ends))
                unit.commit()
        return len(snapshots)

    return Prepared(work=work, answer=str, repeatable=False)


def copied(tiny: bool, folder: Path) -> Prepared:
    snapshots, path = archive(tiny), folder / "copies.db"

    def work() -> object:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("CREATE TABLE entry (day, id, name, type, programmes, aliases, identifiers, details)")
            for day, snapshot in enumerate(snapshots):
                rows = (
                    (
                        day,
                        one.entry_id,
                        one.name,
                        one.entity_type,
                        json.dumps(one.programmes),
                        json.dumps(one.aliases),
                        json.dumps(one.identifiers),
                        one.details,
                    )
                    for one in snapshot
                )
                with raw:
                    raw.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return len(snapshots)

    return Prepared(work=work, answer=str, repeatable=False)


ADVANCED = 28_600
"""Parties of a document of 127 MB."""


def advanced(tiny: bool, folder: Path) -> Path:
    """A document of OFAC's Advanced XML, made by its schema."""
    from tests.fakenet.ofac_advanced_xml import document

    path = folder / "SDN_ADVANCED.XML"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(document(40 if tiny else ADVANCED))
    return path


def read_advanced(tiny: bool, folder: Path) -> Prepared:
    """Every party read, out of the bytes as they are fetched or imported: those are in memory too."""
    from tracker.model.source import Snapshot
    from tracker.sources.lists.us_ofac_sdn import SOURCE

    snapshot = Snapshot(
        source=SOURCE.key,
        url="https://publisher.example/SDN_ADVANCED.XML",
        kind="list",
        retrieved_at=datetime(2026, 9, 24, tzinfo=UTC),
        sha256="",
        content=advanced(tiny, folder).read_bytes(),
    )
    return Prepared(
        work=lambda: SOURCE.read((snapshot,)),
        answer=lambda found: " ".join(entry.entry_id for entry in found.entries),  # type: ignore[attr-defined]
        repeatable=False,
    )


def bare_advanced(tiny: bool, folder: Path) -> Prepared:
    from lxml import etree

    path = advanced(tiny, folder)

    def work() -> object:
        parties = []
        for _, element in etree.iterparse(path, events=("end",)):
            if element.tag == "{http://www.un.org/sanctions/1.0}DistinctParty":
                parties.append(element.get("FixedRef"))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        return parties

    return Prepared(work=work, answer=" ".join, repeatable=False)  # type: ignore[arg-type]


BENCHES = (
    Bench(
        what="lists: changes between 15,000 and 15,000 entries",
        ours=differences,
        against="dictionaries and sets, which name what differs and say nothing of it",
        theirs=bare_differences,
    ),
    Bench(
        what="lists: 20 snapshots of 15,000 entries into the store",
        ours=taken,
        against="a copy of the list each time, with sqlite3 alone",
        theirs=copied,
        rounds=3,
    ),
    Bench(
        what="lists: 127 MB of OFAC's Advanced XML read",
        ours=read_advanced,
        against="lxml's iterparse, which notes the parties' numbers and clears each element",
        theirs=bare_advanced,
        goal=2.0,
        rounds=3,
    ),
)

if __name__ == "__main__":
    child(BENCHES)
