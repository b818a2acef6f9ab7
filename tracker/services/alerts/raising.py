"""Raising alerts: every kind looks, and what is new is stored, once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.model.alert import BEFORE, FOUND, HELD, Alert
from tracker.model.instants import format_instant, parse_instant
from tracker.services.alerts.kind import OLD, Found, Kind, Looking, kinds
from tracker.services.context import Context

LOG = logging.getLogger(__name__)

LONGEST = timedelta(days=7)
"""However long nobody looked, nothing older than this raises an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What one look came to: the alerts that are new, how many troubles were over, and what of it failed, in words."""

    new: tuple[Alert, ...]
    ended: int
    failed: tuple[str, ...] = ()


def raise_alerts(context: Context, *, chosen: Mapping[str, Kind] | None = None) -> Raised:
    """Look once, by ``context.now``, and store what is new; the same look twice stores it once.

    At the very first look of a kind lasting troubles are noted and nobody is told: they began before. A kind that
    fails is said, takes nothing away from the others, and looks next time as if it had not looked.
    """
    from tracker.store.unit_of_work import UnitOfWork

    now = context.now
    with UnitOfWork(context.engine, write=False) as work:
        before = work.alerts.last_pass()
        told = work.alerts.recent(since=now - 2 * LONGEST)
    memory: dict[str, object] = dict(before[1]) if before else {}
    open_troubles, seen = _dict(memory.get("open")), _dict(memory.get("seen"))
    new: list[Alert] = []
    over: dict[str, str] = {}
    failed: list[str] = []
    for key, kind in (kinds() if chosen is None else chosen).items():
        own = _dict(memory.get(key))
        seen_at = min(parse_instant(str(seen[key])), now) if key in seen else None
        looking = Looking(
            context=context,
            since=max(now - LONGEST, (seen_at or now) - OLD),
            seen_at=seen_at,
            memory=own,
            told=tuple(one for one in told if one.kind == key),
        )
        try:
            found = tuple(kind.find(looking))
        except Exception as error:  # one kind that stumbles over a surprise must not silence the others
            LOG.debug("looking for %s failed", key, exc_info=error)
            failed.append(f"{key}: {str(error) or type(error).__name__}")
            continue
        memory[key], seen[key] = own, format_instant(now)
        lasting = {f"{key}:{one.subject}" for one in found if one.lasting}
        for trouble in [one for one in open_troubles if one.startswith(f"{key}:") and one not in lasting]:
            over[trouble] = str(open_troubles.pop(trouble))
        for one in found:
            alert = _alert(kind, one, now, first=seen_at is None)
            trouble = f"{key}:{one.subject}"
            if one.lasting:
                if trouble in open_troubles:
                    continue
                open_troubles[trouble] = alert.key
            new.append(alert)
    memory["open"], memory["seen"] = open_troubles, seen
    return Raised(new=_stored(context, new, over, memory), ended=len(over), failed=tuple(failed))


def _alert(kind: Kind, found: Found, now: datetime, *, first: bool) -> Alert:
    held = found.lasting and first
    return Alert(
        key=f"{kind.key}:{found.subject}:{found.episode.replace(':', '')}",
        kind=kind.key,
        state=HELD if held else FOUND,
        found_at=now,
        facts=found.facts,
        detail=BEFORE if held else "",
    )


def _stored(
    context: Context, new: list[Alert], over: Mapping[str, str], memory: Mapping[str, object]
) -> tuple[Alert, ...]:
    """Write all of one look together; the alerts that nobody had stored before."""
    from tracker.store.unit_of_work import UnitOfWork

    added = []
    with UnitOfWork(context.engine, write=True) as work:
        for trouble, key in over.items():
            alert = work.alerts.find(key)
            if alert is not None and trouble:
                work.alerts.put(replace(alert, ended_at=context.now))
        for alert in new:
            if work.alerts.add(alert):
                added.append(alert)
                continue
            known = work.alerts.find(alert.key)
            if known is None or known.ended_at is None:
                continue
            # over, and there again with nothing newer in between: a new episode of the same beginning
            again = replace(alert, key=f"{alert.key}.{alert.found_at:%Y%m%dT%H%M%SZ}")
            if work.alerts.add(again):
                added.append(again)
                _dict_in(memory, "open")[f"{alert.kind}:{alert.subject}"] = again.key
        work.alerts.note_pass(context.now, memory)
        work.commit()
    return tuple(added)


def _dict_in(memory: Mapping[str, object], name: str) -> MutableMapping[str, object]:
    found = memory[name]
    if not isinstance(found, dict):
        raise TypeError(f"the memory of alerts holds no mapping {name!r}")
    return found


def _dict(value: object) -> MutableMapping[str, object]:
    return dict(value) if isinstance(value, dict) else {}
