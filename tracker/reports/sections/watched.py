"""The other configured pairs over the same period: levels and both measures of the move, untested."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Column, Paragraph, Section, Table, Text, sourced, text, toned
from tracker.reports.method_breaks import MARK, marked
from tracker.reports.numbers import level, percent
from tracker.reports.origin import origin_key
from tracker.reports.phrases import direction, tone_of
from tracker.reports.refs import refs_of_span
from tracker.reports.watched import WatchedPair


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSection:
    """ALSO WATCHED."""

    key: str = "watched"
    order: int = 52

    def build(self, briefing: Briefing) -> Section | None:
        """A row per pair that has a rate, a sentence for each that has none."""
        if not briefing.watched:
            return None
        columns = (
            Column(title=""),
            Column(title="from", right=True),
            Column(title="to", right=True),
            Column(title="costs", right=True),
            Column(title="that currency is"),
            Column(title="source"),
        )
        rows = tuple(row for found in briefing.watched if (row := _row(found)) is not None)
        blocks: list[Block] = [Table(columns=columns, rows=rows)] if rows else []
        blocks += [Paragraph(content=text(said)) for found in briefing.watched for said in _remarks(found)]
        if any(found.period is not None and found.period.breaks for found in briefing.watched):
            blocks.append(Paragraph(content=toned(f"{MARK} across a change in how that rate is made", "muted")))
        aside = text("the other pairs of the settings, not tested here")
        return Section(key=self.key, title="ALSO WATCHED", aside=aside, blocks=tuple(blocks))


def _row(found: WatchedPair) -> tuple[Text, ...] | None:
    if found.info is None or found.period is None:
        return None
    move, series = found.period.move, found.info.series.key
    refs = refs_of_span(series, found.period)
    words, tone = pair_of(found.info.series.name), tone_of(move.log_return)
    way = direction(move)
    worth = way if way == "unchanged" else f"{percent(abs(move.value_change))} {way}"
    return (
        text(f"{words.a_base} in {words.quotes}", marked(found.period)),
        sourced(level(found.period.from_value), origin_key(series, found.period.from_label)),
        sourced(level(found.period.to_value), origin_key(series, found.period.to_label)),
        sourced(percent(move.pair_change, signed=True), *refs, tone=tone),
        sourced(worth, *refs, tone=tone),
        text(clean(found.info.series.name.source, 20)),
    )


def _remarks(found: WatchedPair) -> list[str]:
    said = []
    if found.missing:
        said.append(f"{clean(found.pair, 20)}: {clean(found.missing, 300)}.")
    if found.not_applicable:
        said.append(f"{clean(found.pair, 20)}: {clean(found.not_applicable, 200)}.")
    return said


SECTION = WatchedSection()
