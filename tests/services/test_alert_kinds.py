"""What each kind of alert finds in real rates: by the same p as the report, and never across a break or a long gap."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tracker import config
from tracker.model.observation import Observation, Quote
from tracker.model.period import single_day
from tracker.reports.official_gap import OfficialGap
from tracker.reports.wording import Words
from tracker.services.alerts.kind import Found, Looking, kinds
from tracker.services.alerts.kinds.contradictions import contradicting
from tracker.services.alerts.kinds.moves import judged
from tracker.services.briefing import brief
from tracker.services.comparing import Comparison, Couple, compare
from tracker.services.context import Context, open_context
from tracker.services.freshness import GRACE
from tracker.services.rates import KnownBy
from tracker.store.unit_of_work import UnitOfWork

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def shipped(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """What the product ships; for tests that only read."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("kinds") / "home"))
    context = open_context(config.load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    yield context
    context.engine.dispose()


def looking(context: Context, now: datetime, **more: object) -> Looking:
    then = context.rehearsal(lambda: now)
    return replace(Looking(context=then, since=now - DAY, seen_at=None, memory={}), **more)  # type: ignore[arg-type]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def found(kind: str, look: Looking) -> list[Found]:
    return list(kinds()[kind].find(look))


@pytest.mark.parametrize("day", ["2014-12-16", "2014-11-11", "2018-04-09"])
def test_a_move_is_judged_by_the_p_of_the_report(shipped: Context, day: str) -> None:
    now = instant(f"{day}T20:00")
    (move,) = judged(looking(shipped, now), "USD/RUB")
    period = single_day(day, zone="UTC", now=now)
    briefing = brief(shipped.rehearsal(lambda: now), period, known=KnownBy(republish=True))
    (window,) = briefing.windows
    assert (move.finding.pvalue, move.finding.verdict) == (window.pvalue, window.verdict)
    assert move.finding.window.fixing == window.window.fixing


def test_only_a_move_as_rare_as_the_settings_say_is_told(shipped: Context) -> None:
    crash, ordinary = instant("2014-12-16T20:00"), instant("2014-11-11T20:00")
    (told,) = found("moves", looking(shipped, crash))
    assert told.facts["crisis"] is True
    assert told.facts["verdict"] == "unusual"
    assert found("moves", looking(shipped, ordinary)) == []
    wider = replace(shipped, settings=replace(shipped.settings, alert_pvalue=0.1))
    (told,) = found("moves", looking(wider, ordinary))
    assert told.facts["crisis"] is False, "an unusual move alone is one"


def test_a_rate_is_told_when_it_is_public_and_judged_once(shipped: Context) -> None:
    before = looking(shipped, instant("2014-12-16T12:00"))
    assert found("moves", before) == [], "made at 14:10 in Frankfurt"
    memory: dict[str, object] = {}
    look = looking(shipped, instant("2014-12-16T20:00"), memory=memory)
    assert len(found("moves", look)) == 1
    assert found("moves", replace(look, memory=memory)) == []
    assert found("moves", looking(shipped, instant("2014-12-18T12:00"), since=instant("2014-12-17T20:00"))) == []


def test_a_rate_that_comes_late_is_told_all_the_same(shipped: Context) -> None:
    now = instant("2014-12-19T09:00")
    look = looking(shipped, now, since=instant("2014-12-18T09:00"))
    labels = {one.episode for one in found("moves", replace(look, seen_at=instant("2014-12-01T00:00")))}
    assert "2014-12-16" in labels, "recorded after the last look, and three days old"
    assert "2014-12-16" not in {one.episode for one in found("moves", look)}


def test_the_past_that_the_first_fetch_brings_is_no_news(shipped: Context) -> None:
    memory: dict[str, object] = {}
    assert found("moves", looking(shipped, instant("2014-12-19T08:00"), memory=memory)) == []
    memory = {name: value for name, value in memory.items() if "@" not in name}  # as if no rate was stored then
    later = looking(shipped, instant("2014-12-19T09:00"), since=instant("2014-12-18T09:00"))
    later = replace(later, seen_at=instant("2014-12-01T00:00"))
    assert "2014-12-16" in {one.episode for one in found("moves", later)}, "of one that had looked before"
    assert "2014-12-16" not in {one.episode for one in found("moves", replace(later, memory=memory))}


def test_neither_a_change_of_method_nor_a_long_gap_raises_an_alert(prepared_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    environ = {"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", "TRACKER_ALERT_PVALUE": "0.999"}
    context = open_context(config.load(environ, cwd=tmp_path))
    days = [date(2019, 1, 9) + n * DAY for n in range(2030)]
    quotes = [
        Quote(series="USD/RUB@cbr", label=day.isoformat(), value=90 + Decimal(day.toordinal() * 7 % 11) / 10)
        for day in days
        if day.weekday() not in (6, 0) and not date(2024, 3, 5) <= day <= date(2024, 3, 13)
    ]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=context.clock(), sha256=None)
        work.commit()
    sound, reasons = {}, {}
    for now in ("2024-06-07T14:00", "2024-06-13T20:00", "2024-03-13T20:00"):
        moves = list(judged(looking(context, instant(now)), "USD/RUB"))
        sound[now] = {one.sound for one in moves}
        reasons[now] = " ".join(one.finding.not_applicable for one in moves)
    told = {now: found("moves", looking(context, instant(now))) for now in sound}
    context.engine.dispose()
    assert "days lie between two observations" in reasons["2024-03-13T20:00"]
    assert "the way the rate is made" in reasons["2024-06-13T20:00"]
    assert [now for now, several in told.items() if several] == ["2024-06-07T14:00"]
    assert sound == {
        "2024-06-07T14:00": {True},
        "2024-06-13T20:00": {False},  # made in another way from this day on
        "2024-03-13T20:00": {False},  # ten days without a rate
    }


def test_a_source_is_stale_after_its_own_calendar(shipped: Context) -> None:
    with UnitOfWork(shipped.engine, write=False) as work:
        newest = work.observations.newest_labels()["EUR/USD@ecb"]
    fresh = instant(f"{newest}T20:00")
    assert not [one for one in found("sources", looking(shipped, fresh)) if one.subject == "stale-ecb"]
    later = fresh + 4 * DAY + GRACE
    (told,) = [one for one in found("sources", looking(shipped, later)) if one.subject == "stale-ecb"]
    assert told.episode == newest
    assert told.lasting
    said = kinds()["sources"].say(told.facts, Words(language="de"))
    assert "fehlen" in said.title


@pytest.fixture(scope="module")
def compared(shipped: Context) -> Comparison:
    """Two sources of one pair, the second of which is the first's rates with one changed."""
    now = instant("2014-11-15T12:00")
    context = shipped.rehearsal(lambda: now)
    return compare(context, "USD/RUB", known=KnownBy().at(now), begins=now - 7 * DAY, ends=now)


def test_sources_of_one_kind_contradict_where_neither_rounding_nor_hours_explain_it(compared: Comparison) -> None:
    from tracker.services.comparing import Match

    series = compared.sides[0].series
    (first, *_) = compared.stored[0].observations
    other = replace(first, series="USD/RUB@other")

    def match(gap: float, hours: float = 0.0, *, slip: bool = False, rounding: bool = False) -> Match:
        return Match(
            first=first,
            second=other,
            hours=hours,
            gap=gap,
            allowed=0.005,
            moves=None,
            reasons=(),
            slip=slip,
            within_rounding=rounding,
        )

    def told(*matches: Match) -> bool:
        couple = Couple(first=series, second=series, matches=matches)
        return bool(list(contradicting(replace(compared, couples=(couple,), gaps=()), pvalue=0.01)))

    assert not told()
    assert not told(match(0.001))
    assert told(match(0.02))
    assert not told(match(0.02, rounding=True))
    assert told(match(0.001, hours=5, slip=True)), "the pair read backwards, another nominal"
    assert not told(match(0.02, hours=5)), "the market may have moved in between"
    assert not told(match(0.02, hours=5), match(-0.02, hours=5), match(0.02, hours=5))
    assert told(match(0.02, hours=5), match(0.03, hours=5), match(0.02, hours=5)), "three days on one side"
    assert not told(match(0.02), match(0.001)), "over"


def test_a_gap_is_told_where_it_is_the_largest_of_a_history_long_enough(compared: Comparison) -> None:
    from tracker.data.loader import schedule_of

    side = compared.stored[0]
    earlier, *_, newest = side.observations

    def told(largest: Observation, n: int, typical: float | None = 0.4) -> list[Found]:
        gap = OfficialGap(
            series=side.series,
            schedule=schedule_of("ecb"),
            official="Bank of Russia",
            market="Yahoo",
            within=(newest,),
            typical=typical,
            largest=largest,
            since=earlier,
            n=n,
        )
        return list(contradicting(replace(compared, couples=(), gaps=(gap,)), pvalue=0.01))

    (found,) = told(newest, 100)
    assert found.lasting
    assert "above" in kinds()["contradictions"].say(found.facts, Words()).title
    assert told(earlier, 100) == [], "larger ones were there"
    assert told(newest, 99) == [], "one in 99 is not as rare as one in a hundred"
    assert told(newest, 100, None) == []


def test_sources_are_compared_again_only_where_a_rate_is_newer_and_what_lasts_is_found_again(
    shipped: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared_at = []
    lasting = Found(subject="a+b", episode="x", facts={"n": 1}, lasting=True)

    def contradicting_once(context: Context) -> Iterator[Found]:
        compared_at.append(context.now)
        yield lasting

    monkeypatch.setattr("tracker.services.alerts.kinds.contradictions._compared", contradicting_once)
    memory: dict[str, object] = {}
    now = instant("2014-12-16T20:00")
    for later in (0 * DAY, DAY / 24, DAY / 12, DAY):
        assert found("contradictions", looking(shipped, now + later, memory=memory)) == [lasting]
    assert compared_at == [now, now + DAY]
