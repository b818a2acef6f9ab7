"""What a report says it could not see comes with the command that brings just that."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tracker.model.observation import Quote
from tracker.model.period import iso_week
from tracker.services.context import Context
from tracker.services.coverage import coverage
from tracker.services.rates import read_levels
from tracker.store.unit_of_work import UnitOfWork

NEW = {"2026-10-01": "80.1", "2026-10-02": "80.2"}


def line(context: Context, series: str, period: str, stored: Mapping[str, Mapping[str, str]]) -> tuple[str, str, str]:
    with UnitOfWork(context.engine, write=True) as work:
        quotes = [
            Quote(series=k, label=day, value=Decimal(v)) for k, column in stored.items() for day, v in column.items()
        ]
        work.observations.add(quotes, vintage=context.now, sha256=None)
        work.commit()
    wanted = iso_week(period, zone="UTC", now=context.now)
    found = coverage(context, (read_levels(context, series),), wanted)[0]
    return found.status, found.remark, found.advice


@pytest.mark.parametrize(
    ("series", "period", "stored", "said"),
    [
        ("USD/RUB@cbr", "2014-W46", {}, ("missing", "nothing stored here", "tracker fetch cbr --since 2013-01-01")),
        (
            "USD/RUB@cbr",
            "2022-W11",
            {"USD/RUB@cbr": NEW},
            ("missing", "stored here from 2026-10-01 on", "tracker fetch cbr --since 2021-01-01"),
        ),
        (
            "USD/BYN@cbr",
            "2022-W11",
            {},
            ("missing", "nothing stored here", "tracker fetch cbr --since 2021-01-01 --currency BYN"),
        ),
        ("USD/RUB@cbr", "2026-W40", {"USD/RUB@cbr": NEW}, ("ok", "", "")),
    ],
    ids=["nothing", "only later ones", "a currency that is not usual", "there"],
)
def test_the_command_reaches_back_to_the_period_and_names_the_currency(
    own_context: Context, series: str, period: str, stored: Mapping[str, Mapping[str, str]], said: tuple[str, str, str]
) -> None:
    assert line(own_context, series, period, stored) == said
