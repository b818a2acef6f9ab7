"""Machine-coded reports in the ledger: proposed, never taken in by themselves, and no second event of a known act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.fakenet.gdelt import row, table
from tests.fakenet.ground import zipped
from tracker.model.announcement import Announcement
from tracker.model.event import PolicyEvent
from tracker.model.source import Snapshot
from tracker.services import decisions, ledger
from tracker.services.context import Context
from tracker.services.conversation import Tally, ingest
from tracker.services.cycle import group_announcements
from tracker.services.ledger import Selection
from tracker.sources.announcements.gdelt import SOURCE
from tracker.store.unit_of_work import UnitOfWork

DAY = date(2014, 11, 11)
KNOWN = "2014-11-11-merkel-no-new-sanctions"
MERKEL, BERLIN = "2014-11-11-reported-deu-rus-163", "2014-11-11-reported-deu-rus-1312"
PAPERS = ("http://one.example/merkel-on-measures-against-moscow", "http://two.example/what-berlin-said-on-tuesday")

Taken = Callable[..., None]


@pytest.fixture
def take(own_context: Context) -> Taken:
    """Stores and reads files of given days, as a fetch does, and groups what they bring."""

    def run(files: dict[date, tuple[str, ...]]) -> None:
        for day, rows in files.items():
            content = zipped(f"{day:%Y%m%d}.export.CSV", table(*rows))
            snapshot = Snapshot(
                source="gdelt",
                url=f"https://storage.googleapis.com/data.gdeltproject.org/events/{day:%Y%m%d}.export.CSV.zip",
                kind="day",
                retrieved_at=own_context.clock(),
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
            with UnitOfWork(own_context.engine, write=True) as work:
                work.snapshots.add(snapshot)
                work.commit()
            ingest(own_context, SOURCE, snapshot, Tally(), judge_age=False)
        group_announcements(own_context)

    return run


def told(code: str, link: str, *, first: str = "DEU", named: str = "", added: date = date(2014, 11, 12)) -> str:
    return row(first, "RUS", code, link, day=DAY, added=added, told=(9, 3, 6), named=named)


def waiting(context: Context) -> dict[str, PolicyEvent]:
    return {event.id: event for event in ledger.list_events(context, Selection(statuses=("review",)))}


def test_a_report_of_a_known_act_is_a_further_source_of_it(own_context: Context, take: Taken) -> None:
    """The machine takes "no further sanctions" for sanctions; the day, the office and the speaker say what it is."""
    before = ledger.get(own_context, KNOWN)
    take({date(2014, 11, 12): tuple(told("163", paper, named="ANGELA MERKEL") for paper in PAPERS)})
    assert waiting(own_context) == {}
    after = ledger.get(own_context, KNOWN)
    assert [source.url for source in after.sources] == [*(source.url for source in before.sources), *PAPERS]
    assert (after.action, after.stance, after.time, after.title) == (
        before.action,
        before.stance,
        before.time,
        before.title,
    )
    (merger,) = ledger.entry(own_context, KNOWN).merged
    assert merger.event.id == MERKEL
    for words in ("same issuer", "public on the same day", "same target Russia", "same speaker"):
        assert words in merger.words
    decisions.undo(own_context, MERKEL, reason="of other words")
    assert set(waiting(own_context)) == {MERKEL}
    assert ledger.get(own_context, KNOWN) == before


def test_where_nobody_is_named_a_person_is_asked(own_context: Context, take: Taken) -> None:
    take({date(2014, 11, 12): (told("1312", PAPERS[0]),)})
    assert set(waiting(own_context)) == {BERLIN}
    asked = [(one.event_id, one.into) for one in ledger.waiting(own_context).suggestions]
    assert (BERLIN, KNOWN) in asked


def test_a_report_of_an_announced_act_is_held_against_it(own_context: Context, take: Taken) -> None:
    page = Announcement(
        source="us_ofac_press",
        external_id="20161103",
        published_on=date(2016, 11, 3),
        title="Treasury Designates Six for Russia's Actions in Ukraine",
        url="https://ofac.treasury.gov/news/press-releases/x",
        issuer="US OFAC",
        jurisdiction="US",
        topics=("Russia",),
    )
    with UnitOfWork(own_context.engine, write=True) as work:
        work.announcements.add([page], recorded_at=datetime(2026, 11, 20, tzinfo=UTC), sha256=None)
        work.commit()
    link = "http://one.example/six-more-names-on-the-list"
    day = date(2016, 11, 3)
    take({day: (row("USA", "RUS", "163", link, day=day, told=(9, 3, 6)),)})
    found = waiting(own_context)
    reported = "2016-11-03-reported-usa-rus-163"
    assert set(found) == {reported, "2016-11-03-us-us-ofac"}
    assert (reported, "2016-11-03-us-us-ofac") in [
        (one.event_id, one.into) for one in ledger.waiting(own_context).suggestions
    ]


def test_the_reports_of_several_days_of_one_act_are_one_candidate(own_context: Context, take: Taken) -> None:
    take(
        {
            date(2014, 11, 12): (told("1312", PAPERS[0]),),
            date(2014, 11, 13): (told("1312", PAPERS[1], added=date(2014, 11, 13)),),
        }
    )
    event = waiting(own_context)[BERLIN]
    assert event.title == (
        "Germany reported to threaten with an embargo, a boycott or sanctions (Russia); CAMEO 1312, 6 sources,"
        " 12 articles"
    )
    assert {source.url for source in event.sources} == set(PAPERS)
    assert {source.tier for source in event.sources} == {"copy"}
    assert (event.kind, event.action, event.stance) == ("statement", "threaten", "escalate")
    assert (event.time.precision, event.time.zone) == ("day", "Europe/Berlin")
    assert event.time.interval.start == datetime(2014, 11, 10, 23, tzinfo=UTC)
    assert event.time.interval.end == datetime(2014, 11, 11, 23, tzinfo=UTC)
    assert "not read by a person" in event.note
    assert event.verified == "no"


def test_nothing_of_it_is_in_the_ledger_until_somebody_accepts_it(own_context: Context, take: Taken) -> None:
    accepted = ledger.list_events(own_context)
    take({date(2014, 11, 12): (told("1312", PAPERS[0]),)})
    assert ledger.list_events(own_context) == accepted
    decisions.decide(own_context, BERLIN, accept=True)
    assert len(ledger.list_events(own_context)) == len(accepted) + 1


def test_the_same_file_twice_proposes_the_same(own_context: Context, take: Taken) -> None:
    files = {date(2014, 11, 12): (told("1312", PAPERS[0]),)}
    take(files)
    once = waiting(own_context)
    take(files)
    assert waiting(own_context) == once
    assert group_announcements(own_context) == 0
