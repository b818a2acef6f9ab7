"""``--versus "issuer=OFAC,kind=designation"``: the selected events against others of the ledger."""

from __future__ import annotations

from dataclasses import replace

from tracker.errors import NoDataError, UsageError
from tracker.model import event as codes
from tracker.model.event import NO_DAY, PolicyEvent
from tracker.services.event_sets import named_sets, set_record
from tracker.services.ledger import Selection
from tracker.services.prepared import Prepared
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views._groups import grouped

FIELDS = {
    "kind": "kinds",
    "action": "actions",
    "stance": "stances",
    "jurisdiction": "jurisdictions",
    "issuer": "issuers",
    "actor": "actors",
    "set": "sets",
}
_KNOWN = {
    "kind": codes.KINDS,
    "action": codes.ACTIONS,
    "stance": codes.STANCES,
    "jurisdiction": codes.JURISDICTIONS,
}
SELECTED = "selected"


def other_selection(text: str, like: Selection) -> Selection:
    """The selection that words like ``issuer=OFAC,kind=designation`` name, over the same days as ``like``.

    A field may be said several times: any of its values then. Raises ``UsageError`` for words that make no sense.
    """
    wanted: dict[str, tuple[str, ...]] = {}
    for part in text.split(","):
        name, given, value = (one.strip() for one in part.partition("="))
        if not given or not value or name not in FIELDS:
            raise UsageError(
                f"{part.strip()!r} says no selection.",
                remedy=f'Write --versus "issuer=OFAC,kind=designation"; fields: {", ".join(FIELDS)}.',
            )
        value = value.upper() if name == "jurisdiction" else value
        known = _KNOWN.get(name)
        if known is not None and value not in known:
            raise UsageError(f"There is no {name} {value!r}.", remedy=f"Known: {', '.join(sorted(known))}.")
        wanted[FIELDS[name]] = (*wanted.get(FIELDS[name], ()), value)
    bounds = ("since", "until", "first_day", "until_day", "statuses")
    return replace(Selection(), **{name: getattr(like, name) for name in bounds}, **wanted)  # type: ignore[arg-type]  # fields of it


class Versus:
    """Two selections."""

    key = "versus"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:
        """The events selected, the others, and whether they differ; an event of both can speak for neither."""
        text = option or ""
        chosen = other_selection(text, prepared.question.selection)
        frozen, marks = named_sets(prepared.context, chosen.sets)
        chosen = replace(chosen, sets=marks, frozen=frozen)
        here = {event.id for event in prepared.events}
        named = [event for event in prepared.everything.values() if event in chosen]
        others = [event for event in named if self._usable(prepared, event)]
        if not named:
            raise NoDataError(f"No event of the ledger is {text!r}.", remedy="tracker events list")
        if not others:
            raise NoDataError(f"No event of {text!r} can be set against a rate.", remedy="tracker events list")
        there = {event.id for event in others}
        events = (*prepared.events, *(event for event in others if event.id not in here))
        both = [event.id for event in events if event.id in here and event.id in there]
        groups = [tuple(name for name, ids in ((SELECTED, here), (text, there)) if event.id in ids) for event in events]
        return grouped(
            prepared,
            [prepared.aligned.events[event.id].alignment for event in events],
            groups,
            [SELECTED, text],
            question={
                "view": "versus",
                "versus": text,
                "versus_sets": [set_record(one) for one in frozen],
                "in_both": both,
            },
            title=f"against {len(others)} of {text}",
            without=(),
            what_without="",
        )

    @staticmethod
    def _usable(prepared: Prepared, event: PolicyEvent) -> bool:
        alignment = prepared.aligned.events[event.id].alignment
        return NO_DAY not in event.sets and alignment.pre is not None and alignment.latest is not None


VIEW = Versus()
