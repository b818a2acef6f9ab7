"""Locks on files that the operating system holds for a process: gone with it, however it ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def take(descriptor: int) -> bool:
        """Lock an open file for this process alone, until it is closed; False where another has it. Never waits."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def is_taken(descriptor: int) -> bool:
        """Whether another process has locked an open file; its lock is not taken."""
        if not take(descriptor):
            return True
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return False

else:
    import fcntl

    def take(descriptor: int) -> bool:
        """Lock an open file for this process alone, until it is closed; False where another has it. Never waits."""
        return _got(descriptor, fcntl.LOCK_EX)

    def is_taken(descriptor: int) -> bool:
        """Whether another process has locked an open file; its lock is not taken."""
        return not _got(descriptor, fcntl.LOCK_SH)  # shared and for a moment: a taker's is exclusive

    def _got(descriptor: int, kind: int) -> bool:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
