"""The signals a daemon hears: end calmly, and read the settings again."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class Signals:
    """What was asked for by signal. ``stop`` names the signal that asked to stop; ``reload`` is reset by who obeys."""

    def __init__(self) -> None:
        self.stop: str | None = None
        self.reload = False

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Ask to stop on the first SIGTERM, SIGINT or (Windows) Ctrl-Break; a second one ends the process at once.

        SIGHUP, where the platform has it, asks to read the settings again. Handlers only assign: taking a lock in one
        could dead-lock.
        """

        def stop(number: int, _frame: FrameType | None) -> None:
            self.stop = signal.Signals(number).name
            signal.signal(number, before[number])

        def reread(_number: int, _frame: FrameType | None) -> None:
            self.reload = True

        handlers = {"SIGTERM": stop, "SIGINT": stop, "SIGBREAK": stop, "SIGHUP": reread}
        here = {int(number): handler for name, handler in handlers.items() if (number := getattr(signal, name, None))}
        before = {number: signal.getsignal(number) for number in here}
        for number, handler in here.items():
            signal.signal(number, handler)
        try:
            yield
        finally:
            for number, old in before.items():
                signal.signal(number, old)
