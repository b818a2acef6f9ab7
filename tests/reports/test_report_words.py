"""Numbers, dates, odds and lines: the small rules every form relies on."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports import briefings
from tracker.model.ascii_form import to_ascii
from tracker.model.instants import Interval
from tracker.reports import dates, numbers
from tracker.reports.briefing import Decomposition, DecompositionPart, SecondSeries, WindowFinding, belongs
from tracker.reports.build import build_report
from tracker.reports.cleaning import clean, plain, shorten
from tracker.reports.document import as_str, text
from tracker.reports.formats.text import FORMAT
from tracker.reports.phrases import headline_of, host_of, time_phrase
from tracker.reports.sparks import sparkline
from tracker.reports.wrapping import display_width, wrap


@pytest.mark.parametrize(
    ("fraction", "words"),
    [(-0.0246, "−2.5 %"), (0.249, "+24.9 %"), (0.0, "0.0 %"), (-0.0004, "0.0 %"), (0.0004, "0.0 %")],
)
def test_percentages_carry_a_real_minus_and_zero_no_sign(fraction: float, words: str) -> None:
    assert plain(numbers.percent(fraction, signed=True)) == words


@pytest.mark.parametrize(
    ("pvalue", "words"),
    [
        (0.09, "as large on 9 of 100 ordinary days"),
        (0.01, "as large on 1 of 100 ordinary days"),
        (0.005, "as large on 1 of 200 ordinary days"),
        (0.0012, "as large on 1 of 830 ordinary days"),
        (0.999, "as large on nearly every ordinary day"),
    ],
)
def test_odds_are_days_not_p_values(pvalue: float, words: str) -> None:
    assert numbers.odds(pvalue) == words


def test_at_the_floor_the_odds_claim_no_more_than_the_sample() -> None:
    assert numbers.odds(0.0012, at_floor=True) == "largest of all comparable moves"


def test_small_levels_keep_four_significant_digits() -> None:
    assert numbers.level(Decimal("0.0211634")) == "0.02116"
    assert numbers.level(Decimal("46.67337"), 3) == "46.673"
    assert numbers.level(Decimal("1234.5")) == "1234.50"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2014, 11, 10), date(2014, 11, 17), "10–16 November 2014"),
        (date(2014, 4, 28), date(2014, 5, 5), "28 April – 4 May 2014"),
        (date(2014, 12, 29), date(2015, 1, 5), "29 December 2014 – 4 January 2015"),
        (date(2022, 2, 28), date(2022, 3, 1), "Monday 28 February 2022"),
    ],
)
def test_spans_of_days(since: date, until: date, words: str) -> None:
    assert plain(dates.span(since, until)) == words


def test_a_monday_in_moscow_belongs_to_its_monday_though_utc_still_has_sunday() -> None:
    by_id = briefings.week_of_the_float().by_id
    assert belongs(by_id["2014-11-10-cbr-free-float"].event, briefings.WEEK_46)
    assert not belongs(by_id["2014-11-09-osce-two-convoys"].event, briefings.WEEK_46)


def test_a_title_that_does_not_say_who_acts_gets_its_issuer() -> None:
    by_id = briefings.week_of_the_float().by_id
    band = by_id["2014-11-10-cbr-free-float"].event
    assert headline_of(band) == "Bank of Russia: Rouble trading band abolished"
    assert headline_of(by_id["2014-11-11-merkel-no-new-sanctions"].event).startswith("Merkel:")


def test_times_are_told_in_the_clock_of_the_rate() -> None:
    rhodes = briefings.week_of_the_float().by_id["2014-11-11-rhodes-beijing"].event
    assert time_phrase(rhodes, briefings.INFO, beside=date(2014, 11, 11)) == "from 10:56 local, 03:56 Frankfurt"
    assert plain(time_phrase(rhodes, briefings.INFO)).startswith("Tue 11 Nov, ")
    night = Interval(start=datetime(2014, 12, 15, 22, tzinfo=UTC), end=datetime(2014, 12, 15, 22, 30, tzinfo=UTC))
    at_night = dataclasses.replace(rhodes, time=dataclasses.replace(rhodes.time, interval=night, zone="Europe/Moscow"))
    told = plain(time_phrase(at_night, briefings.INFO, beside=date(2014, 12, 16)))
    assert told == "from 01:00 local, 23:00 on Mon 15 Dec in Frankfurt"
    interval = Interval(start=datetime(2014, 11, 11, 9, tzinfo=UTC), end=datetime(2014, 11, 11, 11, tzinfo=UTC))
    bounded = dataclasses.replace(
        rhodes, time=dataclasses.replace(rhodes.time, interval=interval, precision="interval")
    )
    assert time_phrase(bounded, briefings.INFO, beside=date(2014, 11, 11)) == "between 10:00 and 12:00 Frankfurt"


def test_a_bare_iso_week_is_never_printed_without_its_dates() -> None:
    assert plain(dates.week_with_dates("2026-W47")) == "the week of 16–22 November 2026 (2026-W47)"
    assert dates.week_with_dates("2026-W99") == "2026-W99"


def test_hosts_come_from_web_addresses_only() -> None:
    assert host_of("https://www.dw.com/en/x") == "dw.com"
    assert [host_of(bad) for bad in ("javascript:alert(1)", "", "http://", "https://[", "/etc/passwd")] == [""] * 5


def test_parts_that_do_not_add_up_are_refused() -> None:
    part = DecompositionPart(key="own", text="own", value=0.01)
    with pytest.raises(ValueError, match="add up"):
        Decomposition(total=0.02, parts=(part,))


def test_a_fifth_verdict_is_refused() -> None:
    window = briefings.week_of_the_float().windows[0].window
    with pytest.raises(ValueError, match="not a verdict"):
        WindowFinding(window=window, verdict="significant")


def test_a_second_series_that_disagrees_is_shown_not_averaged() -> None:
    briefing = briefings.week_of_the_float()
    values = {"2014-11-07": Decimal(48), "2014-11-14": Decimal(46)}
    second = SecondSeries(
        series="USD/RUB@cbr",
        title="Bank of Russia",
        cutoff="Moscow 10:00–11:30",
        windows=briefing.windows[:2],
        period=briefings.span(values, "2014-11-07", "2014-11-14"),
    )
    report = FORMAT.render(build_report(dataclasses.replace(briefing, second=(second,))))
    assert "it disagrees (stronger, +4.3 %); both are shown, neither is averaged" in " ".join(report.split())
    assert "no second cut-off" not in report


def test_a_year_of_windows_is_cut_to_the_largest_and_says_so() -> None:
    briefing = briefings.week_of_the_float()
    many = tuple(briefing.windows[number % 5] for number in range(60))
    relabelled = tuple(
        dataclasses.replace(
            found,
            window=dataclasses.replace(
                found.window, fixing=dataclasses.replace(found.window.fixing, label=f"2014-{number:03d}")
            ),
        )
        for number, found in enumerate(many)
    )
    report = FORMAT.render(build_report(dataclasses.replace(briefing, windows=relabelled)))
    assert "The 25 largest of 60 moves are shown" in report


def test_sparklines_span_the_whole_range() -> None:
    values = [[Decimal(number) for number in range(8)]]
    assert sparkline(values) == "▁▂▃▄▅▆▇█"
    assert sparkline(values, ascii_only=True).isascii()


@given(st.text(max_size=200), st.integers(min_value=2, max_value=60))
def test_wrapping_keeps_every_word_and_the_width(content: str, width: int) -> None:
    cleaned = clean(content)
    lines = [as_str(line) for line in wrap(text(cleaned), width)]
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(cleaned.split())


@given(st.text(max_size=300))
def test_cleaned_text_is_one_printable_line(content: str) -> None:
    cleaned = clean(content, 100)
    assert len(cleaned) <= 100
    assert cleaned == clean(cleaned, 100)
    assert len(cleaned.splitlines()) <= 1
    assert to_ascii(cleaned).isascii()


def test_shortening_cuts_at_a_word() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
