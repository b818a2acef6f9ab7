"""Questions of ``tracker study`` beyond windows, as typed: all three forms, every reason, every page on its width."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
YEAR = ("study", "--offline", "--since", "2014-03-01", "--until", "2015-01-01")
VIEWS = (
    ("--kind", "designation", "--projections"),
    ("--unusual", "7"),
    ("--breaks",),
    ("--pressure",),
    ("--intensity", "issuer"),
    ("--carried-over", "EUR/PLN"),
)


@pytest.mark.parametrize("words", VIEWS, ids=lambda words: words[-1] if words[-1][0] == "-" else words[-2])
def test_three_forms_of_one_answer(tracker: Tracker, ready_home: Path, words: tuple[str, ...]) -> None:
    text = tracker(*YEAR, *words)
    assert text.code == 0, text.err
    assert not [line for line in text.out.splitlines() if len(line) > 100]
    assert "nan" not in text.out.lower().replace("governance", "").replace("finance", "").split()
    found = json.loads(tracker(*YEAR, *words, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(tracker(*YEAR, *words, "--format", "csv").out)))
    lists = {"horizons", "days", "breaks", "months", "groups"}
    listed = next((value for key, value in found.items() if key in lists), [found])
    if "groups" in found:
        listed = [month for group in listed for month in group["months"]]
    assert len(listed) == len(rows) > 0
    experimental = words[0] in {"--pressure", "--intensity", "--carried-over"}
    assert found.get("experimental", False) is experimental
    assert text.out.startswith("EXPERIMENTAL.") is experimental


def test_the_most_unusual_days_name_what_is_logged_and_say_where_nothing_is(tracker: Tracker, ready_home: Path) -> None:
    found = json.loads(tracker(*YEAR, "--unusual", "40", "--format", "json").out)
    days = {day["label"]: day for day in found["days"]}
    pvalues = [day["pvalue"] for day in found["days"]]
    assert pvalues == sorted(pvalues)
    hike = days["2014-12-16"]
    assert {"event_id": "2014-12-16-cbr-hike-17", "certain": True} in hike["candidates"]
    assert not hike["nothing_logged"]
    assert days["2014-12-01"]["candidates"] == []
    assert days["2014-12-01"]["nothing_logged"]
    assert "2014-12-01" in found["nothing_logged"]
    assert found["by_chance"] == pytest.approx(0.05 * found["n_judged"])
    assert found["n_marked"] == sum(day["pvalue"] <= 0.05 for day in found["days"])
    printed = tracker(*YEAR, "--unusual", "40").out
    assert "nothing logged" in printed
    assert "no event" not in printed


def test_an_event_whose_hour_is_not_known_is_a_candidate_of_each_rate_it_may_have_met(
    tracker: Tracker, ready_home: Path
) -> None:
    """Merkel's day: Tuesday's rate may have known it, Wednesday's must."""
    words = ("study", "--offline", "--since", "2014-11-10", "--until", "2014-11-15", "--unusual", "5")
    found = json.loads(tracker(*words, "--format", "json").out)
    met = [day["label"] for day in found["days"] for one in day["candidates"] if "merkel-no-new" in one["event_id"]]
    assert sorted(met) == ["2014-11-11", "2014-11-12"]
    assert not any(one["certain"] for day in found["days"] for one in day["candidates"] if "merkel" in one["event_id"])


def test_a_time_in_which_nothing_is_logged_is_still_answered(tracker: Tracker, ready_home: Path) -> None:
    quiet = ("study", "--offline", "--since", "2013-06-01", "--until", "2013-08-01")
    assert tracker(*quiet).code == 3
    found = json.loads(tracker(*quiet, "--unusual", "3", "--format", "json").out)
    assert [day["nothing_logged"] for day in found["days"]] == [None, None, None]
    assert found["share_with_candidates"] == {"marked": None, "other_days": None}
    assert "before the ledger" in tracker(*quiet, "--unusual", "3").out


def test_days_before_the_ledger_are_not_called_unlogged_and_one_reason_is_told_once(
    tracker: Tracker, ready_home: Path
) -> None:
    words = ("study", "--offline", "--unusual", "5")
    found = json.loads(tracker(*words, "--format", "json").out)
    assert found["ledger_begins"] == "2014-02-27"
    assert found["nothing_logged"] == sorted(found["nothing_logged"])
    assert found["nothing_logged"][0] > "2014-02-27"
    assert 0 < found["n_marked_before_ledger"] < found["n_marked"] - len(found["nothing_logged"])
    lines = tracker(*words).out.splitlines()
    assert len(lines) < 40
    needed = [one for one in found["unjudged"] if "ordinary observations are needed" in one["because"]]
    assert len({one["because"] for one in needed}) > 100
    (told,) = [line for line in lines if "not judged, because 250" in line]
    assert told.startswith(f"{len(needed)} days not judged")


def test_a_single_date_is_refused_its_error_in_words(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--offline", "rhodes-beijing", "--projections")
    assert "look at its window" in tracker(*words).out
    rows = json.loads(tracker(*words, "--format", "json").out)["horizons"]
    assert [row["horizon"] for row in rows] == list(range(21))
    assert {row["se"] for row in rows} == {row["pvalue"] for row in rows} == {None}
    assert all(row["effect"] is not None and row["because"] for row in rows)


def test_the_first_horizon_of_two_dates_is_near_the_mean_own_part(tracker: Tracker, ready_home: Path) -> None:
    """Two roads to one number: a dummy in a regression, and the mean of two windows judged by themselves."""
    words = ("study", "--offline", "2014-07-17-mh17", "2014-11-11-rhodes-beijing", "--format", "json")
    study = json.loads(tracker(*words).out)
    path = json.loads(tracker(*words, "--projections").out)
    mean = sum(row["car"] for row in study["rows"]) / 2
    assert path["horizons"][0]["effect"] == pytest.approx(mean, abs=0.005)


def test_a_declared_change_stands_among_the_breaks(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--offline", "--since", "2013-01-01", "--until", "2016-01-01", "--breaks", "--format", "json")
    breaks = json.loads(tracker(*words).out)["breaks"]
    (regime,) = [one for one in breaks if one["kind"] == "regime"]
    assert regime["label"] == "2014-11-10"
    assert "2014-11-10-cbr-free-float" in {one["event_id"] for one in regime["candidates"]}
    rise, fall = (one for one in breaks if one["kind"] == "volatility")
    assert rise["after"] > 2 * rise["before"]
    assert fall["after"] < fall["before"] == rise["after"]
    assert all(one["earliest"] <= one["label"] <= one["latest"] for one in (rise, fall))


def test_a_short_time_without_a_break_is_not_said_to_have_none(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--offline", "--since", "2013-01-01", "--until", "2014-01-01", "--breaks")
    searches = json.loads(tracker(*words, "--format", "json").out)["searches"]
    bare = [one for one in searches if not one["n_found"]]
    printed = " ".join(tracker(*words).out.split())
    assert bare
    for one in bare:
        assert f"no break in {one['kind']} found over {one['n']} rates: a break needs 60 rates on either" in printed


def test_breaks_without_the_package_are_a_matter_of_the_installation(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ruptures", None)
    answer = tracker(*YEAR, "--breaks")
    assert (answer.code, answer.out) == (6, "")
    assert "pip install 'sanctions-pressure-tracker[research]'" in answer.err


def store(home: Path, series: str, values: dict[str, str]) -> None:
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    quotes = [Quote(series=series, label=label, value=Decimal(value)) for label, value in values.items()]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=datetime(2026, 11, 1, tzinfo=UTC), sha256=None)
        work.commit()
    context.engine.dispose()


def test_pressure_says_what_is_missing_and_uses_what_is_stored(tracker: Tracker, ready_home: Path) -> None:
    bare = json.loads(tracker(*YEAR, "--pressure", "--format", "json").out)
    assert bare["components"] == ["exchange_rate"]
    assert {one["component"] for one in bare["missing"]} == {"interest_rate", "reserves"}
    assert "tracker fetch cbr_key_rate" in tracker(*YEAR, "--pressure").out
    months = [f"2013-{month:02d}-25" for month in range(10, 13)]
    months += [f"{year}-{month:02d}-25" for year in (2014, 2015) for month in range(1, 13)]
    rates = {label: str(Decimal("5.5") + Decimal(number % 3) / 4) for number, label in enumerate(months)}
    rates["2014-12-25"] = "17"
    store(ready_home, "RU/KEYRATE@cbr_key_rate", rates)
    found = json.loads(tracker(*YEAR, "--pressure", "--format", "json").out)
    assert found["components"] == ["exchange_rate", "interest_rate"]
    december = next(row for row in found["months"] if row["month"] == "2014-12")
    assert december["part_interest_rate"] == pytest.approx(
        (17 - float(rates["2014-11-25"])) * found["weights"]["interest_rate"]
    )
    assert december["index"] == pytest.approx(december["part_exchange_rate"] + december["part_interest_rate"])
    assert december["is_high"]
    assert "2014-12-16-cbr-hike-17" in december["events"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--unusual", "none"), 2),
        (("--unusual", "0"), 2),
        (("--intensity", "colour"), 2),
        (("--breaks", "--pressure"), 2),
        (("--carried-over", "USD/RUB"), 2),
        (("--carried-over", "EUR/RUB@cbr"), 2),
        (("--carried-over", "nonsense"), 2),
        (("--issuer", "nobody of that name", "--intensity", "kind"), 3),
        (("--series", "USD/RUB@cbr", "--breaks"), 3),
        (("--series", "USD/RUB@cbr", "--pressure"), 3),
    ],
)
def test_what_makes_no_sense_is_refused(tracker: Tracker, ready_home: Path, words: tuple[str, ...], code: int) -> None:
    answer = tracker(*YEAR, *words)
    assert answer.code == code, answer.err
    assert "Traceback" not in answer.err


def test_the_same_question_gives_the_same_bytes(tracker: Tracker, ready_home: Path) -> None:
    words = ("--now", "2026-11-01T00:00Z", "--unusual", "5", "--format", "csv")
    assert tracker(*YEAR, *words).out == tracker(*YEAR, *words).out
