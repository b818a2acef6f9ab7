"""Alerts from the first look to the readers: raised once, told once, held back and never lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.delivery.hookserver import HookServer
from tests.delivery.mailserver import MailServer
from tests.services.lists import entry
from tracker import config
from tracker.errors import TrackerError
from tracker.model.alert import BEFORE, HELD, NOBODY, QUEUED, TOLD, Alert
from tracker.model.announcement import ListChange
from tracker.model.observation import Quote
from tracker.reports.wording import ENGLISH
from tracker.services import alerts, outbox
from tracker.services.alerts.kind import Found, Kind, Looking, Saying, kinds
from tracker.services.alerts.raising import raise_alerts
from tracker.services.alerts.telling import tell
from tracker.services.context import Context, open_context
from tracker.services.reader_tokens import known_readers
from tracker.services.source_status import source_statuses
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

NOON = datetime(2022, 4, 6, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JANE, JOE = "jane@example.org", "joe@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def installed(ready_template_home: Path, server: MailServer, tmp_path: Path) -> Iterator[Callable[..., Context]]:
    """Makes the context of an installation with a mail server and an empty database, at noon."""
    opened = []

    def make(**more: str) -> Context:
        environ = {
            "TRACKER_HOME": str(ready_template_home),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(server.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_EMAIL_FROM": "letters@example.net",
            "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
            "TRACKER_EMAIL_OPTIONS": f"{JANE} language=de zone=Europe/Berlin alerts",
            "TRACKER_ALERT_PROGRAMMES": "Russia",
            **{f"TRACKER_{name.upper()}": value for name, value in more.items()},
        }
        context = open_context(config.load(environ, cwd=tmp_path), load=False)
        opened.append(context)
        ensure_ready(context.engine)
        return at(context, NOON)

    yield make
    for context in opened:
        context.engine.dispose()


@pytest.fixture
def ready_template_home(tmp_path: Path) -> Path:
    home = tmp_path / "alerts"
    home.mkdir()
    return home


def at(context: Context, instant: datetime) -> Context:
    return context.rehearsal(lambda: instant)


def designate(
    context: Context,
    *numbers: object,
    until: datetime,
    kind: str = "designation",
    listed: str = "us_ofac_sdn",
    programme: str = "RUSSIA-EO14024",
    **more: str,
) -> None:
    changes = [
        ListChange(
            list_key=listed,
            change=kind,
            entry=replace(entry(number), list_key=listed, programmes=(programme,)),
            from_snapshot_at=until - 2 * HOUR,
            to_snapshot_at=until,
            **more,  # type: ignore[arg-type]
        )
        for number in numbers
    ]
    with UnitOfWork(context.engine, write=True) as work:
        work.lists.add_changes(changes)
        work.commit()


def stored(context: Context) -> tuple[Alert, ...]:
    with UnitOfWork(context.engine, write=False) as work:
        return tuple(reversed(work.alerts.recent()))


def look(context: Context, instant: datetime) -> str:
    return alerts.work(at(context, instant))


def test_a_round_of_a_watched_programme_reaches_who_asked_and_nobody_else_on_both_databases(
    installed: Callable[..., Context], server: MailServer, ready_url: str
) -> None:
    context = installed(
        database_url=ready_url, email_reply_to="editor@example.net", unsubscribe_url="https://example.net/stop"
    )
    look(context, NOON)
    designate(context, 1, 2, 3, until=NOON + HOUR)
    look(context, NOON + HOUR)
    (received,) = server.received
    assert received.recipient == JANE
    assert received.message["Subject"] == "3 Namen neu auf der Liste: OFAC SDN list"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert received.message["Reply-To"] == "editor@example.net"
    (jane, _) = known_readers(context)
    assert f"?reader={jane.token}>" in received.message["List-Unsubscribe"]
    text = received.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Programm: Russia." in text
    assert "Party 1; Party 2; Party 3." in text
    assert "Was es nicht bedeutet" in text
    assert "https://" in text
    (alert,) = stored(context)
    assert (alert.kind, alert.state) == ("designations", QUEUED)
    assert look(context, NOON + 2 * HOUR).startswith("0 new")
    assert len(server.received) == 1


@pytest.mark.parametrize(("public", "lists"), [("true", ["us_ofac_sdn"]), ("false", ["us_ofac_sdn", "ca_sema"])])
def test_names_that_may_not_be_republished_are_told_to_their_one_reader_alone(
    installed: Callable[..., Context], public: str, lists: list[str]
) -> None:
    context = installed(letter_public=public)
    look(context, NOON)
    designate(context, 1, until=NOON + HOUR)
    designate(context, 2, until=NOON + HOUR, listed="ca_sema", programme="Russia")
    look(context, NOON + HOUR)
    assert sorted(str(one.facts["list"]) for one in stored(context)) == sorted(lists)


def test_the_publishers_notice_of_a_round_that_was_told_tells_nothing_twice(
    installed: Callable[..., Context], server: MailServer
) -> None:
    context = installed()
    look(context, NOON)
    designate(context, 1, 2, until=NOON + HOUR)
    look(context, NOON + HOUR)
    designate(context, 1, 2, until=NOON + HOUR / 2, basis="publication")
    look(context, NOON + 2 * HOUR)
    assert len(server.received) == 1
    designate(context, 7, until=NOON + 3 * HOUR, kind="delisting")
    look(context, NOON + 3 * HOUR)
    assert [str(one.message["Subject"]) for one in server.received][1:] == [
        "Ein Name von der Liste gestrichen: OFAC SDN list"
    ]


def test_a_first_start_is_no_flood(installed: Callable[..., Context], server: MailServer) -> None:
    context = installed()
    designate(context, 1, until=NOON - 2 * DAY)
    designate(context, 2, until=NOON - HOUR)
    look(context, NOON)
    assert [one.facts["names"] for one in stored(context)] == [["Party 2"]], "what is older than a day is old"
    assert len(server.received) == 1


def test_after_a_long_sleep_what_happened_meanwhile_is_told(installed: Callable[..., Context]) -> None:
    context = installed()
    look(context, NOON)
    designate(context, 1, until=NOON + DAY)
    designate(context, 2, until=NOON + 4 * DAY)
    look(context, NOON + 5 * DAY)
    assert len(stored(context)) == 2


def test_what_is_visible_later_is_not_known_yet(installed: Callable[..., Context]) -> None:
    context = installed()
    look(context, NOON)
    designate(context, 1, until=NOON + 3 * HOUR)
    look(context, NOON + HOUR)
    assert stored(context) == ()
    look(context, NOON + 3 * HOUR)
    assert len(stored(context)) == 1


class Trouble:
    """A kind whose finds a test sets."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.fails = False
        self.looked: list[Looking] = []
        self.kind = Kind(key="trouble", find=self._find, say=lambda facts, _: Saying(title=f"No. {facts['n']}"))

    def _find(self, looking: Looking) -> Iterator[Found]:
        self.looked.append(looking)
        if self.fails:
            raise ValueError("a surprise")
        looking.memory["looks"] = int(str(looking.memory.get("looks", 0))) + 1
        yield from self.found

    def happen(self, number: int, *, lasting: bool = False) -> None:
        subject, episode = ("line", "since") if lasting else (f"line-{number}", f"{number}")
        self.found = [Found(subject=subject, episode=episode, facts={"n": number}, lasting=lasting)]


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> Trouble:
    made = Trouble()
    monkeypatch.setattr("tracker.services.alerts.raising.kinds", lambda: {"trouble": made.kind})
    monkeypatch.setattr("tracker.services.alerts.documents.kinds", lambda: {"trouble": made.kind})
    return made


def test_a_lasting_trouble_is_one_alert_until_it_is_over_and_another_when_it_comes_again(
    installed: Callable[..., Context], trouble: Trouble
) -> None:
    context = installed()
    look(context, NOON)
    trouble.happen(1, lasting=True)
    for hour in range(1, 4):
        look(context, NOON + hour * HOUR)
    assert [one.ended_at for one in stored(context)] == [None]
    trouble.found = []
    look(context, NOON + 4 * HOUR)
    assert [one.ended_at for one in stored(context)] == [NOON + 4 * HOUR]
    trouble.happen(2, lasting=True)
    look(context, NOON + 5 * HOUR)
    look(context, NOON + 6 * HOUR)
    assert [one.ended_at for one in stored(context)] == [NOON + 4 * HOUR, None]
    trouble.found = []
    look(context, NOON + 7 * HOUR)
    assert [one.ended_at for one in stored(context)] == [NOON + 4 * HOUR, NOON + 7 * HOUR]


def test_a_trouble_that_was_there_before_the_first_look_is_noted_and_not_told(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed()
    trouble.happen(1, lasting=True)
    look(context, NOON)
    look(context, NOON + HOUR)
    (alert,) = stored(context)
    assert (alert.state, alert.detail) == (HELD, BEFORE)
    assert server.received == []


def test_a_kind_that_stumbles_silences_no_other_and_is_a_failure_of_the_run(
    installed: Callable[..., Context], trouble: Trouble
) -> None:
    context = installed()
    broken = Trouble()
    broken.fails = True
    trouble.happen(1, lasting=True)
    raised = raise_alerts(context, chosen={"broken": broken.kind, "trouble": trouble.kind})
    assert raised.failed == ("broken: a surprise",)
    assert len(raised.new) == 1
    trouble.fails = True
    trouble_again = raise_alerts(at(context, NOON + HOUR), chosen={"trouble": trouble.kind})
    assert trouble_again.ended == 0, "who could not look has not seen that it is over"
    trouble.fails = False
    assert raise_alerts(at(context, NOON + 2 * HOUR), chosen={"trouble": trouble.kind}).new == ()


def test_the_first_look_of_a_kind_is_one_though_others_looked_before(
    installed: Callable[..., Context], trouble: Trouble
) -> None:
    context, late = installed(), Trouble()
    both = {"late": replace(late.kind, key="late"), "trouble": trouble.kind}
    late.fails = True
    late.happen(1, lasting=True)
    raise_alerts(context, chosen=both)
    late.fails = False
    (noted,) = raise_alerts(at(context, NOON + 3 * DAY), chosen=both).new
    assert (noted.state, noted.detail) == (HELD, BEFORE)
    assert [(one.seen_at, one.since) for one in late.looked] == [(None, NOON - DAY), (None, NOON + 2 * DAY)]
    late.fails = True
    raise_alerts(at(context, NOON + 4 * DAY), chosen=both)
    raise_alerts(at(context, NOON + 5 * DAY), chosen=both)
    assert late.looked[-1].since == NOON + 2 * DAY, "what it has not seen while it failed"


def test_a_message_that_cannot_be_made_holds_up_no_webhook(installed: Callable[..., Context], trouble: Trouble) -> None:
    with HookServer() as hook:
        context = installed(alert_webhook=hook.url, unsubscribe_url=f"https://example.net/{'a' * 900}")
        look(context, NOON)
        trouble.happen(1)
        with pytest.raises(TrackerError, match="address of unsubscribing"):
            look(context, NOON + HOUR)
        assert len(hook.posted) == 1
    assert [one.state for one in stored(context)] == [HELD]


def test_several_alerts_of_one_pass_are_one_message(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed(email_options=f"{JOE} alerts")
    look(context, NOON)
    trouble.found = [Found(subject=f"line-{n}", episode="x", facts={"n": n}) for n in range(3)]
    look(context, NOON + HOUR)
    (received,) = server.received
    assert received.recipient == JOE
    assert received.message["Subject"] == "No. 0, and 2 more"
    text = received.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [f"No. {n}" in text for n in range(3)] == [True] * 3


def test_what_is_over_the_most_of_a_day_is_told_in_one_message_and_nothing_is_lost(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed(email_options=f"{JOE} alerts", alert_most="3")
    look(context, NOON)
    for number in range(1, 8):
        trouble.happen(number)
        look(context, NOON + number * HOUR)
    assert [str(one.message["Subject"]) for one in server.received] == ["No. 1", "No. 2", "No. 3"]
    assert [one.state for one in stored(context)] == [QUEUED] * 3 + [HELD] * 4
    assert "3 alerts in 24 hours" in stored(context)[-1].detail
    look(context, NOON + DAY)
    assert len(server.received) == 3, "the first of the three is not a day ago"
    look(context, NOON + DAY + HOUR)
    assert server.received[-1].message["Subject"] == "4 alerts that were held back"
    text = server.received[-1].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [f"No. {n}" in text for n in range(1, 8)] == [False] * 3 + [True] * 4
    assert [one.state for one in stored(context)] == [QUEUED] * 3 + [TOLD] * 4
    trouble.happen(8)
    look(context, NOON + DAY + HOUR + HOUR / 2)
    assert len(server.received) == 4, "the message about many counts as one of the three"
    look(context, NOON + DAY + 2 * HOUR)
    assert len(server.received) == 5


def test_quiet_hours_let_a_message_wait_for_their_end_on_the_readers_clock(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed(alert_quiet="22-7")
    look(context, NOON)
    trouble.happen(1)
    night = datetime(2022, 4, 6, 21, tzinfo=UTC)  # 23:00 in Berlin
    look(context, night)
    morning = datetime(2022, 4, 7, 5, tzinfo=UTC)
    outbox.send_due(at(context, morning - HOUR / 4))
    assert server.received == []
    outbox.send_due(at(context, morning))
    assert len(server.received) == 1


def test_in_the_night_of_thirteen_hours_nothing_is_sent_early(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    # 19:00 on 29 October 2022 to 07:00 on the 30th is thirteen hours in Berlin; the outbox takes a longer wait than
    # twelve for one from before the clock was set back, and would send at once
    context = installed(alert_quiet="19-7")
    evening = datetime(2022, 10, 29, 17, tzinfo=UTC)
    look(context, evening - DAY)
    trouble.happen(1)
    for quarter in range(13 * 4):
        now = evening + quarter * HOUR / 4
        look(context, now)
        outbox.send_due(at(context, now))
        trouble.found = []
    assert server.received == []
    outbox.send_due(at(context, evening + 13 * HOUR))
    assert len(server.received) == 1


def test_where_nobody_asks_an_alert_is_kept_and_told_to_nobody_later(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed(email_options="")
    look(context, NOON)
    trouble.happen(1)
    look(context, NOON + HOUR)
    assert [(one.state, one.detail) for one in stored(context)] == [(HELD, NOBODY)]
    asked = installed()
    look(asked, NOON + 2 * HOUR)
    assert server.received == []


def test_a_webhook_gets_each_alert_as_a_document_and_a_copy_has_the_same_key(
    installed: Callable[..., Context], trouble: Trouble
) -> None:
    with HookServer() as hook:
        context = installed(email_options="", alert_webhook=hook.url)
        look(context, NOON)
        trouble.found = [Found(subject=f"line-{n}", episode="x", facts={"n": n, "entries": [1]}) for n in range(2)]
        hook.answers = [503, 204]
        said = look(context, NOON + HOUR)
        assert "1 pending, 1 sent" in said
        outbox.send_due(at(context, NOON + 2 * HOUR))
        documents = [json.loads(one.body) for one in hook.posted]
        keys = [one.headers["idempotency-key"] for one in hook.posted]
    assert keys == ["trouble:line-0:x", "trouble:line-1:x", "trouble:line-0:x"]
    assert hook.posted[0].body == hook.posted[2].body
    assert documents[0]["schema_version"] == 1
    (told,) = documents[0]["alerts"]
    assert (told["key"], told["title"], told["facts"]) == ("trouble:line-0:x", "No. 0", {"n": 0})
    with UnitOfWork(context.engine, write=False) as work:
        kept = work.deliveries.all()
    assert {(one.recipient, one.channel, one.state) for one in kept} == {("webhook", "webhook", "sent")}
    assert not [one for one in kept if "s3cret" in f"{one.message!r}{one.detail}"]


def test_a_process_that_dies_before_the_commit_has_told_nothing_and_the_next_pass_tells_it(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = installed()
    look(context, NOON)
    trouble.happen(1)
    raise_alerts(at(context, NOON + HOUR))
    with monkeypatch.context() as patch:
        patch.setattr("tracker.store.alerts.Alerts.put", _dies)
        with pytest.raises(KeyboardInterrupt):
            tell(at(context, NOON + HOUR))
    with UnitOfWork(context.engine, write=False) as work:
        assert work.deliveries.all() == ()
    look(context, NOON + 2 * HOUR)
    look(context, NOON + 3 * HOUR)
    assert len(server.received) == 1


def _dies(*_: object) -> bool:
    raise KeyboardInterrupt


def test_every_declared_kind_is_found_and_a_kind_is_called_as_it_says() -> None:
    assert set(kinds()) == {"contradictions", "designations", "moves", "sources", "test"}


def test_a_source_that_fails_again_and_again_is_told_and_told_again_after_it_recovered(
    installed: Callable[..., Context], server: MailServer
) -> None:
    context = installed(email_options=f"{JOE} alerts")
    look(context, NOON)

    def fail(instant: datetime, times: int) -> None:
        with UnitOfWork(context.engine, write=True) as work:
            for _ in range(times):
                work.runs.note_failure("ecb", instant, "ecb: line 3: it is no list of rates")
            work.commit()

    fail(NOON + HOUR, 4)
    look(context, NOON + HOUR)
    assert server.received == [], "a few times are bad luck"
    fail(NOON + 2 * HOUR, 1)
    look(context, NOON + 2 * HOUR)
    fail(NOON + 3 * HOUR, 4)
    look(context, NOON + 3 * HOUR)
    (received,) = server.received
    assert "5 times in a row" in received.message["Subject"]
    assert "no list of rates" in received.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.note_success("ecb", NOON + 4 * HOUR)
        work.commit()
    look(context, NOON + 4 * HOUR)
    fail(NOON + 5 * HOUR, 5)
    look(context, NOON + 5 * HOUR)
    assert len(server.received) == 2


def test_an_outage_of_the_line_is_one_alert_and_a_source_that_fails_while_others_answer_another(
    installed: Callable[..., Context], server: MailServer
) -> None:
    context = installed(email_options=f"{JOE} alerts zone=America/New_York")
    keys = [one.info.key for one in source_statuses(context) if not one.off and not one.missing]
    broken, *others = [key for key in keys if key != "ecb"]
    dead = "{0}: a.example.org cannot be reached ([Errno -2] Name or service not known). https://a.example.org/x?y"

    def answer(instant: datetime, *names: str) -> None:
        with UnitOfWork(context.engine, write=True) as work:
            for name in names:
                work.runs.note_success(name, instant)
            work.commit()

    def fail(instant: datetime, times: int, *names: str) -> None:
        with UnitOfWork(context.engine, write=True) as work:
            for name in names:
                for _ in range(times):
                    work.runs.note_failure(name, instant, dead.format(name))
            work.commit()

    answer(NOON, *keys)
    look(context, NOON)
    fail(NOON + HOUR / 2, 1, *others[:3])
    fail(NOON + HOUR / 2, 4, others[0])
    assert look(context, NOON + HOUR).startswith("0 new"), "nobody knows yet whether others answer"
    answer(NOON + HOUR / 2, others[0])
    fail(NOON + HOUR, 4, *others[:-1])
    fail(NOON + HOUR, 5, others[-1], broken)
    said = [look(context, NOON + hour * HOUR) for hour in (1, 2)]
    fail(NOON + 3 * HOUR, 10, broken, *others)
    said.append(look(context, NOON + 3 * HOUR))
    assert [one[:5] for one in said] == ["1 new", "0 new", "0 new"]
    (received,) = server.received
    down, asked = len(others) + 1, len(keys)
    subject = " ".join(str(received.message["Subject"]).split())
    assert subject.startswith(
        f"{down} of {asked} sources cannot be reached since 6 April 2022, 08:30 (America/New_York)"
    )
    text = received.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Errno" not in text
    answer(NOON + 4 * HOUR, *others)
    look(context, NOON + 4 * HOUR)
    assert len(server.received) == 1, "not asked again yet"
    assert [one.ended_at for one in stored(context)] == [NOON + 4 * HOUR]
    fail(NOON + 4.25 * HOUR, 1, broken)
    look(context, NOON + 4.25 * HOUR)
    assert "times in a row" in " ".join(str(server.received[-1].message["Subject"]).split())
    fail(NOON + 5 * HOUR, 5, *others)
    look(context, NOON + 5 * HOUR)
    assert [str(one.message["Subject"]).split()[1:3] for one in server.received[2:]] == [["of", str(asked)]]
    assert [one.ended_at for one in stored(context)] == [NOON + 4 * HOUR, None, None], "told before, and not over"


def test_a_source_never_read_whose_shipped_rates_are_not_behind_is_no_trouble(
    installed: Callable[..., Context],
) -> None:
    context = installed(email_options="")
    with UnitOfWork(context.engine, write=True) as work:
        quote = Quote(series="EUR/USD@ecb", label="2022-04-05", value=Decimal("1.09"))
        work.observations.add([quote], vintage=NOON, sha256=None)
        work.commit()
    look(context, NOON)
    with UnitOfWork(context.engine, write=True) as work:
        for _ in range(5):
            work.runs.note_failure("ecb", NOON, "ecb: line 3: it is no list. https://a.example.org/x")
        work.commit()
    look(context, NOON + HOUR)
    assert stored(context) == ()
    look(context, NOON + 5 * DAY)
    (failing,) = [one for one in stored(context) if one.subject == "failing-ecb"]
    lines = kinds()["sources"].say(failing.facts, ENGLISH).lines
    assert lines[1:] == ("The newest value stored here is of 5 April 2022.", "What happened: line 3: it is no list.")


def test_quiet_hours_are_those_of_each_reader_and_nothing_goes_before_their_end(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer
) -> None:
    context = installed(
        email_options=f"{JANE} zone=Europe/Berlin alerts; {JOE} zone=America/New_York alerts", alert_quiet="10-20"
    )
    ends = {JANE: NOON + 6 * HOUR, JOE: NOON + 12 * HOUR}  # 20:00 in Berlin, and in New York
    began = NOON + 3 * HOUR  # 17:00 in Berlin, 11:00 in New York
    look(context, NOON)
    trouble.happen(1)
    for quarter in range(40):
        look(context, began + quarter * HOUR / 4)
        trouble.found = []
        if not quarter:
            with UnitOfWork(context.engine, write=False) as work:
                assert {one.recipient: one.next_attempt_at for one in work.deliveries.all()} == ends
    with UnitOfWork(context.engine, write=False) as work:
        assert {one.recipient: one.sent_at for one in work.deliveries.all()} == ends
    assert [one.recipient for one in server.received] == [JANE, JOE]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"email_from": ""}, "TRACKER_EMAIL_FROM is not set"),
        ({"email_options": f"{JANE} alerts; jo@example.org alerts"}, "TRACKER_EMAIL_OPTIONS speaks of jo@example.org"),
    ],
)
def test_wrong_mail_settings_hold_up_nobody_else_and_who_reads_mail_is_told_when_they_are_mended(
    installed: Callable[..., Context], trouble: Trouble, server: MailServer, wrong: dict[str, str], named: str
) -> None:
    with HookServer() as hook:
        context = installed(alert_webhook=hook.url, **wrong)
        with pytest.raises(TrackerError, match=named):
            look(context, NOON)
        trouble.happen(1)
        with pytest.raises(TrackerError, match=named):
            look(context, NOON + HOUR)
        assert len(hook.posted) == 1
        assert [(one.state, named in one.detail) for one in stored(context)] == [(HELD, True)]
        trouble.found = []
        with pytest.raises(TrackerError, match=named):
            look(context, NOON + 2 * HOUR)
        mended = installed(alert_webhook=hook.url)
        look(mended, NOON + 3 * HOUR)
        assert len(hook.posted) == 1, "told already"
    assert [str(one.message["Subject"]) for one in server.received] == ["No. 1"]
    assert [one.state for one in stored(mended)] == [QUEUED]


def test_where_nobody_carries_a_message_the_run_fails_and_the_message_waits(
    installed: Callable[..., Context], trouble: Trouble, tmp_path: Path
) -> None:
    secret = tmp_path / "webhook"
    secret.write_text("http://hooks.example.org/s3cret\n")
    context = installed(email_options="", alert_webhook_file=str(secret))
    look(context, NOON)
    trouble.happen(1)
    with pytest.raises(TrackerError, match="TRACKER_ALERT_WEBHOOK") as caught:
        look(context, NOON + HOUR)
    assert "s3cret" not in str(caught.value)
    with UnitOfWork(context.engine, write=False) as work:
        assert [one.state for one in work.deliveries.all()] == ["pending"]
    with HookServer() as hook:
        secret.write_text(hook.url)
        mended = installed(email_options="", alert_webhook_file=str(secret))
        trouble.found = []
        look(mended, NOON + 2 * HOUR)
        assert len(hook.posted) == 1


def test_of_several_addresses_for_apprise_each_is_told_by_itself(
    installed: Callable[..., Context], trouble: Trouble
) -> None:
    with HookServer() as first, HookServer() as second:
        first.answers = [500]
        addresses = " ".join(one.url.replace("http://", "json://") for one in (first, second))
        context = installed(email_options="", alert_apprise=addresses)
        look(context, NOON)
        trouble.happen(1)
        look(context, NOON + HOUR)
        outbox.send_due(at(context, NOON + 2 * HOUR))
        assert (len(first.posted), len(second.posted)) == (2, 1), "tried again where it was refused, and only there"
    with UnitOfWork(context.engine, write=False) as work:
        assert {(one.recipient, one.state) for one in work.deliveries.all()} == {
            ("apprise", "sent"),
            ("apprise 2", "sent"),
        }
