"""Whatever the levels are: the numbers read back from each form are those of the briefing, as it prints them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reports.briefings import AUTUMN_2014, week_of_the_float
from tests.reports.forms import everything, figures
from tracker.reports.briefing import Briefing
from tracker.reports.numbers import level, percent

DRAWN = ("html", "week page")
"""Formats that take seconds: they draw."""

LEVELS = st.decimals(min_value="15", max_value="150", places=4)


def of_levels(last: Decimal, before: Decimal) -> Briefing:
    """The week with other rates on its last two days."""
    table = AUTUMN_2014.replace("2014-11-13 46.59457", f"2014-11-13 {before}")
    return week_of_the_float(table.replace("2014-11-14 47.30460", f"2014-11-14 {last}"))


def plain(form: str) -> str:
    """One line, with ordinary spaces and signs, without the marks that markdown escapes."""
    return " ".join(form.replace("\\", "").split()).replace("−", "-")


def last_row(text: str) -> list[str]:
    """Level, value and price of the last fixing in the blocks of the text form."""
    found = re.search(r"Fri 14 Nov ([\d.]+) rouble ([-+]?[\d.]+) % \(\w+\), dollar ([-+]?[\d.]+) %", text)
    assert found is not None
    return list(found.groups())


READERS: dict[str, Callable[[str], str]] = {
    "text": lambda form: _found(r"to ([\d.]+) per dollar|at ([\d.]+) per dollar", form),
    "markdown": lambda form: _found(r"to ([\d.]+) per dollar|at ([\d.]+) per dollar", form),
    "subject": lambda form: _found(r", ([\d.]+) per dollar", form),
    "mail": lambda form: _found(r"at ([\d.]+) per dollar", form),
    "spoken": lambda form: _found(r"from [\d.]+ to ([\d.]+),", form),
}
"""How a person finds the level at the end of the week in a form."""


def _found(pattern: str, form: str) -> str:
    found = re.search(pattern, form)
    assert found is not None, form[:300]
    return next(group for group in found.groups() if group)


@settings(max_examples=6)
@given(last=LEVELS, before=LEVELS)
@example(last=Decimal("46.1391"), before=Decimal("46.1391"))
@example(last=Decimal("99.9950"), before=Decimal("15.0000"))
def test_the_last_level_and_its_move_read_alike_in_every_form(last: Decimal, before: Decimal) -> None:
    briefing = of_levels(last, before)
    forms = everything(briefing, but=DRAWN)
    rate, window = briefing.rate, briefing.windows[-1].window
    assert rate is not None
    assert window.value == rate.period.to_value == last
    for name, read in READERS.items():
        assert read(plain(forms[name])) == level(last), name
    moves = (window.move.value_change, window.move.pair_change)
    moved = [plain(percent(one, signed=True)).split()[0] for one in moves]
    assert last_row(plain(forms["text"])) == [level(last, 3), *moved]
    record = json.loads(forms["json"])
    assert record["rate"]["end"] == record["windows"][-1]["value"] == float(last)
    assert record["windows"][-1]["value_before"] == float(before)
    assert record["rate"]["value_change"] == rate.period.move.value_change
    assert figures(briefing)["rate"].content.dots[-1].value == last
    if "csv" in forms:
        rows = list(csv.DictReader(io.StringIO(forms["csv"])))
        assert {Decimal(row["value"]) for row in rows if row["label"] == "2014-11-14"} == {last}


@settings(max_examples=4)
@given(last=LEVELS, before=LEVELS)
def test_direction_is_the_same_word_in_every_form(last: Decimal, before: Decimal) -> None:
    briefing = of_levels(last, before)
    forms = everything(briefing, but=DRAWN)
    assert briefing.rate is not None
    change = round(100 * briefing.rate.period.move.value_change, 1)
    word = "weaker" if change < 0 else "stronger" if change > 0 else "unchanged"
    verb = {"weaker": "lost", "stronger": "gained", "unchanged": "is unchanged"}[word]
    for name in ("text", "markdown"):
        assert f"rouble {verb}" in plain(forms[name]).lower()
    assert word in forms["subject"]
    assert f"rouble ended the week {word}" in plain(forms["mail"]) or f"% {word}" in plain(forms["mail"])
    assert (json.loads(forms["json"])["rate"]["value_change"] < 0) == (briefing.rate.period.move.value_change < 0)
