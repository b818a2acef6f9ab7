"""Every check of an audit: one ledger in which it finds its one thing, and one beside it in which it must not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.ledger_rows import OFFICIAL, WIRE, event
from tracker.events.auditing import CHECKS, NARROWLY, audit
from tracker.events.likeness import AUTOMATIC
from tracker.events.merging import BY_HAND, BY_SCORE, Merger, Suggestion
from tracker.events.overlay import Conflict, Overlay
from tracker.model.event import NO_DAY, EventSource, PolicyEvent
from tracker.model.instants import Interval

Unknown = tuple[tuple[str, str, int], ...]
ONE = event("2022-02-24-one", title="Blocks Examplebank")
COPY = EventSource(url="https://example.net/copy", tier="copy")
UNKNOWN = EventSource(url="https://example.net/page")
NEXT = event("2022-02-25-next", title="Blocks Examplebank and Northfield")
WAITS = event("2022-02-24-waits", status="review")


@dataclass(frozen=True)
class Case:
    """A ledger that a check speaks of, and one it is silent about."""

    check: str
    found: Overlay
    silent: Overlay
    unknown: Unknown = field(default=())
    about: str = ONE.id

    def __str__(self) -> str:
        return self.check


def ledger(*events: PolicyEvent, **more: object) -> Overlay:
    return Overlay(events=events, **more)


def of(**columns: object) -> Overlay:
    return ledger(replace(ONE, **columns))


def lasting(length: timedelta, precision: str = "interval") -> Overlay:
    start = ONE.time.interval.start
    return of(time=replace(ONE.time, interval=Interval(start=start, end=start + length), precision=precision))


def merged(score: int, by: str = BY_SCORE) -> Overlay:
    return ledger(ONE, mergers=(Merger(event=WAITS, into=ONE.id, by=by, score=score, words="why"),))


CONFLICT = Conflict(event_id=ONE.id, kind="changed", message="the shipped log changed title")
ASKED = Suggestion(event_id=WAITS.id, into=ONE.id, score=50, words="why")
SUMMED = replace(WAITS, id=ONE.id, sets=(NO_DAY,))
PROGRAMME = (("us_ofac_sdn", "NEW-EO15000", 2),)

CASES = (
    Case("no_source", of(sources=()), of(sources=(COPY, UNKNOWN))),
    Case("no_official_source", of(sources=(WIRE, COPY)), of(sources=(COPY, replace(WIRE, tier="transcript")))),
    Case("single_source", of(sources=(OFFICIAL,)), of(sources=(OFFICIAL, COPY))),
    Case("only_secondary", of(sources=(COPY, UNKNOWN)), of(sources=(COPY, WIRE))),
    Case("day_only", lasting(timedelta(days=1), "day"), lasting(timedelta(days=1))),
    Case("wide_interval", lasting(timedelta(days=2, seconds=1)), lasting(timedelta(days=2))),
    Case("not_verified", of(verified="no"), of(verified="partial")),
    Case("partly_verified", of(verified="partial"), of(verified="no")),
    Case("waiting", of(status="review"), of(status="rejected")),
    Case("merge_suggested", ledger(WAITS, suggestions=(ASKED,)), ledger(WAITS), about=WAITS.id),
    Case("merged_narrowly", merged(AUTOMATIC + NARROWLY - 1), merged(AUTOMATIC + NARROWLY), about=WAITS.id),
    Case("no_single_day", ledger(SUMMED), ledger(replace(SUMMED, status="rejected"))),
    Case("duplicate", ledger(NEXT, ONE), ledger(ONE, event("2022-02-26-later", title=NEXT.title))),
    Case("unknown_programme", ledger(ONE), ledger(ONE), unknown=PROGRAMME, about="us_ofac_sdn"),
    Case("conflict", ledger(ONE, conflicts=(CONFLICT,)), ledger(ONE)),
)


def test_every_check_has_its_case():
    assert [case.check for case in CASES] == list(CHECKS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_check_finds_what_it_is_for_and_nothing_near_it(case):
    found = [one for one in audit(case.found, unknown=case.unknown) if one.check == case.check]
    assert [one.event_id for one in found] == [case.about]
    assert case.check not in {one.check for one in audit(case.silent)}


def test_a_ledger_with_nothing_wrong_has_no_finding():
    assert audit(ledger(ONE)) == ()


@pytest.mark.parametrize("status", ["review", "rejected"])
def test_what_is_not_in_the_ledger_is_not_judged_by_its_pages(status):
    poor = of(sources=(), verified="no", status=status)
    assert {one.check for one in audit(poor)} <= {"waiting"}


@pytest.mark.parametrize(
    "other",
    [
        replace(NEXT, issuer="EU Council", jurisdiction="EU"),
        replace(NEXT, target="Belarus", title="Belarus: blocks Examplebank"),
        replace(NEXT, action="lift", kind="delisting_easing", stance="deescalate"),
        replace(NEXT, kind="central_bank"),
        replace(NEXT, status="review"),
        event("2022-02-25-unlike", title="Another matter altogether"),
    ],
    ids=["issuer", "target", "direction", "kind", "waiting", "unlike"],
)
def test_no_duplicate_of_another_act(other):
    assert "duplicate" not in {one.check for one in audit(ledger(ONE, other))}


def test_a_merge_by_hand_is_never_a_narrow_one():
    assert audit(merged(0, BY_HAND)) == ()


ROWS = st.lists(
    st.builds(
        replace,
        st.sampled_from((ONE, NEXT, WAITS)),
        sources=st.lists(st.sampled_from((OFFICIAL, WIRE, COPY, UNKNOWN)), max_size=3).map(tuple),
        verified=st.sampled_from(("yes", "partial", "no")),
        status=st.sampled_from(("accepted", "review", "rejected")),
    ),
    unique_by=lambda row: row.id,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_the_order_of_the_ledger_and_come_in_that_of_the_checks(rows, shuffler):
    found = audit(Overlay(events=tuple(rows)))
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert audit(Overlay(events=tuple(shuffled))) == found
    order = [list(CHECKS).index(one.check) for one in found]
    assert order == sorted(order)
    assert {one.event_id for one in found} <= {row.id for row in rows}
