"""Text of a document as HTML: tones as elements and classes, numbers as links to their origin, tags to their events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean, scrub
from tracker.reports.document import Span, Text
from tracker.reports.origin import Origin
from tracker.reports.pages.ids import event_place, origin_place, rate_place
from tracker.reports.pages.markup import element, hidden, together
from tracker.reports.ranking import tags

_REFERENCES = re.compile(r"(\[[a-z]\d{1,4}(?: [a-z]\d{1,4})*\]|(?<=[●○])[a-z]\d{1,4}\b)")
_ELEMENTS = {"strong": "strong", "warning": "strong"}


@dataclass(slots=True, kw_only=True, eq=False)
class Telling:
    """One telling of a document: what it can link to, and which origins it has led to so far.

    It is made for one page and thrown away with it; the blocks are told in the order of the page. ``more``: addresses
    of the places that the page's own site, or the page itself, has for what a span's ``place`` names.
    """

    briefing: Briefing
    origins: dict[str, Origin] = field(init=False)
    tags: dict[str, str] = field(init=False)
    tagged: dict[str, str] = field(init=False)
    told: frozenset[str] = field(init=False)
    labels: frozenset[str] = frozenset()
    places: frozenset[str] = field(init=False)
    used: dict[str, str] = field(default_factory=dict, init=False)
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.origins = {origin.key: origin for origin in self.briefing.origins}
        self.tags = tags(self.briefing.events)
        self.tagged = {tag: event_id for event_id, tag in self.tags.items()}
        self.told = frozenset(item.event.id for item in self.briefing.named)
        events, rates = map(event_place, self.told), map(rate_place, self.labels)
        self.places = frozenset(f"#{place}" for place in (*events, *rates))

    def text(self, content: Text) -> Markup:
        """Running text."""
        return together(self.span(span) for span in content)

    def span(self, span: Span) -> Markup:
        """A stretch of text in its tone; a number with known origins leads to the first of them."""
        inner = self.tagged_text(span.text)
        if span.tone:
            inner = element(_ELEMENTS.get(span.tone, "span"), inner, class_=span.tone)
        if self.more.get(span.place):
            inner = element("a", inner, href=self.more[span.place])
        return self.number(inner, span.refs)

    def tagged_text(self, text: str) -> Markup:
        """Text whose references to events, ``[s3 s4]`` or ``●s3``, lead to where they are told."""
        return together(
            self.references(part.strip("[]").split()) or part if number % 2 else part
            for number, part in enumerate(_REFERENCES.split(text))
        )

    def number(self, shown: Markup, refs: Iterable[str]) -> Markup:
        """What is shown as a link to where it comes from; as it is where that is not told."""
        known = [ref for ref in refs if ref in self.origins]
        if not known:
            return shown
        fresh = [ref for ref in known if ref not in self.used]
        name = f"use-{len(self.used) + 1}" if fresh else None
        self.used.update(dict.fromkeys(fresh, str(name)))
        places = [origin_place(ref) for ref in known]
        return element(
            "a", shown, class_="number", href=f"#{places[-1]}", id=name, data_from=" ".join(reversed(places))
        )

    def references(self, shown: Iterable[str], events: Iterable[str] = ()) -> Markup | None:
        """The tags of events as links to where each is told, ``[c1 m2]``; None without tags."""
        given, every = list(events), list(shown)
        if not every:
            return None
        ids = given if len(given) == len(every) else [self.tagged.get(tag, "") for tag in every]
        links = [
            element("a", tag, href=f"#{event_place(event_id)}", data_event=event_place(event_id))
            if event_id in self.told
            else element("span", tag)
            for tag, event_id in zip(every, ids, strict=True)
        ]
        return element("span", hidden("Told under "), Markup(" ").join(links), class_="tags")

    def events_of(self, shown: Iterable[str], events: Iterable[str] = ()) -> list[str]:
        """The ids of the events that tags stand for."""
        return list(events) or [self.tagged[tag] for tag in shown if tag in self.tagged]

    def leads(self, address: str) -> str:
        """Where a link of a figure leads: to what the page tells, else nowhere."""
        return address if address in self.places else ""

    def rate_link(self, label: str, shown: str | Markup) -> Markup:
        """A link to an observation where the page tells it, else the words alone."""
        if label not in self.labels:
            return together(shown)
        return element("a", shown, href=f"#{rate_place(label)}", data_rate=rate_place(label))


def said(text: str, limit: int = 2000) -> str:
    """A string from outside without what no page should print."""
    return clean(scrub(text), limit)
