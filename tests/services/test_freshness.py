"""A source is as fresh as the main series that is missed the longest: one that is frozen hides behind no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.services.freshness import stalest

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "labels", "worst"),
    [
        ("fred", {"BRENT/USD": "2026-11-20", "VIX/PTS": "2025-01-02", "USDBROAD/PTS": "2026-11-13"}, "VIX/PTS"),
        ("cbr", {"AUD/RUB": "2026-11-21", "USD/RUB": "2026-01-17", "EUR/RUB": "2026-11-21"}, "USD/RUB"),
        ("bank_of_canada", {"USD/CAD": "2026-11-20", "RUB/CAD": "2026-05-08"}, "RUB/CAD"),
        ("ecb", {"EUR/USD": "2026-11-20", "EUR/CNY": "2026-11-02", "EUR/RUB": "2022-03-01"}, "EUR/CNY"),
    ],
)
def test_the_series_missed_the_longest_is_named(source: str, labels: dict[str, str], worst: str) -> None:
    found = stalest(source, {f"{pair}@{source}": label for pair, label in labels.items()}, NOW)
    assert found is not None
    assert found.series == f"{worst}@{source}"
    assert found.behind > 0
    assert f"newest {worst}@{source} is of {labels[worst]}" in found.words


def test_what_has_ended_and_what_nobody_asks_for_is_not_missed() -> None:
    labels = {"EUR/USD@ecb": "2026-11-20", "EUR/CNY@ecb": "2026-11-20", "EUR/RUB@ecb": "2022-03-01"}
    found = stalest("ecb", {**labels, "EUR/EEK@ecb": "2010-12-31", "EUR/TRY@ecb": "2026-11-02"}, NOW)
    assert found is not None
    assert found.words == "the newest EUR/USD@ecb is of 2026-11-20; nothing is due"
    followed = stalest("ecb", {**labels, "EUR/TRY@ecb": "2026-11-02"}, NOW, ("USD/TRY",))
    assert followed is not None
    assert (followed.series, followed.behind > 0) == ("EUR/TRY@ecb", True)
    assert stalest("fred", labels, NOW) is None


def test_holidays_of_the_banks_behind_rates_at_second_hand_are_not_known() -> None:
    def behind(day: str) -> int:
        labels = {"USD/RUB@frankfurter.cba": "2026-11-20", "USD/RUB@frankfurter.nbkr": day}
        found = stalest("frankfurter", labels, NOW)
        assert found is not None
        return found.behind

    assert behind("2026-11-16") == 0
    assert behind("2026-10-30") > 7
