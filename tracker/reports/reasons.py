"""Why a move cannot be judged: what the analysis says in English, so that it can be said in another language."""

from __future__ import annotations

import re

from tracker.reports.wording import told

_SHAPES = {
    "judged.held": re.compile(
        r"not applicable: unchanged on (?P<share>\d+) % of the (?P<n>\d+) days before, as if held by decree"
    ),
    "judged.too_few": re.compile(
        r"(?P<needed>\d+) ordinary observations are needed before the window, there are (?P<n>\d+)"
    ),
    "judged.few_comparable": re.compile(r"fewer than (?P<n>\d+) comparable windows lie before it"),
}


def told_reason(because: str) -> str:
    """The same text; one with numbers in it remembers them. Those without stand in the catalogue as shipped."""
    for key, shape in _SHAPES.items():
        found = shape.fullmatch(because)
        if found is not None:
            return told(key, **found.groupdict())
    return because
