"""Sources: who publishes what, under which terms, and whose credit goes with it."""

from __future__ import annotations

from datetime import datetime

from tracker.model.csv_form import Cell
from tracker.model.source import SourceInfo
from tracker.model.tidy import INSTANT, YES_NO, Column, Shape
from tracker.reports.tables import words

SHAPE = Shape(
    name="sources",
    title="Sources",
    about="One publisher's documents, with their terms. Whoever passes numbers on passes its credit on.",
    columns=(
        Column(name="key", about="As in USD/RUB@key"),
        Column(name="title", about="What it is"),
        Column(name="publisher", about="Who publishes it"),
        Column(name="kind", about="rates, announcements or lists"),
        Column(name="homepage", about="Where it is"),
        Column(name="licence", about="The terms, by name"),
        Column(name="licence_url", about="Where the terms are"),
        Column(name="credit", about="The credit to print with its numbers"),
        Column(name="may_republish", kind=YES_NO, about="Whether its numbers may be put where others read them"),
        Column(name="because", about="Why not, or which condition goes with it"),
        Column(name="zone", about="IANA zone of the publisher's clock"),
        Column(name="retrieved_at", kind=INSTANT, about="When its newest document was had; none where none was"),
    ),
    key=("key",),
)


def row_of(info: SourceInfo, retrieved_at: datetime | None) -> tuple[Cell, ...]:
    """The row of one source."""
    rights = info.rights
    return (
        info.key,
        words(info.title),
        words(info.publisher),
        info.kind,
        info.homepage,
        words(rights.licence),
        rights.url or None,
        words(rights.credit),
        rights.republish,
        words(rights.because),
        info.zone,
        retrieved_at,
    )
