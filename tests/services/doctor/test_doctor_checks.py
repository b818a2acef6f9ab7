"""The doctor's checks against real broken homes, files and servers; each finding comes with its remedy."""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from tests.delivery.mailserver import MailServer
from tracker.config import load
from tracker.errors import TrackerError, UsageError
from tracker.services.context import Context
from tracker.services.doctor.examination import checks, examine
from tracker.services.doctor.lines import Line, Subject, Terminal
from tracker.services.leadership import leadership
from tracker.services.leading import somebody_leads
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHECKS = {check.key: check for check in checks()}


def subject(
    home: Path, *, network: bool = False, now: datetime = NOW, encoding: str = "utf-8", **given: str
) -> Subject:
    environ = {"TRACKER_HOME": str(home), **given}
    return Subject(
        settings=load(environ, cwd=home.parent),
        environ=environ,
        now=now,
        network=network,
        terminal=Terminal(encoding=encoding, width=None),
    )


def lines(key: str, examined: Subject) -> list[Line]:
    return list(CHECKS[key].run(examined))


def worst(found: list[Line]) -> Line:
    return max(found, key=lambda line: ("ok", "warn", "fail").index(line.level))


def later() -> datetime:
    return datetime(2100, 1, 1, tzinfo=UTC)


def test_a_prepared_home_is_in_order_and_no_socket_is_opened(ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = examine(subject(ready_home, now=later().replace(year=2027)))
    lacking = [(line.what, line.remedy) for group in found.groups for line in group.lines if line.level != "ok"]
    assert [(what.partition(":")[0], remedy) for what, remedy in lacking] == [
        ("never fetched", "Fetch them: tracker fetch")
    ]
    assert (found.exit_code, found.verdict) == (0, "Nothing is broken, 1 to know about.")
    assert "network" not in {group.key for group in found.groups}


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    home = tmp_path / "nowhere" / "home"
    for key in ("home", "database", "schedule", "time"):
        assert worst(lines(key, subject(home))).level == "ok"
    assert not home.parent.exists()


def test_a_home_that_cannot_be_used_says_what_to_choose(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (found,) = lines("home", subject(tmp_path / "file" / "home"))
    assert found.level == "fail"
    assert "TRACKER_HOME" in found.remedy


def foreign(path: Path) -> None:
    path.write_text("no database, but long enough to look at\n" * 20)


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()


@pytest.mark.parametrize(("damage", "words"), [(foreign, "not a usable database"), (older, "newer version")])
def test_a_database_that_is_not_ours_fails_with_its_remedy(
    ready_home: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(ready_home / "tracker.sqlite3")
    found = examine_only("database", subject(ready_home))
    assert words in found.what
    assert "TRACKER_HOME" in found.remedy


def examine_only(key: str, examined: Subject) -> Line:
    """The worst line of one check, an error it raises included, as the examination shows it."""
    try:
        return worst(lines(key, examined))
    except TrackerError as error:
        return Line(level="fail", what=error.message, remedy=error.remedy)


def test_damage_inside_the_file_and_orphaned_rows_are_found(ready_home: Path) -> None:
    path = ready_home / "tracker.sqlite3"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("DELETE FROM series WHERE key = 'EUR/USD@ecb'")
        raw.commit()
    found = worst(lines("database", subject(ready_home)))
    assert found.level == "fail"
    assert "refers to a row of series that is not there" in found.what
    assert "backup" in found.remedy


def test_a_clock_before_the_newest_record_fails(ready_home: Path) -> None:
    found = worst(lines("time", subject(ready_home, now=datetime(2020, 1, 1, tzinfo=UTC))))
    assert found.level == "fail"
    assert "NTP" in found.remedy


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_a_password_that_others_can_read_is_named_and_never_shown(tmp_path: Path) -> None:
    home, secret = tmp_path / "home", tmp_path / "password"
    home.mkdir()
    secret.write_text("hunter2-secret\n")
    secret.chmod(0o644)
    mail = {
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_EMAIL_FROM": "a@example.org",
        "TRACKER_EMAIL_TO": "b@example.org",
        "TRACKER_SMTP_USER": "a",
        "TRACKER_SMTP_PASSWORD_FILE": str(secret),
        "TRACKER_DATABASE_URL": "postgresql://me:hunter2-secret@127.0.0.1:1/x",
    }
    examined = subject(home, **mail)
    open_to_all = worst(lines("settings", examined))
    assert (open_to_all.level, open_to_all.remedy) == ("warn", f"Run: chmod 600 {secret}")
    secret.chmod(0o600)
    assert worst(lines("settings", examined)).level == "ok"
    every = [line for key in ("settings", "mail", "database", "home") for line in lines(key, examined)]
    assert "hunter2" not in "".join(line.what + line.remedy for line in every)
    assert worst(lines("database", examined)).remedy == "Run: tracker doctor --network"


def test_a_proxys_password_is_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter2@proxy.example:3128")
    said = " ".join(line.what for line in lines("settings", subject(tmp_path / "home")))
    assert "proxy.example:3128" in said
    assert "hunter2" not in said


def test_a_bundle_that_holds_no_certificate_fails(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("nothing here\n")
    found = worst(lines("settings", subject(tmp_path / "home", TRACKER_CA_BUNDLE=str(bundle))))
    assert found.level == "fail"
    assert "TRACKER_CA_BUNDLE" in found.remedy


def test_a_narrow_encoding_is_told_with_the_way_out(tmp_path: Path) -> None:
    found = worst(lines("terminal", subject(tmp_path / "home", encoding="ascii")))
    assert found.level == "warn"
    assert "PYTHONUTF8" in found.remedy


def mailing(home: Path, port: int, **more: str) -> Subject:
    given = {
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "a@example.org",
        "TRACKER_EMAIL_TO": "b@example.org",
        **more,
    }
    return subject(home, network=True, **{name: value for name, value in given.items() if value})


def test_the_mail_server_is_logged_in_to_and_nothing_is_sent(tmp_path: Path) -> None:
    with MailServer(login=("jane", "right")) as server:
        login = {"TRACKER_SMTP_USER": "jane", "TRACKER_SMTP_PASSWORD": "right"}
        assert worst(lines("mail", mailing(tmp_path, server.port, **login))).level == "ok"
        refused = worst(lines("mail", mailing(tmp_path, server.port, **{**login, "TRACKER_SMTP_PASSWORD": "wrong"})))
        assert refused.level == "fail"
        assert "TRACKER_SMTP_PASSWORD_FILE" in refused.remedy
        plain = worst(lines("mail", mailing(tmp_path, server.port, TRACKER_SMTP_SECURITY="starttls")))
        assert (plain.level, "TRACKER_SMTP_SECURITY" in plain.remedy) == ("fail", True)
        assert server.received == []
    gone = worst(lines("mail", mailing(tmp_path, server.port)))
    assert gone.level == "fail"
    assert str(server.port) in gone.what


def test_a_mail_server_with_an_unknown_issuer_fails_until_its_bundle_is_named(tmp_path: Path) -> None:
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with MailServer(tls=tls) as server:
        found = worst(lines("mail", mailing(tmp_path, server.port, TRACKER_SMTP_SECURITY="starttls")))
        assert found.level == "fail"
        assert "TRACKER_CA_BUNDLE" in found.remedy
        named = mailing(tmp_path, server.port, TRACKER_SMTP_SECURITY="starttls", TRACKER_CA_BUNDLE=str(bundle))
        assert worst(lines("mail", named)).level == "ok"


def test_half_made_mail_settings_fail_without_any_network(tmp_path: Path) -> None:
    found = worst(lines("mail", subject(tmp_path / "home", TRACKER_EMAIL_TO="b@example.org")))
    assert found.level == "fail"
    assert "TRACKER_SMTP_HOST" in found.what + found.remedy


@pytest.mark.parametrize("times", [2, 3])
def test_a_source_that_keeps_failing_is_named_with_its_last_error(own_context: Context, times: int) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.note_success("fred", NOW)
        for _ in range(times):
            work.runs.note_failure("fred", NOW, "fred: the document is not there (HTTP 404).", next_attempt_at=later())
        work.commit()
    examined = Subject(
        settings=own_context.settings,
        environ={},
        now=NOW,
        network=True,
        terminal=Terminal(encoding="utf-8", width=None),
    )
    said = [line for line in lines("sources", examined) if line.what.startswith("fred ")]
    if times < 3:
        assert said == []
    else:
        (found,) = said
        assert found.level == "warn"
        assert found.what.startswith("fred failed 3 times in a row: fred: the document is not there (HTTP 404).")
        assert "tracker fetch fred" in found.remedy


def test_the_leader_is_seen_without_taking_its_place(own_context: Context) -> None:
    home = own_context.settings.home
    lock = leadership(own_context)
    letters = {"TRACKER_EMAIL_TO": "b@example.org", "TRACKER_DATABASE_URL": own_context.settings.database_url}
    assert worst(lines("schedule", subject(home, network=True, **letters))).level == "warn"
    assert lock.acquire()
    try:
        assert somebody_leads(own_context.engine)
        assert worst(lines("schedule", subject(home, network=True, **letters))).level == "ok"
        assert lock.held()
    finally:
        lock.release()
    assert not somebody_leads(own_context.engine)


@pytest.mark.postgresql
def test_the_leader_of_a_server_is_seen_too() -> None:
    from tracker.services.leadership import AdvisoryLock

    engine = open_engine(os.environ["TRACKER_TEST_POSTGRESQL_URL"])
    lock = AdvisoryLock(engine)
    try:
        before = somebody_leads(engine)
        if lock.acquire():
            assert before is False
        assert somebody_leads(engine)
    finally:
        lock.release()
        engine.dispose()


def test_offline_and_the_network_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        examine(subject(tmp_path / "home", network=True, TRACKER_OFFLINE="true"))


def test_a_browser_for_pdf_is_named_and_only_one_that_was_asked_for_is_missed(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "chromium"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    there = lines("printing", subject(tmp_path / "home", PATH=str(program.parent)))
    assert [(one.level, str(program) in one.what) for one in there] == [("ok", True)]
    wrong = worst(lines("printing", subject(tmp_path / "home", TRACKER_CHROMIUM="nobody", PATH=str(program.parent))))
    assert (wrong.level, "nobody" in wrong.what) == ("fail", True)
    assert "TRACKER_CHROMIUM" in wrong.remedy


def test_beside_a_broken_database_nothing_is_said_to_be_in_order(tmp_path: Path) -> None:
    (tmp_path / "tracker.sqlite3").write_bytes(b"no database at all " * 100)
    for key in ("backups", "schedule"):
        found = lines(key, subject(tmp_path))
        assert [one.level for one in found] == ["warn"]
        assert "cannot be looked at" in found[0].what
