"""``tracker rates review`` as typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load
from tracker.model.observation import Judged, Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

SERIES = "EUR/RUB@ecb"
LABEL = "2014-11-12"
QUALITY = "set aside: 0.57 is a hundredth of its neighbours (57.9)"


@pytest.fixture
def home(ready_home: Path) -> Path:
    """A home with one value set aside."""
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    judged = Judged(quote=Quote(series=SERIES, label=LABEL, value=Decimal("0.57")), quality=QUALITY)
    with UnitOfWork(context.engine, write=True) as unit:
        unit.judgements.record([judged], vintage=datetime(2026, 11, 22, tzinfo=UTC), sha256=None)
        unit.commit()
    context.engine.dispose()
    return ready_home


def test_what_is_set_aside_is_listed_decided_and_decided_again(tracker: Callable[..., Any], home: Path) -> None:
    def type_in(*words: str) -> Any:
        return tracker("--offline", "rates", *words)

    listed = type_in("review")
    assert f"{SERIES} of {LABEL}: 0.57\n    {QUALITY}\n" in listed.out
    assert "(2014-11-11)" in listed.out
    assert "(2014-11-13)" in listed.out
    assert f"tracker rates review {SERIES} --accept {LABEL} --reason TEXT" in listed.out
    assert QUALITY in type_in(SERIES, "--week", "2014-W46").out
    assert f"1 set aside in {SERIES}" in type_in("USD/RUB@ecb", "--week", "2014-W46").err
    assert f"{SERIES} of {LABEL}: 0.57 is not used, 0.57 is a hundredth of its neighbours (57.9)" in " ".join(
        tracker("--offline", "report", "--week", "2014-W46").out.split()
    )
    assert "1 value is set aside as suspicious" in tracker("--offline", "status").out

    accepted = type_in(
        "review", SERIES, "--accept", LABEL, "--reason", "so printed", "--by", "anna", "--format", "json"
    )
    assert [one["quality"] for one in json.loads(accepted.out)["decided"]] == ["accepted by anna: so printed"]
    assert type_in("review").out.strip() == "Nothing is set aside."
    assert "accepted by anna: so printed" in type_in(SERIES, "--week", "2014-W46").out

    rejected = type_in("review", SERIES, "--reject", LABEL, "--reason", "a slip after all", "--by", "anna")
    assert rejected.out == f"{SERIES} of {LABEL}: 0.57, set aside: rejected by anna: a slip after all\n"
    (one,) = json.loads(type_in("review", "--all", "--format", "json").out)["values"]
    assert (one["series"], one["label"], one["reason"]) == (SERIES, LABEL, "rejected by anna: a slip after all")
    assert one["before"]["label"] == "2014-11-11"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accept", LABEL, "--reason", "x"), "Of which series?"),
        ((SERIES, "--accept", LABEL), "needs its reason"),
        ((SERIES, "--reason", "x"), "belong to a decision"),
        ((SERIES, "--accept", LABEL, "--reject", LABEL, "--reason", "x"), "accepted and rejected at once"),
    ],
)
def test_what_is_not_said_is_asked_for(
    words: tuple[str, ...], said: str, tracker: Callable[..., Any], ready_home: Path
) -> None:
    answer = tracker("--offline", "rates", "review", *words)
    assert answer.code == 2
    assert said in answer.err
