"""Pages of feed items: asked for only where that is wanted, of the feed's own hosts, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fakenet.fakenet import Ask, FakeNet, Reply
from tests.services import fetched
from tests.services.feeds_of_tests import Entry, rss, store
from tracker.config import load
from tracker.services import feed_pages
from tracker.services.heard import hear
from tracker.store.engine import open_engine

HOST = "www.whitehouse.gov"
AT = fetched.NOW - timedelta(days=1)
TEXT = "The United States is imposing sanctions on three Russian shipyards, and it does so with its partners today."
PAGE = f"<!doctype html><html><body><article><h1>A sheet</h1><p>{TEXT}</p></article></body></html>"
ROBOTS = "User-agent: *\nDisallow: /closed/\n"

Site = Callable[[Ask], Reply]


@pytest.fixture
def engine(sqlite_file: Path) -> Iterator[Engine]:
    """A database on SQLite alone: what is asked for does not depend on it."""
    opened = open_engine(f"sqlite:///{sqlite_file}")
    yield opened
    opened.dispose()


def entry(number: int = 1, *, path: str = "open", host: str = HOST, back: int = 0) -> Entry:
    link = f"https://{host}/{path}/{number}"
    return Entry("Fact Sheet: New Sanctions on Russian Shipyards", link, AT - timedelta(days=back))


def site(*, robots: Reply | None = None, page: Reply | None = None) -> Site:
    def answer(ask: Ask) -> Reply:
        if ask.path == "/robots.txt":
            return robots or Reply(body=ROBOTS.encode(), media_type="text/plain")
        return page or Reply(body=PAGE.encode(), media_type="text/html; charset=utf-8")

    return answer


def wanting(context: fetched.Surroundings, **settings: str) -> fetched.Surroundings:
    environ = {"TRACKER_FEED_PAGES": "true", **settings}
    return replace(context, settings=load(environ, cwd=Path()))


def pages_asked(net: FakeNet) -> list[str]:
    return [ask.path for ask in net.asked if ask.path != "/robots.txt"]


def test_a_page_is_read_where_its_feed_gives_a_headline_only(net: FakeNet, context: fetched.Surroundings) -> None:
    net.route(HOST, site())
    store(context, "us_white_house", rss(entry()))
    outcome = hear(wanting(context))
    assert (outcome.pages, outcome.summaries, outcome.proposed) == (1, 0, 1)
    assert TEXT in outcome.events[0].evidence
    (source,) = outcome.events[0].sources
    assert (source.url, source.tier) == (entry().link, "official")
    assert hear(wanting(context)).items == 0
    assert pages_asked(net) == ["/open/1"]


@pytest.mark.parametrize(
    "settings",
    [
        {"TRACKER_FEED_PAGES": "false"},
        {"TRACKER_OFFLINE": "true"},
        {"TRACKER_SOURCES_DISABLED": "us_white_house"},
        {"TRACKER_SOURCES_DISABLED": "announcements"},
    ],
)
def test_nothing_is_asked_where_it_is_not_wanted(
    settings: dict[str, str], net: FakeNet, context: fetched.Surroundings
) -> None:
    net.route(HOST, site())
    store(context, "us_white_house", rss(entry()))
    assert hear(wanting(context, **settings)).summaries == 1
    assert net.asked == []
    assert hear(wanting(context)).pages == 1, "turned on later, it is read then"


@pytest.mark.parametrize(
    "item",
    [entry(path="closed"), entry(host="elsewhere.example"), entry(back=30)],
    ids=["closed to programs", "of a host the feed does not declare", "an old one"],
)
def test_a_page_that_is_not_to_be_asked_for_is_not(item: Entry, net: FakeNet, context: fetched.Surroundings) -> None:
    net.route(HOST, site())
    net.route("elsewhere.example", site())
    store(context, "us_white_house", rss(item))
    outcome = hear(wanting(context))
    assert (outcome.items, outcome.pages, outcome.summaries) == (1, 0, 1)
    again = [hear(wanting(context)).items for _ in range(4)]
    assert sum(again) <= feed_pages.MOST_ATTEMPTS - 1
    assert again[-1] == 0
    assert pages_asked(net) == []


def test_a_site_without_rules_leaves_everything_open_and_one_that_hides_them_nothing(
    net: FakeNet, context: fetched.Surroundings
) -> None:
    store(context, "us_white_house", rss(entry()))
    net.route(HOST, site(robots=Reply(status=403)))
    assert hear(wanting(context)).pages == 0
    net.route(HOST, site(robots=Reply(status=404)))
    assert hear(wanting(context)).pages == 1


def test_a_page_that_cannot_be_had_is_given_up_after_three_times_and_its_summary_is_read(
    net: FakeNet, context: fetched.Surroundings
) -> None:
    net.route(HOST, site(page=Reply(status=404)))
    store(context, "us_white_house", rss(entry()))
    items = [hear(wanting(context)).items for _ in range(5)]
    assert items == [1, 1, 1, 0, 0]
    assert pages_asked(net) == ["/open/1"] * 3


def test_a_host_that_is_gone_is_asked_once_a_run_and_said(net: FakeNet, context: fetched.Surroundings) -> None:
    store(context, "us_white_house", rss(*(entry(number) for number in range(5))))
    outcome = hear(wanting(context))
    assert (outcome.items, outcome.summaries, len(outcome.failures)) == (5, 5, 1)
    assert f"The pages at {HOST} were not asked for" in outcome.failures[0]


def test_who_fetches_other_sources_asks_for_no_page(net: FakeNet, context: fetched.Surroundings) -> None:
    store(context, "us_white_house", rss(entry()))
    assert hear(wanting(context), pages=False).summaries == 1
    assert net.asked == []


def test_a_page_that_is_stored_is_read_by_the_next_reader_without_asking(
    net: FakeNet, context: fetched.Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.route(HOST, site())
    store(context, "us_white_house", rss(entry()))
    assert hear(wanting(context)).proposed == 1
    asked = len(net.asked)
    monkeypatch.setattr("tracker.services.heard.reader_version", lambda: "another")
    later = fetched.at(wanting(context, TRACKER_OFFLINE="true"), days=90)
    outcome = hear(later)
    assert (outcome.pages, outcome.again, outcome.withdrawn, len(net.asked)) == (1, 1, 0, asked)


def test_so_many_pages_are_asked_for_in_a_run_and_the_others_in_the_next(
    net: FakeNet, context: fetched.Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_pages, "MOST_PAGES", 2)
    net.route(HOST, site())
    store(context, "us_white_house", rss(*(entry(number) for number in range(5))))
    runs = [hear(wanting(context)) for _ in range(4)]
    assert [(one.items, one.pages) for one in runs] == [(5, 2), (2, 2), (1, 1), (0, 0)]
    assert sorted(pages_asked(net)) == [f"/open/{number}" for number in range(5)]
