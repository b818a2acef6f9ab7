"""``tracker events review`` from the first look to the last undo, each decision kept with who took it, when and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ofac_copies import OLD, copy_of_sdn
from tracker.services.clock import utc_now

KEY = "us_ofac_sdn"
FIRST = "2022-02-23-us-ofac-sdn-russia-designation"
BANKS = f"{FIRST}-until-2022-02-24"
MINSK = "2022-02-23-us-ofac-sdn-belarus-designation-until-2022-02-24"
NS2, TRANCHE = "2022-02-23-us-ns2-ag", "2022-02-24-us-second-tranche"


@pytest.fixture
def typed(tracker: Callable[..., Any], ready_home: Path) -> Callable[..., Any]:
    """Type ``tracker events …`` where three copies of a list of two days were imported."""
    second = OLD | {61: ("NORD STREAM 2 AG", "PEESA-EO14039")}
    third = second | {
        62: ("VTB BANK", "RUSSIA-EO14024"),
        63: ("SOVCOMBANK", "RUSSIA-EO14024"),
        64: ("MINSK TRACTORS", "BELARUS-EO14038"),
    }
    names = [
        copy_of_sdn("sdn_20220223T184652Z.csv", OLD),
        copy_of_sdn("sdn_20220224T015220Z.csv", second),
        copy_of_sdn("sdn_20220225T015029Z.csv", third),
    ]
    assert tracker("--offline", "lists", "import", *names, "--list", KEY).code == 0

    def events(*words: str) -> Any:
        return tracker("--offline", "events", *words)

    return events


def said(typed: Callable[..., Any], *words: str) -> str:
    answer = typed(*words)
    assert answer.code == 0, answer.err
    return str(answer.out)


def shown(typed: Callable[..., Any], event_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(typed, "show", event_id, "--format", "json"))
    return found


def waiting(typed: Callable[..., Any]) -> set[str]:
    return {one["id"] for one in json.loads(said(typed, "review", "--format", "json"))["events"]}


def test_a_walk_through_every_decision_and_back(typed: Callable[..., Any]) -> None:
    begun = utc_now()
    assert waiting(typed) == {MINSK}
    accepted = typed("review", MINSK, "--accept", "--by", "Anna", "--column", "target=Belarus")
    assert accepted.out == f"{MINSK}: accepted\n"
    assert "OFAC SDN list, Belarus: puts 1 entity on the list" in accepted.err
    assert waiting(typed) == set()

    said(typed, "edit", MINSK, "--title", "Belarusian tractors", "--reason", "shorter", "--by", "Anna")
    before = shown(typed, TRANCHE)["events"]
    said(typed, "review", MINSK, "--merge-into", TRANCHE, "--reason", "one announcement", "--by", "Ben")
    (told,) = [one for one in shown(typed, TRANCHE)["mergers"] if one["event_id"] == MINSK]
    assert (told["by"], told["because"]) == ("by hand", "different targets: Belarus and Russia")

    said(typed, "review", MINSK, "--separate-from", TRANCHE, "--reason", "another order", "--by", "Anna")
    assert shown(typed, TRANCHE)["events"] == before
    assert shown(typed, MINSK)["mergers"] == []
    said(typed, "review", MINSK, "--undo", "--reason", "typed too soon", "--by", "Anna")
    assert [one["into"] for one in shown(typed, MINSK)["mergers"]] == [TRANCHE]
    said(typed, "review", MINSK, "--undo", "--reason", "they are two", "--by", "Ben")
    assert shown(typed, TRANCHE)["events"] == before

    said(typed, "review", MINSK, "--reject", "--reason", "told elsewhere", "--by", "Anna")
    assert shown(typed, MINSK)["events"][0]["status"] == "rejected"
    said(typed, "review", MINSK, "--undo", "--reason", "no, it is not", "--by", "Anna")
    found = shown(typed, MINSK)
    event = found["events"][0]
    assert (event["status"], event["title"], event["target"]) == ("accepted", "Belarusian tractors", "Belarus")

    assert [(one["action"], one["by"], one["reason"]) for one in found["history"]] == [
        ("accept", "Anna", None),
        ("edit", "Anna", "shorter"),
        ("merge", "Ben", "one announcement"),
        ("separate", "Anna", "another order"),
        ("undo", "Anna", "typed too soon"),
        ("undo", "Ben", "they are two"),
        ("reject", "Anna", "told elsewhere"),
        ("undo", "Anna", "no, it is not"),
    ]
    assert [one["changes"] for one in found["history"][2:]] == [{"into": TRANCHE}, {"from": TRANCHE}, {}, {}, {}, {}]
    moments = [begun, *(datetime.fromisoformat(one["recorded_at"]) for one in found["history"]), utc_now()]
    assert moments == sorted(moments)
    page = said(typed, "show", MINSK)
    assert "merge by Ben: one announcement" in page
    assert f"    from {TRANCHE}" in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--accept",), "accepted already"),
        (("--reject", "--reason", "no event"), "rejected already"),
        (("--merge-into", TRANCHE, "--reason", "one act"), f"merged into {TRANCHE} already"),
        (("--separate-from", TRANCHE, "--reason", "two acts"), f"kept apart from {TRANCHE} already"),
    ],
)
def test_what_is_decided_twice_is_one_decision_and_one_undo(
    typed: Callable[..., Any], words: tuple[str, ...], told: str
) -> None:
    before = shown(typed, MINSK)
    said(typed, "review", MINSK, *words)
    assert said(typed, "review", MINSK, *words) == f"{MINSK}: {told}; nothing was recorded\n"
    assert len(shown(typed, MINSK)["history"]) == 1
    said(typed, "review", MINSK, "--undo", "--reason", "typed too soon")
    after = shown(typed, MINSK)
    assert (after["events"], after["mergers"]) == (before["events"], before["mergers"])
    assert after["events"][0]["status"] == "review"


def test_an_event_that_is_accepted_is_still_corrected_by_accepting_it_with_columns(typed: Callable[..., Any]) -> None:
    said(typed, "review", MINSK, "--accept")
    assert said(typed, "review", MINSK, "--accept", "--column", "target=Belarus") == f"{MINSK}: accepted\n"
    assert [one["action"] for one in shown(typed, MINSK)["history"]] == ["accept", "accept"]


def test_who_decides_is_the_login_where_nobody_is_named(
    typed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "carla")
    said(typed, "review", MINSK, "--reject", "--reason", "no event")
    assert [one["by"] for one in shown(typed, MINSK)["history"]] == ["carla"]


def test_a_merge_by_score_taken_back_and_the_taking_back_taken_back(typed: Callable[..., Any]) -> None:
    assert [(one["into"], one["by"]) for one in shown(typed, BANKS)["mergers"]] == [(TRANCHE, "by score")]
    assert f"parted from {TRANCHE}" in said(typed, "review", BANKS, "--undo", "--reason", "another act")
    assert waiting(typed) == {MINSK, BANKS}
    said(typed, "review", BANKS, "--undo", "--reason", "the same after all")
    assert waiting(typed) == {MINSK}


def test_ids_that_go_on_where_another_ends_are_told_apart(
    typed: Callable[..., Any], tracker: Callable[..., Any]
) -> None:
    said(typed, "review", BANKS, "--separate-from", TRANCHE, "--reason", "a test")
    listed = " ".join(said(typed, "review").split())
    assert f"not {FIRST}, which is of 2022-02-23 13:46 to 20:52 local" in listed
    assert f"{BANKS}, which is of 2022-02-23 20:52 to 2022-02-24 20:50 local" in " ".join(
        said(typed, "show", FIRST).split()
    )
    assert "which is of" not in said(typed, "show", NS2)
    assert shown(typed, FIRST)["events"][0]["id"] == FIRST, "the whole of an id is that event, whatever goes on from it"
    said(typed, "review", FIRST, "--separate-from", NS2, "--reason", "a test")
    page = tracker("study", FIRST, BANKS).out
    assert all(f"{end} " in page for end in ("…-designation", "2022-02-24"))


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("--accept", "--undo"), "one of"),
        (("--undo", "--reason", "why"), "No decision about"),
        (("--merge-into", MINSK, "--reason", "why"), "one event already"),
        (("--reject",), "say why"),
        (("--title", "New"), "--accept or --reject"),
        (("--merge-into", TRANCHE, "--reason", "why", "--title", "New"), "Columns go with --accept"),
    ],
)
def test_a_decision_that_makes_no_sense_records_nothing(
    typed: Callable[..., Any], words: tuple[str, ...], because: str
) -> None:
    refused = typed("review", MINSK, *words)
    assert (refused.code, because in refused.err) == (2, True), refused.err
    assert shown(typed, MINSK)["history"] == []


def test_a_new_date_is_taken_back_whole(typed: Callable[..., Any]) -> None:
    before = shown(typed, TRANCHE)["events"]
    moved = "2022-02-25-us-second-tranche"
    for undone, kept in ((moved, TRANCHE), (TRANCHE, moved)):
        said(typed, "edit", TRANCHE, "--date", "2022-02-25", "--zone", "America/New_York", "--reason", "a slip")
        assert typed("show", moved).code == 0
        answer = typed("review", undone, "--undo", "--reason", "no slip")
        assert answer.code == 0
        assert answer.out == f"{undone}: took back the move between {undone} and {kept}\n"
        assert shown(typed, TRANCHE)["events"] == before
        assert typed("show", moved).code == 3


def test_an_event_that_was_added_can_be_taken_back(typed: Callable[..., Any]) -> None:
    new = (
        "--title",
        "A test",
        "--kind",
        "statement",
        "--issuer",
        "Somebody",
        "--action",
        "neutral",
        "--stance",
        "hold",
    )
    added = typed("add", "--date", "2022-03-09", "--zone", "UTC", "--jurisdiction", "US", *new)
    assert added.code == 0, added.err
    event_id = added.out.strip()
    answer = typed("review", event_id, "--undo", "--reason", "only a test")
    assert (answer.code, answer.out) == (0, f"{event_id}: took back its last decision, to add\n")
    assert typed("show", event_id).code == 3


def test_nothing_of_the_ledger_is_hidden_under_what_leaves_it(typed: Callable[..., Any]) -> None:
    said(typed, "review", MINSK, "--accept")
    said(typed, "review", TRANCHE, "--merge-into", MINSK, "--reason", "one act")
    refused = typed("review", MINSK, "--undo", "--reason", "back")
    assert refused.code == 2
    assert f"{MINSK} tells of {TRANCHE} too" in " ".join(refused.err.split())
    said(typed, "review", TRANCHE, "--undo", "--reason", "two acts")
    said(typed, "review", MINSK, "--undo", "--reason", "back")
    assert waiting(typed) == {MINSK}


def test_two_decisions_at_once_are_none(typed: Callable[..., Any]) -> None:
    assert typed("review", MINSK, "--accept", "--reject", "--reason", "x").code == 2
    assert waiting(typed) == {MINSK}


def test_importing_again_proposes_what_a_killed_import_did_not(
    tracker: Callable[..., Any], ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        copy_of_sdn("sdn_20220224T015220Z.csv", OLD),
        copy_of_sdn("sdn_20220225T015029Z.csv", OLD | {64: ("MINSK TRACTORS", "BELARUS-EO14038")}),
    ]
    importing = ("--offline", "lists", "import", *names, "--list", KEY)
    with monkeypatch.context() as killed:
        killed.setattr("tracker.services.cycle.group_announcements", killed_here)
        assert tracker(*importing).code == 1
    assert "1 event is proposed" in tracker(*importing).err


def killed_here(context: object) -> int:
    raise RuntimeError("killed")
