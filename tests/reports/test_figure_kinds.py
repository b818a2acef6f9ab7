"""Every kind of figure: valid and the same each time, its words from what it draws, and harmless whoever wrote them."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from datetime import date
from typing import Any

import pytest

from tests.reports import briefings
from tests.reports.figures_of_all_kinds import A_PATH, GAPS, GERMAN, OF_A_BRIEFING, a_gap, every_figure, full_week
from tests.reports.policy_events import event
from tracker.model.alignment import Pending
from tracker.model.series import SeriesName
from tracker.reports.briefing import Briefing
from tracker.reports.currencies import pair_of
from tracker.reports.figures.drawing import fitting, wide, wrapped
from tracker.reports.figures.figure import LETTER, NARROW, WIDE, Figure, Frame, figure_of
from tracker.reports.figures.palette import NAMES, SIGNS, styles
from tracker.reports.figures.path import path_figure
from tracker.reports.figures.picture import png_of
from tracker.reports.wording import ENGLISH, Words

FRAMES = (WIDE, NARROW, LETTER)


def the(key: str, briefing: Briefing | None = None, words: Words = ENGLISH) -> Figure:
    found = figure_of(briefing or full_week(), key, words)
    assert found is not None
    return found


def rows(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [row for layer in spec["layer"] if layer["mark"]["type"] == mark for row in layer["data"]["values"]]


@pytest.fixture(scope="module")
def validator() -> Any:
    from altair.vegalite.v6.schema.core import load_schema
    from jsonschema import Draft7Validator

    return Draft7Validator(load_schema())


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=lambda words: words.language)
def test_each_is_valid_the_same_each_time_and_as_wide_as_its_frame(words: Words, validator: Any) -> None:
    for figure, again in zip(every_figure(words), every_figure(words), strict=True):
        for frame in FRAMES:
            spec = figure.spec(frame)
            if words is ENGLISH and frame is not LETTER:  # looking into the schema takes long
                validator.validate(spec)
            assert json.dumps(spec) == json.dumps(again.spec(frame))
            assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == frame.width
            assert spec["autosize"] == {"type": "none"}
            assert '"url"' not in json.dumps(spec)


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=lambda words: words.language)
def test_each_has_a_title_a_caption_of_one_sentence_and_is_told_in_words(words: Words) -> None:
    for figure in every_figure(words)[:-1]:  # the last has those of who makes it
        assert figure.title
        assert figure.caption.endswith(".")
        assert "{" not in figure.caption + figure.spoken + figure.reading
        assert len(figure.spoken) > len(figure.caption)
        assert figure.spoken.startswith(figure.caption)
        assert re.search(r"\d", figure.caption)


def test_words_have_room_in_every_frame() -> None:
    for words in (ENGLISH, GERMAN):
        for figure in every_figure(words):
            for frame in FRAMES:
                assert not list(cut(figure.spec(frame), frame)), (figure.key, frame.width)


def cut(spec: dict[str, Any], frame: Frame) -> Any:
    """Words at fixed places that would run out of the picture."""
    left = spec["padding"]["left"]
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "text":
            for row in layer["data"]["values"]:
                if "px" in row:
                    size = layer["mark"].get("fontSize", 13)
                    at, long = row["px"] + left, wide(row["s"], size, bold="fontWeight" in layer["mark"])
                    ends = {"right": (at - long, at), "center": (at - long / 2, at + long / 2)}
                    first, last = ends.get(layer["mark"]["align"], (at, at + long))
                    if first < -6 or last > frame.width + 6:
                        yield row


def test_what_is_not_there_is_not_drawn() -> None:
    bare = briefings.week_without_a_rate()
    assert [figure_of(bare, key, ENGLISH) for key in OF_A_BRIEFING] == [None] * len(OF_A_BRIEFING)
    unjudged = full_week(windows=tuple(dataclasses.replace(one, own_part=None) for one in full_week().windows))
    assert figure_of(unjudged, "reactions") is None
    assert figure_of(full_week(gap=a_gap({"2014-11-12": "0.3"})), "gap") is None
    with pytest.raises(KeyError):
        figure_of(bare, "pie")


def test_the_forest_plot_shows_the_findings_and_tells_the_same() -> None:
    briefing = full_week()
    figure = the("reactions", briefing)
    points = rows(figure.spec(WIDE), "point")
    own = {found.label: found.own_part for found in briefing.windows}
    assert {row["h"] for row in points} == {f"#rate-{label}" for label in own}
    for row in points:
        value = own[row["h"].removeprefix("#rate-")]
        assert value is not None
        assert row["v"] == pytest.approx(-100 * math.expm1(-value))
    assert figure.caption == (
        "None of five rates stands out; the largest own move, on Tue 11 Nov, was 2.1 % weaker, where 2.6 % would have"
        " stood out: cannot tell."
    )
    assert "95 % interval from 0.5 % stronger to 4.6 % weaker" in figure.spoken
    assert "found four times in five" in figure.reading


def test_another_finding_is_another_caption_and_another_sign() -> None:
    briefing = full_week()
    changed = tuple(
        dataclasses.replace(one, own_part=0.05, verdict="unusual") if one.label == "2014-11-13" else one
        for one in briefing.windows
    )
    figure = the("reactions", full_week(windows=changed))
    assert figure.caption.startswith("Of five rates one stands out; the largest own move, on Thu 13 Nov, was 4.9 %")
    (unusual,) = [row for row in rows(figure.spec(WIDE), "point") if row["shape"] == "diamond"]
    assert unusual["h"] == "#rate-2014-11-13"
    assert the("reactions").spec(WIDE) != figure.spec(WIDE)


def test_where_a_rate_was_to_be_expected_is_where_it_would_not_have_stood_out() -> None:
    for one in full_week().windows:
        if one.expected_range is None:
            assert one.threshold is None
            continue
        low, high = one.expected_range
        assert one.own_part is not None
        assert one.threshold is not None
        assert (low <= float(one.window.value) <= high) == (abs(one.own_part) <= one.threshold)
        assert math.log(high / low) == pytest.approx(2 * one.threshold)


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
@pytest.mark.parametrize("key", ["rate", "reactions"])
def test_other_currencies_are_named_only_where_they_were_allowed_for(key: str, words: Words) -> None:
    others, mean = ("other currencies", "average") if words is ENGLISH else ("anderer Währungen", "durchschnittlich")
    allowed, alone = (figure_of(full_week(factors=factors), key, words) for factors in (("dollar",), ()))
    assert allowed is not None
    assert alone is not None
    assert others in allowed.reading
    assert mean not in allowed.reading
    assert others not in alone.reading
    assert mean in alone.reading


def test_each_sign_of_the_rate_leads_to_what_it_stands_for_and_tells_it() -> None:
    briefing = full_week()
    points = rows(the("rate", briefing).spec(WIDE), "point")
    linked = {row["h"]: row["d"] for row in points if "h" in row}
    assert {one for one in linked if one.startswith("#rate-")} == {f"#rate-{one.label}" for one in briefing.windows}
    events = {one.removeprefix("#event-") for one in linked if one.startswith("#event-")}
    assert events <= {one.id for one in briefing.backdrop.events}  # type: ignore[union-attr]
    merkel = linked["#event-2014-11-11-merkel-no-new-sanctions"]
    assert merkel.startswith("Merkel: no further economic sanctions planned (Tue 11 Nov). Its hour is not known")
    assert "that of Tue 11 Nov (2.6 % weaker than the one before) or that of Wed 12 Nov" in merkel
    assert "by 12:52 Frankfurt" in linked["#event-2014-11-12-breedlove-sofia"]
    assert "19 of 20 ordinary days would have put it between" in linked["#rate-2014-11-11"]
    others = [row for row in points if "h" not in row]
    assert all(row["d"] for row in others)
    assert len(others) + len(linked) == len(points)


def test_a_sign_names_every_rate_that_may_have_met_it_those_of_other_weeks_as_well() -> None:
    points = rows(the("rate").spec(WIDE), "point")
    linked = {row["h"]: row["d"] for row in points if "h" in row}
    kyiv = linked["#event-2014-11-07-kyiv-column-claim"]
    assert "that of Fri 7 Nov (0.3 % weaker than the one before) or that of Mon 10 Nov (1.4 % stronger" in kyiv
    items = []
    for item in full_week().events:
        (reaction,) = item.reactions
        alignment = reaction.alignment
        if item.event.id == "2014-11-07-kyiv-column-claim":
            assert alignment.latest is not None
            made = alignment.latest
            due = Pending(
                label=made.label,
                made_from=made.made_from,
                made_to=made.made_to,
                expected_at=made.published_at,
                method=made.method,
            )
            alignment = dataclasses.replace(alignment, latest=None, pending=due)
        items.append(dataclasses.replace(item, reactions=(dataclasses.replace(reaction, alignment=alignment),)))
    early = figure_of(full_week(events=tuple(items)), "rate")
    assert early is not None
    said = next(row["d"] for row in rows(early.spec(WIDE), "point") if "kyiv" in row.get("h", ""))
    assert "that of Fri 7 Nov (0.3 % weaker than the one before) or one still to be made." in said


@pytest.mark.parametrize("frame", [WIDE, NARROW, LETTER], ids=["wide", "narrow", "letter"])
def test_the_number_of_a_sign_is_nearest_to_it_and_within_its_lane(frame: Frame) -> None:
    briefing = full_week()
    assert briefing.backdrop is not None
    days = {"2014-11-03": 2, "2014-11-04": 1, "2014-11-05": 3, "2014-11-06": 2, "2014-11-07": 1, "2014-11-12": 2}
    events = tuple(
        event(f"{day}-{n}", "Said", f"{day}T08:00", f"{day}T09:00", zone="UTC", issuer="US", jurisdiction="US")
        for day, many in days.items()
        for n in range(many)
    )
    spec = the("rate", full_week(backdrop=dataclasses.replace(briefing.backdrop, events=events))).spec(frame)
    (middle,) = (row["py"] for row in rows(spec, "rule") if set(row) == {"py"})
    signs = [row for row in rows(spec, "point") if "shape" in row]
    since, until = next(one["encoding"]["x"]["scale"]["domain"] for one in spec["layer"] if "x" in one["encoding"])
    places = [((row["t"] - since) / (until - since) * spec["width"], row["py"]) for row in signs]
    assert len(places) == len(days)
    numbers = [row for row in rows(spec, "text") if row["s"] in {"2", "3"} and "px" in row]
    drawn = [(row["px"], row["py"]) for row in numbers[: len(numbers) // 2]]  # the other half is the ground beneath
    several = [place for place, many in zip(places, days.values(), strict=True) if many > 1]
    for (x, y), own in zip(drawn, several, strict=True):
        assert own[0] < x
        assert min(places, key=lambda place: math.dist((x + 3, y), place)) == own
        assert abs(y - middle) < (12 if frame is NARROW else 10)


def test_the_stair_of_parts_adds_up_as_the_report_says() -> None:
    briefing = full_week()
    bars = rows(the("decomposition", briefing).spec(WIDE), "rect")
    *parts, whole = bars
    assert briefing.decomposition is not None
    assert whole["v2"] - whole["v"] == pytest.approx(2.49)
    at = 0.0
    for bar in parts:
        size = float(bar["d"].rpartition(" ")[2].replace("−", "-"))
        assert {round(bar["v"], 2), round(bar["v2"], 2)} == {round(at, 2), round(at + size, 2)}
        at += size
    assert at == pytest.approx(2.49)
    assert the("decomposition").caption.startswith("A dollar costs 2.49 log % more: of that +2.09 is the rouble's own")
    other = full_week(decomposition=briefings.decomposition(-0.031, dollar=-0.02))
    assert the("decomposition", other).caption == (
        "A dollar costs 3.10 log % less: of that −1.10 is the rouble's own part, and the largest other part is"
        " the dollar itself, −2.00."
    )


def test_the_gap_breaks_where_days_are_missing_and_marks_its_largest() -> None:
    spec = the("gap").spec(NARROW)
    line = rows(spec, "line")
    assert [row["v"] for row in line] == [float(value) for _, value in sorted(GAPS.items())]
    assert [row["run"] for row in line] == [0, 0, 1, 1, 1]
    assert the("gap").caption.startswith("On 13 Nov 2014 the official rate stood 0.43 % above the market's")
    assert "The largest of 5 gaps since 14 Oct 2014 was −1.40 per cent on 15 Oct 2014." in the("gap").spoken
    more = the("gap", full_week(gap=a_gap({**GAPS, "2014-11-14": "0.5"})))
    assert "stood 0.50 % above" in more.caption
    assert rows(more.spec(NARROW), "line")[-1]["v"] == 0.5


def test_the_ledger_over_time_counts_what_is_logged() -> None:
    briefing = full_week()
    assert briefing.history is not None
    figure = the("ledger", briefing)
    counted = sum(int(row["d"].rpartition(" ")[2]) for row in rows(figure.spec(WIDE), "rect") if "d" in row)
    by_authority = sum(sum(numbers) for _, numbers in (*briefing.history.designations, *briefing.history.delistings))
    assert counted == briefing.history.n + by_authority
    assert figure.caption.startswith(f"{briefing.history.n} announcements are logged from 18 Nov 2013 to 16 Nov 2014")
    assert "may still have happened" in figure.reading


def test_the_path_says_whether_its_band_holds_zero() -> None:
    pair = pair_of(SeriesName.parse(briefings.KEY))
    figure = path_figure(A_PATH, pair, ENGLISH)
    assert figure.caption == (
        "In 3 windows the rouble was, by its own part, 1.6 % weaker at rate +2; the 95 % band there, from 0.4 %"
        " stronger to 3.5 % weaker, holds zero."
    )
    sure = dataclasses.replace(A_PATH, simultaneous=())
    assert path_figure(sure, pair, ENGLISH).caption.endswith("goes from 1.2 % weaker to 2.0 % weaker, without zero.")
    bare = dataclasses.replace(A_PATH, simultaneous=(), pointwise=(), n=1)
    assert "cannot be told" in path_figure(bare, pair, ENGLISH).caption
    steps = rows(figure.spec(NARROW), "point")
    assert [row["v"] for row in steps] == pytest.approx([-100 * math.expm1(-one) for one in A_PATH.mean], abs=1e-5)


def test_an_odd_period_is_drawn_all_the_same(validator: Any) -> None:
    """One rate in it; no announcement; another pair; a break of method with a long note."""
    monday = briefings.monday_after_the_freeze()
    quiet = briefings.empty_week()
    euro = dataclasses.replace(briefings.INFO.series, name=SeriesName.parse("EUR/KZT@ecb"), unit="tenge per euro")
    other = full_week(info=dataclasses.replace(briefings.INFO, series=euro, credit="x" * 300))
    for briefing in (monday, quiet, other):
        for key in OF_A_BRIEFING:
            for words in (ENGLISH, GERMAN):
                figure = figure_of(briefing, key, words)
                for frame in FRAMES if figure is not None else ():
                    assert figure is not None
                    spec = figure.spec(frame)
                    if (briefing, words, frame) == (monday, ENGLISH, NARROW):
                        validator.validate(spec)
                    assert not list(cut(spec, frame)), (key, frame.width)
    assert figure_of(quiet, "rate") is not None
    assert "none" not in the("reactions", monday).caption
    assert the("reactions", monday).caption.startswith("The one rate's own move, on Mon 28 Feb, was 19.7 % weaker")


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "]]>&\"'", "\u202etxt\x1b[31m", "A" * 10_000, "=1+1"])
def test_titles_of_strangers_stay_words_of_a_sane_length(evil: str) -> None:
    briefing = full_week()
    assert briefing.backdrop is not None
    events = tuple(dataclasses.replace(one, title=evil, issuer=evil) for one in briefing.backdrop.events)
    figure = the("rate", full_week(backdrop=dataclasses.replace(briefing.backdrop, events=events)))
    said = [row["d"] for row in rows(figure.spec(WIDE), "point") if str(row.get("h", "")).startswith("#event-")]
    assert said
    for words in said:
        assert len(words) < 900
        assert "\u202e" not in words
        assert "\x1b" not in words


def test_a_picture_of_every_kind_is_drawn_in_a_phone_s_width() -> None:
    import struct

    for figure in every_figure()[1:5:2]:
        drawn = png_of(figure.spec(NARROW))
        assert struct.unpack(">I", drawn[16:20]) == (2 * NARROW.width,)
        assert len(drawn) < 60_000


def test_authorities_have_shapes_and_colours_of_their_own_and_every_colour_has_a_name() -> None:
    assert {colour for _, colour in SIGNS.values()} <= set(NAMES)
    assert len(set(NAMES.values())) == len(NAMES)
    for name in NAMES.values():
        assert f".f-{name}{{fill:var(--fig-{name})}}" in styles()
    assert "prefers-color-scheme:dark" in styles()


def test_words_are_cut_at_their_room_and_wrapped_into_it() -> None:
    assert fitting("Namen auf Listen gesetzt", 80) == "Namen auf…"
    assert wide(fitting("M" * 500, 100)) <= 100
    lines = wrapped("Own part of each move: change of what a rouble buys, %", 150, bold=True)
    assert len(lines) > 1
    assert " ".join(lines) == "Own part of each move: change of what a rouble buys, %"
    assert all(wide(line, bold=True) <= 150 for line in lines)


def test_a_year_is_drawn_with_the_words_of_its_largest_moves_alone() -> None:
    briefing = full_week()
    first = date(2013, 11, 15)
    assert briefing.backdrop is not None
    template = briefing.backdrop.levels[0]
    many = tuple(
        dataclasses.replace(template, label=date.fromordinal(first.toordinal() + day).isoformat(), made=None)
        for day in range(300)
    )
    levels = (*many, *briefing.backdrop.levels)
    backdrop = dataclasses.replace(briefing.backdrop, since=first, levels=levels)
    points = rows(the("rate", full_week(backdrop=backdrop)).spec(WIDE), "point")
    told = [row for row in points if row["d"]]
    assert len(told) < 40
