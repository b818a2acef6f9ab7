"""The JSON form: documented names, exact instants, null for what is missing, never NaN."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.reports import briefings
from tracker.model.alignment import Move
from tracker.reports.briefing import Briefing, SecondSeries
from tracker.reports.build import build_report
from tracker.reports.formats.json import FORMAT

REQUIRED = {
    "": "schema_version generated_at public_by units warnings period headline rate windows events decomposition tally "
    "disagreement list_changes ahead coverage notes",
    "period": "start end zone label complete",
    "rate": "series start end log_return pair_change value_change four_weeks year_to_date rank",
    "rate.year_to_date": "from_label pair_change value_change",
    "windows.0": "series pre label made_to log_return pair_change value_change own_part pvalue mde verdict certain "
    "possible",
    "events.0": "id title interval alignments confounders verified",
    "events.0.interval": "earliest_utc latest_utc zone precision basis",
    "events.0.alignments.0": "series pre earliest latest contaminated ambiguous spans reaction reaction_earliest "
    "shared_with method_break pending note",
    "events.0.alignments.0.latest": "label value made_from made_to published_at",
    "events.0.alignments.0.reaction": "log_return pair_change value_change",
    "tally": "n marked textbook by_chance",
    "coverage.0": "source newest status",
    "warnings.0": "code message source",
}


def record(briefing: Briefing) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FORMAT.render(build_report(briefing)))
    return document


def at(document: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        document = document[int(step)] if step.isdigit() else document[step]
    return document


@pytest.mark.parametrize("path", REQUIRED)
def test_required_fields_are_there(path: str) -> None:
    found = at(record(briefings.week_of_the_float()), path)
    assert set(REQUIRED[path].split()) <= set(found)


def test_the_numbers_of_the_week() -> None:
    document = record(briefings.week_of_the_float())
    assert document["rate"]["start"] == 46.13911
    assert document["rate"]["end"] == 47.3046
    assert document["rate"]["year_to_date"]["from_label"] == "2013-12-31"
    assert document["rate"]["year_to_date"]["pair_change"] == pytest.approx(0.439, abs=5e-4)
    assert document["rate"]["year_to_date"]["value_change"] == pytest.approx(-0.305, abs=5e-4)
    assert document["period"] == {
        "start": "2014-11-10T00:00:00Z",
        "end": "2014-11-17T00:00:00Z",
        "zone": "UTC",
        "label": "2014-W46",
        "since": "2014-11-10",
        "until": "2014-11-17",
        "begun": True,
        "complete": True,
        "asked_for": None,
    }


def test_merkel_has_both_ends_and_rhodes_one() -> None:
    events = {event["id"]: event for event in record(briefings.week_of_the_float())["events"]}
    merkel = events["2014-11-11-merkel-no-new-sanctions"]["alignments"][0]
    assert merkel["ambiguous"] is True
    assert (merkel["pre"]["label"], merkel["earliest"]["label"], merkel["latest"]["label"]) == (
        "2014-11-10",
        "2014-11-11",
        "2014-11-12",
    )
    assert merkel["reaction_earliest"]["value_change"] == pytest.approx(-0.0255, abs=1e-4)
    assert merkel["reaction"]["value_change"] == pytest.approx(-0.0176, abs=1e-4)
    assert merkel["last_step"]["value_change"] == pytest.approx(0.0081, abs=1e-4)
    rhodes = events["2014-11-11-rhodes-beijing"]["alignments"][0]
    assert rhodes["earliest"] == rhodes["latest"]
    assert rhodes["reaction"] == rhodes["reaction_earliest"]


def test_a_period_without_a_rate_is_null_with_a_reason_and_its_events_wait() -> None:
    document = record(briefings.week_without_a_rate())
    assert document["rate"] is None
    assert document["windows"] == []
    assert document["no_rate"].startswith("No fixing")
    assert document["decomposition"] is None
    assert document["tally"] is None
    assert document["list_changes"] is None
    waiting = document["events"][0]["alignments"][0]
    assert set(waiting["pending"]) == {"label", "made_from", "made_to", "expected_at"}
    assert waiting["reaction"] is None


def test_what_is_not_a_number_becomes_null() -> None:
    briefing = briefings.week_of_the_float()
    broken = dataclasses.replace(briefing.windows[0], own_part=math.nan, mde=math.inf, sigma=-math.inf)
    raw = FORMAT.render(build_report(dataclasses.replace(briefing, windows=(broken, *briefing.windows[1:]))))
    found = json.loads(raw, parse_constant=lambda name: pytest.fail(f"{name} in the output"))["windows"][0]
    assert (found["own_part"], found["mde"], found["sigma"]) == (None, None, None)


def test_windows_of_a_second_series_stand_beside_the_first() -> None:
    briefing = briefings.week_of_the_float()
    other = tuple(
        dataclasses.replace(found, window=dataclasses.replace(found.window, series="USD/RUB@cbr"))
        for found in briefing.windows
    )
    second = SecondSeries(series="USD/RUB@cbr", title="Bank of Russia", windows=other, period=briefing.rate.period)  # type: ignore[union-attr]
    document = record(dataclasses.replace(briefing, second=(second,)))
    assert {window["series"] for window in document["windows"]} == {"USD/RUB@ecb", "USD/RUB@cbr"}
    assert document["disagreement"][0]["same_direction"] is True


def test_a_rate_that_did_not_move_agrees_with_nothing_and_contradicts_nothing() -> None:
    briefing = briefings.week_of_the_float()
    assert briefing.rate is not None
    still = dataclasses.replace(briefing.rate.period, move=Move.between(Decimal(46), Decimal(46)))
    second = SecondSeries(series="USD/RUB@cbr", title="Bank of Russia", period=still)
    document = record(dataclasses.replace(briefing, second=(second,)))
    assert document["disagreement"][0]["same_direction"] is None


def test_instants_are_utc_with_a_z_and_labels_are_dates() -> None:
    raw = FORMAT.render(build_report(briefings.week_of_the_float()))
    instants = re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', raw)
    assert instants
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", instant) for instant in instants)


def test_it_can_be_embedded_in_a_page_and_written_in_ascii() -> None:
    briefing = briefings.week_of_the_float(no_rate="</script><script>alert(1)</script>")
    raw = FORMAT.render(build_report(briefing), ascii=True)
    assert raw.isascii()
    assert not set("<>&") & set(raw)
    assert json.loads(raw)["no_rate"] == "</script><script>alert(1)</script>"
