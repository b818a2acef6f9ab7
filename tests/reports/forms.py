"""A briefing in every form a reader can get: each format, each kind of figure, each part of the letter, as text."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from tracker.registry import declared
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.figures.figure import Figure, figure_of
from tracker.reports.formats import formats
from tracker.reports.letter.compose import compose


def everything(briefing: Briefing, *, but: Collection[str] = ()) -> dict[str, str]:
    """Text by the name of the form: ``text``, ``json`` …, ``figure rate`` …, ``subject``, ``mail`` …

    ``but`` leaves out formats, such as those that draw.
    """
    report = build_report(briefing)
    letter = compose(briefing)
    forms = {key: readable(key, form.render(report)) for key, form in formats().items() if key not in but}
    said = {"subject": letter.subject, "preview": letter.preview, "mail": letter.text, "mail html": letter.html}
    return {
        **forms,
        **said,
        "spoken": letter.picture.spoken if letter.picture else "",
        **{f"figure {key}": told(figure) for key, figure in figures(briefing).items()},
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
