"""Options that every command understands, before or after its name."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli._invocation import Invocation
from tracker.model.instants import parse_instant

_EPILOG = "Every command also takes --home, --database-url, --offline, --now, --quiet, --no-color and --debug."


class Instant(click.ParamType[object]):
    """An instant with its zone, read as UTC."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read the text, or say how one is written."""
        if not isinstance(value, str):
            return value
        try:
            return parse_instant(value)
        except ValueError as error:
            return self.fail(f"{str(error).rstrip('.')}; write it like 2014-11-11T12:00Z", param, ctx)


def _record(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Keep a given value; the option nearest to the end of the line wins."""
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Invocation), f"{param.name}", value)


def _options(*, hidden: bool) -> list[click.Option]:
    def option(*names: str, **attributes: object) -> click.Option:
        return click.Option(names, hidden=hidden, expose_value=False, callback=_record, **attributes)  # type: ignore[arg-type]  # click's own keywords

    return [
        option(
            "--home",
            metavar="FOLDER",
            type=click.Path(path_type=Path, file_okay=False),
            help="Where data live: database, archive, caches.",
        ),
        option("--database-url", metavar="URL", help="Another database: a SQLAlchemy URL, SQLite or PostgreSQL."),
        option("--offline", is_flag=True, help="Open no connection at all."),
        option("--now", metavar="INSTANT", type=Instant(), help="Pretend it is this instant, like 2014-11-14T18:00Z."),
        option("--quiet", "-q", is_flag=True, help="No messages but errors."),
        option("--no-color", is_flag=True, help="No colour. NO_COLOR and TERM=dumb say the same."),
        option("--debug", is_flag=True, help="Log in detail, and show the whole trace of an unexpected error."),
    ]


def add_common_options(command: click.Command, *, hidden: bool = True) -> None:
    """Give a command, and those inside it, the common options it does not define itself.

    Hidden ones are told of in one line under the help. A command that already has them is left as it is.
    """
    taken = {name for param in command.params for name in (*param.opts, param.name)}
    fresh = [
        option for option in _options(hidden=hidden) if option.name not in taken and not taken.intersection(option.opts)
    ]
    command.params.extend(fresh)
    if hidden and fresh and not command.epilog:
        command.epilog = _EPILOG
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            add_common_options(inner)
