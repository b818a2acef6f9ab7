"""The frame of the command line: exit codes, streams, common options, lazily loaded commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tracker import __version__
from tracker.cli import _main
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.errors import NoDataError, SourceError

HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "sqlalchemy",
    "httpx",
    "alembic",
    "yfinance",
    "rich",
    "apscheduler",
    "holidays",
    "jinja2",
)

IMPORTED = """
import sys
from tracker.cli import main
code = main(sys.argv[1:])
print(" ".join(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""


def run(*words: str, stdin: int = subprocess.DEVNULL, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *words],
        env={**os.environ, **environ},
        stdin=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("words", [["--help"], [], ["config", "show"], ["report", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(heavy=HEAVY), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert answer.stderr.splitlines()[-1] == ""
    assert answer.returncode in {0, 2}


def test_a_report_loads_only_what_it_works_with(ready_home: Path) -> None:
    code = IMPORTED.format(heavy=(*HEAVY, "sqlalchemy.dialects.postgresql"))
    answer = subprocess.run(
        [sys.executable, "-c", code, "--offline", "report", "--week", "2014-W46"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    assert answer.stderr.splitlines()[-1] == "pandas numpy sqlalchemy holidays", "which banks are closed soon"


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["now"],
        ["sources"],
        ["events", "list"],
        ["rates", "USD/RUB@ecb", "--since", "2022-01-01"],
        ["align", "2014-11-11-rhodes-beijing"],
    ],
)
def test_a_small_command_loads_no_analysis(ready_home: Path, words: list[str]) -> None:
    light = [name for name in HEAVY if name not in {"sqlalchemy", "holidays"}]
    code = IMPORTED.format(heavy=(*light, "altair", "tracker.reports.build", "tracker.services.fetching"))
    answer = subprocess.run(
        [sys.executable, "-c", code, "--offline", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert answer.returncode in {0, 4}
    assert answer.stderr.splitlines()[-1] == ""


def test_version(tracker: Callable[..., Any]) -> None:
    assert tracker("--version").out == f"tracker {__version__}\n"


def test_python_m_tracker_is_tracker() -> None:
    answer = run("config", "show")
    assert answer.returncode == 0
    assert "TRACKER_HOME" in answer.stdout


@pytest.fixture
def answering() -> Iterator[Callable[[Callable[..., object]], None]]:
    """Give ``tracker`` one command more, ``try``."""

    def install(function: Callable[..., Any]) -> None:
        _main.ROOT.add_command(click.Command("try", callback=pass_invocation(function)))

    yield install
    _main.ROOT.commands.pop("try", None)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            NoDataError("No rate of that week.", remedy="Ask for another."),
            3,
            "Error: No rate of that week.\nAsk for another.\n",
        ),
        (SourceError("refused", source="ecb", url="https://x.test/a"), 5, "Error: ecb: refused (https://x.test/a)\n"),
        (KeyboardInterrupt(), 130, "Interrupted"),
        (BrokenPipeError(), 0, ""),
        (ValueError("a\nb"), 1, "Error: unexpected ValueError: a b\nThe same command with --debug"),
        (OSError(28, "No space left on device"), 1, "Error: No space left on device\n"),
        (click.UsageError("which?"), 2, "Error: which?"),
    ],
)
def test_what_goes_wrong_becomes_a_line_and_a_code(
    answering: Callable[..., None], tracker: Callable[..., Any], error: BaseException, code: int, told: str
) -> None:
    def fail(invocation: Invocation) -> None:
        raise error

    answering(fail)
    answer = tracker("try")
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_debug_shows_the_trace(answering: Callable[..., None], tracker: Callable[..., Any]) -> None:
    def fail(invocation: Invocation) -> None:
        raise ValueError("why")

    answering(fail)
    answer = tracker("try", "--debug")
    assert "Traceback" in answer.err
    assert "ValueError: why" in answer.err


def test_a_command_can_end_with_any_code(answering: Callable[..., None], tracker: Callable[..., Any]) -> None:
    answering(lambda invocation: click.get_current_context().exit(4))
    assert tracker("try").code == 4


@pytest.mark.parametrize(
    "words", [["--now", "2014-11-14T18:00Z", "--quiet", "try"], ["try", "-q", "--now", "2014-11-14T18:00+00:00"]]
)
def test_common_options_stand_before_or_after_the_command(
    answering: Callable[..., None], tracker: Callable[..., Any], words: list[str]
) -> None:
    def tell(invocation: Invocation) -> None:
        invocation.note("not to be seen")
        click.echo(invocation.instant.isoformat())

    answering(tell)
    _main.add_common_options(_main.ROOT, hidden=False)
    answer = tracker(*words)
    assert (answer.out, answer.err) == ("2014-11-14T18:00:00+00:00\n", "")


def test_an_instant_needs_its_zone(tracker: Callable[..., Any]) -> None:
    answer = tracker("config", "show", "--now", "2014-11-14T18:00")
    assert answer.code == 2
    assert "time zone" in answer.err


def test_an_unknown_command_names_the_nearest(tracker: Callable[..., Any]) -> None:
    answer = tracker("confg")
    assert answer.code == 2
    assert "config" in answer.err


def test_an_unknown_setting_is_exit_6(tracker: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ZNOE", "UTC")
    answer = tracker("config", "show")
    assert answer.code == 6
    assert "TRACKER_ZONE" in answer.err


def test_a_contributed_command_that_cannot_be_loaded_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = tmp_path / "broken_plugin-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 1.0\n", encoding="utf-8")
    entry_points = "[tracker.commands]\nbroken = no_such_module:command\n"
    (installed / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    context = click.Context(_main.ROOT)
    assert "broken" in _main.ROOT.list_commands(context)
    command = _main.ROOT.get_command(context, "broken")
    assert command is not None
    assert "cannot be loaded" in command.get_short_help_str(200)


def test_a_closed_pipe_is_no_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    answer = subprocess.run(
        [sys.executable, "-m", "tracker", "config", "show"], stdout=write_end, stderr=subprocess.PIPE, check=False
    )
    os.close(write_end)
    assert (answer.returncode, answer.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "tracker", "config", "show"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert answer.returncode == 1
    assert answer.stderr.decode() == "Error: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_narrow_terminal_never_crashes(encoding: str) -> None:
    answer = run("sources", "--help", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert answer.returncode == 0, answer.stderr
    assert run("--now", "…", "config", "show", PYTHONIOENCODING=encoding, PYTHONUTF8="0").returncode == 2


@pytest.mark.watches_processes
def test_control_c_is_130() -> None:
    waiting = "import signal; from tracker.cli import _main; import click; from tracker.cli._group import LazyGroup\n"
    body = (
        "group = LazyGroup('tracker', package='tracker.cli')\n"
        "group.add_command(click.Command('wait', callback=lambda: (print('ready', flush=True), signal.pause())))\n"
        "_main.ROOT = group\nraise SystemExit(_main.main(['wait']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting + body], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in err
    assert "Traceback" not in err


def test_shell_completion_knows_the_commands() -> None:
    answer = run(_TRACKER_COMPLETE="bash_complete", COMP_WORDS="tracker conf", COMP_CWORD="1")
    assert "config" in answer.stdout
