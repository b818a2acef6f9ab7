"""JSON with its numbers as printed: no digit is lost, a repeated key is no accident to pass over."""

from __future__ import annotations

import json
from collections.abc import Callable

from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup


def as_json(snapshot: Snapshot, expected: str, *, whole: Callable[[str], object] = str) -> object:
    """The document, every number as the text that stood there. ``expected`` names in words what should have come.

    ``whole`` makes something else of whole numbers: ``int`` where they count and number things.

    Raises ``ParseError`` for web pages, damaged JSON, repeated keys, ``NaN`` and nesting beyond reason.
    """
    refuse_markup(snapshot, expected)
    text = as_text(snapshot, snapshot.content)
    try:
        return json.loads(
            text, parse_float=str, parse_int=whole, parse_constant=_no_number, object_pairs_hook=_without_repeats
        )
    except (ValueError, RecursionError) as error:
        raise damaged(snapshot, f"{expected} was expected, and it is no sound JSON ({str(error)[:80]})") from error


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice in one object")
    return found
