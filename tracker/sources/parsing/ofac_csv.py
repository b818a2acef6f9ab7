"""OFAC's delimited set: the parties, and in further files addresses, other names, ends of long remarks.

The files have no heads and no counts, and are told apart by their columns. Each ends with the old end-of-file mark
0x1A, and only there: a file without it is cut off, wherever that happened. Remarks end after 1,000 characters in the
file of parties and go on in the file of comments.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.model.long_cells import too_long
from tracker.model.source import Snapshot
from tracker.sources.parsing import ofac_words as words
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup
from tracker.sources.parsing.strange import first_few

END = b"\x1a"
PRIMARY, ADDRESSES, NAMES, COMMENTS = 12, 6, 5, 2
PARTS = {PRIMARY: "parties", ADDRESSES: "addresses", NAMES: "other names", COMMENTS: "comments"}
"""What a file holds, by its number of columns."""

_LIMIT = 1000
_NAME_KINDS = frozenset(("aka", "fka", "nka"))
_VESSEL = ("Call Sign", "Vessel Type", "Tonnage", "Gross Registered Tonnage", "Vessel Flag", "Vessel Owner")


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What the files of one set hold together; ``parts`` names the files; ``warnings`` are sentences."""

    parts: tuple[str, ...]
    parties: dict[str, words.Party] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def table(snapshot: Snapshot, content: bytes) -> list[list[str]]:
    """The rows of one file, each with the columns of one of ``PARTS``.

    ``ParseError`` for a web page, another encoding, a file without its end mark, and rows of another shape.
    """
    refuse_markup(snapshot, "a delimited file of OFAC")
    body = content.rstrip()
    if not body:
        raise damaged(snapshot, "the file is empty")
    if not body.endswith(END):
        raise damaged(
            snapshot, "the file is cut off or of another kind: the mark 0x1A that ends each of OFAC's is missing"
        )
    text = as_text(snapshot, body[:-1])
    if "\x1a" in text or "\ufffd" in text or "\x00" in text:
        raise damaged(snapshot, "the file holds characters that no such file holds: its encoding is another")
    rows: list[list[str]] = []
    reader, read = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        for row in reader:
            read = reader.line_num
            if len(row) not in PARTS or (rows and len(row) != len(rows[0])) or not row[0].strip().isdecimal():
                raise damaged(snapshot, f"a row of {len(row)} columns is of no file of OFAC's", line=reader.line_num)
            rows.append(row)
    except csv.Error as error:
        long = too_long(error, io.StringIO(text, newline=""), after=read)
        raise damaged(snapshot, long or f"no sound delimited file ({error})", line=reader.line_num) from error
    if not rows:
        raise damaged(snapshot, "the file has no rows")
    return rows


def gather(parts: Sequence[tuple[Snapshot, bytes]]) -> Gathered:
    """One set, its files in any order; the file of parties alone is a set.

    ``ParseError`` when it is missing, a file is there twice, or one tells of a party that is not among the parties.
    """
    files: dict[int, tuple[Snapshot, list[list[str]]]] = {}
    for snapshot, content in parts:
        rows = table(snapshot, content)
        if len(rows[0]) in files:
            raise damaged(snapshot, f"the file of {PARTS[len(rows[0])]} is there twice")
        files[len(rows[0])] = snapshot, rows
    if PRIMARY not in files:
        snapshot, rows = next(iter(files.values()))
        raise damaged(snapshot, f"this is a file of {PARTS[len(rows[0])]}, and the file of the parties is missing")
    found = Gathered(parts=tuple(PARTS[columns] for columns in sorted(files)))
    known: dict[int, Callable[[Gathered, list[str]], None]] = {ADDRESSES: _address, NAMES: _name}
    comments = _comments(files[COMMENTS][1]) if COMMENTS in files else {}
    _parties(found, *files[PRIMARY], comments)
    for columns, add in known.items():
        if columns in files:
            snapshot, rows = files[columns]
            _require_known(found, snapshot, (row[0].strip() for row in rows), PARTS[columns])
            for row in rows:
                add(found, row)
    if comments:
        _require_known(found, files[COMMENTS][0], comments, PARTS[COMMENTS])
    found.warnings = list(dict.fromkeys(found.warnings))
    return found


def _parties(found: Gathered, snapshot: Snapshot, rows: list[list[str]], comments: Mapping[str, str]) -> None:
    cut: list[str] = []
    unknown: dict[str, None] = {}
    for line, row in enumerate(rows, start=1):
        uid = row[0].strip()
        kind = words.entity_type(row[2])
        if uid in found.parties:
            raise damaged(snapshot, f"party {uid} is there twice", line=line)
        if not words.value(row[1]):
            raise damaged(snapshot, f"party {uid} has no name", line=line)
        if kind is None:
            unknown[row[2].strip()] = None
        party = words.Party(uid=uid, name=row[1], entity_type=kind or "unknown", programmes=words.programmes(row[3]))
        if not party.programmes:
            raise damaged(snapshot, f"party {uid} has no programme", line=line)
        party.details += words.labelled("Title:", row[4])
        for label, written in zip(_VESSEL, row[5:11], strict=True):
            party.details += words.labelled(label, written)
        remarks = words.value(row[11])
        rest = comments.get(uid, "")
        whole = row[11] + rest if remarks else rest  # a cut falls on a space too, which belongs to the remarks
        ragged = len(row[11]) >= _LIMIT and uid not in comments and not (comments and remarks.endswith("."))
        if ragged:
            cut.append(uid)
        party.remark(words.value(whole), cut=ragged)
        found.parties[uid] = party
    if unknown:
        found.warnings.append(f"Kinds of party this program does not know: {first_few(unknown)}.")
    if cut:
        found.warnings.append(
            f"The remarks of {len(cut)} parties end after {_LIMIT:,} characters, and no file of comments completes "
            f"them: {first_few(cut)}."
        )


def _comments(rows: list[list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        found[row[0].strip()] = found.get(row[0].strip(), "") + row[1]
    return found


def _require_known(found: Gathered, snapshot: Snapshot, uids: Iterable[str], what: str) -> None:
    strangers = dict.fromkeys(uid for uid in uids if uid not in found.parties)
    if strangers:
        listed = first_few(strangers)
        raise damaged(snapshot, f"the file of {what} tells of parties that are not in the file of parties: {listed}")


def _address(found: Gathered, row: list[str]) -> None:
    found.parties[row[0].strip()].details += words.address(row[2:6])


def _name(found: Gathered, row: list[str]) -> None:
    party = found.parties[row[0].strip()]
    kind = words.value(row[2])
    if kind not in _NAME_KINDS:
        found.warnings.append(f"A kind of name this program does not know: {first_few([kind])}.")
    party.aliases.append(words.value(row[3]))
    party.details += words.labelled(f"Remark on the name {words.value(row[3])}:", row[4])
