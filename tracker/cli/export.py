"""``tracker export``: one table, or everything as a data package."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import (
    chosen_bounds,
    csv_style_option,
    output_option,
    past_options,
    public_option,
    range_options,
    series_option,
)
from tracker.cli._output import emit, emit_bytes, emit_csv_text, json_text
from tracker.cli._projections import left_out_warnings
from tracker.cli._reported import require_file
from tracker.errors import UsageError
from tracker.model import period as periods
from tracker.model.csv_form import PLAIN

if TYPE_CHECKING:
    from tracker.services.exporting.gather import Wanted

_TABLES = (
    "rates",
    "events",
    "event_sources",
    "windows",
    "window_events",
    "alignments",
    "list_changes",
    "calendar",
    "sources",
)
_BY_SUFFIX = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".xlsx": "xlsx"}


@click.command("export", short_help="Data as files: one table, or everything as a data package with README and rights.")
@click.argument("table", metavar="[TABLE]", type=click.Choice(_TABLES), required=False)
@click.option("--all", "everything", is_flag=True, help="Everything: a folder or .zip of tables, README, rights.")
@series_option
@range_options
@past_options
@public_option
@click.option("--force", is_flag=True, help="Write a package into a folder that holds other files; those stay.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_BY_SUFFIX.values()), case_sensitive=False),
    help="Of one table; where not said, as the name of -o ends, else csv.",
)
@csv_style_option
@output_option
@pass_invocation
def export(
    invocation: Invocation,
    table: str | None,
    everything: bool,
    series: tuple[str, ...],
    since: str | None,
    until: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    force: bool,
    form: str | None,
    output: str | None,
) -> None:
    """Write data as files for other programs: tidy tables with instants, units and credits.

    \b
    Examples:
      tracker export --all -o package                     a data package in a folder
      tracker export --all --public -o package.zip        what may be passed on, as one file
      tracker export rates --series USD/RUB -o rates.parquet
      tracker export windows --series USD/RUB@ecb --since 2014-01-01 --until 2015-01-01 -o windows.csv
      tracker export events --since 2022-02-01 --until 2022-04-01 --format json
      tracker export list_changes --since 30d --csv-style excel-eu -o changes.csv

    Tables: rates, events, event_sources, windows (each fixing with its move and tests), window_events (which event met
    which fixing), alignments, list_changes, calendar, sources. The package has all of them, with a datapackage.json
    (types, units, keys, licences, digests), a README and citations; the same store and --now give the same bytes.
    Parquet needs the extra research.
    """
    from tracker.services.exporting.gather import Wanted
    from tracker.services.rates import KnownBy

    if everything == (table is not None):
        raise UsageError("Say what to export.", remedy=f"Say --all, or one of: {', '.join(_TABLES)}.")
    first_day, until_day = periods.since_until(since, until, zone=invocation.settings.zone, now=invocation.instant)
    begins, ends = chosen_bounds(invocation, week=None, day=None, since=since, until=until)
    wanted = Wanted(
        names=series,
        since=begins,
        until=ends,
        first_day=first_day,
        until_day=until_day,
        known=KnownBy(public_by=public_by or invocation.now, as_of=as_of, republish=public),
    )
    if table is None:
        _package(invocation, wanted, form, output, force=force)
    else:
        chosen = form or _BY_SUFFIX.get(PurePath(output or "").suffix.lower(), "csv")
        _single(invocation, wanted, table, chosen, output)


def _package(invocation: Invocation, wanted: Wanted, form: str | None, output: str | None, *, force: bool) -> None:
    from tracker.services.exporting.package import export_package
    from tracker.services.places import size_words

    if output in (None, "-"):
        raise UsageError("A package is a folder or a .zip.", remedy="Name it with -o.")
    if form is not None or invocation.csv_style != PLAIN:
        raise UsageError(
            "A package has its tables as plain CSV and as Parquet.", remedy="Leave out --format and --csv-style."
        )
    assert output is not None  # noqa: S101  # just looked at
    done = export_package(invocation.context, wanted, output, force=force)
    rows = ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
    for note in done.notes:
        invocation.note(note)
    invocation.note(f"Written: {done.path}, {done.files} files, {size_words(done.size)}. Rows: {rows}.")


def _single(invocation: Invocation, wanted: Wanted, table: str, form: str, output: str | None) -> None:
    from tracker.services.exporting import single
    from tracker.services.exporting.gather import Gathered

    if form in ("parquet", "xlsx"):
        require_file(form, output)
    gathered = Gathered(context=invocation.context, wanted=wanted)
    found = gathered.table(table)
    if form == "json":
        units = {column.name: column.unit for column in found.shape.columns if column.unit}
        body = single.record(found)
        warnings = left_out_warnings(gathered.left_out)
        text = json_text(invocation, body, units=units, public_by=wanted.known.public_by, warnings=warnings)
        emit(invocation, text, output)
    elif form == "csv":
        emit_csv_text(invocation, single.as_csv(found), output)
    else:
        emit_bytes(invocation, single.as_bytes(found, form, invocation.instant), output)
    if wanted.known.republish and form != "json":
        for said in (*gathered.left_out, *found.credits):
            invocation.note(said)


COMMAND = export
