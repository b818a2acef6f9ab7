"""Accounts of one act become one event, by points that are shown, in any order, and come apart again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.data.event_file import event_of, row_of
from tracker.data.loader import shipped_events
from tracker.data.programmes import programme_of
from tracker.events import overlay
from tracker.events.act_names import acts_of
from tracker.events.grouping import candidates
from tracker.events.likeness import AUTOMATIC, SUGGESTED, likeness, profile
from tracker.events.list_grouping import list_candidates
from tracker.events.merging import BY_HAND, BY_SCORE, Decided, merge
from tracker.model.announcement import Announcement, ListChange, ListEntry
from tracker.model.event import EventEdit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def notice(number="2022-04300", day=date(2022, 3, 2), signed=date(2022, 2, 24), **more):
    fields = {
        "title": "Notice of OFAC Sanctions Actions",
        "summary": "Blocking Sberbank, VTB and Otkritie under Executive Order 14024.",
        "issuer": "US OFAC",
        "jurisdiction": "US",
        "url": f"https://www.federalregister.gov/d/{number}",
        "topics": ("Russia",),
        "source": "us_federal_register",
    } | more
    return Announcement(external_id=number, published_on=day, adopted_on=signed, **fields)


def listed(names, begins, ends, *, programme="RUSSIA-EO14024", kind="designation", list_key="us_ofac_sdn"):
    return [
        ListChange(
            list_key=list_key,
            change=kind,
            entry=ListEntry(list_key=list_key, entry_id=name, name=name, entity_type="entity", programmes=(programme,)),
            from_snapshot_at=begins,
            to_snapshot_at=ends,
        )
        for name in names
    ]


def from_lists(*changes):
    return list_candidates(changes, programme_of=programme_of).events


def utc(day, hour):
    return datetime(2022, 2, day, hour, tzinfo=UTC)


BANKS = from_lists(*listed(["SBERBANK OF RUSSIA", "VTB BANK", "SOVCOMBANK"], utc(24, 2), utc(25, 2)))
FEBRUARY = (
    *from_lists(*listed(["VNESHECONOMBANK", "PROMSVYAZBANK"], utc(22, 12), utc(22, 23))),
    *from_lists(*listed(["NORD STREAM 2 AG"], utc(23, 18), utc(24, 2), programme="PEESA-EO14039")),
    *BANKS,
    *from_lists(*listed(["PUTIN, Vladimir", "LAVROV, Sergei"], utc(25, 14), utc(26, 2))),
    *candidates([notice()]),
)

SOME = tuple(event for event in shipped_events() if "2022-02-2" in event.id)


@pytest.mark.parametrize(
    ("candidate", "curated"),
    [
        ("2022-02-22-us-ofac-sdn-russia-designation", "2022-02-22-us-first-tranche"),
        ("2022-02-23-us-ofac-sdn-russia-designation", "2022-02-23-us-ns2-ag"),
        ("2022-02-23-us-ofac-sdn-russia-designation-until-2022-02-24", "2022-02-24-us-second-tranche"),
        ("2022-02-25-us-ofac-sdn-russia-designation", "2022-02-25-us-putin-lavrov"),
        ("2022-03-02-us-us-ofac", "2022-02-24-us-second-tranche"),
    ],
)
def test_accounts_of_february_2022_attach_to_the_right_rows_of_the_log(candidate, curated):
    found = {merger.event.id: merger for merger in merge((*shipped_events(), *FEBRUARY)).mergers}
    assert (found[candidate].into, found[candidate].by) == (curated, BY_SCORE)
    assert found[candidate].score >= AUTOMATIC


def test_an_accepted_event_keeps_its_columns_and_gains_sources_with_their_tiers_and_legal_days():
    before = {event.id: event for event in shipped_events()}["2022-02-24-us-second-tranche"]
    merged = {event.id: event for event in merge((*shipped_events(), *FEBRUARY)).events}[before.id]
    assert (merged.time, merged.title, merged.status, merged.verified) == (
        before.time,
        before.title,
        before.status,
        before.verified,
    )
    gained = {source.url: source.tier for source in merged.sources[len(before.sources) :]}
    assert gained["https://www.federalregister.gov/d/2022-04300"] == "official"
    assert len(gained) == 2
    assert merged.adopted_on == date(2022, 2, 24)


def test_the_shipped_log_alone_is_left_as_it_is():
    merged = merge(shipped_events())
    assert (merged.events, merged.mergers, merged.suggestions) == (shipped_events(), (), ())


@pytest.mark.parametrize(
    ("other", "because"),
    [
        (
            from_lists(*listed(["VTB BANK"], utc(24, 2), utc(25, 2), kind="delisting")),
            "one source",
        ),
        (candidates([notice(title="Removal of Sberbank and VTB")]), "different actions"),
        (candidates([notice(jurisdiction="EU")]), "different jurisdictions"),
        (candidates([notice(summary="Iran: oil", topics=())]), "different targets"),
        (candidates([notice(title="Key rate of VTB and Sberbank")]), "different kinds"),
        (candidates([notice(signed=None, day=date(2022, 3, 20), summary="Executive Order 14024")]), "24 days apart"),
    ],
)
def test_what_rules_out_that_two_are_one(other, because):
    like = likeness(profile(BANKS[0]), profile(other[0]))
    assert because in like.refusal
    assert like.score == 0


def test_issuers_without_a_jurisdiction_of_their_own_have_none_in_common():
    names = ("HAQQANI Khalil Ahmed", "AKHUND Hasan", "STANIKZAI Sher")
    un, australia = (
        from_lists(*listed(names, utc(2, 2), utc(2, 20), programme="Taliban", list_key=key))[0]
        for key in ("un_sc", "au_dfat")
    )
    assert "different issuers" in likeness(profile(un), profile(australia)).refusal
    assert merge((un, australia)).mergers == ()
    again = replace(un, id="2022-02-02-again", provenance="user")
    assert likeness(profile(un), profile(again)).score >= AUTOMATIC


def test_a_title_that_says_little_is_asked_about_and_not_merged():
    quiet = candidates([notice(summary="")])
    merged = merge((*shipped_events(), *quiet))
    assert merged.mergers == ()
    scores = {one.into: one.score for one in merged.suggestions if one.event_id == quiet[0].id}
    assert SUGGESTED <= scores["2022-02-24-us-second-tranche"] < AUTOMATIC


def test_two_documents_of_one_register_are_two_acts():
    merged = merge(candidates([notice(), notice("2022-04999", day=date(2022, 3, 4))]))
    assert len(merged.events) == 2
    assert merged.suggestions == ()


def test_two_accepted_events_equally_like_it_are_a_question():
    accepted = replace(BANKS[0], status="accepted")
    twins = [accepted, replace(accepted, id=f"{accepted.id}-again")]
    merged = merge((*twins, *candidates([notice()])))
    assert merged.mergers == ()
    assert {one.into for one in merged.suggestions} == {twin.id for twin in twins}


def test_candidates_merge_into_the_one_that_was_surely_public_first():
    (journal,) = candidates([notice()])
    merged = merge((journal, *BANKS))
    (event,) = merged.events
    assert (event.id, event.status) == (BANKS[0].id, "review")
    assert event.time == BANKS[0].time
    assert event.adopted_on == date(2022, 2, 24)


def test_a_chain_of_likenesses_does_not_pull_unlike_events_together():
    (journal,) = candidates([notice()])
    apart = Decided(apart=frozenset((frozenset((BANKS[0].id, journal.id)),)))
    (press,) = candidates([notice("press", day=date(2022, 2, 24), issuer="US Treasury OFAC", source="us_ofac_press")])
    merged = merge((journal, press, *BANKS), apart)
    assert len(merged.events) == 2
    assert len(merged.mergers) == 1


def decision(action, event_id, other="", hour=0):
    name = {"merge": "into", "separate": "from"}.get(action)
    return EventEdit(
        event_id=event_id,
        action=action,
        changes=((name, other),) if name else (),
        recorded_at=NOON + timedelta(hours=hour),
    )


def ledger(*edits):
    base = overlay.apply((*SOME, *FEBRUARY), edits, row_of=row_of, event_of=event_of)
    return merge(base.events, overlay.decided(edits))


def test_parting_restores_both_and_holds_and_merging_by_hand_forces():
    bank, curated = BANKS[0], {event.id: event for event in shipped_events()}["2022-02-24-us-second-tranche"]
    parted = ledger(decision("separate", bank.id, curated.id))
    by_id = {event.id: event for event in parted.events}
    assert by_id[bank.id].status == "review"
    assert bank.sources[0] not in by_id[curated.id].sources
    forced = ledger(
        decision("separate", bank.id, curated.id), decision("merge", bank.id, "2022-02-25-us-putin-lavrov", hour=1)
    )
    (merger,) = [one for one in forced.mergers if one.event.id == bank.id]
    assert (merger.into, merger.by) == ("2022-02-25-us-putin-lavrov", BY_HAND)


def test_undo_takes_back_one_decision_after_the_other():
    bank = BANKS[0].id
    parted = decision("separate", bank, "2022-02-24-us-second-tranche")
    forced = decision("merge", bank, "2022-02-25-us-putin-lavrov", hour=1)
    undo = decision("undo", bank, hour=2)
    assert ledger(parted, forced, undo) == ledger(parted)
    assert ledger(parted, forced, undo, undo) == ledger()
    assert ledger(parted, forced, undo, undo, undo) == ledger()


def test_a_merge_into_what_is_merged_ends_in_one_event_and_a_circle_is_left_out():
    one, two, three = (event.id for event in FEBRUARY[:3])
    chain = Decided(together={one: two, two: three, three: one})
    merged = merge(FEBRUARY, chain)
    assert {merger.into for merger in merged.mergers if merger.event.id in {one, two}} == {three}


POOL = (*FEBRUARY, *candidates([notice("press", day=date(2022, 2, 24), signed=None), notice("x", title="Removal")]))


@given(st.lists(st.sampled_from((*POOL, *SOME)), unique_by=lambda event: event.id), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_the_outcome(events, shuffler):
    first = merge(events)
    shuffled = list(events)
    shuffler.shuffle(shuffled)
    again = merge(shuffled)
    assert {event.id: event for event in again.events} == {event.id: event for event in first.events}
    assert (again.mergers, again.suggestions) == (first.mergers, first.suggestions)
    assert {event.id for event in first.events} | {one.event.id for one in first.mergers} == {e.id for e in events}
    assert {event.id for event in merge(first.events).events} == {event.id for event in first.events}


@given(st.sampled_from((*POOL, *SOME)), st.sampled_from((*POOL, *SOME)))
def test_likeness_is_the_same_in_both_directions(one, other):
    assert likeness(profile(one), profile(other)) == likeness(profile(other), profile(one))


@given(st.sampled_from(POOL), st.sampled_from((*POOL, *SOME)))
def test_undoing_any_merge_restores_what_was(one, other):
    merged = decision("merge", one.id, other.id)
    assert ledger(merged, decision("undo", one.id, hour=1)) == ledger()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Executive Orders 13660, 13661, and 13662", {"EO 13660", "EO 13661", "EO 13662"}),
        ("EO 13660; EO 13685", {"EO 13660", "EO 13685"}),
        ("Decision 2014/145/CFSP; Regulation (EU) No 269/2014", {"EU 2014/145", "EU 2014/269"}),
        ("Decision (CFSP) 2022/327", {"EU 2022/327"}),
        ("32022R0263 and 32014D0512", {"EU 2022/263", "EU 2014/512"}),
        ("General License 8c; Directive 1A", {"GL 8C", "Directive 1A"}),
        ("Public Law 115-44 (CAATSA)", {"PL 115-44", "CAATSA"}),
        ("in 2022/23, 12345 people", set()),
    ],
)
def test_acts_have_one_spelling(text, acts):
    assert acts_of(text) == acts
