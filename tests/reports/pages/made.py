"""Pages of the briefings built by hand, each made once, and what a strict parser sees in them."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from functools import cache
from typing import Any

import html5lib

from tests.reports import briefings
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.formats.html import FORMAT
from tracker.reports.origin import Origin, origin_key

MAKERS = {
    "float": briefings.week_of_the_float,
    "freeze": briefings.monday_after_the_freeze,
    "empty": briefings.empty_week,
    "rateless": briefings.week_without_a_rate,
}


def with_origins(briefing: Briefing, words: str = "European Central Bank") -> Briefing:
    """The briefing with an origin of each level of its windows, whose texts are ``words``."""
    found: dict[str, Origin] = {}
    for one in briefing.windows:
        window = one.window
        for fixing, value in ((window.pre, window.value_before), (window.fixing, window.value)):
            key = origin_key(window.series, fixing.label)
            found[key] = Origin(
                key=key,
                series=window.series,
                label=fixing.label,
                value=value,
                source=words,
                made_from=fixing.made_from,
                made_to=fixing.made_to,
                published_at=fixing.published_at,
                method=words,
                recorded_at=fixing.published_at + timedelta(hours=1),
                retrieved_at=fixing.published_at + timedelta(minutes=5),
                document=words,
                address=f"https://example.org/{words}",
                sha256="0123456789abcdef" * 4,
                rights=words,
            )
    return dataclasses.replace(briefing, origins=tuple(found.values()))


def written_of(briefing: Briefing) -> str:
    """The page of a briefing."""
    return FORMAT.render(build_report(briefing))


@cache
def page(name: str) -> str:
    """The page of one of the briefings, with its origins."""
    return written_of(with_origins(MAKERS[name]()))


class Tree:
    """A page as a strict parser reads it: an error of any kind raises."""

    def __init__(self, html: str) -> None:
        self.root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)

    def all(self, name: str = "*", **attributes: str) -> list[Any]:
        """Elements of a name that carry a class or other attributes (``class_`` holds one of the classes)."""
        wanted = attributes.pop("class_", "")
        return [
            one
            for one in self.root.iter(None if name == "*" else name)
            if isinstance(one.tag, str)
            and (not wanted or wanted in str(one.get("class", "")).split())
            and all(one.get(key) == value for key, value in attributes.items())
        ]

    def one(self, place: str) -> Any:
        """The element of an id."""
        (found,) = [one for one in self.root.iter() if one.get("id") == place]
        return found


def text_of(element: Any) -> str:
    """Its text on one line; styles and scripts are no text."""
    return flat(_spoken(element))


def _spoken(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag not in {"script", "style", "svg"}:
            parts.append(_spoken(child))
        parts.append(child.tail or "")
    return "".join(parts)


def flat(text: str) -> str:
    """Text with single ordinary spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
