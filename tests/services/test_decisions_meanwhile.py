"""A person decides while a document is between the gate and the store: the decision stands, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.test_gating import CALM, NOON, SERIES, Invented, document_of, read, used, workdays
from tracker.errors import BusyDatabaseError
from tracker.services.context import Context
from tracker.services.conversation import Tally, ingest
from tracker.services.reviewing import decide
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

VALUES = [*CALM, "0.893", "89.4"]
BAD = workdays(14)[12]
SOUND = "87.8245"  # of that day in the archive that every installation begins with


class Meanwhile(Invented):
    """The source, and something that happens once the gate has judged what it read."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens

    def whole(self, kind: str) -> bool:
        """Asked between the gate and the store."""
        self._happens()
        return False


@pytest.mark.parametrize(
    ("accept", "reject", "expected"),
    [([BAD], [], "0.893"), ([], [BAD], SOUND)],
    ids=["accept", "reject"],
)
def test_a_decision_made_while_a_document_is_judged_is_not_overlaid(
    own_context: Context, accept: list[str], reject: list[str], expected: str | None
) -> None:
    read(own_context, VALUES)
    impatient = open_engine(own_context.settings.database_url, timeout=0.05)
    person = replace(own_context.rehearsal(lambda: NOON + timedelta(hours=1)), engine=impatient)
    made: list[bool] = []

    def decides() -> None:
        decide(person, SERIES, accept=accept, reject=reject, reason="seen", by="anna")

    def tries() -> None:
        try:
            decides()
        except BusyDatabaseError:
            made.append(False)
        else:
            made.append(True)

    snapshot = document_of(own_context, [(SERIES, *row) for row in zip(workdays(14), VALUES, strict=True)])
    ingest(own_context.rehearsal(lambda: NOON + timedelta(hours=2)), Meanwhile(tries), snapshot, Tally())
    (at_once,) = made
    if not at_once:
        decides()
    impatient.dispose()
    assert used(own_context, BAD) == expected
    with UnitOfWork(own_context.engine, write=False) as unit:
        assert "by anna: seen" in unit.observations.vintages(SERIES, BAD)[-1].quality
