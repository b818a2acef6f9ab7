"""The tables of a study's page: which rates, how unusual, and the tests over all of it with their names last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.analysis.family import LEVEL, adjustments
from tracker.analysis.pooled import date_statistics
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.cleaning import NO_BREAK
from tracker.reports.document import Column, Table, Text, sourced, text, toned
from tracker.reports.figures.reactions import size_said
from tracker.reports.findings import EventItem
from tracker.reports.numbers import level, percent, size_of_log
from tracker.reports.origin import origin_key
from tracker.reports.phrases import event_day, headline_of, made_day, tone_of
from tracker.reports.ranking import tags
from tracker.reports.refs import refs_of_alignment
from tracker.reports.wording import ENGLISH
from tracker.services.study_tests import HEADLINE, number, of_a_hundred, p_words, reasons_of
from tracker.services.studying.answer import OUT, rare_of

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.reports.briefing import Briefing
    from tracker.services.studies import StudyAnswer

STAR = (
    "* Several rates could have known it first, each is held against its own ordinary days, and this is the smallest"
    " share of theirs times their number, at most 100 of 100: it is not the share of the whole move beside it."
)
FOUND = "“Would be found from”: the smallest true effect that would have been found four times in five."
_NONE = "–"
_TITLE = 120

_TIMES = "by chance alone in {n} of 100 cases"
_QUESTIONS = {
    HEADLINE: ("Is as large a mean found at the same dates elsewhere in the series?", "at {n} of 100 shifts"),
    "cluster": (
        "Do these days differ from all others, days of one stretch taken together?",
        _TIMES,
    ),
    "hc3": ("Do they differ, each day taken by itself?", _TIMES),
    "randomisation": ("Is as large a mean found at dates drawn from days as nervous?", "in {n} of 100 draws"),
    "signflip": ("Is as large a mean found if each move had gone either way by chance?", "in {n} of 100 tosses"),
    "pre_trend": ("Was it moving already before?", "as far from zero at {n} of 100 shifts"),
}
"""What each test over all windows asks, and how its answer is said; ``n`` is a share of what chance alone does."""


def judged_table(answer: StudyAnswer, briefing: Briefing) -> Table:
    """Each announcement's own part, the range that fits the data, how rare it is, what could have been found."""
    rows = {event.id: number for number, event in enumerate(answer.events)}
    frame = answer.result.rows.to_dict("records")
    known = tags(briefing.events)
    return Table(
        columns=(
            Column(title="Announcement"),
            Column(title="Own part"),
            Column(title="Fits the data (95 %)"),
            Column(title="As large on"),
            Column(title="Would be found from"),
            Column(title="Verdict"),
        ),
        rows=tuple(
            (
                _called(item, known),
                *_judged(frame[rows[item.event.id]], item, briefing.series),
                _verdict(answer, rows[item.event.id]),
            )
            for item in briefing.events
        ),
    )


def _called(item: EventItem, known: dict[str, str]) -> Text:
    day = dates.short(event_day(item.event), year=True)
    return text(f"{day}: {headline_of(item.event, _TITLE)} [{known[item.event.id]}]")


def _judged(row: dict[Any, Any], item: EventItem, series: str) -> tuple[Text, ...]:
    own, pvalue, mde = (number(row.get(key)) for key in ("car", "pvalue", "mde"))
    ends = [number(row.get(key)) for key in ("interval_lower", "interval_upper")]
    reaction = item.reaction(series)
    refs = refs_of_alignment(reaction.alignment) if reaction is not None else ()
    star = "*" if row["spans"] > 1 else ""
    low, high = ends
    return (
        text(_NONE) if own is None else sourced(size_said(own, ENGLISH), *refs, tone=tone_of(own)),
        text(_NONE if low is None or high is None else f"{size_said(low, ENGLISH)} to {size_said(high, ENGLISH)}"),
        text(_NONE if pvalue is None else f"{_rare(row)}{star}"),
        text(_NONE if mde is None else percent(size_of_log(mde))),
    )


def _rare(row: dict[Any, Any]) -> str:
    return rare_of(row).removeprefix("as large on ").replace("ordinary day", "day")


def _verdict(answer: StudyAnswer, number_: int) -> Text:
    judged = answer.verdicts[number_]
    return toned(str(judged), "strong") if judged.word in OUT else text(str(judged))


def rates_table(briefing: Briefing) -> Table:
    """Each announcement with the last rate before, the first that must have known it, and the move between them."""
    known = tags(briefing.events)
    noun = briefing.info.observation
    return Table(
        columns=(
            Column(title="Announcement"),
            Column(title=f"Last {noun} before"),
            Column(title=f"First {noun} that must know"),
            Column(title="Move"),
            Column(title="Its time"),
        ),
        rows=tuple((_called(item, known), *_met(briefing, item)) for item in briefing.events),
    )


def _met(briefing: Briefing, item: EventItem) -> Iterator[Text]:
    found = item.reaction(briefing.series)
    if found is None:
        yield from (text(_NONE),) * 4
        return
    alignment = found.alignment
    yield _fixing(briefing, alignment.pre, found.value_pre)
    yield _fixing(briefing, alignment.latest, found.value_latest)
    moved = found.to_latest
    refs = refs_of_alignment(alignment)
    yield (
        text(_NONE)
        if moved is None
        else sourced(size_said(moved.log_return, ENGLISH), *refs, tone=tone_of(moved.log_return))
    )
    yield text(_time_known(briefing, item, alignment.spans))


def _time_known(briefing: Briefing, item: EventItem, spans: int) -> str:
    known = "day known, hour not" if item.event.time.precision == "day" else "hour known or bounded"
    return f"{known}: {spans} {briefing.info.observation}s could have known it first" if spans > 1 else known


def _fixing(briefing: Briefing, fixing: Fixing | None, value: Decimal | None) -> Text:
    if fixing is None or value is None:
        return text(_NONE)
    day = dates.day_in_table(made_day(fixing, briefing.info), year=True)
    clock = f", {dates.clock(fixing.made_to, briefing.info.zone)}" if "T" in fixing.label else ""
    return sourced(f"{day}{clock}: {level(value, 3)}", origin_key(briefing.series, fixing.label))


def tests_table(answer: StudyAnswer) -> Table | None:
    """The tests over all windows: what each asks in plain words, its answer, its name; None for a single window."""
    rows = [*_over_all(answer), *_side_by_side(answer)]
    if not rows:
        return None
    return Table(
        columns=(
            Column(title="Asked"),
            Column(title="Found"),
            Column(title="What statisticians call it"),
        ),
        rows=tuple(rows),
    )


def _over_all(answer: StudyAnswer) -> Iterator[tuple[Text, ...]]:
    result = answer.result
    found = {str(row["statistic"]): row for row in result.aggregate.to_dict("records")}
    reasons = reasons_of(result)
    titles = {key: one.title for key, one in date_statistics().items()} | {"pre_trend": "test for a trend before"}
    for key, (asked, said) in _QUESTIONS.items():
        if key not in found or key not in titles:
            continue
        pvalue = number(found[key]["pvalue"])
        if pvalue is not None:
            yield text(asked), text(said.format(n=of_a_hundred(pvalue))), text(f"{titles[key]}; {_p(pvalue)}")
        elif key in reasons:
            yield text(asked), toned(f"cannot be said: {reasons[key]}", "muted"), text(titles[key])


def _side_by_side(answer: StudyAnswer) -> Iterator[tuple[Text, ...]]:
    """Whether any single window stands out once their number is allowed for."""
    rows = answer.result.rows[answer.result.rows["pvalue"].notna()].drop_duplicates(["column", "label", "spans"])
    if len(rows) < 2:
        return
    marked, level_said = int((rows["pvalue"] <= LEVEL).sum()), f"{LEVEL * 100:.0f}"
    expected = float(answer.result.aggregate["expected_false_flags"].iloc[0])
    yield (
        text("How many of these moves stand out by themselves?"),
        text(f"{marked or 'none'} of {len(rows)}; by chance alone about {round(expected, 1):g}"),
        text(f"single tests at the {level_said} % level"),
    )
    for key, one in adjustments().items():
        values = rows[f"{key}_pvalue"].dropna()
        if len(values):
            left, least = int((values <= LEVEL).sum()), float(values.min())
            yield (
                text(f"And once their number is allowed for, so that {_CONTROLS.get(key, one.controls)}?"),
                text(f"{left or 'none'} of {len(values)}"),
                text(f"{one.title}; smallest {_p(least)}"),
            )


def _p(pvalue: float) -> str:
    return p_words(pvalue).replace(" ", NO_BREAK)


_CONTROLS = {
    "bh": "few of those marked are marked by chance",
    "holm": "hardly any is marked by chance",
    "romano_wolf": "hardly any is, moves that hang together reckoned as such",
}
