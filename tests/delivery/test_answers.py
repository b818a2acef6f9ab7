"""Refusals as large providers and common mail servers word them, and what a person is told of each."""

from __future__ import annotations

import re
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.config.settings import declared
from tracker.delivery import answers
from tracker.delivery.answers import meaning, status_of
from tracker.delivery.connecting import answer, not_connected
from tracker.model.plain_text import hidden_characters

SAID = {
    "greylisting": [
        (450, "4.2.0 <jane@example.org>: Recipient address rejected: Greylisted, see http://postgrey.example/"),
        (451, "4.7.1 Greylisting in action, please come back later"),
        (451, "graylisted - try again in 5 minutes"),
    ],
    "too many came": [
        (450, "4.2.1 The user you are trying to contact is receiving mail at a rate that exceeds the rate limit"),
        (421, "4.7.0 Too many connections from your host"),
        (452, "4.5.3 Your message has too many recipients"),
        (550, "5.4.5 Daily user sending quota exceeded."),
    ],
    "DMARC": [
        (550, "5.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy."),
        (550, "5.7.509 Access denied, sending domain [EXAMPLE.NET] does not pass DMARC verification"),
    ],
    "(SPF)": [
        (550, "5.7.23 <jane@example.org>: Recipient address rejected: Message rejected due to: SPF fail"),
        (550, "5.7.1 Message failed Sender Policy Framework checks"),
        (550, "5.7.23 rejected"),
    ],
    "(DKIM)": [(550, "5.7.20 No passing DKIM signature found"), (550, "5.7.21 refused")],
    "neither SPF nor DKIM": [
        (550, "5.7.26 This mail is unauthenticated, which poses a security risk"),
        (550, "5.7.26 no"),
    ],
    "reverse DNS": [
        (450, "4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]"),
        (550, "5.7.25 The IP address sending this message does not have a PTR record setup"),
    ],
    "blocklist": [
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
        (550, "5.7.1 Our system has detected that this message is suspicious due to the very low reputation"),
        (550, "OU-002 Mail rejected: 192.0.2.1 is listed at bl.example.org"),
    ],
    "relaying": [
        (554, "5.7.1 <x@example.com>: Relay access denied"),
        (550, "5.7.1 Unable to relay"),
        (550, "relay not permitted"),
        (550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain"),
    ],
    "encrypted line": [
        (530, "5.7.0 Must issue a STARTTLS command first."),
        (538, "5.7.11 Encryption required for requested authentication mechanism"),
        (554, "5.7.10 rejected"),
    ],
    "switched off": [
        (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."),
    ],
    "for this program alone": [
        (534, "5.7.9 Application-specific password required."),
        (534, "5.7.14 log in via your web browser"),
    ],
    "log-in was not accepted": [
        (535, "5.7.8 Username and Password not accepted."),
        (535, "5.7.3 Authentication unsuccessful"),
        (535, "Incorrect authentication data"),
    ],
    "log-in first": [
        (530, "5.7.0 Authentication Required."),
        (530, "5.7.57 Client not authenticated to send mail."),
        (550, "Must authenticate before sending"),
    ],
    "full": [
        (452, "4.2.2 The email account that you tried to reach is over quota"),
        (552, "5.2.2 Mailbox full"),
        (452, "4.2.2 later"),
    ],
    "larger": [
        (552, "5.3.4 Message size exceeds fixed limit"),
        (552, "5.3.4 Error: message file too big"),
        (523, "the message-size exceeds the maximum"),
        (552, "no"),
    ],
    "as this sender": [
        (553, "5.7.1 <letters@example.net>: Sender address rejected: not owned by user me"),
        (554, "5.2.252 SendAsDenied; me not allowed to send as this sender"),
        (550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
        (550, "5.1.8 <l@example.invalid>: Sender address rejected: Domain not found"),
        (550, "5.1.7 no"),
    ],
    "no such mailbox": [
        (550, "5.1.1 <jane@example.org>: Recipient address rejected: User unknown in local recipient table"),
        (550, "5.1.1 The email account that you tried to reach does not exist."),
        (550, "No such user here"),
        (550, "5.1.1 gone"),
    ],
    "domain of the reader": [
        (556, "5.1.10 <x@example.com>: Recipient address rejected: Domain example.com does not accept mail (nullMX)"),
        (450, "4.1.2 <x@exmaple.org>: Recipient address rejected: Domain not found"),
    ],
    "nothing at present": [
        (550, "5.2.1 The email account that you tried to reach is inactive."),
        (450, "4.2.1 the mailbox is temporarily disabled"),
    ],
    "unsolicited": [
        (554, "5.7.1 Message rejected as spam by Content Filtering."),
        (550, "5.7.1 rejected for policy reasons"),
    ],
    "SMTPUTF8": [(553, "5.6.7 Non-ASCII addresses not permitted")],
    "loop": [(554, "5.4.6 Hop count exceeded")],
    "next one": [(451, "4.4.1 Connection to the next server failed")],
    "no room": [
        (452, "4.3.1 Insufficient system storage"),
        (421, "4.3.2 Service shutting down"),
        (421, "Service not available"),
    ],
    "rules forbid": [
        (550, "5.7.1 Access denied"),
        (554, "5.7.1 <client[192.0.2.1]>: Client host rejected: Access denied"),
    ],
    "a command": [(502, "5.5.2 Error: command not recognized")],
    "closed to us": [(550, "Requested action not taken")],
    "come again": [(451, "Requested action aborted: local error in processing"), (450, "later")],
    "turned it down": [(554, "Transaction failed")],
}


@pytest.mark.parametrize(("means", "code", "words"), [(m, *said) for m, every in SAID.items() for said in every])
def test_a_refusal_is_told_in_plain_words_with_what_to_do(means: str, code: int, words: str) -> None:
    found = meaning(code, words)
    assert found is not None
    assert means in found.means
    assert found.do.endswith(".")


def test_every_meaning_is_one_that_servers_give() -> None:
    """None is behind another that always comes first."""
    reached = {found.means for every in SAID.values() for said in every if (found := meaning(*said))}
    assert reached == {rule.means for rule in answers._RULES}


def test_every_setting_that_is_advised_exists() -> None:
    variables = {variable for setting in declared() for variable in setting.variables}
    advised = {name for rule in answers._RULES for name in re.findall(r"TRACKER_[A-Z_]+", rule.do)}
    assert advised
    assert advised <= variables


@pytest.mark.parametrize(
    ("code", "words"), [(250, "2.1.5 no such user"), (354, "go"), (-1, "greylisted"), (999, "x"), (599, "x")]
)
def test_what_is_no_refusal_or_unknown_has_no_meaning(code: int, words: str) -> None:
    assert meaning(code, words) is None


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("5.7.1 no", "5.7.1"),
        ("  4.2.0 no", "4.2.0"),
        ("5.7.1234 no", ""),
        ("192.0.2.1 no", ""),
        ("no 5.1.1", ""),
        ("5.1", ""),
    ],
)
def test_an_enhanced_status_stands_at_the_beginning(words: str, status: str) -> None:
    assert status_of(words) == status


@settings(max_examples=60)
@given(st.integers(0, 999), st.binary(max_size=400) | st.text("a\u202e\x1b\r\n\u200b", max_size=300))
def test_whatever_a_server_says_is_one_clean_bounded_line(code: int, words: bytes | str) -> None:
    line = answer(code, words)
    assert hidden_characters(line) == ()
    assert "\n" not in line
    assert len(line) <= 200


@pytest.mark.parametrize(
    ("error", "security", "why", "do"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "tls", "no machine by the name", "SMTP_HOST"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "tls", "no name server says where", "DNS"),
        (ConnectionRefusedError(111, "Connection refused"), "tls", "nothing listens there", "TRACKER_SMTP_PORT"),
        (TimeoutError("timed out"), "starttls", "no answer within 30 s", "TRACKER_SMTP_SECURITY=tls, 465"),
        (TimeoutError("timed out"), "tls", "no answer within 30 s", "TRACKER_SMTP_SECURITY=starttls, 587"),
        (OSError(101, "Network is unreachable"), "tls", "Network is unreachable", "TRACKER_SMTP_HOST"),
    ],
)
def test_a_server_out_of_reach_is_told_by_why(error: Exception, security: str, why: str, do: str) -> None:
    found = not_connected(error, host="mail.example.net", port=587, user="me", security=security, timeout=30)
    assert found.retryable
    assert why in found.message
    assert "mail.example.net:587" in found.message
    assert do in found.remedy
