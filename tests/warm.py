"""An interpreter that has its imports behind it and forks a process for ``python -m tracker …`` and for Yahoo's child.

Loading yfinance takes two seconds of a processor, what a test wants to see of its process a tenth of one. Whoever
starts ``sys.executable`` while the fixture ``warm`` is in use starts a process as always, with its own arguments,
environment, folder and standard streams, that can be killed as always; a stand-in hands all of these to the warm
interpreter, which forks. That a cold process loads what it needs is shown by the tests without the fixture.
"""

from __future__ import annotations

import atexit
import importlib
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PYTHON = sys.executable
"""The interpreter itself, for a process that begins cold."""

ROOT = Path(__file__).resolve().parents[1]
CHILD = "tracker.sources.rates.yahoo.child"
LOADED = (CHILD, "tracker.sources.rates.yahoo.session", "yfinance", "curl_cffi.requests")
PROGRAM = ("tracker.cli", "tracker.cli.fetch", "tracker.services.fetching", "tracker.net.http")

# Begun as often as a child is, so it loads next to nothing. Anything but ``-m MODULE`` goes to the real interpreter.
STAND_IN = """#!{python} -IS
import os, socket, sys
words = sys.argv[1:]
if words[:1] == ["-P"]:
    del words[0]
if words[:1] != ["-m"] or words[1] not in {modules!r}:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
line.connect({address!r})
variables = [name + b"=" + value for name, value in os.environb.items()]
parts = [os.getcwdb(), str(len(words)).encode(), *map(os.fsencode, words), *variables]
content = b"\\0".join(parts)
socket.send_fds(line, [len(content).to_bytes(8, "big")], [0, 1, 2])
line.sendall(content)
code = line.recv(1)
os._exit(code[0] if code else 1)
"""


def _received(line: socket.socket) -> tuple[Path, list[str], dict[str, str], list[int]]:
    """Folder, words after ``python``, environment and the three streams of what is to be run."""
    size, streams, *_ = socket.recv_fds(line, 8, 3)
    content = b""
    while len(content) < int.from_bytes(size, "big"):
        content += line.recv(1 << 20)
    folder, number, *rest = map(os.fsdecode, content.split(b"\0"))
    words, variables = rest[: int(number)], rest[int(number) :]
    return Path(folder), words, dict(one.split("=", 1) for one in variables), streams


def _run(folder: Path, words: list[str], environment: dict[str, str], streams: list[int]) -> int:
    """Be that process; gives its exit code."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["", *words[2:]]
    code: object = 0
    try:
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001  # as an interpreter ends
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        stream.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def _watched(line: socket.socket) -> None:
    """Run it in a process of its own and tell the stand-in how that ended; kill it when the stand-in is killed."""
    folder, words, environment, streams = _received(line)
    done, alive = os.pipe()
    child = os.fork()
    if child == 0:
        line.close()
        os.setsid()
        os._exit(_run(folder, words, environment, streams))
    for stream in (alive, *streams):
        os.close(stream)
    ready, _, _ = select.select([line, done], [], [])
    if done not in ready:
        with suppress(ProcessLookupError):  # it may not lead a group yet
            os.killpg(child, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if done in ready:
        line.sendall(bytes([os.waitstatus_to_exitcode(status) & 255]))


def serve(address: str, program: str) -> None:
    """Fork for whoever asks at the address, until standard input is closed; what is forked starts ``program`` too."""
    for name in (*LOADED, *PROGRAM):
        importlib.import_module(name)
    sys.executable = program
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(64)
    print("ready", flush=True)  # noqa: T201
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        with suppress(ChildProcessError):
            while os.waitpid(-1, 0 if sys.stdin in ready else os.WNOHANG)[0]:
                pass
        if sys.stdin in ready:
            return
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            code = 1
            try:
                _watched(line)
                code = 0
            finally:
                os._exit(code)
        line.close()


@pytest.fixture(scope="session")
def stand_in() -> Iterator[str]:
    """A program to start in place of the interpreter."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))  # short: so is the longest address of a socket
    address, program = str(folder / "socket"), folder / "python"
    program.write_text(
        STAND_IN.format(python=sys.executable, address=address, modules=(CHILD, "tracker")), encoding="utf-8"
    )
    program.chmod(0o700)
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")  # who forks must have no other threads
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; from tests.warm import serve; serve(*sys.argv[1:])", address, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **threads},
    ) as interpreter:
        assert interpreter.stdin is not None
        assert interpreter.stdout is not None
        assert interpreter.stdout.readline() == b"ready\n"
        yield str(program)
        interpreter.stdin.close()
    shutil.rmtree(folder)


@pytest.fixture
def warm(stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children of this test begin with what they load already loaded."""
    monkeypatch.setattr(sys, "executable", stand_in)
