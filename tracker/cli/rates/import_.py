"""``tracker rates import``: a person's own rates from a file."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, json_text
from tracker.config.files import read_limited
from tracker.errors import UsageError


@click.command("import", short_help="Take in your own rates from a CSV file, with the instant each was made.")
@click.argument("file", metavar="FILE")
@click.option("-s", "--series", metavar="SERIES", required=True, help="A name of your own, like USD/RUB@desk.")
@click.option("--made-at", metavar="TIME", default="", help="Local time of making: 18:00, or 10:00-11:30.")
@click.option("--zone", metavar="ZONE", default="", help="IANA zone of that time, like Europe/Moscow.")
@click.option("--published", metavar="TIME", default="", help="Local time of publication; else the end of making.")
@click.option(
    "--label",
    type=click.Choice(["same_day", "next_day"]),
    default=None,
    help="next_day: rates are labelled with the day after their making. Otherwise same_day.",
)
@click.option("--delimiter", metavar="SIGN", default="", help="Sign between columns, where it is unclear.")
@click.option("--decimal", type=click.Choice([".", ","]), default=None, help="Decimal sign, where it is unclear.")
@click.option("--skip-bad", is_flag=True, help="Import the other rows when some cannot be used.")
@click.option("--redeclare", is_flag=True, help="Replace when the series is made, for all its rates.")
@click.option("--sure", is_flag=True, help="Import values that look read backwards as they are.")
@click.option("--dry-run", is_flag=True, help="Check the file and say what would happen; store nothing.")
@format_option("text", "json")
@pass_invocation
def import_command(
    invocation: Invocation,
    file: str,
    series: str,
    made_at: str,
    zone: str,
    published: str,
    label: str | None,
    delimiter: str,
    decimal: str | None,
    skip_bad: bool,
    redeclare: bool,
    sure: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Take in your own rates from a CSV file: all of its rows, or none.

    \b
    Examples:
      tracker rates import desk.csv -s USD/RUB@desk --made-at 18:00 --zone Europe/Moscow --dry-run
      tracker rates import desk.csv --series USD/RUB@desk --made-at 18:00 --zone Europe/Moscow
      tracker rates import more.csv --series USD/RUB@desk
      tracker rates import cbr.csv --series USD/RUB@official --label next_day \\
          --made-at 10:00-11:30 --zone Europe/Moscow

    Two columns, label and value (also date and rate): one rate a day, USD/RUB in roubles per dollar. Every bad row is
    named with its line. When the rates are made is said at the first import and kept. The file's bytes are kept too.
    """
    from tracker.services.importing import Made, import_rates

    done = import_rates(
        invocation.context,
        _content(file),
        file="standard input" if file == "-" else Path(file).name,
        series=series,
        made=Made(at=made_at, zone=zone, published=published, label=label or ""),
        delimiter="\t" if delimiter == r"\t" else delimiter,
        decimal=decimal or "",
        skip_bad=skip_bad,
        redeclare=redeclare,
        sure=sure,
        dry_run=dry_run,
    )
    if form == "json":
        warnings = [{"code": "implausible_value", "message": text, "source": done.series} for text in done.warnings]
        emit(invocation, json_text(invocation, done.record(), units=done.unit, warnings=warnings))
        return
    emit(invocation, "\n".join(done.lines()))
    for text in done.warnings[:20]:
        invocation.note(f"Check: {text}")
    if len(done.warnings) > 20:
        invocation.note(f"… and {len(done.warnings) - 20} more; --format json names all.")


def _content(file: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    from tracker.services.importing import MOST_BYTES

    try:
        return read_limited(None if file == "-" else Path(file), most=MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Nothing was imported.") from None


COMMAND = import_command
