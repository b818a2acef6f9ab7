"""The bytes of a letter: what readers' programs and mail servers rely on."""

from __future__ import annotations

import hmac
import subprocess
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.delivery.message import (
    Enclosure,
    build_message,
    letter_of,
    mailbox_key,
    message_id,
    parse_address,
    reader_token,
)
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


PICTURE = Enclosure(
    content=b"\x89PNG" + bytes(range(256)), media_type="image/png", filename="rate.png", content_id="a@letter"
)
SHEET = Enclosure(
    content=b"PK" * 4000,
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    filename="zahlen-für-märz.xlsx",
)


def tree(part: EmailMessage) -> Any:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [tree(one) for one in part.iter_parts()])  # type: ignore[arg-type]


def test_a_picture_stands_beside_the_html_and_a_file_at_the_end() -> None:
    page = ("multipart/related", ["text/html", "image/png"])
    letter = ("multipart/alternative", ["text/plain", page])
    assert tree(read(build(enclosures=(PICTURE,)))) == letter
    assert tree(read(build(enclosures=(SHEET, PICTURE)))) == ("multipart/mixed", [letter, SHEET.media_type])
    assert tree(read(build(enclosures=(SHEET,)))) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), SHEET.media_type],
    )


def test_a_picture_is_shown_by_its_id_and_a_file_keeps_its_name() -> None:
    parts = {part.get_content_type(): part for part in read(build(enclosures=(PICTURE, SHEET))).walk()}
    picture, sheet = parts["image/png"], parts[SHEET.media_type]
    assert picture["Content-ID"] == "<a@letter>"
    assert picture["Content-Disposition"].content_disposition == "inline"
    assert picture.get_filename() == "rate.png"
    assert picture.get_content() == PICTURE.content
    assert sheet["Content-Disposition"].content_disposition == "attachment"
    assert sheet.get_filename() == SHEET.filename
    assert sheet.get_content() == SHEET.content


def test_a_letter_with_everything_is_the_same_bytes_in_short_lines_of_ascii() -> None:
    raw = build(enclosures=(PICTURE, SHEET))
    assert raw == build(enclosures=(PICTURE, SHEET))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    boundaries = [part.get_boundary() for part in read(raw).walk() if part.is_multipart()]
    assert len(boundaries) == len(set(boundaries)) == 3
    assert (
        build(identity="<weekly.2014-W47.abc@example.net>").split(b"boundary=")[1][:40]
        != raw.split(b"boundary=")[1][:40]
    )


def test_another_reader_of_mail_finds_the_same(tmp_path: Path) -> None:
    raw = build()  # it reads no alternatives within other parts
    answer = subprocess.run(
        ["git", "mailinfo", "--encoding=UTF-8", "-k", "text", "rest"],
        input=raw.replace(b"\r\n", b"\n"),  # as a mailbox keeps it
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    told = dict(line.split(": ", 1) for line in answer.stdout.decode().splitlines() if ": " in line)
    assert told["Subject"] == SUBJECT
    assert told["Email"] == "letters@example.net"
    assert told["Author"] == "Weekly letter"
    assert told["Date"] == "Mon, 17 Nov 2014 07:00:00 +0000"
    words = (tmp_path / "text").read_text("utf-8")
    assert "2.5 % weaker → 47.30." in words
    assert "<p>The rouble – 2.5 % weaker</p>" in words


def test_replies_and_requests_to_stop_reach_a_person() -> None:
    message = read(build(reply_to="Jane Editor <editor@example.net>"))
    assert message["Reply-To"].addresses[0].addr_spec == "editor@example.net"
    assert message["List-Unsubscribe"] == "<mailto:editor@example.net?subject=unsubscribe>"
    odd = read(build(reply_to="a?b&c=d%e@example.net"))
    assert odd["List-Unsubscribe"] == "<mailto:a%3Fb%26c%3Dd%25e@example.net?subject=unsubscribe>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.net/stop", "https://example.net/stop?reader={}"),
        ("https://example.net/stop?list=a", "https://example.net/stop?list=a&reader={}"),
        ("https://example.net/stop#here", "https://example.net/stop?reader={}#here"),
        ("https://example.net/" + "a/" * 300, "https://example.net/" + "a/" * 300 + "?reader={}"),
    ],
)
def test_one_click_is_promised_only_with_an_https_address_that_knows_the_reader(url: str, expected: str) -> None:
    raw = build(unsubscribe_url=url, reader_key="0a1b")
    token = hmac.digest(b"0a1b", b"jane@example.org", "sha256").hex()[:32]
    assert token == reader_token("JANE@example.org", "0a1b")
    assert len({token, reader_token("joe@example.org", "0a1b"), reader_token("jane@example.org", "0a1c")}) == 3
    found = message_from_bytes(raw, policy=default)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ways = found["List-Unsubscribe"].replace(" ", "").split(",")
    assert ways == [f"<{expected.format(token)}>", "<mailto:letters@example.net?subject=unsubscribe>"]
    assert f"<{expected.format(token)}>".encode() in raw, "as it stands: no program follows an encoded word"


def test_without_a_key_nobody_is_named_by_what_everybody_could_work_out() -> None:
    message = message_from_bytes(build(unsubscribe_url="https://example.net/stop"), policy=default)
    assert message["List-Unsubscribe"] == "<mailto:letters@example.net?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.net/stop",
        "https://example.net/>,<mailto:x@y.z",
        "https://example.net/é",
        "https://e/" + "a" * 900,
    ],
)
def test_an_address_of_unsubscribing_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(DeliveryError, match="address of unsubscribing") as caught:
        build(unsubscribe_url=url, reader_key="0a1b")
    assert caught.value.permanent


@pytest.mark.parametrize("name", ["reply_to", "unsubscribe_url"])
@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_setting_cannot_add_a_header(name: str, breaker: str) -> None:
    with pytest.raises(DeliveryError, match=r"line break|address"):
        build(reader_key="0a1b", **{name: f"https://example.org/jane@example.org{breaker}Bcc: everyone@example.org"})
