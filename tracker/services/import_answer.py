"""What an import of rates did, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.data.declared_schedule import declared_schedule

_PREVIEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or with ``dry_run`` would do."""

    series: str
    unit: str
    file: str
    sha256: str
    size: int
    schedule: str
    dry_run: bool
    rows: int
    first: str | None
    last: str | None
    new: int
    revised: int
    unchanged: int
    skipped: tuple[tuple[int, str], ...]
    warnings: tuple[str, ...]
    ignored: tuple[str, ...] = ()

    def record(self) -> dict[str, object]:
        """As plain values."""
        fields = ("series", "unit", "file", "sha256", "size", "schedule", "dry_run", "rows", "first", "last")
        return {
            **{name: getattr(self, name) for name in (*fields, "new", "revised", "unchanged")},
            "ignored_columns": list(self.ignored),
            "skipped": [{"line": line, "because": because} for line, because in self.skipped],
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        would = "would be " if self.dry_run else ""
        yield f"{self.series}, {self.unit}: {self.rows} rows of {self.file}, {self.first} to {self.last}"
        yield f"  {would}new {self.new}, {would}revised {self.revised}, unchanged {self.unchanged}"
        yield f"  made: {made_in_words(self.schedule)}"
        if self.ignored:
            yield f"  columns not read: {', '.join(self.ignored)}"
        for line, because in self.skipped[:_PREVIEW]:
            yield f"  left out, line {line}: {because}"
        if len(self.skipped) > _PREVIEW:
            yield f"  … and {len(self.skipped) - _PREVIEW} more rows left out"
        if self.dry_run:
            yield "Nothing was stored: this was a dry run."
        else:
            yield f"Kept: the file's {self.size} bytes, SHA-256 {self.sha256[:12]}…"
            yield f"Next: tracker rates compare {self.series.partition('@')[0]}; tracker rates timing {self.series}"


def made_in_words(key: str) -> str:
    """A declared schedule in words: "at 18:00 Europe/Moscow on the day of the label, public 18:30"."""
    schedule = declared_schedule(key)
    version = schedule.versions[0]
    window = (
        f"at {version.starts:%H:%M}"
        if version.starts == version.ends
        else f"{version.starts:%H:%M} to {version.ends:%H:%M}"
    )
    day = "on the day of the label" if schedule.label == "same_day" else "on the day before the label"
    later = " the day after" if version.published_after_days else ""
    return f"{window} {schedule.zone} {day}, public {version.published:%H:%M}{later}"
