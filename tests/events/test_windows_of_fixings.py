"""One fixing, one move: who certainly met it, who possibly did, and what else happened."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tracker.events.windows import confounders, reaction, shared_with, windows_of
from tracker.model.instants import Interval
from tracker.model.observation import Observation

# EUR/USD and EUR/RUB of the ECB, as printed.
ECB = {
    "2014-11-06": ("1.2517", "57.593"),
    "2014-11-07": ("1.2393", "57.1802"),
    "2014-11-10": ("1.2486", "56.788"),
    "2014-11-11": ("1.2424", "57.987"),
    "2014-11-12": ("1.2467", "57.718"),
    "2014-11-13": ("1.2456", "58.0382"),
    "2014-11-14": ("1.2436", "58.828"),
    "2022-02-24": ("1.1163", "95.7175"),
    "2022-02-25": ("1.1216", "92.5673"),
    "2022-02-28": ("1.1199", "115.4842"),
    "2022-03-01": ("1.1162", "117.201"),
}


def period(first, last):
    return Interval(
        start=datetime.fromisoformat(first).replace(tzinfo=UTC), end=datetime.fromisoformat(last).replace(tzinfo=UTC)
    )


def observations(skeleton):
    return tuple(
        Observation(
            series=skeleton.series,
            fixing=fixing,
            value=Decimal(ECB[fixing.label][1]) / Decimal(ECB[fixing.label][0]),
            vintage=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for fixing in skeleton.index.fixings
        if fixing.label in ECB
    )


@pytest.fixture(scope="module")
def week(skeleton):
    return skeleton("ecb_rub", "2014-10-27", "2014-11-28")


@pytest.fixture(scope="module")
def february(skeleton):
    return skeleton("ecb_rub", "2022-02-01", "2022-03-01")


def names(window):
    return (window.certain, window.possible)


def test_the_week_of_the_article_as_the_report_shows_it(week, ledger):
    alignments = week.align_all(tuple(ledger.values()))
    windows = windows_of(observations(week), alignments, period=period("2014-11-10", "2014-11-17"))
    by_label = {window.fixing.label: window for window in windows}

    assert list(by_label) == ["2014-11-10", "2014-11-11", "2014-11-12", "2014-11-13", "2014-11-14"]
    assert names(by_label["2014-11-10"]) == (
        ("2014-11-08-osce-convoy", "2014-11-09-osce-two-convoys", "2014-11-10-cbr-free-float"),
        ("2014-11-07-kyiv-column-claim", "2014-11-10-psaki-costs"),
    )
    assert names(by_label["2014-11-11"]) == (
        ("2014-11-11-rhodes-beijing",),
        (
            "2014-11-10-psaki-costs",
            "2014-11-11-merkel-no-new-sanctions",
            "2014-11-11-mogherini-berlin",
            "2014-11-11-obama-putin-apec",
            "2014-11-11-osce-43-vehicles",
        ),
    )
    assert names(by_label["2014-11-12"]) == (
        ("2014-11-12-breedlove-sofia",),
        (
            "2014-11-11-merkel-no-new-sanctions",
            "2014-11-11-mogherini-berlin",
            "2014-11-11-obama-putin-apec",
            "2014-11-11-osce-43-vehicles",
            "2014-11-12-russian-mod-denial",
        ),
    )
    assert names(by_label["2014-11-13"]) == ((), ("2014-11-12-russian-mod-denial",))
    assert names(by_label["2014-11-14"]) == ((), ())
    moves = {label: round(100 * window.move.value_change, 1) for label, window in by_label.items()}
    assert moves == {"2014-11-10": 1.4, "2014-11-11": -2.6, "2014-11-12": 0.8, "2014-11-13": -0.6, "2014-11-14": -1.5}


def test_the_move_of_28_february_2022_is_printed_once_with_its_nine_events(february, ledger):
    alignments = february.align_all(tuple(ledger.values()))
    windows = windows_of(observations(february), alignments, period=period("2022-02-28", "2022-03-01"))

    assert [window.fixing.label for window in windows] == ["2022-02-28"]
    (window,) = windows
    assert len(window.certain) + len(window.possible) == 9
    assert window.certain == (
        "2022-02-26-joint-statement-swift-cbr",
        "2022-02-27-eu-cbr-airspace",
        "2022-02-27-japan-joins",
        "2022-02-28-ofac-directive-4",
    )
    assert window.move.pair_change == pytest.approx(0.249, abs=0.0005)
    assert not window.method_break


def test_an_event_lists_the_others_that_claim_its_fixing(february, ledger):
    shared = shared_with(february.align_all(tuple(ledger.values())))

    assert len(shared["2022-02-26-joint-statement-swift-cbr"]) == 8
    assert "2022-02-28-ofac-directive-4" in shared["2022-02-26-joint-statement-swift-cbr"]
    assert "2022-02-26-joint-statement-swift-cbr" not in shared["2022-02-26-joint-statement-swift-cbr"]
    assert shared["2022-03-03-us-oligarchs"] == ()


def test_events_of_two_series_share_nothing(february, week, ledger):
    other = type(week)("USD/RUB@other", week.schedule, week.calendar, week.index)
    rhodes = ledger["2014-11-11-rhodes-beijing"]

    with pytest.raises(ValueError, match="one series"):
        shared_with((week.align(rhodes), other.align(rhodes)))


def test_alignments_to_another_series_claim_no_window(week, ledger):
    other = type(week)("USD/RUB@other", week.schedule, week.calendar, week.index)
    windows = windows_of(
        observations(week),
        (other.align(ledger["2014-11-11-rhodes-beijing"]),),
        period=period("2014-11-10", "2014-11-17"),
    )

    assert all(names(window) == ((), ()) for window in windows)


def test_the_first_observation_has_no_move(week):
    windows = windows_of(observations(week), (), period=period("2014-11-01", "2014-11-09"))

    assert [window.fixing.label for window in windows] == ["2014-11-07"]
    assert windows_of((), (), period=period("2014-11-01", "2014-11-09")) == ()


def test_an_event_whose_latest_is_still_to_come_is_only_possible(skeleton, ledger):
    young = skeleton("ecb_rub", "2014-11-03", "2014-11-11")
    merkel = young.align(ledger["2014-11-11-merkel-no-new-sanctions"], datetime(2014, 11, 11, 20, tzinfo=UTC))
    (window,) = windows_of(observations(young), (merkel,), period=period("2014-11-11", "2014-11-12"))

    assert names(window) == ((), ("2014-11-11-merkel-no-new-sanctions",))


def test_a_reaction_needs_both_ends_and_their_values(week, ledger):
    alignment = week.align(ledger["2014-11-11-merkel-no-new-sanctions"])

    assert reaction(alignment, {}) == (None, None)
    headline, earliest = reaction(alignment, {"2014-11-10": Decimal(40), "2014-11-11": Decimal(50)})
    assert headline is None
    assert earliest.pair_change == pytest.approx(0.25)
    assert earliest.value_change == pytest.approx(-0.2)


def test_what_else_happened_between_the_rates_around_rhodes(week, ledger):
    alignments = week.align_all(tuple(ledger.values()))
    rhodes = next(one for one in alignments if one.event_id == "2014-11-11-rhodes-beijing")
    near = confounders(rhodes, alignments, week.index)

    assert near == (
        "2014-11-10-psaki-costs",
        "2014-11-11-merkel-no-new-sanctions",
        "2014-11-11-mogherini-berlin",
        "2014-11-11-obama-putin-apec",
        "2014-11-11-osce-43-vehicles",
    )


def test_a_wider_window_meets_more(week, ledger):
    alignments = week.align_all(tuple(ledger.values()))
    rhodes = next(one for one in alignments if one.event_id == "2014-11-11-rhodes-beijing")
    narrow, wide = confounders(rhodes, alignments, week.index), confounders(rhodes, alignments, week.index, 1, 1)

    assert set(narrow) < set(wide)
    assert {"2014-11-10-cbr-free-float", "2014-11-12-breedlove-sofia"} <= set(wide)


def test_nothing_confounds_what_has_not_been_made(skeleton, ledger):
    young = skeleton("ecb_rub", "2014-11-03", "2014-11-10")
    alignments = young.align_all(tuple(ledger.values()), datetime(2014, 11, 11, 9, tzinfo=UTC))
    rhodes = next(one for one in alignments if one.event_id == "2014-11-11-rhodes-beijing")

    assert confounders(rhodes, alignments, young.index) == ()


def test_a_fixing_belongs_to_the_period_in_which_it_was_made_its_beginning_included(week):
    def made_in(first, last):
        return [window.fixing.label for window in windows_of(observations(week), (), period=period(first, last))]

    assert made_in("2014-11-11T13:10", "2014-11-12T13:10") == ["2014-11-11"]
