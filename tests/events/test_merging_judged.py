"""Accounts judged by hand, one row for each pair: which speak of one act, and what merging makes of them.

``same`` is the judgement. ``outcome`` is merge (without asking), ask, or apart. The accounts are days and titles of
actions of OFAC and the White House, parties of lists, and rows of the log among themselves; a row of the log is never
merged with another one, and stands here for what a feed would say of that act.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.data.loader import shipped_events
from tracker.data.programmes import programme_of
from tracker.events.grouping import candidates
from tracker.events.likeness import AUTOMATIC, SUGGESTED, likeness, profile
from tracker.events.list_grouping import OWNERS, list_candidates
from tracker.events.merging import merge
from tracker.model.announcement import Announcement, ListChange, ListEntry
from tracker.model.event import PolicyEvent
from tracker.sources.parsing.us_acts import acts_in

ROWS = tuple(csv.DictReader(Path(__file__).with_name("merging_pairs.csv").read_text("utf-8").splitlines()))
LOG = {event.id: event for event in shipped_events()}
ISSUERS = {"us_ofac_recent_actions": "US OFAC", "us_white_house": "US White House"}


def account(row: dict[str, str]) -> PolicyEvent:
    """What is compared with ``event_id``: a row of the log as if it waited, or a candidate."""
    if row["account"] == "log":
        return replace(LOG[row["text"]], status="review", provenance="source")
    return listed(row) if row["account"] in OWNERS else announced(row)


def announced(row: dict[str, str]) -> PolicyEvent:
    (event,) = candidates(
        [
            Announcement(
                source=row["account"],
                external_id=row["day"],
                published_on=date.fromisoformat(row["day"]),
                title=row["text"],
                url=f"https://example.org/{row['day']}",
                issuer=ISSUERS[row["account"]],
                jurisdiction="US",
                topics=tuple(row["programmes"].split("; ")),
                acts=acts_in(row["text"]),
            )
        ]
    )
    return event


def listed(row: dict[str, str]) -> PolicyEvent:
    """A day is the one the list states; two instants are those of the snapshots before and after."""
    begins, slash, ends = row["day"].partition("/")
    changes = [
        ListChange(
            list_key=row["account"],
            change="designation",
            entry=ListEntry(
                list_key=row["account"],
                entry_id=name,
                name=name,
                entity_type="entity",
                programmes=(row["programmes"],),
            ),
            from_snapshot_at=datetime.fromisoformat(begins) if slash else datetime(2000, 1, 1, tzinfo=UTC),
            to_snapshot_at=datetime.fromisoformat(ends) if slash else datetime(2016, 2, 12, tzinfo=UTC),
            stated_on=None if slash else date.fromisoformat(begins),
        )
        for name in row["text"].split("; ")
    ]
    (event,) = list_candidates(changes, programme_of=programme_of).events
    return event


def outcome(row: dict[str, str]) -> tuple[str, str]:
    like = likeness(profile(account(row)), profile(LOG[row["event_id"]]))
    return ("merge" if like.score >= AUTOMATIC else "ask" if like.score >= SUGGESTED else "apart"), like.words


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['account']} {row['day']} {row['event_id']}")
def test_a_judged_pair_comes_out_as_before(row):
    found, words = outcome(row)
    assert found == row["outcome"], words


def test_no_pair_judged_to_be_of_two_acts_is_merged():
    wrong = [(row["text"], row["event_id"]) for row in ROWS if row["same"] == "no" and outcome(row)[0] == "merge"]
    assert wrong == []


def test_no_two_rows_of_the_log_would_be_merged_if_one_of_them_waited():
    rows = sorted(map(profile, LOG.values()), key=lambda one: one.public)
    near = [
        (one, other)
        for number, one in enumerate(rows)
        for other in rows[number + 1 :]
        if other.public[0] - one.public[1] <= timedelta(days=60)
    ]
    assert len(near) > len(rows)
    assert [(one.event_id, other.event_id) for one, other in near if likeness(one, other).score >= AUTOMATIC] == []


def test_no_pair_judged_to_be_of_one_act_goes_unasked():
    assert [row for row in ROWS if row["same"] == "yes" and outcome(row)[0] == "apart"] == []


def test_rows_of_the_log_are_never_merged_with_each_other():
    found = merge((*LOG.values(), announced(next(row for row in ROWS if row["account"] in ISSUERS))))
    assert LOG.keys() <= {event.id for event in found.events}


def test_agreed_and_adopted_are_asked_about_and_the_act_itself_joins_its_adoption():
    journal = Announcement(
        source="eu_cellar",
        external_id="32022R1269",
        published_on=date(2022, 7, 21),
        adopted_on=date(2022, 7, 21),
        title="Council Regulation (EU) 2022/1269 amending Regulation (EU) No 833/2014",
        summary="Prohibits Russian gold and adds Sberbank.",
        url="https://example.org/32022R1269",
        issuer="EU Council",
        jurisdiction="EU",
        topics=("Russia",),
        acts=("32022R1269",),
    )
    (merger,) = merge((*LOG.values(), *candidates([journal]))).mergers
    assert merger.into == "2022-07-21-eu-seventh-package"
