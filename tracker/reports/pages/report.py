"""A report as the body of a page: notices, headline, sections with their figures, announcements, origins, citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tracker.reports.cleaning import plain
from tracker.reports.commands import Commands, commands_of, without_commands
from tracker.reports.document import Report, Section, Span, Text, WindowBlock, as_str
from tracker.reports.pages import blocks
from tracker.reports.pages.citing import cite_part
from tracker.reports.pages.events import event_list
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.origins import PLACE, TITLE, origins_part
from tracker.reports.pages.shell import NavLink
from tracker.reports.pages.telling import Telling
from tracker.reports.pages.titles import sentence_case

LOG = "log"
"""The section that other formats tell the events' pages in; a page has each event with all that is known of it."""

_FIRST = re.compile(r"[.!?](?= [A-Z“]| ?$)")
_THROUGH = " – "
_QUALITY = "quality"
_SUMMED_UP = "numbers"
"""The section with one row a source: a page has every single origin instead."""
_LOG_TITLE = "The announcements, and where we read them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a report gives a page: its title, a sentence about it, its contents and all that stands in ``main``."""

    title: str
    description: str
    contents: tuple[NavLink, ...]
    main: Markup


def body_of(report: Report, *, more: Mapping[str, str] | None = None, keeper: bool = False) -> Body:
    """The body of a report, which tells no commands.

    ``more``: addresses of places where a site tells more, by what a span's ``place`` names. ``keeper``: for whoever
    keeps the installation, a closed box holds the commands.
    """
    commands, report = commands_of(report) if keeper else (), without_commands(report)
    here = {LOG: f"#part-{LOG}"} if report.briefing.named else {}
    telling = Telling(briefing=report.briefing, labels=frozenset(_labels(report)), more={**here, **(more or {})})
    title, lead, rest = sentence_case(report.title), *_parted(report.headline)
    top = element(
        "header",
        element("p", title, class_="eyebrow"),
        element("h1", _unbroken(report.period[:1].upper() + report.period[1:])),
        [element("p", telling.text(notice), class_="notice") for notice in report.notices],
        element("p", telling.text(lead), class_="headline"),
        element("p", telling.text(rest), class_="lede") if rest else None,
        class_="opening",
    )
    sections = [one for one in report.sections if one.key != _SUMMED_UP]
    told = (section for section in sections if section.blocks or section.aside)
    parts = [_part(telling, one, commands if one.key == _QUALITY else ()) for one in told]
    origins = origins_part(telling)  # after all others: it leads back to where each number was told first
    cite = cite_part(report.briefing, citation=report.citation, version=report.version, command=report.command)
    contents = [NavLink(text=_title(one), href=f"#{blocks.place_of(one)}") for one in sections]
    contents.append(NavLink(text="How to cite", href="#part-cite"))
    if origins is not None:
        contents.append(NavLink(text=TITLE, href=f"#{PLACE}"))
    return Body(
        title=f"{title}: {plain(report.period)}",
        description=plain(as_str(report.headline)),
        contents=tuple(contents),
        main=Markup("\n").join([top, *parts, cite, together(origins)]),
    )


def _unbroken(period: str) -> Markup:
    """A period whose dates, and whose name of a week, go to a line of their own rather than break where one ends."""
    found = re.fullmatch(r"(Week of )?(.+?)( \(\S+\))?", period)
    if found is None:
        return together(period)
    week, days, name = found.groups()
    *first, last = days.split(_THROUGH)
    whole = [*(f"{day}{_THROUGH.rstrip()}" for day in first), last, *([name[1:]] if name else [])]
    return together(week or "", Markup(" ").join(element("span", one, class_="whole") for one in whole))


def _labels(report: Report) -> Iterator[str]:
    """The observations that have a place of their own on the page."""
    for section in report.sections:
        yield from (block.label for block in section.blocks if isinstance(block, WindowBlock) and block.label)
        if section.key.startswith(blocks.DAY):
            yield section.key.removeprefix(blocks.DAY)


def _part(telling: Telling, found: Section, commands: Commands) -> Markup:
    if found.key != LOG:
        return blocks.section(telling, found, below=_keeper_box(commands))
    return element(
        "section",
        element("h2", _LOG_TITLE, id="part-log-title"),
        event_list(telling, telling.briefing.named),
        id="part-log",
        class_="part part-log",
        aria_labelledby="part-log-title",
    )


def _keeper_box(commands: Commands) -> Markup | None:
    if not commands:
        return None
    rows = (
        element("div", element("dt", sentence_case(title)), element("dd", [element("code", one) for one in typed]))
        for title, typed in commands
    )
    return element(
        "details",
        element("summary", "For whoever keeps this installation"),
        element("dl", rows, class_="notes"),
        class_="keeper",
    )


def _title(found: Section) -> str:
    return "The announcements" if found.key == LOG else sentence_case(found.title)


def _parted(headline: Text) -> tuple[Text, Text]:
    """The first sentence, and the others."""
    for number, span in enumerate(headline):
        match = _FIRST.search(span.text)
        if match is not None:
            ends = match.end()
            before = Span(text=span.text[:ends], tone=span.tone, refs=span.refs)
            after = Span(text=span.text[ends:].lstrip(" "), tone=span.tone, refs=span.refs)
            rest = [one for one in (after, *headline[number + 1 :]) if one.text]
            while rest and not rest[0].text.strip():
                rest.pop(0)
            return (*headline[:number], before), tuple(rest)
    return headline, ()
