"""Whether two rates made at different hours agree on an announcement: in sign only, never as an average."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reports.policy_events import NOVEMBER
from tracker.model.alignment import Alignment, Move
from tracker.reports.agreement import OPPOSITE, SAME, agreement, at_latest, same_direction, tally
from tracker.reports.findings import EventItem, Reaction

WEAKER, STRONGER, STILL = (Move.between(Decimal(100), Decimal(to)) for to in ("102", "99", "100.01"))


def reaction(late: Move | None, early: Move | None = None, *, series: str = "A", broken: bool = False) -> Reaction:
    alignment = replace(ALIGNMENT, series=series, method_break=broken)
    return Reaction(alignment=alignment, to_latest=late, to_earliest=early or late)


ALIGNMENT = Alignment(event_id="one", series="A", pre=None, earliest=None, latest=None)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (reaction(WEAKER), reaction(WEAKER), SAME),
        (reaction(WEAKER), reaction(STRONGER), OPPOSITE),
        (reaction(WEAKER), reaction(STILL), "one of them unchanged"),
        (reaction(STILL), reaction(STILL), "both unchanged"),
        (reaction(WEAKER), reaction(None), ""),
        (reaction(None), reaction(WEAKER), ""),
        (
            reaction(WEAKER, STRONGER),
            reaction(WEAKER),
            f"to the first that must know {SAME}, to the first that could know {OPPOSITE}",
        ),
        (reaction(WEAKER), reaction(WEAKER, broken=True), "they cannot be compared: the way a rate is made changed"),
    ],
)
def test_in_words(first: Reaction, second: Reaction, words: str) -> None:
    found = agreement(first, second)
    assert found == words or (words.startswith("they cannot") and found.startswith(words))


def test_for_programs_only_opposite_signs_disagree() -> None:
    assert same_direction(WEAKER, WEAKER) is True
    assert same_direction(WEAKER, STRONGER) is False
    assert same_direction(WEAKER, Move.between(Decimal(1), Decimal(1))) is None
    assert same_direction(None, WEAKER) is None


def item(number: int, first: Reaction, second: Reaction) -> EventItem:
    return EventItem(event=NOVEMBER[number], reactions=(first, replace_series(second)))


def replace_series(found: Reaction) -> Reaction:
    return replace(found, alignment=replace(found.alignment, series="B"))


def test_announcements_that_share_both_moves_are_one_contrast() -> None:
    items = (
        item(0, reaction(WEAKER), reaction(WEAKER)),
        item(1, reaction(WEAKER), reaction(STRONGER)),
        item(2, reaction(WEAKER), reaction(STRONGER)),
        item(3, reaction(STRONGER), reaction(WEAKER)),
        item(4, reaction(WEAKER), reaction(STILL)),
        item(5, reaction(WEAKER), reaction(None)),
        item(6, reaction(WEAKER), reaction(STRONGER, broken=True)),
    )
    found = tally(items, "A", "B")
    assert (found.n, found.same, found.opposite) == (5, 1, 3)
    assert [[one.event.id for one in contrast.items] for contrast in found.contrasts] == [
        [NOVEMBER[1].id, NOVEMBER[2].id],
        [NOVEMBER[3].id],
    ]
    assert at_latest(items[6].reactions[0], items[6].reactions[1]) == ""
    assert tally(items, "A", "C").n == 0
