"""What a study leaves out and how it was reckoned, in readers' words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.analysis.factors import BENCHMARK, NAMES
from tracker.analysis.model import models
from tracker.model.held_flat import reason_alone
from tracker.reports.choice_words import choice_rows
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Notes, Text, text
from tracker.reports.numbers import percent
from tracker.reports.ranking import tags
from tracker.services.calibrations import calibration_lines, own_years
from tracker.services.findings import factor_words
from tracker.services.study_tests import number
from tracker.services.study_words import UNMEASURED, ordinary_days, window_words, years_of

if TYPE_CHECKING:
    from tracker.model.event_set import EventSet
    from tracker.reports.briefing import Briefing
    from tracker.services.prepared import Prepared
    from tracker.services.studies import StudyAnswer

_LONGEST = 400


def left_out_part(answer: StudyAnswer, briefing: Briefing) -> Iterator[Block]:
    """Announcements no rate could be set against, moves without a test, tests that do not apply; each reason once."""
    known = tags(briefing.events)
    rows: list[tuple[str, Text]] = [
        ("no rate", text(f"{clean(because, _LONGEST)}: {', '.join(clean(one, 80) for one in ids)}"))
        for because, ids in _grouped(answer.left_out).items()
    ]
    untested: list[tuple[str, str]] = []
    frame = answer.result.rows.to_dict("records")
    for entry in answer.result.not_applicable.to_dict("records"):
        where = entry["row"]
        if entry["statistic"] == "pvalue" and number(frame[where]["pvalue"]) is None:
            untested.append((answer.events[where].id, str(entry["because"])))
    for because, ids in _grouped(untested).items():
        told = " ".join(known[one] for one in ids if one in known)
        rows.append(("no test", text(f"{clean(reason_alone(because), _LONGEST)} [{told}]")))
    rows += [("source", text(clean(said, _LONGEST))) for said in answer.barred]
    if rows:
        yield Notes(rows=tuple(rows))


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for event_id, because in pairs:
        found.setdefault(because, []).append(event_id)
    return found


def method_part(answer: StudyAnswer, prepared: Prepared, sets: Sequence[EventSet]) -> Iterator[Block]:
    """What was looked at, against what, and how often that is wrong on ordinary days."""
    yield Notes(
        rows=tuple((key, text(said) if isinstance(said, str) else said) for key, said in _rows(answer, prepared))
    )
    if sets:
        yield Notes(rows=tuple(("set" if first else "", text(said)) for first, said in _sets(sets)))


def _rows(answer: StudyAnswer, prepared: Prepared) -> Iterator[tuple[str, str | Text]]:
    spec, series = answer.result.spec, answer.aligned.levels.series
    pair = pair_of(series.name)
    yield (
        "looked at",
        f"{window_words(spec.window).partition(': ')[2]}; moves over them, {series.unit}, as what {pair.a_quote} buys",
    )
    yield "own part", _own_part(answer, prepared)
    if answer.no_factors and spec.model not in ("raw", "comparison"):
        yield "", f"Nothing else is allowed for, because {clean(answer.no_factors, _LONGEST)}."
    yield "held against", ordinary_days(answer)
    yield (
        "how rare",
        (
            "the own part over its expected size that day, ranked among those of earlier ordinary days, of which the"
            " equally nervous ones weigh most; weaker and stronger count alike"
        ),
    )
    within = percent(prepared.context.settings.plausible_effect, digits=0)
    yield (
        "verdicts",
        (
            "unusual: as large on at most 1 of 100 ordinary days; somewhat unusual: on at most 5 (between 3 and 7"
            f" “borderline”); ordinary: on more, and no effect beyond ± {within} fits the data;"
            " otherwise nobody can tell"
        ),
    )
    told = calibration_lines(spec, series.name.source)
    yield "checked", " ".join(told) if told else UNMEASURED
    for said in own_years(spec, series.name, years_of(answer)):
        yield "", said
    if answer.choice is not None:
        yield from choice_rows(answer.choice)
    if answer.ledger_note:
        yield "ledger", clean(answer.ledger_note, _LONGEST)


def _own_part(answer: StudyAnswer, prepared: Prepared) -> str:
    model = answer.result.spec.model
    frames = prepared.frames
    if model == "factor":
        parts = ", ".join(factor_words(frames.column, key) for key in frames.factor_keys)
        return f"the move less its usual drift and what usually goes with the moves of {parts}"
    if model == "mean":
        return "the move less its usual drift"
    benchmark = f" (the benchmark: {NAMES[BENCHMARK]})" if model == "market" else ""
    return f"model {model}: {models()[model].title}{benchmark}"


def _sets(sets: Sequence[EventSet]) -> Iterator[tuple[bool, str]]:
    for one in sets:
        title, version = clean(one.title, _LONGEST), clean(one.version, 40)
        yield True, f"{one.name}, version {version}, frozen on {one.frozen_on.isoformat()}: {title}"
        yield False, f"Rule: {clean(one.rule, 2000)}"
        for event_id, because in one.excluded.items():
            yield False, f"Considered and left out: {clean(event_id, 80)}: {clean(because, _LONGEST)}"
        yield False, f"SHA-256 of its file: {one.sha256}"
