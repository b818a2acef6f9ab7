"""The figure of the letter: it shows what the briefing has, makes nothing up where that has nothing, and is small."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import struct
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import pytest

from tests.reports import briefings
from tests.reports.policy_events import event
from tracker.data.catalogue_file import catalogue
from tracker.model.event import PolicyEvent
from tracker.model.schedule import MethodVersion
from tracker.reports.backdrop import Backdrop
from tracker.reports.briefing import Briefing
from tracker.reports.figures import picture
from tracker.reports.figures.figure import NARROW, WIDE, Frame
from tracker.reports.figures.palette import OTHERS, SIGNS
from tracker.reports.figures.picture import picture_of, png_of
from tracker.reports.figures.rate import RateFigure, rate_with_events
from tracker.reports.figures.spec import spec_of
from tracker.reports.letter.compose import compose
from tracker.reports.levels import Level, MethodBreak
from tracker.reports.wording import ENGLISH, Words
from tracker.services.backdrop import backdrop_of

GERMAN = Words(language="de")


@cache
def the_float() -> Briefing:
    return briefings.week_of_the_float()


def figure(briefing: Briefing | None = None, words: Words = ENGLISH) -> RateFigure:
    found = rate_with_events(briefing or the_float(), words)
    assert found is not None
    return found


def with_backdrop(**changes: object) -> Briefing:
    briefing = the_float()
    assert briefing.backdrop is not None
    return dataclasses.replace(briefing, backdrop=dataclasses.replace(briefing.backdrop, **changes))  # type: ignore[arg-type]


def of_day(day: str, jurisdiction: str, number: int = 0, end: str = "") -> PolicyEvent:
    return event(
        f"{day}-{jurisdiction.lower()}-{number}",
        "Something was said",
        f"{day}T00:00",
        end or f"{day}T23:00",
        zone="UTC",
        issuer="Somebody",
        jurisdiction=jurisdiction,
    )


def test_the_picture_and_the_letter_around_it_tell_one_rate() -> None:
    briefing, shown = the_float(), figure()
    assert briefing.rate is not None
    assert shown.dots[-1].value == briefing.rate.period.to_value
    assert shown.last == "47.30"
    assert [f"{at:%d %b %H:%M}" for at in shown.shaded] == ["10 Nov 00:00", "17 Nov 00:00"]
    assert shown.until == shown.shaded[1]
    assert shown.until - shown.since == timedelta(days=42)


def test_a_line_joins_days_in_a_row_and_nothing_else() -> None:
    shown = figure()
    assert len(shown.dots) == 21
    for before, after in zip(shown.dots, shown.dots[1:], strict=False):
        in_a_row = (after.at.date() - before.at.date()).days == 1
        assert (before.run == after.run) == in_a_row
    spec = spec_of(shown)
    (line,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert line["encoding"]["detail"]["field"] == "run"
    assert "interpolate" not in json.dumps(spec)


def test_a_day_without_a_rate_is_no_dot() -> None:
    briefing = the_float()
    assert briefing.backdrop is not None
    kept = tuple(one for one in briefing.backdrop.levels if one.label != "2014-11-05")
    shown = figure(with_backdrop(levels=kept))
    assert date(2014, 11, 5) not in {dot.at.date() for dot in shown.dots}
    runs = {dot.at.date(): dot.run for dot in shown.dots}
    assert runs[date(2014, 11, 4)] != runs[date(2014, 11, 6)]


def test_the_scale_has_a_few_round_lines_that_hold_every_rate() -> None:
    for low, high in (("39.6", "47.3"), ("0.011", "0.0112"), ("41900", "42100.5"), ("1", "1"), ("60", "138")):
        levels = tuple(
            Level(label=f"2014-11-{day}", value=Decimal(value), made=datetime(2014, 11, day, 13, tzinfo=UTC))
            for day, value in ((10, low), (11, high))
        )
        shown = figure(with_backdrop(levels=levels))
        assert 3 <= len(shown.ticks) <= 7, (low, high)
        assert shown.bottom < min(Decimal(low), Decimal(high)) <= max(Decimal(low), Decimal(high)) < shown.top
        assert [Decimal(tick.text) for tick in shown.ticks] == [tick.value for tick in shown.ticks]


def long_one(days: int) -> Briefing:
    """Rates of every weekday and an announcement every tenth day, over so many days that end with the week."""
    first = date(2014, 11, 17) - timedelta(days=days)
    every = [first + timedelta(days=day) for day in range(days)]
    levels = tuple(
        Level(label=str(day), value=Decimal(40 + day.day), made=datetime.combine(day, time(13), tzinfo=UTC))
        for day in every
        if day.weekday() < 5
    )
    events = tuple(of_day(str(day), "US") for day in every[::10])
    return with_backdrop(since=first, levels=levels, events=events)


@pytest.mark.parametrize(
    ("days", "most", "each"), [(120, 12, "a day"), (365, 37, "a week"), (1500, 51, "a month"), (3650, 41, "a quarter")]
)
def test_of_long_times_announcements_share_signs_and_none_is_lost(days: int, most: int, each: str) -> None:
    briefing = long_one(days)
    shown = figure(briefing)
    (lane,) = shown.lanes
    assert briefing.backdrop is not None
    assert lane.count == len(briefing.backdrop.events)
    assert len(lane.signs) <= most
    assert sorted(one for sign in lane.signs for one in sign.event_ids) == [one.id for one in briefing.backdrop.events]
    assert [sign.at for sign in lane.signs] == sorted(sign.at for sign in lane.signs)
    assert f"Each mark below is {each}" in shown.reading


def test_of_long_times_the_line_breaks_where_nothing_was_fixed_and_not_at_weekends() -> None:
    briefing = long_one(365)
    assert len({dot.run for dot in figure(briefing).dots}) == 1
    assert briefing.backdrop is not None
    kept = tuple(one for one in briefing.backdrop.levels if not "2014-05-05" <= one.label < "2014-05-10")
    without = dataclasses.replace(briefing.backdrop, levels=kept)
    assert len({dot.run for dot in figure(dataclasses.replace(briefing, backdrop=without)).dots}) == 2


@pytest.mark.parametrize("frame", [WIDE, NARROW])
@pytest.mark.parametrize(("days", "words"), [(365, ("2014", "May")), (3650, ("2006", "2014"))])
def test_of_long_times_the_axis_tells_months_and_years(days: int, words: tuple[str, str], frame: Frame) -> None:
    shown = figure(long_one(days))
    written = {
        row["s"]
        for layer in spec_of(shown, frame)["layer"]
        for row in layer["data"]["values"]
        if "t" in row and "s" in row
    }
    assert written >= set(words)
    assert not any(text.endswith(" Nov") for text in written)
    assert re.search(r"steepest on \d+ \w+ 20\d\d", shown.caption)


def test_authorities_have_lanes_of_their_own_and_the_rest_share_one() -> None:
    busy = ["US", "US", "US", "EU", "EU", "RU", "RU", "UK", "UK", "DE", "DE", "CA", "JP", "XX"]
    events = tuple(of_day("2014-11-12", code, number) for number, code in enumerate(busy))
    shown = figure(with_backdrop(events=events))
    assert [lane.key for lane in shown.lanes] == ["US", "DE", "EU", "RU", "UK", OTHERS]
    assert [lane.count for lane in shown.lanes] == [3, 2, 2, 2, 2, 3]
    assert sum(lane.count for lane in shown.lanes) == len(events)
    assert [sign.count for sign in shown.lanes[0].signs] == [3], "one day is one sign, with its number"


def test_lanes_are_told_apart_by_shape_as_well_as_by_colour() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS)
    leading = ("US", "EU", "UK", "RU", "UA", "DE")
    assert len({SIGNS[code][0] for code in leading}) == len(leading)
    assert {f"jurisdiction.{code}" for code in SIGNS if code != OTHERS} == {
        key for key in catalogue() if key.startswith("jurisdiction.")
    }, "whoever has a name has a sign"


def test_what_took_long_is_drawn_from_its_beginning_to_its_end() -> None:
    long = of_day("2014-11-10", "EU", end="2014-11-14T00:00")
    (lane,) = figure(with_backdrop(events=(long,))).lanes
    (sign,) = lane.signs
    assert sign.begins is not None
    assert sign.ends is not None
    assert sign.ends - sign.begins == timedelta(days=4)
    assert sign.begins < sign.at < sign.ends


def test_a_change_of_method_is_marked_and_told() -> None:
    made = briefings.SCHEDULE.fixing("2014-11-06")
    shown = figure(with_backdrop(breaks=(MethodBreak(fixing=made, before="average"),)))
    (note,) = [note for note in shown.notes if note.is_break]
    assert note.at.date() == date(2014, 11, 6)
    assert "made differently from here on 6 Nov marked" in shown.spoken


def test_who_does_not_see_it_is_told_the_same() -> None:
    assert figure().spoken.startswith(
        "Roubles per dollar, 17 Oct to 14 Nov 2014: from 40.79 to 47.30, steepest on 6 Nov; float on 10 Nov marked."
    )
    german = figure(words=GERMAN)
    assert german.spoken.startswith("Rubel je Dollar, 17. Oktober bis 14. November 2014: von 40,79 auf 47,30, ")
    assert german.axis == "Rubel je Dollar · höher heißt: Rubel schwächer"
    assert german.last == "47,30"


def test_nothing_to_draw_is_no_picture() -> None:
    assert rate_with_events(briefings.week_without_a_rate(), ENGLISH) is None
    assert rate_with_events(dataclasses.replace(the_float(), backdrop=None), ENGLISH) is None
    assert picture_of(None) is None
    empty = Backdrop(since=date(2014, 11, 10), until=date(2014, 11, 17), levels=())
    assert rate_with_events(dataclasses.replace(the_float(), backdrop=empty), ENGLISH) is None


def test_the_specification_is_valid_the_same_each_time_and_names_no_data_elsewhere() -> None:
    from altair.vegalite.v6.schema.core import load_schema
    from jsonschema import Draft7Validator

    first, again = spec_of(figure()), spec_of(figure(briefings.week_of_the_float()))
    assert json.dumps(first) == json.dumps(again)
    Draft7Validator(load_schema()).validate(first)
    assert '"url"' not in json.dumps(first)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    found = picture_of(figure())
    assert found is not None
    return found.png


def test_the_png_is_small_twice_as_wide_as_shown_and_the_same_each_time(drawn: bytes) -> None:
    picture._of.cache_clear()
    shown = picture_of(figure())
    assert shown is not None
    assert shown.png == drawn
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert width == 2 * shown.width
    assert height == pytest.approx(2 * shown.height, abs=1)
    assert len(drawn) < 60_000


def test_signs_keep_the_colours_that_tell_authorities_apart() -> None:
    from PIL import Image

    authorities = ("US", "EU", "UK", "RU", "UA")
    events = tuple(of_day(f"2014-11-{11 + number}", key) for number, key in enumerate(authorities))
    raw = png_of(spec_of(figure(with_backdrop(events=events))))
    drawn = Image.open(io.BytesIO(raw)).convert("RGB").getcolors(256)
    assert drawn is not None
    colours = {f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in drawn}
    assert {SIGNS[key][1] for key in authorities} <= colours


def test_it_is_drawn_on_white(drawn: bytes) -> None:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(drawn)) as image:
        assert image.mode == "P"
        pixels = image.convert("RGB")
    corners = [(0, 0), (pixels.width - 1, 0), (0, pixels.height - 1), (pixels.width - 1, pixels.height - 1)]
    assert {pixels.getpixel(corner) for corner in corners} == {(255, 255, 255)}


@pytest.fixture
def forgotten() -> Iterator[None]:
    picture._of.cache_clear()
    yield
    picture._of.cache_clear()


def test_data_elsewhere_are_refused_before_anybody_is_asked() -> None:
    spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match="not allowed"):
        png_of(spec)


@pytest.mark.usefixtures("forgotten")
def test_without_the_renderer_the_letter_goes_without_a_picture_and_says_nothing_of_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)  # as if it were not installed
    letter = compose(the_float())
    assert letter.picture is None
    assert "<img" not in letter.html
    assert "cid:" not in letter.html
    assert "dot is a rate" not in letter.html
    assert "from 41.04 to 47.30" in letter.html, "the same in words"
    assert letter.page == letter.html
    assert "goes without" in caplog.text


def test_rates_of_an_hour_are_drawn_once_a_day() -> None:
    from tracker.model.observation import Observation
    from tracker.model.schedule import FixingSchedule

    schedule = FixingSchedule(
        key="ecb",
        zone="Europe/Berlin",
        label="same_day",
        calendar="weekdays",
        versions=(MethodVersion(method="m", starts=time(14, 10), ends=time(14, 10), published=time(14, 30)),),
    )
    made = [schedule.fixing(f"2014-11-{day}") for day in (10, 11, 12)]
    twice = [
        Observation(series="X/Y@z", fixing=fixing, value=Decimal(value), vintage=briefings.NOW)
        for fixing in made
        for value in (1, 2)
    ]
    found = backdrop_of(twice, briefings.WEEK_46, (), "Europe/Berlin")
    assert found is not None
    assert [one.value for one in found.levels] == [2, 2, 2]
    assert backdrop_of(twice[:2], briefings.WEEK_46, (), "Europe/Berlin") is None


def test_what_began_before_or_after_the_days_shown_is_not_drawn() -> None:
    inside = ("2014-10-06", "2014-11-16")
    events = tuple(of_day(day, "US") for day in ("2014-10-05", *inside, "2014-11-17"))
    values = briefings.levels(briefings.AUTUMN_2014)
    found = backdrop_of(briefings.observations(values), briefings.WEEK_46, events, "Europe/Berlin")
    assert found is not None
    assert [event.published_on.isoformat() for event in found.events] == list(inside)
    assert (found.since, found.until) == (date(2014, 10, 6), date(2014, 11, 17))
    assert found.levels[0].label == "2014-10-17", "the first the table above has on one of those days"
