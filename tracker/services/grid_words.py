"""The answer of a grid of studies in plain lines, for programs, and as a table."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracker.reports.numbers import percent
from tracker.services.grid_files import description

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis.grid_run import GridResult
    from tracker.services.study_grids import Ready

_WIDTH = 100
_LEVEL = 0.05
_EACH = 40
_LOG = "log points; > 0: the quote currency weakened"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridAnswer:
    """A grid that was worked."""

    ready: Ready
    result: GridResult
    now: datetime

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers of the record are measured in, by name of field."""
        return {"caar": _LOG, "car": _LOG, "raw": _LOG, "pvalue": "share of placebo dates at least as large"}

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return self.ready.barred

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it."""
        return self.ready.credits

    def record(self) -> dict[str, object]:
        """Under the documented JSON names: how it was made, and the aggregate of each cell."""
        rows = self.result.aggregate.to_dict("records")
        return {
            **{name: value for name, value in description(self.ready, self.now).items() if name != "units"},
            "aggregate": [{str(name): _finite(value) for name, value in row.items()} for row in rows],
        }

    def table(self) -> pd.DataFrame:
        """The aggregate, a cell and statistic per row."""
        return self.result.aggregate

    def lines(self) -> Iterator[str]:
        """One line per cell, and what to make of so many."""
        grid, aggregate = self.ready.grid, self.result.aggregate
        names = list(dict.fromkeys(cell.series for cell in grid.cells))
        yield from _wrapped(
            f"{_count(len(grid.cells), 'study', 'studies')} at {', '.join(names)}; own parts in per cent, up = the"
            " second currency weaker"
        )
        yield ""
        series = max(6, *(len(name) for name in names))
        gaps = len({cell.spec.gap for cell in grid.cells}) > 1
        sets = min(20, max(6, *(len(cell.events) for cell in grid.cells)))
        head = f"{'':>4}  {'series':<{series}}  {'events':<{sets}}  {'model':<10}{'window':>7}{'from':>6}"
        head += f"{'gap':>5}" if gaps else ""
        yield f"{head}{'windows':>9}{'own part':>10}{'p≤0.05':>9}" + (f"{'placebo p':>11}" if grid.draws else "")
        counted = self._counted()
        means = aggregate[aggregate["statistic"] == "caar"].to_dict("records")
        placebo = aggregate[aggregate["statistic"].str.startswith("placebo_")].set_index("cell")["pvalue"].to_dict()
        for row in means[:_EACH]:
            cell = grid.cells[row["cell"]]
            window = f"{cell.spec.window[0]},{cell.spec.window[1]}"
            line = f"{cell.number:>4}  {cell.series:<{series}}  {_cut(cell.events, sets):<{sets}}  "
            line += f"{cell.spec.model:<10}{window:>7}{cell.spec.estimation:>6}"
            line += f"{cell.spec.gap:>5}" if gaps else ""
            if not row["n_events"]:
                yield f"{line}{'–':>9}"
                continue
            marked, tested = counted.get(cell.number, (0, 0))
            line += f"{row['n_windows']:>9}{_per_cent(row['caar']):>10}{f'{marked} of {tested}':>9}"
            yield line + (f"{_p(placebo.get(cell.number)):>11}" if grid.draws else "")
        if len(means) > _EACH:
            yield f"… and {len(means) - _EACH} more; -o FILE.parquet or --format csv has all"
        yield ""
        yield from _told_once(means)
        yield "from: observations the usual move is estimated from; p≤0.05: how many of the events"
        if grid.draws:
            yield from _wrapped(
                f"placebo p: share of {grid.draws:,} draws, in which all dates of the cell are shifted together along"
                f" the series, with {_placebo_words(grid.placebo)} at least as large (seed {grid.seed})"
            )
            tested = sum(_finite(value) is not None for value in placebo.values())
            if tested > 1:
                yield from _wrapped(
                    f"The smallest of {tested} is no p: of so many {tested * _LEVEL:.1f} are at most 0.05 by chance"
                    " where nothing happened, and studies of the same dates are no separate evidence."
                )
        for said in (*self.barred, *self.credits):
            yield from _wrapped(said)

    def _counted(self) -> dict[int, tuple[int, int]]:
        """Of each cell how many events have p ≤ 0.05, and how many have a p at all."""
        if "pvalue" not in self.result.rows.columns:
            return {}
        found = {}
        for number, pvalues in self.result.rows.groupby("cell", sort=False)["pvalue"]:
            found[int(str(number))] = (int((pvalues <= _LEVEL).sum()), int(pvalues.notna().sum()))
        return found


def _told_once(means: list[dict[Any, Any]]) -> Iterator[str]:
    """Why cells are empty, each reason once."""
    reasons: dict[str, list[int]] = {}
    for row in means:
        if not row["n_events"]:
            reasons.setdefault(str(row["because"]) or "no event could be studied", []).append(row["cell"])
    for because, cells in reasons.items():
        numbers = ", ".join(map(str, cells[:10])) + (" …" if len(cells) > 10 else "")
        yield from _wrapped(f"– not studied ({numbers}): {because}")


def _placebo_words(placebo: str) -> str:
    return "a mean own part" if placebo == "caar" else f"a mean {placebo} statistic"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _finite(value: object) -> object:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _per_cent(value: object) -> str:
    found = _finite(value)
    if not isinstance(found, float):
        return "–"
    return percent(math.expm1(found), signed=True, digits=2).removesuffix("%").strip()


def _p(value: object) -> str:
    found = _finite(value)
    return f"{found:.3f}" if isinstance(found, float) else "–"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
