"""The shipped calendar, ``scheduled.toml``, read strictly."""

from __future__ import annotations

import tomllib
from typing import Any

from tracker.model.scheduled import CERTAINTIES, Calendar, Days, Gap, Prolongation, Rule

FILE = "scheduled.toml"


def parse_scheduled(text: str) -> Calendar:
    """The calendar in TOML; ``ValueError`` for a row without a reference or with an unknown certainty."""
    tables: dict[str, Any] = tomllib.loads(text)
    for row in (*tables["rules"], *tables["dates"]):
        if not row["reference"] or not row["url"].startswith("https://") or row["certainty"] not in CERTAINTIES:
            raise ValueError(f"{FILE}: {row['title']}: no reference, or the certainty {row['certainty']!r}")
        if ("clock" in row) != ("zone" in row):
            raise ValueError(f"{FILE}: {row['title']}: a clock without a zone, or a zone without a clock")
    return Calendar(
        rules=tuple(Rule(**_row(row, tuple(map(tuple, row["days"])))) for row in tables["rules"]),
        dates=tuple(Days(**_row(row, tuple(row["days"]))) for row in tables["dates"]),
        prolonged=tuple(_prolongation(row, tables["rules"]) for row in tables["prolonged"]),
        gaps=tuple(Gap(**row) for row in tables["gaps"]),
    )


def _prolongation(row: dict[str, Any], rules: list[dict[str, Any]]) -> Prolongation:
    """One end that did not come; ``ValueError`` where no rule ends that act on that day."""
    found = Prolongation(**row)
    days = [days for rule in rules if found.act in rule.get("acts", ()) for days in rule["days"]]
    if [found.end.month, found.end.day] not in days or found.public_on > found.end:
        raise ValueError(f"{FILE}: nothing of {found.act} ends on {found.end.isoformat()}")
    return found


def _row(row: dict[str, Any], days: tuple[Any, ...]) -> dict[str, Any]:
    return {**row, "days": days, "acts": tuple(row.get("acts", ()))}
