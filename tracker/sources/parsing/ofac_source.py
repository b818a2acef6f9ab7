"""What OFAC's two sources share: which list a file is of, the feed of changes, and when the whole list is asked for."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import IO

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.instants import to_the_second, zone
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, Records
from tracker.sources.listing import ListSource
from tracker.sources.parsing import ofac_advanced, ofac_changes, ofac_csv, ofac_xml
from tracker.sources.parsing.documents import damaged, refuse_markup

LIST, HISTORY, CHANGES = "list", "history", "changes"
HOST = "sanctionslistservice.ofac.treas.gov"
HOSTS = (HOST, "wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com")
"""Documents are answered with a redirect to a signed address of the second host."""

FIRST_YEAR = 2023
RIGHTS = Rights(
    licence="US federal work, public domain (17 U.S.C. § 105)",
    credit="Source: US Department of the Treasury, Office of Foreign Assets Control.",
    url="https://ofac.treasury.gov/sanctions-list-service",
    republish=True,
)

_ADVANCED = re.compile(rb"<(?:[\w.-]+:)?Sanctions[\s>]")
_MEBIBYTE = 1024 * 1024
_MOST_UNPACKED = 400 * _MEBIBYTE
_MOST_DENSE = 100
_FILES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which of OFAC's lists is meant, and how a file of the others is told from it.

    ``foreign`` are programmes under which alone nobody is on this list; of ``own`` there is always somebody.
    """

    name: str
    file: str
    of_sdn: bool
    foreign: frozenset[str]
    own: frozenset[str]


def declared(key: str, *, title: str, homepage: str, min_records: int, max_age: timedelta, note: str) -> SourceInfo:
    """The declaration of one of the two lists."""
    return SourceInfo(
        key=key,
        kind="lists",
        title=title,
        publisher="US Treasury, Office of Foreign Assets Control",
        homepage=homepage,
        hosts=HOSTS,
        cadence=timedelta(hours=2),
        zone=ofac_changes.ZONE,
        rights=RIGHTS,
        expectations=Expectations(min_records=min_records, max_age=max_age),
        verified=True,
        not_verified=("the feed of changes", "Advanced XML", "the addresses on OFAC's own host"),
        paged=True,
        note=note,
    )


class OfacSource(ListSource):
    """A list of OFAC: its changes as published, and once a day the whole of it."""

    kind: Kind

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The history of each year wanted, and the whole list where none of today is stored."""
        today = plan.now.astimezone(zone(ofac_changes.ZONE)).date()
        newest = plan.newest.get(self.key)
        first = plan.since or (date.fromisoformat(newest) - timedelta(days=7) if newest else date(today.year, 1, 1))
        last = min(today, plan.until - timedelta(days=1)) if plan.until else today
        years = range(max(first.year, FIRST_YEAR), last.year + 1)
        asked = [Request(url=f"https://{HOST}/changes/history/{year}", kind=HISTORY) for year in years]
        if not asked or (not plan.back_fill and newest != plan.now.astimezone(UTC).date().isoformat()):
            asked.append(_export(self.kind.file))
        return tuple(asked)

    def instead(self, request: Request) -> tuple[Request, ...]:
        """The whole list without its packing, where it is packed."""
        packed = "_XML.ZIP"
        return (_export(self.kind.file.replace(packed, ".XML")),) if request.url.endswith(packed) else ()

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The feed begins with a year."""
        if plan.since is None or plan.since.year >= FIRST_YEAR:
            return ()
        return (
            f"has its changes since {FIRST_YEAR} alone; older snapshots can be imported with tracker lists import.",
        )

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The publications of a history."""
        if snapshot.kind != HISTORY:
            return ()
        found = ofac_changes.history(snapshot)
        return tuple(_publication(one, before) for one, before in zip(found, (None, *found), strict=False))

    def parse(self, snapshot: Snapshot) -> Records:
        """A history holds no records of its own; a publication holds changes; anything else is the whole list."""
        if snapshot.kind == HISTORY:
            ofac_changes.history(snapshot)
            return Records()
        if snapshot.kind == CHANGES:
            changes, warnings = ofac_changes.changes(snapshot, self.key, of_sdn=self.kind.of_sdn)
            return Records(changes=changes, warnings=warnings)
        return super().parse(snapshot)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """A delimited set, plain XML or Advanced XML, each also in a zip.

        A delimited file cut off lacks its end mark wherever it was cut; plain XML has a count; Advanced XML is cut
        where it is no complete XML.
        """
        if not parts:
            raise ValueError("a list needs at least one file")
        files = [file for part in parts for file in _unpacked(part)]
        marked = [file for file in files if file.start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")]
        if marked and len(files) > 1:
            refuse_markup(marked[0].snapshot, "a file of OFAC's list")
            raise damaged(marked[0].snapshot, "an XML document is a whole list, and came with other files")
        if not marked:
            found = ofac_csv.gather([(file.snapshot, file.content()) for file in files])
            entries = [party.entry(self.key) for party in found.parties.values()]
            listing = ListDocument(
                list_key=self.key,
                entries=tuple(entries),
                warnings=tuple(found.warnings),
                form=f"{self.kind.name} CSV set ({', '.join(found.parts)})",
            )
        else:
            listing = self._from_xml(marked[0])
        at = parts[0].retrieved_at
        if listing.dated_on and listing.dated_on > at.astimezone(zone(ofac_changes.ZONE)).date():
            made = f"it says that it was made on {listing.dated_on}"
            raise damaged(parts[0], f"{made}, later than it was retrieved, {to_the_second(at)}")
        self._require_own(files[0].snapshot, listing.entries)
        return listing

    def _from_xml(self, file: _File) -> ListDocument:
        refuse_markup(file.snapshot, "a list of OFAC's")
        key, name = self.key, self.kind.name
        if _ADVANCED.search(file.start):
            with file.stream() as opened:
                advanced = ofac_advanced.read(file.snapshot, opened)
            lists = {one for listed in advanced.listed.values() for one in listed.lists}
            if (ofac_changes.SDN_LIST in lists) != self.kind.of_sdn:
                raise damaged(
                    file.snapshot, f"this is another list of OFAC's than the {name}: {', '.join(sorted(lists))}"[:200]
                )
            return ListDocument(
                list_key=key,
                entries=tuple(advanced.take_entries(key)),
                dated_on=advanced.dated_on,
                warnings=tuple(advanced.warnings),
                form=f"{name} Advanced XML",
            )
        with file.stream() as opened:
            plain = ofac_xml.read(file.snapshot, opened)
        return ListDocument(
            list_key=key,
            entries=tuple(party.entry(key) for party in plain.parties.values()),
            dated_on=plain.dated_on,
            announced=plain.announced,
            warnings=tuple(plain.warnings),
            form=f"{name} XML",
        )

    def _require_own(self, snapshot: Snapshot, entries: Iterable[ListEntry]) -> None:
        seen: set[str] = set()
        for entry in entries:
            seen.update(entry.programmes)
            if self.kind.foreign.issuperset(entry.programmes):
                raise damaged(
                    snapshot,
                    f"this is another list than the {self.kind.name}: nobody on that is for {entry.programmes[0]} alone"
                    f" (party {entry.entry_id})",
                )
        if not seen & self.kind.own:
            raise damaged(
                snapshot, f"this is another list than the {self.kind.name}: nobody on it is under its programmes"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file of a snapshot, in it or in the zip that it is."""

    snapshot: Snapshot
    start: bytes
    member: str = ""

    def stream(self) -> IO[bytes]:
        if not self.member:
            return io.BytesIO(self.snapshot.content)
        archive = zipfile.ZipFile(io.BytesIO(self.snapshot.content))
        return _Unpacking(self.snapshot, archive, self.member)  # type: ignore[return-value]

    def content(self) -> bytes:
        if not self.member:
            return self.snapshot.content
        with self.stream() as opened:
            return opened.read()


class _Unpacking(io.RawIOBase):
    """A member of a zip, unpacked as it is read, its checksum and limits looked after."""

    def __init__(self, snapshot: Snapshot, archive: zipfile.ZipFile, member: str) -> None:
        super().__init__()
        self._snapshot, self._member = snapshot, archive.open(member)
        self._left = min(_MOST_UNPACKED, max(1, archive.getinfo(member).compress_size) * _MOST_DENSE)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Some bytes; raises ``ParseError`` for a damaged or too large one."""
        try:
            found = self._member.read(self._left + 1 if size < 0 else size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise damaged(self._snapshot, f"the archive is cut off or damaged ({error})") from error
        self._left -= len(found)
        if self._left < 0:
            raise damaged(self._snapshot, "the archive unfolds to more than any of OFAC's does")
        return found

    def close(self) -> None:
        self._member.close()
        super().close()


def _unpacked(snapshot: Snapshot) -> list[_File]:
    """The file itself, or the files of a zip."""
    if not snapshot.content or snapshot.content.isspace():
        raise damaged(snapshot, "the file is empty")
    if not snapshot.content.startswith(b"PK"):
        return [_File(snapshot=snapshot, start=snapshot.content[:4096])]
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(snapshot.content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".xml"))]
            for name in names[: _FILES + 1]:
                with archive.open(name) as member:
                    found.append(_File(snapshot=snapshot, start=member.read(4096), member=name))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        raise damaged(snapshot, f"the archive is cut off or damaged ({error})") from error
    if not 1 <= len(found) <= _FILES:
        raise damaged(snapshot, f"the archive holds {len(names)} files of lists")
    return found


def _export(file: str) -> Request:
    return Request(url=f"https://{HOST}/api/PublicationPreview/exports/{file}", kind=LIST, max_bytes=_MOST_UNPACKED)


def _publication(one: ofac_changes.Publication, before: ofac_changes.Publication | None) -> Request:
    address = f"https://{HOST}/changes/{one.number}#{ofac_changes.fragment(one, before)}"
    return Request(url=address, kind=CHANGES, immutable=True)
