"""Change the data, and every form of a report changes with them: none keeps the old number, title, day or list."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reports.forms import everything, figures
from tests.services.conftest import opened
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.observation import Quote
from tracker.model.period import iso_week
from tracker.reports.briefing import Briefing
from tracker.services import decisions
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.store.unit_of_work import UnitOfWork

MERKEL = "2014-11-11-merkel-no-new-sanctions"
MOVED = "2014-11-12-merkel-no-new-sanctions"
WORDLESS = ("preview", "spoken", "subject", "figure decomposition", "figure gap", "figure reactions")
"""What need not tell of every single announcement."""
LEDGER = ("figure ledger",)
"""What counts announcements by week, whatever their words and their day within it, and no rates at all."""
HALF_A_YEAR_BACK = "2014-04-28-eu-15-more"
TELLS_THE_YEAR = ("text", "markdown", "html", "json", "xlsx", "fragment", "week page", "figure ledger")


@pytest.fixture
def context(ready_home: Path, tmp_path: Path) -> Iterator[Context]:
    yield from opened({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, tmp_path)


def week_of(context: Context) -> Briefing:
    """The week without its corrections, which tell what was before."""
    briefing = brief(context, iso_week("2014-W46", zone="UTC", now=context.now))
    return dataclasses.replace(briefing, corrections=())


def later(context: Context) -> Context:
    with UnitOfWork(context.engine, write=False) as work:
        began = work.events.began()
    assert began is not None
    return context.rehearsal(lambda: began + timedelta(hours=1))


def require_all_changed(before: dict[str, str], after: dict[str, str], but: Collection[str] = ()) -> None:
    assert [name for name, was in before.items() if was == after[name] and name not in but] == []


def with_word(forms: dict[str, str], word: str) -> set[str]:
    return {name for name, form in forms.items() if word in " ".join(form.replace("\\", "").split())}


def test_a_corrected_level(context: Context) -> None:
    was = week_of(context)
    assert was.rate is not None
    old = was.rate.period.to_value
    quote = Quote(series="EUR/RUB@ecb", label="2014-11-14", value=Decimal("58.828") * Decimal("1.01"))
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add([quote], vintage=later(context).now, sha256=None)
        work.commit()
    now = week_of(later(context))
    assert now.rate is not None
    new = now.rate.period.to_value
    assert (f"{old:.3f}", f"{new:.3f}") == ("47.305", "47.778")
    before, after = everything(was), everything(now)
    require_all_changed(before, after, but=("preview", *LEDGER, "event pages"))  # Friday's rate met none
    assert with_word(before, "47.30") >= {"text", "markdown", "json", "subject", "mail", "mail html", "figure rate"}
    assert with_word(after, "47.30") == with_word(after, f"{old:f}") == set()
    assert with_word(after, "47.7") >= with_word(before, "47.3") - {"bibtex"}
    assert with_word(before, was.version) == with_word(after, now.version) >= {"text", "markdown", "json"}
    assert with_word(after, was.version) == set()


def test_an_announcement_moved_by_a_day(context: Context) -> None:
    before = everything(week_of(context))
    decisions.edit(later(context), MERKEL, {"date": "2014-11-12"}, reason="it was on Wednesday")
    now = week_of(later(context))
    after = everything(now)
    require_all_changed(before, after, but=(*WORDLESS, *LEDGER))  # it counts by week
    assert with_word(after, MERKEL) == set()
    assert with_word(after, MOVED) == with_word(before, MERKEL) >= {"text", "markdown", "json"}
    tuesday, wednesday = (found.window for found in now.windows[1:3])
    assert MOVED not in (*tuesday.certain, *tuesday.possible)
    assert MOVED in wednesday.possible


def test_another_title_and_kind(context: Context) -> None:
    before = everything(week_of(context))
    title = week_of(context).by_id[MERKEL].event.title
    changes = {"title": "Merkel: quite another thing said", "kind": "designation", "action": "impose"}
    decisions.edit(later(context), MERKEL, {**changes, "stance": "escalate"}, reason="a test")
    after = everything(week_of(later(context)))
    require_all_changed(
        before, after, but=set(WORDLESS) - {"subject"} | {"figure rate"}
    )  # the rate's lane counts alike
    assert "New sanctions logged: 1 (Germany)" in " ".join(after["text"].split())
    telling = with_word(before, title)
    assert telling >= {"text", "markdown", "json", "mail", "mail html"}
    assert with_word(after, title) == set()
    assert with_word(after, "quite another thing said") >= telling


def as_easing(context: Context) -> None:
    changes = {"kind": "delisting_easing", "action": "lift", "stance": "deescalate"}
    decisions.edit(context, HALF_A_YEAR_BACK, changes, reason="a test")


def taken_out(context: Context) -> None:
    decisions.decide(context, HALF_A_YEAR_BACK, accept=False, reason="a test")


@pytest.mark.parametrize(("change", "gone", "eased"), [(as_easing, 0, 1), (taken_out, 1, 0)])
def test_an_announcement_half_a_year_back(
    context: Context, change: Callable[[Context], object], gone: int, eased: int
) -> None:
    was = week_of(context)
    change(later(context))
    now = week_of(later(context))
    assert now.by_id.keys() == was.by_id.keys()
    before, after = everything(was), everything(now)
    assert [name for name in TELLS_THE_YEAR if before[name] == after[name]] == []
    assert now.version != was.version
    assert with_word(after, was.version) == set()
    figures_before, figures_after = (figures(one)["ledger"] for one in (was, now))
    assert figures_before.caption != figures_after.caption
    assert figures_before.content != figures_after.content
    for name in ("text", "html", "week page", "fragment"):
        assert figures_after.caption in " ".join(after[name].split()), name
        assert figures_before.caption not in " ".join(after[name].split()), name
    counted, counted_now = (json.loads(forms["json"])["history"] for forms in (before, after))
    assert counted_now["n"] == counted["n"] - gone
    week = counted["begins"].index("2014-04-28")
    assert counted_now["kinds"]["designation"][week] == counted["kinds"]["designation"][week] - 1
    assert sum(counted_now["designations"]["EU"]) == sum(counted["designations"]["EU"]) - 1
    assert sum(counted_now["delistings"].get("EU", ())) == sum(counted["delistings"].get("EU", ())) + eased


def test_a_change_of_a_list(context: Context) -> None:
    before = everything(week_of(context))
    first, second = (datetime(2014, 11, day, 6, tzinfo=UTC) for day in (10, 13))
    old = ListEntry(
        list_key="us_ofac_sdn", entry_id="1", name="Party 1", entity_type="entity", programmes=("UKRAINE-EO13661",)
    )
    new = dataclasses.replace(old, entry_id="2", name="Zarya Trading House")
    added = ListChange(
        list_key="us_ofac_sdn", change="designation", entry=new, from_snapshot_at=first, to_snapshot_at=second
    )
    with UnitOfWork(context.engine, write=True) as work:
        work.lists.record("us_ofac_sdn", [old], snapshot_at=first, sha256=None)
        work.lists.record("us_ofac_sdn", [old, new], snapshot_at=second, sha256=None)
        work.lists.add_changes([added])
        work.commit()
    briefing = week_of(later(context))
    after = everything(briefing)
    assert with_word(before, "Zarya Trading House") == set()
    assert with_word(after, "Zarya Trading House") >= {"text", "markdown", "json"}
    assert before["mail"] != after["mail"]
    assert briefing.version not in before["text"]
