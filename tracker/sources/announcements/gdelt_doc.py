"""GDELT's search of articles (DOC 2.0): headlines about sanctions of one day, told by their stories.

    https://api.gdeltproject.org/api/v2/doc/doc?query=…&mode=artlist&format=json&maxrecords=250
        &startdatetime=20260828000000&enddatetime=20260828235959

Reaches back to January 2017 and gives at most 250 articles a call, with the time a machine saw each, which is not when
it was published. It wants more than five seconds between calls, and says so in plain text, with status 429 or 200:
that is a refusal, never a day without news. Whoever asks on lengthens it, so each day is asked for once in a run, and
a refusal ends the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.data.actors import gazetteer
from tracker.data.cameo import cameo_actors
from tracker.data.source_tiers import tier_of
from tracker.errors import FetchError
from tracker.model.actor import Actor, folded
from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.model.event import JURISDICTIONS
from tracker.model.news_story import DOCUMENT_TYPE, LEAST_SITES
from tracker.model.plain_text import brief, clean, slug
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo, Span, Validators
from tracker.net.addresses import address_of, shown
from tracker.net.answers import Answer
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.gdelt_rows import RIGHTS, usable
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.strange import unread
from tracker.sources.spans import began, held_until

if TYPE_CHECKING:
    from tracker.net.http import HttpClient

DAY = "day"
FIRST_DAY = date(2017, 1, 1)

_HOST = "api.gdeltproject.org"
_QUERY = "(sanctions OR embargo) (Russia OR Russian OR Belarus) sourcelang:english"
_MOST = 250
_APART = 6.5
"""Seconds between two calls: five are asked for, and exactly five are refused."""
_PAUSE = 1800.0
"""Seconds until the next attempt after a refusal that names no time: its limits last, and longer for who asks on."""
_USUAL = timedelta(days=3)
_NEEDED = ("url", "title", "seendate", "domain")
_KNOWN = frozenset((*_NEEDED, "url_mobile", "socialimage", "language", "sourcecountry"))
_SEEN = re.compile(r"(\d{8})T\d{6}Z")
_ASKED = re.compile(r"[?&]startdatetime=(\d{8})")
_UNDER_PRESSURE = frozenset(("RU", "BY"))
"""Jurisdictions of the offices that a headline about measures against them names anyway."""
_TAIL = re.compile(r" [-–|] [^-–|]{1,40}$")
_WORDS = re.compile(r"[^\W_]{2,}")


@dataclass(slots=True)
class _Story:
    """One headline, with the articles that have it."""

    title: str
    day: date
    links: list[str] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)


class GdeltDoc(HttpSource):
    """The source ``gdelt_doc``."""

    info = SourceInfo(
        key="gdelt_doc",
        kind="announcements",
        title="GDELT article search: headlines about sanctions",
        publisher="The GDELT Project",
        homepage="https://www.gdeltproject.org/",
        hosts=(_HOST,),
        cadence=timedelta(hours=12),
        zone="UTC",
        rights=RIGHTS,
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=36_500)),
        verified=False,
        enabled=False,
        settled_after=timedelta(0),
        goes_on=True,
        note=(
            "Headlines of any newspaper, found by a machine; the server refuses whoever shares an address with many"
            " others. It proposes events for review and puts none into the ledger."
        ),
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One search for each whole day that is not finished, of the last three."""
        yesterday = plan.now.astimezone(UTC).date() - timedelta(days=1)
        last = yesterday if plan.until is None else min(yesterday, plan.until - timedelta(days=1))
        first = last - _USUAL + timedelta(days=1)
        if plan.back_fill:
            first = max(plan.since or FIRST_DAY, FIRST_DAY)
        elif (held := held_until(plan.finished, DAY, first)) is not None and held >= first:
            first = held + timedelta(days=1)
        return tuple(_of_day(first + timedelta(days=offset)) for offset in range((last - first).days + 1))

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """The first day there is, and how many articles of a day."""
        return (
            *began(FIRST_DAY, plan.since, "Its articles"),
            f"It gives at most {_MOST} articles of a day, and is asked every {_APART:g} seconds.",
        )

    def fetch(self, client: HttpClient, request: Request, validators: Validators | None) -> Answer:
        """The document; ``FetchError`` in the server's own words where it answered with a sentence."""
        try:
            answer = HttpSource.fetch(self, client, request, validators)
        except FetchError as error:
            if error.reason == "rate-limit" and error.retry_after is None:
                error.retry_after = _PAUSE
            raise
        said = "" if answer.not_modified else sentence(answer.content)
        if said:
            raise FetchError(
                f"instead of articles it sent a sentence: “{said}”",
                source=self.key,
                reason="rate-limit" if "limit" in said.lower() else "unavailable",
                url=shown(address_of(request)),
                retry_after=_PAUSE,
            )
        return answer

    def parse(self, snapshot: Snapshot) -> Records:
        """The stories of one day that are on several sites and name an office. Raises ``ParseError``."""
        document = as_json(snapshot, "a list of articles")
        articles = document.get("articles", []) if isinstance(document, dict) else None
        if not isinstance(articles, list):
            raise damaged(snapshot, "a list of articles was expected, and it is another document")
        if not articles:  # which no day of the world's news is: it was not searched, so it is not finished
            return Records(partial=True, warnings=("GDELT named no article of a day, which is asked for again.",))
        asked = _ASKED.search(snapshot.url)
        stories: dict[str, _Story] = {}
        wrong, strange = 0, set[str]()
        for article in articles:
            day = _day(article, asked[1] if asked else "")
            if day is None:
                wrong += 1
                continue
            strange |= set(article) - _KNOWN
            _tell(stories, article, day)
        if 2 * wrong > len(articles):
            raise damaged(snapshot, f"{wrong} of {len(articles)} articles are not of the days asked for, or incomplete")
        found = [one for story in stories.values() if (one := self._announcement(story)) is not None]
        warnings = [*unread("GDELT's list of articles", strange)]
        if wrong:
            warnings.append(f"{wrong} of {len(articles)} articles of GDELT's list could not be read.")
        if len(articles) >= _MOST:
            warnings.append(f"GDELT has more than the {len(articles)} articles of that day that it gives.")
        once = {one.external_id: one for one in found}
        return Records(
            announcements=tuple(once[key] for key in sorted(once)),
            warnings=tuple(warnings),
            passed_over=len(stories) - len(once),
        )

    def _announcement(self, story: _Story) -> Announcement | None:
        """The story, where it is on enough sites, and names a country under pressure and an office of another."""
        words = story.title.split()
        targets = [one for one in cameo_actors().values() if one.target and re.search(rf"\b{one.name}", story.title)]
        actor = next((one for one in _named(words, story.day) if one.jurisdiction not in _UNDER_PRESSURE), None)
        if len(story.sites) < LEAST_SITES or not targets or actor is None:
            return None
        links = sorted(story.links, key=lambda link: (tier_of(link) != "wire", link))
        name = slug(story.title, limit=80)
        return Announcement(
            source=self.key,
            external_id=f"{story.day.isoformat()} {name}",
            published_on=story.day,
            title=story.title[:LONGEST_TITLE],
            summary=f"{len(story.links)} articles on {len(story.sites)} sites, found by a machine.",
            url=links[0],
            issuer=actor.institution,
            jurisdiction=actor.jurisdiction if actor.jurisdiction in JURISDICTIONS else "INT",
            document_type=DOCUMENT_TYPE,
            topics=(targets[0].name,),
            tier=tier_of(links[0]) or "copy",
        )


def sentence(content: bytes) -> str:
    """What a server says in plain text where data should come; empty for data, web pages and what is no text."""
    try:
        text = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""
    return "" if not text or text[0] in "{[<\ufeff" or "\x00" in text else brief(text, 200)


def _of_day(day: date) -> Request:
    return Request(
        url=f"https://{_HOST}/api/v2/doc/doc",
        kind=DAY,
        params={
            "query": _QUERY,
            "mode": "artlist",
            "format": "json",
            "maxrecords": str(_MOST),
            "sort": "HybridRel",
            "startdatetime": f"{day:%Y%m%d}000000",
            "enddatetime": f"{day:%Y%m%d}235959",
        },
        span=Span(of=DAY, first=day, last=day),
        size=90_000,
        apart=_APART,
        once=True,
    )


def _day(article: object, asked: str) -> date | None:
    """The day (UTC) on which an article was seen; None for what is incomplete, or of another day than was asked for."""
    if not isinstance(article, dict) or not all(isinstance(article.get(name), str) for name in _NEEDED):
        return None
    seen = _SEEN.fullmatch(article["seendate"])
    if seen is None or (asked and seen[1] != asked) or not usable(article["url"]) or not clean(article["title"]):
        return None
    try:
        return datetime.strptime(seen[1], "%Y%m%d").date()  # noqa: DTZ007  # a day in UTC
    except ValueError:
        return None


def _tell(stories: dict[str, _Story], article: dict[str, str], day: date) -> None:
    title = re.sub(r" +([,;:.!?])", r"\1", clean(article["title"])[:LONGEST_TITLE])
    title = _TAIL.sub("", title)
    key = " ".join(_WORDS.findall(title.lower()))
    story = stories.setdefault(key, _Story(title=title, day=day))
    story.links.append(article["url"])
    story.sites.add(article["domain"].lower())


def _named(words: Sequence[str], day: date) -> Iterator[Actor]:
    """The offices a headline names, in its order."""
    known = gazetteer()
    form = [folded(word.strip(",;:.!?'\"“”‘’").removesuffix("'s").removesuffix("’s")) for word in words]
    at = 0
    while at < len(form):
        for length in range(known.longest(form[at]), 0, -1):
            found = [one for one in known.by_form(tuple(form[at : at + length])) if one.in_office(day)]
            if found:
                yield found[0]
                at += length
                break
        else:
            at += 1


SOURCE = GdeltDoc()
