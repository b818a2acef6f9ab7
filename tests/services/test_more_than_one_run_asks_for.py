"""More documents than one run asks for: what came is kept, the rest is said and asked for by the next run."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.services.fetched import Surroundings, at, one
from tracker.services import conversation
from tracker.sources.announcements.us_ofac_recent_actions import SOURCE as ACTIONS
from tracker.sources.lists.us_ofac_sdn import SOURCE as SDN
from tracker.sources.parsing.ofac_source import HOST
from tracker.sources.parsing.us_ofac_site import HOST as SITE
from tracker.store.unit_of_work import UnitOfWork

MOST = 12
PUBLICATION = Path(__file__).parents[1] / "sources" / "lists" / "us_ofac_sdn" / "publication.xml"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is reached in a second."""
    monkeypatch.setattr(conversation, "MAX_DOCUMENTS", MOST)


def feed(count: int, asked: list[str]) -> Handler:
    """OFAC's feed of a year in which it published that often, each time about one more party."""
    first = datetime(2024, 1, 2, 15)  # noqa: DTZ001  # the history writes Washington's clock without a zone
    stamps = [first + timedelta(days=number) for number in range(count)]
    template = PUBLICATION.read_text(encoding="utf-8")

    def answer(ask: Ask) -> Reply:
        asked.append(ask.path)
        if ask.path == "/changes/history/2024":
            told = [{"publicationID": str(7000 + n), "datePublished": at.isoformat()} for n, at in enumerate(stamps)]
            return Reply(body=json.dumps(told).encode(), media_type="application/json")
        if ask.path.startswith("/changes/7"):
            number = int(ask.path.rpartition("/")[2]) - 7000
            text = template.replace("2026-09-23T00:00:00-04:00", f"{stamps[number]:%Y-%m-%d}T00:00:00-05:00")
            return Reply(
                body=text.replace('id="9001"', f'id="{90000 + number}"').encode(), media_type="application/xml"
            )
        return Reply(status=404)

    return answer


def parties(context: Surroundings) -> set[int]:
    """Those whose designation is stored."""
    with UnitOfWork(context.engine, write=False) as unit:
        return {int(one.entry.entry_id) for one in unit.lists.changes(SDN.key) if one.change == "designation"}


def test_a_year_of_the_feed_with_more_publications_goes_on_with_the_next_run(
    context: Surroundings, net: FakeNet
) -> None:
    count = 2 * MOST
    net.route(HOST, feed(count, []))
    days = {"since": date(2024, 1, 1), "until": date(2025, 1, 1)}
    first = one(context, SDN.key, **days)
    assert (first.state, first.reason, first.documents) == ("failed", "size", MOST)
    assert f"at least {count - MOST + 1} documents beyond the {MOST} asked for in one run" in first.error
    assert "the next run goes on" in first.error
    assert parties(context) == {90000 + number for number in range(MOST - 1)}
    second = one(at(context, minutes=10), SDN.key, **days)
    assert (second.state, second.reason) == ("failed", "size")
    third = one(at(context, minutes=20), SDN.key, **days)
    assert (third.state, third.error) == ("ok", "")
    assert parties(context) == {90000 + number for number in range(count)}, "none was lost"
    fourth = one(at(context, minutes=30), SDN.key, **days)
    assert (fourth.state, fourth.new) == ("unchanged", 0)


def test_as_many_as_one_run_asks_for_are_no_failure(context: Surroundings, net: FakeNet) -> None:
    asked: list[str] = []
    net.route(HOST, feed(MOST - 1, asked))
    days = {"since": date(2024, 1, 1), "until": date(2025, 1, 1)}
    assert one(context, SDN.key, **days).state == "ok"
    asked.clear()
    assert one(at(context, minutes=10), SDN.key, **days).state == "unchanged"
    assert asked == ["/changes/history/2024"], "what never changes is not asked for"


def site(days: int, asked: list[str]) -> Handler:
    """OFAC's recent actions: a licence on each of so many days of 2024, two days to a page of the list."""
    dates = [date(2024, 12, 30) - timedelta(days=number) for number in range(days)]
    title = "Issuance of Russia-related General License"

    def answer(ask: Ask) -> Reply:
        asked.append(ask.path)
        if ask.path == "/recent-actions":
            page = int(ask.query.get("page", ["0"])[0])
            rows = "".join(
                f'<div class="views-row"><a href="/recent-actions/{day:%Y%m%d}">{title}</a><p>{day:%B %d, %Y}</p></div>'
                for day in dates[2 * page : 2 * page + 2]
            )
            more = f'<a rel="next" href="?page={page + 1}">Next</a>' if 2 * page + 2 < days else ""
            return web(rows + more)
        day = datetime.strptime(ask.path[-8:], "%Y%m%d")  # noqa: DTZ007  # a day
        number = day.timetuple().tm_yday
        told = f"OFAC is issuing Russia-related General License {number}A, \u201cAuthorizing Transactions.\u201d"
        return web(f'<h2 class="uswds-page-title">{title}</h2><p>{day:%m/%d/%Y}</p><p>{told}</p>')

    return answer


def web(body: str) -> Reply:
    return Reply(
        body=f"<!DOCTYPE html><html><body><main>{body}</main></body></html>\n".encode(), media_type="text/html"
    )


def licences(context: Surroundings) -> set[date]:
    with UnitOfWork(context.engine, write=False) as unit:
        known = unit.announcements.all()
    return {one.published_on for one in known if one.source == ACTIONS.key and one.document_type == "general license"}


def test_pages_of_licences_go_on_with_the_next_run(context: Surroundings, net: FakeNet) -> None:
    asked: list[str] = []
    net.route(SITE, site(12, asked))
    days = {"since": date(2024, 1, 1), "until": date(2025, 1, 1)}
    first = one(context, ACTIONS.key, **days)
    assert (first.state, first.reason, first.documents) == ("failed", "size", MOST)
    assert "the next run goes on with the others" in first.error
    assert 0 < len(licences(context)) < 12
    second = one(at(context, minutes=10), ACTIONS.key, **days)
    assert (second.state, second.error) == ("ok", "")
    assert licences(context) == {date(2024, 12, 30) - timedelta(days=number) for number in range(12)}
    assert len(asked) == MOST + 6 + 4, "the six pages of the list again, and the four days that were left"
    asked.clear()
    assert one(at(context, minutes=20), ACTIONS.key, **days).state == "unchanged"
    assert asked == [], "all of it is finished"
