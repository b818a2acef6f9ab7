"""How far the test that was used can be trusted, beside the textbook test: figures that were measured and shipped."""

from __future__ import annotations

from dataclasses import asdict

from tracker.analysis import StudySpec
from tracker.data.calibration_file import MeasuredTest
from tracker.data.loader import calibration

TEXTBOOK = "t"
_DEFAULT = StudySpec()


def calibration_record(spec: StudySpec) -> dict[str, object] | None:
    """What was measured of the statistic behind the headline p, under its documented JSON names.

    Shares of ordinary days are plain fractions. ``length`` is the measured window length nearest to the one asked
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
        **asdict(ours),
        "textbook": asdict(textbook),
        "provenance": dict(calibration().provenance),
    }


def calibration_lines(spec: StudySpec) -> tuple[str, ...]:
    """The same in one sentence for a terminal, at most 100 columns wide; nothing where nothing was measured."""
    found = _measured(spec)
    if found is None:
        return ()
    length, ours, textbook = found
    what = "days" if length == 1 else f"windows of {length} rates"
    return (
        f"of 100 ordinary {what} this test marks {ours.size5 * 100:.1f} at the 5 % level ({_fifths(ours)}),",
        f"the textbook test {textbook.size5 * 100:.1f} ({_fifths(textbook)})",
    )


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
