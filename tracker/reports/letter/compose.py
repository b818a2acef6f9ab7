"""The weekly letter: subject, preview, text part and HTML part, all from one briefing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tracker.model.reader import Reader
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import plain
from tracker.reports.letter.content import LetterContent, content_of
from tracker.reports.letter.numbers import Chart
from tracker.reports.letter.text import text_part
from tracker.reports.sent_figures import Change
from tracker.reports.sparks import heights
from tracker.reports.wording import ENGLISH, words_for

if TYPE_CHECKING:
    from jinja2 import Template

_STEPS = 64
_LOWEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """A letter before it becomes a message. ``preview`` is the line mail programs show beside the subject."""

    subject: str
    preview: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the chart: its height in pixels, whether it is the newest, whether a week begins with it."""

    height: int
    newest: bool
    first: bool


def compose(
    briefing: Briefing, *, reader: Reader | None = None, site_url: str = "", changes: Sequence[Change] = ()
) -> LetterWords:
    """The letter of a briefing; the same briefing gives the same letter.

    ``reader`` decides the language and the signs of numbers (English without one). ``site_url`` adds a link to the
    full report; without it, or when it is not an http(s) address, the letter carries none. ``changes`` open the letter:
    what earlier ones told and is another now.
    """
    content = content_of(briefing, site_url=site_url, words=words_for(reader) if reader else ENGLISH, changes=changes)
    return LetterWords(
        subject=plain(content.subject),
        preview=plain(content.preview),
        text=text_part(content),
        html=html_part(content),
    )


def html_part(content: LetterContent) -> str:
    """The letter as one HTML document: tables and inline styles, nothing loaded from anywhere, everything escaped."""
    bars = () if content.chart is None else _bars(content.chart)
    return _template().render(letter=content, bars=bars, highest=_STEPS + _LOWEST)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tracker.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html.jinja")


def _bars(chart: Chart) -> tuple[Bar, ...]:
    steps = heights(chart.values, _STEPS + 1)
    return tuple(
        Bar(
            height=step + _LOWEST,
            newest=number == len(steps) - 1,
            first=number > 0 and chart.groups[number] != chart.groups[number - 1],
        )
        for number, step in enumerate(steps)
    )
