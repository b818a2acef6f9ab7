"""One reader's letter: the words in that reader's language, the picture, the spreadsheet if wished, and the message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.delivery.message import Enclosure, build_message, message_id
from tracker.model.reader import Reader

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.reports.sent_figures import Change

_PICTURE = "rate.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A letter as one reader would get it.

    ``raw`` is the complete message and ``html`` its HTML part; ``page`` is the same with the picture inside, for a
    browser. ``png`` and ``xlsx`` (with its ``filename``) are empty where the letter has none.
    """

    subject: str
    preview: str
    text: str
    html: str
    raw: bytes
    page: str = ""
    png: bytes = b""
    xlsx: bytes = b""
    filename: str = ""


def letter_for(
    reader: Reader,
    briefing: Briefing,
    settings: Settings,
    *,
    report: str,
    sender: str,
    at: datetime,
    changes: Sequence[Change] = (),
    notes: Sequence[str] = (),
    subject_key: str = "",
    reader_key: str = "",
) -> Preview:
    """The letter of a briefing to one reader, dated ``at``: the bytes that will be kept and sent.

    ``report`` names the kind of letter in its Message-ID and List-ID; ``sender`` is the mailbox it comes from;
    ``changes`` are what earlier letters told and is another now; ``notes`` are told with what could not be seen;
    ``subject_key`` is the message that frames the subject; ``reader_key`` makes the token of the address of
    unsubscribing, which is left out without it.
    """
    from tracker.reports.letter.compose import compose
    from tracker.reports.letter.workbook import MEDIA_TYPE, filename, workbook
    from tracker.reports.wording import words_for

    words = compose(briefing, reader=reader, site_url=settings.site_url, changes=changes, notes=notes)
    subject = words_for(reader)(subject_key, subject=words.subject) if subject_key else words.subject
    enclosures = []
    if words.picture is not None:
        enclosures.append(
            Enclosure(content=words.picture.png, media_type="image/png", filename=_PICTURE, content_id=words.content_id)
        )
    sheet, name = b"", ""
    if reader.wants("xlsx"):
        sheet, name = workbook(briefing, words_for(reader)), filename(briefing, words_for(reader))
        enclosures.append(Enclosure(content=sheet, media_type=MEDIA_TYPE, filename=name))
    raw = build_message(
        subject=subject,
        text=words.text,
        html=words.html,
        sender=sender,
        recipient=reader.address,
        identity=message_id(report=report, period=briefing.period.label, recipient=reader.address, sender=sender),
        date=at,
        list_name=report,
        enclosures=enclosures,
        reply_to=settings.email_reply_to,
        unsubscribe_url=settings.unsubscribe_url,
        reader_key=reader_key,
    )
    return Preview(
        subject=subject,
        preview=words.preview,
        text=words.text,
        html=words.html,
        raw=raw,
        page=words.page,
        png=b"" if words.picture is None else words.picture.png,
        xlsx=sheet,
        filename=name,
    )
