"""Options of ``tracker study`` that ask another question about the same events; at most one at a time.

Each stands for a module of that name in `tracker.services.study_views`. They are listed here, so that help comes at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from tracker.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

_FLAGS: tuple[tuple[str, str], ...] = (
    ("projections", "How far the rate has gone up to 20 rates after the events, beside ordinary days."),
    ("breaks", "When volatility or drift changed for good in the time asked for, and what is logged near by."),
    ("pressure", "Exchange-market pressure by month, with what is stored of key rate and reserves (experimental)."),
    ("distribution", "How far it had moved 1, 3, 5 and 10 rates later, beside ordinary days."),
    ("curve", "The same question under every choice of model, window, estimation and series."),
    ("placebo", "The same selection at shifted dates, where nothing of it happened."),
    ("spillover", "The same events at other currencies and oil: did the rest of the world move too?"),
)
"""(name, help) of views that need no value."""

_VALUES: tuple[tuple[str, str, str], ...] = (
    ("unusual", "N", "The N most unusual days of the time asked for, and what is logged of each."),
    (
        "carried_over",
        "SERIES",
        "What the events' news carried over to another series of the same source (experimental).",
    ),
    ("intensity", "FIELD", "Weighted acts of the ledger by month and issuer, kind or jurisdiction (experimental)."),
    ("by", "FIELD", "Groups by kind, action, stance, jurisdiction, issuer, actor, threat, scheduled or direction."),
    ("versus", "FIELD=WORD,…", "The selected events against others, like issuer=OFAC,kind=designation."),
    ("focus", "EVENT,…", "Single events alone, their place among the selected, and all of these together."),
)
"""(name, metavar, help) of views that are asked for with one."""


def view_options(command: Command) -> Command:
    """Every view's option, in the order above."""
    for name, metavar, text in reversed(_VALUES):
        command = click.option(f"--{name.replace('_', '-')}", f"view_{name}", metavar=metavar, help=text)(command)
    for name, text in reversed(_FLAGS):
        command = click.option(f"--{name.replace('_', '-')}", f"view_{name}", is_flag=True, help=text)(command)
    return command


def asked_view(options: Mapping[str, object]) -> tuple[str, str | None] | None:
    """The view asked for and its value, None where it is the study itself.

    Raises ``UsageError`` where two are asked for at once.
    """
    given = {name.removeprefix("view_"): value for name, value in options.items() if value not in (None, False)}
    if len(given) > 1:
        names = " and ".join(f"--{name.replace('_', '-')}" for name in given)
        raise UsageError(f"{names} are different questions.", remedy="Ask one at a time.")
    for name, value in given.items():
        return name, None if value is True else str(value)
    return None
