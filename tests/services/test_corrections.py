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
from tracker.services.corrections import corrections_of
from tracker.store.unit_of_work import UnitOfWork

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
        "TRACKER_EMAIL_TO": "jane@example.org",
    }
    opened = open_context(config.load(environ, cwd=tmp_path))
    yield opened
    opened.engine.dispose()


def test_a_revised_rate_opens_the_next_letter_and_only_that(context: Context) -> None:
    first = queued(context, "2014-W46", MONDAY)
    assert "CORRECTED" not in first
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))

    second = queued(context, "2014-W47", MONDAY + WEEK)
    assert "we wrote 47.30; it is 47.90" in second
    assert second.index("CORRECTED") < second.index("IN ONE MINUTE")

    third = queued(context, "2014-W48", MONDAY + 2 * WEEK)
    assert "CORRECTED" not in third


def test_a_reader_who_comes_later_reads_the_same_correction(context: Context) -> None:
    queued(context, "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    second = queued(context, "2014-W47", MONDAY + WEEK)
    larger = replace(context, settings=replace(context.settings, email_to=("jane@example.org", "joe@example.org")))
    revise(context, "2014-11-14", "59.942", MONDAY + WEEK + timedelta(hours=1))
    assert "it is 47.90" in queued(larger, "2014-W47", MONDAY + WEEK + timedelta(hours=2))
    assert "47.90" in second
    assert "we wrote 47.90; it is 48.20" in queued(larger, "2014-W48", MONDAY + 2 * WEEK)


def test_a_preview_puts_nothing_on_record(context: Context) -> None:
    queued(context, "2014-W46", MONDAY)
    revise(context, "2014-11-14", "59.568", MONDAY + timedelta(days=2))
    now = MONDAY + WEEK
    for _ in range(2):
        assert "it is 47.90" in " ".join(letters.preview(at(context, now), week("2014-W47", now)).text.split())
    with UnitOfWork(context.engine, write=False) as work:
        assert [(row.period, row.told_in) for row in work.sent_figures.all()] == [("2014-W46", "2014-W46")]


def test_a_letter_about_an_older_week_corrects_no_later_one(context: Context) -> None:
    queued(context, "2014-W47", MONDAY + WEEK)
    revise(context, "2014-11-21", "60.99", MONDAY + WEEK + timedelta(days=1))
    assert "CORRECTED" not in queued(context, "2014-W46", MONDAY + WEEK + timedelta(days=2))


def test_without_anything_new_earlier_letters_are_not_computed_anew(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.services import briefing as made
    from tracker.services.rates import KnownBy

    with UnitOfWork(context.engine, write=False) as work:
        recorded = work.observations.first_vintage()
    assert recorded is not None
    now = recorded + timedelta(days=1)
    house, known = at(context, now), KnownBy(republish=True)
    for label in ("2014-W44", "2014-W45"):
        told = corrections_of(
            house, week(label, now), made.brief(house, week(label, now), known=known), report="weekly", known=known
        )
        with UnitOfWork(context.engine, write=True) as work:
            for row in told.rows:
                work.sent_figures.add(row)
            work.commit()
    own = made.brief(house, week("2014-W46", now), known=known)
    monkeypatch.setattr(made, "brief", lambda *_, **__: pytest.fail("nothing changed"))
    assert corrections_of(house, week("2014-W46", now), own, report="weekly", known=known).changes == ()
