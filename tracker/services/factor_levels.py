"""Which levels the parts of a decomposition were made from: of each factor's currencies at both ends of the move."""

from __future__ import annotations

from dataclasses import replace

from tracker.analysis.factors import DOLLAR_FROM_EURO, EMERGING, OIL
from tracker.data.loader import quotable
from tracker.model.instants import Label
from tracker.model.series import Series, SeriesName
from tracker.reports.briefing import Briefing
from tracker.reports.findings import Decomposition
from tracker.reports.origin import origin_key
from tracker.reports.refs import Refs, refs_of_move
from tracker.services.frames import stamp_of

_OWN = "own"


def with_refs(briefing: Briefing) -> tuple[Briefing, dict[Series, set[Label]]]:
    """The briefing whose parts name the levels they were made from, and these levels by series.

    The own part is what the others leave of the move, so it is made from all of them. The usual drift comes from a
    whole year and names none.
    """
    found = briefing.decomposition
    if found is None or not briefing.windows:
        return briefing, {}
    ends = {stamp_of(fixing) for fixing in (briefing.windows[0].window.pre, briefing.windows[-1].window.fixing)}
    labels = {stamp for stamp in ends if stamp is not None}
    levels = {key: _series(key, briefing.info.series.name) for key in {part.key for part in found.parts}}
    refs = {
        key: tuple(origin_key(series.key, label) for series in several for label in sorted(labels))
        for key, several in levels.items()
    }
    every = tuple(dict.fromkeys((*refs_of_move(briefing), *(ref for part in found.parts for ref in refs[part.key]))))
    parts = tuple(replace(part, refs=every if part.key == _OWN else refs[part.key]) for part in found.parts)
    told = replace(
        briefing,
        decomposition=Decomposition(total=found.total, parts=parts, note=found.note),
        others=tuple(replace(one, refs=refs.get(one.key, ())) for one in briefing.others),
    )
    return told, {series: set(labels) for several in levels.values() for series in several}


def only_known(briefing: Briefing, known: frozenset[str]) -> Briefing:
    """The same without levels that are not there: a basket is the mean of the currencies that had a fixing."""

    def kept(refs: Refs) -> Refs:
        return tuple(ref for ref in refs if ref in known)

    found = briefing.decomposition
    return replace(
        briefing,
        decomposition=None
        if found is None
        else replace(found, parts=tuple(replace(part, refs=kept(part.refs)) for part in found.parts)),
        others=tuple(replace(one, refs=kept(one.refs)) for one in briefing.others),
    )


def _series(key: str, name: SeriesName) -> tuple[Series, ...]:
    """The European Central Bank's series of a factor, that of the pair's base among them: all are told against it."""
    of_euro = DOLLAR_FROM_EURO if name.base == "EUR" else ()
    currencies = {"dollar": of_euro, "emerging": EMERGING, "oil": OIL}.get(key)
    if currencies is None:
        return ()
    wanted = (*(() if name.base == "EUR" else (name.base,)), *currencies)
    found = (quotable("EUR", currency, "ecb") for currency in wanted if currency not in ("EUR", name.quote))
    return tuple(series for series in found if series is not None)
