"""Settings: their order of origins, their readers, their errors, and the secrets that are never printed."""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.config import Secret, Settings, declared, load
from tracker.config.settings import masked_url
from tracker.errors import ConfigError


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def read(cwd: Path, tmp_path: Path) -> Callable[..., Settings]:
    def read_settings(**environ: str) -> Settings:
        flags = environ.pop("flags", {})
        return load({"TRACKER_HOME": str(tmp_path / "home"), **environ}, cwd=cwd, flags=flags)  # type: ignore[arg-type]

    return read_settings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_follow_the_home(read: Callable[..., Settings], tmp_path: Path) -> None:
    settings = read()
    assert settings.home == tmp_path / "home"
    assert settings.database_url == f"sqlite:///{tmp_path}/home/tracker.sqlite3"
    assert (settings.zone, settings.pairs, settings.offline) == ("UTC", ("USD/RUB",), False)
    assert settings.plausible_effect == 0.02
    assert settings.origins["zone"] == "default"
    assert settings.origins["home"] == "TRACKER_HOME"


def test_without_a_home_the_platform_decides(cwd: Path, tmp_path: Path) -> None:
    settings = load({}, cwd=cwd)
    assert settings.home == tmp_path / "user" / "data" / "sanctions-pressure-tracker"


def test_the_order_of_origins(read: Callable[..., Settings], cwd: Path, tmp_path: Path) -> None:
    write(tmp_path / "home" / "tracker.toml", 'zone = "Asia/Tokyo"\npairs = ["USD/RUB", "EUR/RUB"]\nsmtp_port = 25\n')
    assert read().zone == "Asia/Tokyo"
    assert read().pairs == ("USD/RUB", "EUR/RUB")
    write(cwd / "tracker.toml", '# ours\n\nzone = "Europe/Berlin"\n')
    assert read().zone == "Europe/Berlin"
    assert read().smtp_port == 25
    assert read().origins["zone"] == f"{cwd / 'tracker.toml'}, line 3"
    assert read(TRACKER_ZONE="Europe/Moscow").zone == "Europe/Moscow"
    both = read(TRACKER_ZONE="Europe/Moscow", flags={"zone": "Europe/Kyiv"})
    assert (both.zone, both.origins["zone"]) == ("Europe/Kyiv", "--zone")


def test_the_users_own_file_is_read_where_no_home_is_named(cwd: Path, tmp_path: Path) -> None:
    own = tmp_path / "user" / "config" / "sanctions-pressure-tracker" / "tracker.toml"
    write(own, f'home = "{tmp_path}/elsewhere"\n')
    assert load({}, cwd=cwd).database_url == f"sqlite:///{tmp_path}/elsewhere/tracker.sqlite3"


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [("TRACKER_ZNOE", "TRACKER_ZONE"), ("TRACKER_DATABASE", "TRACKER_DATABASE_URL"), ("TRACKER_QXJ", "config show")],
)
def test_an_unknown_variable_names_the_nearest(read: Callable[..., Settings], variable: str, nearest: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(**{variable: "x"})
    assert variable in str(caught.value)
    assert nearest in str(caught.value)
    assert caught.value.exit_code == 6


def test_an_unknown_key_names_file_line_and_the_nearest(read: Callable[..., Settings], cwd: Path) -> None:
    path = write(cwd / "tracker.toml", 'zone = "UTC"\n\n[stmp]\nhost = "x"\n')
    with pytest.raises(ConfigError, match=r"tracker\.toml, line 3: 'stmp'"):
        read()
    write(path, 'zone = "UTC"\nplausible_efect = 0.03\n')
    with pytest.raises(ConfigError, match=r"line 2: 'plausible_efect'.*plausible_effect\?"):
        read()


def test_variables_of_tests_are_left_alone(read: Callable[..., Settings]) -> None:
    assert read(TRACKER_TEST_POSTGRESQL_URL="postgresql://x").zone == "UTC"


def test_an_empty_variable_is_not_set(read: Callable[..., Settings]) -> None:
    assert read(TRACKER_ZONE="").origins["zone"] == "default"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OFFLINE", "maybe"),
        ("OFFLINE", "2"),
        ("ZONE", "Mars/Olympus"),
        ("ZONE", "../../etc/passwd"),
        ("PAIRS", "USDRUBEUR"),
        ("PAIRS", ","),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql+asyncpg://localhost/x"),
        ("SMTP_PORT", "0"),
        ("SMTP_PORT", "smtp"),
        ("SMTP_SECURITY", "ssl3"),
        ("EMAIL_FROM", "nobody"),
        ("EMAIL_TO", "a@example.org, nobody"),
        ("EMAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("SITE_URL", "example.org"),
        ("CA_BUNDLE", "/no/such/file.pem"),
        ("PLAUSIBLE_EFFECT", "2"),
        ("PLAUSIBLE_EFFECT", "2%"),
        ("PLAUSIBLE_EFFECT", "nan"),
        ("OFFICE_HOURS", "18-9"),
        ("OFFICE_HOURS", "nine to five"),
    ],
)
def test_values_that_cannot_be_used(read: Callable[..., Settings], name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{name.lower()} \\(from TRACKER_{name}\\)"):
        read(**{f"TRACKER_{name}": value})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("offline", "Yes", True),
        ("offline", "off", False),
        ("pairs", "rub/usd, eurrub,USD/RUB", ("USD/RUB", "EUR/RUB")),
        ("database_url", "postgresql://me:pw@db/tracker", "postgresql+psycopg://me:pw@db/tracker"),
        ("database_url", "/var/lib/x.sqlite3", "sqlite:////var/lib/x.sqlite3"),
        ("email_from", "The tracker <t@example.org>", "The tracker <t@example.org>"),
        ("email_to", "a@example.org,b@example.org, a@example.org", ("a@example.org", "b@example.org")),
        ("office_hours", "9-18", "9-18"),
        ("office_hours", " 09:30–18:00", "09:30–18:00"),
        ("plausible_effect", "0.03", 0.03),
        ("smtp_security", "TLS", "tls"),
    ],
)
def test_values_as_they_are_read(read: Callable[..., Settings], name: str, value: str, expected: object) -> None:
    assert getattr(read(**{f"TRACKER_{name.upper()}": value}), name) == expected


def test_a_secret_is_read_from_a_file_and_never_shown(read: Callable[..., Settings], cwd: Path) -> None:
    path = write(cwd / "password", "correct horse\nsecond line\n")
    path.chmod(0o600)
    settings = read(TRACKER_SMTP_PASSWORD_FILE=str(path))
    assert settings.smtp_password.reveal() == "correct horse"
    assert "horse" not in f"{settings!r} {settings.smtp_password} {settings.shown('smtp_password')}"
    assert settings.shown("smtp_password") == "***"
    with pytest.raises(TypeError, match="secret"):
        pickle.dumps(settings.smtp_password)


def test_a_secret_file_may_be_named_in_a_settings_file(read: Callable[..., Settings], cwd: Path) -> None:
    write(cwd / "password", "correct horse").chmod(0o600)
    write(cwd / "tracker.toml", 'smtp_password_file = "password"\n')
    assert read().smtp_password == Secret("correct horse")


def test_a_secret_file_others_can_read_is_used_with_a_warning(
    read: Callable[..., Settings], cwd: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(cwd / "password", "correct horse")
    path.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        assert read(TRACKER_SMTP_PASSWORD_FILE=str(path)).smtp_password
    assert "chmod 600" in caplog.text


@pytest.mark.parametrize("content", [None, "", "\nsecond"])
def test_a_secret_file_without_a_secret(read: Callable[..., Settings], cwd: Path, content: str | None) -> None:
    path = cwd / "password"
    if content is not None:
        write(path, content)
    settings = read(TRACKER_SMTP_PASSWORD_FILE=str(path))  # only who sends needs it
    assert settings.smtp_password
    assert "TRACKER_SMTP_PASSWORD_FILE names" in settings.shown("smtp_password")
    with pytest.raises(ConfigError, match="TRACKER_SMTP_PASSWORD_FILE"):
        settings.smtp_password.reveal()


def test_a_secret_given_twice_is_refused(read: Callable[..., Settings], cwd: Path) -> None:
    path = write(cwd / "password", "x")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="both set"):
        read(TRACKER_SMTP_PASSWORD="y", TRACKER_SMTP_PASSWORD_FILE=str(path))


@pytest.mark.parametrize("text", ["zone = ", "zone == 'UTC'", "\x00", 'zone = ["a", 1]', "zone = {a = 1}"])
def test_a_file_that_is_no_settings_file(read: Callable[..., Settings], cwd: Path, text: str) -> None:
    write(cwd / "tracker.toml", text)
    with pytest.raises(ConfigError, match=r"tracker\.toml"):
        read()


def test_bytes_that_are_no_text(read: Callable[..., Settings], cwd: Path) -> None:
    (cwd / "tracker.toml").write_bytes(b"\xff\xfe\x00zone")
    with pytest.raises(ConfigError, match="not a TOML file"):
        read()


def test_passwords_in_urls_are_masked(read: Callable[..., Settings]) -> None:
    settings = read(TRACKER_DATABASE_URL="postgresql://me:p@ss/w@db:5432/tracker")
    assert "p@ss" not in settings.shown("database_url")
    assert "ss/w" not in settings.shown("database_url")
    assert masked_url("postgresql://db/x?user=me&password=p&sslmode=require").endswith("password=***&sslmode=require")
    assert masked_url("postgresql://db/tracker") == "postgresql://db/tracker"
    assert masked_url("sqlite:////a/b@c:d.sqlite3") == "sqlite:////a/b@c:d.sqlite3"


def test_every_setting_is_declared_with_help_and_a_readable_default(read: Callable[..., Settings]) -> None:
    settings = read()
    assert {setting.name for setting in declared()} == set(settings.origins)
    for setting in declared():
        assert setting.help.endswith("."), setting.name
        assert settings.shown(setting.name) is not None


def test_a_file_far_too_large_for_settings_is_refused_unread(read: Callable[..., Settings], cwd: Path) -> None:
    (cwd / "tracker.toml").write_text("# " + "x" * 200_000, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"tracker\.toml holds more than 100 thousand bytes"):
        read()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device")
def test_a_secret_is_not_looked_for_in_an_endless_file(read: Callable[..., Settings]) -> None:
    with pytest.raises(ConfigError, match="/dev/zero holds more than"):
        read(TRACKER_SMTP_PASSWORD_FILE="/dev/zero").smtp_password.reveal()


def test_a_closed_folder_is_named_and_not_a_file_nobody_has_seen(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        if os.access(closed, os.X_OK):
            return  # root is kept out of no folder
        with pytest.raises(ConfigError, match=r"The folder .*closed cannot be read") as caught:
            load({}, cwd=closed)
        assert "another folder" in caught.value.remedy
    finally:
        closed.chmod(0o700)
