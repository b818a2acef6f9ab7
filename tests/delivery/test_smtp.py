"""What becomes of a letter, against a real server that refuses, stalls, drops and lies."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from tests.delivery.mailserver import MailServer
from tracker.delivery.smtp import SmtpTransport
from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import Letter

RAW = (
    b"From: letters@example.net\r\nTo: jane@example.org\r\nMessage-ID: <1@example.net>\r\n"
    b"\r\nHello\r\n.\r\n..x\r\nend\r\n"
)

pytestmark = pytest.mark.watches_processes


def letter(recipient: str = "jane@example.org") -> Letter:
    return Letter(recipient=recipient, sender="letters@example.net", message_id="<1@example.net>", raw=RAW)


def plain(server: MailServer, **changes: float) -> SmtpTransport:
    return SmtpTransport(
        host="127.0.0.1",
        port=server.port,
        security="none",
        timeout=changes.get("timeout", 60.0),
        verdict_timeout=changes.get("verdict_timeout", 60.0),
    )


def failure(transport: SmtpTransport, recipient: str = "jane@example.org") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        transport.send(letter(recipient))
    return caught.value


def is_retryable(error: DeliveryError) -> bool:
    return not error.permanent and not error.uncertain and error.retryable


def test_a_letter_arrives_byte_for_byte_for_one_reader() -> None:
    with MailServer() as server:
        plain(server).send(letter())
    (received,) = server.received
    assert received.raw == RAW
    assert (received.sender, received.recipient) == ("letters@example.net", "jane@example.org")


def test_greylisting_is_retryable_and_the_next_attempt_arrives() -> None:
    with MailServer() as server:
        server.rcpt_replies["jane@example.org"] = ["451 4.7.1 greylisted, come back later"]
        error = failure(plain(server))
        assert is_retryable(error)
        assert "451 4.7.1 greylisted" in str(error)
        plain(server).send(letter())
    assert len(server.received) == 1


def test_an_unknown_reader_is_permanent_and_the_others_still_get_theirs() -> None:
    with MailServer() as server:
        server.rcpt_replies["gone@example.org"] = ["550 5.1.1 no such user"]
        error = failure(plain(server), "gone@example.org")
        plain(server).send(letter("jane@example.org"))
    assert error.permanent
    assert "gone@example.org" in str(error)
    assert "550" in str(error)
    assert [received.recipient for received in server.received] == ["jane@example.org"]


@pytest.mark.parametrize(("reply", "permanent"), [("554 5.7.1 spam", True), ("452 4.3.1 disk full", False)])
def test_a_refusal_after_the_text_is_a_clear_answer(reply: str, *, permanent: bool) -> None:
    with MailServer() as server:
        server.data_replies["jane@example.org"] = [reply]
        error = failure(plain(server))
    assert error.permanent is permanent
    assert not error.uncertain
    assert server.received == []


def test_a_line_dropped_before_the_text_is_retryable() -> None:
    with MailServer() as server:
        server.rcpt_replies["jane@example.org"] = ["drop"]
        assert is_retryable(failure(plain(server)))
    assert server.received == []


def test_a_line_dropped_after_the_text_is_uncertain_because_the_server_may_have_it() -> None:
    with MailServer() as server:
        server.data_replies["jane@example.org"] = ["drop"]
        error = failure(plain(server))
    assert error.uncertain
    assert not error.retryable
    assert len(server.received) == 1, "the server had it: sending again would have made two"
    assert "tracker email resend" in str(error)


def test_a_server_silent_after_the_text_is_uncertain_and_does_not_hold_us_for_ever() -> None:
    with MailServer() as server:
        server.data_replies["jane@example.org"] = ["hang"]
        assert failure(plain(server, verdict_timeout=0.2)).uncertain


def test_a_server_silent_before_the_text_is_retryable_and_does_not_hold_us_for_ever() -> None:
    with MailServer() as server:
        server.rcpt_replies["jane@example.org"] = ["hang"]
        assert is_retryable(failure(plain(server, timeout=0.2)))


def test_nobody_listening_is_retryable_and_names_server_and_settings() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        error = failure(SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=2))
    assert is_retryable(error)
    assert f"127.0.0.1:{port}" in str(error)
    assert "TRACKER_SMTP_HOST" in str(error)


@contextmanager
def scripted(*lines: bytes, swallow: int = 0) -> Iterator[int]:
    """A server that says these lines, one per line it hears, reads ``swallow`` more bytes and goes away."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as heard:
            for line in lines:
                connection.sendall(line + b"\r\n")
                if line is not lines[-1]:
                    heard.readline()
            with suppress(ConnectionError):
                heard.read(swallow)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # reset, not close

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield listener.getsockname()[1]
        thread.join(10)


def test_a_line_dropped_in_the_middle_of_the_text_is_retryable() -> None:
    # No server may take a letter without its final dot, so nothing can have arrived. The text must be larger than
    # what the two kernels buffer, else it is all handed over before anybody notices.
    raw = (b"x" * 78 + b"\r\n") * 400_000
    huge = Letter(recipient="jane@example.org", sender="l@example.net", message_id="<1@example.net>", raw=raw)
    with scripted(b"220 hi", b"250 hello", b"250 ok", b"250 ok", b"354 go", swallow=1000) as port:
        transport = SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60)
        with pytest.raises(DeliveryError) as caught:
            transport.send(huge)
    assert is_retryable(caught.value)


def test_an_answer_that_is_no_answer_after_the_text_is_uncertain() -> None:
    with scripted(b"220 hi", b"250 hello", b"250 ok", b"250 ok", b"354 go", b"OK thanks") as port:
        assert failure(SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60)).uncertain


def test_a_server_that_drips_its_answer_does_not_hold_us_for_ever() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as heard, suppress(OSError):
            connection.sendall(b"220 hi\r\n")
            heard.readline()
            connection.sendall(b"250 hello\r\n")
            heard.readline()
            while True:
                connection.sendall(b"250-wait\r\n")
                pause.wait(0.02)

    pause = threading.Event()
    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with listener:
        port = listener.getsockname()[1]
        transport = SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60, whole_timeout=0.3)
        assert is_retryable(failure(transport))
        thread.join(60)
    assert not thread.is_alive()


def test_a_server_that_refuses_before_it_greets_is_heard() -> None:
    with scripted(b"554 5.7.1 blocked using zen.spamhaus.org", swallow=1000) as port:
        error = failure(SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60))
    assert is_retryable(error)
    assert "blocklist" in str(error)


class TestOneLineForSeveralLetters:
    """A pass of the outbox keeps its connection, and no letter is the worse for it."""

    def test_all_go_over_one_connection(self) -> None:
        with MailServer() as server, plain(server).kept() as line:
            for name in ("jane", "joe", "ann"):
                line.send(letter(f"{name}@example.org"))
        assert [received.recipient.partition("@")[0] for received in server.received] == ["jane", "joe", "ann"]
        assert server.connections == 1

    def test_one_refused_costs_the_others_nothing(self) -> None:
        with MailServer() as server:
            server.rcpt_replies["joe@example.org"] = ["550 5.1.1 no such user"]
            server.data_replies["ann@example.org"] = ["451 4.3.0 later"]
            refused = []
            with plain(server).kept() as line:
                for name in ("jane", "joe", "ann", "eve"):
                    try:
                        line.send(letter(f"{name}@example.org"))
                    except DeliveryError as error:
                        refused.append((name, error.permanent))
        assert refused == [("joe", True), ("ann", False)]
        assert [received.recipient.partition("@")[0] for received in server.received] == ["jane", "eve"]

    @pytest.mark.parametrize("gone", ["drop", "421 4.4.2 idle too long", "hang"])
    def test_a_line_that_went_dead_between_two_letters_loses_none(self, gone: str) -> None:
        with MailServer() as server, plain(server, timeout=1.5 if gone == "hang" else 60).kept() as line:
            server.rset_replies = [gone]
            line.send(letter("jane@example.org"))
            line.send(letter("joe@example.org"))
        assert [received.recipient for received in server.received] == ["jane@example.org", "joe@example.org"]
        assert server.connections == 2

    def test_an_answer_that_comes_too_late_is_not_taken_for_that_to_the_next_letter(self) -> None:
        with MailServer() as server:
            server.data_replies["jane@example.org"] = ["hang"]
            server.rcpt_replies["joe@example.org"] = ["550 5.1.1 no such user"]
            with plain(server, verdict_timeout=0.2).kept() as line:
                with pytest.raises(DeliveryError) as first:
                    line.send(letter("jane@example.org"))
                with pytest.raises(DeliveryError) as second:
                    line.send(letter("joe@example.org"))
        assert first.value.uncertain
        assert second.value.permanent
        assert server.connections == 2

    def test_a_server_that_cannot_be_reached_is_asked_once(self) -> None:
        with scripted(b"421 4.7.0 too busy", swallow=1000) as port:
            transport = SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60)
            with transport.kept() as line:
                for name in ("jane", "joe"):
                    with pytest.raises(DeliveryError, match="too busy") as caught:
                        line.send(letter(f"{name}@example.org"))
                    assert is_retryable(caught.value)

    def test_after_many_letters_it_takes_a_new_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tracker.delivery.smtp.MOST_ON_A_LINE", 2)
        with MailServer() as server, plain(server).kept() as line:
            for _ in range(5):
                line.send(letter())
        assert (len(server.received), server.connections) == (5, 3)


@pytest.mark.parametrize("greeting", [b"554 no service here", b"421 too busy"])
def test_a_server_not_in_service_concerns_no_single_letter(greeting: bytes) -> None:
    with scripted(greeting) as port:
        assert is_retryable(failure(SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60)))


def test_a_server_that_wants_a_login_is_about_settings_not_about_the_letter() -> None:
    with MailServer(login=("me", "x")) as server:
        error = failure(plain(server))
    assert is_retryable(error)
    assert "TRACKER_SMTP_USER" in str(error)


class TestEncryption:
    """Lines are encrypted against a certificate that is checked, or the letter stays here."""

    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def bundle(self, authority: trustme.CA, tmp_path: Path) -> Path:
        path = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(str(path))
        return path

    @staticmethod
    def served(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_trusted_server_gets_login_and_letter(self, security: str, authority: trustme.CA, bundle: Path) -> None:
        tls = self.served(authority)
        with MailServer(tls=tls, implicit_tls=security == "tls", login=("me", "hunter2")) as server:
            SmtpTransport(
                host="127.0.0.1", port=server.port, security=security, user="me", password="hunter2", ca_bundle=bundle
            ).send(letter())
        assert len(server.received) == 1

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_an_untrusted_server_gets_nothing(self, security: str, authority: trustme.CA) -> None:
        with MailServer(tls=self.served(authority), implicit_tls=security == "tls") as server:
            error = failure(SmtpTransport(host="127.0.0.1", port=server.port, security=security, timeout=60))
        assert is_retryable(error)
        assert "TRACKER_CA_BUNDLE" in str(error)
        assert server.received == []

    def test_a_certificate_for_another_name_is_refused(self, authority: trustme.CA, bundle: Path) -> None:
        with MailServer(tls=self.served(authority, "mail.example.net")) as server:
            error = failure(SmtpTransport(host="127.0.0.1", port=server.port, ca_bundle=bundle, timeout=60))
        assert "No trusted connection" in str(error)
        assert server.received == []

    def test_an_expired_certificate_is_refused_and_told(self, authority: trustme.CA, bundle: Path) -> None:
        expired = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        authority.issue_cert("127.0.0.1", not_after=long_ago).configure_cert(expired)
        with MailServer(tls=expired) as server:
            error = failure(SmtpTransport(host="127.0.0.1", port=server.port, ca_bundle=bundle, timeout=60))
        assert is_retryable(error)
        assert "expired certificate" in str(error)
        assert "clock" in error.remedy
        assert server.received == []

    def test_an_offer_of_encryption_taken_away_on_the_line_sends_no_password(self, bundle: Path) -> None:
        with scripted(b"220 hi", b"250-hello\r\n250-AUTH PLAIN\r\n250 XXXXXXXA", swallow=1000) as port:
            transport = SmtpTransport(
                host="127.0.0.1", port=port, user="me", password="hunter2", ca_bundle=bundle, timeout=60
            )
            assert "nothing was sent unprotected" in str(failure(transport))

    def test_a_server_that_takes_back_its_offer_of_encryption_gets_nothing(self, bundle: Path) -> None:
        with scripted(b"220 hi", b"250-hello\r\n250 STARTTLS", b"454 4.7.0 TLS not available", swallow=1000) as port:
            error = failure(SmtpTransport(host="127.0.0.1", port=port, ca_bundle=bundle, timeout=60))
        assert is_retryable(error)
        assert "454 4.7.0 TLS not available" in str(error)

    def test_tls_from_the_first_byte_to_a_server_that_begins_in_clear_names_the_ports(self, bundle: Path) -> None:
        with scripted(b"220 hi\r\n" * 20, swallow=100_000) as port:
            error = failure(SmtpTransport(host="127.0.0.1", port=port, security="tls", ca_bundle=bundle, timeout=60))
        assert is_retryable(error)
        assert "starttls with 587" in error.remedy

    def test_a_server_without_starttls_gets_nothing_in_clear(self) -> None:
        with MailServer() as server:
            error = failure(SmtpTransport(host="127.0.0.1", port=server.port, security="starttls", timeout=60))
        assert "nothing was sent unprotected" in str(error)
        assert server.received == []

    def test_a_wrong_password_is_named_by_its_setting_and_never_shown(
        self, authority: trustme.CA, bundle: Path
    ) -> None:
        with MailServer(tls=self.served(authority), login=("me", "right")) as server:
            transport = SmtpTransport(
                host="127.0.0.1", port=server.port, user="me", password="hunter2-secret", ca_bundle=bundle
            )
            error = failure(transport)
        assert is_retryable(error)
        assert "TRACKER_SMTP_PASSWORD_FILE" in str(error)
        shown = repr(error) + str(error) + repr(error.__cause__) + repr(transport)
        assert "hunter2" not in shown
        assert error.__suppress_context__

    def test_a_bundle_that_cannot_be_read_is_a_settings_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="TRACKER_CA_BUNDLE"):
            SmtpTransport(host="127.0.0.1", ca_bundle=tmp_path / "none.pem").send(letter())


@pytest.mark.parametrize("said", ["hunter2-secret", "AG1lAGh1bnRlcjItc2VjcmV0", "aHVudGVyMi1zZWNyZXQ="])
def test_a_server_that_repeats_the_password_is_not_quoted_in_that(said: str) -> None:
    lines = (b"220 hi", b"250-hello\r\n250 AUTH PLAIN", b"535 5.7.8 refused: " + said.encode())
    with scripted(*lines, swallow=1000) as port:
        error = failure(
            SmtpTransport(
                host="127.0.0.1", port=port, security="none", user="me", password="hunter2-secret", timeout=60
            )
        )
    assert "535 5.7.8 refused: ***" in str(error)
    assert said not in str(error)


def test_a_password_is_never_sent_in_clear_to_another_machine() -> None:
    with pytest.raises(ConfigError, match="clear text"):
        SmtpTransport(host="mail.example.net", security="none", user="me", password="x")


def test_no_server_and_an_unknown_security_are_settings_errors() -> None:
    with pytest.raises(ConfigError, match="TRACKER_SMTP_HOST"):
        SmtpTransport(host="")
    with pytest.raises(ConfigError, match="TRACKER_SMTP_SECURITY"):
        SmtpTransport(host="h", security="ssl")


def test_an_address_outside_ascii_goes_to_a_server_that_can_take_it() -> None:
    with MailServer() as server:
        plain(server).send(letter("жанна@example.org"))
    assert server.received[0].recipient == "жанна@example.org"


def test_an_address_outside_ascii_is_permanent_where_it_cannot_go() -> None:
    with scripted(b"220 hi", b"250 hello") as port:
        assert failure(
            SmtpTransport(host="127.0.0.1", port=port, security="none", timeout=60), "жанна@example.org"
        ).permanent


def test_connecting_asks_no_name_server_for_our_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def waits_for_ever(*_: object) -> str:
        raise AssertionError("socket.getfqdn can wait minutes without a name server")

    monkeypatch.setattr(socket, "getfqdn", waits_for_ever)
    with MailServer() as server:
        plain(server).check()
    assert server.commands
