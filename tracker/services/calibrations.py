"""How far the test that was used can be trusted, beside the textbook test: figures that were measured and shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from tracker.analysis import StudySpec
from tracker.data.calibration_file import MeasuredTest
from tracker.data.loader import calibration
from tracker.model.series import SeriesName

TEXTBOOK = "t"
_DEFAULT = StudySpec()


MEASURED_AT = "ecb"
"""The source whose fixings every figure was measured at."""


def calibration_record(spec: StudySpec, source: str = MEASURED_AT) -> dict[str, object] | None:
    """What was measured of the statistic behind the headline p, under its documented JSON names.

    Shares of ordinary days are plain fractions. ``elsewhere``: the series studied is of another ``source`` than the
    figures. ``length`` is the measured window length nearest to the one asked
    for, both in rates. None where nothing like this study was measured: another model, another estimation window.
    """
    found = _measured(spec)
    if found is None:
        return None
    length, ours, textbook = found
    return {
        "statistic": spec.headline,
        "model": spec.model,
        "length": length,
        "elsewhere": source != MEASURED_AT,
        **asdict(ours),
        "textbook": asdict(textbook),
        "provenance": dict(calibration().provenance),
    }


def calibration_lines(spec: StudySpec, source: str = MEASURED_AT) -> tuple[str, ...]:
    """The same in one sentence for a terminal, at most 100 columns wide; nothing where nothing was measured.

    It says what the figures were measured on, and that it was elsewhere for a series of another ``source``.
    """
    found = _measured(spec)
    if found is None:
        return ()
    length, ours, textbook = found
    what = "days" if length == 1 else f"windows of {length} rates"
    data = calibration().provenance["data"]
    years = f"{data['first'][:4]}–{data['last'][:4]}"
    elsewhere = "" if source == MEASURED_AT else "not measured on this series; elsewhere: "
    return (
        f"{elsewhere}at ECB fixings of {len(data['currencies'])} currencies against the dollar, {years},",
        f"of 100 ordinary {what} this test marks {ours.size5 * 100:.1f} at the 5 % level ({_fifths(ours)}),",
        f"the textbook test {textbook.size5 * 100:.1f} ({_fifths(textbook)})",
    )


def own_years(spec: StudySpec, name: SeriesName, years: Sequence[str]) -> tuple[str, ...]:
    """What the same tests mark on all days of the rouble's own years, event or not; nothing elsewhere.

    The figures of many currencies are those of ordinary days: in a storm of the currency studied there are more.
    """
    found = _measured(spec)
    if found is None or (name.pair, name.source) != ("USD/RUB", MEASURED_AT):
        return ()
    length, ours, textbook = found
    there = [year for year in years if year in ours.rouble_years and year in textbook.rouble_years]
    if not there:
        return ()
    marked = "; ".join(
        f"{ours.rouble_years[year]['share'] * 100:.1f} in {year} (the textbook test"
        f" {textbook.rouble_years[year]['share'] * 100:.1f})"
        for year in there
    )
    what = "days" if length == 1 else f"windows of {length} rates"
    return (f"of 100 {what} of the rouble itself, with news or without, it marks {marked}",)


def _measured(spec: StudySpec) -> tuple[int, MeasuredTest, MeasuredTest] | None:
    if (spec.estimation, spec.gap, spec.max_gap_days) != (_DEFAULT.estimation, _DEFAULT.gap, _DEFAULT.max_gap_days):
        return None
    length = calibration().nearest(spec.model, spec.length)
    if length is None:
        return None
    ours, textbook = (calibration().test(spec.model, length, key) for key in (spec.headline, TEXTBOOK))
    return None if ours is None or textbook is None else (length, ours, textbook)


def _fifths(one: MeasuredTest) -> str:
    return f"calm {one.fifths[0] * 100:.1f}, storm {one.fifths[-1] * 100:.1f}"
