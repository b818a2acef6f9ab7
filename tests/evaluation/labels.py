"""The labelled passages, and the documents labelled by character offsets, as the scores take them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.model.document import Document

HERE = Path(__file__).parent
PASSAGES = tuple(HERE / f"{name}.txt" for name in ("passages", "passages_german", "passages_russian"))
DOCUMENTS = HERE / "documents.tsv"
NOBODY = "-"


@dataclass(frozen=True)
class Label:
    """A statement a careful reader finds: characters [start, end) lie in its sentence. No ``dates`` are open ones, and
    ``()`` is any."""

    start: int
    end: int
    actor: str
    dates: tuple[date, ...] | None
    action: str
    stance: str


@dataclass(frozen=True)
class Passage:
    """A labelled document. With ``partial`` only some of its statements are labelled, and others found are no error."""

    key: str
    part: str
    document: Document
    labels: tuple[Label, ...]
    partial: bool = False


def passages(text: str | None = None) -> list[Passage]:
    """The passages of the files, or of a text in their form."""
    texts = [file.read_text("utf-8") for file in PASSAGES] if text is None else [text]
    return [_passage(block) for one in texts for block in one.split("\n=== ")[1:]]


def documents(folder: Path) -> list[Passage]:
    """The labelled documents of a folder of briefings with front matter, which is blanked so that offsets stay."""
    rows: dict[str, list[Label]] = {}
    with DOCUMENTS.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            day = date.fromisoformat(row["document"][:10])
            label = Label(int(row["start"]), int(row["end"]), row["actor"], (day, day), row["action"], row["stance"])
            rows.setdefault(row["document"], []).append(label)
    return [
        Passage(name, "documents", with_front_matter((folder / name).read_text("utf-8")), tuple(labels), partial=True)
        for name, labels in rows.items()
    ]


def with_front_matter(raw: str) -> Document:
    """A document whose head tells title, day and address; the head is blanked."""
    end = raw.index("\n---", 3) + 4
    head = raw[:end]
    title = re.search(r"^title: (.*?)(?=^\w+:|^---)", head, re.DOTALL | re.MULTILINE)
    day = re.search(r"^date: '?([\d-]+)", head, re.MULTILINE)
    source = re.search(r"^source_url: (\S+)", head, re.MULTILINE)
    if not (title and day and source):
        raise ValueError("the head of a document tells its title, its day and its address")
    printed = re.sub(r"\\\n\s*(\\ )?", lambda match: " " if match.group(1) else "", title.group(1))
    printed = printed.replace("\\_", " ").replace("\\u2019", "\u2019").strip().strip('"')
    return Document(
        text=re.sub(r"[^\n]", " ", head) + raw[end:],
        title=" ".join(printed.split()),
        source=source.group(1),
        published_on=date.fromisoformat(day.group(1)),
        zone="America/New_York",
    )


def _passage(block: str) -> Passage:
    head, rest = block.split("\n", 1)
    part, key, day, language, *more = [cell.strip() for cell in head.split("|")]
    title, source = (*more, "", "")[:2]
    body, _, lines = rest.partition("\n---")
    published = date.fromisoformat(day)
    document = Document(text=body, title=title, source=source, published_on=published, language=language, zone="UTC")
    labels = tuple(_label(line, body, published, key) for line in lines.splitlines() if line.strip())
    return Passage(key, part, document, labels)


def _label(line: str, text: str, published: date, key: str) -> Label:
    actor, day, action, stance, words = (cell.strip() for cell in line.split("|"))
    start = text.find(words)
    if start < 0 or text.find(words, start + 1) >= 0:
        raise ValueError(f"{key}: {words!r} is not there exactly once")
    return Label(start, start + len(words), actor, _dates(day, published), action, stance)


def _dates(written: str, published: date) -> tuple[date, ...] | None:
    if written in {"open", "*"}:
        return None if written == "open" else ()
    if written == "document":
        return published, published
    first, _, last = written.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)
