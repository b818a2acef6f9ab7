"""OpenSanctions: everybody on any sanctions list it reads, merged by its own judgement of who is the same party.

A copy, good for a second opinion and for lists no source here reads. ``first_seen`` is when its crawler first saw a
party, never a day of listing, so no entry has one. A party's id changes when two of its records are found to be one.

The index of the data set comes first and names the table of its newest version with size and SHA-1; a table of rows
has no end of its own, so without them it could be cut unnoticed and is not read. They travel in the fragment of the
table's address, which is never sent.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urldefrag, urlencode

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.instants import format_instant
from tracker.model.long_cells import too_long
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.net.addresses import refusal
from tracker.sources.base import Records
from tracker.sources.listing import PresentList
from tracker.sources.parsing.documents import damaged, refuse_markup
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.list_files import require_once
from tracker.sources.parsing.parties import described, distinct, once
from tracker.sources.parsing.strange import Strange

KEY = "opensanctions"
INDEX = "index"
TARGETS = "targets"

_HOST = "data.opensanctions.org"
_DATA_SET = "sanctions"
_TABLE = "targets.simple.csv"
_INDEX_WHAT = "the index of OpenSanctions' data set"
_WHAT = "OpenSanctions' table of targets"
_MOST_BYTES = 160 * 1024 * 1024
"""62 MB in November 2026, all but the usual cap, and it grows with every list that is added."""
_NEEDED = ("id", "schema", "name")
_KNOWN = frozenset(
    {
        *_NEEDED,
        "aliases",
        "birth_date",
        "countries",
        "addresses",
        "identifiers",
        "sanctions",
        "phones",
        "emails",
        "program_ids",
        "dataset",
        "first_seen",
    }
)
_IGNORED = frozenset({"last_seen", "last_change"})  # of the crawler: they move while the party stays as it is
_SCHEMAS = {
    "Person": "individual",
    "Organization": "entity",
    "Company": "entity",
    "LegalEntity": "entity",
    "PublicBody": "entity",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Asset": "unknown",
    "Security": "unknown",
    "CryptoWallet": "unknown",
    "Vehicle": "unknown",
}


class OpenSanctions(PresentList):
    """The source ``opensanctions``."""

    info = SourceInfo(
        key=KEY,
        kind="lists",
        title="OpenSanctions: the collection of sanctions lists (a copy)",
        publisher="OpenSanctions",
        homepage="https://www.opensanctions.org/datasets/sanctions/",
        hosts=(_HOST,),
        cadence=timedelta(days=3),
        zone="UTC",
        rights=Rights(
            licence="CC BY-NC 4.0: non-commercial use alone; a business needs a licence of theirs",
            credit="Data: OpenSanctions.org, CC BY-NC 4.0.",
            url="https://www.opensanctions.org/licensing/",
            because="their licence allows non-commercial use alone",
        ),
        expectations=Expectations(min_records=0, max_age=timedelta(days=30)),
        verified=False,
        enabled=False,
        note="Off until enabled: non-commercial use alone; a copy of others' lists without days of listing. 62 MB, and "
        "about 650 MB of memory while it is taken in.",
    )

    document = Request(url=f"https://{_HOST}/datasets/latest/{_DATA_SET}/index.json", kind=INDEX, size=50_000)
    past = "The newest version alone is asked for."

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The table that the index names; its address is checked, for it comes from outside."""
        if snapshot.kind != INDEX:
            return ()
        named = _named(snapshot)
        if refusal(named.url, self.info.hosts):
            raise damaged(snapshot, f"its table is elsewhere: {clean(named.url)[:100]!r}")
        address = f"{named.url}#{named.fragment}"
        return (Request(url=address, kind=TARGETS, size=named.size, max_bytes=_MOST_BYTES),)

    def parse(self, snapshot: Snapshot) -> Records:
        """Nothing of the index; of the table the list, checked against what the index said of it."""
        if snapshot.kind == INDEX:
            _named(snapshot)
            return Records()
        return super().parse(snapshot)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in the table, which needs its index beside it or its address in full; see ``ListSource.read``."""
        if not parts:
            raise ValueError(f"{KEY}: no file to read")
        indexes = [part for part in parts if part.content.lstrip().startswith(b"{")]
        tables = [part for part in parts if part not in indexes]
        if len(indexes) > 1 or len(tables) != 1:
            raise damaged(parts[-1], f"{_WHAT} and its index are expected, and {len(parts)} files were given")
        table = tables[0]
        refuse_markup(table, _WHAT)
        told = _named(indexes[0]) if indexes else _Named.of_address(table)
        told.require(table)
        strange = Strange()
        entries = [_entry(row, strange) for row in _rows(table, strange)]
        return ListDocument(
            list_key=KEY,
            entries=require_once(table, entries, _WHAT, longest=255),
            dated_on=told.at.date(),
            dated_at=told.at,
            warnings=strange.warnings("OpenSanctions' table"),
            form="simple targets CSV",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What an index says of the table: where it is, its bytes and their SHA-1 (hex), and when it was made (UTC)."""

    url: str
    size: int
    sha1: str
    at: datetime

    @property
    def fragment(self) -> str:
        return urlencode({"size": self.size, "sha1": self.sha1, "at": format_instant(self.at)})

    @classmethod
    def of_address(cls, table: Snapshot) -> _Named:
        url, fragment = urldefrag(table.url)
        told = {name: values[0] for name, values in parse_qs(fragment).items()}
        try:
            return cls(url=url, size=int(told["size"]), sha1=told["sha1"], at=_instant(told["at"]))
        except (KeyError, ValueError) as error:
            raise damaged(table, f"whether {_WHAT} is complete cannot be told without its index.json") from error

    def require(self, table: Snapshot) -> None:
        """``ParseError`` unless these are the bytes the index speaks of."""
        found = hashlib.sha1(table.content, usedforsecurity=False).hexdigest()
        if (len(table.content), found) != (self.size, self.sha1):
            told = f"{len(table.content):,} bytes with the SHA-1 {found[:8]}…, not {self.size:,} with {self.sha1[:8]}…"
            raise damaged(table, f"{_WHAT} is not the one its index names ({told})")


def _named(snapshot: Snapshot) -> _Named:
    index = as_json(snapshot, _INDEX_WHAT)
    if not isinstance(index, dict) or index.get("name") != _DATA_SET:
        raise damaged(snapshot, f"{_INDEX_WHAT} is not that of {_DATA_SET!r}")
    resources = index.get("resources")
    found = [
        one
        for one in (resources if isinstance(resources, list) else ())
        if isinstance(one, dict) and one.get("name") == _TABLE
    ]
    if len(found) != 1:
        raise damaged(snapshot, f"{_INDEX_WHAT} names {len(found)} tables {_TABLE}")
    url, size, sha1 = (str(found[0].get(name) or "") for name in ("url", "size", "checksum"))
    if not (url.startswith("https://") and size.isascii() and size.isdigit() and len(size) < 12 and len(sha1) == 40):
        raise damaged(snapshot, f"{_INDEX_WHAT} does not give address, size and checksum of {_TABLE}")
    try:
        at = _instant(str(index.get("updated_at") or index.get("last_export") or ""))
    except ValueError as error:
        raise damaged(snapshot, f"{_INDEX_WHAT} does not say when it was made") from error
    return _Named(url=urldefrag(url)[0], size=int(size), sha1=sha1.lower(), at=at)


def _instant(text: str) -> datetime:
    """An instant; without a zone UTC is meant there. ``ValueError`` otherwise."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _rows(table: Snapshot, strange: Strange) -> Iterator[Mapping[str, str]]:
    def lines() -> Iterator[str]:
        # Decoded line by line: as one text, of which one letter may take four bytes, it is several times as large.
        return io.TextIOWrapper(io.BytesIO(table.content), encoding="utf-8-sig", newline="")

    reader = csv.reader(lines(), strict=True)
    head: list[str] = []
    read = 0
    try:
        head = next(reader, [])
        read = reader.line_num
        if not set(head) >= set(_NEEDED) or len(set(head)) != len(head):
            raise damaged(table, f"{_WHAT} begins with {clean(', '.join(head))[:100]!r}, not with its headings", line=1)
        strange.look(head, _KNOWN | _IGNORED)
        for row in reader:
            if len(row) != len(head):
                problem = f"a row of {_WHAT} has {len(row)} cells under {len(head)} headings"
                raise damaged(table, problem, line=reader.line_num)
            read = reader.line_num
            yield dict(zip(head, row, strict=True))
    except UnicodeDecodeError as error:
        raise damaged(table, f"{_WHAT} is not utf-8-sig", line=reader.line_num + 1) from error
    except csv.Error as error:
        problem = too_long(error, lines(), after=read, columns=head) or str(error)
        raise damaged(table, f"{_WHAT} cannot be read: {problem}", line=reader.line_num) from error


def _entry(row: Mapping[str, str], strange: Strange) -> ListEntry:
    def many(name: str) -> tuple[str, ...]:
        return once(row.get(name, "").split(";"))

    schema, entry_id = clean(row["schema"]), clean(row["id"])
    if schema not in _SCHEMAS:
        strange.met("parties of a kind new to this program", f"{entry_id} {schema}")
    name = clean(row["name"])
    if not name:
        strange.met("parties without a name", entry_id)
    return ListEntry(
        list_key=KEY,
        entry_id=entry_id,
        name=name or entry_id,
        entity_type=_SCHEMAS.get(schema, "unknown"),
        programmes=many("program_ids"),
        aliases=distinct(many("aliases"), but=[name]),
        identifiers=distinct(many("identifiers")),
        details=described(
            ("Kind", [schema]),
            ("Born", many("birth_date")),
            ("Countries", many("countries")),
            ("Addresses", many("addresses")),
            ("Telephones", many("phones")),
            ("E-mail", many("emails")),
            ("Sanctions", many("sanctions")),
            ("Copied from", many("dataset")),
            ("First seen by OpenSanctions", many("first_seen")),
        ),
    )


SOURCE = OpenSanctions()
