"""The files of a bundle as the analysis wants them; every number in them is checked, for anybody may have sent them."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tracker.analysis.returns import log_returns
from tracker.analysis.spec import StudySpec
from tracker.data.event_file import parse_events
from tracker.errors import TrackerError, UsageError
from tracker.model.alignment import Alignment
from tracker.model.event import PolicyEvent
from tracker.model.instants import parse_instant
from tracker.model.schedule import Fixing
from tracker.model.series import SeriesName
from tracker.services.bundles.inputs import ALIGNMENTS, DAYS, EVENTS, FACTORS, FORMAT, QUESTION

if TYPE_CHECKING:
    import pandas as pd

_LABEL = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?")
_MOST_ROWS = 2_000_000
_MOST_EVENTS = 100_000
_MOST_OBSERVATIONS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """A bundled study, ready to be run. Frames share one index; ``column`` is the series' key."""

    question: Mapping[str, Any]
    now: datetime
    spec: StudySpec
    column: str
    events: tuple[PolicyEvent, ...]
    alignments: tuple[Alignment, ...]
    levels: pd.Series
    returns: pd.DataFrame
    gaps: pd.DataFrame
    method_breaks: pd.DataFrame
    factors: pd.DataFrame | None

    @property
    def plausible_effect(self) -> float:
        """An effect worth knowing, as a plain fraction."""
        return float(self.question["plausible_effect"])

    @property
    def longest_gap(self) -> float:
        """Days over which nothing can be told."""
        return float(self.question["series"]["longest_gap_days"])

    @property
    def withheld(self) -> bool:
        """Whether the rates themselves are not in the bundle."""
        return self.question["data"]["levels"]["withheld_because"] is not None


def read_question(files: Mapping[str, bytes], file: str) -> dict[str, Any]:
    """The question of a bundle; ``UsageError`` where there is none this version understands."""
    if QUESTION not in files:
        raise UsageError(f"{file} is no bundle: it has no {QUESTION}.")
    question = _json(files[QUESTION], file, QUESTION)
    if not isinstance(question, dict) or not isinstance(question.get("format"), int):
        raise UsageError(f"{file}: {QUESTION} is no question of a study.")
    if question["format"] > FORMAT:
        raise UsageError(
            f"{file} was written by a newer version of this program (format {question['format']}).",
            remedy="Install that version: versions.json in the file names it.",
        )
    return question


def read_study(files: Mapping[str, bytes], levels: bytes, file: str) -> Study:
    """The study of a bundle's files and of the rates, which may come from elsewhere.

    Raises ``UsageError`` that says which file cannot be used and why.
    """
    question = read_question(files, file)
    try:
        return _study(question, files, levels, file)
    except TrackerError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise UsageError(f"{file} cannot be read as a study: {said}.") from None


def _study(question: dict[str, Any], files: Mapping[str, bytes], levels: bytes, file: str) -> Study:
    import pandas as pd

    missing = [name for name in (EVENTS, ALIGNMENTS, DAYS) if name not in files]
    if missing:
        raise UsageError(f"{file} is no whole bundle: {missing[0]} is missing.")
    column = str(question["series"]["key"])
    rates = read_levels(levels, file)
    index = pd.Index(list(rates), dtype=object)
    days = _columns(files[DAYS], file, DAYS, ("label", "gap_days", "method_break"))
    if days["label"] != list(rates):
        raise UsageError(f"{file}: {DAYS} and the rates are of different days.")
    factors = None
    if FACTORS in files:
        columns = _columns(files[FACTORS], file, FACTORS, ("label",))
        if columns.pop("label") != list(rates):
            raise UsageError(f"{file}: {FACTORS} and the rates are of different days.")
        values = {name: [_number(one, FACTORS) for one in cells] for name, cells in columns.items()}
        factors = pd.DataFrame(values, index=index, dtype=float)
    values_ = pd.DataFrame({column: list(rates.values())}, index=index, dtype=float)
    _require_words(question)
    now = parse_instant(str(question["now"]))
    plausible = question["plausible_effect"]
    if not isinstance(plausible, float) or not 0 < plausible < 1:
        raise ValueError("plausible_effect is no share")
    return Study(
        question=question,
        now=now,
        spec=_spec(question["spec"]),
        column=column,
        events=parse_events(files[EVENTS].decode(), file=f"{file}, {EVENTS}", provenance="user"),
        alignments=_alignments(files[ALIGNMENTS], file),
        levels=values_[column],
        returns=log_returns(values_),
        gaps=pd.DataFrame({column: [_number(one, DAYS) for one in days["gap_days"]]}, index=index, dtype=float),
        method_breaks=pd.DataFrame({column: [one == "1" for one in days["method_break"]]}, index=index),
        factors=factors,
    )


def _require_words(question: Mapping[str, Any]) -> None:
    """What the pages of a bundle tell must be there to be told."""
    for name in ("key", "unit", "words"):
        if not isinstance(question["series"][name], str):
            raise TypeError(f"the series' {name} is no text")
    SeriesName.parse(question["series"]["key"])
    float(question["series"]["longest_gap_days"])
    if not {"sha256", "withheld_because"} <= question["data"]["levels"].keys():
        raise ValueError("it does not say whether it holds its rates")
    for name, needed in (("sources", {"key", "title"}), ("left_out", {"event_id", "because"})):
        found = question[name]
        if not isinstance(found, list) or not all(isinstance(one, dict) and needed <= one.keys() for one in found):
            raise TypeError(f"{name} is no list of what it should be")
    for one in question.get("sets", []):  # bundles of earlier versions have none
        if not all(isinstance(one[name], str) for name in ("name", "title", "version", "frozen_on", "sha256", "rule")):
            raise TypeError("a set does not say what it is")
        if not all({"event_id", "because"} <= left.keys() for left in one["excluded"]):
            raise ValueError("a set does not say what it left out, and why")


def read_levels(content: bytes, file: str) -> dict[str, float]:
    """Rates by label, of a CSV with columns ``label`` and ``value``; further columns are passed over."""
    columns = _columns(content, file, "the rates", ("label", "value"))
    found: dict[str, float] = {}
    for label, cell in zip(columns["label"], columns["value"], strict=True):
        if not _LABEL.fullmatch(label):
            raise UsageError(f"{file}: {label[:40]!r} is no label of a rate.")
        value = _number(cell, "the rates")
        if not (math.isfinite(value) and value > 0) or (label in found and found[label] != value):
            raise UsageError(f"{file}: the rate of {label} is none, or there are two.")
        found[label] = value
    return dict(sorted(found.items()))


def _spec(given: Mapping[str, Any]) -> StudySpec:
    wanted = dict(given)
    for name in ("estimation", "gap", "seed"):
        if type(wanted[name]) is not int or not 0 <= wanted[name] <= (2**63 if name == "seed" else _MOST_OBSERVATIONS):
            raise ValueError(f"{name} is no count")
    window = tuple(wanted["window"])
    if len(window) != 2 or not all(type(one) is int and abs(one) <= 10_000 for one in window):
        raise ValueError("window is none")
    if type(wanted["exclude_events"]) is not bool or not isinstance(wanted["max_gap_days"], int | float | None):
        raise TypeError("exclude_events or max_gap_days is none")
    return StudySpec(**wanted)


def _alignments(content: bytes, file: str) -> tuple[Alignment, ...]:
    given = _json(content, file, ALIGNMENTS)
    if not isinstance(given, list) or len(given) > _MOST_EVENTS:
        raise UsageError(f"{file}: {ALIGNMENTS} is no list of events.")
    found = tuple(
        Alignment(
            event_id=str(one["event_id"]),
            series=str(one["series"]),
            pre=_fixing(one["pre"]),
            earliest=_fixing(one["earliest"]),
            latest=_fixing(one["latest"]),
            contaminated=tuple(map(str, one["contaminated"])),
            ambiguous=bool(one["ambiguous"]),
            spans=_count(one["spans"]),
            method_break=bool(one["method_break"]),
            gap_days=float(one["gap_days"]),
            note=str(one["note"]),
        )
        for one in given
    )
    for one in found:
        made = [fixing.made_to for fixing in (one.pre, one.earliest, one.latest) if fixing is not None]
        if made != sorted(made):
            raise ValueError("an event's rates are not in the order of time")
    return found


def _fixing(given: Mapping[str, Any] | None) -> Fixing | None:
    if given is None:
        return None
    begins, ends, public = (parse_instant(str(given[name])) for name in ("made_from", "made_to", "published_at"))
    return Fixing(
        label=str(given["label"]), made_from=begins, made_to=ends, published_at=public, method=str(given["method"])
    )


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _MOST_OBSERVATIONS:
        raise ValueError("spans is no count")
    return value


def _columns(content: bytes, file: str, name: str, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file}: {name} is no CSV: {error}.") from None
    if not rows or len(rows) > _MOST_ROWS or len(set(rows[0])) < len(rows[0]):
        raise UsageError(f"{file}: {name} is empty, too long, or names a column twice.")
    if lacking := [one for one in wanted if one not in rows[0]]:
        raise UsageError(f"{file}: {name} has no column {lacking[0]!r}.")
    if any(len(row) != len(rows[0]) for row in rows):
        raise UsageError(f"{file}: a row of {name} has more or fewer cells than its header.")
    return {header: [row[place] for row in rows[1:]] for place, header in enumerate(rows[0])}


def _number(cell: str, name: str) -> float:
    if not cell:
        return math.nan
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(f"{name} holds {cell[:40]!r}")
    return value


def _json(content: bytes, file: str, name: str) -> Any:
    try:
        return json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UsageError(f"{file}: {name} is no JSON: {str(error)[:100]}.") from None
