"""Figures of a study: own parts with what would have stood out, the path around the events, the rate itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracker.model.instants import parse_instant
from tracker.model.series import SeriesName
from tracker.reports.cleaning import plain
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.figures.figure import Figure
from tracker.reports.figures.panels import Panel, PanelsFigure, draw_panels
from tracker.reports.figures.path import Band, Path, path_figure
from tracker.reports.figures.reactions import ReactionsFigure, Reading, draw_reactions, shown_of, size_said
from tracker.reports.numbers import percent, size_of_log
from tracker.reports.pages.ids import event_place
from tracker.reports.wording import ENGLISH, capital
from tracker.services.study_tests import number, p_words

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis import StudyResult, StudySpec
    from tracker.model.alignment import Alignment

_MOST_ROWS = 40
_MOST_PANELS = 6
_AROUND = 15
_AROUND_EVENTS = (-5, 10)
"""The least the figure of the path shows, in observations."""

_UNUSUAL = frozenset(("unusual", "somewhat unusual"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """What the figures show. ``path`` is in log points; ``windows`` are the paths of single windows, a row each.

    ``rows`` are those of a study with their ``verdict`` in words; ``path`` may be that of a wider window. ``names``
    are those of events by id, where the ids themselves are not to be shown: then signs lead to where a page tells them.
    """

    series: str
    rows: pd.DataFrame
    path: pd.DataFrame
    windows: pd.DataFrame
    levels: pd.Series
    alignments: Sequence[Alignment]
    unit: str
    model: str
    show_levels: bool
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def pair(self) -> Pair:
        """The nouns of the two currencies."""
        return pair_of(SeriesName.parse(self.series))

    def name(self, event_id: str) -> str:
        """How an event is called in a figure."""
        return self.names.get(event_id) or _short(event_id)


def drawn_of(drawn: Drawn) -> dict[str, Figure]:
    """Each figure that the study has something for: own-parts, path, rate."""
    figures = {"own-parts": _own_parts(drawn), "path": _path(drawn), "rate": _rate(drawn)}
    return {name: figure for name, figure in figures.items() if figure is not None}


def wider(window: tuple[int, int]) -> tuple[int, int]:
    """The window of the figure of a path: a study of one rate has none."""
    return min(window[0], _AROUND_EVENTS[0]), max(window[1], _AROUND_EVENTS[1])


def windows_of(around: StudyResult, spec: StudySpec) -> pd.DataFrame:
    """The cumulative abnormal return of each window of the path, zero at τ = −1; a row each, τ across.

    Of events that end at one rate the longest window stands for all, as in the mean.
    """
    long = around.abnormal[around.abnormal["tau"] >= spec.window[0]]
    keys = around.rows.sort_values("spans", ascending=False, kind="stable").drop_duplicates(["column", "label"])
    long = long[long["row"].isin(keys.index)]
    wide = long.pivot_table(index="row", columns="tau", values="abnormal", aggfunc="first").dropna()
    added = wide.cumsum(axis=1)
    return added.sub(added[-1], axis=0) if -1 in added.columns else added


def _own_parts(drawn: Drawn) -> Figure | None:
    """Each event's own part with its interval, on what would have stood out."""
    known = drawn.rows[drawn.rows["car"].notna()].sort_values(["label", "event_id"], kind="stable")
    every = [_reading(drawn, row) for row in known.to_dict("records")]
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
        moves_out=len(_moves(known[known["verdict"].map(_stands_out)])),
        moves=ENGLISH.count("figure.study.distinct", len(_moves(known))),
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
    return Figure(
        key="own-parts",
        title=ENGLISH.sentence("figure.study.title", the_quote=pair.the_quote),
        caption=caption,
        spoken=" ".join((caption, *(one.said for one in shown))),
        reading=" ".join(reading),
        credit=content.credit,
        content=content,
        draw=draw_reactions,
    )


def _moves(rows: pd.DataFrame) -> pd.DataFrame:
    """The separate moves among tested rows: events that share one count once, as in the answer in words."""
    return rows[rows["pvalue"].notna()].drop_duplicates(["label", "spans"])


def _stands_out(verdict: object) -> bool:
    return str(verdict).partition(",")[0] in _UNUSUAL


def _reading(drawn: Drawn, row: dict[Any, Any]) -> Reading:
    name, own = drawn.name(row["event_id"]), float(row["car"])
    interval = number(row.get("interval_lower")), number(row.get("interval_upper"))
    said = [ENGLISH("figure.reactions.own", day=name, size=size_said(own, ENGLISH))]
    if interval[0] is not None and interval[1] is not None:
        low, high = (size_said(end or 0.0, ENGLISH) for end in interval)
        said.append(ENGLISH("figure.reactions.interval", low=low, high=high))
    critical, mde, pvalue = (number(row.get(key)) for key in ("critical", "mde", "pvalue"))
    if mde is not None:
        said.append(ENGLISH("figure.reactions.mde", share=percent(size_of_log(mde))))
    return Reading(
        name=name,
        own=own,
        interval=None if interval[0] is None or interval[1] is None else (interval[0], interval[1]),
        threshold=critical,
        mde=mde,
        stands_out=_stands_out(row.get("verdict")),
        note="" if pvalue is None else f"{p_words(pvalue)}{'*' if row['spans'] > 1 else ''}",
        href=f"#{event_place(row['event_id'])}" if drawn.names else "",
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
    return Figure(
        key="rate",
        title=ENGLISH("figure.study.around"),
        caption=caption,
        spoken=" ".join((caption, *(f"{one.name}: {one.move}." for one in panels))),
        reading=ENGLISH("figure.study.panels_reading"),
        credit=content.credit,
        content=content,
        draw=draw_panels,
    )


def _panel(drawn: Drawn, position: dict[str, int], key: tuple[str, str], events: Sequence[str]) -> Panel:
    pre, latest = key
    first = max(0, position[pre] - _AROUND)
    some = drawn.levels.iloc[first : position[latest] + _AROUND + 1]
    move = math.log(float(drawn.levels[latest]) / float(drawn.levels[pre]))
    costs, buys = 100 * math.expm1(move), 100 * math.expm1(-move)
    more = "" if len(events) == 1 else ENGLISH.count("figure.study.more", len(events) - 1)
    return Panel(
        name=" ".join(filter(None, (drawn.name(events[0]), more))),
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


def _more_or_less(per_cent: float) -> str:
    return f"{abs(per_cent):.2f} % {'more' if per_cent > 0 else 'less'}"


def _short(event_id: str, width: int = 36) -> str:
    """An id that loses its middle, and every sign that is not plain."""
    simple = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "?" for one in str(event_id))
    return simple if len(simple) <= width else f"{simple[: width - 15]}…{simple[-14:]}"


def _plain_words(text: str) -> str:
    """Words of a bundle without what anything could read as more than words."""
    return "".join(one for one in text[:60] if one.isascii() and one.isprintable() and one not in "$\\{}^_")
