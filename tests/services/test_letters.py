"""The weekly letter from the shipped data to the reader's mailbox."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest

from jobs import late_weeks, weekly_letter
from jobs.schedule import Idle
from tests.delivery.mailserver import MailServer
from tracker import config
from tracker.model.period import Period, iso_week, last_complete_week, week_label
from tracker.reports.cleaning import plain
from tracker.reports.letter.workbook import MEDIA_TYPE
from tracker.services import letters
from tracker.services.context import Context, open_context
from tracker.services.ledger import list_events
from tracker.services.letter_readers import Briefings, reader_of
from tracker.store.unit_of_work import UnitOfWork

INSTALLED = datetime(2026, 11, 23, tzinfo=UTC)
NOW = datetime(2014, 11, 17, 7, tzinfo=UTC)
JANE, JOE = "jane@example.org", "joe@example.org"
CLIPPED = 102_000
"""Bytes of HTML beyond which a large mail provider cuts the letter off."""


def at(context: Context, instant: datetime) -> Context:
    """The same house at another instant, on its own clock."""
    return context.rehearsal(lambda: instant)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def context(server: MailServer, prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = tmp_path / "letters"
    shutil.copytree(prepared_home, home)
    environ = {
        "TRACKER_HOME": str(home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "Weekly letter <letters@example.net>",
        "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
    }
    opened = at(open_context(config.load(environ, cwd=tmp_path)), NOW)
    yield opened
    opened.engine.dispose()


def week(label: str = "2014-W46", now: datetime = NOW) -> Period:
    return iso_week(label, zone="UTC", now=now)


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_a_letter_says_the_same_in_subject_text_and_html(context: Context, server: MailServer) -> None:
    letters.send(context, week())
    message = server.received[0].message
    text, html = parts(message)
    shown = unescape(re.sub(r"<[^>]+>", " ", html))
    for number in ("2.5 % weaker", "47.30 per dollar"):
        for part in (message["Subject"], text, shown):
            assert number in " ".join(part.split())  # no-break spaces are spaces, too
    assert len(html.encode()) < CLIPPED
    assert "cid:" not in html or any(part.get_content_type().startswith("image/") for part in message.walk())


def test_each_reader_gets_one_letter_addressed_to_that_reader_alone(context: Context, server: MailServer) -> None:
    outcomes = letters.send(context, week())
    assert [(outcome.recipient, outcome.state) for outcome in outcomes] == [(JANE, "sent"), (JOE, "sent")]
    assert sorted((received.recipient, str(received.message["To"])) for received in server.received) == [
        (JANE, JANE),
        (JOE, JOE),
    ]
    assert len({received.identity for received in server.received}) == 2


def test_two_sends_of_one_week_are_one_letter(context: Context, server: MailServer) -> None:
    letters.send(context, week())
    again = letters.send(at(context, NOW + timedelta(days=2)), week(now=NOW + timedelta(days=2)))
    assert {outcome.state for outcome in again} == {"sent"}
    assert len(server.received) == 2, "one for each of two readers"


def test_a_reader_added_later_gets_the_week_and_the_others_nothing_twice(
    context: Context, server: MailServer, tmp_path: Path
) -> None:
    letters.send(context, week())
    settings = config.load(
        {
            "TRACKER_HOME": str(context.settings.home),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(server.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_EMAIL_FROM": "letters@example.net",
            "TRACKER_EMAIL_TO": f"{JANE}, new@example.org",
        },
        cwd=tmp_path,
    )
    larger = at(open_context(settings), NOW)
    letters.send(larger, week())
    larger.engine.dispose()
    assert sorted(received.recipient for received in server.received) == [JANE, JOE, "new@example.org"]


def test_a_letter_tried_again_is_the_one_first_rendered(context: Context, server: MailServer) -> None:
    server.rcpt_replies[JANE] = ["451 later"]
    letters.send(context, week())
    with UnitOfWork(context.engine, write=False) as work:
        kept = work.deliveries.find("weekly", "2014-W46", JANE)
    assert kept is not None
    letters.send(at(context, NOW + timedelta(days=1)), week(now=NOW + timedelta(days=1)))
    (to_jane,) = [received for received in server.received if received.recipient == JANE]
    assert to_jane.raw == kept.message
    assert to_jane.message["Date"].datetime == NOW


def test_a_person_who_sends_is_not_told_to_wait(context: Context, server: MailServer) -> None:
    server.rcpt_replies[JANE] = ["451 later"]
    first = {one.recipient: one.state for one in letters.send(context, week(), insist=True)}
    assert first == {JANE: "pending", JOE: "sent"}
    waiting = {one.recipient: one.state for one in letters.send(context, week())}
    assert waiting[JANE] == "pending", "a job waits for the next attempt"
    now = {one.recipient: one.state for one in letters.send(context, week(), insist=True)}
    assert now == {JANE: "sent", JOE: "sent"}
    assert sorted(received.recipient for received in server.received) == [JANE, JOE]


def test_a_letter_that_waits_can_be_sent_again_by_name(context: Context, server: MailServer) -> None:
    server.rcpt_replies[JANE] = ["451 later"]
    letters.send(context, week())
    (again,) = letters.resend(context, week(), recipient=JANE)
    assert again.state == "sent"


def test_the_default_week_is_the_last_complete_one_in_the_readers_zone(context: Context) -> None:
    sunday_night_in_new_york = datetime(2014, 11, 17, 4, tzinfo=UTC)
    assert last_complete_week(sunday_night_in_new_york, "America/New_York").label == "2014-W45"
    assert last_complete_week(sunday_night_in_new_york, "Europe/Moscow").label == "2014-W46"


def test_a_preview_needs_no_mail_settings_and_leaves_no_trace(prepared_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "preview"
    shutil.copytree(prepared_home, home)
    context = open_context(config.load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "1"}, cwd=tmp_path), now=NOW)
    shown = letters.preview(context, week())
    with UnitOfWork(context.engine, write=False) as work:
        assert work.deliveries.all() == ()
    context.engine.dispose()
    assert "47.30" in shown.subject
    assert "IN ONE MINUTE" in shown.text
    assert shown.html.lstrip().lower().startswith("<!doctype html")
    assert shown.raw.startswith(b"Subject: ")


def test_a_week_without_any_rate_is_still_a_letter(context: Context, server: MailServer) -> None:
    # Readers take a missing letter for a quiet week; only a letter can say that there was no rate.
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    letters.send(at(context, now), week("2026-W47", now))
    text, _ = parts(server.received[0].message)
    assert "no rate" in " ".join(text.split()).lower()


@pytest.mark.parametrize("label", ["2014-W01", "2020-W53", "2022-W09", "2015-W01"])
def test_weeks_at_the_turn_of_a_year_and_in_a_storm_render(context: Context, label: str) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    shown = letters.preview(at(context, now), week(label, now))
    assert len(shown.html.encode()) < CLIPPED
    assert "\n" not in shown.subject
    assert max(len(line) for line in shown.raw.split(b"\r\n")) <= 998


def test_a_letter_shows_the_other_pairs_of_the_settings_and_can_be_read_about_another(
    context: Context, server: MailServer
) -> None:
    pairs = ("USD/RUB", "EUR/RUB", "USD/BYN")
    several = replace(at(context, NOW), settings=replace(context.settings, pairs=pairs))
    week = iso_week("2014-W46", zone="UTC", now=NOW)
    found = letters.preview(several, week)
    watched = "EUR/RUB: 57.18 → 58.83 roubles per euro, the rouble is worth 2.8 % less (European Central Bank)."
    for part in (found.text, unescape(found.html)):
        said = " ".join(re.sub(r"<[^>]+>", " ", part).replace("\u00a0", " ").replace("\u202f", " ").split())
        assert "ALSO WATCHED" in said
        assert watched in said
        assert "USD/BYN: no rate of this period is stored." in said
    assert "ALSO WATCHED" not in letters.preview(at(context, NOW), week).text
    lira = letters.preview(several, week, pair="USD/TRY")
    assert lira.subject.startswith("Lira week 10–16 Nov")
    assert lira.text.count("The lira is a placebo") == 1
    assert max(map(len, found.text.splitlines())) <= 78


def test_a_letter_carries_its_picture_and_numbers_only_to_who_wants_them(context: Context, server: MailServer) -> None:
    wishing = reread(
        context,
        TRACKER_EMAIL_OPTIONS=f"{JOE} xlsx",
        TRACKER_EMAIL_REPLY_TO="editor@example.net",
        TRACKER_UNSUBSCRIBE_URL="https://example.net/stop",
    )
    letters.send(wishing, week())
    received = {one.recipient: one.message for one in server.received}
    kinds = {key: [part.get_content_type() for part in message.walk()] for key, message in received.items()}
    plain = ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    assert kinds[JANE] == plain
    assert kinds[JOE] == ["multipart/mixed", *plain, MEDIA_TYPE]
    for message in received.values():
        _, html = parts(message)
        (shown,) = re.findall(r'src="cid:([^"]+)"', html)
        pictures = [part for part in message.walk() if part["Content-ID"] == f"<{shown}>"]
        assert [part.get_content_type() for part in pictures] == ["image/png"]
        assert message["Reply-To"] == "editor@example.net"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "://example.net/" not in html, "the address of unsubscribing is for mail programs"
    ways = {str(message["List-Unsubscribe"]) for message in received.values()}
    assert len(ways) == 2, "each reader leaves alone"
    assert not any(JANE in one or JOE in one for one in ways)


def test_the_fullest_week_of_the_shipped_ledger_is_not_clipped(context: Context) -> None:
    began = Counter(week_label(event.published_on) for event in list_events(context))
    (fullest, _), *_ = began.most_common(1)
    today, wishes = at(context, INSTALLED), frozenset({"xlsx"})
    letter, again = (
        letters.preview(today, week(fullest, now=INSTALLED), language="de", wishes=wishes) for _ in range(2)
    )
    assert letter == again
    assert len(letter.html.encode()) < 100_000
    assert 0 < len(letter.png) < 60_000
    assert max(len(line) for line in letter.raw.split(b"\r\n")) <= 998
    assert letter.xlsx.startswith(b"PK")


def reread(context: Context, **changes: str) -> Context:
    """The same house with other settings."""
    home = context.settings.home
    environ = {
        "TRACKER_HOME": str(home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(context.settings.smtp_port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
    }
    return replace(context, settings=config.load({**environ, **changes}, cwd=home))


def test_each_reader_is_written_to_in_his_own_language(context: Context, server: MailServer) -> None:
    letters.send(reread(context, TRACKER_EMAIL_OPTIONS=f"{JANE} language=de; {JOE} numbers=de"), week())
    by_reader = {received.recipient: received.message for received in server.received}
    assert plain(str(by_reader[JANE]["Subject"])).startswith(
        "Rubel, 10.–16. Nov.: 2,5 % schwächer, 47,30 Rubel je Dollar"
    )
    assert plain(str(by_reader[JOE]["Subject"])).startswith("Rouble week 10–16 Nov: 2,5 % weaker, 47,30 per dollar")
    text, _ = parts(by_reader[JANE])
    assert text.splitlines()[0] == "IN EINER MINUTE"
    assert "Quelle: Europäische Zentralbank, Euro-Referenzkurse." in text


def test_a_reader_whose_week_is_not_over_waits_and_gets_his_own_week(context: Context, server: MailServer) -> None:
    in_honolulu = reread(context, TRACKER_EMAIL_OPTIONS=f"{JOE} zone=Pacific/Honolulu")
    first = {one.recipient: one for one in letters.send(at(in_honolulu, NOW), week())}
    assert {key: one.state for key, one in first.items()} == {JANE: "sent", JOE: "waiting"}
    assert "2014-11-17T10:00:00Z" in first[JOE].detail
    assert letters.queue(at(in_honolulu, NOW), week()) == ()
    later = NOW + timedelta(hours=3)
    again = {one.recipient: one.state for one in letters.send(at(in_honolulu, later), week(now=later))}
    assert again == {JANE: "sent", JOE: "sent"}
    assert [received.recipient for received in server.received] == [JANE, JOE]


def test_weeks_are_counted_in_each_readers_zone_with_one_briefing_for_a_zone(context: Context) -> None:
    options = f"{JANE} zone=Asia/Tokyo language=de; {JOE} zone=Asia/Tokyo"
    house = reread(context, TRACKER_EMAIL_TO=f"{JANE}, {JOE}, utc@example.org", TRACKER_EMAIL_OPTIONS=options)
    briefings = Briefings(context=house, week=week(), report="weekly")
    jane, joe, utc = (briefings.of(reader_of(house.settings, one)) for one in (JANE, JOE, "utc@example.org"))
    assert jane is joe
    assert (jane.period.zone, jane.period.start) == ("Asia/Tokyo", datetime(2014, 11, 9, 15, tzinfo=UTC))
    assert (utc.period.zone, utc.period.label) == ("UTC", jane.period.label)


def test_readers_of_later_zones_have_a_job_of_their_own(context: Context, server: MailServer) -> None:
    slot = datetime(2014, 11, 17, 7, tzinfo=UTC)
    house = reread(context, TRACKER_EMAIL_OPTIONS=f"{JANE} zone=Asia/Tokyo; {JOE} zone=Pacific/Honolulu")
    with UnitOfWork(house.engine, write=True) as work:
        work.runs.note_success("cbr", slot)
        work.commit()
    assert weekly_letter.run(at(house, slot), slot) == "letter of 2014-W46: 1 sent, 1 waiting"
    later = late_weeks.begins(at(house, slot), slot)
    assert later == datetime(2014, 11, 17, 10, tzinfo=UTC)
    assert late_weeks.run(at(house, later), slot) == "letter of 2014-W46: 2 sent"
    assert late_weeks.run(at(house, later), slot) == "letter of 2014-W46: 2 sent"
    assert [received.recipient for received in server.received] == [JANE, JOE]


@pytest.mark.parametrize(
    "options", ["", f"{JOE} zone=Pacific/Honolulu no-letter", f"{JOE} zone=Asia/Tokyo", "who@example.org language=de"]
)
def test_without_such_readers_that_job_has_nothing_to_do(context: Context, options: str) -> None:
    slot = datetime(2014, 11, 17, 7, tzinfo=UTC)
    house = at(reread(context, TRACKER_EMAIL_OPTIONS=options), slot)
    assert late_weeks.begins(house, slot) == datetime(2014, 11, 17, tzinfo=UTC)
    assert isinstance(late_weeks.run(house, slot), Idle)


def test_a_preview_can_be_in_another_language_than_the_readers(context: Context) -> None:
    german = reread(context, TRACKER_EMAIL_OPTIONS=f"{JANE} language=de")
    assert letters.preview(german, week(), recipient=JANE).subject.startswith("Rubel, ")
    assert letters.preview(german, week(), recipient=JANE, language="en").subject.startswith("Rouble week")
    assert letters.preview(german, week(), recipient="stranger@example.org").subject.startswith("Rouble week")
