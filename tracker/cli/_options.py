"""Options several commands share, and how their values are read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, TypeVar

import click

from tracker.cli._common import Instant
from tracker.errors import UsageError
from tracker.model import period as periods
from tracker.model.csv_form import PLAIN, STYLES
from tracker.model.instants import local_instant
from tracker.model.period import Period

if TYPE_CHECKING:
    from datetime import date, datetime

    from tracker.cli._invocation import Invocation
    from tracker.services.ledger import Selection

F = TypeVar("F", bound=Callable[..., object])


def _all(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


def range_options(function: F) -> F:
    """``--since`` and ``--until``, passed as ``since`` and ``until``."""
    return _all(
        click.option("--since", metavar="DAY", help="First day, like 2014-11-10, or 7d for seven days ago."),
        click.option("--until", metavar="DAY", help="The day after the last one."),
    )(function)


def period_options(function: F) -> F:
    """``--week``, ``--day``, ``--since`` and ``--until``; ``chosen_period`` reads them."""
    return _all(
        click.option("--week", metavar="WEEK", help="An ISO week, like 2014-W46."),
        click.option("--day", metavar="DAY", help="One day, like 2014-11-11."),
        range_options,
    )(function)


def chosen_period(
    invocation: Invocation, *, week: str | None, day: str | None, since: str | None, until: str | None
) -> Period | None:
    """The period the four options name, in the configured zone; None when none was given."""
    zone = invocation.settings.zone
    return periods.chosen(week=week, day=day, since=since, until=until, zone=zone, now=invocation.instant)


def chosen_bounds(
    invocation: Invocation, *, week: str | None, day: str | None, since: str | None, until: str | None
) -> tuple[datetime | None, datetime | None]:
    """The half-open interval of UTC instants the four options name; an end nobody named is None."""
    zone, now = invocation.settings.zone, invocation.instant
    if week is None and day is None:
        first, end = periods.since_until(since, until, zone=zone, now=now)
        begins, ends = (None if one is None else local_instant(one, time(0), zone) for one in (first, end))
        return begins, ends
    period = chosen_period(invocation, week=week, day=day, since=since, until=until)
    return (None, None) if period is None else (period.start, period.end)


def past_options(function: F) -> F:
    """``--public-by`` and ``--as-of``, passed as aware UTC instants or None."""
    return _all(
        click.option(
            "--public-by",
            metavar="INSTANT",
            type=Instant(),
            help="Use only what was public then.",
        ),
        click.option(
            "--as-of", metavar="INSTANT", type=Instant(), help="Use only what this installation had recorded then."
        ),
    )(function)


def by_option(function: F) -> F:
    """``--by``, passed as ``by``: who decides, the name of the login where it is not said."""
    return click.option(
        "--by", metavar="NAME", default=login, help="Who decides; the name you are logged in with if not said."
    )(function)


def login() -> str:
    """The name of who is logged in; ``somebody`` where the machine knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may know no name for its user
        return "somebody"


def public_option(function: F) -> F:
    """``--public``, passed as ``public``."""
    return click.option(
        "--public",
        is_flag=True,
        help="Only numbers that may be put where others read them, with their credits; --text, where there is one,"
        " then selects on what others may read.",
    )(function)


def format_option(*formats: str) -> Callable[[F], F]:
    """``--format``, passed as ``form``; the first format is the default. With ``csv`` there is ``--csv-style``, too."""
    option = click.option(
        "--format",
        "form",
        type=click.Choice(formats, case_sensitive=False),
        default=formats[0],
        show_default=True,
        help="How the answer is written.",
    )
    return _all(option, csv_style_option) if "csv" in formats else option


def format_or_ending_option(*formats: str) -> Callable[[F], F]:
    """The same, passed as None where it is not given: the ending of ``-o`` may then say it, else the first is meant."""
    option = click.option(
        "--format",
        "form",
        type=click.Choice(formats, case_sensitive=False),
        help=f"How the answer is written; where not said, as the name of -o ends, else {formats[0]}.",
    )
    return _all(option, csv_style_option) if "csv" in formats else option


def csv_style_option(function: F) -> F:
    """``--csv-style``, kept in the invocation for whatever writes CSV."""

    def keep(context: click.Context, _option: click.Parameter, value: str) -> None:
        from tracker.cli._invocation import Invocation

        context.ensure_object(Invocation).csv_style = value

    return click.option(
        "--csv-style",
        type=click.Choice(list(STYLES)),
        default=PLAIN,
        show_default=True,
        expose_value=False,
        callback=keep,
        help="For whom CSV is written: excel-eu has semicolons and decimal commas.",
    )(function)


def output_option(function: F) -> F:
    """``-o FILE``, passed as ``output``; ``-`` and nothing are stdout."""
    return click.option("-o", "--output", metavar="FILE", help="Write to a file instead of stdout (-).")(function)


def series_option(function: F) -> F:
    """``--series``, repeatable, passed as ``series``."""
    return click.option(
        "-s", "--series", metavar="SERIES", multiple=True, help="A series, like USD/RUB@ecb, or a pair. Repeatable."
    )(function)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which events a command line asks for, as it was typed."""

    week: str | None = None
    day: str | None = None
    since: str | None = None
    until: str | None = None
    kind: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    text: str = ""

    def selection(self, invocation: Invocation, *, statuses: tuple[str, ...] = ("accepted",)) -> Selection:
        """The selection for ``tracker.services.ledger``; an event's day is that of its place, as in reports."""
        from tracker.services.selecting import selection_of

        first, until = self._bounds(invocation)
        return selection_of(
            lambda: invocation.context,
            first_day=first,
            until_day=until,
            kind=self.kind,
            action=self.action,
            stance=self.stance,
            jurisdiction=self.jurisdiction,
            issuer=self.issuer,
            actor=self.actor,
            sets=self.sets,
            text=self.text,
            statuses=statuses,
        )

    def _bounds(self, invocation: Invocation) -> tuple[date | None, date | None]:
        zone, now = invocation.settings.zone, invocation.instant
        if self.week or self.day:
            if self.since or self.until:
                raise UsageError("--week and --day are periods of their own.", remedy="Leave out --since and --until.")
            period = chosen_period(invocation, week=self.week, day=self.day, since=None, until=None)
            return (period.first_day, period.until) if period else (None, None)
        return periods.since_until(self.since, self.until, zone=zone, now=now)


def selection_options(function: Callable[..., object]) -> Callable[..., object]:
    """Options that select events, passed to the command as one ``asked: Asked``."""

    @functools.wraps(function)
    def packed(*args: object, **given: object) -> object:
        asked = Asked(**{name: given.pop(name) for name in Asked.__dataclass_fields__})  # type: ignore[arg-type]  # click made them
        return function(*args, asked=asked, **given)

    def several(*names: str, help_text: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
        return click.option(*names, metavar="WORD", multiple=True, help=f"{help_text} Repeatable.")

    return _all(
        period_options,
        several("--kind", help_text="Kind, like designation or statement."),
        several("--action", help_text="Action, like impose, ease or threaten."),
        several("--stance", help_text="escalate, hold or deescalate."),
        several("--jurisdiction", help_text="US, EU, UK, RU …"),
        several("--issuer", help_text="Part of the issuer's name."),
        several("--actor", help_text="Part of the actor's name."),
        several("--set", "sets", help_text="A named set of events, or the path of a set's file."),
        click.option("--text", metavar="WORDS", default="", help="Words in the id, title or summary."),
    )(packed)
