"""The daemon and the tick as processes, read line by line."""

from __future__ import annotations

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
