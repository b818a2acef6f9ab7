"""Values of a person's own file pass the gate as well: set aside with their reason, shown, decided on, released."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
MADE = ("--made-at", "18:00", "--zone", "Europe/Moscow")
SERIES = "USD/RUB@desk"
CALM = ("71.2", "71.3", "71.1", "71.4", "71.2", "71.5", "71.3", "71.2", "71.4", "71.3", "71.1", "71.2")


@pytest.fixture
def ready(ready_home: Path, tracker: Tracker) -> Tracker:  # the home is used
    return tracker


def write(values: tuple[str, ...], first: str = "2023-02-06") -> str:
    """A file of these values on consecutive weekdays."""
    days = (date.fromisoformat(first) + timedelta(days=at) for at in range(3 * len(values)))
    labels = [day.isoformat() for day in days if day.weekday() < 5][: len(values)]
    rows = (f"{label},{value}" for label, value in zip(labels, values, strict=True))
    Path("desk.csv").write_text("label,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return "desk.csv"


def bring(ready: Tracker, values: tuple[str, ...], *more: str) -> Any:
    answer = ready("--offline", "rates", "import", write(values), "--series", SERIES, *MADE, *more)
    assert answer.code == 0, answer.err
    return answer


def used(ready: Tracker) -> list[float]:
    read = json.loads(ready("--offline", "rates", SERIES, "--format", "json").out)
    return [one["value"] for one in read["observations"] if not one["quality"].startswith("set aside")]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("0.712", "0.712 is a hundredth of its neighbours"),
        ("0.01404", "0.01404 is the inverse of its neighbours"),
        ("171.2", "171.2 is +140% from the value before it, and those after it are back"),
    ],
)
def test_a_bad_value_is_set_aside_in_preview_and_import_alike(ready: Tracker, bad: str, why: str) -> None:
    values = (*CALM, bad, *CALM)
    preview = bring(ready, values, "--dry-run")
    assert f"would be set aside, 2023-02-22: {why}" in preview.out
    assert "would be new 24" in preview.out
    done = bring(ready, values)
    assert f"  set aside, 2023-02-22: {why}" in done.out
    assert f"tracker rates review {SERIES}" in done.out
    assert "line 14" not in done.err, "told once"
    assert used(ready) == [float(value) for value in (*CALM, *CALM)]
    review = ready("--offline", "rates", "review", SERIES).out
    assert why in " ".join(review.split())


def test_the_same_file_again_changes_nothing_and_a_decision_stays(ready: Tracker) -> None:
    values = (*CALM, "712", *CALM)
    bring(ready, values)
    again = json.loads(bring(ready, values, "--format", "json").out)
    assert (again["new"], again["revised"], again["unchanged"], again["released"]) == (0, 0, 24, 0)
    assert again["set_aside"] == [
        {"label": "2023-02-22", "value": 712.0, "because": "712 is 10 times its neighbours (71.2)"}
    ]
    decision = ("--accept", "2023-02-22", "--reason", "a rehearsal of the redenomination")
    assert ready("--offline", "rates", "review", SERIES, *decision).code == 0
    after = json.loads(bring(ready, values, "--format", "json").out)
    assert (after["set_aside"], after["unchanged"]) == ([], 25)
    assert 712.0 in used(ready)


def test_a_jump_at_the_end_waits_until_later_rows_confirm_it(ready: Tracker) -> None:
    first = bring(ready, (*CALM, "121.3"))
    assert "which nothing confirms yet" in first.out
    assert 121.3 not in used(ready)
    later = bring(ready, (*CALM, "121.3", "122.5", "120.1", "121.8"))
    assert "set aside" not in later.out.replace("set aside before", "")
    assert used(ready)[-4:] == [121.3, 122.5, 120.1, 121.8]


def test_a_jump_that_another_source_made_as_well_is_believed_at_once(ready: Tracker) -> None:
    calm = ("50.4", "50.5", "50.3", "50.6", "50.4", "50.5", "50.2", "50.4", "50.5", "50.3", "50.4", "50.5")
    first = "2014-12-01"
    file = write((*calm, "72.5"), first)
    answer = ready("--offline", "rates", "import", file, "--series", SERIES, *MADE)
    assert "set aside" not in answer.out, "the European Central Bank fixed 73.00 on 17 December 2014"
    alone = write((*calm, "72.5"), "2024-12-02")  # the ECB no longer fixes it: nobody confirms
    answer = ready("--offline", "rates", "import", alone, "--series", "USD/RUB@alone", *MADE)
    assert "set aside, 2024-12-18" in answer.out


def test_an_unreadable_row_still_stops_the_whole_file(ready: Tracker) -> None:
    file = write((*CALM, "712", "abc"))
    answer = ready("--offline", "rates", "import", file, "--series", SERIES, *MADE)
    assert answer.code == 2
    assert "line 15" in answer.err
    assert ready("--offline", "rates", SERIES).code == 2


def test_a_bad_file_leaves_the_good_values_of_the_one_before_in_use(ready: Tracker) -> None:
    good = (*CALM, "71.4", *CALM)
    bring(ready, good)
    bad = (*CALM, "7140", *CALM)
    said = "new 0, {}revised 0, unchanged 24, set aside 1; the value stored before stays in use"
    assert said.format("would be ") in bring(ready, bad, "--dry-run").out
    assert said.format("") in bring(ready, bad).out
    assert used(ready) == [float(value) for value in good]
    assert "in use meanwhile: 71.4, stored before it" in ready("--offline", "rates", "review", SERIES).out
    decision = ("review", SERIES, "--reason", "seen")
    ready("--offline", "rates", *decision, "--reject", "2023-02-22")
    assert used(ready) == [float(value) for value in good]
    ready("--offline", "rates", *decision, "--accept", "2023-02-22")
    assert 7140.0 in used(ready)
    ready("--offline", "rates", *decision, "--reject", "2023-02-22")
    ready("--offline", "rates", *decision, "--reject", "2023-02-22")
    assert len(used(ready)) == 24, "rejected once more, the value in use is meant"
