"""GDELT's search of articles: stories of several sites, pauses, and refusals that come as sentences under 200."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.gdelt import article
from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot, Span
from tracker.net.http import HttpClient
from tracker.sources.announcements.gdelt_doc import SOURCE, sentence
from tracker.sources.base import FetchPlan, Records

HOST = "api.gdeltproject.org"
AT = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)
URL = f"https://{HOST}/api/v2/doc/doc?query=x&startdatetime=20261026000000&enddatetime=20261026235959"
LIMIT = b"Please limit requests to one every 5 seconds or contact the operators for larger queries.\n"


def read(articles: Sequence[Mapping[str, object]] | None, url: str = URL) -> Records:
    document = {} if articles is None else {"articles": articles}
    content = json.dumps(document).encode()
    return SOURCE.parse(Snapshot(source="gdelt_doc", url=url, kind="day", retrieved_at=AT, sha256="", content=content))


def on_sites(title: str, count: int = 3) -> list[Mapping[str, str]]:
    return [article(title, f"paper{number}.example", AT) for number in range(count)]


def test_a_story_of_several_sites_that_names_an_office_is_taken() -> None:
    (story,) = read(on_sites("EU Council adopts new sanctions on Russia")).announcements
    assert (story.issuer, story.jurisdiction, story.topics) == ("EU Council", "EU", ("Russia",))
    assert (story.published_on, story.published_at) == (AT.date(), None)
    assert story.summary == "3 articles on 3 sites, found by a machine."


@pytest.mark.parametrize(
    ("articles", "why"),
    [
        (on_sites("EU Council adopts new sanctions on Russia", 2), "too few sites"),
        ([article("EU Council adopts sanctions on Russia", "one.example", AT)] * 5, "one site, five times"),
        (on_sites("EU Council adopts new sanctions on Iran"), "about another country"),
        (on_sites("Russian oil flows on despite sanctions"), "names nobody but the country"),
        (on_sites("Kremlin dismisses new sanctions on Russia"), "names nobody but the country"),
    ],
)
def test_everything_else_is_passed_over(articles: list[Mapping[str, str]], why: str) -> None:
    records = read(articles)
    assert (records.announcements, records.passed_over) == ((), 1), why


def test_the_name_of_a_site_behind_a_headline_and_its_spacing_make_no_other_story() -> None:
    title = "Trump threatens Belarus with sanctions, aides say"
    articles = [
        article(title, "one.example", AT),
        article("Trump threatens Belarus with sanctions , aides say", "two.example", AT),
        article(f"{title} - The Daily Three", "three.example", AT),
        article(f"{title} | Four", "in.reuters.com", AT),
    ]
    (story,) = read(articles).announcements
    assert (story.title, story.issuer, story.tier) == (title, "US White House", "wire")
    assert story.url.startswith("https://in.reuters.com/")
    assert story.summary.startswith("4 articles on 4 sites")


def test_whoever_held_the_office_on_that_day_is_meant() -> None:
    before = datetime(2023, 10, 26, 9, 30, tzinfo=UTC)
    articles = [article("Trump threatens Belarus with sanctions", f"p{n}.example", before) for n in range(3)]
    assert read(articles, url="https://x.example/").announcements == ()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"seendate": "20261027T000000Z"},  # of another day than was asked for
        {"seendate": "yesterday"},
        {"url": "javascript:alert(1)"},
        {"title": ""},
        {"domain": None},
    ],
)
def test_an_article_that_is_otherwise_is_counted_and_told(spoiled: Mapping[str, object]) -> None:
    good = on_sites("EU Council adopts new sanctions on Russia")
    records = read([*good, {**good[0], **spoiled}])
    assert len(records.announcements) == 1
    assert records.warnings == ("1 of 4 articles of GDELT's list could not be read.",)
    with pytest.raises(ParseError, match="1 of 1 articles are not of the days asked for"):
        read([{**good[0], **spoiled}])


def test_new_fields_and_a_full_list_are_told() -> None:
    records = read([{**one, "tone": "-3"} for one in on_sites("EU Council adopts sanctions on Russia", 250)])
    assert any("new to this program" in warning and "tone" in warning for warning in records.warnings)
    assert any("more than the 250 articles" in warning for warning in records.warnings)


def test_no_article_is_never_a_day_without_news() -> None:
    for nothing in (None, []):
        records = read(nothing)
        assert records.partial
        assert len(records.warnings) == 1


@pytest.mark.parametrize("content", [b'{"articles": {}}', b'["a"]', b"null", b'{"articles": [1]}'])
def test_another_document_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        SOURCE.parse(Snapshot(source="gdelt_doc", url=URL, kind="day", retrieved_at=AT, sha256="", content=content))


# --- how it is asked ---


def test_each_whole_day_is_asked_for_once_and_with_pauses() -> None:
    now = datetime(2026, 11, 20, 5, tzinfo=UTC)
    requests = SOURCE.requests(FetchPlan(now=now))
    assert [request.params["startdatetime"] for request in requests] == [f"202611{day}000000" for day in (17, 18, 19)]
    assert {(request.once, request.params["maxrecords"]) for request in requests} == {(True, "250")}
    assert all(request.apart > 6 for request in requests)
    held = Span(of="day", first=date(2026, 11, 1), last=date(2026, 11, 18))
    assert len(SOURCE.requests(FetchPlan(now=now, finished=(held,)))) == 1
    back = FetchPlan(now=now, since=date(2014, 11, 1), until=date(2017, 1, 3))
    assert [request.span.first for request in SOURCE.requests(back) if request.span] == [
        date(2017, 1, 1),
        date(2017, 1, 2),
    ]
    assert "begin on 2017-01-01" in SOURCE.limits(back)[0]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def refused() -> FetchError:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=2)
    request = SOURCE.requests(FetchPlan(now=datetime(2026, 11, 20, 5, tzinfo=UTC)))[0]
    with pytest.raises(FetchError) as caught:
        SOURCE.fetch(client, request, None)
    return caught.value


@pytest.mark.parametrize(
    ("body", "reason"),
    [(LIMIT, "rate-limit"), (b"The specified phrase is too short.\n", "unavailable")],
)
def test_a_sentence_under_200_is_a_refusal_in_its_own_words(net: FakeNet, body: bytes, reason: str) -> None:
    net.route(HOST, scenarios.ok(body, media_type="text/html"))
    error = refused()
    assert (error.reason, error.retry_after, len(net.asked)) == (reason, 1800.0, 1)
    assert body.decode().strip() in error.message


def test_too_many_requests_is_not_asked_again_and_waits_half_an_hour(net: FakeNet) -> None:
    net.route(HOST, scenarios.rate_limited())
    error = refused()
    assert (error.reason, error.retry_after, len(net.asked)) == ("rate-limit", 1800.0, 1)
    net.route(HOST, scenarios.rate_limited(retry_after="7200"))
    assert refused().retry_after == 7200.0


@pytest.mark.parametrize("content", [b"{}", b" [1]", b"<html>", b"\xff\xfe{", b"", b"\n", b"\xef\xbb\xbf{}"])
def test_data_and_pages_are_no_sentences(content: bytes) -> None:
    assert sentence(content) == ""


def test_a_list_as_it_was_seen_is_read(shared: Path) -> None:
    """Typed off by others, so that its words are real and its bytes are not."""
    content = (shared / "payloads/gdelt/gdelt_doc_artlist_2026-08-28.transcribed.json").read_bytes()
    at = datetime(2026, 8, 29, tzinfo=UTC)
    records = SOURCE.parse(
        Snapshot(source="gdelt_doc", url="https://x.example/", kind="day", retrieved_at=at, sha256="", content=content)
    )
    assert (records.warnings, records.announcements, records.passed_over) == (
        (),
        (),
        5,
    )  # five headlines, one site each
