"""Readers' words for what the ledger codes."""

from __future__ import annotations

import pytest

from tracker.data.catalogue_file import catalogue
from tracker.model.codebook import ACTION, KIND, STANCE, Field
from tracker.reports.coded import FIELDS, coded
from tracker.reports.wording import Words


@pytest.mark.parametrize("field", [KIND, ACTION, STANCE], ids=lambda field: field.name)
def test_every_code_has_words_of_its_own_and_no_others_do(field: Field) -> None:
    start = f"coded.{field.name}."
    assert field.name in FIELDS
    assert {key.removeprefix(start) for key in catalogue() if key.startswith(start)} == set(field.words)
    for language in ("en", "de"):
        found = [coded(field.name, word, Words(language=language)) for word in field.words]
        assert len(set(found)) == len(found)


def test_a_code_of_tomorrow_is_told_as_it_is_written() -> None:
    assert coded("kind", "cyber_attack") == "cyber attack"
    assert coded("kind", "x\x00y") == "xy"
