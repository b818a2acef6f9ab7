"""``tracker config``: what is set, and where that came from."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, table


@click.group("config", no_args_is_help=True)
def config_group() -> None:
    """Show the settings.

    \b
    Examples:
      tracker config show
      tracker config show --format json
    """


@config_group.command("show", short_help="Print every setting with its value and its origin.")
@format_option("table", "json")
@output_option
@pass_invocation
def show(invocation: Invocation, form: str, output: str | None) -> None:
    """Print every setting with its value and its origin; secrets are masked.

    \b
    Examples:
      tracker config show
      TRACKER_ZONE=Europe/Berlin tracker config show

    Origins, strongest first: options, environment, ./tracker.toml, your own tracker.toml, defaults.
    """
    from tracker.config import declared

    settings = invocation.settings
    if form == "json":
        rows = [
            {
                "name": setting.name,
                "value": settings.shown(setting.name),
                "origin": settings.origins[setting.name],
                "variable": setting.variable,
                "help": setting.help,
            }
            for setting in declared()
        ]
        emit(invocation, json_text(invocation, {"settings": rows}), output)
        return
    lines = ((s.name, settings.shown(s.name) or "-", settings.origins[s.name]) for s in declared())
    emit(invocation, table(("setting", "value", "from"), lines), output)


COMMAND = config_group
