"""Whose ledger it is, for a pair: said once where its events were not logged for the currency studied."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.data.loader import target_of, targets
from tracker.model.event import PolicyEvent
from tracker.model.series import SeriesName
from tracker.reports.wording import told


def ledger_note(name: SeriesName, events: Iterable[PolicyEvent]) -> str:
    """What to say of the ledger (``events``: the whole of it) beside a pair; empty where it was logged for the pair."""
    target = target_of(name.base, name.quote)
    if target is None:
        return told("ledger.about_russia")
    if target.whole_ledger:
        return ""
    if target.role == "placebo":
        return target.because
    own = sum(target.is_about(event.target, event.programme) for event in events)
    whole = next((one.name for one in targets().values() if one.whole_ledger), "")
    if not own:
        return told("ledger.no_own", target=target.name, whole=whole)
    return told(f"ledger.own.{'one' if own == 1 else 'other'}", n=own, target=target.name, whole=whole)
