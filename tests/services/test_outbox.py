"""The outbox, with a real database and a real mail server: every letter at most once, and no letter lost."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.delivery.mailserver import MailServer
from tracker import config
from tracker.delivery.message import build_message, letter_of, message_id
from tracker.errors import ConfigError, UsageError
from tracker.model.period import Period, iso_week
from tracker.model.work import Delivery, Letter
from tracker.services import letters, outbox
from tracker.services.context import Context, open_context
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2014, 11, 17, 7, tzinfo=UTC)
SENDER = "Weekly letter <letters@example.net>"
JANE, JOE = "jane@example.org", "joe@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def context(server: MailServer, ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    yield from opened(server, tmp_path, **{**ready_environ, "TRACKER_OFFLINE": ""})


def opened(server: MailServer, tmp_path: Path, **changes: str) -> Iterator[Context]:
    environ = {
        "TRACKER_HOME": str(tmp_path / "home"),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": SENDER,
        "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
    }
    settings = config.load(environ | changes, cwd=tmp_path)
    context = at(open_context(settings, load=False), NOW)
    ensure_ready(context.engine)
    yield context
    context.engine.dispose()


def at(context: Context, instant: datetime) -> Context:
    """The same house at another instant, on its own clock."""
    return context.rehearsal(lambda: instant)


def week(label: str = "2014-W46", now: datetime = NOW) -> Period:
    return iso_week(label, zone="UTC", now=now)


def put(context: Context, recipient: str = JANE, period: str = "2014-W46", report: str = "weekly") -> Delivery:
    identity = message_id(report=report, period=period, recipient=recipient, sender=SENDER)
    raw = build_message(
        subject=f"Rouble week {period}",
        text="text\n",
        html="<p>html</p>",
        sender=SENDER,
        recipient=recipient,
        identity=identity,
        date=NOW,
        list_name="weekly",
    )
    delivery = Delivery(
        report=report,
        period=period,
        recipient=recipient,
        state="pending",
        message_id=identity,
        message=raw,
        created_at=NOW,
        next_attempt_at=NOW,
    )
    with UnitOfWork(context.engine, write=True) as work:
        assert work.deliveries.add(delivery)
        work.commit()
    return delivery


def stored(context: Context, recipient: str = JANE, period: str = "2014-W46", report: str = "weekly") -> Delivery:
    with UnitOfWork(context.engine, write=False) as work:
        found = work.deliveries.find(report, period, recipient)
    assert found is not None
    return found


def test_what_was_stored_is_sent_byte_for_byte_and_once(context: Context, server: MailServer) -> None:
    queued = put(context)
    (outcome,) = outbox.send_due(context)
    assert outcome.state == "sent"
    assert outbox.send_due(context) == ()
    assert outbox.send_due(at(context, NOW + timedelta(days=30))) == ()
    assert [received.raw for received in server.received] == [queued.message]
    assert stored(context).sent_at == NOW


@pytest.mark.watches_processes
def test_two_processes_at_once_send_one_letter_to_each(context: Context, server: MailServer) -> None:
    weeks = [f"2014-W{number}" for number in range(30, 42)]
    for period in weeks:
        put(context, period=period)
    with ThreadPoolExecutor(4) as pool:
        found = [future.result() for future in [pool.submit(outbox.send_due, context) for _ in range(4)]]
    assert sorted(outcome.period for outcomes in found for outcome in outcomes) == weeks
    assert len({received.identity for received in server.received}) == len(server.received) == len(weeks)


def test_greylisting_is_tried_again_later_and_not_before(context: Context, server: MailServer) -> None:
    put(context)
    server.rcpt_replies[JANE] = ["451 4.7.1 come back"]
    (first,) = outbox.send_due(context)
    assert first.state == "pending"
    assert first.next_attempt_at is not None
    assert NOW < first.next_attempt_at <= NOW + timedelta(minutes=15)
    assert "451 4.7.1 come back" in first.detail
    assert outbox.send_due(at(context, first.next_attempt_at - timedelta(seconds=1))) == ()
    (second,) = outbox.send_due(at(context, first.next_attempt_at))
    assert second.state == "sent"
    assert len(server.received) == 1


def test_a_server_that_never_takes_it_is_given_up_after_two_days(context: Context, server: MailServer) -> None:
    put(context)
    server.rcpt_replies[JANE] = ["451 4.7.1 never"] * 100
    now, pauses = NOW, []
    while True:
        (outcome,) = outbox.send_due(at(context, now))
        if outcome.state != "pending":
            break
        assert outcome.next_attempt_at is not None
        pauses.append(outcome.next_attempt_at - now)
        now = outcome.next_attempt_at
    assert outcome.state == "failed"
    assert "48 hours" in outcome.detail
    assert "451" in outcome.detail
    assert timedelta(hours=40) <= now - NOW <= timedelta(hours=48)
    assert pauses == sorted(pauses)
    assert outbox.send_due(at(context, now + timedelta(days=9))) == ()


def test_a_machine_off_for_three_days_still_tries_properly(context: Context, server: MailServer) -> None:
    put(context)
    server.rcpt_replies[JANE] = ["451 4.7.1 come back"]
    later = NOW + timedelta(days=3)
    (outcome,) = outbox.send_due(at(context, later))
    assert outcome.state == "pending"


def test_one_unknown_reader_stops_nobody_else(context: Context, server: MailServer) -> None:
    put(context, JANE)
    put(context, JOE)
    server.rcpt_replies[JANE] = ["550 5.1.1 unknown"]
    outcomes = {outcome.recipient: outcome.state for outcome in outbox.send_due(context)}
    assert outcomes == {JANE: "failed", JOE: "sent"}
    assert [received.recipient for received in server.received] == [JOE]
    assert outbox.send_due(at(context, NOW + timedelta(days=1))) == (), "a 5xx is final"


def test_a_line_lost_after_the_text_is_never_sent_again_by_itself(context: Context, server: MailServer) -> None:
    put(context)
    server.data_replies[JANE] = ["drop"]
    (outcome,) = outbox.send_due(context)
    assert outcome.state == "uncertain"
    assert outbox.send_due(at(context, NOW + timedelta(days=30))) == ()
    assert len(server.received) == 1, "the server had it"


def test_resend_is_a_persons_decision_with_the_same_bytes(context: Context, server: MailServer) -> None:
    put(context, JANE)
    put(context, JOE)
    server.data_replies[JANE] = ["drop"]
    outbox.send_due(context)
    (again,) = letters.resend(context, week())
    assert (again.recipient, again.state) == (JANE, "sent")
    to_jane = [received.raw for received in server.received if received.recipient == JANE]
    assert len(to_jane) == 2
    assert len(set(to_jane)) == 1
    assert len(server.received) == 3, "Joe has his"


def test_resend_says_how_things_stand_when_there_is_nothing_to_resend(context: Context) -> None:
    with pytest.raises(UsageError, match="none was ever queued"):
        letters.resend(context, week())
    put(context)
    outbox.send_due(context)
    with pytest.raises(UsageError, match=r"jane@example\.org: sent"):
        letters.resend(context, week(), recipient=JANE)


def test_a_process_that_died_while_sending_leaves_uncertain_after_its_lease(context: Context) -> None:
    put(context)

    class Killed(BaseException):
        pass

    class Dies:
        def send(self, letter: Letter) -> None:
            raise Killed

    with pytest.raises(Killed):
        outbox.send_due(context, transport=Dies())
    assert stored(context).state == "sending"
    said: list[str] = []
    heard = dataclasses.replace(context, say=said.append)
    assert outbox.send_due(at(heard, NOW + timedelta(minutes=5))) == (), "it might still be at it"
    assert stored(context).state == "sending"
    assert outbox.send_due(at(heard, NOW + timedelta(hours=1))) == ()
    assert stored(context).state == "uncertain"
    assert any("tracker email resend --week 2014-W46" in line for line in said)


def test_no_transaction_is_open_while_the_server_is_spoken_to(context: Context, server: MailServer) -> None:
    put(context)
    written = threading.Event()

    def write_meanwhile(_: object) -> None:
        put(context, period="2014-W40")
        written.set()

    server.on_data = write_meanwhile
    outbox.send_due(context)
    assert written.is_set()


def test_a_reader_taken_off_the_list_gets_nothing_more(server: MailServer, tmp_path: Path) -> None:
    for context in opened(server, tmp_path, TRACKER_EMAIL_TO=JOE):
        put(context, JANE)
        (outcome,) = outbox.send_due(context)
        assert outcome.state == "failed"
        assert "TRACKER_EMAIL_TO" in outcome.detail
    assert server.received == []


def test_stopping_ends_between_two_letters(context: Context, server: MailServer) -> None:
    put(context, JANE)
    put(context, JOE)
    outbox.send_due(dataclasses.replace(context, stopping=lambda: len(server.received) == 1))
    assert len(server.received) == 1
    outbox.send_due(context)
    assert sorted(received.recipient for received in server.received) == [JANE, JOE]


def test_the_envelope_is_the_stored_messages_own(context: Context, server: MailServer) -> None:
    queued = put(context)
    outbox.send_due(context)
    (received,) = server.received
    assert (received.sender, received.recipient) == ("letters@example.net", JANE)
    assert received.identity == letter_of(queued.message).message_id


@pytest.mark.parametrize("name", ["TRACKER_SMTP_HOST", "TRACKER_EMAIL_FROM", "TRACKER_EMAIL_TO"])
def test_a_missing_setting_is_named(name: str, server: MailServer, tmp_path: Path) -> None:
    for context in opened(server, tmp_path, **{name: ""}):
        with pytest.raises(ConfigError, match=name):
            letters.send(context, week())
        with pytest.raises(ConfigError, match=name):
            letters.resend(context, week())


def test_offline_opens_no_connection(server: MailServer, tmp_path: Path) -> None:
    for context in opened(server, tmp_path, TRACKER_OFFLINE="1"):
        put(context)
        with pytest.raises(ConfigError, match="offline"):
            outbox.send_due(context)
        assert stored(context).state == "pending"
    assert server.connections == 0


def test_two_spellings_of_one_mailbox_are_one_reader(server: MailServer, tmp_path: Path) -> None:
    for context in opened(server, tmp_path, TRACKER_EMAIL_TO="Jane@Example.org, Jane Doe <jane@example.org>"):
        _, readers = outbox.mailboxes(context.settings)
        assert list(readers) == ["jane@example.org"]


def test_a_week_that_is_not_over_is_not_sent(context: Context, server: MailServer) -> None:
    with pytest.raises(UsageError, match="2014-W47 is not over"):
        letters.send(context, week("2014-W47"))
    assert server.connections == 0
