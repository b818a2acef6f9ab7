"""The weekly letter: subject, preview, text part, HTML part and its picture, all from one briefing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tracker.model.reader import Reader
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import plain
from tracker.reports.figures.picture import Picture, picture_of
from tracker.reports.figures.rate import rate_with_events
from tracker.reports.letter.content import LetterContent, content_of
from tracker.reports.letter.text import text_part
from tracker.reports.sent_figures import Change
from tracker.reports.templating import template
from tracker.reports.wording import ENGLISH, words_for

if TYPE_CHECKING:
    from css_inline import CSSInliner

_MOST = 16
"""Rows of one kind: mail programs cut off a letter that is too large, and with it what stands at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """A letter before it becomes a message.

    ``preview`` is the line mail programs show beside the subject. The HTML shows ``picture``, if there is one, by its
    ``content_id``: the two travel together.
    """

    subject: str
    preview: str
    text: str
    html: str
    picture: Picture | None = None
    content_id: str = ""

    @property
    def page(self) -> str:
        """The HTML part with its picture inside, for a browser; mail programs want the picture beside it."""
        if self.picture is None:
            return self.html
        inside = base64.b64encode(self.picture.png).decode("ascii")
        return self.html.replace(f"cid:{self.content_id}", f"data:image/png;base64,{inside}")


def compose(
    briefing: Briefing,
    *,
    reader: Reader | None = None,
    site_url: str = "",
    picture: bool = True,
    changes: Sequence[Change] = (),
    notes: Sequence[str] = (),
) -> LetterWords:
    """The letter of a briefing; the same briefing gives the same letter.

    ``reader`` decides the language and the signs of numbers (English without one). ``site_url`` adds a link to the
    full report; without it, or when it is not an http(s) address, the letter carries none. Without ``picture``, or
    where none can be drawn, the letter says all the same in its table and its words. ``changes`` open the letter: what
    earlier ones told and is another now. ``notes``, in the reader's language, are told with what could not be seen.
    """
    words = words_for(reader) if reader else ENGLISH
    content = content_of(briefing, site_url=site_url, words=words, changes=changes, notes=notes)
    drawn = picture_of(rate_with_events(briefing, words)) if picture else None
    content_id = f"rate.{hashlib.sha256(drawn.png).hexdigest()[:24]}@letter" if drawn else ""
    return LetterWords(
        subject=plain(content.subject),
        preview=plain(content.preview),
        text=text_part(content),
        html=html_part(content, picture=drawn, content_id=content_id),
        picture=drawn,
        content_id=content_id,
    )


def html_part(content: LetterContent, *, picture: Picture | None = None, content_id: str = "") -> str:
    """The letter as one HTML document: tables, styles on each element, nothing loaded from anywhere, all escaped.

    Mail programs that drop the style element lose the dark colours and what is done for narrow screens, no more.
    """
    rendered = template("letter.html.jinja").render(
        letter=content, words=content.words, picture=picture, content_id=content_id, most=_MOST
    )
    return str(_inliner().inline(rendered))


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False)
