"""What the tests over all windows of a study say, in plain lines: together, side by side, and along the path."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.analysis.family import LEVEL, adjustments
from tracker.analysis.pooled import date_statistics
from tracker.model.alignment import Alignment
from tracker.reports.numbers import percent

if TYPE_CHECKING:
    from tracker.analysis import StudyResult

Row = Mapping[Hashable, Any]

HEADLINE = "circular"
WIDTH = 100
_ONE_WINDOW = ("t", "sq", "fhs", "volatility")
_MANY = (HEADLINE, *(key for key in date_statistics() if key != HEADLINE))
_LEVEL_WORDS = f"{LEVEL * 100:.0f} %"


def statistics_for(alignments: Sequence[Alignment]) -> tuple[str, ...]:
    """The statistics of one window, and those of many dates on one series where there is more than one window."""
    windows = {(one.pre.label if one.pre else None, one.latest.label if one.latest else None) for one in alignments}
    return (*_ONE_WINDOW, *_MANY) if len(windows) > 1 else _ONE_WINDOW


def reasons_record(result: StudyResult) -> list[dict[str, str]]:
    """What is missing for all events together, and why: tests, adjusted p-values, bands."""
    return [{"statistic": key, "because": why} for key, why in reasons_of(result).items() if key != "caar"]


def adjusted_record(row: Row) -> dict[str, float | None]:
    """The headline p of a row allowing for the number of windows, by method; null where not applicable."""
    return {key: number(row[f"{key}_pvalue"]) for key in adjustments()}


def together_lines(result: StudyResult) -> Iterator[str]:
    """How the mean stands among shifts of the same dates, and what other tests of it say; nothing for one window."""
    tests = {str(row["statistic"]): row for row in result.aggregate.to_dict("records")}
    reasons = reasons_of(result)
    if HEADLINE not in tests:
        return
    pvalue = number(tests[HEADLINE]["pvalue"])
    if pvalue is None:
        yield f"All windows together: {_not_applicable(reasons[HEADLINE])}"
    else:
        yield (
            f"All windows together, each day measured by its own usual swing: a mean of"
            f" {_signed_swings(tests[HEADLINE]['stat'])} swings; as large at {of_a_hundred(pvalue)} of 100 shifts of"
            f" the same dates through the series ({p_words(pvalue)})"
        )
    yield "  other tests of the mean:"
    refused: dict[str, list[str]] = {}
    for key in (key for key in result.spec.pooled if key in _MANY[1:]):
        title, found = date_statistics()[key].title, number(tests[key]["pvalue"])
        if found is None:
            refused.setdefault(reasons[key], []).append(title)
        else:
            yield f"    {p_words(found):<8} {title}"
    for because, titles in refused.items():
        said = f"    –        {'; '.join(titles)}: {_not_applicable(because)}"
        yield from textwrap.wrap(said, WIDTH, subsequent_indent=" " * 15)


def p_words(pvalue: float) -> str:
    """A p in three digits; what would round to nothing is said to be below the last of them.

    >>> p_words(0.0444), p_words(0.0001)
    ('p 0.044', 'p <0.001')
    """
    return f"p {pvalue:.3f}" if pvalue >= 0.0005 else "p <0.001"


def _signed_swings(stat: float) -> str:
    return f"{stat:+.2f}".replace("-", "−")


def family_lines(result: StudyResult) -> Iterator[str]:
    """How many windows chance alone would mark, how many are, and how many once their number is allowed for."""
    rows = result.rows[result.rows["pvalue"].notna()].drop_duplicates(["column", "label", "spans"])
    if len(rows) < 2:
        return
    expected = float(result.aggregate["expected_false_flags"].iloc[0])
    marked = int((rows["pvalue"] <= LEVEL).sum())
    yield (
        f"Side by side: of {len(rows)} windows chance alone marks {round(expected, 2):g} at the {_LEVEL_WORDS} level;"
        f" {marked or 'none'} {'is' if marked < 2 else 'are'} marked."
    )
    after: list[str] = []
    for key, adjustment in adjustments().items():
        values = rows[f"{key}_pvalue"].dropna()
        if len(values):
            left = int((values <= LEVEL).sum())
            verb, what = ("", "") if after else ("marks ", "smallest p ")
            after.append(f"{adjustment.title} {verb}{left or 'none'} ({what}{values.min():.3f})")
    yield f"Allowing for their number, {', '.join(after)}."


def path_lines(result: StudyResult) -> Iterator[str]:
    """The mean path with both bands, where the window holds more than one observation."""
    path = result.path.to_dict("records")
    if len(path) < 2 or not path[0]["n"]:
        return
    count = int(path[0]["n"])
    yield (
        f"{'Mean own' if count > 1 else 'Own'} part from the rate before day 0 on, in per cent ({count}"
        f" {'windows' if count > 1 else 'window'}); brackets: give or take what chance does 95 times of 100"
    )
    because = reasons_of(result).get("path", "")
    yield f"  {'rate':>5}{'mean':>9}   {'each rate alone':<20}{'whole path together':<20}".rstrip()
    for row in path:
        bands = "" if because or row["tau"] == -1 else f"   {_band(row, ''):<20}{_band(row, '_simultaneous'):<20}"
        yield f"  {_signed(row['tau']):>5}{_per_cent(row['mean']):>9}{bands}".rstrip()
    if because:
        yield f"  no bands, because {because}"
    yield from _before(result)
    if (result.rows["spans"] > 1).any():
        yield "  of events whose hour is not known (○) the move may lie before rate 0"


def volatility_lines(result: StudyResult) -> Iterator[str]:
    """Windows of more than one observation that were more volatile than forecast, whichever way they went."""
    rows = result.rows
    if "volatility_pvalue" not in rows or result.spec.length < 2:
        return
    tested = rows[rows["volatility_pvalue"].notna()].drop_duplicates(["column", "label", "spans"])
    marked = int((tested["volatility_pvalue"] <= LEVEL).sum())
    if len(tested):
        yield (
            f"More volatile than forecast, whichever way they went, at the {_LEVEL_WORDS} level: {marked or 'none'} of"
            f" {len(tested)} {'windows' if len(tested) > 1 else 'window'}."
        )


def _before(result: StudyResult) -> Iterator[str]:
    found = result.aggregate[result.aggregate["statistic"] == "pre_trend"]["pvalue"]
    pvalue = number(found.iloc[0]) if len(found) else None
    if pvalue is not None:
        yield (
            f"  before rate −1 the path lay as far from zero at {of_a_hundred(pvalue)} of 100 shifts (p {pvalue:.3f});"
            " a small p: it was moving already"
        )


def reasons_of(result: StudyResult) -> dict[str, str]:
    """Why a test over all windows, an adjusted p-value or a band is missing, by its key."""
    here = result.not_applicable[result.not_applicable["row"] == -1]
    return dict(zip(here["statistic"].astype(str), here["because"].astype(str), strict=True))


def _not_applicable(because: str) -> str:
    return f"not applicable, because {because}"


def of_a_hundred(pvalue: float) -> str:
    """A share as a number out of 100: "49", "4.4", "under 0.1"."""
    return f"{pvalue * 100:.0f}" if pvalue >= 0.1 else f"{pvalue * 100:.1f}" if pvalue >= 0.001 else "under 0.1"


def _band(row: Row, which: str) -> str:
    return f"[{_per_cent(row[f'lower{which}'])}, {_per_cent(row[f'upper{which}'])}]"


def number(value: object) -> float | None:
    """A finite number, or None."""
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def _per_cent(value: float) -> str:
    return percent(math.expm1(value), signed=True, digits=2).removesuffix("%").strip()


def _signed(tau: int) -> str:
    return f"−{-tau}" if tau < 0 else str(tau)
