"""The UK Sanctions List as CSV: ``Report Date: 02-Oct-2026`` on the first line, several lines a designation."""

from __future__ import annotations

import re
from datetime import date

from tracker.model.announcement import ListDocument
from tracker.model.source import Snapshot
from tracker.sources.lists.uk_sanctions_list.designation import GROUPS, KEY, SINGLE, WHAT, Designation, entry_of
from tracker.sources.parsing.days import MONTHS, day_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import require_not_later, require_once
from tracker.sources.parsing.named_rows import NO_END, named_rows
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.uk_parties import ZONE, bare

EXPECTED = "the UK Sanctions List as CSV"

_REPORTED = re.compile(r"Report Date\W+(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})", re.IGNORECASE)
_NUMERIC = re.compile(r"Report Date\W+(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_GROUPED = frozenset().union(*GROUPS)


def read(snapshot: Snapshot) -> ListDocument:
    """The list; raises ``ParseError`` for another table and for a damaged one."""
    table = named_rows(snapshot, EXPECTED, required=("Unique ID", "Regime Name", "Name 6", "Date Designated"), before=1)
    made = _made(snapshot, " ".join(cell for line in table.before for cell in line))
    strange = Strange()
    strange.tell(NO_END)
    strange.look(name for name in table.columns if bare(name) not in {*SINGLE, *_GROUPED, "uniqueid"})
    found: dict[str, Designation] = {}
    for line, row in table.rows:
        cells = {bare(name): cell.strip() for name, cell in row.items() if cell.strip()}
        number = cells.get("uniqueid", "")
        if not number:
            raise damaged(snapshot, "a line belongs to no designation", line=line)
        designation = found.setdefault(number, Designation(unique_id=number))
        for name, text in cells.items():
            if name in SINGLE:
                designation.tell(name, text)
        designation.tell_group(cells, strange)
    entries = require_once(snapshot, (entry_of(designation, strange) for designation in found.values()), WHAT)
    require_not_later(snapshot, made, ZONE)
    return ListDocument(
        list_key=KEY,
        entries=entries,
        dated_on=made,
        warnings=strange.warnings("The UK Sanctions List"),
        form="CSV",
        ends=False,
    )


def _made(snapshot: Snapshot, text: str) -> date:
    named, numeric = _REPORTED.search(text), _NUMERIC.search(text)
    try:
        if named is not None:
            return date(int(named[3]), MONTHS.index(named[2].lower()) + 1, int(named[1]))
        found = day_first(numeric[1]) if numeric is not None else None
    except ValueError as error:
        raise damaged(snapshot, f"its first line is {text[:60]!r}, and the day in it is none") from error
    if found is None:
        raise damaged(snapshot, f"its first line is {text[:60]!r} where the day of the report is expected")
    return found
