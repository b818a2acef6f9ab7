"""Copies of old letters lose their bodies, one whole copy of each wording stays, and nothing unsent is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from tests.services.fetched import Surroundings, at
from tracker.delivery.message import build_message, letter_of, message_id
from tracker.model.work import Delivery
from tracker.services.old_letters import WHOLE_FOR, Shortened, shorten, words
from tracker.store.unit_of_work import UnitOfWork

SENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def put(
    engine: Engine, reader: str, *, subject: str = "The week", state: str = "sent", channel: str = "email"
) -> bytes:
    identity = message_id(report="weekly", period="2026-W46", recipient=reader, sender="l@example.net")
    text = f"Good morning, {reader}. " + "What happened this week was this. " * 1000
    raw = build_message(
        subject=subject,
        text=text,
        html=f"<p>{text}</p>",
        sender="l@example.net",
        recipient=reader,
        identity=identity,
        date=SENT,
        list_name="weekly",
    )
    letter = Delivery(
        report="weekly",
        period="2026-W46",
        recipient=reader,
        state=state,
        message_id=identity,
        message=raw,
        created_at=SENT,
        sent_at=SENT if state == "sent" else None,
        channel=channel,
    )
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.add(letter)
        work.commit()
    return raw


def stored(engine: Engine) -> Mapping[str, bytes]:
    with UnitOfWork(engine, write=False) as work:
        return {one.recipient: one.message for one in work.deliveries.all()}


def test_after_half_a_year_one_copy_of_each_wording_is_whole(context: Surroundings) -> None:
    before = {
        reader: put(context.engine, reader, subject=subject)
        for reader, subject in (
            ("ann@example.org", "The week"),
            ("bernd@example.org", "Die Woche"),
            ("cleo@example.org", "The week"),
            ("dora@example.org", "Die Woche"),
        )
    }
    early = at(context, days=WHOLE_FOR.days - 1, hours=23)
    assert shorten(early) == Shortened()  # type: ignore[arg-type]  # all it needs of a context
    done = shorten(at(context, days=WHOLE_FOR.days))  # type: ignore[arg-type]
    assert done.messages == 2
    assert "2 copies of old letters" in words(done)
    found = stored(context.engine)
    assert [reader for reader in before if found[reader] == before[reader]] == ["ann@example.org", "bernd@example.org"]
    for reader in ("cleo@example.org", "dora@example.org"):
        was, now = letter_of(before[reader]), letter_of(found[reader])
        assert (now.recipient, now.sender, now.message_id) == (was.recipient, was.sender, was.message_id)
        assert hashlib.sha256(before[reader]).hexdigest().encode() in found[reader]
        assert len(found[reader]) < 1500
    assert sum(map(len, before.values())) - sum(map(len, found.values())) == done.size
    assert shorten(at(context, days=WHOLE_FOR.days + 1)) == Shortened()  # type: ignore[arg-type]


def test_what_was_not_sent_may_still_be_and_what_is_no_mail_has_no_head(context: Surroundings) -> None:
    put(context.engine, "ann@example.org")
    states = ("pending", "sending", "failed", "uncertain")
    kept = {f"{state}@example.org": put(context.engine, f"{state}@example.org", state=state) for state in states}
    kept["hook@example.org"] = put(context.engine, "hook@example.org", channel="webhook")
    assert shorten(at(context, days=4000)) == Shortened()  # type: ignore[arg-type]
    found = stored(context.engine)
    assert {reader: found[reader] for reader in kept} == kept


def test_every_year_the_bytes_grow_by_what_was_said_and_not_by_who_was_told(context: Surroundings) -> None:
    for number in range(10):
        put(context.engine, f"reader{number}@example.org")
    done = shorten(at(context, days=365))  # type: ignore[arg-type]
    assert done.messages == 9
    sizes = sorted(map(len, stored(context.engine).values()))
    assert sum(sizes[:-1]) < sizes[-1] / 4
    assert timedelta(days=365) > WHOLE_FOR
