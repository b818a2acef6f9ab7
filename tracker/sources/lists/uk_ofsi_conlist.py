"""United Kingdom: the Treasury's consolidated list of financial sanctions targets, closed on 28 January 2026.

For archives: files that were kept are imported, and the last one may still be fetched by name. Its keys are Group IDs,
which the UK Sanctions List does not have as keys: two lists, so that the closure of this one delists nobody.

The table has several lines a group, one for each name and address. A group listed under two regimes has a day for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.listing import PresentList
from tracker.sources.parsing.days import born, day_first, either_first
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.list_files import (
    is_markup,
    only_part,
    require_bytes,
    require_no_strangers,
    require_not_later,
    require_once,
)
from tracker.sources.parsing.named_rows import NO_END, named_rows
from tracker.sources.parsing.parties import NAMELESS, described, distinct, listed, once, unescaped, with_about
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.uk_parties import RIGHTS, ZONE, Names, bare, entity_type, whole_name
from tracker.sources.parsing.xml_stream import local_name, stream, text_of

KEY = "uk_ofsi_conlist"
XML = "xml-2022"
_CSV = "CSV"

_HOST = "ofsistorage.blob.core.windows.net"
_WHAT = "the Treasury's consolidated list"
_TABLE = f"{_WHAT} as CSV"
_TARGETS = f"{_WHAT} as XML"

_RENAMED = {
    "regimename": "regime",
    "grouptypedescription": "grouptype",
    "datelisted": "listedon",
    "datedesignated": "uksanctionslistdatedesignated",
    "postcode": "postzipcode",
    "ninumber": "nationalidentificationnumber",
    "nidetails": "nationalidentificationdetails",
    "dateofbirth": "dob",
}
"""Other words of the two layouts and of the XML for one thing, by their plain names."""

_COLUMNS = frozenset(
    (
        *(f"name{number}" for number in range(1, 7)),
        *(f"address{number}" for number in range(1, 7)),
        *("title", "namenonlatinscript", "dob", "townofbirth", "countryofbirth", "nationality", "passportnumber"),
        *("passportdetails", "nationalidentificationnumber", "nationalidentificationdetails", "position"),
        *("postzipcode", "country", "otherinformation", "ukstatementofreasons", "grouptype", "aliastype", "regime"),
        *("listedon", "uksanctionslistdatedesignated", "lastupdated", "groupid", "uksanctionslistref", "gender"),
    )
)
_NOT_READ = frozenset(
    {
        "nonlatinscripttype",
        "nonlatinscriptlanguage",
        "aliasquality",
        "fullname",
        "fulladdress",
        "groupstatus",
        "grpstatus",
    }
)  # of names and states of the record, not of the party

_SLIPS = 3
"""Entries of the XML that may be listed after it was retrieved, before it is taken for a file of a later day."""

Row = Mapping[str, str]


class UkOfsiConlist(PresentList):
    """The source ``uk_ofsi_conlist``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="UK Treasury: consolidated list of targets (closed)",
        publisher="Office of Financial Sanctions Implementation",
        homepage="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
        hosts=(_HOST,),
        cadence=timedelta(days=1),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(max_age=timedelta(days=30)),
        verified=True,
        not_verified=("the CSV and XML of 2022",),
        enabled=False,
        note="Closed on 28 January 2026 and never changed since: for files that were kept; uk_sanctions_list goes on.",
    )

    document = Request(
        url=f"https://{_HOST}/publishlive/2022format/ConList.xml", kind=XML, size=20_000_000, patience=120.0
    )
    past = "Its last list alone is left; earlier ones come from files somebody kept."

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in one file of either form; raises ``ParseError``."""
        snapshot = only_part(parts, _WHAT)
        require_bytes(snapshot, _WHAT)
        return _read_targets(snapshot) if is_markup(snapshot.content) else _read_table(snapshot)


def _read_table(snapshot: Snapshot) -> ListDocument:
    table = named_rows(
        snapshot,
        _TABLE,
        required=("Name 6", "Group Type", "Alias Type", "Regime", "Listed On", "Group ID"),
        encodings=("utf-8-sig", "cp1252"),  # the verified one has quotation marks and letters of Windows
        before=1,
    )
    strange = Strange()
    strange.tell(NO_END)
    strange.look(name for name in table.columns if _column(name) not in _COLUMNS | _NOT_READ)
    (first,) = table.before
    if len(first) < 2 or bare(first[0]) != "lastupdated":
        raise damaged(snapshot, f"its first line is {' '.join(first)[:60]!r} where its last update is expected")
    made = _last_update(snapshot, first[1])
    rows = ((line, {_column(name): cell for name, cell in row.items()}) for line, row in table.rows)
    return _document(snapshot, rows, strange, made=made, form=_CSV, day=day_first)


def _read_targets(snapshot: Snapshot) -> ListDocument:
    strange = Strange()
    rows: list[tuple[int, Row]] = []
    strangers: set[str] = set()
    for element in stream(
        snapshot,
        _TARGETS,
        "FinancialSanctionsTarget",
        root="ArrayOfFinancialSanctionsTarget",
        strangers=strangers,
    ):
        row: dict[str, str] = {}
        for leaf in element.iter("{*}*"):
            if len(leaf) or leaf is element or not text_of(leaf):
                continue
            tag = local_name(leaf)
            name = _column(tag)
            strange.look([] if name in _COLUMNS | _NOT_READ else [tag])
            row[name] = f"{row[name]} {text_of(leaf)}" if name in row else text_of(leaf)
        rows.append((len(rows) + 1, row))
    require_no_strangers(snapshot, strangers, _TARGETS)
    return _document(snapshot, rows, strange, made=None, form="XML of 2022", day=either_first)


def _column(name: str) -> str:
    """The one word for a column; in the XML what is told of persons begins with ``Individual``."""
    found = bare(name)
    found = found.removeprefix("individual") or found
    return _RENAMED.get(found, found)


def _document(
    snapshot: Snapshot,
    rows: Iterable[tuple[int, Row]],
    strange: Strange,
    *,
    made: date | None,
    form: str,
    day: Callable[[str], date | None],
) -> ListDocument:
    groups: dict[str, list[tuple[int, Row]]] = {}
    for line, row in rows:
        number = row.get("groupid", "").strip()
        if not number.isdecimal():
            raise damaged(snapshot, f"a line has the Group ID {number[:20]!r}", line=line)
        groups.setdefault(number, []).append((line, row))
    read = (_entry(number, found, strange, day) for number, found in groups.items())
    entries = require_once(snapshot, read, _WHAT)
    listed_last = sorted((entry.listed_on for entry in entries if entry.listed_on is not None), reverse=True)
    # The XML does not say when it was made; a slip of the pen in one entry is no reason to refuse it.
    require_not_later(snapshot, made or next(iter(listed_last[_SLIPS:]), None), ZONE)
    warnings = strange.warnings("The consolidated list")
    return ListDocument(list_key=KEY, entries=entries, dated_on=made, warnings=warnings, form=form, ends=form != _CSV)


def _entry(
    number: str,
    lines: Sequence[tuple[int, Row]],
    strange: Strange,
    day: Callable[[str], date | None],
) -> ListEntry:
    rows = [row for _, row in lines]

    def of(column: str) -> list[str]:
        return [unescaped(row.get(column, "")) for row in rows]

    def days(column: str) -> list[date]:
        found: list[date] = []
        for line, row in lines:
            try:
                one = day(row.get(column, ""))
            except ValueError:
                strange.met("days that cannot be read, left out", f"OFSI {number} line {line} {column} {row[column]}")
            else:
                found += [one] if one is not None else []
        return found

    names = Names()
    for row in rows:
        names.add(unescaped(whole_name(row)), row.get("aliastype", ""), strange)
    known = once([*names.all(), *of("namenonlatinscript")])
    if not known:
        strange.met("groups without a name", number)
    name = known[0] if known else NAMELESS
    regimes = once(of("regime"))
    under = [f"{row.get('regime', '')} on {row.get('listedon', '')}" for row in rows] if len(regimes) > 1 else []
    passports = [with_about(*pair) for pair in zip(of("passportnumber"), of("passportdetails"), strict=True)]
    nationals = [
        with_about(*pair)
        for pair in zip(of("nationalidentificationnumber"), of("nationalidentificationdetails"), strict=True)
    ]
    identifiers = [
        *(f"UK Sanctions List {text}" for text in once(of("uksanctionslistref"))),
        *(f"passport {text}" for text in once(passports)),
        *(f"national identification {text}" for text in once(nationals)),
    ]
    return ListEntry(
        list_key=KEY,
        entry_id=f"OFSI {number}",
        name=name,
        entity_type=entity_type(number, [row.get("grouptype", "") for row in rows], strange),
        programmes=regimes,
        aliases=distinct(known, but=[name]),
        identifiers=distinct(identifiers),
        listed_on=min(days("listedon") or days("uksanctionslistdatedesignated"), default=None),
        details=described(
            ("Listed", under),
            ("Title", of("title")),
            ("Position", of("position")),
            ("Gender", of("gender")),
            ("Born", [born(text[:10] if "T" in text else text) for text in of("dob")]),
            ("Birthplace", [listed(*pair) for pair in zip(of("townofbirth"), of("countryofbirth"), strict=True)]),
            ("Nationality", of("nationality")),
            ("Address", [_address(row) for row in rows]),
            ("Other information", of("otherinformation")),
            ("Reasons", of("ukstatementofreasons")),
            ("Designated", [str(one) for one in days("uksanctionslistdatedesignated")]),
            ("Updated", [str(one) for one in sorted(days("lastupdated"))[-1:]]),
        ),
    )


def _address(row: Row) -> str:
    lines = [unescaped(row.get(f"address{number}", "")) for number in range(1, 7)]
    return listed(*lines, row.get("postzipcode", ""), unescaped(row.get("country", "")))


def _last_update(snapshot: Snapshot, text: str) -> date:
    try:
        found = day_first(text)
    except ValueError as error:
        raise damaged(snapshot, f"its last update: {error}", line=1) from error
    if found is None:
        raise damaged(snapshot, "its last update has no day", line=1)
    return found


SOURCE = UkOfsiConlist()
