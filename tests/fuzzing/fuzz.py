"""``make fuzz``: spoil the recorded documents of every source and see what their parsers do. Exit code 1 on a fault.

python -m tests.fuzzing.fuzz --seconds 60 --seed 1 --source ecb --keep build/crashers

A fault is minimised and written to a folder. What is worth keeping is moved to ``tests/fuzzing/crashers/SOURCE/``,
where it runs as a test; its name says which recorded document it stands in for.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.fuzzing.judging_parsers import Document, documents, fault
from tests.fuzzing.mutators import spoiled

_TRIES = 400


def minimised(body: bytes, still: Callable[[bytes], bool], *, tries: int = _TRIES) -> bytes:
    """A shorter body of which ``still`` is true: pieces are left out, ever smaller ones, while tries last."""
    size = len(body) // 2
    while size and tries > 0:
        at = 0
        while at < len(body) and tries > 0:
            shorter = body[:at] + body[at + size :]
            tries -= 1
            if still(shorter):
                body = shorter
            else:
                at += size
        size //= 2
    return body


def seed_of(document: Document, seed: int, number: int) -> str:
    """What the mutations of one input are drawn from."""
    return f"{document.id} {seed} {number}"


def pools(found: Sequence[Document]) -> tuple[bytes, ...]:
    """Every recorded body, for what is put in place of another."""
    return tuple(document.body for document in found)


def fuzz(
    document: Document, others: Sequence[bytes], *, seed: int, seconds: float, most: int | None = None
) -> tuple[int, dict[str, tuple[int, bytes]]]:
    """Spoil one document until the time or the number is up: how many were tried, and by fault the first such input."""
    until, number, found = time.monotonic() + seconds, 0, {}
    while time.monotonic() < until and (most is None or number < most):
        names, body = spoiled(seed_of(document, seed, number), document.body, others)
        wrong = fault(document, body, names)
        if wrong and wrong not in found:
            found[wrong] = number, body
        number += 1
    return number, found


def _keep(document: Document, wrong: str, body: bytes, folder: Path) -> Path:
    if not wrong.startswith("a list"):  # what a list lacks depends on what was done to it, so it stays as it is
        body = minimised(body, lambda shorter: fault(document, shorter) == wrong)
    path = folder / document.source.key / f"{hashlib.sha256(body).hexdigest()[:8]}--{document.name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def main() -> int:
    """The whole run."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", action="append", default=[], help="only this one; may be repeated")
    parser.add_argument("--keep", type=Path, default=Path("build/crashers"), help="folder for what was found")
    given = parser.parse_args()
    others, chosen, faults = pools(documents()), documents(given.source), 0
    for document in chosen:
        share = given.seconds / sum(one.source.key == document.source.key for one in chosen)
        tried, found = fuzz(document, others, seed=given.seed, seconds=share)
        sys.stdout.write(f"{document.id:60} {tried:7} inputs, {len(found)} faults\n")
        for wrong, (number, body) in found.items():
            path = _keep(document, wrong, body, given.keep)
            sys.stdout.write(f"    {wrong}: input {number} of seed {given.seed}, kept as {path}\n")
        sys.stdout.flush()
        faults += len(found)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
