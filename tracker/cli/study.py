"""``tracker study``: the event study over a selection."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import (
    Asked,
    format_or_ending_option,
    output_option,
    past_options,
    public_option,
    selection_options,
)
from tracker.cli._output import emit, emit_csv_text, folded, json_text
from tracker.cli._projections import left_out_warnings
from tracker.cli._reported import end_with, require_file
from tracker.cli._study_bundle import BundleOptions, bundle_options, replay_bundle, write_bundle
from tracker.cli._study_grid import GridOptions, grid_options, worked_grid
from tracker.cli._study_views import asked_view, view_options
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.services.prepared import Question
    from tracker.services.study_views import ViewAnswer

_FORMATS = ("text", "json", "csv", "html", "pdf")
MODELS = ("factor", "mean", "robust", "garch", "market", "comparison", "raw")


@click.command("study", short_help="What the rate did around chosen events, against comparable ordinary days.")
@click.argument("event_ids", metavar="[EVENT]...", nargs=-1)
@selection_options
@click.option("-s", "--series", metavar="SERIES", help="Another series or pair, like EUR/RUB@ecb.")
@click.option("--pair", metavar="PAIR", help="Another pair than the configured one, like EUR/RUB or USD/TRY.")
@click.option(
    "--window",
    metavar="FIRST,LAST",
    default="0,0",
    show_default=True,
    help="Rates before and after the first that must know.",
)
@click.option(
    "--model", type=click.Choice(MODELS), help="The normal return; factor where the data allow it, else mean."
)
@view_options
@grid_options
@bundle_options
@past_options
@public_option
@format_or_ending_option(*_FORMATS)
@output_option
@pass_invocation
def study(
    invocation: Invocation,
    /,
    event_ids: tuple[str, ...],
    series: str | None,
    pair: str | None,
    window: str,
    model: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    form: str | None,
    output: str | None,
    asked: Asked,
    gridded: GridOptions,
    bundled: BundleOptions,
    **views: object,
) -> None:
    """Test what the rate did around events against comparable ordinary days.

    \b
    Examples:
      tracker study merkel-no-new-sanctions rhodes-beijing
      tracker study --kind designation --issuer OFAC --since 2014-03-01 --until 2015-01-01
      tracker study --action rule_out --window -1,1 --format json
      tracker study --kind designation --pair USD/TRY
      tracker study --action rule_out --model robust
      tracker study --since 2014-01-01 --until 2022-01-01 --by kind
      tracker study --set paper1 --focus merkel-no-new-sanctions,rhodes-beijing
      tracker study --kind designation --grid "model=mean,factor; gap=5,10" --draws 999 -o grid.parquet
      tracker study merkel-no-new-sanctions rhodes-beijing -o study.html
      tracker study merkel-no-new-sanctions rhodes-beijing --bundle study.zip
      tracker study --replay study.zip

    The own part is the move less its normal return: what other currencies did and the usual drift (factor), the average
    move (mean), either with outliers counting for less (robust) or with volatility that clusters (garch, needs the
    extra research), other emerging-market currencies one for one (market), the average of earlier days of a like
    volatility (comparison), or nothing (raw).

    Moves are natural logarithms in JSON and CSV; positive means a weaker quote currency. A p of 0.09 means: as large on
    9 of 100 ordinary days of like volatility. Where several rates could have known an event first (○), each is tested
    by itself, and p, marked *, is the smallest of theirs times their number, at most 1: it is not the p of the move
    beside it, which runs over all of them. Two windows or more are also tested together: "as large a mean at 4 of 100
    shifts of the same dates" moves all of them along the series by the same number of rates, every number there is,
    so that their spacing stays; other tests stand below it, each with its reason where it does not apply. Many windows
    side by side mark some by chance: how many, and which p allow for that, is said as well. The last lines of the text,
    and "calibration" in JSON, say how often the test was wrong on ordinary days. Nothing here says what caused a move.

    html is one page that needs nothing else, pdf the same printed by a Chromium of this machine: figures, tables, the
    announcements with their sources, where each number comes from, how to cite it. csv has an event in each row; with
    -o study.csv, the tests over all of them are written beside it, into study.tests.csv.
    """
    from tracker.services.prepared import Question
    from tracker.services.rates import KnownBy
    from tracker.services.study_views import view

    if bundled.replay:
        if event_ids or asked != Asked() or gridded.asked or asked_view(views) or bundled.bundle or series or pair:
            raise UsageError("A replay asks what its bundle asked.", remedy="Leave out everything but --replay FILE.")
        click.get_current_context().exit(replay_bundle(invocation, bundled, form or "text", output))
    asked_for = asked_view(views)
    _one_question(asked_for[0] if asked_for else "", gridded, bundled)
    if pair and series:
        raise UsageError("--pair and --series name the series twice.", remedy="Give one of them.")
    question = Question(
        selection=asked.selection(invocation),
        event_ids=event_ids,
        series=series or pair,
        window=_window(window),
        model=model,
        known=KnownBy(public_by=public_by, as_of=as_of, republish=public),
        of_period=asked_for is not None and getattr(view(asked_for[0]), "of_period", False),
    )
    _answer(invocation, question, asked_for, gridded, bundled, form, output)


def _answer(
    invocation: Invocation,
    question: Question,
    asked_for: tuple[str, str | None] | None,
    gridded: GridOptions,
    bundled: BundleOptions,
    form: str | None,
    output: str | None,
) -> None:
    """Answer in the form asked for, or that of the output's ending."""
    from tracker.services.event_sets import with_sets
    from tracker.services.prepared import prepare
    from tracker.services.rendering import chosen_format, render_report
    from tracker.services.studies import answer_of
    from tracker.services.study_views import view
    from tracker.services.studying.page import grid_report, study_report

    answer: ViewAnswer
    beside = gridded.asked and output is not None and output.endswith(".parquet")  # its text goes to stdout
    chosen = chosen_format(form, None if beside else output, among=_FORMATS, chromium=invocation.settings.chromium)
    if chosen.binary:
        require_file(chosen.key, output)
    if gridded.asked:
        answer, output = worked_grid(invocation, question, gridded, output)
        paged = partial(grid_report, invocation.context, answer)
    else:
        prepared = prepare(invocation.context, question)
        found = view(asked_for[0]).answer(prepared, asked_for[1]) if asked_for else answer_of(prepared)
        answer = with_sets(found, prepared)
        if bundled.bundle:
            write_bundle(invocation, prepared, bundled.bundle)
        paged = partial(study_report, answer, prepared, asked_for)
    if chosen.key in ("html", "pdf"):
        end_with(invocation, partial(render_report, paged(), chosen), output, 0)
    else:
        _tell(invocation, answer, chosen.key, output, question.known.public_by)


def _one_question(view: str, gridded: GridOptions, bundled: BundleOptions) -> None:
    """Raises ``UsageError`` for options that ask different things at once."""
    if bundled.rates_file:
        raise UsageError("--data belongs to a replay.", remedy="Say --replay FILE, too.")
    option = f"--{view.replace('_', '-')}"
    if gridded.asked and bundled.bundle:
        raise UsageError("A bundle holds one study, a grid many.", remedy="Leave out --bundle or --grid.")
    if gridded.asked and view:
        raise UsageError(f"--grid and {option} are different questions.", remedy="Ask one at a time.")
    if bundled.bundle and view:
        raise UsageError(f"A bundle holds the study itself, not {option}.", remedy="Leave out one of them.")


def _tell(
    invocation: Invocation, answer: ViewAnswer, form: str, output: str | None, public_by: datetime | None
) -> None:
    if form == "json":
        text = json_text(
            invocation,
            answer.record(),
            units=answer.units,
            public_by=public_by,
            warnings=left_out_warnings(answer.barred),
        )
        emit(invocation, text, output)
    elif form == "csv":
        emit_csv_text(invocation, answer.table().to_csv(index=False, lineterminator="\n"), output)
        _tell_tests(invocation, answer, output)
        for said in (*answer.barred, *answer.credits):
            invocation.note(said)
    else:
        emit(invocation, "\n".join(folded(answer.lines())), output)


def _tell_tests(invocation: Invocation, answer: ViewAnswer, output: str | None) -> None:
    """The tests over all events are other rows: a table of their own beside the file."""
    from tracker.services.study_tables import beside, joint_tests

    tests = joint_tests(answer)
    if tests is None:
        return
    if output is None or output == "-" or not _has_a_folder(output):
        invocation.note("With -o FILE.csv, the tests over all events are written beside it, into FILE.tests.csv.")
    else:
        emit_csv_text(invocation, tests.to_csv(index=False, lineterminator="\n"), beside(output))


def _has_a_folder(output: str) -> bool:
    """Whether a file may be written beside this one: not beside a pipe or device, whatever its name leads to."""
    place = Path(output).absolute()
    return place.parts[1:2] not in (("dev",), ("proc",)) and (place.is_file() or not place.exists())


def _window(text: str) -> tuple[int, int]:
    first, comma, last = text.partition(",")
    try:
        found = int(first), int(last if comma else first)
    except ValueError:
        raise UsageError(f"{text!r} is not a window.", remedy="Write --window -1,1 or 0,0.") from None
    if found[0] > found[1]:
        raise UsageError(f"The window {text!r} ends before it begins.", remedy="Write --window -1,1 or 0,0.")
    return found


COMMAND = study
