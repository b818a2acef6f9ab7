"""Precision, recall and F1 of speaker, date, action and stance, end to end, and the calibration of confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.evaluation.labels import NOBODY, Label, Passage
from tracker.model.actor import Gazetteer
from tracker.model.statement import Statement
from tracker.statements.reader import read_statements

HALF = 0.5
FIELDS = ("speaker", "date", "action", "stance")


@dataclass
class Score:
    """Counts of one field: a statement counts as right only if its speaker is right too."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Result:
    """Scores by field, the errors in words, and (confidence, right) per statement."""

    scores: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in FIELDS})
    errors: list[str] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def brier(self) -> float:
        return sum((one - right) ** 2 for one, right in self.judged) / len(self.judged) if self.judged else 0.0


def evaluate(chosen: Iterable[Passage], gazetteer: Gazetteer) -> Result:
    """Read every passage and compare."""
    result = Result()
    for one in chosen:
        _compare(one, list(read_statements(one.document, gazetteer)), result)
    return result


def _compare(passage: Passage, found: list[Statement], result: Result) -> None:
    left = list(found)
    for label in passage.labels:
        if label.actor == NOBODY:
            continue
        here = [one for one in left if _share(one, label) > HALF]
        best = max(here, key=lambda one: _agreement(one, label), default=None)
        if best is not None:
            left.remove(best)
        _count(passage.key, label, best, result)
    spaces = [label for label in passage.labels if label.actor == NOBODY]
    for one in left:
        wrong = any(one.span[0] < space.end and space.start < one.span[1] for space in spaces)
        if passage.partial and not wrong:
            continue
        for name in FIELDS:
            result.scores[name].found += 1
        result.judged.append((one.confidence, False))
        result.errors.append(f"{passage.key}: found {one.actor} ({one.action}) in {one.sentence[:70]!r}")


def _share(one: Statement, label: Label) -> float:
    """How much of the label a statement covers."""
    return (min(one.span[1], label.end) - max(one.span[0], label.start)) / (label.end - label.start)


def _agreement(one: Statement, label: Label) -> tuple[bool, int]:
    return one.actor == label.actor, sum(_right(one, label).values())


def _right(one: Statement, label: Label) -> dict[str, bool]:
    speaker = label.actor in {"*", one.actor}
    date = one.date_basis == "open" if label.dates is None else label.dates in {(), (one.since, one.until)}
    return {
        "speaker": speaker,
        "date": speaker and date,
        "action": speaker and label.action in {"*", one.action},
        "stance": speaker and label.stance in {"*", one.stance},
    }


def _count(key: str, label: Label, one: Statement | None, result: Result) -> None:
    right = dict.fromkeys(FIELDS, False) if one is None else _right(one, label)
    for name in FIELDS:
        score = result.scores[name]
        score.labelled += 1
        score.found += one is not None
        score.right += right[name]
    if one is None:
        result.errors.append(f"{key}: missed {label.actor}")
        return
    result.judged.append((one.confidence, right["speaker"] and right["action"] and right["stance"]))
    wrong = [name for name in FIELDS if not right[name]]
    if wrong:
        got = f"{one.actor}, {one.since}..{one.until} {one.date_basis}, {one.action}, {one.stance}"
        result.errors.append(f"{key}: {', '.join(wrong)} of {label.actor}: got {got}")


def calibration(
    judged: list[tuple[float, bool]], edges: tuple[float, ...] = (0.0, 0.5, 0.7, 0.85, 1.01)
) -> list[tuple[str, int, float, float]]:
    """Per band of confidence: the band, how many, the mean confidence, the share that was right."""
    rows = []
    for low, high in pairwise(edges):
        inside = [(one, right) for one, right in judged if low <= one < high]
        if inside:
            mean = sum(one for one, _ in inside) / len(inside)
            rows.append(
                (f"{low:.2f}-{min(high, 1.0):.2f}", len(inside), mean, sum(right for _, right in inside) / len(inside))
            )
    return rows
