"""What the program itself wrote into an event out of somebody's list or page, and the event without it.

An event that follows from a list names parties in its title and summary, one that was read in a page quotes it. Where
the list or the page may not be republished, others are told that and how many, not who, and where it stands, not what.
What a person wrote anew has not the form the program gave it, and stays: it is that person's own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.events.list_grouping import OWNERS
from tracker.model.event import PolicyEvent

_ID = re.compile(
    rf"\d{{4}}-\d\d-\d\d-(?P<key>{'|'.join(key.replace('_', '-') for key in OWNERS)})-.+"
    r"-(?:designation|delisting)(?:-until-\d{4}-\d\d-\d\d)?"
)
_TITLE = re.compile(r"(?P<told>.*?: (?:puts|takes) .*? (?:on|off) the list): .+", re.DOTALL)
_SORT = r"(?:\d+ (?:individuals?|entity|entities|vessels?|aircraft|of unknown type))"
_SUMMARY = re.compile(rf"(?P<told>{_SORT}(?:, {_SORT})*): .+", re.DOTALL)
_QUOTED = re.compile(r"(?P<told>(?:^| ; )document (?:(?! ; ).)*?): “.*?”(?=$| ; )", re.DOTALL)


def list_of(event: PolicyEvent) -> str:
    """The key of the list an event follows from, told by its id, which no decision changes; empty for all others."""
    found = _ID.fullmatch(event.id)
    return "" if found is None else found["key"].replace("-", "_")


def without_names(event: PolicyEvent, because: str) -> PolicyEvent:
    """An event of a list without the names the program put into it; a note says why, where any were."""
    title, summary = _told(_TITLE, event.title), _told(_SUMMARY, event.summary)
    if (title, summary) == (event.title, event.summary):
        return event
    note = "; ".join(filter(None, (event.note, f"names are left out: {because}")))
    return replace(event, title=title, summary=summary, note=note)


def without_quotations(event: PolicyEvent) -> PolicyEvent:
    """An event without the sentences of pages that were read for it; which pages these are stays."""
    evidence = _QUOTED.sub(lambda found: found["told"], event.evidence)
    return event if evidence == event.evidence else replace(event, evidence=evidence)


def announced_by(event: PolicyEvent) -> tuple[str, ...]:
    """The keys of the sources whose announcements an event was grouped from, as its evidence names them."""
    return tuple(dict.fromkeys(part.partition(" ")[0] for part in event.evidence.split(" ; ") if part))


def _told(form: re.Pattern[str], text: str) -> str:
    found = form.fullmatch(text)
    return text if found is None else found["told"]
