"""When something was said, against the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.data.actors import gazetteer
from tracker.model.document import Document
from tracker.statements import dates
from tracker.statements.reader import read_statements
from tracker.statements.tokens import tokens

WEDNESDAY = date(2014, 11, 12)


def find(text, day=WEDNESDAY):
    return dates.find(tokens(text, 0, len(text)), day)


@pytest.mark.parametrize(
    ("text", "since", "until", "basis"),
    [
        ("on Tuesday", "2014-11-11", "2014-11-11", "weekday"),
        ("on Wednesday", "2014-11-12", "2014-11-12", "weekday"),
        ("last Wednesday", "2014-11-05", "2014-11-05", "weekday"),
        ("last Friday", "2014-11-07", "2014-11-07", "weekday"),
        ("yesterday", "2014-11-11", "2014-11-11", "relative"),
        ("earlier this week", "2014-11-10", "2014-11-12", "relative"),
        ("last week", "2014-11-03", "2014-11-09", "relative"),
        ("over the weekend", "2014-11-08", "2014-11-09", "relative"),
        ("last month", "2014-10-01", "2014-10-31", "relative"),
        ("over the last two days", "2014-11-10", "2014-11-12", "relative"),
        ("the day before yesterday", "2014-11-10", "2014-11-10", "relative"),
        ("two weeks ago", "2014-10-26", "2014-11-01", "relative"),
        ("a month ago", "2014-09-28", "2014-10-28", "relative"),
        ("on November 20", "2013-11-20", "2013-11-20", "explicit"),
        ("three days ago", "2014-11-09", "2014-11-09", "relative"),
        ("on November 4", "2014-11-04", "2014-11-04", "explicit"),
        ("on 4 November 2013", "2013-11-04", "2013-11-04", "explicit"),
        ("Nov. 4, 2014", "2014-11-04", "2014-11-04", "explicit"),
        ("on December 20", "2013-12-20", "2013-12-20", "explicit"),
        ("2014-11-03", "2014-11-03", "2014-11-03", "explicit"),
        ("am 3. November", "2014-11-03", "2014-11-03", "explicit"),
        ("am Dienstag", "2014-11-11", "2014-11-11", "weekday"),
        ("3 ноября 2014 года", "2014-11-03", "2014-11-03", "explicit"),
        ("во вторник", "2014-11-11", "2014-11-11", "weekday"),
    ],
)
def test_a_day_is_resolved(text, since, until, basis):
    assert find(text) == (date.fromisoformat(since), date.fromisoformat(until), basis)


@pytest.mark.parametrize("text", ["by Friday", "next Tuesday", "February 30", "may 12 percent", "Section 4", "99999"])
def test_what_is_ahead_or_no_day_is_none(text):
    assert find(text) is None


def test_without_a_day_of_publication_words_stay_open_and_a_whole_date_does_not():
    assert find("on Tuesday", None) == (None, None, "weekday")
    assert find("4 November 2013", None).since == date(2013, 11, 4)


def read(text, **of):
    return read_statements(Document(text=text, **of), gazetteer())


def test_the_local_day_of_an_instant_is_that_of_the_publisher():
    late = datetime(2014, 11, 12, 2, 0, tzinfo=UTC)  # still Tuesday in New York
    (only,) = read("Angela Merkel said on Tuesday it would hold.", published_at=late, zone="America/New_York")
    assert only.since == date(2014, 11, 11)


def test_the_day_within_what_is_said_is_not_that_of_the_saying():
    (only,) = read("Angela Merkel said that troops had crossed the border on Monday.", published_on=WEDNESDAY)
    assert only.date_basis == "open"
    assert only.since < only.until == WEDNESDAY


def test_a_dateline_goes_before_the_day_of_publication():
    (only,) = read("BERLIN, Nov 10 (Agency) - Angela Merkel said on Sunday it would hold.", published_on=WEDNESDAY)
    assert only.since == date(2014, 11, 9)


def test_without_any_day_nothing_is_invented():
    (only,) = read("Angela Merkel said on Tuesday it would hold.")
    assert (only.since, only.until, only.date_basis) == (None, None, "weekday")
