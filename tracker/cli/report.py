"""``tracker report``: what happened in a week, a day or a range."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import (
    chosen_period,
    format_or_ending_option,
    output_option,
    past_options,
    period_options,
    public_option,
)
from tracker.cli._reported import end_with, require_file
from tracker.errors import UsageError

_FORMATS = (
    "text",
    "markdown",
    "json",
    "html",
    "pdf",
    "csv",
    "xlsx",
    "parquet",
    "latex",
    "bibtex",
)


@click.command("report", short_help="What was announced and what the rouble did in a week, a day or a range.")
@period_options
@click.option("--pair", metavar="PAIR", help="Another pair than the configured one, like EUR/RUB or USD/TRY.")
@past_options
@public_option
@format_or_ending_option(*_FORMATS)
@output_option
@click.option(
    "--site", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Make a site of all weeks there."
)
@click.option("--full", is_flag=True, help="With --site: make every page of the weeks asked for anew.")
@pass_invocation
def report(
    invocation: Invocation,
    week: str | None,
    day: str | None,
    since: str | None,
    until: str | None,
    pair: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    form: str | None,
    output: str | None,
    site: Path | None,
    full: bool,
) -> None:
    """Report a week, a day or a range: rates, announcements, and which rate could have known which.

    \b
    Examples:
      tracker report                                      the last complete week that has a rate
      tracker report --week 2014-W46
      tracker report --day 2022-02-28
      tracker report --since 2014-11-10 --until 2014-11-13 --format markdown
      tracker report --week 2014-W46 -o week.pdf          by its ending: .md, .json, .html, .xlsx, .csv, .tex, .bib …
      tracker report --site public_html --public          pages, feeds and a calendar for a web server

    csv and parquet (needs the extra research) hold one tidy table: a row for each event that met a fixing, and for each
    fixing that met none. xlsx has sheets of rates, events, windows, list changes and sources; latex two tables to
    compile or to take in; bibtex what a text that rests on the report cites. pdf is printed by a Chromium, Chrome or
    Edge of this machine.

    Exit code 4 means: answered, but stale or incomplete for the period asked for. 3: nothing is known of it.
    """
    from tracker.services.briefing import brief, brief_newest, exit_code
    from tracker.services.rates import KnownBy
    from tracker.services.rendering import chosen_format, render

    if site is not None:
        from tracker.cli._report_site import report_site

        given = {"--week": week, "--day": day, "--public-by": public_by, "--as-of": as_of}
        others = {
            **{name: value is not None for name, value in given.items()},
            "-o": output is not None,
            "--format": form is not None,
        }
        report_site(invocation, site, since=since, until=until, pair=pair, public=public, full=full, others=others)
        return
    if full:
        raise UsageError("--full means nothing without --site.")
    chosen = chosen_format(form, output, chromium=invocation.settings.chromium, keeper=not public)
    if chosen.binary:
        require_file(chosen.key, output)
    period = chosen_period(invocation, week=week, day=day, since=since, until=until)
    context = invocation.context
    known = KnownBy(public_by=public_by, as_of=as_of, republish=public)
    briefing = (
        brief_newest(context, pair=pair, known=known)
        if period is None
        else brief(context, period, pair=pair, known=known)
    )
    end_with(invocation, partial(render, briefing, chosen), output, exit_code(briefing), csv=chosen.key == "csv")


COMMAND = report
