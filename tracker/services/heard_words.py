"""What came of reading the items of feeds, in words and as a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.services.heard import Heard


def heard_words(heard: Heard) -> str:
    """In a few words: ``12 items of feeds read: 3 statements proposed, 2 known, 40 dropped``."""
    if not heard.items:
        return "no item of a feed to read"
    said = [
        f"{_counted(heard.proposed, 'statement')} proposed",
        f"{heard.known:,} known",
        *([f"{heard.again:,} proposed before"] if heard.again else []),
        *([f"{heard.withdrawn:,} withdrawn"] if heard.withdrawn else []),
        f"{heard.dropped:,} dropped",
    ]
    left = f"; {heard.left:,} left for the next run" if heard.left else ""
    return f"{_counted(heard.items, 'item')} of feeds read: {', '.join(said)}{left}"


def heard_lines(heard: Heard, *, pages: bool) -> Iterator[str]:
    """The answer for people, line by line, unwrapped; ``pages``: whether pages of items are asked for."""
    words = heard_words(heard)
    yield f"{words[:1].upper()}{words[1:]}."
    for event in heard.events:
        yield f"  {event.id}"
        yield f"    {event.title}"
    if heard.proposed:
        yield "They wait in tracker events review. A known one became a further source of an event."
    if heard.summaries and not pages:
        only = "1 item came" if heard.summaries == 1 else f"{heard.summaries:,} items came"
        yield f"{only} with a headline or a summary only. To have such pages asked for: TRACKER_FEED_PAGES=true"


def heard_record(heard: Heard) -> Mapping[str, object]:
    """The answer for machines."""
    return {
        "items": heard.items,
        "left": heard.left,
        "statements": heard.statements,
        "proposed": heard.proposed,
        "known": heard.known,
        "proposed_before": heard.again,
        "withdrawn": heard.withdrawn,
        "dropped": heard.dropped,
        "summaries": heard.summaries,
        "pages": heard.pages,
    }


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
