"""The message that tells alerts: subject, text part and HTML part, all from the same sayings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.cleaning import plain
from tracker.reports.phrases import web_address
from tracker.reports.templating import template
from tracker.reports.wording import Words

_WIDTH = 72
_SUBJECT = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert in words. ``link`` is an http(s) address or empty."""

    title: str
    lines: tuple[str, ...] = ()
    caveat: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWords:
    """A message before it becomes one."""

    subject: str
    text: str
    html: str


def message_of(items: Sequence[Item], words: Words, *, digest: bool = False, site_url: str = "") -> AlertWords:
    """One message about one or several alerts, the first of which gives the subject. The same items, the same message.

    ``digest``: they had been held back, because the reader had as many in a day as the settings allow.
    """
    first = items[0].title
    n = len(items)
    subject = words.count("alert.subject", n, title=first, more=n - 1)
    if digest:
        subject = words.count("alert.digest.subject", n)
    opening = words("alert.digest.opening") if digest else ""
    told = [Item(title=one.title, lines=one.lines, caveat=one.caveat, link=web_address(one.link)) for one in items]
    footer = words("alert.footer")
    return AlertWords(
        subject=plain(subject)[:_SUBJECT],
        text=_text(told, words, opening=opening, footer=footer, site_url=web_address(site_url)),
        html=template("alert.html.jinja").render(
            items=told, words=words, opening=opening, footer=footer, subject=subject, site_url=web_address(site_url)
        ),
    )


def _text(items: Sequence[Item], words: Words, *, opening: str, footer: str, site_url: str) -> str:
    blocks = [_folded(opening)] if opening else []
    for one in items:
        link = words("alert.source", url=one.link) if one.link else ""
        blocks.append("\n".join(_folded(part) for part in (one.title, *one.lines, one.caveat, link) if part))
    blocks.append("\n".join(_folded(part) for part in (footer, site_url) if part))
    return "\n\n".join(blocks) + "\n"


def _folded(line: str) -> str:
    """At most so many columns; an address stays in one piece."""
    return "\n".join(textwrap.wrap(plain(line), _WIDTH, break_long_words=False, break_on_hyphens=False))
