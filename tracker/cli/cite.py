"""``tracker cite``: BibTeX and a sentence for a week, a study, a set of events, a series or the program."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, wrapped


@click.command(
    "cite", short_help="How to cite a report, a study, a publisher's rates or the program: BibTeX and a sentence."
)
@click.argument("what", metavar="[WEEK|STUDY|SET|SERIES]", default="tracker")
@format_option("text", "bibtex", "json")
@output_option
@pass_invocation
def cite(invocation: Invocation, what: str, form: str, output: str | None) -> None:
    """Say how to cite what this program shows; without an argument, the program itself.

    \b
    Examples:
      tracker cite 2014-W46                    the report of a week, with the versions of program and ledger
      tracker cite study.zip                   a study: a file of `tracker study --bundle`, with its sha256
      tracker cite article-2014-11-12          the events that carry a mark
      tracker cite paper1                      a frozen set, shipped or your own: version, day, sha256 of its file
      tracker cite USD/RUB@ecb                 the rates of a publisher, with the day they were last had from it
      tracker cite USD/RUB@ecb --format bibtex -o rates.bib
      tracker cite                             the program in this version

    Numbers that come from a publisher are cited as the publisher's. A bare pair (USD/RUB) has an entry for each
    of its publishers.
    """
    from tracker.services.citing import cite as entries

    found = entries(invocation.context, what)
    if form == "json":
        emit(invocation, json_text(invocation, {"what": what, "citations": [one.record() for one in found]}), output)
    elif form == "bibtex":
        emit(invocation, "\n\n".join(one.bibtex for one in found), output, exact=True)
    else:
        blocks = ["\n".join((*wrapped(one.sentence), "", one.bibtex)) for one in found]
        emit(invocation, "\n\n".join(blocks), output)


COMMAND = cite
