"""Figures of every kind, made of briefings built by hand."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

from tests.reports import briefings, letters
from tests.reports.policy_events import NOVEMBER
from tracker.model.observation import Observation
from tracker.model.series import SeriesName
from tracker.reports.briefing import Briefing
from tracker.reports.currencies import pair_of
from tracker.reports.figures.figure import Figure, figure_of
from tracker.reports.figures.panels import Panel, PanelsFigure, draw_panels
from tracker.reports.figures.path import Path, path_figure
from tracker.reports.official_gap import OfficialGap
from tracker.reports.wording import ENGLISH, Words
from tracker.services.ledger_history import year_up_to

GERMAN = Words(language="de")
OF_A_BRIEFING = ("rate", "reactions", "decomposition", "gap", "ledger")


def a_gap(values: dict[str, str]) -> OfficialGap:
    """Gaps by label of the Bank of Russia, those from 11 November 2014 on in the period."""
    schedule = letters.with_gap("0.1", timedelta(0)).gap.schedule  # type: ignore[union-attr]
    made = tuple(
        Observation(series="gap", fixing=schedule.fixing(label), value=Decimal(value), vintage=briefings.NOW)
        for label, value in sorted(values.items())
    )
    return OfficialGap(
        series=briefings.INFO.series,
        schedule=schedule,
        official="Bank of Russia",
        market="Moscow Exchange",
        within=tuple(one for one in made if one.fixing.label > "2014-11-11"),
        typical=0.31,
        largest=max(made, key=lambda one: abs(one.value)),
        since=made[0],
        n=len(made),
        history=made,
    )


GAPS = {"2014-10-15": "0.2", "2014-10-16": "-1.4", "2014-11-12": "0.3", "2014-11-13": "-0.25", "2014-11-14": "0.43"}


def full_week(**changes: object) -> Briefing:
    """The week of the float with all that any figure shows."""
    briefing = briefings.week_of_the_float(gap=a_gap(GAPS))
    history = year_up_to(NOVEMBER, briefing.period.since, briefing.period.until)
    return dataclasses.replace(briefing, history=history, **changes)  # type: ignore[arg-type]


MEANS = ((-2, 0.004), (-1, 0.0), (0, 0.01), (1, 0.02), (2, 0.0161))
A_PATH = Path(
    steps=tuple(step for step, _ in MEANS),
    mean=tuple(mean for _, mean in MEANS),
    n=3,
    pointwise=tuple((step, mean - 0.004, mean + 0.004) for step, mean in MEANS),
    simultaneous=tuple((step, mean - 0.02, mean + 0.02) for step, mean in MEANS),
    windows=((0.0, 0.0, 0.01, 0.03, 0.01), (0.01, 0.0, 0.0, 0.01, 0.02)),
)


def of_a_study(words: Words = ENGLISH) -> tuple[Figure, Figure]:
    """The path and the panels of a study."""
    first = date(2014, 11, 3).toordinal()
    points = tuple((float(first + day), 45.0 + day / 3) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11))
    panel = Panel(name="<b>&\u202e", move="a dollar costs 1.00 % more", points=points, before=5, after=6)
    content = PanelsFigure(panels=(panel, panel, panel), axis="Roubles per dollar", credit="", words=words)
    pair = pair_of(SeriesName.parse(briefings.KEY), words)
    return (
        path_figure(A_PATH, pair, words, credit="Rates: somebody"),
        Figure(key="rate", title="Around", caption="c", spoken="s", content=content, draw=draw_panels),
    )


def every_figure(words: Words = ENGLISH) -> list[Figure]:
    """One of each kind."""
    found = [figure_of(full_week(), key, words) for key in OF_A_BRIEFING]
    return [one for one in found if one is not None] + list(of_a_study(words))
