"""A second person codes events: what is drawn, what is taken in, and that the ledger stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import RowsError, UsageError
from tracker.services import coding, decisions, ledger
from tracker.services.context import Context
from tracker.services.ledger import Selection
from tracker.store.unit_of_work import UnitOfWork

MERKEL, DENIAL = "2014-11-11-merkel-no-new-sanctions", "2014-11-12-russian-mod-denial"
HEADER = "id,kind,action,stance,jurisdiction,coder_note"


def taken(context: Context, *rows: str, coder: str = "B") -> coding.Coded:
    return coding.take_in(context, "\n".join((HEADER, *rows)), file="s.csv", coder=coder)


def test_a_sheet_is_taken_in_whole_and_changes_nothing_of_the_ledger(own_context: Context) -> None:
    before = ledger.read(own_context)
    done = taken(own_context, f"{MERKEL},diplomatic,threaten,escalate,EU,so", f"{DENIAL},,,hold,,")
    assert (done.new, done.changed, done.unchanged, done.empty) == ((MERKEL, DENIAL), (), (), 0)
    again = taken(own_context, f"{MERKEL},diplomatic,threaten,hold,EU,so", f"{DENIAL},,,hold,,")
    assert (again.new, again.changed, again.unchanged) == ((), (MERKEL,), (DENIAL,))
    assert taken(own_context, f"{MERKEL},diplomatic,threaten,hold,EU,so", coder="C").new == (MERKEL,)
    assert ledger.read(own_context) == before
    assert ledger.entry(own_context, MERKEL).edits == ()
    with UnitOfWork(own_context.engine, write=False) as work:
        held = {(one.coder, one.event_id): one for one in work.events.codings()}
    assert sorted(held) == [("B", MERKEL), ("B", DENIAL), ("C", MERKEL)]
    assert (held["B", MERKEL].codes["stance"], held["B", MERKEL].note) == ("hold", "so")
    assert held["B", DENIAL].codes == {"stance": "hold"}


def test_undoing_a_decision_passes_over_codings(own_context: Context) -> None:
    decisions.edit(own_context, MERKEL, {"stance": "escalate"}, reason="why", by="A")
    taken(own_context, f"{MERKEL},,,deescalate,,")
    decisions.undo(own_context, MERKEL, reason="no", by="A")
    assert ledger.get(own_context, MERKEL).stance == "hold"
    with UnitOfWork(own_context.engine, write=False) as work:
        assert [one.codes for one in work.events.codings()] == [{"stance": "deescalate"}]


def test_one_bad_row_and_nothing_is_stored(own_context: Context) -> None:
    with pytest.raises(RowsError, match="line 3: stance 'up' is not one of deescalate, hold, escalate"):
        taken(own_context, f"{MERKEL},,,hold,,", f"{DENIAL},,,up,,")
    with pytest.raises(UsageError, match="no row is coded"):
        taken(own_context, f"{MERKEL},,,,,")
    with UnitOfWork(own_context.engine, write=False) as work:
        assert work.events.codings() == ()


@pytest.mark.parametrize("name", ["", " \u200b ", "Ledger", "x" * 101])
def test_a_name_nobody_can_have(name: str) -> None:
    with pytest.raises(UsageError):
        coding.coder_name(name)


def test_a_sample_is_drawn_by_its_seed(shipped_context: Context) -> None:
    everything = coding.chosen(shipped_context, Selection())
    first, again, other = (coding.chosen(shipped_context, Selection(), sample=20, seed=seed) for seed in (7, 7, 8))
    assert first == again != other
    assert len(set(first)) == 20
    assert [event for event in everything if event in first] == list(first)
    assert coding.chosen(shipped_context, Selection(), sample=10_000) == everything


@pytest.mark.usefixtures("ready_home")
def test_as_it_is_typed(tracker: Callable[..., Any]) -> None:
    written = tracker("events", "code", "--coder", "B", "--blind", "--week", "2014-W46", "--sample", "3", "-o", "s.csv")
    assert written.code == 0
    assert "3 events to code by B, drawn with seed 0." in written.err
    text = Path("s.csv").read_text(encoding="utf-8")
    Path("s.csv").write_text(text.replace(",,,,,\n", ",statement,neutral,hold,US,\n"), encoding="utf-8")
    done = tracker("events", "code", "--coder", "B", "--import", "s.csv")
    assert done.out == "coded by B, blind: 3 new, 0 changed, 0 unchanged, 0 left open\n"
    for more in (("--blind",), ("--since", "2014-11-10"), ("--sample", "3"), ("-o", "t.csv")):
        refused = tracker("events", "code", "--coder", "B", "--import", "s.csv", *more)
        assert (refused.code, refused.out) == (2, ""), more
    assert tracker("events", "code", "--coder", "ledger").code == 2
