"""The two questions a supervisor asks: does it live, and is what it knows good enough to be used?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jobs.watching.pulse import Signs
from tracker.services.watching import Latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One thing looked at, and what was found."""

    name: str
    fine: bool
    words: str


def health(signs: Signs, bound: float) -> Verdict:
    """Alive: the scheduler's thread gave a sign within ``bound`` seconds."""
    return Verdict(
        name="scheduler",
        fine=signs.age <= bound,
        words=f"last sign of life {signs.age:.0f} s ago, at most {bound:g} s are allowed",
    )


def readiness(signs: Signs, bound: float, latest: Latest) -> Iterator[Verdict]:
    """Ready: it lives, the database answers at the schema it needs, somebody leads, and the data are recent."""
    yield health(signs, bound)
    known = latest.observed
    if latest.problem or known is None:
        yield Verdict(name="database", fine=False, words=latest.problem or "not read yet")
    else:
        yield Verdict(name="database", fine=True, words="answers")
    if known is not None:
        yield Verdict(
            name="schema",
            fine=known.at_head,
            words=f"{known.revision or 'none'}, needed {known.needed}"
            + ("" if known.at_head else "; bring it there with: tracker db upgrade"),
        )
    if signs.leading is None:
        yield Verdict(name="leadership", fine=False, words="not decided yet")
    else:
        yield Verdict(name="leadership", fine=True, words="leads" if signs.leading else signs.waits or "stands by")
    if signs.trouble:
        yield Verdict(name="work", fine=False, words=signs.trouble)
    if known is not None and known.at_head:
        said = "; ".join(known.too_old)
        yield Verdict(name="data", fine=not known.too_old, words=said or "as recent as their calendars promise")
