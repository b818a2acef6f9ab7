"""The bytes of a letter: what readers' programs and mail servers rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.delivery.message import build_message, letter_of, mailbox_key, message_id, parse_address
from tracker.errors import DeliveryError

SUBJECT = "Rouble week 10–16 Nov: 2.5 % weaker, 47.30 per dollar; no new sanctions logged"
AT = datetime(2014, 11, 17, 7, 0, tzinfo=UTC)


def build(**changes: Any) -> bytes:
    arguments = {
        "subject": SUBJECT,
        "text": "IN ONE MINUTE\nThe rouble ended the week 2.5 % weaker → 47.30.\n.\nend\n",
        "html": "<html><body><p>The rouble – 2.5 % weaker</p></body></html>",
        "sender": "Weekly letter <letters@example.net>",
        "recipient": "Jane Doe <jane@example.org>",
        "identity": "<weekly.2014-W46.abc@example.net>",
        "date": AT,
        "list_name": "weekly",
    }
    return build_message(**(arguments | changes))


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_text_and_html_stand_side_by_side_and_survive() -> None:
    message = read(build())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text = message.get_body(("plain",))
    assert text is not None
    assert "2.5 % weaker → 47.30." in text.get_content()


def test_headers_of_a_mailing() -> None:
    message = read(build())
    assert message["Subject"] == SUBJECT
    assert message["From"].addresses[0].addr_spec == "letters@example.net"
    assert message["To"].addresses[0].addr_spec == "jane@example.org"
    assert message["Reply-To"] == "letters@example.net"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-ID"] == "<weekly.example.net>"
    assert message["List-Unsubscribe"] == "<mailto:letters@example.net?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] is None, "would promise an https address we do not have"
    assert message["Message-ID"] == "<weekly.2014-W46.abc@example.net>"


def test_the_same_letter_is_the_same_bytes() -> None:
    assert build() == build()


def test_lines_are_crlf_and_short_even_for_a_long_line_of_html() -> None:
    raw = build(html="<p>" + "ж " * 3000 + "</p>", text="x" * 5000 + "\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.isascii()


@pytest.mark.parametrize("name", ["subject", "sender", "recipient", "identity", "list_name"])
@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r"])
def test_a_line_break_cannot_add_a_header(name: str, breaker: str) -> None:
    with pytest.raises(DeliveryError, match="line break") as caught:
        build(**{name: f"jane@example.org{breaker}Bcc: everyone@example.org"})
    assert caught.value.permanent


words = st.sampled_from(["Rouble", "–", "week", "2.5 %", "−19.9 %", "ünïcode", "a" * 30, "(x)", "10–16", "рубль", "=?"])


@given(st.lists(words, min_size=1, max_size=20).map(" ".join))
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    # EmailMessage loses spaces when it folds such subjects; both of the library's readers must agree.
    raw = build(subject=subject)
    assert str(BytesHeaderParser(policy=default).parsebytes(raw)["Subject"]) == subject
    if not subject.isascii():
        assert str(make_header(decode_header(message_from_bytes(raw)["Subject"]))) == subject


def test_the_identity_tells_weeks_and_readers_apart_but_not_spellings() -> None:
    def identity(period: str, recipient: str) -> str:
        return message_id(report="weekly", period=period, recipient=recipient, sender="letters@example.net")

    first = identity("2014-W46", "jane@example.org")
    assert first.startswith("<weekly.2014-W46.")
    assert first.endswith("@example.net>")
    assert "jane" not in first
    assert first == identity("2014-W46", "Jane Doe <Jane@Example.org>")
    assert len({first, identity("2014-W47", "jane@example.org"), identity("2014-W46", "joe@example.org")}) == 3


def test_a_stored_message_knows_its_envelope() -> None:
    letter = letter_of(build())
    assert (letter.sender, letter.recipient) == ("letters@example.net", "jane@example.org")
    assert letter.message_id == "<weekly.2014-W46.abc@example.net>"
    assert letter.raw == build()


@pytest.mark.parametrize("text", ["", "nobody", "@example.org", "jane@", "a b@example.org", "jane@x\n.org", "<>"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        parse_address(text)


def test_an_address_keeps_its_capitals_for_the_envelope_and_loses_them_as_a_key() -> None:
    assert parse_address("Jane@Example.org").addr_spec == "Jane@Example.org"
    assert mailbox_key("Jane@Example.org") == "jane@example.org"
