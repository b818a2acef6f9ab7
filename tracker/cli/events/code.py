"""``tracker events code``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import Asked, output_option, selection_options
from tracker.cli._output import emit
from tracker.cli.events._file import text_of
from tracker.errors import UsageError


@click.command("code", short_help="A sheet for a second person to code events, and the way back in.")
@click.option("--coder", metavar="NAME", required=True, help="Who codes; any short name but 'ledger'.")
@click.option("--blind", is_flag=True, help="Write the sheet without the codes of the ledger.")
@click.option("--sample", metavar="N", type=click.IntRange(min=1), help="Only so many events, drawn at random.")
@click.option(
    "--seed", metavar="S", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the sample."
)
@click.option("--import", "filled", metavar="FILE", help="Take in a sheet that was filled; - is standard input.")
@selection_options
@output_option
@pass_invocation
def code(
    invocation: Invocation,
    coder: str,
    blind: bool,
    sample: int | None,
    seed: int,
    filled: str | None,
    asked: Asked,
    output: str | None,
) -> None:
    """Let a second person code events: write a sheet to fill, and take it in again.

    \b
    Examples:
      tracker events code --coder B --blind --sample 60 --seed 7 -o sheet.csv
      tracker events code --coder B --import sheet.csv

    The coder fills kind, action, stance and jurisdiction with words of `tracker events codebook`; a cell left empty is
    not coded. Every bad row is named with its line, and then nothing is stored. A coding never changes the ledger;
    `tracker events agreement` compares it. Of two codings of one event by one coder the later one holds.
    """
    from tracker.services import coding

    if filled is None:
        name = coding.coder_name(coder)
        events = coding.chosen(invocation.context, asked.selection(invocation), sample=sample, seed=seed)
        emit(invocation, coding.sheet(events, blind=blind), output, exact=True)
        drawn = f", drawn with seed {seed}" if sample is not None and len(events) == sample else ""
        invocation.note(f"{len(events)} events to code by {name}{drawn}.")
        return
    if blind or sample is not None or output is not None or asked != Asked():
        raise UsageError(
            "--blind, --sample, -o and what selects events belong to a sheet that is written, not to one taken in.",
            remedy="Whether a coding was blind is seen from the sheet.",
        )
    text, shown = text_of(filled)
    done = coding.take_in(invocation.context, text, file=shown, coder=coder)
    how = "blind" if done.blind else "with the codes of the ledger in sight"
    emit(
        invocation,
        f"coded by {done.coder}, {how}: {len(done.new)} new, {len(done.changed)} changed,"
        f" {len(done.unchanged)} unchanged, {done.empty} left open",
    )


COMMAND = code
