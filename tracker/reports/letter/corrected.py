"""Corrections of earlier letters in sentences: "we wrote …; it is …"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tracker.model.series import SeriesName
from tracker.reports import dates
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.letter.lists import counts_words
from tracker.reports.numbers import level, percent
from tracker.reports.sent_figures import Change
from tracker.reports.wording import Words

MOST = 8
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def corrected_sentences(changes: Sequence[Change], words: Words) -> tuple[str, ...]:
    """A sentence for each change, the newest period first; of very many the first ``MOST`` and how many more."""
    ordered = sorted(changes, key=lambda one: _begins(one.period), reverse=True)
    said = [_sentence(one, words) for one in ordered[:MOST]]
    if len(ordered) > MOST:
        said.append(words.count("corrected.more", len(ordered) - MOST))
    return tuple(said)


def _sentence(change: Change, words: Words) -> str:
    about = clean(change.about, 80)
    given: dict[str, object] = {"period": _period(change.period, words)}
    if change.kind == "verdict":
        given["day"] = dates.day_name(date.fromisoformat(change.about), words=words)
    elif change.kind == "watched":
        given["pair"] = about
    elif change.kind == "list":
        given["name"] = about
    for side, figure in (("before", change.before), ("after", change.after)):
        given[side] = _figure(change, figure, words)
    return words(f"corrected.{change.kind}", **given)


def _begins(label: str) -> date:
    week = _WEEK.fullmatch(label)
    return date.fromisocalendar(int(week[1]), int(week[2]), 1) if week else date.fromisoformat(label)


def _period(label: str, words: Words) -> str:
    first = _begins(label)
    if "W" not in label:
        return words("corrected.day", dates=dates.day_name(first, year=True, words=words))
    return words("corrected.week", dates=dates.span(first, first + timedelta(weeks=1), words=words))


def _figure(change: Change, figure: Any, words: Words) -> str:
    if change.kind == "verdict":
        return words(f"verdict.{figure.replace(' ', '_')}") if figure else words("corrected.nothing")
    if change.kind == "list":
        return counts_words(figure, words) or words("corrected.no_change")
    if change.kind in {"series", "sanctions"}:
        return str(figure)
    return words("corrected.none") if figure is None else _span(change.about, figure, words)


def _span(pair: str, span: Mapping[str, Any], words: Words) -> str:
    """ "46.14 → 47.30, 2.5 % weaker (a dollar costs 2.5 % more)"."""
    value, costs = (span[side] for side in ("value", "costs"))
    if round(100 * value, 1) == 0:
        moved = words("corrected.unchanged")
    else:
        shares = {"worth": percent(abs(value), words=words), "costs": percent(abs(costs), words=words)}
        key = "corrected.weaker" if value < 0 else "corrected.stronger"
        moved = words(key, a_base=pair_of(SeriesName.parse(pair), words).a_base, **shares)
    first, last = (level(Decimal(span[end]), words=words) for end in ("from", "to"))
    return words("corrected.levels", first=first, last=last, moved=moved)
