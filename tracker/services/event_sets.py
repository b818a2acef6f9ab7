"""Named frozen event sets: shipped, in the user's own folder, or by path, each checked against the ledger."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.data.event_set_file import NAME, SUFFIX, parse_event_set, shipped_event_sets
from tracker.errors import NoDataError, UsageError
from tracker.model.event_set import EventSet
from tracker.services.context import Context

if TYPE_CHECKING:
    import pandas as pd

    from tracker.services.prepared import Prepared
    from tracker.services.study_views import ViewAnswer

_WIDTH = 100


def named_sets(context: Context, words: Sequence[str]) -> tuple[tuple[EventSet, ...], tuple[str, ...]]:
    """The frozen sets among the words, and the words that are none: marks that events of the ledger carry.

    Raises ``UsageError`` for a file that cannot be read or names an event the ledger does not have, and for a word
    that is neither a set nor the mark of any event.
    """
    found: list[EventSet] = []
    rest: list[str] = []
    for word in dict.fromkeys(words):
        one = _read(context, word)
        if one is None:
            rest.append(word)
        else:
            _require_known(context, one)
            found.append(one)
    _require_marks(context, rest)
    return tuple(found), tuple(rest)


def _require_marks(context: Context, words: Sequence[str]) -> None:
    """``UsageError`` for a word no event of the ledger is marked with, whatever its status: a slip is no empty set."""
    from tracker.services import ledger

    marks = {mark for event in ledger.read(context).events for mark in event.sets} if words else set()
    for word in words:
        if word not in marks:
            own = (path.stem for path in (context.settings.home / "sets").glob(f"*{SUFFIX}"))
            there = sorted({*shipped_event_sets(), *own, *marks})
            raise UsageError(f"There is no set {word!r}.", remedy=f"There are: {', '.join(there)}.")


def _read(context: Context, word: str) -> EventSet | None:
    own = context.settings.home / "sets" / f"{word}{SUFFIX}"
    shipped = shipped_event_sets().get(word)
    path = Path(word).expanduser() if word.endswith(SUFFIX) else own if NAME.fullmatch(word) else None
    if shipped is not None and path == own and own.is_file():
        raise UsageError(f"{own} has the name of a shipped set.", remedy="Give yours another name.")
    if shipped is not None:
        return shipped
    if path is None or (path == own and not own.is_file()):
        return None
    try:
        found = parse_event_set(path.read_bytes(), file=str(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    if path == own and found.name != word:
        raise UsageError(f"{own} holds the set {found.name!r}.", remedy="Name the file after its set.")
    return found


def _require_known(context: Context, found: EventSet) -> None:
    """``UsageError`` naming the first id that is not in the ledger, whatever its status."""
    from tracker.services import ledger

    recorded = ledger.read(context)
    known = {event.id for event in recorded.events} | {merger.event.id for merger in recorded.mergers}
    unknown = [event_id for event_id in (*found.included, *found.excluded) if event_id not in known]
    if not unknown:
        return
    more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    near = ""
    try:
        ledger.get(context, unknown[0])
    except NoDataError as error:
        near = error.remedy
    raise UsageError(f"The set {found.name!r} names {unknown[0]}{more}, which the ledger does not have.", remedy=near)


def set_record(found: EventSet) -> dict[str, object]:
    """A set under documented JSON names."""
    return {
        "name": found.name,
        "title": found.title,
        "version": found.version,
        "frozen_on": found.frozen_on.isoformat(),
        "sha256": found.sha256,
        "rule": found.rule,
        "events": [{"event_id": event_id, "because": because} for event_id, because in found.included.items()],
        "excluded": [{"event_id": event_id, "because": because} for event_id, because in found.excluded.items()],
    }


def set_lines(found: EventSet) -> Iterator[str]:
    """Plain lines: what is in the set by which rule, and what is not and why."""
    yield from _wrapped(
        f"set {found.name}, version {found.version}, frozen on {found.frozen_on.isoformat()}: {found.title}"
    )
    yield from _wrapped(f"rule: {found.rule}")
    if found.excluded:
        yield "considered and left out:"
        for event_id, because in found.excluded.items():
            yield from _wrapped(f"  {event_id}: {because}")
    yield f"sha256 of its file: {found.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSets:
    """An answer with the frozen sets its events came from."""

    answer: ViewAnswer
    sets: tuple[EventSet, ...]

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers of the record are measured in."""
        return self.answer.units

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return self.answer.barred

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it."""
        return self.answer.credits

    def record(self) -> dict[str, object]:
        """The answer's, with ``set``: the one set, or null and ``sets`` where several were named."""
        one = set_record(self.sets[0]) if len(self.sets) == 1 else None
        return self.answer.record() | {"set": one, "sets": [set_record(found) for found in self.sets]}

    def lines(self) -> Iterator[str]:
        """The answer's, and what the sets are."""
        yield from self.answer.lines()
        for found in self.sets:
            yield ""
            yield from set_lines(found)

    def table(self) -> pd.DataFrame:
        """The answer's."""
        return self.answer.table()


def with_sets(answer: ViewAnswer, prepared: Prepared) -> ViewAnswer:
    """The answer, telling of the frozen sets where its events were selected by any."""
    sets = prepared.question.selection.frozen
    return OfSets(answer=answer, sets=sets) if sets else answer


def _wrapped(text: str) -> list[str]:
    lead = " " * (len(text) - len(text.lstrip()) + 2)
    return textwrap.wrap(text, _WIDTH, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False)
