"""A number that was sent and is another now opens the next letter, once, for every reader of that letter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tracker import config
from tracker.model.observation import Quote
from tracker.model.period import Period, iso_week
from tracker.services import letters
from tracker.services.context import Context, open_context
from tracker.store.unit_of_work import UnitOfWork

JANE, JOE = "jane@example.org", "joe@example.org"
MONDAY = datetime(2014, 11, 17, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def at(context: Context, instant: datetime) -> Context:
    return context.rehearsal(lambda: instant)


def week(label: str, now: datetime) -> Period:
    return iso_week(label, zone="UTC", now=now)


def queued(context: Context, label: str, now: datetime) -> str:
    """The text of the letter that is put into the outbox."""
    (delivery, *_) = letters.queue(at(context, now), week(label, now))
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(delivery.message, policy=default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def revise(context: Context, label: str, value: str, now: datetime) -> None:
    """Another rate of the euro in roubles: 59.568 on 14 November is 47.90 for a dollar."""
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(
            [Quote(series="EUR/RUB@ecb", label=label, value=Decimal(value))], vintage=now, sha256=None
        )
        work.commit()


@pytest.fixture
def context(prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = Path(shutil.copytree(prepared_home, tmp_path / "told"))
    environ = {
        "TRACKER_HOME": str(home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": JANE,
    }
    opened = open_context(config.load(environ, cwd=tmp_path))
    yield opened
    opened.engine.dispose()


def test_a_revised_rate_opens_the_next_letter_and_only_that(context: Context) -> None:
    first = queued(context, "2014-W46", MONDAY)
    assert "CORRECTED" not in first
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))

    second = queued(context, "2014-W47", MONDAY + WEEK)
    assert "we wrote 46.14 → 47.30" in second
    assert "it is 46.14 → 47.90, 3.7 % weaker (a dollar costs 3.8 % more)" in second
    assert second.index("CORRECTED") < second.index("IN ONE MINUTE")

    third = queued(context, "2014-W48", MONDAY + 2 * WEEK)
    assert "CORRECTED" not in third


def with_readers(context: Context, *readers: str, **more: object) -> Context:
    return replace(context, settings=replace(context.settings, email_to=readers, **more))  # type: ignore[arg-type]


def test_a_letter_composed_once_more_says_the_same(context: Context) -> None:
    queued(with_readers(context, JANE, JOE), "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    assert "it is 46.14 → 47.90" in queued(context, "2014-W47", MONDAY + WEEK)
    revise(context, "2014-11-14", "59.942", MONDAY + WEEK + timedelta(hours=1))
    late = queued(with_readers(context, JANE, JOE), "2014-W47", MONDAY + WEEK + timedelta(hours=2))
    assert "it is 46.14 → 47.90" in late
    third = queued(context, "2014-W48", MONDAY + 2 * WEEK)
    assert "we wrote 46.14 → 47.90" in third
    assert "it is 46.14 → 48.20" in third


def test_nobody_is_corrected_about_a_letter_he_never_got(context: Context) -> None:
    queued(context, "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    assert "CORRECTED" not in queued(with_readers(context, JOE), "2014-W47", MONDAY + WEEK)
    assert "CORRECTED" in queued(context, "2014-W47", MONDAY + WEEK)


def test_a_reader_whose_zone_is_another_now_is_told_all_the_same(context: Context) -> None:
    queued(context, "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    moved = with_readers(context, JANE, zone="Europe/Moscow")
    assert "it is 46.14 → 47.90" in queued(moved, "2014-W47", MONDAY + WEEK)


def test_what_was_looked_at_is_not_looked_at_again_without_anything_new(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.services import briefing as made

    recorded = datetime(2027, 1, 4, 7, tzinfo=UTC)  # after everything that is shipped was recorded
    house = at(context, recorded)
    for label in ("2014-W44", "2014-W45"):
        letters.queue(house, week(label, recorded))
    with UnitOfWork(context.engine, write=True) as work:
        late = [Quote(series="BRENT/USD@fred", label="2014-11-05", value=Decimal("82.9"))]
        work.observations.add(late, vintage=recorded + timedelta(hours=1), sha256=None)
        work.commit()
    looked: list[str] = []
    brief = made.brief

    def watched(then: Context, period: Period, **more: object) -> object:
        looked.append(period.label)
        return brief(then, period, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(made, "brief", watched)
    later = at(context, recorded + timedelta(days=1))
    letters.queue(later, week("2014-W46", recorded))
    assert looked == ["2014-W46"], "what no letter rests on asks for nothing"
    revise(context, "2014-10-31", "53.0", recorded + timedelta(days=2))
    letters.queue(at(context, recorded + timedelta(days=3)), week("2014-W47", recorded))
    assert sorted(looked[1:]) == ["2014-W44", "2014-W45", "2014-W46", "2014-W47"]
    del looked[:]
    letters.queue(at(context, recorded + timedelta(days=4)), week("2014-W48", recorded))
    assert looked == ["2014-W48"]


def test_a_preview_puts_nothing_on_record(context: Context) -> None:
    queued(context, "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    now = MONDAY + WEEK
    for _ in range(2):
        assert "it is 46.14 → 47.90" in " ".join(letters.preview(at(context, now), week("2014-W47", now)).text.split())
    with UnitOfWork(context.engine, write=False) as work:
        assert [(row.period, row.told_in) for row in work.sent_figures.all()] == [("2014-W46", "2014-W46")]


def test_a_letter_about_an_older_week_corrects_no_later_one(context: Context) -> None:
    queued(context, "2014-W47", MONDAY + WEEK)
    revise(context, "2014-11-21", "60.99", MONDAY + WEEK + timedelta(days=1))
    assert "CORRECTED" not in queued(context, "2014-W46", MONDAY + WEEK + timedelta(days=2))
