"""The event file: strict reading with all bad rows at once, safe writing, and the way there and back."""

from __future__ import annotations

import csv
import io
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.data.event_file import COLUMNS, event_of, parse_events, row_of, write_events
from tracker.data.loader import shipped_events
from tracker.errors import RowsError
from tracker.model import event as vocabulary
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, local_day, local_instant

MINIMAL = "date,zone,title,kind,issuer,jurisdiction\n"
ROW = {
    "date": "2014-11-11",
    "zone": "Europe/Berlin",
    "title": "Merkel speaks",
    "kind": "statement",
    "issuer": "German government",
    "jurisdiction": "DE",
}


def read(text, provenance="user"):
    return parse_events(text, file="mine.csv", provenance=provenance)


def problems(text):
    with pytest.raises(RowsError) as caught:
        read(text)
    found = dict(caught.value.problems)
    assert len(found) == len(caught.value.problems)
    return found


def of(**more):
    return event_of(ROW | more, provenance="user")


def fault(**more):
    with pytest.raises(ValueError) as caught:
        of(**more)
    return str(caught.value)


# --- a minimal file of a user ---------------------------------------------------------------------------------------


def test_a_minimal_row_is_a_day_with_a_generated_id():
    (event,) = read(MINIMAL + "2014-11-11,Europe/Berlin,Merkel speaks,statement,German government,DE\n")

    assert event.id == "2014-11-11-merkel-speaks"
    assert event.time == EventTime(
        interval=local_day(date(2014, 11, 11), "Europe/Berlin"), zone="Europe/Berlin", precision="day"
    )
    assert (event.action, event.stance, event.expectedness, event.verified) == ("neutral", "hold", "unknown", "no")
    assert (event.provenance, event.status) == ("user", "accepted")


def test_a_time_of_announcement_makes_thirty_minutes():
    event = of(time_utc="2014-11-11T11:30Z")
    assert event.time.precision == "minute"
    assert event.time.interval.end - event.time.interval.start == timedelta(minutes=30)


def test_an_offset_is_understood_and_written_as_utc():
    assert row_of(of(time_utc="2014-11-11T12:30+01:00"))["time_utc"] == "2014-11-11T11:30Z"


def test_a_posting_is_an_upper_bound_from_the_start_of_the_local_day():
    event = of(time_utc="2014-11-11T15:00Z", time_basis="posting")
    assert event.time.precision == "interval"
    assert event.time.interval.start == datetime(2014, 11, 10, 23, tzinfo=UTC)
    assert event.time.interval.end == datetime(2014, 11, 11, 15, tzinfo=UTC)


def test_a_moment_of_effect_says_nothing_about_the_announcement():
    event = of(time_utc="2014-11-11T15:00Z", time_basis="effective")
    assert event.time.precision == "day"
    assert event.time.at == datetime(2014, 11, 11, 15, tzinfo=UTC)


def test_stated_bounds_are_an_interval():
    event = of(earliest_utc="2014-11-11T08:00Z", latest_utc="2014-11-11T12:00Z")
    assert event.time.precision == "interval"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_day_of_a_clock_change_is_its_true_length(zone):
    event = of(zone=zone, date="2014-10-26")
    hours = {"Europe/Berlin": 25, "America/New_York": 24}[zone]
    assert event.time.interval.end - event.time.interval.start == timedelta(hours=hours)


def test_same_titles_get_numbers_and_stated_ids_go_first():
    row = "2014-11-11,Europe/Berlin,Merkel speaks,statement,German government,DE"
    events = read(f"id,{MINIMAL},{row}\n,{row}\n2014-11-11-merkel-speaks,{row}\n")

    assert [event.id for event in events] == [
        "2014-11-11-merkel-speaks-2",
        "2014-11-11-merkel-speaks-3",
        "2014-11-11-merkel-speaks",
    ]


def test_a_title_in_another_script_has_a_stable_id():
    assert of(title="Заявление").id == of(title="Заявление").id
    assert of(title="Заявление").id != of(title="Решение").id
    assert of(title="Заявление").id.startswith("2014-11-11-event-")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_save_is_read(delimiter):
    text = "\ufeff" + (MINIMAL + "2014-11-11,Europe/Berlin,Merkel speaks,statement,Bund,DE\n").replace(",", delimiter)
    (event,) = read(text.replace("\n", "\r\n"))
    assert event.issuer == "Bund"


def test_the_columns_of_the_first_file_are_still_read():
    (event,) = read(MINIMAL.strip() + ",in_seed\n2014-11-11,Europe/Berlin,Merkel speaks,statement,Bund,DE,1\n")
    assert event.sets == ("article-2014-11-12",)


# --- what is refused, all at once ----------------------------------------------------------------------------------


def test_bad_dates_in_rows_17_and_40_are_both_reported_by_line():
    rows = [f"2014-11-{1 + number % 28:02},Europe/Berlin,Title {number},statement,Bund,DE" for number in range(2, 60)]
    rows[17 - 2] = "2014-13-01,Europe/Berlin,Title,statement,Bund,DE"
    rows[40 - 2] = "11.11.2014,Europe/Berlin,Title,statement,Bund,DE"
    found = problems(MINIMAL + "\n".join(rows) + "\n")

    assert list(found) == [17, 40]
    assert "'2014-13-01' is not a date" in found[17]
    assert "'11.11.2014' is not a date" in found[40]


def test_the_message_names_file_lines_and_remedy():
    with pytest.raises(RowsError, match=r"mine\.csv: 1 row cannot be used; nothing was imported") as caught:
        read(MINIMAL + "2014-02-30,Europe/Berlin,T,statement,Bund,DE\n")
    assert "line 2" in str(caught.value)
    assert "import the file again" in str(caught.value)


def test_lines_are_those_of_the_file_when_a_cell_or_a_blank_line_takes_several():
    text = MINIMAL + '2014-11-11,Europe/Berlin,"a title\non two lines",statement,Bund,DE\n'
    text += "\n2014-11-11,Mars/Base,T,statement,Bund,DE\n"
    found = problems(text)
    assert list(found) == [2, 5]
    assert "U+000A" in found[2]
    assert "Mars/Base" in found[5]


def test_one_row_tells_everything_that_is_wrong_with_it():
    message = fault(kind="rumour", jurisdiction="XX", zone="Mars/Base", verified="maybe", title="")
    for word in ("rumour", "XX", "Mars/Base", "maybe", "title is missing"):
        assert word in message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("date,zone,title,kind,issuer,jurisdiction,summry\n", ("'summry'", "did you mean 'summary'")),
        ("date,zone,title,kind,issuer\n", ("'jurisdiction' is missing",)),
        ("date,date,zone,title,kind,issuer,jurisdiction\n", ("'date' occurs twice",)),
        ("", ("the file is empty",)),
    ],
)
def test_a_header_that_cannot_be_used(header, words):
    with pytest.raises(RowsError) as caught:
        read(header)
    assert all(word in str(caught.value) for word in words)


def test_cells_are_counted_and_quotes_must_close():
    assert "5 cells where the header names 6" in problems(MINIMAL + "2014-11-11,Europe/Berlin,T,statement,Bund\n")[2]
    assert "not readable as CSV" in problems(MINIMAL + '2014-11-11,Europe/Berlin,"T,statement,Bund,DE\n')[2]


def test_a_repeated_id_names_the_line_that_has_it():
    row = "2014-11-11-a,2014-11-11,Europe/Berlin,T,statement,Bund,DE\n"
    assert problems("id," + MINIMAL + row + row)[3] == "id 2014-11-11-a is already used in line 2"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"id": "merkel"}, "not a dated slug"),
        ({"id": "2014-11-12-merkel"}, "does not begin with its date"),
        ({"date": "2014-W46-2"}, "not a date"),
        ({"date": "0014-11-11"}, "not a date"),
        ({"legal_date": "soon"}, "legal_date 'soon' is not a date"),
        ({"time_utc": "2014-11-11T11:30"}, "not an instant with its zone"),
        ({"time_utc": "2014-11-11"}, "not an instant with its zone"),
        ({"time_basis": "report"}, "without a time_utc"),
        ({"precision": "hour"}, "'hour' is not one of day, interval, minute"),
        ({"precision": "minute"}, "needs time_utc"),
        ({"precision": "interval"}, "needs latest_utc"),
        ({"precision": "day", "earliest_utc": "2014-11-11T00:00Z"}, "means the whole local day 2014-11-10T23:00Z"),
        (
            {"precision": "minute", "earliest_utc": "2014-11-11T10:00Z", "latest_utc": "2014-11-11T11:00Z"},
            "means 30 minutes, 2014-11-11T10:00Z to 2014-11-11T10:30Z",
        ),
        ({"earliest_utc": "2014-11-11T12:00Z", "latest_utc": "2014-11-11T10:00Z"}, "not before earliest_utc"),
        ({"earliest_utc": "2014-11-09T12:00Z", "latest_utc": "2014-11-11T10:00Z"}, "is not the day in Europe/Berlin"),
        ({"source_urls": "ftp://example.org/a"}, "not an http(s) address"),
        ({"source_urls": "https://user:secret@example.org/"}, "not an http(s) address"),
        ({"source_urls": "javascript:alert(1)"}, "not an http(s) address"),
        ({"source_urls": "https://example.org/a b"}, "not an http(s) address"),
        ({"title": "Merkel \u202especulates"}, "U+202E"),
        ({"summary": "\x1b[2J"}, "U+001B"),
        ({"sets": "My Set"}, "'My Set' is not a slug"),
    ],
)
def test_a_column_that_cannot_be_used(columns, words):
    assert words in fault(**columns)


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@here", "'=already", "''=twice", "＝full", "'plain"])
def test_formulas_are_defused_for_spreadsheets_and_come_back(title):
    event = of(title=title)
    written = next(csv.DictReader(io.StringIO(write_events([event]))))["title"]

    assert written[0] not in "=+-@＝"
    assert read(write_events([event]))[0].title == title


def test_the_shipped_ledger_comes_back_whole():
    events = shipped_events()
    assert read(write_events(events), provenance="shipped") == events


_PLAIN = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Zs"))
_TEXT = st.text(_PLAIN | st.sampled_from(" ,;\"'=+-@|"), max_size=30).map(str.strip)
_SLUG = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
_URL = st.builds(lambda host, path: f"https://{host}.example/{path}", _SLUG, _SLUG)
_ZONES = st.sampled_from(("Europe/Berlin", "America/New_York", "Europe/Moscow", "Asia/Shanghai", "Australia/Lord_Howe"))


@st.composite
def times(draw, day: date) -> EventTime:
    zone = draw(_ZONES)
    precision = draw(st.sampled_from(sorted(vocabulary.PRECISIONS)))
    whole = local_day(day, zone)
    start = max(local_instant(day, draw(st.times()).replace(second=0, microsecond=0), zone), whole.start)
    if precision == "day":
        interval = whole
    elif precision == "minute":
        interval = Interval(start=start, end=start + timedelta(minutes=30))
    else:
        interval = Interval(start=start, end=start + timedelta(minutes=draw(st.integers(0, 4000))))
    at = draw(st.none() | st.just(interval.start))
    basis = draw(st.sampled_from(sorted(vocabulary.BASES))) if at else ""
    return EventTime(interval=interval, zone=zone, precision=precision, basis=basis, at=at)


@st.composite
def events(draw) -> PolicyEvent:
    day = draw(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
    maybe_day = st.none() | st.dates(date(2000, 1, 1), date(2030, 12, 31))
    pick = {
        name: draw(st.sampled_from(sorted(getattr(vocabulary, pool))))
        for name, pool in (
            ("kind", "KINDS"),
            ("action", "ACTIONS"),
            ("stance", "STANCES"),
            ("jurisdiction", "JURISDICTIONS"),
            ("expectedness", "EXPECTEDNESS"),
            ("verified", "VERIFIED"),
        )
    }
    return PolicyEvent(
        id=f"{day.isoformat()}-{draw(_SLUG)}",
        title=draw(_TEXT.filter(bool)),
        summary=draw(_TEXT),
        issuer=draw(_TEXT.filter(bool)),
        time=draw(times(day)),
        actor=draw(_TEXT),
        role=draw(_TEXT),
        target=draw(_TEXT),
        programme=draw(_TEXT),
        adopted_on=draw(maybe_day),
        published_on=day,
        effective_on=draw(maybe_day),
        legal_on=draw(maybe_day),
        sources=tuple(EventSource(url=url) for url in draw(st.lists(_URL, max_size=3))),
        evidence=draw(_TEXT),
        note=draw(_TEXT),
        provenance="user",
        sets=tuple(draw(st.lists(_SLUG, max_size=2))),
        **pick,
    )


@given(st.lists(events(), max_size=4, unique_by=lambda event: event.id))
def test_any_events_survive_the_file(found):
    assert read(write_events(found)) == tuple(found)


@given(events())
def test_any_event_survives_its_row(event):
    assert tuple(row_of(event)) == COLUMNS
    assert event_of(row_of(event), provenance="user") == event


@given(st.text(max_size=300))
def test_any_text_gives_events_or_an_error_that_names_rows(text):
    for content in (text, MINIMAL + text):
        found, wrong = (), ()
        try:
            found = read(content)
        except RowsError as error:
            wrong = error.problems
        assert wrong or read(write_events(found)) == found


def test_instants_are_written_to_the_minute():
    assert row_of(of())["earliest_utc"] == "2014-11-10T23:00Z"
    assert row_of(of(time_utc="2014-11-11T11:30:15Z"))["time_utc"] == "2014-11-11T11:30:15Z"
