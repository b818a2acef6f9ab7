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
_SET = 20
_PVALUE = "of placebo dates: (1 + draws at least as large) / (1 + draws)"
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
        return {"caar": _LOG, "car": _LOG, "raw": _LOG, "pvalue": _PVALUE}

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
        placebo = aggregate[aggregate["statistic"].str.startswith("placebo_")].set_index("cell")
        means = aggregate[aggregate["statistic"] == "caar"].to_dict("records")
        yield from self._rows(means, placebo["pvalue"].to_dict())
        if len(means) > _EACH:
            yield f"… and {len(means) - _EACH} more; -o FILE.parquet or --format csv has all"
        yield ""
        yield from _told_once(means)
        yield "from: observations the usual move is estimated from; p≤0.05: how many of the events"
        if self._varies("exclude_events"):
            yield "apart: whether the windows of the events themselves are left out of what is usual"
        if grid.draws:
            yield from self._placebo_lines(placebo, {row["cell"] for row in means if row["n_events"]})
        for said in (*self.barred, *self.credits):
            yield from _wrapped(said)

    def _varies(self, name: str) -> bool:
        return len({getattr(cell.spec, name) for cell in self.ready.grid.cells}) > 1

    def _rows(self, means: list[dict[Any, Any]], placebo: Mapping[Any, Any]) -> Iterator[str]:
        """The table: a head, and a line per cell. Columns are as wide as what stands in them."""
        cells, counted = self.ready.grid.cells, self._counted()
        table = [["", "series", "events", "model", "window", "from", "gap", "apart", "windows", "own part", "p≤0.05"]]
        for row in means[:_EACH]:
            cell = cells[row["cell"]]
            spec, some = cell.spec, bool(row["n_events"])
            marked, tested = counted.get(cell.number, (0, 0))
            choices = [f"{spec.window[0]},{spec.window[1]}", str(spec.estimation), str(spec.gap)]
            found = [str(row["n_windows"]), _per_cent(row["caar"]), f"{marked} of {tested}"] if some else ["–", "", ""]
            lead = [str(cell.number), cell.series, _cut(cell.events, _SET), spec.model]
            table.append([*lead, *choices, "yes" if spec.exclude_events else "no", *found])
            if self.ready.grid.draws:
                table[-1].append(_p(placebo.get(cell.number)) if some else "")
        if self.ready.grid.draws:
            table[0].append("placebo p")
        same = {place for place, name in ((6, "gap"), (7, "exclude_events")) if not self._varies(name)}
        shown = [[text for place, text in enumerate(line) if place not in same] for line in table]
        wide = [max(map(len, column)) for column in zip(*shown, strict=True)]
        for line in shown:
            cut = (
                text.ljust(n) if 1 <= k <= 3 else text.rjust(n)
                for k, (text, n) in enumerate(zip(line, wide, strict=True))
            )
            yield "  ".join(cut).rstrip()

    def _placebo_lines(self, placebo: pd.DataFrame, studied: set[int]) -> Iterator[str]:
        """What a placebo p is, how small it can be, what it leaves out, and what to make of many."""
        grid = self.ready.grid
        yield from _wrapped(
            f"placebo p: (1 + k) / (1 + n), where k of n draws have {_placebo_words(grid.placebo)} at least as large;"
            f" {_count(grid.draws, 'draw', 'draws')}, in which all dates of the cell are shifted together along the"
            f" series (seed {grid.seed})"
        )
        missing: dict[tuple[int, int], list[int]] = {}
        for number, row in placebo[(placebo["n_left_out"] > 0) & placebo.index.isin(studied)].iterrows():
            left = int(row["n_left_out"])
            missing.setdefault((left, left + int(row["n_windows"])), []).append(int(str(number)))
        for (left, every), cells in missing.items():
            yield from _wrapped(
                f"The placebo of {_numbers(cells)} leaves out {left} of {_count(every, 'window', 'windows')}: before"
                " the first day that can be judged by itself, or without a value of its own."
            )
        smallest = 1 / (1 + grid.draws)
        tested = int(placebo["pvalue"].notna().sum())
        if smallest > _LEVEL:
            yield from _wrapped(
                f"With {_count(grid.draws, 'draw', 'draws')} no placebo p can be below {smallest:.3f}: none can be at"
                f" most 0.05, whatever happened. Say more --draws."
            )
        elif tested > 1:
            yield from _wrapped(
                f"The smallest of {tested} is no p: of so many {tested * _LEVEL:.1f} are at most 0.05 by chance"
                " where nothing happened, and studies of the same dates are no separate evidence."
            )

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
        yield from _wrapped(f"– not studied ({_numbers(cells)}): {because}")


def _numbers(cells: list[int]) -> str:
    return ", ".join(map(str, cells[:10])) + (" …" if len(cells) > 10 else "")


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
