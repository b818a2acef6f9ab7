"""What a report says was corrected since its period ended: values and announcements, and nothing that was right."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.model.observation import Quote
from tracker.model.period import iso_week
from tracker.reports.briefing import Briefing
from tracker.services import decisions
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.rates import KnownBy
from tracker.services.rendering import render
from tracker.store.unit_of_work import UnitOfWork

WEEK = "2014-W46"
MERKEL = "2014-11-11-merkel-no-new-sanctions"
BREEDLOVE = "2014-11-12-breedlove-sofia"
OWN = {
    "id": "2014-11-13-own",
    "date": "2014-11-13",
    "zone": "Europe/Berlin",
    "title": "A statement found later",
    "kind": "statement",
    "issuer": "German Chancellor",
    "jurisdiction": "DE",
    "source_urls": "https://example.org/own",
}


def week_of(context: Context, **known: datetime) -> Briefing:
    return brief(context, iso_week(WEEK, zone="UTC", now=context.now), known=KnownBy(**known))


def after(context: Context, hours: float) -> Context:
    """The context so many hours after the installation began."""
    with UnitOfWork(context.engine, write=False) as work:
        began = work.events.began()
    assert began is not None
    return context.rehearsal(lambda: began + timedelta(hours=hours))


def correct(context: Context, value: str, *, label: str = "2014-11-14", provisional: bool = False) -> None:
    quote = Quote(series="EUR/RUB@ecb", label=label, value=Decimal(value), provisional=provisional)
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add([quote], vintage=context.now, sha256=None)
        work.commit()


def told(briefing: Briefing) -> list[tuple[str, str]]:
    return [(one.about, one.text) for one in briefing.corrections]


def test_a_week_as_it_was_installed_has_no_corrections(shipped_context: Context) -> None:
    assert told(week_of(shipped_context)) == []


def test_a_value_that_was_replaced_is_told_with_both_and_when(own_context: Context) -> None:
    first, second = after(own_context, 1), after(own_context, 2)
    before = week_of(first)
    correct(first, "59.0000")
    correct(second, "59.5000")
    briefing = week_of(after(own_context, 3))
    said = "the value labelled 2014-11-14 was {}; it is {}"
    assert told(briefing) == [
        ("EUR/RUB@ecb", said.format("58.828", "59.0000")),
        ("EUR/RUB@ecb", said.format("59.0000", "59.5000")),
    ]
    assert [one.recorded_at for one in briefing.corrections] == [first.now, second.now]
    text = " ".join(render(briefing, "text").split())
    assert "EUR/RUB@ecb: the value labelled 2014-11-14 was 58.828; it is 59.0000" in text
    assert json.loads(render(briefing, "json"))["corrections"][1]["text"] == said.format("59.0000", "59.5000")
    assert briefing.version != before.version
    past = week_of(after(own_context, 3), as_of=first.now)
    assert told(past) == told(briefing)[:1]
    assert told(week_of(after(own_context, 3), public_by=datetime(2014, 12, 1, tzinfo=UTC))) == []


def test_the_final_value_after_a_provisional_one_corrects_nothing(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=False) as work:
        assert not [row for row in work.observations.read("EUR/RUB@ecb") if row.label == "2014-11-15"]
    correct(after(own_context, 1), "60.0", label="2014-11-16", provisional=True)
    correct(after(own_context, 2), "61.0", label="2014-11-16")
    with UnitOfWork(own_context.engine, write=False) as work:
        found = work.provenance.recorded({"EUR/RUB@ecb": ["2014-11-16", "2014-11-14"]})["EUR/RUB@ecb"]
    assert {label: one.replaced for label, one in found.items()} == {"2014-11-16": (), "2014-11-14": ()}
    assert found["2014-11-16"].value == 61


def test_announcements_that_were_changed_rejected_or_logged_since_are_told(own_context: Context) -> None:
    before = week_of(after(own_context, 1))
    changes = {"title": "Merkel: none planned", "stance": "escalate"}
    decisions.edit(after(own_context, 2), MERKEL, changes, reason="shorter")
    decisions.decide(after(own_context, 3), BREEDLOVE, accept=False, reason="a report of another day")
    decisions.add(after(own_context, 4), OWN)
    briefing = week_of(after(own_context, 5))
    was = before.by_id[MERKEL].event.title
    assert told(briefing) == [
        (
            MERKEL,
            f"stance was “no change in pressure”, is “more pressure”; title was “{was}”, is “Merkel: none planned”",
        ),
        (BREEDLOVE, f"no longer an accepted entry of its own: “{before.by_id[BREEDLOVE].event.title}”"),
        (OWN["id"], "logged since: “A statement found later”"),
    ]
    assert briefing.version != before.version
    assert told(week_of(after(own_context, 5), as_of=after(own_context, 2.5).now)) == told(briefing)[:1]
    elsewhere = brief(own_context, iso_week("2014-W40", zone="UTC", now=own_context.now))
    assert elsewhere.corrections == ()


def test_what_no_report_tells_and_what_was_taken_back_is_no_correction(own_context: Context) -> None:
    decisions.edit(after(own_context, 1), MERKEL, {"note": "seen again"}, reason="for ourselves")
    decisions.edit(after(own_context, 2), BREEDLOVE, {"title": "Another"}, reason="a slip")
    decisions.undo(after(own_context, 3), BREEDLOVE, reason="it was right")
    assert told(week_of(after(own_context, 4))) == []


@pytest.mark.parametrize("days", [0, 200])
def test_a_version_does_not_change_by_looking_later(shipped_context: Context, days: int) -> None:
    later = shipped_context.at(shipped_context.now + timedelta(days=days))
    assert week_of(later).version == week_of(shipped_context).version
