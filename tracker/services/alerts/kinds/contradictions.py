"""Sources that contradict each other: an official rate against the market's, or two sources of the same kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.services.alerts.kind import Found, Kind, Looking, Saying

if TYPE_CHECKING:
    from tracker.reports.official_gap import OfficialGap
    from tracker.reports.wording import Words
    from tracker.services.comparing import Comparison, Couple
    from tracker.services.context import Context

_PERIOD = timedelta(days=7)
_AT_ONCE = 0.5
"""Hours: rates made further apart may differ because the market moved in between."""

_IN_A_ROW = 3
"""So many rates in a row, all on one side, no move in between explains."""


def _find(looking: Looking) -> Iterator[Found]:
    """Compared again when a newer rate of whatever source is stored, and once a day: hourly bars make it slow."""
    from tracker.store.unit_of_work import UnitOfWork

    context = looking.context
    with UnitOfWork(context.engine, write=False) as work:
        newest = sorted(work.observations.newest_labels().items())
    state = [context.now.date().isoformat(), context.settings.alert_pvalue, context.settings.pairs, newest]
    mark = hashlib.sha256(json.dumps(state).encode()).hexdigest()
    known = looking.memory.get("found")
    if looking.memory.get("mark") == mark and isinstance(known, list):
        for subject, episode, facts in known:
            yield Found(subject=subject, episode=episode, facts=facts, lasting=True)
        return
    found = tuple(_compared(context))
    looking.memory["found"] = [[one.subject, one.episode, dict(one.facts)] for one in found]
    looking.memory["mark"] = mark
    yield from found


def _compared(context: Context) -> Iterator[Found]:
    from tracker.services.comparing import compare
    from tracker.services.rates import KnownBy

    known = KnownBy(republish=context.settings.letter_public).at(context.now)
    for pair in context.settings.pairs:
        try:
            found = compare(context, pair, known=known, begins=context.now - _PERIOD, ends=context.now)
        except TrackerError:  # no rate of these days, or a pair nobody quotes: nothing contradicts
            continue
        yield from contradicting(found, pvalue=context.settings.alert_pvalue)


def contradicting(found: Comparison, *, pvalue: float) -> Iterator[Found]:
    """What of a comparison is worth a message: gaps as rare as ``pvalue`` in their own history, and disagreements."""
    for gap in found.gaps:
        if _is_record(gap, pvalue):
            yield _gap(gap)
    for couple in found.couples:
        if couple.first.kind == couple.second.kind and _disagree(couple):
            yield _couple(found.pair, couple)


def _is_record(gap: OfficialGap, pvalue: float) -> bool:
    """The newest gap is the largest of its history, and that is long enough for this to be as rare as asked."""
    return gap.typical is not None and gap.largest.label == gap.newest.label and gap.n * pvalue >= 1


def _disagree(couple: Couple) -> bool:
    """At the newest rates: a slip, a difference at one instant beyond rounding, or one that stays on one side."""
    if not couple.matches:
        return False
    newest, last = couple.matches[-1], couple.matches[-_IN_A_ROW:]
    if not newest.disagrees:
        return False
    if newest.slip or abs(newest.hours) < _AT_ONCE:
        return True
    sides = {match.gap > 0 for match in last if match.disagrees}
    return len(last) == _IN_A_ROW and all(match.disagrees for match in last) and len(sides) == 1


def _gap(gap: OfficialGap) -> Found:
    newest = gap.newest
    return Found(
        subject=f"gap-{gap.series.key}",
        episode=newest.label.replace(":", ""),
        lasting=True,
        facts={
            "contradiction": "gap",
            "series": gap.series.key,
            "official": gap.official,
            "market": gap.market,
            "label": newest.label,
            "day": gap.day_of(newest).isoformat(),
            "percent": str(newest.value),
            "typical": gap.typical,
            "n": gap.n,
            "since": gap.day_of(gap.since).isoformat(),
            "link": "",
        },
    )


def _couple(pair: str, couple: Couple) -> Found:
    match = couple.matches[-1]
    return Found(
        subject=f"{couple.first.key}+{couple.second.key}",
        episode=f"{match.first.label}".replace(":", ""),
        lasting=True,
        facts={
            "contradiction": "sources",
            "pair": pair,
            "first": couple.first.key,
            "second": couple.second.key,
            "first_value": str(match.first.value),
            "second_value": str(match.second.value),
            "label": match.first.label,
            "second_label": match.second.label,
            "gap": match.gap,
            "hours": match.hours,
            "link": "",
        },
    )


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import day_of, fraction, level_of, text_of

    if facts["contradiction"] == "gap":
        share = float(str(facts["percent"])) / 100
        title = words(
            f"alert.gap.{'above' if share > 0 else 'below'}",
            official=text_of(facts["official"]),
            market=text_of(facts["market"]),
            share=fraction(abs(share), words, digits=2),
            day=day_of(facts["day"], words),
        )
        usual = words(
            "alert.gap.usual",
            typical=fraction(float(str(facts["typical"])) / 100, words, digits=2),
            n=text_of(facts["n"]),
            since=day_of(facts["since"], words),
        )
        return Saying(title=title, lines=(usual,), caveat=words("alert.gap.caveat"))
    hours = abs(float(str(facts["hours"])))
    line = words(
        "alert.contradiction.values",
        first=text_of(facts["first"]),
        first_value=level_of(facts["first_value"], words, digits=4),
        first_label=text_of(facts["label"]),
        second=text_of(facts["second"]),
        second_value=level_of(facts["second_value"], words, digits=4),
        second_label=text_of(facts["second_label"]),
    )
    apart = words("alert.contradiction.at_once")
    if hours >= _AT_ONCE:
        apart = words("alert.contradiction.apart", hours=words.number(f"{hours:.1f}"))
    return Saying(
        title=words(
            "alert.contradiction.title",
            pair=text_of(facts["pair"]),
            share=fraction(abs(float(str(facts["gap"]))), words, digits=2),
        ),
        lines=(line, apart),
        caveat=words("alert.contradiction.caveat"),
    )


KIND = Kind(key="contradictions", find=_find, say=_say)
