"""Which observations the numbers of a report were made from: the refs of its spans, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.model.alignment import Alignment, Window
from tracker.model.instants import Label
from tracker.model.series import Series
from tracker.reports.briefing import Briefing
from tracker.reports.document import Span, Text, text
from tracker.reports.findings import WindowFinding
from tracker.reports.levels import LevelSpan
from tracker.reports.origin import origin_key

Refs = tuple[str, ...]


def refs_of_span(series: str, found: LevelSpan) -> Refs:
    """Both levels of a move."""
    return _keys(series, (found.from_label, found.to_label))


def refs_of_move(briefing: Briefing) -> Refs:
    """Both levels of the period's own move, from the last before it to the last in it."""
    if not briefing.windows:
        return () if briefing.rate is None else refs_of_span(briefing.series, briefing.rate.period)
    first, last = briefing.windows[0].window, briefing.windows[-1].window
    return _keys(briefing.series, (first.pre.label, last.fixing.label))


def refs_of_window(window: Window) -> Refs:
    """An observation and the one before it."""
    return _keys(window.series, (window.pre.label, window.fixing.label))


def refs_of_rank(found: WindowFinding) -> Refs:
    """The other move a rank names: the observation and the one before it."""
    return _keys(found.window.series, found.rank_labels)


def number_of_rank(found: WindowFinding) -> tuple[str, Refs]:
    """The size of that other move as the note tells it, "3.6 %" of "(6 Nov: 3.6 %)", and its observations."""
    return (found.rank_note.rpartition(": ")[2].removesuffix(")") if found.rank_labels else "", refs_of_rank(found))


def refs_of_alignment(alignment: Alignment) -> Refs:
    """Every observation from the last that cannot know an event to the first that must."""
    return _keys(alignment.series, _aligned(alignment))


def numbered(said: str, *numbers: tuple[str, Refs]) -> Text:
    """A sentence whose numbers, looked for in this order, refer to their origins; one that is not there is left out.

    >>> [span.refs for span in numbered("It lost 2.5 % on Monday.", ("2.5 %", ("a", "b")))]
    [(), ('a', 'b'), ()]
    """
    parts: list[str | Span] = []
    rest = said
    for number, refs in numbers:
        if number and number in rest:
            before, _, rest = rest.partition(number)
            parts += [before, Span(text=number, refs=refs)]
    return text(*parts, rest)


def observations_told(briefing: Briefing) -> dict[Series, set[Label]]:
    """Series and labels of every observation whose number the briefing tells, gaps and factors aside."""
    own = briefing.info.series
    found: dict[Series, set[Label]] = {own: set(_of_headline(briefing))}
    for second in briefing.second:
        if second.info is not None:
            labels = found.setdefault(second.info.series, set())
            labels.update(_ends(second.period), _met(one.window for one in second.windows))
    for pair in briefing.watched:
        if pair.info is not None:
            found.setdefault(pair.info.series, set()).update(_ends(pair.period))
    by_key = {series.key: labels for series, labels in found.items()}
    for item in briefing.events:
        for reaction in item.reactions:
            by_key.get(reaction.alignment.series, set()).update(_aligned(reaction.alignment))
    return {series: labels for series, labels in found.items() if labels}


def _of_headline(briefing: Briefing) -> Iterator[Label]:
    rate = briefing.rate
    if rate is not None:
        for span in (rate.period, rate.four_weeks, rate.year):
            yield from _ends(span)
        yield from (point.label for point in (*rate.chart, rate.low, rate.high) if point is not None)
    yield from _met(one.window for one in briefing.windows)
    for one in briefing.windows:
        yield from one.rank_labels


def _ends(span: LevelSpan | None) -> tuple[Label, ...]:
    return () if span is None else (span.from_label, span.to_label)


def _met(windows: Iterable[Window]) -> Iterator[Label]:
    for window in windows:
        yield from (window.pre.label, window.fixing.label)


def _aligned(alignment: Alignment) -> tuple[Label, ...]:
    ends = (alignment.pre, alignment.earliest, alignment.latest)
    labels = (*(one.label for one in ends if one is not None), *alignment.contaminated)
    return tuple(dict.fromkeys(sorted(labels)))


def _keys(series: str, labels: Iterable[Label]) -> Refs:
    return tuple(dict.fromkeys(origin_key(series, label) for label in labels))
