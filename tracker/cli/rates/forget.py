"""``tracker rates forget``: take a wrongly imported series of one's own out of use."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, json_text


@click.command("forget", short_help="Take a series of your own, imported from a file, out of use.")
@click.argument("series", metavar="SERIES")
@format_option("text", "json")
@pass_invocation
def forget_command(invocation: Invocation, series: str, form: str) -> None:
    """Take a series of your own, imported from a file, out of use.

    \b
    Examples:
      tracker rates forget USD/RUB@desk

    For one imported under a wrong name or with wrong rows. Nothing is erased: --as-of an earlier instant still shows
    it. Its name is used up; import the right file under another word.
    """
    from tracker.services.imported import forget

    key = forget(invocation.context, series)
    if form == "json":
        emit(invocation, json_text(invocation, {"series": key, "forgotten": True}))
        return
    emit(invocation, f"{key} is out of use. Its values are kept: --as-of an earlier instant still shows them.")


COMMAND = forget_command
