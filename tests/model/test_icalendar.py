"""What the calendar writes, read back by rules of RFC 5545 that are written down here once more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.icalendar import Appointment, calendar_text

STAMP = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)
LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=[^;:]*)*):(?P<value>.*)")
ALLOWED = {
    "BEGIN",
    "END",
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "URL",
    "CATEGORIES",
    "STATUS",
    "TRANSP",
}


def read(text: str) -> list[dict[str, tuple[str, str]]]:
    """Unfold, split and group the lines of a calendar: for each VEVENT its properties as (parameters, value)."""
    assert text.endswith("\r\n")
    physical = text[:-2].split("\r\n")
    assert not [line for line in physical if "\r" in line or "\n" in line or not line]
    assert max(len(line.encode()) for line in physical) <= 75
    lines = "\r\n".join(physical).replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, tuple[str, str]]] = []
    for line in lines[lines.index("BEGIN:VEVENT") : -1] if "BEGIN:VEVENT" in lines else []:
        found = LINE.fullmatch(line)
        assert found is not None, line
        name, value = found["name"], found["value"]
        assert name in ALLOWED, line
        if (name, value) == ("BEGIN", "VEVENT"):
            events.append({})
        elif name != "END":
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = (found["params"], value)
    return events


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), value)


def one(appointment: Appointment) -> dict[str, tuple[str, str]]:
    (found,) = read(calendar_text([appointment], name="test", stamp=STAMP))
    return found


def test_an_instant_is_written_in_utc_and_whole_days_exclude_the_day_after_the_last() -> None:
    meeting = one(Appointment(uid="a@b", start=datetime(2026, 12, 18, 10, 30, tzinfo=UTC), summary="Key rate"))
    assert meeting["DTSTART"] == ("", "20261218T103000Z")
    assert "DTEND" not in meeting
    assert meeting["DTSTAMP"] == ("", "20261126T143000Z")
    closed = one(Appointment(uid="a@b", start=date(2026, 12, 31), last=date(2027, 1, 8), summary="Closed"))
    assert (closed["DTSTART"], closed["DTEND"]) == ((";VALUE=DATE", "20261231"), (";VALUE=DATE", "20270109"))
    assert one(Appointment(uid="a@b", start=date(2027, 2, 28), summary="x"))["DTEND"][1] == "20270301"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        calendar_text([Appointment(uid="a", start=datetime(2026, 1, 1, 1), summary="x")], name="t", stamp=STAMP)  # noqa: DTZ001


def test_what_may_yet_not_be_is_tentative() -> None:
    assert one(Appointment(uid="a", start=date(2027, 1, 1), summary="x", tentative=True))["STATUS"][1] == "TENTATIVE"
    assert one(Appointment(uid="a", start=date(2027, 1, 1), summary="x"))["STATUS"][1] == "CONFIRMED"


def test_an_empty_calendar_is_one() -> None:
    assert read(calendar_text([], name="test", stamp=STAMP)) == []


@pytest.mark.parametrize(
    "title",
    [
        "end\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:second",
        "fold\n ATTACH:http://evil.example",
        "\u2028X-EVIL:1\x85Y-EVIL:2\x0bZ:3",
        'a,b;c\\d:e"f\\',
        "\\n is no line end; \\N neither",
    ],
)
def test_a_title_stays_a_title(title: str) -> None:
    found = one(Appointment(uid="a@b", start=date(2027, 1, 1), summary=title, description=title, category=title))
    assert unescaped(found["SUMMARY"][1]) == unescaped(found["DESCRIPTION"][1])
    said = unescaped(found["SUMMARY"][1])
    assert "\n" not in said
    assert said == re.sub(r"[\s\x0b\x85\u2028]+", " ", title).strip()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/\r\nATTACH:x", "https://a.example/ b", "ftp://x"]
)
def test_what_is_no_web_address_is_left_out(url: str) -> None:
    assert "URL" not in one(Appointment(uid="a", start=date(2027, 1, 1), summary="x", url=url))


def test_an_identity_cannot_carry_a_property() -> None:
    assert one(Appointment(uid="a\r\nX:1;é", start=date(2027, 1, 1), summary="x"))["UID"][1] == "a--X-1--"


@given(st.text(max_size=400))
def test_any_text_is_read_back_as_it_was_cleaned(title: str) -> None:
    from tracker.model.plain_text import clean

    found = one(Appointment(uid="a@b", start=date(2027, 1, 1), summary=title))
    assert unescaped(found["SUMMARY"][1]) == clean(title)
