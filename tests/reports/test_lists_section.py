"""The section on lists: the target's parties by name, others and housekeeping as numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.reports.briefings import week_of_the_float
from tests.services.lists import entry
from tracker.model.announcement import ListChange
from tracker.reports.briefing import ListGap, ListsInfo
from tracker.reports.document import Listing, as_str
from tracker.reports.sections.lists import SECTION

BEFORE, AFTER = datetime(2022, 2, 23, 1, 52, tzinfo=UTC), datetime(2022, 2, 23, 18, 46, tzinfo=UTC)
WHEN = "on 23 Feb 2022 between 01:52 and 18:46 UTC"


def change(number: int, kind: str = "designation", programme: str = "SDGT", **more: object) -> ListChange:
    party = entry(number, programmes=(programme,))
    made = ListChange(
        list_key="us_ofac_sdn", change=kind, entry=party, from_snapshot_at=BEFORE, to_snapshot_at=AFTER, details="name"
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def said(*changes: ListChange, gaps: tuple[ListGap, ...] = ()) -> tuple[str, list[str]]:
    lists = ListsInfo(
        stored=True,
        changes=changes,
        compared=("us_ofac_sdn",),
        gaps=gaps,
        names={"us_ofac_sdn": "OFAC SDN list", "un_sc": "UN list"},
        families={("us_ofac_sdn", "SDGT"): "Terrorism", ("us_ofac_sdn", "RUSSIA-EO14024"): "Russia"},
        near=frozenset({("us_ofac_sdn", "RUSSIA-EO14024")}),
        about="Russia",
    )
    section = SECTION.build(replace(week_of_the_float(), lists=lists))
    items = [as_str(item.content) for block in section.blocks if isinstance(block, Listing) for item in block.items]
    assert items[-2:] == ["Compared: OFAC SDN list.", "Of one other list no two copies of this time are stored."]
    return as_str(section.aside), items[:-2]


def test_parties_of_the_target_are_named_and_others_counted() -> None:
    near = [change(number, programme="RUSSIA-EO14024") for number in range(7)]
    aside, items = said(change(8), change(9), change(10, programme="NEW"), *near, change(11, "delisting"))
    assert aside == "put on the list: 10, taken off the list: 1"
    named = ", ".join(f"Party {number} (RUSSIA-EO14024)" for number in range(5))
    assert items == [
        (
            f"OFAC SDN list: 10 put on the list, {WHEN}: {named} and 2 more; "
            "3 others (Terrorism 2, programmes not in our table 1)"
        ),
        f"OFAC SDN list: 1 taken off the list, {WHEN}: 1 under other programmes (Terrorism 1)",
    ]


def test_the_target_comes_first() -> None:
    later = {"from_snapshot_at": AFTER, "to_snapshot_at": AFTER + timedelta(hours=2)}
    _, items = said(change(1), change(2, programme="RUSSIA-EO14024", **later))
    assert ["Russia" in one or "RUSSIA" in one for one in items] == [True, False]


def test_a_long_gap_is_no_change_of_the_period() -> None:
    gap = ListGap(
        list_key="us_ofac_sdn",
        since=datetime(2018, 1, 26, 12, tzinfo=UTC),
        until=AFTER,
        counts={"designation": 3703, "delisting": 663, "amendment": 2},
        near={"designation": 229, "amendment": 2},
    )
    aside, items = said(gaps=(gap,))
    assert aside == "no dated change between the stored snapshots of this period."
    assert items == [
        (
            "OFAC SDN list, between 26 Jan 2018 and 23 Feb 2022, on days not known: put on the list: 3,703, "
            "taken off the list: 663, entry changed: 2 (about Russia: put on the list: 229)"
        )
    ]


def test_amendments_are_a_number_alone() -> None:
    assert said(change(1, "amendment"), change(2, "amendment")) == ("entry changed: 2", [])


def test_the_publishers_own_account_is_said_as_such() -> None:
    at = datetime(2022, 2, 22, 20, 5, tzinfo=UTC)
    _, (item,) = said(change(1, to_snapshot_at=at, basis="publication", stated_on=date(2022, 2, 22)))
    assert "published 22 Feb 2022 20:05 UTC, by its own account on 22 Feb 2022" in item
