"""OFAC's press releases: rows with their minute, their day or neither, and page after page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.announcements.us_ofac_press import RELEASE, SOURCE, TABLE
from tracker.sources.base import FetchPlan

NIGHT = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
LIST = "https://ofac.treasury.gov/press-releases?page=0#2026-11-01..2026-11-20"


def row(
    title: str = "Treasury on Russia", link: str = "/news/press-releases/sb1", when: str = "November 18, 2026"
) -> str:
    return f'<tr><td>{when}</td><td><a href="{link}">{title}</a></td></tr>'


def table(*rows: str, after: str = "") -> str:
    return f'<table class="a views-table b"><tr><th>Title</th></tr>{"".join(rows)}</table>{after}'


def snapshot(body: str, *, url: str = LIST, kind: str = TABLE) -> Snapshot:
    return Snapshot(
        source="us_ofac_press",
        url=url,
        kind=kind,
        retrieved_at=NOW,
        sha256="",
        content=f"<!DOCTYPE html><html><body>{body}</body></html>".encode(),
    )


def test_of_a_title_without_end_the_beginning_is_kept() -> None:
    (item,) = SOURCE.parse(snapshot(table(row("Russia " * 20_000)))).announcements
    assert item.title == ("Russia " * 200)[:1000]


def test_of_rows_in_rows_the_innermost_are_read() -> None:
    link = '<a href="/news/press-releases/sb9">Outer</a>' * 20
    inner = table(row())
    for _ in range(50):
        inner = f'<table class="views-table"><tr><td>{link}{inner}</td></tr></table>'
    found = SOURCE.parse(snapshot(inner)).announcements
    assert [(item.external_id, item.title) for item in found] == [("sb1", "Treasury on Russia")]


def onward(number: int, classes: str = "usa-pagination__next-page", path: str = "") -> str:
    return f'<a class="{classes}" href="{path}?page={number}">Next</a>'


def asked(body: str, url: str = LIST) -> list[str]:
    return [request.url for request in SOURCE.following(snapshot(body, url=url))]


@pytest.mark.parametrize(
    ("when", "instant", "day"),
    [
        (
            '<time datetime="2026-11-18T21:30:00-05:00">x</time>',
            datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
            date(2026, 11, 18),
        ),
        (
            '<time datetime="2026-11-19T02:30:00Z">x</time>',
            datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
            date(2026, 11, 18),
        ),
        ('<time datetime="2026-11-18T12:00:00Z">x</time>', None, date(2026, 11, 18)),
        ('<time datetime="soon">November 18, 2026</time>', None, date(2026, 11, 18)),
        ("11/18/2026", None, date(2026, 11, 18)),
    ],
)
def test_a_row_has_its_minute_where_one_is_given(when: str, instant: datetime | None, day: date) -> None:
    (item,) = SOURCE.parse(snapshot(table(row(when=when)))).announcements
    assert (item.published_at, item.published_on) == (instant, day)


def test_downloads_and_other_programmes_are_no_announcements() -> None:
    found = SOURCE.parse(
        snapshot(
            table(
                row("Fact sheet on Russia", "/media/1/download"),
                row("Treasury on Iran", "/news/press-releases/sb2"),
                row("Elsewhere on Russia", "https://evil.example/news/press-releases/sb3"),
                row("Treasury acts", "https://home.treasury.gov/news/press-releases/sb4"),
            )
        )
    )
    assert [(item.external_id, item.topics) for item in found.announcements] == [("sb4", ())]
    assert found.warnings == ()


@pytest.mark.parametrize("body", ["<p>Access denied</p>", table(), "<table><tr><td>x</td></tr></table>"])
def test_a_page_without_releases_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="a web page came"):
        SOURCE.parse(snapshot(body))


def test_a_row_without_a_day_sends_to_the_release_or_is_told() -> None:
    body = table(
        row(when=""),
        row("On Iran", "/news/press-releases/sb2", ""),
        row("On Crimea", "https://home.treasury.gov/news/press-releases/sb3", ""),
    )
    found = SOURCE.parse(snapshot(body))
    assert found.announcements == ()
    assert "Of 1 of OFAC's press releases no day is given" in found.warnings[0]
    assert asked(body) == ["https://ofac.treasury.gov/news/press-releases/sb1"]


def test_a_release_gives_what_its_row_did_not() -> None:
    body = '<h1>Treasury on Russia</h1><time datetime="2026-11-18T10:00:00-05:00">x</time>'
    url = "https://ofac.treasury.gov/news/press-releases/sb1"
    (item,) = SOURCE.parse(snapshot(body, url=url, kind=RELEASE)).announcements
    assert (item.external_id, item.url) == ("sb1", url)
    assert item.published_at == datetime(2026, 11, 18, 15, tzinfo=UTC)
    with pytest.raises(ParseError, match="its title and its day"):
        SOURCE.parse(snapshot("<h1>Treasury on Russia</h1>", url=url, kind=RELEASE))
    assert SOURCE.following(snapshot(body, url=url, kind=RELEASE)) == ()


def test_pages_are_followed_until_they_are_older_than_wanted() -> None:
    old = row(when="October 31, 2026")
    assert asked(table(row(), after=onward(1))) == [LIST.replace("page=0", "page=1")]
    assert asked(table(row(), old, after=onward(1))) == []
    assert asked(table(row(), after=onward(1, "other"))) == []
    assert asked(table(row(), after=onward(0))) == []
    assert asked(table(row(), after=onward(1, path="https://evil.example/press-releases"))) == []
    assert asked(table(row(), after=onward(1, path="/elsewhere"))) == []
    assert asked(table(row(), after=onward(401))) == []
    assert asked(table(row(), after=onward(1)), "https://ofac.treasury.gov/press-releases") == []


def test_the_list_is_asked_for_as_far_back_as_needed() -> None:
    def fragment(**plan: object) -> list[str]:
        return [one.url.partition("#")[2] for one in SOURCE.requests(FetchPlan(now=NOW, **plan))]  # type: ignore[arg-type]

    assert fragment() == ["2026-08-22..2026-11-20"]
    assert fragment(newest={"us_ofac_press": "2026-11-18"}) == ["2026-11-04..2026-11-20"]
    assert fragment(since=date(2014, 3, 1), until=date(2014, 4, 1)) == ["2014-03-01..2014-03-31"]
    assert fragment(since=date(2027, 1, 1)) == []


def test_a_list_that_stopped_is_told_by_its_first_page_alone() -> None:
    old = table(row("On Iran", when="October 20, 2026"))
    assert SOURCE.parse(snapshot(old)).warnings == (
        "The newest of OFAC's press releases on the first page is of 2026-10-20, older than the 20 days usual there.",
    )
    assert SOURCE.parse(snapshot(old, url=LIST.replace("page=0", "page=3"))).warnings == ()
    assert SOURCE.parse(snapshot(table(row("On Iran", when="November 1, 2026")))).warnings == ()
