"""Running a command of the user's without a shell, for a bounded time and with bounded output."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

MOST = 64 * 1024
_AFTERWARDS = 2.0
"""Seconds to wait for output that a child of the command still holds open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a command ended.

    Attributes
    ----------
    code : int or None
        Its exit code, below zero when a signal ended it; None when it was stopped at the deadline.
    out, err : bytes
        What it wrote, at most ``MOST`` bytes of each.
    cut : bool
        Whether it wrote more than that to its standard output.
    fed : bool
        Whether it was handed the whole text.
    """

    code: int | None
    out: bytes
    err: bytes
    cut: bool
    fed: bool


def words_of(command: str) -> list[str]:
    """The words of a command line as a shell would split them; ``ValueError`` when a quote is never closed.

    >>> words_of("/usr/bin/token --account 'me and you'")
    ['/usr/bin/token', '--account', 'me and you']
    """
    posix = sys.platform != "win32"  # there a backslash parts folders
    words = shlex.split(command, posix=posix)
    return words if posix else [word.strip('"') for word in words]


def run(words: Sequence[str], *, text: bytes = b"", seconds: float) -> Finished:
    """Run a command with ``text`` as its standard input. ``OSError`` when it cannot be started."""
    process = subprocess.Popen(  # noqa: S603  # the user's own command, split without a shell
        list(words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us: a letter half handed over would be worse
    )
    fed, out, err = threading.Event(), _Kept(process.stdout), _Kept(process.stderr)
    feeder = threading.Thread(target=_feed, args=(process.stdin, text, fed), daemon=True)
    threads = [feeder, *(threading.Thread(target=one.read, daemon=True) for one in (out, err))]
    for thread in threads:
        thread.start()
    code: int | None
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        code = None
        _kill(process)
    except BaseException:
        _kill(process)
        raise
    for thread in threads:
        thread.join(_AFTERWARDS)
    return Finished(code=code, out=bytes(out.kept), err=bytes(err.kept), cut=out.cut, fed=fed.is_set())


class _Kept:
    """The beginning of a stream; the rest is read and let go, so that the command is never held up."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._stream = stream
        self.kept = bytearray()
        self.cut = False

    def read(self) -> None:
        if self._stream is None:
            return
        with suppress(OSError, ValueError), self._stream:
            while block := os.read(self._stream.fileno(), 65536):
                room = MOST - len(self.kept)
                self.cut = self.cut or len(block) > room
                self.kept += block[: max(room, 0)]


def _feed(stream: IO[bytes] | None, text: bytes, fed: threading.Event) -> None:
    if stream is None:
        return
    with suppress(OSError, ValueError):  # it ended without reading all of it: its exit code says why
        stream.write(text)
        stream.flush()
        fed.set()
    with suppress(OSError, ValueError):
        stream.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the command and what it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
