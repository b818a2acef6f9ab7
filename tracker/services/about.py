"""Whose ledger it is, for a pair: said once where its events were not logged for the currency studied."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.data.loader import target_of, targets
from tracker.model.event import PolicyEvent
from tracker.model.series import SeriesName

ABOUT_RUSSIA = (
    "The ledger is about Russia: the events here were logged for the rouble, and what moves this pair may be in none of"
    " them."
)


def ledger_note(name: SeriesName, events: Iterable[PolicyEvent]) -> str:
    """What to say of the ledger (``events``: the whole of it) beside a pair; empty where it was logged for the pair."""
    target = target_of(name.base, name.quote)
    if target is None:
        return ABOUT_RUSSIA
    if target.whole_ledger:
        return ""
    if target.role == "placebo":
        return target.because
    own = sum(target.is_about(event.target, event.programme) for event in events)
    whole = next((one.name for one in targets().values() if one.whole_ledger), "")
    if not own:
        return (
            f"The ledger has no event about {target.name}: those here were logged for {whole}, and what moves this pair"
            " may be in none of them."
        )
    noun = "event" if own == 1 else "events"
    return f"The ledger has {own} {noun} about {target.name}; all others here were logged for {whole}."
