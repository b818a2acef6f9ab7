"""Letters sent half a year ago keep one whole copy; of the other readers' copies the head stays, with a digest.

What was said must stay provable, so one copy of every letter is whole for ever. The others say the same to other
readers: their heads prove to whom, when and under which Message-ID it went, and the digest which bytes. Letters that
were not sent, or of which nobody knows, are never touched: those bytes may still be sent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import default as default_policy

from tracker.services.context import Context
from tracker.services.places import size_words

WHOLE_FOR = timedelta(days=180)

_MARK = b"X-Tracker-Whole-SHA256"
_ENDS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """How many messages lost their bodies, and how many bytes that were."""

    messages: int = 0
    size: int = 0


def shorten(context: Context) -> Shortened:
    """Shorten what may be; doing it twice changes nothing more. One transaction for each letter."""
    from tracker.store.unit_of_work import UnitOfWork

    now = context.clock()
    sent_by = now - WHOLE_FOR
    with UnitOfWork(context.engine, write=False) as work:
        letters = work.old_letters.letters(sent_by)
    messages = size = 0
    for report, period in letters:
        with UnitOfWork(context.engine, write=True) as work:
            kept: set[str] = set()
            for one in work.old_letters.whole(report, period, sent_by):
                subject = _subject(one.message)
                if subject not in kept:  # the first copy of each wording: readers of other languages have another
                    kept.add(subject)
                    continue
                short = head_of(one.message, at=now)
                if len(short) < len(one.message) and work.old_letters.replace(one, short, sent_by):
                    messages += 1
                    size += len(one.message) - len(short)
            work.commit()
    return Shortened(messages=messages, size=size)


def words(done: Shortened) -> str:
    """One line for a log; empty where nothing was done."""
    if not done.messages:
        return ""
    noun = "copy" if done.messages == 1 else "copies"
    return f"{done.messages} {noun} of old letters shortened to their heads ({size_words(done.size)})"


def head_of(message: bytes, *, at: datetime) -> bytes:
    """The head of a message with the digest of the whole, and a line in place of its body.

    >>> from datetime import UTC
    >>> raw = b"To: a@example.org\\r\\nMessage-ID: <1@x>\\r\\n\\r\\nGood morning\\r\\n"
    >>> print(head_of(raw, at=datetime(2026, 11, 27, tzinfo=UTC)).decode().replace("\\r", "")[:40])
    To: a@example.org
    Message-ID: <1@x>
    X-Tr
    """
    head, found, _ = message.partition(_ENDS)
    if not found or _MARK in head:
        return message
    digest = hashlib.sha256(message).hexdigest().encode()
    note = f"This copy of {len(message)} bytes was sent. Its body was dropped on {at:%Y-%m-%d};"
    note += " another copy of the same letter is kept whole.\r\n"
    return head + b"\r\n" + _MARK + b": " + digest + _ENDS + note.encode()


def _subject(message: bytes) -> str:
    return str(BytesHeaderParser(policy=default_policy).parsebytes(message).get("Subject", ""))
