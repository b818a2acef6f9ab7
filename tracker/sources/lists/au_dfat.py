"""Australia: the Consolidated List of the Department of Foreign Affairs and Trade, a workbook with a row for each name.

A party's rows share the number of their reference: ``101`` has its primary name, ``101a`` and ``101b`` its others, and
they need not follow each other. The number has been given twice by mistake: each primary name begins a party of its
own, and a later row belongs to the last one of its number. Cells may hold ``_x000D_``, a line end as a spreadsheet
writes it, and days may be text, day first. The day of listing is the one that "Listing Information" gives where it is a
day; the control date moves with amendments and is kept as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.parsing.days import day_first, year_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import only_part, require_once
from tracker.sources.parsing.parties import described, distinct, once
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.workbooks import Cell, sheets_of

KEY = "au_dfat"
LIST = "list"

_HOST = "www.dfat.gov.au"
_URL = f"https://{_HOST}/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx"
_WHAT = "the Australian sanctions list"
_MEASURES = ("targeted financial sanction", "travel ban", "arms embargo", "maritime restriction")
_NEEDED = frozenset({"reference", "name of individual or entity", "type", "name type"})
_KNOWN = _NEEDED | {
    "alias strength",
    "date of birth",
    "place of birth",
    "citizenship",
    "address",
    "additional information",
    "listing information",
    "imo number",
    "committees",
    "control date",
    "instrument of designation",
    *_MEASURES,
}
_REFERENCE = re.compile(r"([0-9]{1,6})\s*([a-z]{0,3})", re.IGNORECASE)
_PRIMARY = frozenset({"primary name", "primary", "primay name"})
_OTHER = frozenset({"alias", "aka", "a", "original script", "formerly known as", "previously listed as"})
_FORMER = frozenset({"formerly known as", "previously listed as"})
_TYPES = {"individual": "individual", "person": "individual", "entity": "entity", "vessel": "vessel", "ship": "vessel"}
_TRUE, _FALSE = frozenset({"true", "yes", "1", "x"}), frozenset({"", "false", "no", "0"})
_IMO = re.compile(r"(?:IMO\s*)?([0-9]{7})", re.IGNORECASE)

Row = Mapping[str, Cell]


class AuDfat(PresentList):
    """The source ``au_dfat``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="Australian Sanctions Consolidated List",
        publisher="Department of Foreign Affairs and Trade (DFAT)",
        homepage="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
        hosts=(_HOST,),
        cadence=timedelta(hours=12),
        zone="Australia/Sydney",
        rights=Rights(
            licence="CC BY 4.0",
            credit="Source: Department of Foreign Affairs and Trade, Australia.",
            url="https://www.dfat.gov.au/about-us/about-this-website/copyright",
            republish=True,
        ),
        expectations=Expectations(max_age=timedelta(days=90)),
        verified=False,
        enabled=False,
        note="Off until enabled: the site answers browsers alone, and this program does not pass itself off as one.",
    )

    document = Request(url=_URL, kind=LIST, size=1_500_000)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in its one workbook; see ``ListSource.read``."""
        snapshot = only_part(parts, _WHAT)
        strange = Strange()
        parties = _parties(snapshot, _rows(snapshot, strange), strange)
        return ListDocument(
            list_key=KEY,
            entries=require_once(snapshot, [_entry(party, strange) for party in parties], _WHAT),
            warnings=strange.warnings("The Australian list"),
            form="workbook",
        )


@dataclass(slots=True)
class _Party:
    """The rows of one party; the first has its primary name, or stands for it."""

    entry_id: str
    rows: list[Row] = field(default_factory=list)


def _rows(snapshot: Snapshot, strange: Strange) -> Iterator[Row]:
    """The rows under their headings, whatever the order of columns; a sheet without those headings is told and left."""
    found = False
    for title, rows in sheets_of(snapshot, _WHAT).items():
        headings = [_text(cell).lower() for cell in rows[0]] if rows else []
        if not set(headings) >= _NEEDED:
            if rows:
                strange.met("sheets of another kind, not read", title)
            continue
        found = True
        named = [heading for heading in headings if heading]
        if len(set(named)) != len(named):
            raise damaged(snapshot, f"a sheet of {_WHAT} has two columns of one name")
        strange.look(named, _KNOWN)
        for row in rows[1:]:
            if any(_text(cell) for cell in row[len(headings) :]):
                strange.met("rows with more cells than there are headings", _text(row[0]))
            yield {heading: cell for heading, cell in zip(headings, row, strict=False) if heading}
    if not found:
        raise damaged(snapshot, f"{_WHAT} has no sheet with the columns {', '.join(sorted(_NEEDED))}")


def _parties(snapshot: Snapshot, rows: Iterable[Row], strange: Strange) -> list[_Party]:
    by_number: dict[str, list[_Party]] = {}
    for row in rows:
        reference, name = _text(row.get("reference")), _text(row.get("name of individual or entity"))
        form = _REFERENCE.fullmatch(reference)
        if form is None or not name:
            raise damaged(snapshot, f"a row of {_WHAT} has the reference {reference[:20]!r} and the name {name[:40]!r}")
        kind = _text(row.get("name type")).lower()
        if kind not in _PRIMARY | _OTHER and kind:
            strange.met("names of a type new to this program", kind)
        primary = kind in _PRIMARY or (not kind and not form[2])
        known = by_number.setdefault(str(int(form[1])), [])
        if known and primary and any(_is_primary(one) for one in known[-1].rows):
            strange.met("references given to more than one party", f"{reference} {name}")
            known.append(_Party(f"{int(form[1])}#{len(known) + 1}", [row]))
        elif not known:
            known.append(_Party(str(int(form[1])), [row]))
        else:
            known[-1].rows.insert(0 if primary else len(known[-1].rows), row)
    return [party for parties in by_number.values() for party in parties]


def _is_primary(row: Row) -> bool:
    kind = _text(row.get("name type")).lower()
    form = _REFERENCE.fullmatch(_text(row.get("reference")))
    return kind in _PRIMARY or (not kind and form is not None and not form[2])


def _entry(party: _Party, strange: Strange) -> ListEntry:
    rows, first = party.rows, party.rows[0]
    if not _is_primary(first):
        strange.met("references without a primary name", party.entry_id)

    def texts(heading: str, of: Iterable[Row] = rows) -> list[str]:
        return [_text(row.get(heading)) for row in of]

    names = texts("name of individual or entity")
    kinds = once(text.lower() for text in texts("type"))
    types = list(dict.fromkeys(_TYPES.get(kind, "unknown") for kind in kinds)) or ["unknown"]
    if len(types) > 1 or "unknown" in types:
        strange.met("types new to this program, or two of them for one party", f"{party.entry_id} {'/'.join(kinds)}")
    controls = [row.get("control date") for row in rows]
    imo = [_IMO.fullmatch(text) for text in texts("imo number")]
    return ListEntry(
        list_key=KEY,
        entry_id=party.entry_id,
        name=names[0],
        entity_type=types[0],
        programmes=once(texts("committees")),
        aliases=distinct(names[1:], but=names[:1]),
        identifiers=distinct(f"IMO {found[1]}" for found in imo if found),
        listed_on=min(filter(None, (_day(row.get("listing information")) for row in rows)), default=None),
        details=described(
            ("Born", texts("date of birth")),
            ("Place of birth", texts("place of birth")),
            ("Citizenship", texts("citizenship")),
            ("Address", texts("address")),
            ("Weak aliases", _names_where(rows, "alias strength", frozenset({"weak"}))),
            ("Formerly", _names_where(rows, "name type", _FORMER)),
            (
                "IMO number as written",
                (text for text, found in zip(texts("imo number"), imo, strict=True) if not found),
            ),
            ("Measures", _measures(rows, strange)),
            ("Listing", texts("listing information")),
            ("Instrument", texts("instrument of designation")),
            ("Control date", (day.isoformat() if (day := _day(cell)) else _text(cell) for cell in controls)),
            ("Information", texts("additional information")),
        ),
    )


def _names_where(rows: Iterable[Row], heading: str, values: frozenset[str]) -> Iterator[str]:
    return (_text(row.get("name of individual or entity")) for row in rows if _text(row.get(heading)).lower() in values)


def _measures(rows: Sequence[Row], strange: Strange) -> Iterator[str]:
    for measure in _MEASURES:
        said = {_text(row.get(measure)).lower() for row in rows}
        for word in said - _TRUE - _FALSE:
            strange.met(f"{measure!r} that is neither yes nor no", word)
        if said & _TRUE:
            yield measure


def _day(cell: Cell) -> date | None:
    """A day's cell, ``2026-02-24`` or ``24/02/2026``; None for anything else."""
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    try:
        return year_first(text) or day_first(text)
    except ValueError:
        return None


def _text(cell: Cell) -> str:
    """A cell on one line: a whole number without its point, a day as ISO."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return clean(str(cell).replace("_x000D_", " "))


SOURCE = AuDfat()
