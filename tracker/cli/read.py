"""``tracker read``: an article in, attributed statements and checked claims out."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text, page_width
from tracker.cli._projections import event_json
from tracker.errors import UsageError


@click.command("read", short_help="Read an article: who said what, and whether its numbers hold.")
@click.argument("document", metavar="[FILE-or-URL]", required=False)
@click.option("--published", metavar="DATE", default="", help="When it was published, like 2014-11-12T19:15Z.")
@click.option("--item", metavar="NUMBER", type=click.IntRange(min=1), default=1, help="Which item of a feed. [1]")
@click.option("--propose", is_flag=True, help="Put what was said into the review queue, as candidate events.")
@click.option("--feeds", is_flag=True, help="Read all items of feeds that were not read yet, and propose.")
@format_option("text", "json")
@output_option
@pass_invocation
def read(
    invocation: Invocation,
    document: str | None,
    published: str,
    item: int,
    propose: bool,
    feeds: bool,
    form: str,
    output: str | None,
) -> None:
    """Read an article: who said what, and whether its numbers of the rouble, oil, key rate and reserves hold.

    \b
    Examples:
      tracker read article.txt
      tracker read article.html --published 2014-11-12T19:15Z
      tracker read https://example.org/article --format json
      tracker read feed.xml --item 2
      tracker read https://example.org/article --propose
      tracker read --feeds

    Text, web pages, markdown, items of feeds, e-mails and PDFs are read; - is standard input. A day of publication that
    the document does not give, or gives wrongly, is said with --published. With --propose a statement that leans some
    way waits in `tracker events review`, with its sentence as evidence; of a known event it becomes a further source.
    --feeds does so with what `tracker fetch` has stored of feeds, each item once; `tracker run`, `tracker fetch` and
    the daemon do it by themselves.

    A change is computed in two ways, as how much more a dollar costs and as how much less a rouble buys, with the rates
    that were public at the publication. The answers: holds, holds only as (the other way), does not hold, cannot be
    checked. What a wording allows, of a number n:

    \b
      40, 40.9                      within half a unit of the last printed digit
      about, around, some, roughly  within a tenth of n; so does a number in words, like "a third"
      nearly, almost, close to      from a tenth below n up to n
      just over                     from n up to a tenth above
      more than, at least           n or more
      less than, at most            n or less

    German and Russian words count as their English ones do: fast, knapp, почти (nearly), rund, etwa, около (about), gut
    (just over), mehr als, über, более, свыше (more than).

    A rate that misses this by no more than the usual move of a day then (the median of twenty), and by no more than a
    tenth of n, still counts, and the answer says so: the writer's rate was made at another hour.
    """
    from tracker.services.proposing import propose as propose_events
    from tracker.services.reading import read as read_document
    from tracker.services.reading_words import UNITS, reading_lines, reading_record

    if feeds:
        if document is not None or published or propose or item != 1:
            raise UsageError("--feeds goes with no document.", remedy="tracker read --feeds")
        _feeds(invocation, form, output)
        return
    if document is None:
        raise UsageError("Which document?", remedy="tracker read article.txt, or tracker read --feeds")
    found = read_document(invocation.context, document, published=published, item=item)
    proposed = propose_events(invocation.context, found) if propose else ()
    if form == "json":
        warnings = [
            {"code": "intake", "message": text, "source": found.document.source} for text in found.taken.warnings
        ]
        public_by = None if found.public_by is None else min(found.public_by, invocation.instant)
        text = json_text(
            invocation, reading_record(found, proposed), units=UNITS, public_by=public_by, warnings=warnings
        )
        emit(invocation, text, output)
        return
    emit(invocation, "\n".join(folded(reading_lines(found, proposed if propose else None), page_width(output))), output)
    for one in found.taken.warnings:
        invocation.note(f"Note: {one}")


def _feeds(invocation: Invocation, form: str, output: str | None) -> None:
    """Read what waits of the items of feeds."""
    from tracker.services.heard import hear
    from tracker.services.heard_words import heard_lines, heard_record

    heard = hear(invocation.context)
    if form == "json":
        events = [event_json(event) for event in heard.events]
        emit(invocation, json_text(invocation, {"statements": heard_record(heard), "events": events}), output)
    else:
        pages = invocation.settings.feed_pages
        emit(invocation, "\n".join(folded(heard_lines(heard, pages=pages), page_width(output))), output)
    for sentence in heard.failures:
        invocation.note(sentence)


COMMAND = read
