"""Nothing that only POSIX has is needed at run time.

There is no Windows here. So the program runs in a process from which those parts of the standard library were taken,
with a stand-in for ``msvcrt`` that locks as Windows does: one handle has it, every other one is refused at once.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker import config
from tracker.store.engine import database_path, open_engine

POSIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog", "readline", "nis"}
POSIX_NAMES = {
    "os": "fork forkpty geteuid getuid getegid getgid getpgid getpgrp killpg setsid setuid setgid chown mkfifo nice "
    "uname wait waitpid getloadavg sysconf pread pwrite fchmod O_NONBLOCK O_CLOEXEC O_NOFOLLOW WNOHANG",
    "signal": "SIGHUP SIGKILL SIGALRM SIGUSR1 SIGUSR2 SIGPIPE SIGQUIT SIGCHLD SIGCONT pause alarm setitimer",
    "time": "tzset",
    "socket": "AF_UNIX socketpair",
    "loop": "add_signal_handler",
}
NAMES = {name for names in POSIX_NAMES.values() for name in names.split()} - {"socketpair", "wait"}

# Everything of the standard library that looks for its own platform is loaded first, as it is.
WINDOWS = """
import subprocess, tempfile, multiprocessing, asyncio, shutil, click, sqlalchemy, httpx, uuid, pandas
import contextlib, fcntl, io, json, os, signal, sys, types

def locking(descriptor, mode, size):
    fcntl_module.flock(descriptor, fcntl_module.LOCK_EX | fcntl_module.LOCK_NB if mode == 2 else fcntl_module.LOCK_UN)

fcntl_module = fcntl
msvcrt = types.ModuleType("msvcrt")
msvcrt.LK_UNLCK, msvcrt.LK_NBLCK, msvcrt.locking = 0, 2, locking
sys.modules["msvcrt"] = msvcrt
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None
for module in (os, signal):
    for name in json.loads(sys.argv[2]):
        if hasattr(module, name):
            delattr(module, name)
really, sys.platform = sys.platform, "win32"
import tracker.services.leadership, tracker.services.leading, tracker.store.backups
sys.platform = really
def refusing(name, which):
    # a file that is open cannot be replaced, renamed or removed there
    really_done = getattr(os, name)
    def done(*paths, **words):
        open_files = set()
        for one in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                open_files.add(os.stat(f"/proc/self/fd/{one}")[1:3])
        for path in paths[:which]:
            if os.path.exists(path) and os.stat(path)[1:3] in open_files:
                raise PermissionError(13, "The process cannot access the file because it is being used", str(path))
        return really_done(*paths, **words)
    setattr(os, name, done)
for name, which in (("replace", 2), ("rename", 2), ("unlink", 1), ("remove", 1)):
    refusing(name, which)
from tracker.cli import main
answers = []
for words in json.loads(sys.argv[3]):
    out, err = io.StringIO(), io.StringIO()
    streams = (None, None) if words[0] == "no console" else (out, err)
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        held = contextlib.nullcontext()
        if words[0] == "beside a daemon":
            from pathlib import Path
            lock = tracker.services.leadership.FileLock(Path(os.environ["TRACKER_HOME"]) / "tracker.sqlite3.leader")
            assert lock.acquire()
            held = contextlib.closing(types.SimpleNamespace(close=lock.release))
        with held:
            code = main(words[1:])
    answers.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(answers))
"""


def typed_on_windows(*lines: tuple[str, ...], home: Path) -> list[Any]:
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            WINDOWS,
            json.dumps(sorted(POSIX_MODULES - {"posix"})),
            json.dumps(sorted(NAMES - {"O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"})),
            json.dumps(lines),
        ],
        env={**os.environ, "TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=200,
    )
    assert answer.returncode == 0, answer.stderr
    answers: list[Any] = json.loads(answer.stdout)
    return answers


def product(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("tracker", "jobs", "alembic"):
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root), ast.parse(path.read_text(encoding="utf-8"))


def unguarded(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under a question for the platform."""
    if isinstance(node, ast.If) and any(word in ast.unparse(node.test) for word in ("sys.platform", "hasattr(")):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from unguarded(child)


@pytest.mark.watches_processes
@pytest.mark.slow
def test_the_commands_of_the_task_scheduler_work_without_posix(prepared_home: Path, tmp_path: Path) -> None:
    import shutil

    home = tmp_path / "Jörg Müller" / "Eigene Dateien" / "tracker"
    shutil.copytree(prepared_home, home)
    event = ("--date", "2014-11-12", "--zone", "Europe/Brussels", "--kind", "statement", "--jurisdiction", "EU")
    span = ("--now", "2014-11-17T00:00Z", "--until", "2014-11-17T00:01Z", "--heartbeat", "0.05", "--speed", "1000")
    answers = typed_on_windows(
        ("", "tick"),
        ("beside a daemon", "tick"),
        ("no console", "tick", "--quiet"),
        ("", "daemon", *span),
        ("", "report", "--week", "2014-W46", "-o", str(tmp_path / "Wöche 46.txt")),
        ("", "events", "add", *event, "--issuer", "Council of the EU", "--title", "Brüssel"),
        ("", "db", "upgrade"),
        ("", "db", "current"),
        ("", "status"),
        ("", "db", "backup", str(tmp_path / "Sicherung.sqlite3")),
        ("", "tick", "--now", "2014-11-24T08:00Z"),
        ("", "db", "restore", str(tmp_path / "Sicherung.sqlite3"), "--yes"),
        ("", "db", "copy", str(tmp_path / "Kopie.sqlite3")),
        ("", "db", "check"),
        home=home,
    )
    for code, _, err in answers:
        assert code == 0, err
        assert "Traceback" not in err
    assert "A daemon, or another tick, is at work" in answers[1][2]
    assert "is at work" not in answers[0][2]
    assert "daemon leading" in answers[3][2]
    assert "47.30" in (tmp_path / "Wöche 46.txt").read_text(encoding="utf-8")
    made = [path.name for path in home.rglob("*")]
    assert "tracker.sqlite3.leader" in made
    assert not [name for name in made if set(name) & set('<>:"|?*\\') or name.endswith((".", " "))]


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\Jörg Müller\AppData\Local\tracker.sqlite3",
        r"\\server\daten\tracker.sqlite3",
        "D:/data/tracker.sqlite3",
    ],
)
def test_windows_paths_are_kept_in_the_url_of_the_database(path: str, tmp_path: Path) -> None:
    settings = config.load({"TRACKER_HOME": str(tmp_path), "TRACKER_DATABASE_URL": f"sqlite:///{path}"}, cwd=tmp_path)
    engine = open_engine(settings.database_url)
    assert engine.url.database == path
    assert str(database_path(engine)) == path
    engine.dispose()


@pytest.mark.parametrize(("platform", "warned"), [("win32", False), ("linux", True)])
def test_permission_bits_that_mean_nothing_are_no_warning(
    platform: str, warned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "password"
    secret.write_text("x\n", encoding="utf-8")
    secret.chmod(0o666)  # what Windows shows of every file
    monkeypatch.setattr(sys, "platform", platform)
    config.load({"TRACKER_HOME": str(tmp_path), "TRACKER_SMTP_PASSWORD_FILE": str(secret)}, cwd=tmp_path)
    assert ("chmod" in caplog.text) is warned


def test_what_only_posix_has_stands_behind_a_question_for_the_platform(root: Path) -> None:
    found = []
    for path, tree in product(root):
        for node in unguarded(tree):
            if isinstance(node, ast.Attribute) and node.attr in NAMES and isinstance(node.value, ast.Name):
                found += [f"{path}:{node.lineno}: {ast.unparse(node)}"] * (node.value.id in {*POSIX_NAMES, "asyncio"})
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                found += [f"{path}:{node.lineno}: import {name}" for name in names if name in POSIX_MODULES]
    assert found == []


def test_text_files_name_their_encoding(root: Path) -> None:
    found = []
    for path, tree in product(root):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [*node.args, *(word.value for word in node.keywords)]
            binary = any(
                isinstance(one, ast.Constant) and isinstance(one.value, str) and "b" in one.value for one in given
            )
            named = any(word.arg == "encoding" for word in node.keywords)
            positional = any(isinstance(one, ast.Constant) and one.value == "utf-8" for one in node.args)
            of_an_archive = "archive" in ast.unparse(node.func)
            descriptor = ast.unparse(node.func) == "os.open"
            if called in {"open", "fdopen", "read_text", "write_text"} and not (
                binary or named or positional or of_an_archive or descriptor
            ):
                found.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    assert found == []
