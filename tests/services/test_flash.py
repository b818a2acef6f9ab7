"""The flash letter: on a day of crisis, about that day, once for each reader who wants it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jobs.flash_letter import JOB
from tests.delivery.mailserver import MailServer
from tracker import config
from tracker.model.alert import QUEUED, Alert
from tracker.model.period import iso_week
from tracker.services import alerts, flash, letters, outbox
from tracker.services.context import Context, open_context
from tracker.services.reader_tokens import known_readers
from tracker.store.unit_of_work import UnitOfWork

JANE, JOE = "jane@example.org", "joe@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CRASH = datetime(2014, 12, 16, 20, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def context(server: MailServer, prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = tmp_path / "flash"
    shutil.copytree(prepared_home, home)
    environ = {
        "TRACKER_HOME": str(home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
        "TRACKER_EMAIL_OPTIONS": f"{JANE} zone=Europe/Berlin flash",
        "TRACKER_ALERT_QUIET": "22-7",
    }
    opened = open_context(config.load(environ, cwd=tmp_path))
    yield at(opened, CRASH)
    opened.engine.dispose()


def at(context: Context, instant: datetime) -> Context:
    return context.rehearsal(lambda: instant)


def crisis(context: Context, day: str, *, found_at: datetime, key: str = "designations:us_ofac_sdn:x") -> None:
    alert = Alert(
        key=key, kind="designations", state=QUEUED, found_at=found_at, facts={"crisis": True, "day": day, "list": "x"}
    )
    with UnitOfWork(context.engine, write=True) as work:
        work.alerts.add(alert)
        work.commit()


def test_it_names_its_reader_to_the_address_of_unsubscribing_by_the_token_the_operator_sees(context: Context) -> None:
    settings = replace(context.settings, unsubscribe_url="https://example.net/stop")
    asked = replace(context, settings=settings)
    crisis(asked, "2014-12-16", found_at=CRASH)
    (flashed,) = flash.queue(asked)
    (weekly, _) = letters.queue(asked, iso_week("2014-W50", zone="UTC", now=CRASH))
    (jane, _) = known_readers(asked)
    for one in (flashed, weekly):
        assert one.recipient == JANE
        assert f"<https://example.net/stop?reader={jane.token}>".encode() in one.message


def test_a_crash_sends_the_letter_of_that_day_once_to_who_asked(context: Context, server: MailServer) -> None:
    alerts.work(context)
    assert JOB.run(context, CRASH).startswith("letter of 2014-12-16 queued for 1 reader; 1 sent")
    (received,) = server.received
    assert received.recipient == JANE
    subject = str(received.message["Subject"])
    assert subject.startswith("Flash: ")
    assert "17.6 % weaker" in " ".join(subject.split())
    assert received.identity.startswith("<flash.2014-12-16.")
    assert received.message["List-ID"] == "<flash.example.net>"
    for later in (HOUR / 4, 2 * HOUR, 3 * HOUR):
        assert JOB.run(at(context, CRASH + later), CRASH) == "2014-12-16: told already"
    assert len(server.received) == 1


def test_two_alerts_of_one_day_are_one_letter_and_quiet_hours_hold_it_no_longer(
    context: Context, server: MailServer
) -> None:
    evening = datetime(2014, 12, 16, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    crisis(context, "2014-12-16", found_at=evening)
    crisis(context, "2014-12-16", found_at=evening, key="moves:USD/RUB@ecb:x")
    (delivery,) = flash.queue(at(context, evening))
    assert delivery.next_attempt_at == datetime(2014, 12, 17, 6, tzinfo=UTC)
    assert flash.queue(at(context, evening + HOUR)) == ()
    outbox.send_due(at(context, evening + HOUR))
    assert server.received == []
    outbox.send_due(at(context, evening + 9 * HOUR))
    assert len(server.received) == 1


def test_in_the_night_of_thirteen_hours_nothing_is_sent_early(context: Context, server: MailServer) -> None:
    # 22:00 on 24 October to 10:00 on 25 October 2026 in Berlin, where clocks are put back
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    late = replace(context, settings=replace(context.settings, alert_quiet=(22, 10)))
    crisis(late, "2026-10-24", found_at=evening)
    for hour in range(4):
        flash.queue(at(late, evening + hour * HOUR))
        outbox.send_due(at(late, evening + hour * HOUR))
    outbox.send_due(at(late, evening + 12.9 * HOUR))
    assert server.received == []
    outbox.send_due(at(late, evening + 13 * HOUR))
    assert len(server.received) == 1


def test_a_day_that_is_over_is_no_news(context: Context) -> None:
    crisis(context, "2014-12-15", found_at=CRASH - HOUR)
    assert flash.crises(context) == ()
    crisis(context, "2014-12-16", found_at=CRASH, key="k")
    assert [one.day.label for one in flash.crises(context)] == ["2014-12-16"]
    assert [one.day.label for one in flash.crises(at(context, CRASH + 9 * HOUR))] == ["2014-12-16"]
    assert flash.crises(at(context, CRASH + 11 * HOUR)) == ()


def test_the_job_says_why_no_letter_went(context: Context, server: MailServer) -> None:
    assert JOB.run(context, CRASH) == "no crisis"
    evening = datetime(2014, 12, 16, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    crisis(context, "2014-12-15", found_at=evening, key="late")
    crisis(context, "2014-12-16", found_at=evening)
    flash.queue(at(context, evening))
    assert JOB.run(at(context, evening), evening) == (
        "2014-12-15: too late, the day was over more than 6 hours ago;"
        " 2014-12-16: queued, waits until 2014-12-17T06:00:00Z"
    )
    assert server.received == []


def test_before_the_rate_is_made_the_letter_says_so_and_when_it_is_due(context: Context) -> None:
    morning = datetime(2022, 2, 28, 9, tzinfo=UTC)
    letter = flash.preview(at(context, morning), date(2022, 2, 28))
    assert "rate of this day is not made yet" in " ".join(letter.text.split())
    evening = flash.preview(at(context, morning + 9 * HOUR), date(2022, 2, 28))
    assert "20.0 % weaker" in evening.text
    assert "not made yet" not in evening.text


def test_where_nobody_wants_it_the_job_says_so(context: Context) -> None:
    silent = replace(context, settings=replace(context.settings, email_options=()))
    assert "TRACKER_EMAIL_OPTIONS" in JOB.run(silent, CRASH)


def told(context: Context, day: date, instant: datetime) -> str:
    letter = flash.preview(at(context, instant), day)
    return " ".join(f"{letter.subject} {letter.text}".split())


def test_what_the_rate_may_have_known_of_another_day_is_listed_and_stays_in_doubt(context: Context) -> None:
    text = told(context, date(2014, 11, 6), datetime(2014, 11, 6, 20, tzinfo=UTC))
    assert "perhaps met one logged announcement" in text
    assert "Wed 5 Nov Russia Daily FX interventions capped at $350m" in text
    assert "It may have met one announcement; whether it did" in text
    assert text.count("Of this day itself nothing is logged") == 2
    for wrong in (
        "nor any other announcement. One move stands out; which",
        "It met one",
        "No new sanctions logged for",
    ):
        assert wrong not in text


def test_what_is_certain_of_it_is_counted_and_one_announcement_is_not_chosen_among(context: Context) -> None:
    several = told(context, date(2022, 2, 28), datetime(2022, 2, 28, 18, tzinfo=UTC))
    assert "It met four announcements for certain and perhaps five more" in several
    assert "Sun 27 Feb Japan" in several
    one = told(context, date(2014, 12, 16), CRASH)
    assert "whether the announcement it met moved it" in one
    assert "which of the announcements" not in one


def test_a_day_that_is_not_over_has_not_ended_in_words_either(context: Context) -> None:
    running = told(context, date(2014, 12, 16), CRASH)
    assert "The day is not over: what follows is so far. IN ONE MINUTE The rouble is 17.6 % weaker so far" in running
    assert "ended the day" in told(context, date(2014, 12, 16), CRASH + DAY)
    morning = datetime(2022, 2, 28, 9, tzinfo=UTC)
    assert ": no rate yet; " in told(context, date(2022, 2, 28), morning)
    assert ": no rate; " in told(context, date(2022, 2, 26), datetime(2022, 2, 26, 9, tzinfo=UTC)), "a Saturday"
