"""Lead and lag in words: what the data say of each declared instant, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from textwrap import wrap

from tracker.analysis.timing import LAGS, LEAST, TOLERANCE, Timing
from tracker.data.loader import schedule_of
from tracker.model.series import Series
from tracker.reports.cleaning import NARROW
from tracker.reports.numbers import signed
from tracker.services.series_words import place_of

_WORDS = {
    "agree": "agree",
    "conflict": "CANNOT BOTH BE RIGHT",
    "too wide": "too wide to tell",
    "unrelated": "move too little together",
    "too few": "too few",
}
_STEPS = ("the label", "the second label", "the third label")
_WIDTH = 98
_READING = (
    "How to read it: two rates have in common the hours over which the returns of both run. So the correlations of one"
    " rate's returns with the other's earlier, same and later ones tell how far apart the two were made. Shown is the"
    " shift of the first that fits best, and where it lies in 95 of 100 resamples. Only a shift wholly over"
    f" {TOLERANCE:.0f} hours is called wrong, and only one wholly within them agrees: nights in which"
    " little happens move an honest estimate by up to seven."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingAnswer:
    """All estimates. ``supposed``: the same under a reading that is not declared, Yahoo's daily bars as closes.

    ``conflicts`` says by pair whether most years conflict, ``odd`` which series conflicts with all others.
    ``stale_closes``: by year, daily bars of Yahoo whose close equals their open, and all of them.
    """

    series: tuple[Series, ...]
    found: tuple[Timing, ...]
    supposed: tuple[Timing, ...]
    conflicts: Mapping[tuple[str, str], bool]
    odd: tuple[str, ...]
    stale_closes: Mapping[int, tuple[int, int]]

    def record(self) -> dict[str, object]:
        """As plain values: shifts in hours, negative to earlier."""
        return {
            "series": [{"series": one.key, "declared": declared_words(one)} for one in self.series],
            "lags": list(LAGS),
            "tolerance_hours": TOLERANCE,
            "pairs": [row(one) for one in self.found],
            "hypotheses": [{**row(one), "hypothesis": "close at 24:00 London"} for one in self.supposed],
            "conflicts": [list(pair) for pair, wrong in self.conflicts.items() if wrong],
            "odd": list(self.odd),
            "close_equals_open": [
                {"series": "yahoo.1d", "year": year, "bars": total, "equal": same, "share": round(same / total, 4)}
                for year, (same, total) in self.stale_closes.items()
            ],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal of 100 columns."""
        yield "LEAD AND LAG   when each rate can have been made, judged by its returns"
        yield ""
        yield "DECLARED"
        for one in self.series:
            yield f"  {one.key:<22} {declared_words(one)}"
        for (first, second), group in groupby(self.found, key=lambda one: (one.first, one.second)):
            yield ""
            yield from _block(first, second, list(group))
        yield from self._bars()
        yield ""
        yield from self._conclusion()
        yield ""
        yield from wrap(_READING, _WIDTH)

    def _bars(self) -> Iterator[str]:
        if not self.stale_closes:
            return
        yield ""
        yield "YAHOO'S DAILY BARS   the share whose close is exactly its open"
        years = [f"{year} {100 * same / total:.0f} %" for year, (same, total) in self.stale_closes.items()]
        for start in range(0, len(years), 8):
            yield "  " + "   ".join(years[start : start + 8])
        for second, group in groupby(self.supposed, key=lambda one: one.second):
            rows = list(group)
            rejected = [one for one in rows if one.verdict == "conflict"]
            fitting = [one for one in rows if one.verdict in {"agree", "too wide"}]
            if not rejected and not fitting:
                yield f"  as a close at 24:00 London against {second}: cannot tell"
                continue
            yield f"  as a close at 24:00 London against {second}:"
            if rejected:
                typical = median(one.shift for one in rejected if one.shift is not None)
                yield f"    rejected in {_years(rejected)}: the data fit {hours_words(typical)}"
            if fitting:
                yield f"    not rejected in {_years(fitting)}"

    def _conclusion(self) -> Iterator[str]:
        wrong = [pair for pair, conflict in self.conflicts.items() if conflict]
        if not self.conflicts:
            yield from wrap(
                "Cannot tell: no two series have enough returns in common that move together closely enough to place"
                f" one within {TOLERANCE:.0f} hours of the other.",
                _WIDTH,
            )
            return
        if not wrong:
            yield f"No declared instant is found wrong: none is off by more than {TOLERANCE:.0f} hours for certain."
            return
        for pair in wrong:
            rows = [one for one in self.found if (one.first, one.second) == pair and one.verdict == "conflict"]
            for earlier in (True, False):
                same_way = [one for one in rows if one.shift is not None and (one.shift < 0) == earlier]
                if same_way:
                    yield from _sentence(pair, same_way, self.odd)
        if any(not set(pair) & set(self.odd) for pair in wrong):
            yield "Which is wrong these series alone cannot say; a third that agrees with one would tell."
        for key in self.odd:
            yield f"The odd one is {key}: it conflicts with two that agree with each other."


def row(one: Timing) -> dict[str, object]:
    """One estimate as plain values."""
    numbers = {name: getattr(one, name) for name in ("fit_declared", "fit")}
    return {
        "first": one.first,
        "second": one.second,
        "year": one.year,
        "n": one.n,
        "observed": [round(value, 4) for value in one.observed],
        "expected": [round(value, 4) for value in one.declared],
        "by_label": [round(value, 4) for value in one.by_label],
        "shift_hours": one.shift,
        "interval_hours": None if one.lower is None else [one.lower, one.upper],
        **{name: None if value is None else round(value, 4) for name, value in numbers.items()},
        "verdict": one.verdict,
    }


def declared_words(series: Series) -> str:
    """When a series says it is made, in its newest method: "14:10 Frankfurt on the day of the label"."""
    schedule = schedule_of(series.schedule)
    if schedule.label == "bar_end":
        return "at the end of each bar; here the bar nearest to 12:00 UTC"
    version = schedule.versions[-1]
    window = f"{version.starts:%H:%M}"
    if version.starts != version.ends:
        window += f"–{version.ends:%H:%M}"
    day = "the day of the label" if schedule.label == "same_day" else "the day before the label"
    hours = {(one.starts, one.ends) for one in schedule.versions}
    earlier = "" if len(hours) == 1 else " (other hours before, all used)"
    return f"{window} {place_of(schedule.zone)} on {day}{earlier}"


def hours_words(shift: float) -> str:
    """A shift in words: "24 h earlier", "as declared"."""
    if shift == 0:
        return "as declared"
    return f"{abs(shift):.0f}{NARROW}h {'earlier' if shift < 0 else 'later'}"


def _block(first: str, second: str, rows: Sequence[Timing]) -> Iterator[str]:
    yield f"{first} against {second}"
    if all(one.verdict == "too few" for one in rows):
        yield f"  too few returns in common: at most {max(one.n for one in rows)} a year, {LEAST} are needed"
        return
    yield f"  {'':>4} {'':>8}   correlation with its"
    yield (
        f"  {'year':>4} {'returns':>8}   {'before':>6} {'same':>6} {'after':>6}   {'fits best made':<15}"
        f" {'95 of 100, hours':<17} verdict"
    )
    for one in rows:
        yield f"  {one.year:>4} {one.n:>8}   {_estimate(one)}"


def _estimate(one: Timing) -> str:
    if one.verdict == "too few":
        return f"too few: at least {LEAST} are needed"
    middle = LAGS.index(0)
    near = " ".join(f"{signed(one.observed[middle + lag]):>6}" for lag in (-1, 0, 1))
    shift, bounds = "", ""
    if one.verdict != "unrelated" and one.shift is not None and one.lower is not None and one.upper is not None:
        shift = hours_words(one.shift)
        bounds = f"{signed(one.lower, 0)} to {signed(one.upper, 0)}"
    return f"{near}   {shift:<15} {bounds:<17} {_WORDS[one.verdict]}"


def _sentence(pair: tuple[str, str], rows: Sequence[Timing], odd: Sequence[str]) -> Iterator[str]:
    """What a conflict rests on; ``rows`` are its spans with shifts of one sign.

    A rate made a day earlier than declared moves with the other's label before, one made a day later with the label
    after. The correlations are by label of the pair's first series, so their lags turn when the second is spoken of.
    """
    first, second = pair
    typical = median(one.shift for one in rows if one.shift is not None)
    turned = second in odd and first not in odd
    if turned:
        first, second, typical = second, first, -typical
    said = f"{first} cannot be right beside {second} ({_years(rows)}):"
    said += f" the data fit if it is made {hours_words(typical)} than declared."
    labelled = [one.by_label for one in rows if one.by_label]
    if labelled:
        steps = min(len(_STEPS), max(1, round(abs(typical) / 24)))
        lag = steps if (typical > 0) != turned else -steps
        middle = LAGS.index(0)
        moved, same = (median(one[middle + at] for one in labelled) for at in (lag, 0))
        said += f" Its return labelled t correlates {signed(same)} with the other's of t"
        said += f" and {signed(moved)} with that of {_STEPS[steps - 1]} {'before' if typical < 0 else 'after'}."
    yield from wrap(said, _WIDTH, subsequent_indent="  ")


def _years(rows: Sequence[Timing]) -> str:
    """Years in order, neighbours together: "2006 to 2010, 2012"."""
    runs: list[list[int]] = []
    for year in sorted(one.year for one in rows if one.year is not None):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
