"""OFAC's recent actions: what was done on a day, and the licences of its page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.errors import ParseError
from tracker.model.announcement import Announcement
from tracker.model.source import Snapshot
from tracker.sources.announcements.us_ofac_recent_actions import DAY, LIST, SOURCE
from tracker.sources.base import Records

PAGE = "https://ofac.treasury.gov/recent-actions?page=0#2026-11-01..2026-11-20"
OF_A_DAY = "https://ofac.treasury.gov/recent-actions/20230405"


def snapshot(body: str, *, url: str = PAGE, kind: str = LIST) -> Snapshot:
    return Snapshot(
        source="us_ofac_recent_actions",
        url=url,
        kind=kind,
        retrieved_at=datetime(2026, 11, 20, 18, tzinfo=UTC),
        sha256="",
        content=f"<!DOCTYPE html><html><body>{body}</body></html>".encode(),
    )


def row(title: str, link: str = "/recent-actions/20261118", under: str = "November 18, 2026 - ") -> str:
    category = '<a href="/recent-actions/general-licenses">General Licenses</a>'
    return f'<div class="search-result views-row"><a href="{link}">{title}</a><div>{under}{category}</div></div>'


def first(body: str) -> Announcement:
    return SOURCE.parse(snapshot(body)).announcements[0]


def licences(*paragraphs: str, url: str = OF_A_DAY) -> Records:
    body = '<h2 class="uswds-page-title">Issuance of Russia-related General License</h2>'
    return SOURCE.parse(snapshot(f"<main>{body}{''.join(paragraphs)}</main>", url=url, kind=DAY))


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Russia-related Designations", "designations"),
        ("Russia-related Designations Removal", "removals"),
        ("Russia-related Designation Removals; Belarus-related Designations", "designations, removals"),
        (
            "Issuance of Russia-related General License; Publication of FAQ",
            "general licenses, frequently asked questions",
        ),
        ("Settlement Agreement", "enforcement"),
        ("Notice on Russia", "General Licenses"),  # what the list itself calls it
    ],
)
def test_what_was_done_is_told_by_the_title(title: str, kinds: str) -> None:
    assert first(row(title)).document_type == kinds


def test_the_printed_day_counts_and_the_address_where_none_is_printed() -> None:
    assert first(row("On Russia")).published_on == date(2026, 11, 18)
    assert first(row("On Russia", under="November 17, 2026 - ")).published_on == date(2026, 11, 17)
    assert first(row("On Russia", under="")).published_on == date(2026, 11, 18)
    assert first(row("Changes to January 1, 2022 guidance", "/node/9")).published_on == date(2026, 11, 18)
    found = SOURCE.parse(snapshot(row("On Russia", "/node/9", "")))
    assert (found.announcements, len(found.warnings)) == ((), 1)


def test_of_a_title_without_end_the_beginning_is_kept() -> None:
    assert first(row("Russia " * 20_000)).title == ("Russia " * 200)[:1000]


def test_of_rows_in_rows_the_innermost_are_read() -> None:
    links = '<a href="/recent-actions/20261101">Outer</a>' * 20
    deep = f'<div class="views-row">{links}' * 100 + row("On Russia") + "</div>" * 100
    found = SOURCE.parse(snapshot(deep + row("On Ukraine", "/recent-actions/20261117"))).announcements
    assert [(item.external_id, item.title) for item in found] == [
        ("20261118", "On Russia"),
        ("20261117", "On Ukraine"),
    ]


def test_two_actions_of_a_day_are_two_and_other_programmes_none() -> None:
    body = row("On Russia") + row("On Russia", "/recent-actions/20261118_33") + row("On Iran", "/node/9")
    found = SOURCE.parse(snapshot(body)).announcements
    assert [item.external_id for item in found] == ["20261118", "20261118_33"]
    assert {item.published_at for item in found} == {None}


@pytest.mark.parametrize("body", ["<p>Access denied</p>", '<div class="views-row">x</div>', row("x", "/elsewhere")])
def test_a_page_without_actions_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="a web page came"):
        SOURCE.parse(snapshot(body))


def test_days_with_licences_are_looked_into_and_pages_followed() -> None:
    body = row("Issuance of Russia-related General License") + row(
        "Iran-related General License", "/recent-actions/20261117"
    )
    body += row("General Licenses", "/node/9") + '<li class="pager__item--next"><a href="?page=1">Next</a></li>'
    assert [request.url for request in SOURCE.following(snapshot(body))] == [
        "https://ofac.treasury.gov/recent-actions/20261118",
        PAGE.replace("page=0", "page=1"),
    ]
    assert SOURCE.following(snapshot("<h1>x</h1>", url=OF_A_DAY, kind=DAY)) == ()


def test_a_licence_has_its_number_its_end_and_what_it_replaces() -> None:
    (item,) = licences(
        "<p>OFAC is issuing Russia-related General License 8C, &ldquo;Authorizing Energy,&rdquo; until 12:01 a.m. "
        "eastern daylight time, May 5, 2023, which replaces and supersedes General License 8B.</p>"
    ).announcements
    assert (item.external_id, item.published_on, item.expires_on) == (
        "20230405 GL 8C",
        date(2023, 4, 5),
        date(2023, 5, 5),
    )
    assert item.title == "Russia-related General License 8C, “Authorizing Energy”"
    assert item.acts == ("GL 8C", "GL 8B")
    assert (item.topics, item.document_type, item.url) == (("Russia",), "general license", OF_A_DAY)
    assert item.summary.endswith("which replaces and supersedes General License 8B.")


def test_items_of_a_list_belong_to_the_sentence_before_it() -> None:
    found = licences(
        "<p>OFAC is issuing:</p><ul><li>Belarus-related General License 4</li>", "<li>General License 9</li>"
    )
    assert [item.external_id for item in found.announcements] == ["20230405 GL 4", "20230405 GL 9"]
    assert licences("<ul><li>Belarus-related General License 4</li></ul>").announcements == ()


def test_an_enumeration_of_licences_is_read_once_and_of_a_long_title_the_beginning() -> None:
    many = ", ".join(f"{number}{letter}" for letter in "ABCDEFGHIJKLMNOPQRST" for number in range(1000))
    found = licences(
        f"<p>OFAC issued General Licenses {many}.</p><p>{'It is about Belarus. ' * 5000}</p>"
    ).announcements
    assert len(found) == 50
    assert {(item.topics, len(item.acts) <= 50, len(item.summary) <= 601) for item in found} == {
        (("Russia",), True, True)
    }
    title = f'<h2 class="uswds-page-title">{"x" * 1000} Belarus</h2>'
    body = f"<main>{title}<p>OFAC issued General License 4.</p></main>"
    assert SOURCE.parse(snapshot(body, url=OF_A_DAY, kind=DAY)).announcements[0].topics == ()


def test_a_later_paragraph_completes_what_is_issued_and_issues_nothing() -> None:
    (item,) = licences(
        "<p>OFAC issued General License 13C.</p>",
        "<p>General License 13C replaces General License 13B. Ends: 12:01 a.m. EST, June 1, 2023.</p>",
        "<p>General License 7 is unchanged.</p>",
    ).announcements
    assert (item.acts, item.expires_on) == (("GL 13C", "GL 13B"), date(2023, 6, 1))


def test_licences_of_other_programmes_alone_are_left_out() -> None:
    found = licences("<p>OFAC issued Venezuela-related General License 8C and Russia-related General License 8D.</p>")
    assert [item.external_id for item in found.announcements] == ["20230405 GL 8D"]


def test_a_day_without_a_licence_that_can_be_read_is_told() -> None:
    found = licences("<p>See the documents attached.</p>")
    assert found.announcements == ()
    assert "No general license could be read on the page of 2023-04-05" in found.warnings[0]


@pytest.mark.parametrize("body", ["<p>x</p>", "<h1>A title</h1>"])
def test_a_day_page_without_title_or_day_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="a web page came without the"):
        SOURCE.parse(snapshot(body, url="https://ofac.treasury.gov/recent-actions/x", kind=DAY))


@pytest.mark.parametrize(("page", "since", "told"), [(400, 2014, True), (399, 2014, False), (400, 2023, False)])
def test_pages_that_are_not_asked_for_any_more_are_told(page: int, since: int, told: bool) -> None:
    body = row("Russia-related Designations", "/recent-actions/20140320", "March 20, 2014 - ")
    url = f"https://ofac.treasury.gov/recent-actions?page={page}#{since}-01-01..2026-11-20"
    given = snapshot(f'{body}<a rel="next" href="?page={page + 1}">Next</a>', url=url)
    records = SOURCE.parse(given)
    onward = [one for one in SOURCE.following(given) if one.kind == LIST]
    assert len(onward) == (page < 400 and since == 2014)
    assert [one for one in records.warnings if "400 pages are read at most, back to 2014-03-20" in one] == (
        list(records.warnings) if told else []
    )
    assert records.partial == told
