"""The optional assumption that a day-only event was announced in office hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.events.assumptions import OfficeHours, narrow_to_office_hours

NINE_TO_SIX = OfficeHours.parse("9–18")


def test_it_is_off_by_default(ledger):
    merkel = ledger["2014-11-11-merkel-no-new-sanctions"]
    assert OfficeHours.parse("") is None
    assert narrow_to_office_hours(merkel, None) == merkel


def test_a_day_is_narrowed_to_local_hours_and_stays_a_day(ledger):
    time = narrow_to_office_hours(ledger["2014-11-11-merkel-no-new-sanctions"], NINE_TO_SIX).time
    assert time.interval.start == datetime(2014, 11, 11, 8, tzinfo=UTC)
    assert time.interval.end == datetime(2014, 11, 11, 17, tzinfo=UTC)
    assert time.precision == "day"


def test_what_is_known_better_is_left_alone(ledger):
    for name in ("2014-11-11-rhodes-beijing", "2014-11-12-breedlove-sofia"):
        assert narrow_to_office_hours(ledger[name], NINE_TO_SIX) == ledger[name]


def test_the_assumption_decides_an_ambiguity(ledger, skeleton):
    cbr = skeleton("cbr", "2018-03-26", "2018-04-20")
    oligarchs = ledger["2018-04-06-ofac-oligarchs"]
    assert cbr.align(oligarchs).ambiguous
    # From nine in Washington that Friday's window in Moscow is over.
    narrowed = cbr.align(narrow_to_office_hours(oligarchs, NINE_TO_SIX))
    assert (narrowed.ambiguous, narrowed.latest.label) == (False, "2018-04-10")


@pytest.mark.parametrize(("text", "printed"), [("9-18", "9:00–18:00 local"), (" 09:30 – 17:00", "9:30–17:00 local")])
def test_hours_are_read_and_printed(text, printed):
    assert str(OfficeHours.parse(text)) == printed


@pytest.mark.parametrize("text", ["18-9", "9", "nine to five", "9-24", "9:75-18", "9-9"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours.parse(text)
