"""Corrections of earlier letters in sentences: "we wrote …; it is …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from tracker.reports import dates
from tracker.reports.numbers import percent
from tracker.reports.sent_figures import SPANS, Change
from tracker.reports.wording import Words

MOST = 8
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def corrected_sentences(changes: Sequence[Change], words: Words) -> tuple[str, ...]:
    """A sentence for each change, the newest period first; of very many the first ``MOST`` and how many more."""
    ordered = sorted(changes, key=lambda one: one.period, reverse=True)
    said = [_sentence(one, words) for one in ordered[:MOST]]
    if len(ordered) > MOST:
        said.append(words.count("corrected.more", len(ordered) - MOST))
    return tuple(said)


def _sentence(change: Change, words: Words) -> str:
    before, after = (_figure(change.kind, value, words) for value in (change.before, change.after))
    given: dict[str, object] = {"period": _period(change.period, words), "before": before, "after": after}
    if change.kind == "verdict":
        given["day"] = dates.day_name(date.fromisoformat(change.day), words=words)
    if change.kind == "watched":
        given["pair"] = change.pair
    return words(f"corrected.{change.kind}", **given)


def _period(label: str, words: Words) -> str:
    week = _WEEK.fullmatch(label)
    if week is None:
        return words("corrected.day", dates=dates.day_name(date.fromisoformat(label), year=True, words=words))
    monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
    return words("corrected.week", dates=dates.span(monday, monday + timedelta(weeks=1), words=words))


def _figure(kind: str, value: str, words: Words) -> str:
    if kind == "verdict":
        return words(f"verdict.{value.replace(' ', '_')}") if value else words("corrected.nothing")
    if not value:
        return words("corrected.none")
    if kind in {"level", "watched"}:
        return words.number(value)
    if kind in SPANS:
        return _direction(float(value), words)
    return value


def _direction(value_change: float, words: Words) -> str:
    if round(100 * value_change, 1) == 0:
        return words("corrected.unchanged")
    key = "corrected.weaker" if value_change < 0 else "corrected.stronger"
    return words(key, percent=percent(abs(value_change), words=words))
