"""What a site's folder holds and from what it was made: read first, written last, so it never promises too much."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

FORMAT = 1
NAME = "tracker-site.json"
"""The file's name in the folder. It holds nothing that is not on the pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of what a page tells: its number, when it was made (RFC 3339, UTC) and why it is another."""

    number: int
    made_at: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as this program wrote it."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of one week or one event without making it anew.

    Attributes
    ----------
    parts : mapping
        Digest by kind of input, from which it was made; empty for what must be made anew each time.
    content : str
        Digest of what it tells, whenever and by whichever layout.
    versions : tuple of Version
        Oldest first; the last one is on the page.
    told : mapping
        What other pages tell of it.
    figures : mapping
        The numbers and verdicts it prints, as letters keep them; of a week.
    paths : tuple of str
        The files that are its own.
    events : tuple of str
        Ids of the events that are made together with it; of a week.
    withdrawn : str
        The instant from which an event is no longer in the ledger; empty for one that is.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    content: str = ""
    versions: tuple[Version, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    withdrawn: str = ""

    @property
    def newest(self) -> Version:
        """The version that is on the page."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The state of a folder.

    ``scope`` is what a site is about: another scope begins a history of its own. ``unfinished`` while a build writes;
    where it was left so, files are read before they are believed. ``behind``: weeks that a bounded turn left for later.
    """

    scope: Mapping[str, Any] = field(default_factory=dict)
    unfinished: bool = False
    behind: int = 0
    files: Mapping[str, Written] = field(default_factory=dict)
    weeks: Mapping[str, Kept] = field(default_factory=dict)
    events: Mapping[str, Kept] = field(default_factory=dict)
    shared: Mapping[str, Kept] = field(default_factory=dict)

    def text(self) -> str:
        """As JSON; the same state gives the same text."""
        document = {"format": FORMAT, "program": "sanctions-pressure-tracker", **asdict(self)}
        return json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":")) + "\n"

    @classmethod
    def read(cls, text: str) -> Manifest | None:
        """The state, or None for a text that is no manifest of this form."""
        try:
            document = json.loads(text)
            if document["program"] != "sanctions-pressure-tracker" or document["format"] != FORMAT:
                return None
            return cls(
                scope=document["scope"],
                unfinished=document["unfinished"],
                behind=int(document.get("behind", 0)),
                files={path: Written(**one) for path, one in document["files"].items()},
                weeks={label: _kept(one) for label, one in document["weeks"].items()},
                events={name: _kept(one) for name, one in document["events"].items()},
                shared={name: _kept(one) for name, one in document["shared"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def next_version(before: Kept | None, content: str, made_at: str, why: tuple[str, ...], *, final: bool) -> Kept:
    """The history of what now tells ``content``: unchanged where that is what it told.

    ``final`` False: of a week that is not over only the newest version is kept, as the first.
    """
    if before is None or not before.versions:
        return Kept(content=content, versions=(Version(number=1, made_at=made_at),))
    if before.content == content:
        return before
    if not final:
        return replace(before, content=content, versions=(Version(number=1, made_at=made_at),))
    new = Version(number=before.newest.number + 1, made_at=made_at, why=why)
    return replace(before, content=content, versions=(*before.versions, new))


def _kept(document: dict[str, Any]) -> Kept:
    versions = tuple(Version(**{**one, "why": tuple(one["why"])}) for one in document["versions"])
    tuples = {name: tuple(document[name]) for name in ("paths", "events")}
    return Kept(**{**document, **tuples, "versions": versions})
