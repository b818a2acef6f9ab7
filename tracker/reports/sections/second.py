"""The same pair at another cut-off: shown beside the first series, never averaged with it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports import dates
from tracker.reports.briefing import Briefing, SecondSeries, WindowFinding
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Column, Paragraph, Section, Table, Text, text, toned
from tracker.reports.numbers import level, odds_of, percent, verdict_of
from tracker.reports.phrases import direction, made_day, tone_of
from tracker.reports.ranking import tags

_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSection:
    """AT ANOTHER CUT-OFF."""

    key: str = "second"
    order: int = 45

    def build(self, briefing: Briefing) -> Section | None:
        """A table per second series that has values in the period, and whether the two agree."""
        found = [second for second in briefing.second if second.windows]
        if not found:
            return None
        blocks = tuple(block for second in found for block in _blocks(briefing, second))
        return Section(
            key=self.key, title="AT ANOTHER CUT-OFF", aside=text("beside the first, not averaged"), blocks=blocks
        )


def _blocks(briefing: Briefing, second: SecondSeries) -> tuple[Paragraph | Table, ...]:
    pair = pair_of(briefing.info.series.name)
    shown = sorted(second.windows, key=lambda window: -abs(window.window.move.log_return))[:_MOST]
    kept = {window.label for window in shown}
    columns = (
        Column(title="made"),
        Column(title="level", right=True),
        Column(title=f"{pair.a_base} costs", right=True),
        Column(title=f"{pair.a_quote} buys", right=True),
        Column(title="how unusual"),
        Column(title="met"),
    )
    rows = tuple(_row(briefing, second, window) for window in second.windows if window.label in kept)
    cutoff = f" ({clean(second.cutoff, 60)})" if second.cutoff else ""
    intro = Paragraph(content=text(f"{clean(second.title, 80)}{cutoff}: ", _agreement(briefing, second)))
    return intro, Table(columns=columns, rows=rows)


def _row(briefing: Briefing, second: SecondSeries, found: WindowFinding) -> tuple[Text, ...]:
    info, move = second.info or briefing.info, found.window.move
    all_tags = tags(briefing.events)
    certain = " ".join(all_tags[event_id] for event_id in found.window.certain[:4] if event_id in all_tags)
    possible = " ".join(all_tags[event_id] for event_id in found.window.possible[:4] if event_id in all_tags)
    met = " ".join(part for part in (f"● {certain}" if certain else "", f"○ {possible}" if possible else "") if part)
    tone = tone_of(move.log_return)
    judged = verdict_of(found) if found.pvalue is not None else odds_of(found)
    return (
        text(dates.day_name(made_day(found.window.fixing, info), year=dates.crosses_years(briefing.period))),
        text(level(found.window.value, 3)),
        toned(percent(move.pair_change, signed=True), tone),
        toned(percent(move.value_change, signed=True), tone),
        text(judged),
        text(met),
    )


def _agreement(briefing: Briefing, second: SecondSeries) -> str:
    """Whether the two series moved the same way over the period, in words."""
    if second.period is None or briefing.rate is None:
        return "over the period it cannot be compared."
    here, there = briefing.rate.period.move, second.period.move
    own = f"{direction(there)}, {percent(there.value_change, signed=True)}"
    if direction(here) == direction(there):
        return f"over the period the same direction ({own})."
    return f"over the period it disagrees ({own}); both are shown, neither is averaged."


SECTION = SecondSection()
