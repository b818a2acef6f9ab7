"""Why a page tells something else than before, in words: which printed figures are others, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.model.event import PolicyEvent
from tracker.model.plain_text import clean
from tracker.reports.coded import FIELDS, coded
from tracker.reports.letter.corrected import corrected_sentences
from tracker.reports.sent_figures import changes
from tracker.reports.wording import ENGLISH
from tracker.services.site.inputs import digest
from tracker.services.site.manifest import Kept

_CAUSES = {
    "rates": "rates it rests on were added or corrected",
    "announcements": "announcements of the weeks beside it were added or changed",
    "year": "announcements of the year before it were added or recoded",
    "lists": "copies of the sanctions lists were added",
    "ahead": "what was scheduled is known better",
    "settings": "this site's settings were changed",
    "program": "the program reckons or tells it otherwise",
}
_MOST = 160
_TEXTS = {
    "summary": "its text",
    "sources": "its sources",
    "evidence": "its evidence",
    "target": "whom it is aimed at",
    "dates": "the days it was adopted on or has effect from",
    "time": "when it became public",
}
_FIELDS = {
    "title": "its title",
    "issuer": "who issued it",
    "actor": "who spoke",
    "kind": "its kind",
    "action": "what is done",
    "stance": "its direction",
    "day": "its day",
    "hour_known": "its hour is known",
    "confirmed": "it is confirmed",
    "moved": "the move of the rate that must know it",
    "verdict": "the verdict on that move",
}


def of_week(
    before: Kept | None,
    figures: Mapping[str, Any],
    label: str,
    parts: Mapping[str, str],
    events: tuple[Mapping[str, Kept], Mapping[str, Kept]],
    *,
    software: str,
) -> tuple[str, ...]:
    """Of a week: printed figures that are others now, which of its announcements are, and what else it was made of.

    ``events``: what was known of all announcements, and what is of those of the week.
    """
    if before is None:
        return ()
    told = changes("weekly", label, before.figures, figures) if before.figures else ()
    said = [sentence.rstrip(".") for sentence in corrected_sentences(told, ENGLISH)]
    named = list(_announcements(before.events, *events))
    compared = before.parts.keys() & parts.keys()
    causes = [
        words
        for name, words in _CAUSES.items()
        if name in compared and before.parts[name] != parts[name]
        if name not in {"announcements", "year"} or not named
    ]
    was = before.figures.get("version")
    if was is not None and was != software:
        causes.append(f"program version {was} made it before, {software} makes it now")
    return (*said, *named, *causes) or ("new rates or announcements came in",)


def of_event(before: Kept | None, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Of an announcement: which of its facts are told otherwise, with what they were and are."""
    if before is None:
        return ()
    return _changed(before, told) or ("the rates or the announcements beside it are others",)


def text_parts(event: PolicyEvent) -> dict[str, str]:
    """Digests of what a page tells of an announcement at length, to say later which of it changed."""
    told: dict[str, object] = {
        "summary": event.summary,
        "sources": [(one.url, one.tier) for one in event.sources],
        "evidence": event.evidence,
        "target": (event.target, event.programme),
        "dates": (event.adopted_on, event.effective_on, event.legal_on),
        "time": event.time,
    }
    return {name: digest([repr(one)]) for name, one in told.items()}


def _changed(before: Kept, told: Mapping[str, Any]) -> tuple[str, ...]:
    facts = [
        f"{words}: {_shown(name, before.told.get(name))} → {_shown(name, told.get(name))}"
        for name, words in _FIELDS.items()
        if before.told.get(name) != told.get(name)
    ]
    old, new = before.told.get("parts", {}), told.get("parts", {})
    texts = [words for name, words in _TEXTS.items() if old and old.get(name) != new.get(name)]
    return (*facts, *((f"changed: {', '.join(texts)}",) if texts else ()))


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in FIELDS and value:
        value = coded(name, str(value))
    return f"“{clean(str(value))[:_MOST]}”" if value else "nothing"


def _announcements(before: tuple[str, ...], known: Mapping[str, Kept], events: Mapping[str, Kept]) -> Iterator[str]:
    """Those that are in a week now or were: an announcement that went away is named by its id alone."""
    for name, kept in events.items():
        title = f"“{clean(str(kept.told['title']))[:_MOST]}”"
        if name not in before:
            yield f"announcement added: {title}"
        elif name in known and (changed := _changed(known[name], kept.told)):
            yield f"announcement changed: {title} ({'; '.join(changed)})"
    yield from (f"announcement taken out of this week: “{name}”" for name in before if name not in events)
