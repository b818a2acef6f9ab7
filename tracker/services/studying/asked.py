"""The command that asks the same again, for machines."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from tracker.model.instants import format_instant
from tracker.model.plain_text import clean
from tracker.services.prepared import Prepared, Question


def command_of(prepared: Prepared, view: tuple[str, str | None] | None = None) -> str:
    """``tracker study …`` with ``--format json``: the same events, series, choices and past."""
    return shlex.join(["tracker", "study", *_words(prepared, view), "--format", "json"])


def _words(prepared: Prepared, view: tuple[str, str | None] | None) -> Iterator[str]:
    question = prepared.question
    yield from (clean(one) for one in question.event_ids)
    if not question.event_ids:
        yield from _selected(question)
    yield from ("--series", prepared.chosen.levels.series.key)
    if question.window != (0, 0):
        yield f"--window={question.window[0]},{question.window[1]}"
    if question.model:
        yield from ("--model", question.model)
    if view is not None:
        name, value = view
        yield from (f"--{name.replace('_', '-')}", *((clean(value),) if value is not None else ()))
    known = question.known
    if known.public_by is not None:
        yield from ("--public-by", format_instant(known.public_by))
    if known.as_of is not None:
        yield from ("--as-of", format_instant(known.as_of))
    if known.republish:
        yield "--public"


def _selected(question: Question) -> Iterator[str]:
    selection = question.selection
    for option, days in (("--since", selection.first_day), ("--until", selection.until_day)):
        if days is not None:
            yield from (option, days.isoformat())
    several = {
        "--kind": selection.kinds,
        "--action": selection.actions,
        "--stance": selection.stances,
        "--jurisdiction": selection.jurisdictions,
        "--issuer": selection.issuers,
        "--actor": selection.actors,
        "--set": (*(one.name for one in selection.frozen), *selection.sets),
    }
    for option, given in several.items():
        for one in given:
            yield from (option, clean(one))
    if selection.text:
        yield from ("--text", clean(selection.text))
