"""What the gate makes of the results of the tests, as pytest wrote them (JUnit XML). Run by ``.ci/run``.

python tests/gate.py again FIRST            which tests to try once more: their ids, one a line; none: it has failed
python tests/gate.py judge FIRST ALLOWED [SECOND]      counts; fails for failed tests, and skipped ones that may not
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECOND_TRY = "second_try"
"""The property of a test that watches processes; its value is the test's id."""

MOST = 3
"""More failures at once are no chance."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """One run. ``again`` holds the ids of tests with a second try; a test without is named by its class and name."""

    names: tuple[str, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    skips: dict[str, str] = field(default_factory=dict)
    again: frozenset[str] = frozenset()

    @property
    def passed(self) -> set[str]:
        """The tests that ran to their end and did not fail."""
        return set(self.names) - self.failures.keys() - self.skips.keys()


def read(path: Path) -> Results:
    """The results in a file."""
    names, failures, skips, again = [], dict[str, str](), dict[str, str](), set()
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314  # written by our own tests
        own = next((one.get("value", "") for one in case.iter("property") if one.get("name") == SECOND_TRY), "")
        name = own or f"{case.get('classname')}::{case.get('name')}"
        names.append(name)
        again |= {name} if own else set()
        for mark in (*case.iter("failure"), *case.iter("error")):
            failures[name] = failures.get(name, "") + (mark.text or mark.get("message") or "")
        for mark in case.iter("skipped"):
            if mark.get("type") != "pytest.xfail":  # that one did run
                skips[name] = (mark.get("message") or "").strip()
    return Results(names=tuple(names), failures=failures, skips=skips, again=frozenset(again))


def to_try_again(first: Results) -> list[str]:
    """All failed tests when each watches processes and they are few; else none, and the run has failed."""
    failed = sorted(first.failures)
    return failed if len(failed) <= MOST and first.again.issuperset(failed) else []


def judge(first: Results, allowed: str, second: Results | None) -> Iterator[str]:
    """What is wrong, a line each; nothing when the gate is passed."""
    if not first.names:
        yield "no test ran"
    for name in sorted(first.failures):
        if second is None or name not in second.passed:
            yield f"failed{' twice' if second is not None else ''}: {name}"
    may_be_missing = re.compile(allowed, re.IGNORECASE)
    for name, reason in first.skips.items():
        if not may_be_missing.search(reason):
            yield f"should have run: {name} ({reason})"


def main(words: Sequence[str]) -> int:
    """Both commands; 1 when the gate is not passed."""
    command, path, *rest = words
    first = read(Path(path))
    if command == "again":
        for name in to_try_again(first):
            sys.stdout.write(f"{name}\n")
            sys.stderr.write(f"failed at the first try: {name}\n{first.failures[name]}\n\n")
        return 0
    allowed, *others = rest
    second = read(Path(others[0])) if others else None
    failed, skipped = len(first.failures), len(first.skips)
    told = [f"tests: {len(first.names)} · passed: {len(first.passed)} · failed: {failed} · skipped: {skipped}"]
    reasons = list(first.skips.values())
    told += [f"  skipped {reasons.count(reason)}: {reason}" for reason in sorted(set(reasons))]
    if second is not None:
        told += [f"PASSED ONLY ON THE SECOND TRY: {name}" for name in sorted(first.failures.keys() & second.passed)]
    wrong = list(judge(first, allowed, second))
    sys.stdout.write("".join(f"{line}\n" for line in told))
    sys.stderr.write("".join(f"  {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
