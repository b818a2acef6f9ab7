"""Figures of a study as files: the same study gives the same bytes, with no dates in them and nothing of the user's."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.model.instants import parse_instant
from tracker.model.series import SeriesName
from tracker.reports.cleaning import plain
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.figures.figure import WIDE, Figure
from tracker.reports.figures.inline import svg_file
from tracker.reports.figures.panels import Panel, PanelsFigure, panels_figure
from tracker.reports.figures.path import Band, Path, path_figure
from tracker.reports.figures.picture import png_of
from tracker.reports.figures.reactions import ReactionsFigure, Reading, shown_of, size_said
from tracker.reports.figures.reactions import figure as reactions_figure
from tracker.reports.numbers import percent, size_of_log
from tracker.reports.wording import ENGLISH, capital

if TYPE_CHECKING:
    import pandas as pd

    from tracker.model.alignment import Alignment

_MOST_ROWS = 40
_MOST_PANELS = 6
_AROUND = 15
_UNUSUAL = frozenset(("unusual", "somewhat unusual"))


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
    """PNG, SVG and Vega-Lite specification of each figure that the study has something for, by file name."""
    found: dict[str, bytes] = {}
    for name, figure in (("own-parts", _own_parts(drawn)), ("path", _path(drawn)), ("rate", _rate(drawn))):
        if figure is not None:
            spec = figure.spec(WIDE)
            found[f"figures/{name}.png"] = png_of(spec)
            found[f"figures/{name}.svg"] = svg_file(figure, WIDE)
            found[f"figures/{name}.vl.json"] = (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode()
    return found


def _own_parts(drawn: Drawn) -> Figure | None:
    """Each event's own part with its interval, on what would have stood out."""
    known = drawn.rows[drawn.rows["car"].notna()].sort_values(["label", "event_id"], kind="stable")
    every = [_reading(row) for row in known.to_dict("records")]
    if not every:
        return None
    shown, out = shown_of(every, _MOST_ROWS), [one for one in every if one.stands_out]
    pair = drawn.pair
    several = bool((known["spans"] > 1).any())
    largest = max(every, key=lambda one: abs(one.own))
    caption = _plain(
        "figure.study.reactions",
        n=ENGLISH.count("figure.study.events", len(every)),
        out=len(out),
        largest=largest.name,
        size=size_said(largest.own, ENGLISH),
        series=drawn.series,
    )
    reading = [
        ENGLISH("figure.reactions.reading"),
        ENGLISH("figure.reactions.reading_bar"),
        ENGLISH("figure.reactions.reading_mde"),
    ]
    reading += [ENGLISH("figure.reactions.most", n=len(shown), of=len(every))] if len(shown) < len(every) else []
    reading += [ENGLISH("figure.study.several")] if several else []
    content = ReactionsFigure(
        readings=shown,
        axis=ENGLISH.sentence("figure.reactions.axis", a_quote=pair.a_quote),
        left=ENGLISH("figure.side.stronger", quote=pair.quote),
        right=ENGLISH("figure.side.weaker", quote=pair.quote),
        small=ENGLISH("figure.small.below", a_base=pair.a_base),
        credit=_credit(drawn),
        words=ENGLISH,
    )
    return reactions_figure(
        content,
        title=ENGLISH.sentence("figure.study.title", the_quote=pair.the_quote),
        caption=caption,
        spoken=" ".join((caption, *(one.said for one in shown))),
        reading=" ".join(reading),
        key="own-parts",
    )


def _reading(row: dict[Any, Any]) -> Reading:
    name, own = _short(row["event_id"]), float(row["car"])
    interval = _number(row.get("interval_lower")), _number(row.get("interval_upper"))
    said = [ENGLISH("figure.reactions.own", day=name, size=size_said(own, ENGLISH))]
    if interval[0] is not None and interval[1] is not None:
        low, high = (size_said(end or 0.0, ENGLISH) for end in interval)
        said.append(ENGLISH("figure.reactions.interval", low=low, high=high))
    critical, mde, pvalue = (_number(row.get(key)) for key in ("critical", "mde", "pvalue"))
    if mde is not None:
        said.append(ENGLISH("figure.reactions.mde", share=percent(size_of_log(mde))))
    return Reading(
        name=name,
        own=own,
        interval=None if interval[0] is None or interval[1] is None else (interval[0], interval[1]),
        threshold=critical,
        mde=mde,
        stands_out=row.get("verdict") in _UNUSUAL,
        note="" if pvalue is None else f"p {pvalue:.3f}{'*' if row['spans'] > 1 else ''}",
        said=plain(ENGLISH("figure.reactions.said", parts="; ".join(said))),
    )


def _path(drawn: Drawn) -> Figure | None:
    """The mean cumulative own part around the events, single windows behind it."""
    table = drawn.path[drawn.path["mean"].notna()] if "mean" in drawn.path else drawn.path
    if table.empty or not table["n"].max() > 0:
        return None
    steps = tuple(int(one) for one in table["tau"])
    windows = drawn.windows.reindex(columns=steps) if len(drawn.windows) else drawn.windows
    path = Path(
        steps=steps,
        mean=tuple(float(one) for one in table["mean"]),
        n=int(table["n"].max()),
        pointwise=_band(table, "lower", "upper"),
        simultaneous=_band(table, "lower_simultaneous", "upper_simultaneous"),
        windows=tuple(tuple(float(one) for one in line) for line in windows.to_numpy()),
    )
    return path_figure(path, drawn.pair, ENGLISH, credit=_credit(drawn))


def _band(table: pd.DataFrame, lower: str, upper: str) -> Band:
    if lower not in table.columns:
        return ()
    known = table[table[lower].notna() & table[upper].notna()]
    ends = zip(known["tau"], known[lower], known[upper], strict=True)
    return tuple((int(step), float(low), float(high)) for step, low, high in ends)


def _rate(drawn: Drawn) -> Figure | None:
    """The rate itself around the events whose reaction was largest, events of one reaction in one panel."""
    position = {label: place for place, label in enumerate(drawn.levels.index)}
    moves = dict(zip(drawn.rows["event_id"], drawn.rows["raw"].abs().fillna(-1.0), strict=True))
    shared: dict[tuple[str, str], list[str]] = {}
    for one in drawn.alignments:
        if one.pre is not None and one.latest is not None and {one.pre.label, one.latest.label} <= position.keys():
            shared.setdefault((one.pre.label, one.latest.label), []).append(one.event_id)
    if not drawn.show_levels or not shared:
        return None
    order = sorted(shared, key=lambda key: (-max(moves.get(event, -1.0) for event in shared[key]), key))
    panels = tuple(_panel(drawn, position, key, shared[key]) for key in sorted(order[:_MOST_PANELS]))
    pair = drawn.pair
    caption = _plain(
        "figure.study.panels",
        n=ENGLISH.count("figure.study.moves", len(panels)),
        of=len(order),
        series=drawn.series,
    )
    content = PanelsFigure(
        panels=panels,
        axis=capital(f"{_plain_words(drawn.unit)} · up = weaker {pair.quote}"),
        credit=_credit(drawn),
        words=ENGLISH,
    )
    return panels_figure(
        content,
        title=ENGLISH("figure.study.around"),
        caption=caption,
        spoken=" ".join((caption, *(f"{one.name}: {one.move}." for one in panels))),
        reading=ENGLISH("figure.study.panels_reading"),
    )


def _panel(drawn: Drawn, position: dict[str, int], key: tuple[str, str], events: Sequence[str]) -> Panel:
    pre, latest = key
    first = max(0, position[pre] - _AROUND)
    some = drawn.levels.iloc[first : position[latest] + _AROUND + 1]
    move = math.log(float(drawn.levels[latest]) / float(drawn.levels[pre]))
    costs, buys = 100 * math.expm1(move), 100 * math.expm1(-move)
    more = "" if len(events) == 1 else ENGLISH.count("figure.study.more", len(events) - 1)
    return Panel(
        name=" ".join(filter(None, (_short(events[0]), more))),
        move=ENGLISH(
            "figure.study.move",
            a_base=drawn.pair.a_base,
            costs=_more_or_less(costs),
            a_quote=drawn.pair.a_quote,
            buys=_more_or_less(buys),
        ),
        points=tuple((_day(label), float(value)) for label, value in some.items()),
        before=position[pre] - first,
        after=position[latest] - first,
    )


def _day(label: Any) -> float:
    """A label as a day with its part."""
    text = str(label)
    if "T" not in text:
        text = f"{text}T00:00"
    at = parse_instant(text if text.endswith("Z") else f"{text}Z")
    return at.toordinal() + (at.hour * 60 + at.minute) / 1440


def _plain(key: str, **values: object) -> str:
    return plain(ENGLISH.sentence(key, **values))


def _credit(drawn: Drawn) -> str:
    return ENGLISH("figure.study.credit", series=drawn.series, model=_plain_words(drawn.model))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) and math.isfinite(value) else None


def _more_or_less(per_cent: float) -> str:
    return f"{abs(per_cent):.2f} % {'more' if per_cent > 0 else 'less'}"


def _short(event_id: str, width: int = 36) -> str:
    """An id that loses its middle, and every sign that is not plain."""
    simple = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "?" for one in str(event_id))
    return simple if len(simple) <= width else f"{simple[: width - 15]}…{simple[-14:]}"


def _plain_words(text: str) -> str:
    """Words of a bundle without what anything could read as more than words."""
    return "".join(one for one in text[:60] if one.isascii() and one.isprintable() and one not in "$\\{}^_")
