"""The outbox with more than one channel, more than one report, and readers who want different things."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.delivery.mailserver import MailServer
from tests.services.test_outbox import JANE, JOE, NOW, at, opened, put, server, stored, week
from tracker.errors import ConfigError, DeliveryError, UsageError
from tracker.model.work import Delivery, Letter
from tracker.services import carriers, letters, outbox
from tracker.services.context import Context
from tracker.store.unit_of_work import UnitOfWork

__all__ = ["server"]
ANN = "ann@example.org"


class Pigeon:
    """A carrier of another channel; ``refuses`` holds what it raises first."""

    def __init__(self) -> None:
        self.carried: list[Letter] = []
        self.refuses: list[DeliveryError] = []

    def send(self, letter: Letter) -> None:
        if self.refuses:
            raise self.refuses.pop(0)
        self.carried.append(letter)

    def check(self, *, timeout: float = 30.0) -> str:
        raise NotImplementedError


@pytest.fixture
def pigeon(monkeypatch: pytest.MonkeyPatch) -> Pigeon:
    found = Pigeon()
    monkeypatch.setitem(carriers._CARRIERS, "pigeon", lambda _: found)  # type: ignore[arg-type]  # a dictionary it is
    return found


@pytest.fixture
def context(server: MailServer, tmp_path: Path) -> Iterator[Context]:
    yield from opened(server, tmp_path)


def alert(context: Context, key: str = "designation:1", channel: str = "pigeon") -> Delivery:
    delivery = Delivery(
        report="alert",
        period=key,
        recipient=channel,
        state="pending",
        message_id=key,
        message=b'{"schema_version": 1}',
        created_at=NOW - timedelta(minutes=1),
        next_attempt_at=NOW,
        channel=channel,
    )
    with UnitOfWork(context.engine, write=True) as work:
        assert work.deliveries.add(delivery)
        work.commit()
    return delivery


def states(context: Context) -> dict[str, str]:
    with UnitOfWork(context.engine, write=False) as work:
        return {one.recipient: one.state for one in work.deliveries.all()}


def test_each_channel_has_its_carrier_and_its_own_document(
    context: Context, server: MailServer, pigeon: Pigeon
) -> None:
    put(context)
    alert(context)
    outcomes = outbox.send_due(context)
    assert [(one.report, one.recipient, one.state) for one in outcomes] == [
        ("alert", "pigeon", "sent"),
        ("weekly", JANE, "sent"),
    ]
    (carried,) = pigeon.carried
    assert (carried.recipient, carried.message_id, carried.raw) == ("pigeon", "designation:1", b'{"schema_version": 1}')
    assert len(server.received) == 1


def test_a_channel_without_carrier_waits_and_stops_no_letter(context: Context, server: MailServer) -> None:
    put(context)
    alert(context)
    said: list[str] = []
    (outcome,) = outbox.send_due(dataclasses.replace(context, say=said.append))
    assert (outcome.recipient, outcome.state) == (JANE, "sent")
    assert states(context) == {"pigeon": "pending", JANE: "sent"}
    assert any("'pigeon'" in line for line in said)
    with pytest.raises(ConfigError, match="'pigeon'"):
        outbox.send_due(context)
    assert states(context)["pigeon"] == "pending", "it goes once there is a carrier"


@pytest.mark.parametrize("name", ["TRACKER_SMTP_HOST", "TRACKER_EMAIL_FROM", "TRACKER_EMAIL_TO"])
def test_unfinished_mail_settings_stop_no_other_channel(
    name: str, server: MailServer, tmp_path: Path, pigeon: Pigeon
) -> None:
    for context in opened(server, tmp_path, **{name: ""}):
        put(context)
        alert(context)
        (outcome,) = outbox.send_due(context)
        assert (outcome.recipient, outcome.state) == ("pigeon", "sent")
        assert states(context)[JANE] == "pending"
    assert server.connections == 0


def test_another_channel_is_tried_again_given_up_and_uncertain_like_mail(context: Context, pigeon: Pigeon) -> None:
    for key in ("a", "b", "c"):
        alert(context, key)
    pigeon.refuses = [
        DeliveryError("later"),
        DeliveryError("never", permanent=True),
        DeliveryError("perhaps", uncertain=True),
    ]
    outcomes = outbox.send_due(context)
    assert [(one.period, one.state, one.detail) for one in outcomes] == [
        ("a", "pending", "later"),
        ("b", "failed", "never"),
        ("c", "uncertain", "perhaps"),
    ]
    (again,) = outbox.send_due(at(context, NOW + timedelta(hours=1)))
    assert (again.period, again.state) == ("a", "sent")


def test_settings_that_stop_working_meanwhile_leave_nothing_uncertain(context: Context, pigeon: Pigeon) -> None:
    """A carrier that finds its settings unusable has sent nothing."""

    class Broken:
        def send(self, letter: Letter) -> None:
            raise ConfigError("the certificate bundle cannot be read")

        def check(self, *, timeout: float = 30.0) -> str:
            raise NotImplementedError

    put(context)
    (outcome,) = outbox.send_due(context, transport=Broken())
    assert (outcome.state, outcome.detail) == ("pending", "the certificate bundle cannot be read")


def test_of_three_readers_each_has_an_answer_of_its_own(server: MailServer, tmp_path: Path) -> None:
    for context in opened(server, tmp_path, TRACKER_EMAIL_TO=f"{JANE}, {JOE}, {ANN}"):
        for reader in (JANE, JOE, ANN):
            put(context, reader)
        server.rcpt_replies[JOE] = ["550 5.1.1 no such user"]
        server.rcpt_replies[ANN] = ["451 4.7.1 greylisted"]
        outcomes = {one.recipient: one for one in outbox.send_due(context)}
        assert {name: one.state for name, one in outcomes.items()} == {JANE: "sent", JOE: "failed", ANN: "pending"}
        assert "there is no such mailbox" in outcomes[JOE].detail
        assert "greylisting" in outcomes[ANN].detail
        (later,) = outbox.send_due(at(context, NOW + timedelta(minutes=10)))
        assert (later.recipient, later.state) == (ANN, "sent")
    assert [one.recipient for one in server.received] == [JANE, ANN]
    assert all(command.count("@") <= 1 for command in server.commands), "one reader in each transaction"


def test_a_server_out_of_reach_is_asked_once_a_pass_and_every_letter_waits(server: MailServer, tmp_path: Path) -> None:
    import socket

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        for context in opened(server, tmp_path, TRACKER_SMTP_PORT=str(bound.getsockname()[1])):
            put(context, JANE)
            put(context, JOE)
            outcomes = outbox.send_due(context)
            assert [one.state for one in outcomes] == ["pending", "pending"]
            assert len({(one.detail, one.next_attempt_at) for one in outcomes}) == 1


class TestWhatReadersWant:
    """``email_options`` holds at the moment of sending, too."""

    def test_a_reader_who_wants_no_letter_is_queued_none(self, server: MailServer, tmp_path: Path) -> None:
        for context in opened(server, tmp_path, TRACKER_EMAIL_OPTIONS=f"{JOE} no-letter alerts"):
            put(context, JANE)
            assert letters.queue(context, week()) == ()
            outcomes = letters.send(context, week())
            assert [(one.recipient, one.state) for one in outcomes] == [(JANE, "sent")]
            assert states(context) == {JANE: "sent"}

    def test_what_is_no_longer_wanted_is_not_sent(self, server: MailServer, tmp_path: Path) -> None:
        wanted = {JANE: {"flash"}, JOE: {"weekly", "alert", "alert-digest"}, ANN: {"weekly"}}
        wishes = {
            "TRACKER_EMAIL_TO": ", ".join(wanted),
            "TRACKER_EMAIL_OPTIONS": f"{JANE} flash no-letter; {JOE} alerts",
        }
        for context in opened(server, tmp_path, **wishes):
            for reader in wanted:
                for report in ("weekly", "flash", "alert", "alert-digest"):
                    put(context, reader, "2014-11-11", report)
            outcomes = outbox.send_due(context)
            for reader, reports in wanted.items():
                assert {one.report for one in outcomes if one.recipient == reader and one.state == "sent"} == reports
            refused = [one for one in outcomes if one.state != "sent"]
            assert {one.state for one in refused} == {"failed"}
            assert all("TRACKER_EMAIL_OPTIONS" in one.detail for one in refused)
        assert len(server.received) == 5

    def test_wishes_of_a_stranger_are_a_settings_error_before_anything_is_sent(
        self, server: MailServer, tmp_path: Path
    ) -> None:
        for context in opened(server, tmp_path, TRACKER_EMAIL_OPTIONS="jo@example.org flash"):
            put(context)
            with pytest.raises(ConfigError, match=r"Did you mean joe@example\.org"):
                outbox.send_due(context)
            assert stored(context).state == "pending"


class TestOtherReportsSentAgain:
    """Also what is no weekly letter goes again only by a person's decision, with the same bytes."""

    def test_a_flash_letter(self, server: MailServer, tmp_path: Path) -> None:
        for context in opened(server, tmp_path, TRACKER_EMAIL_OPTIONS=f"{JANE} flash"):
            put(context, JANE, "2014-11-11")  # a weekly row of the same name stays as it is
            outbox.send_due(context)
            queued = put(context, JANE, "2014-11-11", "flash")
            server.data_replies[JANE] = ["drop"]
            assert [one.state for one in outbox.send_due(context)] == ["uncertain"]
            (outcome,) = outbox.resend(context, report="flash", period="2014-11-11")
            assert (outcome.report, outcome.state) == ("flash", "sent")
            assert [one.raw for one in server.received[1:]] == [queued.message] * 2

    def test_an_alert_by_another_channel(self, context: Context, pigeon: Pigeon) -> None:
        alert(context, "a")
        pigeon.refuses = [DeliveryError("perhaps", uncertain=True)]
        outbox.send_due(context)
        (outcome,) = outbox.resend(context, report="alert", period="a", recipient="pigeon")
        assert outcome.state == "sent"

    def test_without_a_carrier_nothing_is_touched(self, context: Context) -> None:
        alert(context, "a")
        with pytest.raises(ConfigError, match="'pigeon'"):
            outbox.resend(context, report="alert", period="a")

    def test_what_there_is_is_said(self, context: Context, pigeon: Pigeon) -> None:
        alert(context, "a")
        with pytest.raises(UsageError, match=r"There are: a \(pending\)") as caught:
            outbox.resend(context, report="alert")
        assert "--period" in caught.value.remedy
        with pytest.raises(UsageError, match=r"No flash letter of 2014-11-11 to jane.*\(none was ever queued"):
            outbox.resend(context, report="flash", period="2014-11-11", recipient=JANE)

    def test_one_left_by_a_dead_process_is_named_with_its_command(self, context: Context, pigeon: Pigeon) -> None:
        alert(context, "a")
        with UnitOfWork(context.engine, write=True) as work:
            assert work.deliveries.claim(NOW)
            work.commit()
        said: list[str] = []
        later = at(dataclasses.replace(context, say=said.append), NOW + timedelta(hours=1))
        assert outbox.send_due(later) == (), "and no mail setting is needed to say so"
        (line,) = said
        assert "tracker email resend --report alert --period a --to pigeon" in line
