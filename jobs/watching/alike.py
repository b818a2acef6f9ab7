"""Failures that are all the same, a full disk say, told as one."""

from __future__ import annotations

from tracker.services.context import Say


class Alike:
    """Passes on lines like ``INSTANT JOB … failed …: WHY``; of more with the same reason in a row, the jobs alone.

    ``end`` tells those that are still kept back.
    """

    def __init__(self, complain: Say) -> None:
        self._complain = complain
        self._why = ""
        self._more: list[str] = []

    def __call__(self, line: str) -> None:
        """A line of a failure."""
        head, _, why = line.partition(": ")
        job = head.split(" ")[1:2]
        if why and why == self._why and job:
            self._more += [one for one in job if one not in self._more]
            return
        self.end()
        self._why = why
        self._complain(line)

    def end(self) -> None:
        """No more lines come."""
        if self._more:
            self._complain(f"For the same reason failed: {', '.join(self._more)}.")
        self._more, self._why = [], ""
