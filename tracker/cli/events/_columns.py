"""Options that fill the columns of an event, shared by adding, correcting and accepting."""

from __future__ import annotations

import functools
from collections.abc import Callable

import click

_NAMED = {
    "date": "Local day of the first public announcement.",
    "zone": "IANA zone of the place where it was made, like Europe/Brussels.",
    "title": "One neutral line.",
    "kind": "designation, sectoral_sanctions, statement, central_bank …",
    "issuer": "The announcing institution.",
    "jurisdiction": "US, EU, UK, RU, UA, DE …",
    "action": "impose, expand, extend, ease, lift, threaten, rule_out, condemn, deny, neutral.",
    "stance": "Direction of pressure: escalate, hold or deescalate.",
    "time-utc": "A known clock time, like 2014-11-11T02:56Z.",
    "time-basis": "What that time is: announcement, posting, report or effective.",
    "actor": "The person it is tied to.",
    "actor-role": "That person's office.",
    "summary": "What was announced, in a sentence.",
    "source-urls": "Pages it was read in, joined by ' | '.",
}


# What to type, where it is not free text.
_METAVARS = {
    "date": "DAY",
    "zone": "ZONE",
    "kind": "WORD",
    "jurisdiction": "WORD",
    "action": "WORD",
    "stance": "WORD",
    "time-utc": "INSTANT",
    "time-basis": "WORD",
}


def column_options(function: Callable[..., object]) -> Callable[..., object]:
    """One option per common column and ``--column NAME=TEXT`` for the rest, passed as one ``columns`` mapping."""

    @functools.wraps(function)
    def packed(*args: object, column: tuple[str, ...], **given: object) -> object:
        columns = dict(_split(text) for text in column)
        for name in (option.replace("-", "_") for option in _NAMED):
            text = given.pop(name)
            if text is not None:
                columns[name] = str(text)
        return function(*args, columns=columns, **given)

    decorated: Callable[..., object] = click.option(
        "--column", metavar="NAME=TEXT", multiple=True, help="Any other column of the event file. Repeatable."
    )(packed)
    for name, help_text in reversed(_NAMED.items()):
        decorated = click.option(f"--{name}", metavar=_METAVARS.get(name, "TEXT"), help=help_text)(decorated)
    return decorated


def _split(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(f"{text!r} is not NAME=TEXT.", param_hint="--column")
    return name.strip(), value
