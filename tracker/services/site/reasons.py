"""Why a page tells something else than before, in words: which printed figures are others, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.reports.letter.corrected import corrected_sentences
from tracker.reports.sent_figures import changes
from tracker.reports.wording import ENGLISH
from tracker.services.site.manifest import Kept

_CAUSES = {
    "rates": "rates it rests on were added or corrected",
    "announcements": "the ledger of announcements was changed",
    "year": "announcements of the year before it were added or recoded",
    "lists": "copies of the sanctions lists were added",
    "ahead": "what was scheduled is known better",
    "settings": "this site's settings were changed",
    "program": "the program reckons or tells it otherwise",
}
_FIELDS = {
    "title": "its title",
    "issuer": "who issued it",
    "actor": "who spoke",
    "kind": "its kind",
    "action": "what is done",
    "stance": "its direction",
    "day": "its day",
    "hour_known": "how well its hour is known",
    "confirmed": "whether it is confirmed",
    "moved": "the move of the rate that must know it",
    "verdict": "the verdict on that move",
}


def of_week(
    before: Kept | None, figures: Mapping[str, Any], label: str, parts: Mapping[str, str], *, software: str
) -> tuple[str, ...]:
    """Of a week: printed figures that are others now, and the kinds of input that changed."""
    if before is None:
        return ()
    told = changes("weekly", label, before.figures, figures) if before.figures else ()
    said = [sentence.rstrip(".") for sentence in corrected_sentences(told, ENGLISH)]
    compared = before.parts.keys() & parts.keys()
    causes = [words for name, words in _CAUSES.items() if name in compared and before.parts[name] != parts[name]]
    was = before.figures.get("version")
    if was is not None and was != software:
        causes.append(f"program version {was} made it before, {software} makes it now")
    return (*said, *causes) or ("new rates or announcements came in",)


def of_event(before: Kept | None, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Of an announcement: which of its facts are told otherwise."""
    if before is None:
        return ()
    changed = [words for name, words in _FIELDS.items() if before.told.get(name) != told.get(name)]
    return (f"changed: {', '.join(changed)}",) if changed else ("its text, sources or what happened beside it changed",)
