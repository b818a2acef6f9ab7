"""Telling alerts: who gets which, when, in how many messages. Nothing is lost and nothing is told twice.

An alert and its deliveries are written in one transaction, so a process that dies in between has told nothing, and the
next pass tells it. Each reader gets at most so many alerts in 24 hours; the rest is held, and told in one message as
soon as there is room again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.config import Settings
from tracker.errors import ConfigError, DeliveryError, TrackerError
from tracker.model.alert import BEFORE, FOUND, HELD, NOBODY, QUEUED, TOLD, Alert
from tracker.model.instants import format_instant, parse_instant
from tracker.model.work import Delivery
from tracker.services.alerts.addressees import EMAIL, WEBHOOK, Addressee, addressees, channels
from tracker.services.alerts.documents import DIGEST, REPORT, document_of
from tracker.services.alerts.quiet import first_attempt_at
from tracker.services.context import Context
from tracker.services.reader_tokens import reader_key

DAY = timedelta(hours=24)
_NIGHT = "the night of a reader is longer than a message may wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one pass came to: how many alerts went into the outbox, how many are held, how many messages were made.

    ``problem``: why no e-mail could be made; the alerts are held for the readers of e-mail, and told to all others.
    """

    queued: int
    held: int
    messages: int
    problem: TrackerError | None = None


def tell(context: Context) -> Told:
    """Put what is not told yet into the outbox for everybody who is told of alerts."""
    from tracker.store.unit_of_work import UnitOfWork

    settings, now = context.settings, context.now
    everybody, problem = _who(settings)
    own_key = reader_key(context) if any(to.channel == EMAIL for to in everybody) else ""
    with UnitOfWork(context.engine, write=True) as work:
        waiting = [one for one in work.alerts.in_state(FOUND, HELD) if one.detail not in {BEFORE, NOBODY}]
        lately = work.alerts.recent(since=now - 15 * DAY)
        tellings = {one.key: {who: dict(told) for who, told in one.tellings.items()} for one in waiting}
        messages = 0
        for to in everybody:
            round_ = _Round(waiting=waiting, lately=lately, tellings=tellings, to=to, reader_key=own_key)
            try:
                for delivery, keys, state in round_.deliveries(context):
                    messages += work.deliveries.add(delivery)  # one that is there is this very message
                    for key in keys:
                        tellings[key][to.key] = _telling(state, now, delivery.period)
            except (ConfigError, DeliveryError) as error:  # a header that no message can have; nobody else's business
                if to.channel != EMAIL:
                    raise
                problem = error
        changed = [_settled(one, tellings[one.key], everybody, problem) for one in waiting]
        for one in changed:
            work.alerts.put(one)
        work.commit()
    return Told(
        queued=sum(one.state in {QUEUED, TOLD} for one in changed),
        held=sum(one.state == HELD for one in changed),
        messages=messages,
        problem=problem,
    )


def _who(settings: Settings) -> tuple[tuple[Addressee, ...], TrackerError | None]:
    """Everybody to whom can be told by the settings; and why not to the readers of e-mail, where that is so."""
    try:
        everybody = addressees(settings)
    except ConfigError as error:
        return channels(settings), error
    if settings.email_from or all(to.channel != EMAIL for to in everybody):
        return everybody, None
    return channels(settings), ConfigError(
        "Readers ask for alerts, and TRACKER_EMAIL_FROM is not set.",
        remedy="Set it in the environment or in tracker.toml; nothing is lost, alerts wait.",
    )


def lately_told(alerts: Iterable[Alert], recipient: str, now: datetime) -> int:
    """How many alerts a recipient was told in the 24 hours up to ``now``; one message about many held ones is one."""
    since, counted = now - DAY, set()
    for alert in alerts:
        told = alert.tellings.get(recipient)
        if told is None or told["state"] == HELD or not since < parse_instant(told["at"]) <= now:
            continue
        counted.add(told["period"] if told["state"] == TOLD else alert.key)
    return len(counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One addressee's share of a pass."""

    waiting: Sequence[Alert]
    lately: Sequence[Alert]
    tellings: Mapping[str, dict[str, dict[str, str]]]
    to: Addressee
    reader_key: str

    def deliveries(self, context: Context) -> Iterable[tuple[Delivery, tuple[str, ...], str]]:
        """The messages to queue: each with the keys of its alerts, and what becomes of those."""
        now, most = context.now, context.settings.alert_most
        open_ = [
            one for one in self.waiting if self.tellings[one.key].get(self.to.key, {"state": HELD})["state"] == HELD
        ]
        if not open_:
            return
        starts = first_attempt_at(now, context.settings.alert_quiet, self.to.reader.zone)
        if starts is None:
            for one in open_:
                self._hold(one, now, _NIGHT)
            return
        room = most - lately_told(self.lately, self.to.key, now)
        held = [one for one in open_ if self._was_held(one)]
        fresh = [one for one in open_ if not self._was_held(one)]
        if held and room > 0:
            room -= 1
            yield self._delivery(context, held, starts, digest=True), tuple(one.key for one in held), TOLD
            held = []
        for one in fresh[max(room, 0) :]:
            self._hold(one, now, f"{most} alerts in 24 hours are the most")
        for group in self._messages(fresh[: max(room, 0)]):
            yield self._delivery(context, group, starts), tuple(one.key for one in group), QUEUED

    def _messages(self, fresh: Sequence[Alert]) -> Iterable[Sequence[Alert]]:
        """Several alerts of one pass are one message to a person; a program gets each by itself."""
        if self.to.channel == WEBHOOK:
            return [[one] for one in fresh]
        return [fresh] if fresh else []

    def _was_held(self, alert: Alert) -> bool:
        told = self.tellings[alert.key].get(self.to.key)
        return told is not None and told.get("because") != _NIGHT

    def _hold(self, alert: Alert, now: datetime, because: str) -> None:
        self.tellings[alert.key].setdefault(self.to.key, {**_telling(HELD, now, ""), "because": because})

    def _delivery(
        self, context: Context, alerts: Sequence[Alert], starts: datetime, *, digest: bool = False
    ) -> Delivery:
        period = f"{alerts[0].key}.digest" if digest else alerts[0].key
        document = document_of(
            alerts,
            self.to,
            context.settings,
            period=period,
            at=context.clock(),
            digest=digest,
            reader_key=self.reader_key,
        )
        return Delivery(
            report=DIGEST if digest else REPORT,
            period=period,
            recipient=self.to.key,
            state="pending",
            message_id=document.identity,
            message=document.raw,
            created_at=context.clock(),
            next_attempt_at=starts,
            channel=self.to.channel,
        )


def _telling(state: str, at: datetime, period: str) -> dict[str, str]:
    return {"state": state, "at": format_instant(at), "period": period}


def _settled(
    alert: Alert,
    tellings: Mapping[str, Mapping[str, str]],
    everybody: Sequence[Addressee],
    problem: TrackerError | None,
) -> Alert:
    """The alert with what became of it; held as long as one who is told of alerts still waits for it."""
    if problem is not None:
        return replace(alert, tellings=tellings, state=HELD, detail=f"no e-mail can be made: {problem.message}")
    if not everybody:
        return replace(alert, state=HELD, detail=NOBODY)
    states = {to.key: tellings.get(to.key, {"state": HELD}) for to in everybody}
    held = [one for one in states.values() if one["state"] == HELD]
    if held:
        because = held[0].get("because", "")
        return replace(alert, tellings=tellings, state=HELD, detail=because)
    state = TOLD if any(one["state"] == TOLD for one in states.values()) else QUEUED
    return replace(alert, tellings=tellings, state=state, detail="")
