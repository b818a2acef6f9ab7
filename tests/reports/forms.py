"""A briefing in every form a reader can get: formats, figures, the letter's parts, a notebook's, a site's; as text.

PDF is left out: it is the page, printed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from tracker.registry import declared
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.document import Report
from tracker.reports.figures.figure import Figure, figure_of
from tracker.reports.formats import formats
from tracker.reports.fragment import fragment
from tracker.reports.letter.compose import compose
from tracker.reports.site.event import event_page
from tracker.reports.site.feeds import Entry, json_feed, rss
from tracker.reports.site.site import Made, Site
from tracker.reports.site.week import Neighbours, told_of_week, week_page

SITE = Site(pair="USD/RUB", url="https://example.org/", software="1")
MADE = Made(number=1, made_at="2026-11-27T08:00:00Z")


def everything(briefing: Briefing, *, but: Collection[str] = ()) -> dict[str, str]:
    """Text by the name of the form: ``text``, ``json`` …, ``figure rate`` …, ``subject``, ``mail`` …, ``week page`` …

    ``but`` leaves out forms, such as those that draw. A site has weeks alone.
    """
    report = build_report(briefing)
    letter = compose(briefing)
    forms = {key: readable(key, form.render(report)) for key, form in formats().items() if key not in but}
    said = {"subject": letter.subject, "preview": letter.preview, "mail": letter.text, "mail html": letter.html}
    return {
        **forms,
        **said,
        "spoken": letter.picture.spoken if letter.picture else "",
        "fragment": fragment(report),
        **{key: make(report) for key, make in OF_A_SITE.items() if key not in but and briefing.period.kind == "week"},
        **{f"figure {key}": told(figure) for key, figure in figures(briefing).items()},
    }


def _week(report: Report) -> str:
    return week_page(SITE, report, MADE, Neighbours())


def _events(report: Report) -> str:
    """The pages of all announcements, one after another."""
    briefing = report.briefing
    others = {item.event.id: item.event for item in briefing.named}
    return "\n".join(event_page(SITE, item, briefing, MADE, others=others) for item in briefing.named)


def _entries(report: Report) -> list[Entry]:
    told_of = told_of_week(report)
    ended = report.briefing.period.end
    label = report.briefing.period.label
    return [Entry(label=label, title=told_of["title"], text=told_of["headline"], ended=ended, version=MADE)]


OF_A_SITE: dict[str, Callable[[Report], str]] = {
    "week page": _week,
    "event pages": _events,
    "rss": lambda report: rss(SITE, _entries(report)),
    "json feed": lambda report: json_feed(SITE, _entries(report)),
}


def figures(briefing: Briefing) -> dict[str, Figure]:
    """Every figure that can be made of a briefing, whatever kinds are declared."""
    kinds = declared("tracker.reports.figures.kinds", "FIGURE")
    found = ((key, figure_of(briefing, key)) for key in sorted(kinds))
    return {key: figure for key, figure in found if figure is not None}


def told(figure: Figure) -> str:
    """A figure's words, and what is drawn."""
    return "\n".join((figure.title, figure.caption, figure.spoken, figure.credit, repr(figure.content)))


def readable(key: str, content: str | bytes) -> str:
    """What is in a document of bytes, cell by cell."""
    if isinstance(content, str):
        return content
    rows = {"xlsx": _sheets, "parquet": _columns}[key](content)
    return "\n".join("\t".join("" if cell is None else str(cell) for cell in row) for row in rows)


def _sheets(content: bytes) -> Iterator[Iterable[Any]]:
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(content), read_only=True):
        yield from sheet.iter_rows(values_only=True)


def _columns(content: bytes) -> Iterator[Iterable[Any]]:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(content))
    yield table.column_names
    yield from (row.values() for row in table.to_pylist())
