"""One screen at an instant: what was out, what was on its way, and what no rate could know."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.services.context import Context
from tracker.services.now import Now, now_of

BREEDLOVE = "2014-11-12-breedlove-sofia"


def screen(context: Context, *instant: int) -> Now:
    return now_of(context.at(datetime(*instant, tzinfo=UTC)))  # type: ignore[misc,arg-type]


def ecb(found: Now) -> tuple[str, str]:
    """The newest label and the next one."""
    rate = next(one for one in found.rates if one.series.key == "USD/RUB@ecb")
    return (
        rate.observation.label if rate.observation else "nothing",
        rate.upcoming.label if rate.upcoming else "nothing",
    )


def test_between_making_and_publication_a_rate_is_the_next_one(shipped_context: Context) -> None:
    assert ecb(screen(shipped_context, 2014, 11, 12, 13, 0)) == ("2014-11-11", "2014-11-12")
    made_not_out = screen(shipped_context, 2014, 11, 12, 13, 20)
    assert ecb(made_not_out) == ("2014-11-11", "2014-11-12")
    assert BREEDLOVE in {waiting.event.id for waiting in made_not_out.pending}
    out = screen(shipped_context, 2014, 11, 12, 13, 30)
    assert ecb(out) == ("2014-11-12", "2014-11-13")
    assert BREEDLOVE not in {waiting.event.id for waiting in out.pending}


def test_over_a_weekend_the_next_rate_is_mondays(shipped_context: Context) -> None:
    found = screen(shipped_context, 2022, 2, 26, 23, 0)
    assert ecb(found) == ("2022-02-25", "2022-02-28")
    waiting = {one.event.id: one.fixing.label for one in found.pending}
    assert waiting["2022-02-26-joint-statement-swift-cbr"] == "2022-02-28"


def test_what_was_announced_is_not_from_the_future(shipped_context: Context) -> None:
    found = screen(shipped_context, 2014, 11, 12, 12, 0)
    named = {event.id for event in found.announced}
    assert BREEDLOVE in named
    assert "2014-11-10-cbr-free-float" not in named  # more than 48 hours ago
    assert all(event.time.interval.start <= found.now for event in found.announced)


def test_a_series_that_ended_awaits_nothing(shipped_context: Context) -> None:
    found = screen(shipped_context, 2022, 3, 3, 12, 0)
    assert ecb(found) == ("2022-03-01", "nothing")
    assert not [waiting for waiting in found.pending if waiting.series.key == "USD/RUB@ecb"]
    assert "rouble ends 1 Mar 2022" in "\n".join(found.lines())


def test_the_record_and_the_lines_say_the_same(shipped_context: Context) -> None:
    found = screen(shipped_context, 2014, 11, 12, 12, 0)
    record, printed = found.record(), "\n".join(found.lines())
    for rate in record["rates"]:  # type: ignore[attr-defined]
        assert rate["series"] in printed
        assert rate["value"] is None or f"{rate['value']:.3f}" in printed
    for waiting in record["pending"]:  # type: ignore[attr-defined]
        assert waiting["event_id"] in printed
    assert "nothing stored" in printed
