"""Words for what was read of a statement: what it does, which way it leans, and where its day comes from."""

from __future__ import annotations

ACTIONS = {
    "impose": "imposes",
    "expand": "expands",
    "extend": "extends",
    "ease": "eases",
    "lift": "lifts",
    "threaten": "threatens",
    "rule_out": "rules out",
    "condemn": "condemns",
    "deny": "denies",
    "neutral": "no act",
}
STANCES = {"escalate": "more pressure", "hold": "no change in pressure", "deescalate": "less pressure"}
BASES = {
    "explicit": "as printed",
    "weekday": "by its weekday",
    "relative": "counted from the day of publication",
    "document": "the document's own day",
    "open": "no day is given",
}

_QUOTES = frozenset('“"„«')


def odds(confidence: float) -> str:
    """How sure a reading is: ``right in 77 of 100 such readings``."""
    return f"right in {round(100 * confidence)} of 100 such readings"


def quoted(sentence: str) -> str:
    """A sentence as it was printed, in quotation marks unless it begins with some of its own."""
    return sentence if sentence[:1] in _QUOTES else f"“{sentence}”"
