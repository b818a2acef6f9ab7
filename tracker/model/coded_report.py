"""Coded reports: what a machine made of the news of some hours about one day, one pair of actors and one code.

Each of its pages is kept as one announcement, so that it is stored, told again and forgotten like any other; what the
machine counted stands in its summary, in a form that is read back without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.model.plain_text import clean

DOCUMENT_TYPE = "machine-coded report"
"""What tells such an announcement from one that an authority made."""

MOST_LINKS = 3
"""Pages kept of one report of one file: the most mentioned ones."""

LEAST_SOURCES = 3
LEAST_ARTICLES = 5
"""What a report needs to be proposed: most that one outlet alone tells are misread."""

_ID = re.compile(r"(?P<file>\d{8}(?:\d{6})?) (?P<first>[A-Z]{3})-(?P<second>[A-Z]{3})-(?P<code>\d{2,4}) \d{8} \d")
_TOLD = re.compile(
    r"CAMEO \d{2,4}, coded by a machine from news: (?P<mentions>\d{1,9}) mentions, (?P<articles>\d{1,9}) articles,"
    r" (?P<sources>\d{1,9}) sources, (?P<stories>\d{1,9}) stories(?:; named: (?P<named>[^;]{1,200}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often something was told: as the machine counts mentions, articles and sources, and in how many stories."""

    mentions: int
    articles: int
    sources: int
    stories: int

    @property
    def enough(self) -> bool:
        """Whether something was told often enough to be looked at by a person."""
        return self.sources >= LEAST_SOURCES and self.articles >= LEAST_ARTICLES

    def plus(self, other: Counts) -> Counts:
        """Both together, of different hours."""
        return Counts(
            mentions=self.mentions + other.mentions,
            articles=self.articles + other.articles,
            sources=self.sources + other.sources,
            stories=self.stories + other.stories,
        )

    def __str__(self) -> str:
        return (
            f"{self.mentions} mentions, {self.articles} articles, {self.sources} sources,"
            f" {self.stories} {'story' if self.stories == 1 else 'stories'}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedReport:
    """One report of one file.

    Attributes
    ----------
    file : str
        Digits that tell the files of a product apart: its day, or its quarter of an hour.
    day : date
        On which it happened by the machine's reading; no hour is known, and the day may be one beside it.
    first, second : str
        Who acts and upon whom, as codes.
    target : str
        The country under pressure, whichever of the two it is.
    named : str
        The person most often named as acting; empty for none that is known.
    links : tuple of str
        Addresses of pages, the most mentioned first.
    """

    file: str
    day: date
    first: str
    second: str
    code: str
    title: str
    issuer: str
    jurisdiction: str
    target: str
    named: str
    counts: Counts
    links: tuple[str, ...]

    def announcements(self, source: str, tier_of_link: dict[str, str]) -> Iterator[Announcement]:
        """One for each of its first ``MOST_LINKS`` pages; ``tier_of_link`` says how near those to the act are that
        are known."""
        who = f"; named: {clean(self.named).replace(';', ',')[:200]}" if self.named else ""
        counts = self.counts
        for number, link in enumerate(self.links[:MOST_LINKS], start=1):
            yield Announcement(
                source=source,
                external_id=f"{self.file} {self.first}-{self.second}-{self.code} {self.day:%Y%m%d} {number}",
                published_on=self.day,
                title=self.title[:LONGEST_TITLE],
                summary=(
                    f"CAMEO {self.code}, coded by a machine from news: {counts.mentions} mentions, {counts.articles}"
                    f" articles, {counts.sources} sources, {counts.stories} stories{who}"
                ),
                url=link,
                issuer=self.issuer,
                jurisdiction=self.jurisdiction,
                document_type=DOCUMENT_TYPE,
                topics=(self.target,),
                tier=tier_of_link.get(link) or "copy",
            )


def is_coded(announcement: Announcement) -> bool:
    """Whether an announcement is a page of a coded report."""
    return announcement.document_type == DOCUMENT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a stored announcement says of the coded report it is a page of."""

    announcement: Announcement
    file: str
    first: str
    second: str
    code: str
    counts: Counts
    named: str


def page_of(announcement: Announcement) -> Page | None:
    """The page an announcement is; None for one that is none, or is written otherwise than this program writes."""
    known = _ID.fullmatch(announcement.external_id) if is_coded(announcement) else None
    told = _TOLD.fullmatch(announcement.summary) if known else None
    if known is None or told is None:
        return None
    return Page(
        announcement=announcement,
        file=known["file"],
        first=known["first"],
        second=known["second"],
        code=known["code"],
        counts=Counts(**{name: int(told[name]) for name in ("mentions", "articles", "sources", "stories")}),
        named=told["named"] or "",
    )
