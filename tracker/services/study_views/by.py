"""``--by FIELD``: the same events in groups, side by side, with their differences tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import UsageError
from tracker.model import codebook
from tracker.model.event import PolicyEvent
from tracker.reports.cleaning import clean
from tracker.services.prepared import Prepared
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views._groups import grouped

THREATS = {"threaten": "threat", "impose": "imposition", "expand": "imposition"}
"""By action: measures said to come against measures taken; one that only lasts longer is neither."""

DIRECTIONS = {"escalate": "escalation", "deescalate": "easing"}
"""By stance; what holds the pressure is neither."""

_LONGEST = 80
"""Letters of a name that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A way to put events into groups. ``group`` gives nothing for an event in none; ``without`` says what it is."""

    group: Callable[[PolicyEvent], str]
    order: tuple[str, ...] = ()
    without: str = ""


def _expected(event: PolicyEvent) -> str:
    return "" if event.expectedness == "unknown" else event.expectedness


FIELDS = {
    "kind": Field(group=lambda event: event.kind, order=codebook.KIND.words),
    "action": Field(group=lambda event: event.action, order=codebook.ACTION.words),
    "stance": Field(group=lambda event: event.stance, order=codebook.STANCE.words),
    "jurisdiction": Field(group=lambda event: event.jurisdiction),
    "issuer": Field(group=lambda event: event.issuer),
    "actor": Field(group=lambda event: event.actor, without="no person is named in"),
    "threat": Field(
        group=lambda event: THREATS.get(event.action, ""),
        order=("threat", "imposition"),
        without="neither a threat nor a measure taken",
    ),
    "scheduled": Field(
        group=_expected,
        order=("scheduled", "anticipated", "surprise"),
        without="nobody noted whether it was expected",
    ),
    "direction": Field(
        group=lambda event: DIRECTIONS.get(event.stance, ""),
        order=("escalation", "easing"),
        without="neither escalation nor easing",
    ),
}


class By:
    """Groups by a coded field, or by what follows from some."""

    key = "by"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:
        """The groups, largest first where the codebook gives them no order."""
        field = FIELDS.get(option or "")
        if field is None:
            raise UsageError(f"Events cannot be grouped by {option!r}.", remedy=f"Known: {', '.join(FIELDS)}.")
        groups = [clean(field.group(event), _LONGEST) for event in prepared.events]
        present = {name for name in groups if name}
        sizes = {name: groups.count(name) for name in present}
        order = field.order or tuple(sorted(present, key=lambda name: (-sizes[name], name)))
        return grouped(
            prepared,
            prepared.alignments,
            [(name,) if name else () for name in groups],
            [name for name in order if name in present],
            question={"view": "by", "by": option},
            title=f"by {option}",
            without=[event.id for event, name in zip(prepared.events, groups, strict=True) if not name],
            what_without=field.without,
        )


VIEW = By()
