"""What a bundled study rests on, as files: written from prepared events, and read back with suspicion."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from tracker.data.event_file import write_events
from tracker.model.instants import format_instant
from tracker.services.accessed import accessed, source_info
from tracker.services.deriving import publishers_of
from tracker.services.event_sets import set_record
from tracker.services.rights import barred
from tracker.services.series_words import info_of
from tracker.services.study_tests import statistics_for

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from tracker.model.alignment import Alignment
    from tracker.model.schedule import Fixing
    from tracker.services.ledger import Selection
    from tracker.services.prepared import Prepared

FORMAT = 1
QUESTION = "question.json"
EVENTS = "events.csv"
ALIGNMENTS = "data/alignments.json"
LEVELS = "data/levels.csv"
DAYS = "data/days.csv"
FACTORS = "data/factors.csv"
INPUTS = (QUESTION, EVENTS, ALIGNMENTS, LEVELS, DAYS, FACTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The files of a bundle that its study rests on, as bytes; ``levels`` None where they may not be passed on.

    ``withheld`` are then the levels all the same, for the study that is bundled here and now.
    """

    files: Mapping[str, bytes]
    withheld: bytes | None = None


def held_of(prepared: Prepared) -> Held:
    """The files of prepared events."""
    frames, levels = prepared.frames, prepared.chosen.levels
    spec = prepared.run((), statistics=statistics_for(prepared.alignments)).spec  # the study that is shown
    written = _csv(("label", "value"), ((one.label, repr(float(one.value))) for one in levels.observations))
    days = _csv(
        ("label", "gap_days", "method_break"),
        (
            (str(label), _cell(gap), "1" if broken else "0")
            for label, gap, broken in zip(
                frames.returns.index,
                frames.gaps[frames.column].tolist(),
                frames.method_breaks[frames.column].tolist(),
                strict=True,
            )
        ),
    )
    files = {
        EVENTS: write_events(prepared.events).encode(),
        ALIGNMENTS: _json([_alignment(one) for one in prepared.alignments]),
        DAYS: days,
    }
    from tracker.analysis.model import models

    if frames.factors is not None and models()[spec.model].uses_factors:
        files[FACTORS] = _frame(frames.factors)
    because = barred(levels.series)
    files[QUESTION] = _json(_question(prepared, asdict(spec), written, files, because))
    if because:
        return Held(files=files, withheld=written)
    return Held(files=files | {LEVELS: written})


def _question(
    prepared: Prepared, spec: dict[str, object], levels: bytes, files: Mapping[str, bytes], because: str
) -> dict[str, object]:
    question, declared, known = prepared.question, prepared.chosen.levels.series, prepared.known
    publishers = list(publishers_of(declared)) + (["ecb"] if FACTORS in files else [])
    newest = max((one.vintage for one in prepared.chosen.levels.observations), default=None)
    return {
        "format": FORMAT,
        "now": format_instant(prepared.context.now),
        "asked": {
            "selection": _selection(question.selection),
            "event_ids": list(question.event_ids),
            "series": question.series,
            "public_by": None if known.public_by is None else format_instant(known.public_by),
            "as_of": None if known.as_of is None else format_instant(known.as_of),
            "public": known.republish,
        },
        "sets": [set_record(one) for one in question.selection.frozen],
        "spec": spec,
        "plausible_effect": prepared.context.settings.plausible_effect,
        "series": {
            "key": declared.key,
            "unit": declared.unit,
            "words": info_of(declared).schedule,
            "rule": None if declared.derivation is None else declared.derivation.rule,
            "longest_gap_days": prepared.frames.longest_gap,
            "no_factors": prepared.frames.no_factors or None,
        },
        "left_out": [{"event_id": event_id, "because": why} for event_id, why in prepared.left_out],
        "data": {
            "levels": {
                "sha256": hashlib.sha256(levels).hexdigest(),
                "observations": len(prepared.chosen.levels.observations),
                "recorded_at": None if newest is None else format_instant(newest),
                "withheld_because": because or None,
            },
            **{
                name: {"sha256": hashlib.sha256(files[path]).hexdigest()}
                for name, path in (("days", DAYS), ("factors", FACTORS), ("events", EVENTS), ("alignments", ALIGNMENTS))
                if path in files
            },
        },
        "sources": [_source(prepared, key, newest) for key in dict.fromkeys(publishers)],
    }


def _selection(selection: Selection) -> dict[str, object]:
    """What was asked of the events; frozen sets by name, what they are stands beside."""
    given = {one.name: getattr(selection, one.name) for one in fields(selection)}
    given["frozen"] = tuple(one.name for one in selection.frozen)
    return {
        name: value if not hasattr(value, "isoformat") else value.isoformat()
        for name, value in given.items()
        if value not in ((), "", None)
    }


def _source(prepared: Prepared, key: str, newest: datetime | None) -> dict[str, object]:
    info = source_info(key)
    had = accessed(prepared.context, key, as_of=prepared.known.as_of) or newest
    date_of = None if had is None else format_instant(had)
    if info is None:
        return {"key": key, "title": f"rates of {key}, from a file", "accessed_at": date_of}
    return {
        "key": key,
        "title": info.title,
        "publisher": info.publisher,
        "url": info.homepage,
        "licence": info.rights.licence,
        "licence_url": info.rights.url or None,
        "credit": info.rights.credit,
        "may_be_republished": info.rights.republish,
        "accessed_at": date_of,
    }


def _alignment(one: Alignment) -> dict[str, object]:
    return {
        "event_id": one.event_id,
        "series": one.series,
        **{name: _fixing(getattr(one, name)) for name in ("pre", "earliest", "latest")},
        "contaminated": list(one.contaminated),
        "ambiguous": one.ambiguous,
        "spans": one.spans,
        "method_break": one.method_break,
        "gap_days": one.gap_days,
        "note": one.note,
    }


def _fixing(one: Fixing | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {
        "label": one.label,
        "made_from": format_instant(one.made_from),
        "made_to": format_instant(one.made_to),
        "published_at": format_instant(one.published_at),
        "method": one.method,
    }


def _frame(frame: pd.DataFrame) -> bytes:
    rows = zip(map(str, frame.index), frame.to_numpy(dtype=float).tolist(), strict=True)
    return _csv(("label", *map(str, frame.columns)), ((label, *map(_cell, values)) for label, values in rows))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _cell(value: float) -> str:
    """The shortest text that is read back as the same number; empty for none."""
    return "" if value != value else repr(float(value))  # noqa: PLR0124 - NaN


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
