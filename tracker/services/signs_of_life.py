"""Signs of life during a call that gives none itself: a program of the database's, or a file written anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.services.context import Say

EVERY = 60.0
"""Seconds between two signs."""

LONGEST = 6 * 3600.0
"""Seconds for which signs are given: what takes longer hangs."""


@contextmanager
def alive(step: Say, words: str, *, every: float = EVERY, longest: float = LONGEST) -> Iterator[None]:
    """Tell ``step`` before, now and then during, and after the one call within; at most ``longest`` seconds."""
    over = threading.Event()

    def tell() -> None:
        for _ in range(int(longest / every)):
            if over.wait(every):
                return
            step(words)

    step(words)
    teller = threading.Thread(target=tell, name=f"signs of life: {words}", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
    step(words)
