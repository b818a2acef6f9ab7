"""The outbox: one letter of one week to one recipient, at most once, whoever dies in between."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker.model.work import Delivery
from tracker.store.unit_of_work import UnitOfWork

MINUTE = timedelta(minutes=1)
LEASE = 10 * MINUTE


def letter(recipient: str = "ann@example.test", period: str = "2014-W46") -> Delivery:
    return Delivery(
        report="weekly",
        period=period,
        recipient=recipient,
        state="pending",
        message_id=f"<{period}.{recipient}>",
        message=b"Subject: RUB\r\n\r\n\x00\xff",
        created_at=datetime(2014, 11, 17, 6, tzinfo=UTC),
    )


@pytest.fixture
def queued(engine: Engine) -> Engine:
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.add(letter())
        work.commit()
    return engine


def claim(engine: Engine, at: datetime) -> Delivery | None:
    with UnitOfWork(engine, write=True) as work:
        found = work.deliveries.claim(at, lease=LEASE)
        work.commit()
    return found


def mark(engine: Engine, delivery: Delivery, state: str, at: datetime, **how: object) -> bool:
    with UnitOfWork(engine, write=True) as work:
        done = work.deliveries.mark(delivery, state, at=at, **how)
        work.commit()
    return done


def recover(engine: Engine, at: datetime) -> tuple[Delivery, ...]:
    with UnitOfWork(engine, write=True) as work:
        found = work.deliveries.recover(at)
        work.commit()
    return found


def stored(engine: Engine, recipient: str = "ann@example.test") -> Delivery:
    with UnitOfWork(engine, write=False) as work:
        found = work.deliveries.find("weekly", "2014-W46", recipient)
    assert found is not None
    return found


def test_one_report_of_one_period_to_one_recipient(queued: Engine) -> None:
    with UnitOfWork(queued, write=True) as work:
        assert not work.deliveries.add(replace(letter(), message=b"another rendering"))
        assert work.deliveries.add(letter("bob@example.test"))
        assert work.deliveries.add(letter(period="2014-W47"))
        work.commit()
    assert stored(queued) == letter()
    with UnitOfWork(queued, write=False) as work:
        assert work.deliveries.find("weekly", "2014-W48", "ann@example.test") is None


def test_the_way_of_a_letter(queued: Engine, noon: datetime) -> None:
    taken = claim(queued, noon)
    assert taken is not None
    assert (taken.state, taken.attempts, taken.message) == ("sending", 1, letter().message)
    assert claim(queued, noon) is None
    assert mark(queued, taken, "sent", noon + MINUTE, detail="250 ok")
    assert stored(queued) == replace(letter(), state="sent", attempts=1, sent_at=noon + MINUTE, detail="250 ok")
    assert claim(queued, noon + 999 * LEASE) is None


def test_another_attempt_waits_for_its_time(queued: Engine, noon: datetime) -> None:
    taken = claim(queued, noon)
    assert taken is not None
    assert mark(queued, taken, "pending", noon, detail="451 later", next_attempt_at=noon + 5 * MINUTE)
    assert claim(queued, noon + 4 * MINUTE) is None
    again = claim(queued, noon + 5 * MINUTE)
    assert again is not None
    assert (again.attempts, again.next_attempt_at) == (2, None)


def test_the_oldest_is_sent_first(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.add(letter("new@example.test"))
        work.deliveries.add(replace(letter("old@example.test"), created_at=noon - 30 * MINUTE))
        work.commit()
    first = claim(engine, noon)
    assert first is not None
    assert first.recipient == "old@example.test"


def test_a_dead_sender_leaves_an_uncertain_letter_that_nobody_sends_by_itself(queued: Engine, noon: datetime) -> None:
    claim(queued, noon)
    assert recover(queued, noon + LEASE - MINUTE) == ()
    (lost,) = recover(queued, noon + LEASE)
    assert lost.state == "uncertain"
    assert "handed over" in lost.detail
    assert claim(queued, noon + 999 * LEASE) is None
    assert recover(queued, noon + 999 * LEASE) == ()


def test_a_sender_thought_dead_may_still_say_that_it_sent(queued: Engine, noon: datetime) -> None:
    taken = claim(queued, noon)
    assert taken is not None
    recover(queued, noon + LEASE)
    assert mark(queued, taken, "sent", noon + LEASE + MINUTE)
    assert stored(queued).state == "sent"


def test_only_the_latest_claim_may_speak(queued: Engine, noon: datetime) -> None:
    slow = claim(queued, noon)
    assert slow is not None
    (lost,) = recover(queued, noon + LEASE)
    assert mark(queued, lost, "pending", noon + LEASE, detail="resent by hand")
    quick = claim(queued, noon + LEASE)
    assert quick is not None
    assert not mark(queued, slow, "failed", noon + LEASE)
    assert mark(queued, quick, "sent", noon + LEASE)
    assert stored(queued).state == "sent"


@pytest.mark.parametrize("state", ["pending", "failed", "uncertain", "sent"])
def test_sent_is_final(queued: Engine, noon: datetime, state: str) -> None:
    taken = claim(queued, noon)
    assert taken is not None
    mark(queued, taken, "sent", noon)
    assert not mark(queued, taken, state, noon + MINUTE)
    assert stored(queued).sent_at == noon


def test_nothing_can_be_marked_as_sending(queued: Engine, noon: datetime) -> None:
    with pytest.raises(ValueError, match="sending"):
        mark(queued, letter(), "sending", noon)


def test_many_senders_and_every_letter_once(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        for number in range(30):
            work.deliveries.add(letter(f"reader{number}@example.test"))
        work.commit()

    def send_all(_sender: int) -> list[str]:
        mine = []
        while (taken := claim(engine, noon)) is not None:
            mine.append(taken.recipient)
        return mine

    with ThreadPoolExecutor(4) as pool:
        sent = Counter(recipient for mine in pool.map(send_all, range(4)) for recipient in mine)
    assert len(sent) == 30
    assert set(sent.values()) == {1}


def test_the_outbox_by_state(queued: Engine, noon: datetime) -> None:
    with UnitOfWork(queued, write=True) as work:
        work.deliveries.add(replace(letter("bob@example.test"), created_at=noon + timedelta(days=5)))
        work.commit()
    claim(queued, noon)
    with UnitOfWork(queued, write=False) as work:
        assert [one.recipient for one in work.deliveries.all()] == ["bob@example.test", "ann@example.test"]
        assert [one.recipient for one in work.deliveries.all("sending")] == ["ann@example.test"]
        assert [one.recipient for one in work.deliveries.all(limit=1)] == ["bob@example.test"]
        assert work.deliveries.all("failed") == ()


def test_a_claim_can_be_for_some_channels_only(queued: Engine, noon: datetime) -> None:
    alert = replace(letter("webhook", "round:1"), report="alert", channel="webhook")
    later = replace(alert, period="round:2", channel="apprise", next_attempt_at=noon + MINUTE)
    with UnitOfWork(queued, write=True) as work:
        assert work.deliveries.add(alert)
        assert work.deliveries.add(later)
        work.commit()
    with UnitOfWork(queued, write=True) as work:
        assert work.deliveries.channels_due(noon) == {"email", "webhook"}
        assert work.deliveries.channels_due(noon + MINUTE) == {"email", "webhook", "apprise"}
        assert work.deliveries.claim(noon, channels=()) is None
        claimed = work.deliveries.claim(noon, channels={"webhook", "apprise"})
        assert claimed is not None
        assert (claimed.channel, claimed.period) == ("webhook", "round:1")
        assert work.deliveries.claim(noon, channels={"webhook", "apprise"}) is None
        assert work.deliveries.channels_due(noon) == {"email"}
        assert [one.period for one in work.deliveries.of("alert")] == ["round:2", "round:1"]
        assert [one.recipient for one in work.deliveries.of("alert", "round:1")] == ["webhook"]
        assert [one.report for one in work.deliveries.of("weekly", "2014-W46")] == ["weekly"]
        assert work.deliveries.of("flash") == ()
        work.commit()
