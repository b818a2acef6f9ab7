"""``tracker doctor``: what a person would check, checked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, wrapped
from tracker.cli._scheduler import upcoming
from tracker.errors import ConfigError
from tracker.model.plain_text import clean

if TYPE_CHECKING:
    from tracker.services.doctor.examination import Examination


@click.command("doctor", short_help="Check everything a person would check; each finding with its remedy.")
@click.option(
    "--network",
    is_flag=True,
    help="Also reach every declared host, the mail server and whoever watches. Sends nothing.",
)
@format_option("text", "json")
@output_option
@pass_invocation
def doctor(invocation: Invocation, network: bool, form: str, output: str | None) -> None:
    """Check the installation: libraries, time, settings, home, database, sources, mail, schedule, whoever watches; and
    with --network every host.

    \b
    Examples:
      tracker doctor
      tracker doctor --network
      tracker doctor --network --format json

    Nothing is changed, no letter is sent, no secret is printed; without --network no connection is opened. Exit code
    6 when something fails; warnings alone are 0.
    """
    found = _examined(invocation, network=network)
    if form == "json":
        emit(invocation, json_text(invocation, _json(found)), output)
    else:
        emit(invocation, "\n".join(_lines(found)), output)
    if found.exit_code:
        raise click.exceptions.Exit(found.exit_code)


def _examined(invocation: Invocation, *, network: bool) -> Examination:
    from tracker.services.doctor.examination import examine, unreadable
    from tracker.services.doctor.lines import Subject, Terminal

    try:
        settings = invocation.settings
    except ConfigError as error:
        return unreadable(error)
    width = shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None
    return examine(
        Subject(
            settings=settings,
            environ=os.environ,
            now=invocation.instant,
            network=network,
            upcoming=upcoming(),
            terminal=Terminal(encoding=getattr(sys.stdout, "encoding", None) or "utf-8", width=width),
        )
    )


def _lines(found: Examination) -> Iterator[str]:
    for group in found.groups:
        yield group.title
        said = ""
        for line in group.lines:
            yield from wrapped(f"{line.level:<4}  {clean(line.what)}", indent="  ", further=" " * 8)
            if line.remedy and line.remedy != said:
                yield from wrapped(clean(line.remedy), indent=" " * 8)
            said = line.remedy
    yield ""
    yield found.verdict


def _json(found: Examination) -> dict[str, object]:
    return {
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "lines": [
                    {"level": line.level, "what": line.what, "remedy": line.remedy or None} for line in group.lines
                ],
            }
            for group in found.groups
        ],
        "failed": found.count("fail"),
        "warned": found.count("warn"),
        "verdict": found.verdict,
    }


COMMAND = doctor
