"""Statements: what one named actor said, in which role, when, and which way it leans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attributed statement of one document.

    Attributes
    ----------
    actor, role, institution, jurisdiction : str
        Who speaks, as the gazetteer names them on that day; an institution that speaks for itself is its own actor.
    since, until : date
        The first and the last local day on which it can have been said; equal where the day is known.
    date_basis : str
        ``explicit`` (a date is printed), ``weekday``, ``relative`` ("yesterday", "last week"), ``document`` (the
        document's own day, nothing nearer is said), ``open`` (no more than the document allows).
    kind, action, stance, target : str
        As the ledger codes events: action ``impose, expand, extend, ease, lift, threaten, rule_out, condemn, deny,
        neutral``; stance ``escalate, hold, deescalate``.
    quotation : str
        Verbatim, or empty.
    sentence : str
        The sentence it was read in; ``span`` gives its characters in the document's text, [start, end).
    confidence : float
        Of speaker and coding together, calibrated: of statements with 0.8 four in five are right.
    """

    actor: str
    role: str
    institution: str
    jurisdiction: str
    since: date | None
    until: date | None
    date_basis: str
    kind: str
    action: str
    stance: str
    target: str
    quotation: str
    sentence: str
    span: tuple[int, int]
    confidence: float
