"""An event loop per conversation, whose name look-ups cannot outlive a deadline.

The standard loop resolves names in a pool of threads that Python joins when the loop closes, so a resolver that
hangs for half a minute makes every deadline half a minute long. Here each look-up has a daemon thread of its own,
which is simply left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class BoundedLoop(asyncio.SelectorEventLoop):
    """A selector loop with cancellable name look-ups."""

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002  # the name is asyncio's
        proto: int = 0,
        flags: int = 0,
    ) -> list[tuple[Any, ...]]:
        """Resolve a name in a daemon thread of its own."""
        future: asyncio.Future[list[tuple[Any, ...]]] = self.create_future()

        def deliver(found: list[tuple[Any, ...]] | None, error: OSError | UnicodeError | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(found or [])

        def look_up() -> None:
            found: list[tuple[Any, ...]] | None = None
            error: OSError | UnicodeError | None = None
            try:
                found = list(socket.getaddrinfo(host, port, family, type, proto, flags))
            except (OSError, UnicodeError) as problem:
                error = problem
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self.call_soon_threadsafe(deliver, found, error)

        threading.Thread(target=look_up, name=f"resolve {host!r}", daemon=True).start()
        return await future


def run(conversation: Coroutine[Any, Any, T]) -> T:
    """Run one conversation to its end in a loop of its own, in whichever thread calls."""
    with asyncio.Runner(loop_factory=BoundedLoop) as runner:
        return runner.run(conversation)
