"""Factors are used only where they were known: at both ends of a return, made at its end or within two hours before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, time, timedelta
from decimal import Decimal

import pytest

from tracker.errors import UsageError
from tracker.model.instants import format_instant, local_instant
from tracker.model.observation import Quote
from tracker.services.context import Context
from tracker.services.deriving import fixing_of
from tracker.services.frames import SYNCHRONOUS, Frames, frames_of, stamps_of
from tracker.services.ledger import Selection
from tracker.services.rates import read_levels
from tracker.services.studies import study
from tracker.store.unit_of_work import UnitOfWork

HOURLY = "USD/RUB@yahoo.1h"
DAYS = [date(2014, 9, 1) + timedelta(days=n) for n in range(75)]  # the end of Berlin's summer time included
NOBODY = Selection(issuers=("nobody of that name",))


def bars(hours: Iterable[int], last: date = DAYS[-1]) -> list[Quote]:
    """Bars that end at these hours in Frankfurt, on every weekday up to the last."""
    ends = [
        local_instant(day, time(hour), "Europe/Berlin")
        for day in DAYS
        if day.weekday() < 5 and day <= last
        for hour in hours
    ]
    return [
        Quote(series=HOURLY, label=format_instant(end), value=Decimal(400 + number % 7) / 10)
        for number, end in enumerate(ends)
    ]


def store(context: Context, quotes: Iterable[Quote]) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=context.now, sha256=None)
        work.commit()


def frames(context: Context, series: str = HOURLY) -> Frames:
    return frames_of(context, read_levels(context, series))


@pytest.mark.parametrize("newest", [14, 15, 20])
def test_bars_of_every_hour_have_no_factors_whatever_the_hour_of_the_newest(own_context: Context, newest: int) -> None:
    store(own_context, [one for one in bars(range(8, 21)) if one.label <= f"2014-11-12T{newest - 1}:00:00Z"])
    found = frames(own_context)
    assert found.factors is None
    assert "within the two hours after" in found.no_factors
    assert found.model == "mean"


def test_no_fixing_stands_for_a_bar_made_before_it(own_context: Context) -> None:
    store(own_context, bars(range(8, 21)))
    levels = read_levels(own_context, HOURLY)
    stamps = stamps_of(levels)
    for fixing, stamp in zip(levels.fixings, stamps, strict=True):
        if stamp is not None:
            age = fixing.made_to - fixing_of("ecb", stamp).made_to
            assert timedelta(0) <= age <= SYNCHRONOUS
    hours = {fixing.made_to.astimezone(UTC).hour for fixing, stamp in zip(levels.fixings, stamps, strict=True) if stamp}
    assert hours == {13, 14, 15}, "15:00 and 16:00 in Frankfurt, summer and winter"


def test_the_daily_sample_has_the_factors_of_its_day_and_nothing_later_enters_them(own_context: Context) -> None:
    store(own_context, bars([15]))
    before = frames(own_context, "USD/RUB@yahoo")
    assert before.factors is not None
    assert before.factors.iloc[1:].notna().all(axis=None)
    shocked = [Quote(series=f"EUR/{code}@ecb", label="2014-11-05", value=Decimal(9)) for code in ("USD", "NOK", "TRY")]
    store(own_context, shocked)
    after = frames(own_context, "USD/RUB@yahoo")
    assert after.factors is not None
    earlier = [label for label in before.factors.index if label < "2014-11-05"]
    assert after.factors.loc[earlier].equals(before.factors.loc[earlier])
    assert not after.factors.loc[["2014-11-05"]].equals(before.factors.loc[["2014-11-05"]])


def test_an_official_rate_made_before_the_fixings_is_studied_without_them(own_context: Context) -> None:
    labels = [day.isoformat() for day in DAYS if day.weekday() < 5]
    store(
        own_context,
        [Quote(series="USD/RUB@cbr", label=label, value=Decimal(400 + n % 5) / 10) for n, label in enumerate(labels)],
    )
    assert frames(own_context, "USD/RUB@cbr").factors is None


def test_the_ecbs_own_pairs_keep_theirs(shipped_context: Context) -> None:
    found = frames(shipped_context, "USD/RUB@ecb")
    assert found.factors is not None
    assert found.no_factors == ""
    assert found.factors.loc["2009":].notna().all(axis=None)


def test_a_study_without_factors_says_why(own_context: Context) -> None:
    store(own_context, bars(range(8, 21)))
    answer = study(own_context, NOBODY, event_ids=["2014-11-11-rhodes-beijing"], series=HOURLY)
    assert answer.result.spec.model == "mean"
    assert answer.record()["no_factors"]
    assert any(line.startswith("own part: the move less its usual drift") for line in answer.lines())
    with pytest.raises(UsageError, match=r"cannot be used at USD/RUB@yahoo\.1h: the factors are"):
        study(own_context, NOBODY, event_ids=["2014-11-11-rhodes-beijing"], series=HOURLY, model="factor")
