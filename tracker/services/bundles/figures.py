"""Figures of a study, drawn so that the same study gives the same bytes: no dates, fixed ids, nothing of the user's."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.model.series import SeriesName
from tracker.reports.currencies import Pair, pair_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tracker.model.alignment import Alignment

_SALT = "sanctions-pressure-tracker"
_INK, _DOT, _BAND, _WIDER, _GREY = "#1a1a1a", "#b3261e", "#9db7d5", "#d5e1ef", "#8a8a8a"
_MOST_ROWS = 40
_MOST_PANELS = 6
_AROUND = 15
_THIN = 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """What the figures show. ``path`` is in log points; ``windows`` are the paths of single windows, a row each."""

    series: str
    rows: pd.DataFrame
    path: pd.DataFrame
    windows: pd.DataFrame
    levels: pd.Series
    alignments: Sequence[Alignment]
    unit: str
    model: str
    show_levels: bool

    @property
    def pair(self) -> Pair:
        """The nouns of the two currencies."""
        return pair_of(SeriesName.parse(self.series))


def figures_of(drawn: Drawn) -> dict[str, bytes]:
    """PNG and SVG of each figure that the study has something for, by file name."""
    found: dict[str, bytes] = {}
    with _plain():
        known = drawn.rows["car"].notna()
        if known.any():
            found |= _both("own-parts", _own_parts(drawn, drawn.rows[known]))
        if drawn.path["n"].max() > 0:
            found |= _both("path", _path(drawn))
        if drawn.show_levels and any(one.latest is not None for one in drawn.alignments):
            found |= _both("rate", _rate(drawn))
    return found


@contextmanager
def _plain() -> Iterator[None]:
    """Matplotlib as it is shipped, whatever the user's own settings say."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.hashsalt": _SALT,
                "svg.fonttype": "path",
                "font.family": "DejaVu Sans",
                "font.size": 9,
                "axes.spines.right": False,
                "axes.edgecolor": _GREY,
                "axes.titlesize": 10,
                "axes.titlelocation": "left",
                "axes.unicode_minus": True,
            }
        )
        yield


def _both(name: str, figure: Figure) -> dict[str, bytes]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    png, svg = io.BytesIO(), io.BytesIO()
    FigureCanvasAgg(figure).print_figure(png, format="png", dpi=150, metadata={"Software": None})
    FigureCanvasSVG(figure).print_figure(svg, format="svg", metadata={"Date": None, "Creator": None})
    return {f"figures/{name}.png": png.getvalue(), f"figures/{name}.svg": svg.getvalue()}


def _own_parts(drawn: Drawn, rows: pd.DataFrame) -> Figure:
    """Each event's own part as a point with its interval, on the range of ordinary days behind it."""
    shown = rows.loc[rows["car"].abs().sort_values(kind="stable").index[-_MOST_ROWS:]]
    shown = shown.sort_values(["label", "event_id"], kind="stable")
    figure = _figure(9.0, 1.9 + 0.36 * len(shown))
    axes = figure.add_subplot()
    axes.use_sticky_edges = False
    for place, row in enumerate(reversed(shown.to_dict("records"))):
        if _known(row.get("critical")):
            low, high = (_pair_change(sign * row["critical"]) for sign in (-1, 1))
            axes.barh(place, high - low, left=low, height=0.62, color=_WIDER, linewidth=0)
        if _known(row.get("interval_lower")) and _known(row.get("interval_upper")):
            ends = [_pair_change(row["interval_lower"]), _pair_change(row["interval_upper"])]
            axes.plot(ends, [place, place], color=_INK, linewidth=1.1, solid_capstyle="butt")
        axes.plot(_pair_change(row["car"]), place, "o", color=_DOT, markersize=5)
    axes.axvline(0, color=_INK, linewidth=0.8)
    names = [f"{_short(row['event_id'])}\n{str(row['label'])[:10]}{_p(row)}" for row in shown.to_dict("records")]
    axes.set_yticks(range(len(shown)), list(reversed(names)), fontsize=7.5)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    _both_measures(drawn.pair, axes, vertical=False)
    some = f" (the {_MOST_ROWS} largest of {len(rows)})" if len(rows) > len(shown) else ""
    figure.suptitle(f"Own part of the move at each event{some}, {drawn.series}", x=0.01, ha="left", fontsize=11)
    several = " * Several rates could have known the event first: see README.md." if (shown["spans"] > 1).any() else ""
    _below(
        figure,
        f"Point: the move less what the model {drawn.model} expects. Line: its 95 % interval. Light bar: where 95 of"
        f" 100 comparable ordinary days lie; a point inside it is no more than an ordinary day.{several}",
    )
    return figure


def _path(drawn: Drawn) -> Figure:
    """The mean cumulative own part around the events, single windows behind it."""
    from matplotlib.ticker import MaxNLocator

    path, windows = drawn.path, drawn.windows
    figure = _figure(9.0, 5.0)
    axes = figure.add_subplot()
    tau = path["tau"].to_numpy()
    told = []
    for lower, upper, colour, words in (
        ("lower_simultaneous", "upper_simultaneous", _WIDER, "light band: 95 % for the whole path at once"),
        ("lower", "upper", _BAND, "dark band: 95 % for each day by itself"),
    ):
        if lower in path.columns and path[lower].notna().any():
            ends = [[_pair_change(one) for one in path[name]] for name in (lower, upper)]
            axes.fill_between(tau, ends[0], ends[1], color=colour, linewidth=0)
            told.append(words)
    if 1 < len(windows) <= _THIN:
        for _, one in windows.iterrows():
            axes.plot(tau, [_pair_change(value) for value in one], color=_GREY, linewidth=0.6, alpha=0.7)
        told.append("thin lines: each window by itself")
    axes.plot(tau, [_pair_change(one) for one in path["mean"]], color=_DOT, linewidth=2, marker="o", markersize=3)
    axes.axhline(0, color=_INK, linewidth=0.8)
    axes.axvline(0, color=_INK, linewidth=0.8, linestyle=":")
    axes.set_xlabel("rates before (−) and after the first that must have known the event (0)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _both_measures(drawn.pair, axes, vertical=True)
    n = int(path["n"].max())
    mean = "Mean path" if n > 1 else "Path"
    over = f"{mean} of the own part over {_count(n, 'window')}, {drawn.series}"
    figure.suptitle(over, x=0.01, ha="left", fontsize=11)
    alone = "One window alone says nothing of how certain this is; see own-parts." if n == 1 else ""
    said = f"{'; '.join(told)}." if told else ""
    shared = "Windows of neighbouring events share rates." if n > 1 else ""
    text = f"Added up from zero at −1. {shared} {said[:1].upper()}{said[1:]} {alone}"
    _below(figure, " ".join(text.split()))
    return figure


def _rate(drawn: Drawn) -> Figure:
    """The rate itself around the events whose reaction was largest, events of one reaction in one panel."""
    from matplotlib.dates import datestr2num

    _day_number: Any = datestr2num  # untyped where it is published
    position = {label: place for place, label in enumerate(drawn.levels.index)}
    cars = dict(zip(drawn.rows["event_id"], drawn.rows["raw"].abs().fillna(-1.0), strict=True))
    panels: dict[tuple[str, str], list[Alignment]] = {}
    for one in drawn.alignments:
        if one.pre is not None and one.latest is not None and {one.pre.label, one.latest.label} <= position.keys():
            panels.setdefault((one.pre.label, one.latest.label), []).append(one)
    order = sorted(panels, key=lambda key: (-max(cars.get(one.event_id, -1.0) for one in panels[key]), key))
    shown = sorted(order[:_MOST_PANELS])
    columns = 1 if len(shown) == 1 else 2
    lines = max(1, -(-len(shown) // columns))
    figure = _figure(9.0, 1.3 + 3.1 * lines)
    for number, (pre, latest) in enumerate(shown, 1):
        axes = figure.add_subplot(lines, columns, number)
        first, last = max(0, position[pre] - _AROUND), position[latest] + _AROUND
        some = drawn.levels.iloc[first : last + 1]
        days = [float(_day_number(str(label).removesuffix("Z"))) for label in some.index]
        axes.plot(days, some.to_numpy(), color=_INK, linewidth=1.2, marker="o", markersize=2)
        inside = days[position[pre] - first : position[latest] - first + 1]
        axes.axvspan(inside[0], inside[-1], color=_WIDER, linewidth=0)
        ends = [float(drawn.levels[pre]), float(drawn.levels[latest])]
        axes.plot([inside[0], inside[-1]], ends, "o", color=_DOT, markersize=5)
        move = math.log(ends[1] / ends[0])
        names = [_short(one.event_id, 44) for one in panels[pre, latest]]
        title = names[0] if len(names) == 1 else f"{names[0]}\nand {_count(len(names) - 1, 'other event')}"
        axes.set_title(
            f"{title}\n{drawn.pair.a_base} costs {_more_or_less(_pair_change(move))}, {drawn.pair.a_quote} buys"
            f" {_more_or_less(_pair_change(-move))}",
            fontsize=8,
        )
        axes.tick_params(axis="x", labelsize=7)
        _dates(axes)
        axes.set_ylabel(f"{_plain_words(drawn.unit)} (up: {drawn.pair.quote} weaker)", fontsize=7)
    left = f"; the {len(shown)} largest of {len(order)} reactions" if len(order) > len(shown) else ""
    figure.suptitle(f"The rate around the events, {drawn.series}{left}", x=0.01, ha="left", fontsize=11)
    _below(
        figure,
        "Shaded: from the last rate that cannot have known the event to the first that must have. The move between them"
        " is one move, however many events share it, and says nothing of why.",
    )
    return figure


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure as Made

    return Made(figsize=(width, height), layout="constrained")


def _below(figure: Figure, text: str) -> None:
    """A note under the axes, in the place constrained layout keeps for a common label."""
    figure.supxlabel("\n".join(textwrap.wrap(text, 160)), x=0.01, ha="left", fontsize=7.5, color="#444444")


def _both_measures(pair: Pair, axes: Axes, *, vertical: bool) -> None:
    """Both measures of a move: what a unit of the base costs more, and what one of the quote currency buys less."""
    other: Callable[[Any], Any] = _other_measure
    costs = f"change of what {pair.a_base} costs, % ({'up' if vertical else 'right'}: weaker {pair.quote})"
    buys = f"change of what {pair.a_quote} buys, %"
    if vertical:
        axes.set_ylabel(costs)
        axes.secondary_yaxis("right", functions=(other, other)).set_ylabel(buys)
    else:
        axes.set_xlabel(costs)
        axes.secondary_xaxis("top", functions=(other, other)).set_xlabel(buys)


def _other_measure(per_cent: Any) -> Any:
    """From one measure to the other, both in per cent; its own inverse."""
    import numpy as np

    return 100 * (1 / np.maximum(1 + np.asarray(per_cent, dtype=float) / 100, 1e-6) - 1)


def _dates(axes: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator: Any = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]  # as it is published
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.get_offset_text().set_fontsize(7)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]  # the same


def _pair_change(log_points: float) -> float:
    return 100 * math.expm1(log_points)


def _known(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _p(row: dict[Any, Any]) -> str:
    return f" · p {row['pvalue']:.3f}{'*' if row['spans'] > 1 else ''}" if _known(row.get("pvalue")) else ""


def _more_or_less(per_cent: float) -> str:
    return f"{abs(per_cent):.2f} % {'more' if per_cent > 0 else 'less'}"


def _short(event_id: str, width: int = 40) -> str:
    """An id that loses its middle, and no sign that a font or a formula of the figure would take for its own."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "?" for one in str(event_id))
    return plain if len(plain) <= width else f"{plain[: width - 15]}…{plain[-14:]}"


def _plain_words(text: str) -> str:
    """Words of a bundle without what a figure would read as a formula."""
    return "".join(one for one in text[:60] if one.isascii() and one.isprintable() and one not in "$\\{}^_")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
