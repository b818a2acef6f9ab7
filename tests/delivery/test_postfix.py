"""Letters handed to Debian's Postfix and read back from the maildir it delivers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.delivery import postfix
from tests.delivery.test_message import build
from tracker.delivery.message import letter_of
from tracker.delivery.sendmail import SendmailTransport
from tracker.delivery.smtp import SmtpTransport
from tracker.errors import DeliveryError
from tracker.model.work import Letter

Tracker = Callable[..., Any]

pytestmark = [
    pytest.mark.watches_processes,
    pytest.mark.skipif(bool(postfix.lacking()), reason=postfix.lacking()),
]

TEXT = "Der Rubel fiel um 2,5\u202f%.\n.\n..zwei Punkte\nFrom the start\n" + "lange Zeile " * 300 + "\n"
HTML = "<p>Der Rubel fiel um 2,5\u202f%.</p>\n.\n" + f"<p>{'x' * 3000}</p>\n"
SUBJECT = "Rubelwoche 10.–16. Nov.: 2,5 % schwächer, 47,30 je Dollar; keine neuen Sanktionen verzeichnet"


@pytest.fixture(scope="module")
def server() -> Iterator[postfix.Postfix]:
    with postfix.running() as running:
        yield running


def by_smtp(server: postfix.Postfix) -> SmtpTransport:
    return SmtpTransport(host="127.0.0.1", port=server.port, security="none")


def by_tls(server: postfix.Postfix) -> SmtpTransport:
    return SmtpTransport(host="127.0.0.1", port=server.port, ca_bundle=server.authority)


def by_command(server: postfix.Postfix) -> SendmailTransport:
    return SendmailTransport(command=f"/usr/sbin/sendmail -C {server.config}")


def letter(recipient: str, identity: str) -> Letter:
    return letter_of(
        build(
            subject=SUBJECT,
            text=TEXT,
            html=HTML,
            sender="Die Rubelwoche – Redaktion <letters@example.net>",
            recipient=f"Jürgen Groß <{recipient}>",
            identity=identity,
        )
    )


def bodies(raw: bytes) -> list[tuple[str, bytes]]:
    """Every part's type and bytes, after decoding; the lines of texts end as in a file."""
    found = []
    for part in postfix.parsed(raw).walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        is_text = part.get_content_maintype() == "text"
        found.append((part.get_content_type(), payload.replace(b"\r\n", b"\n") if is_text else payload))
    return found


@pytest.mark.parametrize(("way", "reader"), [(by_smtp, "jane"), (by_tls, "ann"), (by_command, "joe")])
def test_a_letter_arrives_whole(
    server: postfix.Postfix, way: Callable[[postfix.Postfix], SmtpTransport | SendmailTransport], reader: str
) -> None:
    sent = letter(f"{reader}@example.org", f"<weekly.2014-W46.{reader}@example.net>")
    way(server).send(sent)
    (raw,) = server.letters(reader, sent.message_id)
    got = postfix.parsed(raw)
    assert bodies(raw) == bodies(sent.raw)
    plain = got.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == TEXT
    assert str(got["Subject"]) == SUBJECT
    (origin,) = got["From"].addresses
    (target,) = got["To"].addresses
    assert (origin.display_name, origin.addr_spec) == ("Die Rubelwoche – Redaktion", "letters@example.net")
    assert (target.display_name, target.addr_spec) == ("Jürgen Groß", f"{reader}@example.org")
    assert (got["Return-Path"], got["Message-ID"]) == ("<letters@example.net>", sent.message_id)
    ours = postfix.parsed(sent.raw)
    assert [(name, str(got[name])) for name, _ in ours.items()] == [(name, str(value)) for name, value in ours.items()]
    assert not got.defects
    assert max(map(len, raw.splitlines())) <= 998


def test_over_an_encrypted_line_it_gets_nothing_unless_its_certificate_is_trusted(server: postfix.Postfix) -> None:
    stranger = SmtpTransport(host="127.0.0.1", port=server.port)
    with pytest.raises(DeliveryError, match="no trusted issuer") as caught:
        stranger.send(letter("jane@example.org", "<weekly.2014-W48.jane@example.net>"))
    assert caught.value.retryable
    sent = letter("ann@example.org", "<tls@example.net>")
    by_tls(server).send(sent)
    (raw,) = server.letters("ann", sent.message_id)
    assert " with ESMTPS " in " ".join(postfix.parsed(raw)["Received"].split())


def test_a_letter_sent_twice_is_one_by_its_message_id(server: postfix.Postfix) -> None:
    twice = letter("jane@example.org", "<weekly.2014-W47.twice@example.net>")
    with by_smtp(server).kept() as line:
        line.send(twice)
        line.send(twice)
    first, second = server.letters("jane", twice.message_id, 2)
    assert bodies(first) == bodies(second) == bodies(twice.raw)


@pytest.mark.parametrize(
    ("recipient", "size", "answer", "means"),
    [
        ("nobody@example.org", 1, "550 5.1.1", "no such mailbox"),
        ("jane@example.com", 1, "554 5.7.1", "relaying"),
        ("jane@example.org", 400_000, "552 5.3.4", "larger than the server takes"),
    ],
)
def test_what_it_refuses_is_final_and_explained(
    server: postfix.Postfix, recipient: str, size: int, answer: str, means: str
) -> None:
    raw = build(recipient=recipient, text="x" * 70 + "\n" + ("y" * 70 + "\n") * (size // 71))
    with pytest.raises(DeliveryError) as caught:
        by_smtp(server).send(letter_of(raw))
    assert caught.value.permanent
    assert answer in caught.value.message
    assert means in caught.value.message
    assert caught.value.remedy


def test_a_person_who_tries_it_is_told_the_same(
    server: postfix.Postfix, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": server.port, "SMTP_SECURITY": "none"}.items():
        monkeypatch.setenv(f"TRACKER_{name}", str(value))
    monkeypatch.setenv("TRACKER_EMAIL_FROM", "letters@example.net")
    refused = tracker("email", "test", "--to", "nobody@example.org")
    assert refused.code == 4
    assert "there is no such mailbox" in refused.err
    taken = tracker("email", "test", "--to", "joe@example.org")
    assert taken.code == 0, taken.err
    (identity,) = re.findall(r"<test\.\S+>", taken.out)
    assert server.letters("joe", identity)
