"""The daemon and the tick as processes, read line by line, and the ear of a service manager."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from tests.fakenet.fakenet import clean_environment
from tracker.model.instants import parse_instant

PATIENCE = 180.0
"""Seconds until something that a process has to say or do counts as a hang; on a busy machine it may take long."""


class Process:
    """``python -m jobs …`` with its stderr read line by line."""

    def __init__(self, root: Path, home: Path, env: Mapping[str, str], *arguments: str) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "jobs", *arguments],
            cwd=home,
            env={**clean_environment(), "PYTHONPATH": str(root), "TRACKER_HOME": str(home), **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _read(self) -> None:
        assert self._popen.stderr is not None
        with self._popen.stderr as stream:
            for line in stream:
                with self._changed:
                    self.lines.append(line.rstrip())
                    self._changed.notify_all()

    def wait_for(self, words: str, *, after: int = 0) -> None:
        """Until a line (of those after so many) holds these words."""
        self.wait_until(lambda: any(words in line for line in self.lines[after:]), f"somebody says {words!r}")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Until something holds; looked at whenever the process has said a line."""
        with self._changed:
            found = self._changed.wait_for(holds, PATIENCE)
        assert found, f"not within {PATIENCE:g} s: {what}\n" + "\n".join(self.lines)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._popen.send_signal(number)

    def terminate(self) -> int:
        """SIGTERM; the exit code."""
        self._popen.terminate()
        return self.ended()

    def kill(self) -> None:
        """SIGKILL."""
        self._popen.kill()
        self.ended()

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        code = self._popen.wait(PATIENCE)
        self._reader.join(10)
        return code

    def shown(self) -> datetime | None:
        """The newest instant on the process's own clock that it has told of."""
        for line in reversed(self.lines):
            try:
                return parse_instant(line.split(" ", 1)[0])
            except ValueError:
                continue
        return None


class Manager:
    """The end at which a service manager listens."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        self._line.settimeout(0.05)
        self.heard: list[dict[str, str]] = []
        self._changed = threading.Condition()
        self._closing = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._closing:
            try:
                message = self._line.recv(4096).decode()
            except TimeoutError:
                continue
            lines = [line.partition("=") for line in message.splitlines()]
            with self._changed:
                self.heard.append({key: value for key, _, value in lines})
                self._changed.notify_all()

    def wait_for(self, key: str, *, after: int = 0, words: str = "") -> int:
        """Until a message after so many has the key (with these words); how many were heard until then."""

        def found() -> bool:
            return any(key in one and words in one[key] for one in self.heard[after:])

        with self._changed:
            assert self._changed.wait_for(found, PATIENCE), f"no {key} with {words!r} in {self.heard[after:]}"
            return len(self.heard)

    def signs(self) -> list[str]:
        """What was heard without the statuses, in order."""
        return [key for one in self.heard for key in one if key not in {"STATUS", "MONOTONIC_USEC"}]

    def close(self) -> None:
        self._closing = True
        self._reader.join()
        self._line.close()
