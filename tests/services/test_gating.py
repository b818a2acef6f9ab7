"""Values set aside on their way into a store: kept, shown, unused, released, decided on; on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.errors import NoDataError, UsageError
from tracker.model.observation import Quote
from tracker.model.period import day_range
from tracker.model.source import Expectations, Gate, Snapshot
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.conversation import Tally, ingest
from tracker.services.rates import KnownBy, read_levels, read_stored
from tracker.services.reviewing import decide, review, waiting
from tracker.sources.base import HttpSource, Records
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork

SERIES = "EUR/RUB@ecb"
CALM = ["89", "89.5", "89.1", "88.9", "89.3", "89.6", "89.2", "89.4", "89.1", "89.0", "89.2", "89.3"]
FIRST = date(2021, 3, 1)  # a Monday; other values than the embedded ones, so each is a revision
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Invented(HttpSource):
    """A source of the series above whose documents are JSON."""

    info = replace(sources()["ecb"].info, expectations=Expectations(gate=Gate(weekends=False), max_age=timedelta(9999)))

    def parse(self, snapshot: Snapshot) -> Records:
        rows = json.loads(snapshot.content)
        return Records(quotes=tuple(Quote(series=s, label=label, value=Decimal(value)) for s, label, value in rows))


def workdays(count: int, first: date = FIRST) -> list[str]:
    days = (first + timedelta(days=at) for at in range(2 * count + 7))
    return [day.isoformat() for day in days if day.weekday() < 5][:count]


def read(context: Context, values: Sequence[str], *, hours: int = 0, skip: int = 0, series: str = SERIES) -> Tally:
    labels = workdays(len(values))
    return take(context, [(series, label, v) for label, v in zip(labels, values, strict=True)][skip:], hours=hours)


def take(context: Context, rows: Sequence[tuple[str, str, str]], *, hours: int = 0) -> Tally:
    at = NOON + timedelta(hours=hours)
    tally = Tally()
    ingest(context.rehearsal(lambda: at), Invented(), document_of(context, rows, at=at), tally)
    return tally


def document_of(context: Context, rows: Sequence[tuple[str, str, str]], *, at: datetime = NOON) -> Snapshot:
    content = json.dumps(rows).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    snapshot = Snapshot(source="ecb", url="u", kind="k", retrieved_at=at, sha256=sha256, content=content)
    with UnitOfWork(context.engine, write=True) as unit:
        unit.snapshots.add(snapshot)
        unit.commit()
    return snapshot


def aside(context: Context, as_of: datetime | None = None) -> dict[str, str]:
    return {one.label: one.reason for one in review(context, SERIES, as_of=as_of)}


def used(context: Context, label: str, known: KnownBy | None = None) -> str | None:
    value = read_levels(context, SERIES, known).values.get(label)
    floats = read_stored(context, [SERIES], known, since=label, through=label)[SERIES]
    assert (value is None) == (label not in floats)
    return None if value is None else str(value)


def test_a_bad_value_is_kept_and_shown_and_the_one_before_it_stays_in_use(own_context: Context) -> None:
    bad = workdays(14)[12]
    before = used(own_context, bad)
    assert before is not None, "the embedded archive has that day"
    tally = read(own_context, [*CALM, "0.893", "89.4"])
    reason = "0.893 is a hundredth of its neighbours (89.3)"
    assert aside(own_context) == {bad: reason}
    assert any(reason in warning and "tracker rates review" in warning for warning in tally.warnings)
    assert used(own_context, bad) == before
    shown = [(one.label, str(one.value), one.quality) for one in read_levels(own_context, SERIES).aside]
    assert shown == [(bad, "0.893", f"set aside: {reason}")]
    cross = read_levels(own_context, "USD/RUB@ecb")
    assert bad in cross.values
    assert [one.series for one in cross.aside] == [SERIES]
    until = (date.fromisoformat(bad) + timedelta(days=1)).isoformat()
    told = brief(own_context, day_range(bad, until, zone="UTC", now=NOON))
    assert told.set_aside == (f"{SERIES} of {bad}: 0.893 is not used, {reason}",)
    assert read(own_context, [*CALM, "0.893", "89.4"], hours=1).revised == 0  # the same again says nothing new


def test_a_jump_waits_for_the_next_value_wherever_it_comes_from(own_context: Context) -> None:
    labels = workdays(14)
    before = used(own_context, labels[12])
    read(own_context, [*CALM, "130"])
    assert used(own_context, labels[12]) == before
    with UnitOfWork(own_context.engine, write=False) as unit:
        found = unit.judgements.marked([SERIES])[SERIES][labels[12]]
    # the embedded archive already has the days after: they are back at the old level
    assert "those after it are back" in found[-1].quality
    read(own_context, [*CALM, "130", "131", "129.5", "130.2"], hours=1, skip=13)  # only the days after
    assert used(own_context, labels[12]) == "130"
    assert aside(own_context) == {}
    (released,) = review(own_context, SERIES, everything=True)
    assert released.quality == "ok: set aside until confirmed by the values after it"
    assert used(own_context, labels[12], KnownBy(as_of=NOON)) is None  # the archive was recorded later
    assert labels[12] in aside(own_context, as_of=NOON)


def test_another_source_confirms_a_jump(own_context: Context) -> None:
    labels = workdays(13)
    with UnitOfWork(own_context.engine, write=True) as unit:
        unit.observations.add(
            [Quote(series="EUR/RUB@cbr", label=label, value=Decimal(128)) for label in labels],
            vintage=NOON,
            sha256=None,
        )
        unit.commit()
    read(own_context, [*CALM, "130"])
    assert used(own_context, labels[12]) == "130"


def test_a_decision_survives_the_same_bytes_can_be_undone_and_belongs_to_its_time(own_context: Context) -> None:
    values = [*CALM, "0.893", "89.4"]
    bad, sound = workdays(14)[12:]
    before = used(own_context, bad)
    read(own_context, values)

    def say(hours: int, **labels: list[str]) -> None:
        later = own_context.rehearsal(lambda: NOON + timedelta(hours=hours))
        decide(later, SERIES, **{"accept": [], "reject": [], **labels}, reason="seen", by="anna")

    say(1, accept=[bad], reject=[sound])
    assert (used(own_context, bad), used(own_context, sound)) == ("0.893", None)
    read(own_context, values, hours=2)
    assert (used(own_context, bad), used(own_context, sound)) == ("0.893", None)
    say(3, reject=[bad], accept=[sound])
    read(own_context, values, hours=4)
    assert (used(own_context, bad), used(own_context, sound)) == (before, "89.4")
    then = KnownBy(as_of=NOON + timedelta(hours=2))
    assert (used(own_context, bad, then), used(own_context, sound, then)) == ("0.893", None)
    with UnitOfWork(own_context.engine, write=False) as unit:
        history = [row.quality for row in unit.observations.vintages(SERIES, bad)]
    assert history[-3:] == [
        "set aside: 0.893 is a hundredth of its neighbours (89.3)",
        "accepted by anna: seen",
        "set aside: rejected by anna: seen",
    ]
    assert waiting(own_context) == 0


def test_another_value_of_a_rejected_label_is_judged_afresh(own_context: Context) -> None:
    bad = workdays(14)[12]
    read(own_context, [*CALM, "0.893", "89.4"])
    decide(
        own_context.rehearsal(lambda: NOON + timedelta(hours=1)), SERIES, accept=[], reject=[bad], reason="r", by="b"
    )
    read(own_context, [*CALM, "89.25", "89.4"], hours=2)
    assert used(own_context, bad) == "89.25"


def test_weekends_and_values_out_of_range_are_set_aside_unless_the_document_is_wrong_altogether(
    own_context: Context,
) -> None:
    rows = [(SERIES, label, value) for label, value in zip(workdays(12), CALM, strict=True)]
    take(own_context, [*rows, (SERIES, "2021-03-20", "89.2"), (SERIES, "2021-03-22", "-1")])
    assert aside(own_context) == {
        "2021-03-20": "made on a Saturday, when this source makes no rates",
        "2021-03-22": "-1 is outside 0.0000001 to 100000000",
    }


@pytest.mark.parametrize(
    ("series", "labels", "reason", "error"),
    [
        (SERIES, ["2021-03-01"], " ", UsageError),
        (SERIES, ["1999-01-01"], "why", NoDataError),
        ("USD/RUB@ecb", ["2021-03-01"], "why", UsageError),
        ("USD/RUB", ["2021-03-01"], "why", UsageError),
    ],
)
def test_what_cannot_be_decided_records_nothing(
    own_context: Context, series: str, labels: list[str], reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        decide(own_context, series, accept=labels, reject=[], reason=reason, by="b")
    assert review(own_context, everything=True) == ()
