"""Changes of the sanctions lists: who was put on one, taken off it, or whose entry changed."""

from __future__ import annotations

from tracker.model.announcement import ListChange
from tracker.model.csv_form import Cell
from tracker.model.tidy import DAY, INSTANT, YES_NO, Column, Shape
from tracker.reports.tables import joined, words

SHAPE = Shape(
    name="list_changes",
    title="List changes",
    about="One change of one entry, between two copies of a list or as its publisher published it.",
    columns=(
        Column(name="list", about="Key of the list, which is that of its source"),
        Column(name="change", about="designation, delisting or amendment"),
        Column(name="entry_id", about="What the publisher keeps the same for this party"),
        Column(name="name", about="Name of the party"),
        Column(name="entity_type", about="individual, entity, vessel, aircraft or unknown"),
        Column(name="programmes", about="Programmes as the list writes them, joined by ' | '"),
        Column(name="from_snapshot", kind=INSTANT, about="The change happened after this"),
        Column(name="to_snapshot", kind=INSTANT, about="The change was visible at this"),
        Column(name="stated_on", kind=DAY, about="The day of the change by the publisher's own account"),
        Column(name="listed_on", kind=DAY, about="The day of listing the entry itself states"),
        Column(name="basis", about="diff: between two copies; publication: published as a change"),
        Column(name="was_missing", kind=YES_NO, about="A party listed before that the earlier copy lacked: no change"),
        Column(name="details", about="Which fields an amendment changed"),
    ),
    key=("list", "change", "entry_id", "to_snapshot"),
    refers={"list": ("sources", "key")},
)


def row_of(change: ListChange) -> tuple[Cell, ...]:
    """The row of one change."""
    entry = change.entry
    return (
        words(change.list_key),
        words(change.change),
        words(entry.entry_id),
        words(entry.name),
        words(entry.entity_type),
        joined(entry.programmes),
        change.from_snapshot_at,
        change.to_snapshot_at,
        change.stated_on,
        entry.listed_on,
        words(change.basis),
        change.was_missing,
        words(change.details),
    )
