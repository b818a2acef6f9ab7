"""The recipes of the README, each taken out of it and judged by the tool it is for, or by that tool's grammar."""

from __future__ import annotations

import configparser
import plistlib
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import click
import pytest

from tests.contracts.test_documentation import COMMANDS
from tracker.config import declared

INSTALLED = "/srv/tracker/.venv/bin/tracker"
_FIELDS = (59, 23, 31, 12, 7)


def blocks(language: str) -> list[str]:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert found, f"no recipe for {language}"
    return found


def units() -> dict[str, str]:
    return {text.splitlines()[0].removeprefix("# "): text for text in blocks("systemd")}


def section(text: str, name: str) -> list[tuple[str, str]]:
    part = text.partition(f"[{name}]\n")[2].partition("\n[")[0]
    return [(key, value) for key, _, value in (line.partition("=") for line in part.splitlines() if "=" in line)]


def accepted(words: list[str]) -> str:
    """The command these words name; fails when the command line of the product does not take them."""
    name, *rest = words
    command = COMMANDS[name]
    with click.Context(command, info_name=name) as context:
        from tracker.cli._common import add_common_options

        add_common_options(command)
        parsed = command.make_parser(context).parse_args(list(rest))
        assert parsed[1] == [], "left over"
    return name


def known_variables(names: list[str]) -> None:
    variables = {variable for setting in declared() for variable in setting.variables}
    assert set(names) <= variables


def test_a_word_the_program_does_not_take_is_noticed() -> None:
    assert accepted(["tick", "--quiet"]) == "tick"
    with pytest.raises(click.UsageError):
        accepted(["tick", "--silent"])


def test_the_crontab_is_one() -> None:
    (text,) = blocks("crontab")
    for line in text.splitlines():
        if re.fullmatch(r"[A-Z_]+=\S+", line):
            known_variables([line.partition("=")[0]])
            continue
        *fields, command = re.split(r"\s+", line, maxsplit=5)
        assert len(fields) == 5
        for field, highest in zip(fields, _FIELDS, strict=True):
            found = re.fullmatch(r"(?:\*|\d+(?:-\d+)?)(?:/(\d+))?", field)
            assert found is not None, field
            assert int(found[1] or 1) <= highest
        assert "%" not in command  # cron would end the command there
        program, *words = command.split()
        assert program == INSTALLED
        assert accepted(words) == "tick"


@pytest.mark.parametrize("name", ["tracker.service", "tracker-tick.service", "tracker-tick.timer"])
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    text = units()[name]
    if name.endswith(".service"):
        service = section(text, "Service")
        program, *words = dict(service)["ExecStart"].split()
        assert program == INSTALLED
        assert accepted(words) == ("daemon" if name == "tracker.service" else "tick")
        set_here = [value.partition("=") for key, value in service if key == "Environment"]
        known_variables([variable for variable, _, _ in set_here])
        assert {variable: value for variable, _, value in set_here}["TRACKER_SMTP_PASSWORD_FILE"] == "%d/" + (
            dict(service)["LoadCredential"].partition(":")[0]
        )
        for key, value in (("DynamicUser", "yes"), ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict")):
            assert dict(service)[key] == value
    else:
        assert "tracker-tick.service" in units()
        assert dict(section(text, "Timer"))["OnCalendar"] == "*:0/5"
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return  # the grammar above was checked; systemd itself is not on this machine
    program = str(Path(sysconfig.get_path("scripts")) / "tracker")
    for unit, content in units().items():
        (tmp_path / unit).write_text(content.replace(INSTALLED, program), encoding="utf-8")
    answer = subprocess.run(
        [verify, "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = [line for line in (answer.stdout + answer.stderr).splitlines() if name in line or "nknown" in line]
    assert (answer.returncode, said) == (0, []), answer.stderr


def test_the_two_services_are_hardened_alike() -> None:
    own = {
        "Type",
        "ExecStart",
        "ExecReload",
        "SuccessExitStatus",
        "Restart",
        "RestartSec",
        "TimeoutStopSec",
        "WatchdogSec",
    }
    daemon, tick = (
        [(key, value) for key, value in section(units()[name], "Service") if key not in own]
        for name in ("tracker.service", "tracker-tick.service")
    )
    assert daemon == tick


def test_the_daemons_unit_fits_what_the_daemon_does() -> None:
    """The service manager waits longer than the daemon does, and its watchdog bites later than several pulses."""
    from jobs.daemon import GRACE, PULSE

    service = dict(section(units()["tracker.service"], "Service"))
    assert service["Type"] == "notify"
    assert service["ExecReload"].split()[1:] == ["-HUP", "$MAINPID"]
    assert float(service["TimeoutStopSec"]) >= GRACE + 10
    assert float(service["WatchdogSec"]) >= 5 * PULSE
    assert service["Restart"] == "on-failure"  # which a bite of the watchdog is, too
    (grace,) = (one.default for one in COMMANDS["daemon"].params if one.name == "stop_within")
    assert grace == GRACE


def test_the_credential_reaches_the_settings_as_the_unit_says(tmp_path: Path) -> None:
    """``%d`` is the folder of credentials: a file there, readable by the service alone, is the password."""
    from tracker import config

    credential = tmp_path / "smtp-password"
    credential.write_text("s3cr3t\n", encoding="utf-8")
    credential.chmod(0o400)
    (variable,) = (
        value.replace("%d", str(tmp_path)).partition("=")
        for key, value in section(units()["tracker.service"], "Service")
        if key == "Environment" and "%d" in value
    )
    settings = config.load({"TRACKER_HOME": str(tmp_path), variable[0]: variable[2]}, cwd=tmp_path)
    assert settings.smtp_password.reveal() == "s3cr3t"


def test_the_launch_agent_is_a_property_list_with_the_keys_launchd_needs() -> None:
    (text,) = blocks("xml")
    agent = plistlib.loads(text.encode())
    assert agent["Label"] == "local.tracker"
    program, *words = agent["ProgramArguments"]
    assert program.startswith("/")  # launchd knows no PATH worth the name
    assert accepted(words) == "tick"
    assert agent["StartInterval"] == 300
    known_variables(list(agent["EnvironmentVariables"]))
    assert Path(agent["StandardErrorPath"]).is_absolute()


def test_the_scheduled_task_is_what_schtasks_takes() -> None:
    (text,) = blocks("bat")
    words = [word.replace('\\"', '"').strip() for word in re.findall(r'"((?:\\"|[^"])*)"|(\S+)', text) for word in word]
    words = [word for word in words if word]
    assert words[:2] == ["schtasks", "/Create"]
    options = dict(zip(words[2::2], words[3::2], strict=True))
    assert options.keys() == {"/TN", "/SC", "/MO", "/TR"}
    assert options["/SC"] == "MINUTE"
    assert 1 <= int(options["/MO"]) <= 1439
    assert len(options["/TR"]) <= 261
    run = re.fullmatch(r'"(?P<program>[^"]+\\tracker\.exe)" (?P<words>.+)', options["/TR"])
    assert run is not None, options["/TR"]  # quoted, because the folder of a user may hold a space
    assert accepted(run["words"].split()) == "tick"


def test_every_recipe_of_the_install_section_names_this_wheel(root: Path) -> None:
    from tracker import __version__

    text = "\n".join(blocks("sh"))
    wheels = re.findall(r"\S+\.whl", text)
    assert set(wheels) == {f"./sanctions_pressure_tracker-{__version__}-py3-none-any.whl"}
    for line in filter(None, text.splitlines()):
        assert line.split()[0] in {"pipx", "uv", "python3", "/srv/tracker/.venv/bin/pip", "docker"}


def test_systemd_sections_are_read_as_systemd_reads_them() -> None:
    """A key typed outside of a section, or twice where once is meant, would be lost in silence."""
    for name, text in units().items():
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(text)
        assert set(parser.sections()) <= {"Unit", "Service", "Timer", "Install"}, name
        for part in parser.sections():
            keys = [key for key, _ in section(text, part)]
            assert sorted(set(keys) - {"Environment"}) == sorted(key for key in keys if key != "Environment")


def test_one_file_of_settings_serves_cron_systemd_and_the_shell(tmp_path: Path) -> None:
    """One home, one name of the password's file, and each folder made before something is put into it."""
    from tracker import config

    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    part = readme.partition("## The weekly letter, unattended")[2].partition("\n## ")[0]
    lines = [line.strip().partition("  #")[0].split() for line in part.splitlines() if line.startswith("    ")]
    made = [words[-1] for words in lines if words[:2] == ["mkdir", "-p"]]
    ((before, password),) = [
        (lines[:number], words[-1]) for number, words in enumerate(lines) if words[:3] == ["install", "-m", "600"]
    ]
    assert ["mkdir", "-p", str(Path(password).parent)] in before
    (home,) = {words[1].partition("=")[2] for words in lines if words[0] == "export"}
    assert home in made
    assert f"`{home}/{config.loading.FILE_NAME}`" in part
    assert f"TRACKER_HOME={home}" in blocks("crontab")[0].splitlines()
    for name in ("tracker.service", "tracker-tick.service"):
        service = section(units()[name], "Service")
        assert ("Environment", f"TRACKER_HOME={home}") in service
        assert dict(service)["LoadCredential"].partition(":")[2] == password
    (text,) = (one for one in blocks("toml") if "smtp_host" in one)
    assert f'smtp_password_file = "{password}"' in text
    (tmp_path / "smtp-password").write_text("s3cr3t\n", encoding="utf-8")
    (tmp_path / "smtp-password").chmod(0o600)
    (tmp_path / config.loading.FILE_NAME).write_text(text.replace(password, "smtp-password"), encoding="utf-8")
    settings = config.load({"TRACKER_HOME": str(tmp_path)}, cwd=Path("/"))
    assert settings.smtp_password.reveal() == "s3cr3t"
    assert {reader for reader, _ in settings.email_options} <= set(settings.email_to)
    assert settings.email_from
    assert settings.smtp_host
    assert settings.alert_programmes == ("Russia", "Belarus")


def test_a_credential_goes_before_a_file_of_the_settings_that_the_service_cannot_read(tmp_path: Path) -> None:
    from tracker import config

    (tmp_path / "credential").write_text("s3cr3t\n", encoding="utf-8")
    (tmp_path / "credential").chmod(0o400)
    (tmp_path / config.loading.FILE_NAME).write_text('smtp_password_file = "/nowhere/smtp-password"', encoding="utf-8")
    environ = {"TRACKER_HOME": str(tmp_path), "TRACKER_SMTP_PASSWORD_FILE": str(tmp_path / "credential")}
    assert config.load(environ, cwd=Path("/")).smtp_password.reveal() == "s3cr3t"
