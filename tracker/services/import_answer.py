"""What an import of rates did, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tracker.data.declared_schedule import declared_schedule

_PREVIEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or with ``dry_run`` would do.

    ``rows`` of the file can be used; of these ``set_aside`` (label, value, why) are stored and used by nothing until
    something confirms them, and are in none of the other counts; of ``kept`` of these labels the value stored before
    stays in use. ``released`` is how many earlier ones this confirms.
    """

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
    set_aside: tuple[tuple[str, str, str], ...] = ()
    kept: int = 0
    released: int = 0

    def record(self) -> dict[str, object]:
        """As plain values."""
        fields = ("series", "unit", "file", "sha256", "size", "schedule", "dry_run", "rows", "first", "last")
        return {
            **{name: getattr(self, name) for name in (*fields, "new", "revised", "unchanged")},
            "ignored_columns": list(self.ignored),
            "skipped": [{"line": line, "because": because} for line, because in self.skipped],
            "set_aside": [
                {"label": label, "value": Decimal(value), "because": because}
                for label, value, because in self.set_aside
            ],
            "kept_in_use": self.kept,
            "released": self.released,
        }

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        would = "would be " if self.dry_run else ""
        rows = "row" if self.rows == 1 else "rows"
        yield f"{self.series}, {self.unit}: {self.rows} {rows} of {self.file}, {self.first} to {self.last}"
        yield f"  {would}new {self.new}, {would}revised {self.revised}, unchanged {self.unchanged}{self._aside_words()}"
        yield from self._judged()
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

    def _aside_words(self) -> str:
        if not self.set_aside:
            return ""
        stay = "value stored before stays" if self.kept == 1 else "values stored before stay"
        many = "" if self.kept in (1, len(self.set_aside)) else f" of {self.kept}"
        kept = f"; the {stay} in use{many}" if self.kept else ""
        return f", set aside {len(self.set_aside)}{kept}"

    def _judged(self) -> Iterator[str]:
        would = "would be " if self.dry_run else ""
        for label, _, because in self.set_aside[:_PREVIEW]:
            yield f"  {would}set aside, {label}: {because}"
        if len(self.set_aside) > _PREVIEW:
            yield f"  … and {len(self.set_aside) - _PREVIEW} more set aside"
        if self.set_aside and not self.dry_run:
            yield f"  What is set aside is kept and used by nothing; decide on it: tracker rates review {self.series}"
        if self.released:
            yield f"  {would}confirmed and used from now on: {self.released} set aside before"


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
