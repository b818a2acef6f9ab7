"""``tracker align`` over the golden cases, at the series of the European Central Bank and of the Bank of Russia."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
ECB, CBR = "USD/RUB@ecb", "USD/RUB@cbr"

GOLDEN = [
    ("2014-11-11-rhodes-beijing", ECB, "2014-11-10", "2014-11-11", "2014-11-11"),
    ("2014-11-11-rhodes-beijing", CBR, "2014-11-11", "2014-11-12", "2014-11-12"),
    ("2014-11-11-merkel-no-new-sanctions", ECB, "2014-11-10", "2014-11-11", "2014-11-12"),
    ("2014-11-11-merkel-no-new-sanctions", CBR, "2014-11-11", "2014-11-12", "2014-11-13"),
    ("2018-04-06-ofac-oligarchs", ECB, "2018-04-05", "2018-04-06", "2018-04-09"),
    ("2018-04-06-ofac-oligarchs", CBR, "2018-04-06", "2018-04-07", "2018-04-10"),
    ("2022-02-26-joint-statement-swift-cbr", ECB, "2022-02-25", "2022-02-28", "2022-02-28"),
    ("2022-02-26-joint-statement-swift-cbr", CBR, "2022-02-26", "2022-03-01", "2022-03-01"),
    ("2014-11-10-cbr-free-float", ECB, "2014-11-07", "2014-11-10", "2014-11-10"),
    ("2014-11-12-breedlove-sofia", ECB, "2014-11-11", "2014-11-12", "2014-11-12"),
    ("2014-11-12-russian-mod-denial", ECB, "2014-11-11", "2014-11-12", "2014-11-13"),
]


def aligned(tracker: Tracker, *words: str) -> Any:
    answer = tracker("align", *words, "--offline", "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize(("event", "series", "pre", "earliest", "latest"), GOLDEN)
def test_golden_cases(
    tracker: Tracker, ready_home: Path, event: str, series: str, pre: str, earliest: str, latest: str
) -> None:
    (found,) = aligned(tracker, event, "-s", series)["alignments"]
    assert found["series"] == series
    assert [found[end]["label"] for end in ("pre", "earliest", "latest")] == [pre, earliest, latest]
    assert found["ambiguous"] == (earliest != latest)
    assert (found["reaction"] is None) == (series == CBR)  # no value of the Bank of Russia is stored


def test_what_is_said_of_a_schedule_without_values(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("align", "2014-11-11-rhodes-beijing", "-s", CBR, "--offline").out
    assert "from the schedule alone" in printed
    assert "10:00–11:30 Moscow" in printed  # as it was made then, not as it is made today
    assert "move" not in printed


def test_the_evening_of_the_exchange_sanctions(tracker: Tracker, ready_home: Path) -> None:
    asked = ("2024-06-12-ofac-moex", "-s", CBR, "--now", "2024-06-12T20:00Z")
    (found,) = aligned(tracker, *asked)["alignments"]
    assert found["earliest"] is None
    assert found["latest"] is None
    assert found["pre"]["label"] == "2024-06-12"
    assert found["pending"]["label"] == "2024-06-14"  # made on the 13th; the 12th is a holiday
    assert "another method" in found["note"]
    printed = tracker("align", *asked, "--offline").out
    assert "pending: the first rate that can know" in printed


def test_one_answer_a_series_in_the_order_asked(tracker: Tracker, ready_home: Path) -> None:
    found = aligned(tracker, "2014-11-11-rhodes-beijing", "-s", CBR, "-s", ECB)
    assert [one["series"] for one in found["alignments"]] == [CBR, ECB]
    assert found["schema_version"] == 1
    assert found["public_by"]
    assert found["units"]["log_return"]


def test_a_part_of_an_id_is_enough_and_a_wrong_one_names_the_nearest(tracker: Tracker, ready_home: Path) -> None:
    assert aligned(tracker, "merkel-no-new")["event"] == "2014-11-11-merkel-no-new-sanctions"
    answer = tracker("align", "2014-11-11-merkle", "--offline")
    assert answer.code == 3
    assert "2014-11-11-merkel-no-new-sanctions" in answer.err


def test_both_ends_are_printed_in_words(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("align", "merkel-no-new", "-s", ECB, "--offline").out.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "move to the first that could know: USD costs +2.6 %, RUB buys −2.6 % (RUB weaker)" in printed
    assert "move to the first that must know:  USD costs +1.8 %, RUB buys −1.8 % (RUB weaker)" in printed
    assert "the last of these fixings alone: USD costs −0.8 %, RUB buys +0.8 % (RUB stronger)" in printed
