"""What was read in a document, as lines for people and as a record for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from tracker.model.claim import CANNOT_BE_CHECKED, HOLDS_ONLY_AS, Band, Checked, Point
from tracker.model.claim import Reading as ClaimReading
from tracker.model.statement import Statement
from tracker.reports.dates import clock
from tracker.services.proposing import Proposed
from tracker.services.reading import Reading
from tracker.services.statement_words import ACTIONS, BASES, STANCES, odds, quoted
from tracker.statements.claim_phrases import day_words

UNITS = {
    "value": "of a change a fraction of the value before, else the unit of the series",
    "computed": "of a change a signed fraction, else the unit of the series",
    "allowed": "as value",
    "confidence": "share of such statements that are right",
    "span": "characters of the document's text, from and up to, not including",
}


def reading_lines(reading: Reading, proposed: Sequence[Proposed] | None = None) -> Iterator[str]:
    """The answer for people, line by line, unwrapped; ``proposed`` is None where nothing was to be proposed."""
    document = reading.document
    if document.title:
        yield document.title
    yield f"{_published_words(reading)} · {reading.taken.form} · {document.source}"
    yield ""
    yield f"STATEMENTS   {len(reading.statements) or 'none found'}"
    for statement in reading.statements:
        yield from _statement_lines(statement)
    yield ""
    yield f"CLAIMS   {len(reading.claims) or 'none about a number that is measured here'}"
    for claim in reading.claims:
        yield from _claim_lines(claim)
    if proposed is not None:
        yield ""
        yield f"PROPOSED   {len(proposed) or 'nothing'}"
        for one in proposed:
            into = f"a further source of {one.into}: {one.words}" if one.into else "waits in tracker events review"
            yield f"  {one.event.id} · {into}"


def _published_words(reading: Reading) -> str:
    document, basis = reading.document, reading.taken.basis
    if document.published_on is None:
        return "day of publication not known"
    at = document.published_at
    hour = "" if at is None else f", {clock(at, document.zone)} {document.zone}"
    return f"published {day_words(document.published_on)}{hour} ({basis})"


def _statement_lines(one: Statement) -> Iterator[str]:
    role = f", {one.role}" if one.role and one.role != one.actor else ""
    place = f" ({one.jurisdiction})" if one.jurisdiction else ""
    yield f"  {one.actor}{role}{place}"
    target = f" · about {one.target}" if one.target else ""
    yield f"    {ACTIONS.get(one.action, one.action)} · {STANCES.get(one.stance, one.stance)}{target}"
    yield f"    {_days(one.since, one.until)}, {BASES.get(one.date_basis, one.date_basis)} · {odds(one.confidence)}"
    yield f"    {quoted(one.sentence)}"


def _days(since: date | None, until: date | None) -> str:
    if since is None or until is None:
        return "day not known"
    return day_words(since) if since == until else f"{day_words(since)} to {day_words(until)}"


def _claim_lines(one: Checked) -> Iterator[str]:
    yield f"  {quoted(one.claim.text)}"
    verdict = f"{one.verdict} “{one.only_as}”" if one.verdict == HOLDS_ONLY_AS else one.verdict
    because = one.because
    if one.verdict == CANNOT_BE_CHECKED and not one.readings:
        because = because[:1].upper() + because[1:]
    series = f" ({one.series})" if one.series else ""
    yield f"    {verdict}{series}"
    yield f"    {because}"
    if one.note:
        yield f"    {one.note}"


def reading_record(reading: Reading, proposed: Sequence[Proposed] = ()) -> Mapping[str, object]:
    """The answer for machines, with the names of the contract."""
    document = reading.document
    return {
        "document": {
            "title": document.title,
            "published": document.published_at or document.published_on,
            "byline": document.byline,
            "source": document.source,
            "published_on": document.published_on,
            "published_basis": reading.taken.basis,
            "zone": document.zone,
            "form": reading.taken.form,
            "language": document.language,
            "sha256": reading.taken.snapshot.sha256,
        },
        "statements": [_statement_record(one) for one in reading.statements],
        "claims": [_claim_record(one) for one in reading.claims],
        "proposed": [{"id": one.event.id, "into": one.into, "because": one.words} for one in proposed],
    }


def _statement_record(one: Statement) -> Mapping[str, object]:
    known = one.since is not None and one.since == one.until
    return {
        "actor": one.actor,
        "role": one.role,
        "institution": one.institution,
        "jurisdiction": one.jurisdiction,
        "date": one.since if known else None,
        "since": one.since,
        "until": one.until,
        "date_basis": one.date_basis,
        "precision": "day" if known else "range" if one.since is not None else "",
        "kind": one.kind,
        "action": one.action,
        "stance": one.stance,
        "target": one.target,
        "quotation": one.quotation,
        "sentence": one.sentence,
        "span": list(one.span),
        "confidence": one.confidence,
    }


def _claim_record(one: Checked) -> Mapping[str, object]:
    claim = one.claim
    return {
        "text": claim.text,
        "value": _number(claim.value),
        "wording": claim.wording,
        "allowed": _band(claim.band),
        "kind": claim.measure,
        "subject": claim.subject,
        "direction": claim.direction,
        "time": claim.when.words,
        "span": list(claim.span),
        "verdict": one.verdict,
        "only_as": one.only_as,
        "because": one.because,
        "note": one.note,
        "slack": _number(one.slack),
        "readings": [_reading_record(reading, one) for reading in one.readings],
    }


def _reading_record(one: ClaimReading, checked: Checked) -> Mapping[str, object]:
    return {
        "measure": one.measure,
        "computed": _number(one.computed),
        "met": one.met,
        "exactly": one.exactly,
        "words": one.words,
        "series": checked.series,
        "from": _point(checked.before),
        "to": _point(checked.after),
    }


def _point(one: Point | None) -> Mapping[str, object] | None:
    if one is None:
        return None
    return {"label": one.label, "value": _number(one.value), "published_at": one.published_at}


def _band(band: Band | None) -> Mapping[str, object] | None:
    return None if band is None else {"low": _number(band.low), "high": _number(band.high)}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 8)
