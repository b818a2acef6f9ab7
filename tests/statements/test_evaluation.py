"""The scores of the reader on labelled texts, and how sure it says it is."""

from __future__ import annotations

import pytest

from tests.evaluation.evaluate import main
from tests.evaluation.fit import fit, readings
from tests.evaluation.labels import documents, passages
from tests.evaluation.scoring import evaluate
from tracker.data.actors import gazetteer
from tracker.statements.confidence import WEIGHTS, confidence

GOALS = {"speaker": 0.90, "date": 0.85, "action": 0.85, "stance": 0.85}


@pytest.mark.parametrize("part", ["development", "held-out", "german", "russian"])
def test_the_labelled_passages_are_read(part):
    chosen = [one for one in passages() if one.part == part]
    assert len(chosen) >= 15
    result = evaluate(chosen, gazetteer())
    assert {name: score.f1 for name, score in result.scores.items() if score.f1 < GOALS[name]} == {}, result.errors
    assert result.brier <= 0.15


def test_real_briefings_are_read(shared):
    result = evaluate(documents(shared / "payloads" / "news" / "whitehouse_md"), gazetteer())
    assert {name: score.f1 for name, score in result.scores.items() if score.f1 < GOALS[name]} == {}, result.errors


def test_a_reader_that_errs_scores_less():
    wrong = """
=== x | one | 2022-03-02 | en
Olaf Scholz said it was illegal.
---
Angela Merkel | open | condemn | escalate | was illegal
Olaf Scholz | 2022-03-01 | deny | hold | it
"""
    result = evaluate(passages(wrong.replace("| it\n", "| Olaf Scholz\n")), gazetteer())
    assert result.scores["speaker"].recall < 1
    assert result.scores["date"].f1 < result.scores["speaker"].f1 or result.scores["action"].right == 0


def test_the_weights_of_confidence_are_those_of_the_fit():
    assert fit(*readings()) == pytest.approx(dict(WEIGHTS), abs=0.006)


def test_on_texts_the_reader_was_not_adapted_to_confidence_is_about_the_share_that_was_right():
    table, right = readings()
    said = [confidence(tuple(row)) for row in table]
    for low, high in ((0.0, 0.7), (0.7, 1.0)):
        inside = [(one, was) for one, was in zip(said, right, strict=True) if low <= one < high]
        mean, share = (sum(column) / len(inside) for column in zip(*inside, strict=True))
        assert abs(mean - share) < 0.1


def test_the_table_is_printed(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("tests.evaluation.evaluate.FOLDER", tmp_path / "none")
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert "development, English: " in printed
    assert printed.count("adapted to since: ") == 3
    assert "Brier" in printed
