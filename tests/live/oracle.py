"""What ``tracker now`` has to say at an instant, worked out from the timetable alone by the plainest means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.live.timetable import Making

TWO_DAYS, TWO_WEEKS, FORTY_DAYS = timedelta(hours=48), timedelta(days=14), timedelta(days=40)


@dataclass(frozen=True)
class Event:
    """An event in the ledger: public within [a, b) UTC, entered at ``entered``; ``zone`` is its place."""

    id: str
    a: datetime
    b: datetime
    hour_known: bool
    zone: str = "UTC"
    entered: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which the screen has something else to say of it."""
        return self.a, self.b, self.entered, self.b + TWO_DAYS, self.b + TWO_WEEKS


@dataclass(frozen=True)
class Table:
    """A series: its makings, and up to when its publisher has told everything that was out.

    ``told`` is None for one that nobody could be asked about; ``ended`` has no further making.
    """

    makings: Sequence[Making]
    told: datetime | None
    ended: bool = False

    def known(self, now: datetime) -> list[Making]:
        """What was out by now and has been told."""
        if self.told is None:
            return []
        seen = min(now, self.told)
        return [one for one in self.makings if one.out <= seen]


def screen(now: datetime, tables: Mapping[str, Table], events: Sequence[Event]) -> dict[str, object]:
    """Rates, announced and pending as the JSON of the command has them, titles left out."""
    there = [one for one in events if one.a <= now and one.entered <= now]
    lately = [one for one in there if one.b > now - TWO_DAYS]
    fortnight = [one for one in there if one.b > now - TWO_WEEKS]
    return {
        "rates": {key: rate(now, table) for key, table in tables.items()},
        "announced": {
            one.id: {
                "hour_known": one.hour_known,
                "met": {key: label for key, table in tables.items() if (label := met(one, table.known(now)))},
            }
            for one in lately
        },
        "pending": {
            (one.id, key): waits
            for one in fortnight
            for key, table in tables.items()
            if (waits := pending(one, now, table)) is not None
        },
    }


def rate(now: datetime, table: Table) -> dict[str, object]:
    """The newest rate, what is late, what is next."""
    known = table.known(now)
    newest = known[-1] if known else None
    horizon = newest.made_to + FORTY_DAYS if newest else now
    late = [one for one in table.makings if newest and newest.made_to < one.made_to < horizon and one.expected <= now]
    done = newest.made_to if newest else datetime(2000, 1, 1, tzinfo=UTC)
    coming = next((one for one in table.makings if one.expected > now and one.made_to > done), None)
    return {
        "label": newest.label if newest else None,
        "made_from": stamp(newest.made_from) if newest else None,
        "made_to": stamp(newest.made_to) if newest else None,
        "published_at": stamp(newest.expected) if newest else None,
        "value": newest.value if newest else None,
        "late": [] if table.ended else [window(one) for one in late],
        "next": None if table.ended or coming is None else window(coming),
    }


def _after(event: Event, known: Sequence[Making]) -> list[Making]:
    """The known rates that can know an event, where one before it is known, too."""
    if not any(one.made_to <= event.a for one in known):
        return []
    return [one for one in known if one.made_to > event.a]


def met(event: Event, known: Sequence[Making]) -> str | None:
    """The first rate whose making began when the event was surely public."""
    return next((one.label for one in _after(event, known) if one.made_from >= event.b), None)


def pending(event: Event, now: datetime, table: Table) -> dict[str, object] | None:
    """What the event waits for: the first rate that can know it; where some could already, the first that must."""
    known = table.known(now)
    if table.ended or not known or met(event, known):
        return None
    if not any(one.made_to <= event.a for one in known):
        return None
    could = [one.label for one in _after(event, known)]
    coming = [one for one in table.makings if one.made_to > known[-1].made_to]
    wanted = (one for one in coming if (one.made_from >= event.b if could else one.made_to > event.a))
    first = next(wanted)
    return {"could_know": could, "late": first.expected <= now, "next": window(first)}


def window(one: Making) -> dict[str, str]:
    """As a fixing is written in JSON."""
    return {
        "label": one.label,
        "made_from": stamp(one.made_from),
        "made_to": stamp(one.made_to),
        "expected_at": stamp(one.expected),
    }


def stamp(instant: datetime) -> str:
    """RFC 3339 in UTC."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
