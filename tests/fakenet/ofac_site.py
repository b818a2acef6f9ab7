"""ofac.treasury.gov with synthetic press releases and recent actions: one of each on every working day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import NEW_YORK, Clock

_FIRST = date(2026, 10, 26)
_TITLES = (
    "Iran-related Designations",
    "Publication of Frequently Asked Questions",
    "Russia-related Designations; Counter Terrorism Designation Removal",
    "Issuance of Russia-related General License",
    "Belarus-related Designations Removal",
)
_A_PAGE = 10


def ofac_site(now: Clock) -> Handler:
    """Both lists, newest first and page by page, and a page for each day; what is of today appears at ten."""

    def answer(ask: Ask) -> Reply:
        days = list(_working_days(now()))
        page = int(ask.query.get("page", ["0"])[0])
        shown = days[page * _A_PAGE : (page + 1) * _A_PAGE]
        onward = f"?page={page + 1}" if len(days) > (page + 1) * _A_PAGE else ""
        if ask.path == "/press-releases":
            return _page(_table(shown) + _next(onward))
        if ask.path == "/recent-actions":
            return _page("".join(map(_row, shown)) + _next(onward))
        for day in days:
            if ask.path == f"/recent-actions/{day:%Y%m%d}":
                return _page(_day(day))
        return Reply(status=404)

    return answer


def _working_days(at: datetime) -> Iterator[date]:
    day = at.astimezone(NEW_YORK).date()
    while day >= _FIRST:
        if day.weekday() < len(_TITLES) and datetime.combine(day, time(10), NEW_YORK) <= at:
            yield day
        day -= timedelta(days=1)


def _page(body: str) -> Reply:
    text = f'<!DOCTYPE html>\n<html lang="en"><head><title>OFAC</title></head><body><main>{body}</main></body></html>\n'
    return Reply(body=text.encode(), media_type="text/html; charset=UTF-8")


def _next(onward: str) -> str:
    return f'<nav><a class="usa-pagination__next-page" href="{onward}">Next</a></nav>' if onward else ""


def _table(days: list[date]) -> str:
    rows = "".join(
        f'<tr><td><time class="datetime" datetime="{datetime.combine(day, time(10), NEW_YORK).isoformat()}">'
        f'{day:%B %d, %Y}</time></td><td><a href="/news/press-releases/sb{day.toordinal()}">'
        f"Treasury: {_TITLES[day.weekday()]}</a></td></tr>"
        for day in days
    )
    return f'<table class="views-table"><thead><tr><th>Date</th></tr></thead><tbody>{rows}</tbody></table>'


def _row(day: date) -> str:
    return (
        '<div class="margin-bottom-4 search-result views-row"><div>'
        f'<a href="/recent-actions/{day:%Y%m%d}" hreflang="en">{_TITLES[day.weekday()]}</a></div>'
        f"<div>{day:%B %d, %Y} - "
        f'<a href="/recent-actions/sanctions-list-updates">Sanctions List Updates</a></div></div>'
    )


def _day(day: date) -> str:
    number = (day - _FIRST).days
    ends = day + timedelta(days=60)
    return (
        f'<h2 class="uswds-page-title">{_TITLES[day.weekday()]}</h2><p>Release Date {day:%m/%d/%Y}</p>'
        f"<p>The Office of Foreign Assets Control (OFAC) is issuing Russia-related General License {number}A, "
        f"\u201cAuthorizing Certain Transactions,\u201d until 12:01 a.m. eastern standard time, {ends:%B %d, %Y}, "
        f"which replaces and supersedes General License {number}.</p>"
    )
