"""GDELT's exports of events: rows about sanctions, told by their stories, as coded reports.

A row is what a machine read in one or more articles: who did what to whom, as CAMEO codes, on which day, and how often
it was told. It knows neither negation nor who is quoted, so nothing here is more than a candidate. The two versions of
the format differ in their columns alone; both are tab-separated without a header.

The form is known from descriptions of its columns: a row that is otherwise is counted and told.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from tracker.data.actors import gazetteer
from tracker.data.cameo import cameo_actors, cameo_codes
from tracker.data.source_tiers import tier_of
from tracker.model.actor import Actor
from tracker.model.announcement import Announcement
from tracker.model.cameo import SENDER, TARGET, CameoActor, CameoCode
from tracker.model.coded_report import CodedReport, Counts
from tracker.model.plain_text import hidden_characters
from tracker.model.source import Rights, Snapshot
from tracker.sources.base import Records
from tracker.sources.parsing.archives import MEBIBYTE, only_member
from tracker.sources.parsing.documents import as_text, damaged

HOST = "storage.googleapis.com"
"""The bucket of GDELT's files by its own name, for the host of GDELT itself speaks no TLS."""

RIGHTS = Rights(
    licence="free for any use with citation and link (GDELT terms of use)",
    credit="Machine-coded news reports: The GDELT Project, https://www.gdeltproject.org/.",
    url="https://www.gdeltproject.org/about.html#termsofuse",
    republish=True,
)

MOST_REPORTS = 40
"""Of one file, those told in most articles; many more than a day of 2022 has, and a bound for a queue people read."""

AROUND = timedelta(days=3)
"""How long before its file a report may be dated. Older ones retell, or are "a week ago", "last year" read as a day."""

_ONE_DAY = timedelta(days=1)
_UNPACKED = 384 * MEBIBYTE
_LONGEST_LINK = 800
_ROOTS = frozenset(f"{root:02d}" for root in range(1, 21))
_CODE = re.compile(r"\d{2,4}")
_DAY = re.compile(rb"\d{8}")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 4
"""Words of an address that make a headline of it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand that are read; the others are ignored: text places, tone, religion and the like."""

    columns: int
    place: int
    added: int
    link: int


EVENTS_1 = Layout(columns=58, place=51, added=56, link=57)
EVENTS_2 = Layout(columns=61, place=53, added=59, link=60)

_SQLDATE = 1
_FIRST, _SECOND = 5, 15
"""The code of an actor; its name, country and known group follow it."""
_EVENT_CODE, _MENTIONS, _SOURCES, _ARTICLES = 26, 31, 32, 33


@dataclass(slots=True)
class _Story:
    """One headline: the most it was told by any row, and its address."""

    link: str = ""
    mentions: int = 0
    articles: int = 0
    sources: int = 0


@dataclass(slots=True)
class _Group:
    """Rows of one day, one pair and one code."""

    meaning: CameoCode
    first: CameoActor
    second: CameoActor
    stories: dict[str, _Story] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> Counts:
        told = self.stories.values()
        return Counts(
            mentions=sum(one.mentions for one in told),
            articles=sum(one.articles for one in told),
            sources=sum(one.sources for one in told),
            stories=len(self.stories),
        )


@dataclass(slots=True)
class _Read:
    """What one file came to."""

    groups: dict[tuple[date, str, str, str], _Group] = field(default_factory=dict)
    rows: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    first_wrong: dict[str, int] = field(default_factory=dict)
    other: int = 0
    old: int = 0
    too_many: int = 0

    def refuse(self, why: str, line: int) -> None:
        self.wrong[why] += 1
        self.first_wrong.setdefault(why, line)


def reports_of(snapshot: Snapshot, layout: Layout, *, name: str, whole_day: bool, file: str = "") -> Records:
    """The reports about sanctions in one zipped export, each with its most mentioned pages.

    Parameters
    ----------
    name : str
        Of the product, for people.
    whole_day : bool
        Whether the file holds a day, so that what is told too little is left out here; of less than a day the parts
        are added up first, elsewhere.
    file : str
        Digits that name the file, and begin with its day (UTC); without them those of its first row are taken.

    Raises ``ParseError`` for what is no sound archive of one table, and where most rows are otherwise than described.
    """
    content = only_member(snapshot, suffix=".csv", max_bytes=_UNPACKED)
    read = _Read()
    for line, row in enumerate(io.BytesIO(content), start=1):
        cells = row.rstrip(b"\r\n").split(b"\t")
        if cells == [b""]:
            continue
        read.rows += 1
        file = file or _file_of(cells, layout)
        try:
            _take(read, cells, layout, file)
        except ValueError as error:
            read.refuse(str(error), line)
    _require_sound(snapshot, read, content)
    kept = _kept(read, whole_day=whole_day)
    reports = [_report(key, group, file) for key, group in kept]
    linked = [one for one in reports if one.links]
    return Records(
        announcements=tuple(page for one in linked for page in _pages(snapshot.source, one)),
        warnings=tuple(_warnings(read, name, file)),
        passed_over=read.other + read.old,
    )


def _file_of(cells: Sequence[bytes], layout: Layout) -> str:
    added = cells[layout.added] if len(cells) == layout.columns else b""
    return added.decode() if re.fullmatch(rb"\d{8}(?:\d{6})?", added) else ""


def _take(read: _Read, cells: Sequence[bytes], layout: Layout, file: str) -> None:
    """Add one row to its group; ``ValueError`` says what is otherwise than described."""
    if len(cells) != layout.columns:
        raise ValueError(f"a row of {len(cells)} columns instead of {layout.columns}")
    code = _code(cells[_EVENT_CODE])
    day, added = _day(cells[_SQLDATE]), _day(cells[layout.added][:8])
    if file and abs(added - _day(file[:8].encode())) > _ONE_DAY:
        raise ValueError("a day of adding that is not of the days of its file")
    if day > added:
        raise ValueError("a day later than that on which it was added")
    if not code:
        read.other += 1
        return
    first, second = _sides(cells, layout)
    if first is None or second is None:
        read.other += 1
        return
    if day < added - AROUND:
        read.old += 1
        return
    meaning = cameo_codes()[code, TARGET if first.target else SENDER]
    group = read.groups.setdefault((day, first.code, second.code, code), _Group(meaning, first, second))
    _tell(group, cells, layout)


@lru_cache(maxsize=1000)  # there are some 300 codes, and 200,000 rows a day
def _code(text: bytes) -> str:
    """The code, where it is about sanctions; empty for another. ``ValueError`` for what is none."""
    code = text.decode("ascii", "replace")
    if not _CODE.fullmatch(code) or code[:2] not in _ROOTS:
        raise ValueError("a code that is none of CAMEO's")
    return code if (code, SENDER) in cameo_codes() else ""


@lru_cache(maxsize=1000)
def _day(text: bytes) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError("a day that is none")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ValueError("a day that is none") from None


def _sides(cells: Sequence[bytes], layout: Layout) -> tuple[CameoActor | None, CameoActor | None]:
    """Who acts upon whom, where one is a country under pressure and the other is not; (None, None) otherwise.

    An act that names nobody it is directed at, in a country under pressure, is directed at that.
    """
    first, second = _actor(cells, _FIRST), _actor(cells, _SECOND)
    if first is not None and second is None and not cells[_SECOND]:
        place = cells[layout.place].decode("ascii", "replace")
        second = next((one for one in cameo_actors().values() if one.target and one.place == place), None)
    if first is None or second is None or first.target == second.target:
        return None, None
    return first, second


def _actor(cells: Sequence[bytes], at: int) -> CameoActor | None:
    """A known group, or a country, that is in the table."""
    country, group = (cells[at + offset].decode("ascii", "replace") for offset in (2, 3))
    return cameo_actors().get(group) or cameo_actors().get(country)


def _tell(group: _Group, cells: Sequence[bytes], layout: Layout) -> None:
    mentions, sources, articles = (_count(cells[at]) for at in (_MENTIONS, _SOURCES, _ARTICLES))
    link = cells[layout.link].decode("utf-8", "replace").strip()
    story = group.stories.setdefault(story_of(link), _Story())
    if usable(link) and (not story.link or mentions > story.mentions):
        story.link = link
    story.mentions = max(story.mentions, mentions)
    story.sources = max(story.sources, sources)
    story.articles = max(story.articles, articles)
    name = cells[_FIRST + 1].decode("utf-8", "replace").strip()
    if name:
        group.named[name[:100]] += mentions


def _count(text: bytes) -> int:
    if not re.fullmatch(rb"\d{1,7}", text):
        raise ValueError("a count that is none")
    return int(text)


def usable(link: str) -> bool:
    """Whether what a row gives as its source is an address a person can follow."""
    if len(link) > _LONGEST_LINK or " " in link or hidden_characters(link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host and "@" not in parts.netloc


def story_of(link: str) -> str:
    """What pages of one story have in common: the headline in their addresses, else the address without its query.

    >>> story_of("http://a.example/2014/11/us-threatens-new-russia-sanctions-123.html?x=1")
    'us threatens new russia sanctions'
    >>> story_of("https://www.b.example/news/US-threatens-new-Russia-sanctions/")
    'us threatens new russia sanctions'
    >>> story_of("http://www.c.example/story.php?id=7")
    'c.example/story.php?id=7'
    """
    address = link[:_LONGEST_LINK].partition("#")[0]
    rest = address.partition("://")[2] or address
    path, _, query = rest.partition("?")
    host, *parts = path.split("/")
    for part in reversed(parts):
        stem = part.rpartition(".")[0] if re.search(r"\.[a-z]{3,5}$", part.lower()) else part
        words = _WORDS.findall(unquote(stem).lower())
        if len(words) >= _LEAST_WORDS:
            return " ".join(words)
    return "/".join((host.lower().removeprefix("www."), *parts)) + (f"?{query}" if query else "")


def _require_sound(snapshot: Snapshot, read: _Read, content: bytes) -> None:
    """Refuse a file without rows, and one most of whose rows are not of the form."""
    if not read.rows:
        raise damaged(snapshot, "the table is empty, which no day of the world's news is")
    bad = read.wrong.total()
    if 2 * bad > read.rows:
        as_text(snapshot, content[:1000].rpartition(b"\n")[0] or content[:1000])
        why, count = read.wrong.most_common(1)[0]
        raise damaged(snapshot, f"{bad} of {read.rows} rows are not of the form; most often ({count} times) {why}")


def _kept(read: _Read, *, whole_day: bool) -> list[tuple[tuple[date, str, str, str], _Group]]:
    """The groups told often enough, those in most articles up to the bound, by key; the rest is counted."""
    told = [one for one in read.groups.items() if not whole_day or one[1].counts.enough]
    told.sort(key=lambda one: (-one[1].counts.articles, one[0]))
    kept = sorted(told[:MOST_REPORTS], key=lambda one: one[0])
    read.too_many = len(told) - len(kept)
    read.other += len(read.groups) - len(told)
    return kept


def _report(key: tuple[date, str, str, str], group: _Group, file: str) -> CodedReport:
    day, first, second, code = key
    officer = next(filter(None, (_officer(name, day, group.first) for name, _ in group.named.most_common(5))), None)
    stories = sorted(group.stories.values(), key=lambda one: (-one.mentions, -one.articles, one.link))
    target = group.first if group.first.target else group.second
    return CodedReport(
        file=file,
        day=day,
        first=first,
        second=second,
        code=code,
        title=f"{group.first.name} reported to {group.meaning.words} ({group.second.name})",
        issuer=officer.institution if officer else group.first.issuer,
        jurisdiction=group.first.jurisdiction,
        target=target.name,
        named=officer.person if officer else "",
        counts=group.counts,
        links=tuple(one.link for one in stories if one.link),
    )


def _officer(name: str, day: date, actor: CameoActor) -> Actor | None:
    """The person of that name who held an office of the actor on that day."""
    for known in gazetteer().named(tuple(name.title().split())):
        at_home = actor.jurisdiction in ("INT", known.jurisdiction)  # of those without a jurisdiction any may be one
        if known.person and known.in_office(day) and at_home:
            return known
    return None


def _pages(source: str, report: CodedReport) -> Iterator[Announcement]:
    return report.announcements(source, {link: tier_of(link) for link in report.links})


def _warnings(read: _Read, name: str, file: str) -> Iterator[str]:
    if read.wrong:
        kinds = [f"{why} ({count}, first on line {read.first_wrong[why]})" for why, count in read.wrong.most_common()]
        yield f"{name} of {file}: {read.wrong.total()} of {read.rows} rows could not be read: {'; '.join(kinds)}."
    if read.too_many:
        yield (
            f"{name} of {file} has {read.too_many} more reports about sanctions than the {MOST_REPORTS} that are kept"
            " of one file, those in most articles."
        )
