"""A short message that proves a way of sending: text alone, an identity of its own."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from tracker.delivery.message import parse_address
from tracker.model.instants import require_utc
from tracker.model.work import Letter


def trial_letter(*, subject: str, text: str, sender: str, recipient: str, token: str, date: datetime) -> Letter:
    """The message. ``token`` makes its Message-ID its own; ``ValueError`` for an address that is none."""
    origin, target = parse_address(sender), parse_address(recipient)
    message = EmailMessage(policy=SMTP)
    message["From"] = str(origin)
    message["To"] = str(target)
    message["Subject"] = subject
    message["Date"] = require_utc(date, "date of the message")
    message["Message-ID"] = f"<test.{token}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return Letter(
        recipient=target.addr_spec,
        sender=origin.addr_spec,
        message_id=str(message["Message-ID"]),
        raw=message.as_bytes(),
    )
