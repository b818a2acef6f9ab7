"""How long fetched documents are kept: what may go is announced a week before, then its bytes go and nothing else.

Only the bytes of documents whose values are stored and that nothing asks for any more may go. Never those of the
newest document of an address (asking again needs it), of a list's newest snapshots, of a conversation that did not end
well, of items of feeds that wait to be read, nor what a person brought in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tracker.services.context import Context
from tracker.services.places import size_words
from tracker.services.signs_of_life import alive

if TYPE_CHECKING:
    from tracker.reports.wording import Words
    from tracker.store.archive import Removal, Spare
    from tracker.store.unit_of_work import UnitOfWork

Leaving: TypeAlias = "Removal"
"""What commands know of a document that leaves the archive, which is stored in a room they do not enter."""

MOST_AT_ONCE = 2_000
"""Documents newly announced in one run: the rest the next day."""

_TOGETHER = 100
_LOOKED_AT = 1_000
_LONGEST = timedelta(days=2)
"""Longer than any conversation with a source, a back-fill too."""

_SOUND = frozenset(("done", "unchanged"))
_READ_AS_A_WHOLE = frozenset(("1d",))
"""Kinds of documents that are still read, every one of them: daily bars, whose timing is estimated anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The archive. Sizes in bytes as packed; ``going`` are announced, ``gone`` went."""

    days: int
    megabytes: int
    documents: int
    size: int
    spare: int
    spare_size: int
    going: tuple[Removal, ...]
    gone: tuple[Removal, ...]

    @property
    def over(self) -> int:
        """Bytes by which what cannot go is more than the settings allow."""
        return max(0, self.size - self.spare_size - self.megabytes * 1_000_000) if self.megabytes else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a run of housekeeping did to the archive. ``size`` in bytes removed, ``given_back`` to the disk."""

    announced: int = 0
    withdrawn: int = 0
    removed: int = 0
    size: int = 0
    given_back: int = 0
    first_goes_at: datetime | None = None


def standing(context: Context) -> Standing:
    """Look, without changing anything."""
    from tracker.net.addresses import shown
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        held, spare = work.archive.held(), _spare(work)
        return Standing(
            days=context.settings.archive_days,
            megabytes=context.settings.archive_megabytes,
            documents=held.documents,
            size=held.size,
            spare=len(spare),
            spare_size=sum(one.size for one in spare),
            going=tuple(replace(one, url=shown(one.url)) for one in work.archive.announced()),
            gone=tuple(replace(one, url=shown(one.url)) for one in work.archive.removed()),
        )


def removed(context: Context, sha256s: Collection[str]) -> dict[str, Leaving]:
    """Of these documents those whose bytes left the archive, by digest."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        found = {one: work.archive.fate(one) for one in sha256s}
    return {one: fate for one, fate in found.items() if fate is not None and fate.removed_at is not None}


def removed_words(leaving: Leaving) -> str:
    """When its bytes went, and that it was announced."""
    at = f" on {leaving.removed_at:%Y-%m-%d}" if leaving.removed_at else ""
    return f"bytes removed{at}, as announced on {leaving.announced_at:%Y-%m-%d}"


def keep(context: Context) -> Kept:
    """Remove what was announced a week ago and may still go, announce what may go now, withdraw what may no more.

    Only for whoever leads. Doing it twice changes nothing more.
    """
    from tracker.store.archive import give_back
    from tracker.store.unit_of_work import UnitOfWork

    now = context.clock()
    with UnitOfWork(context.engine, write=False) as work:
        announced = {one.sha256: one for one in work.archive.announced()}
        asked = context.settings.archive_days or context.settings.archive_megabytes
        wanted = dict(_wanted(work, context, announced, now)) if asked else {}
    due = [one for one in announced if one in wanted and announced[one].goes_at <= now]
    fresh = [one for one in wanted if one not in announced]
    size = sum(announced[one].size for one in due)
    removed = 0
    for some in _pieces(due, _TOGETHER):
        with UnitOfWork(context.engine, write=True) as work:
            removed += work.archive.remove(some, at=now)
            work.commit()
        context.step("archive")
    withdrawn = 0
    if fresh or announced.keys() - wanted:
        with UnitOfWork(context.engine, write=True) as work:
            withdrawn = work.archive.withdraw(sorted(announced.keys() - wanted))
            for because in sorted({wanted[one] for one in fresh}):
                work.archive.announce([one for one in fresh if wanted[one] == because], because=because, at=now)
            work.commit()
    with UnitOfWork(context.engine, write=False) as work:
        left = work.archive.announced()
    given_back = 0
    if removed:
        with alive(context.step, "archive"):  # the file is written anew, as a whole
            given_back = give_back(context.engine)
    return Kept(
        announced=len(fresh),
        withdrawn=withdrawn,
        removed=removed,
        size=size,
        given_back=given_back,
        first_goes_at=min((one.goes_at for one in left), default=None),
    )


def kept_words(kept: Kept) -> str:
    """One line for a log; empty where nothing was done and nothing is announced."""
    said = []
    if kept.removed:
        back = f", {size_words(kept.given_back)} given back to the disk" if kept.given_back else ""
        said.append(f"the bytes of {_documents(kept.removed)} removed as announced ({size_words(kept.size)}{back})")
    if kept.withdrawn:
        said.append(f"{_documents(kept.withdrawn)} announced before stay after all")
    if kept.announced and kept.first_goes_at is not None:
        said.append(
            f"announced: the bytes of {_documents(kept.announced)} leave the archive in a week, the first of all"
            f" announced from {kept.first_goes_at:%Y-%m-%d %H:%M} UTC; what was read stays (tracker db archive)"
        )
    return "; ".join(said)


def letter_note(context: Context, words: Words) -> str:
    """What a letter says of removals that are announced, under what could not be seen; empty where none is."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        going = work.archive.announced()
    if not going:
        return ""
    day = min(one.goes_at for one in going).date()
    return words.count("keeping.archive", len(going), year=day.year, month=f"{day:%m}", day=f"{day:%d}")


def _wanted(work: UnitOfWork, context: Context, announced: Collection[str], now: datetime) -> Iterator[tuple[str, str]]:
    """Documents to go by the settings, oldest first, each with why."""
    settings, size = context.settings, work.archive.held().size
    cap = settings.archive_megabytes * 1_000_000
    too_old = now - timedelta(days=settings.archive_days) if settings.archive_days else None
    days, megabytes = settings.archive_days, settings.archive_megabytes
    fresh = 0
    read = _Read(work)
    for some in _pieces(_spare(work), _LOOKED_AT):
        known = read.of([one.sha256 for one in some if one.sha256 not in announced])
        context.step("archive")
        for one in some:
            old = too_old is not None and one.newest <= too_old
            if not old and not (cap and size > cap):
                return  # they come oldest first
            if one.sha256 not in announced:
                if fresh == MOST_AT_ONCE:
                    return
                if one.sha256 not in known:
                    continue
                fresh += 1
            size -= one.size
            yield one.sha256, f"older than {days} days" if old else f"the archive is larger than {megabytes} MB"


def _spare(work: UnitOfWork) -> Sequence[Spare]:
    from tracker.data.loader import feeds
    from tracker.services.reader_version import reader_version
    from tracker.sources.catalog import sources

    waiting = {one.sha256 for one in work.read_items.waiting(feeds().feeds, reader=reader_version())}
    found = work.archive.spare(tuple(sources()), kept_kinds=_READ_AS_A_WHOLE)
    return [one for one in found if one.sha256 not in waiting]


class _Read:
    """Which documents were read: every conversation that brought one ended well.

    Where none is remembered, something stored has to say that it was read from it.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._conversations: dict[str, Sequence[tuple[datetime, datetime | None, str]]] = {}

    def of(self, sha256s: Sequence[str]) -> frozenset[str]:
        """Those of these documents that were read."""
        stored = self._work.archive.read_from(sha256s)
        found = set()
        for sha256, retrievals in self._work.archive.retrievals(sha256s).items():
            states = {state for source, at in retrievals for state in self._endings(source, at)}
            if states <= _SOUND and (states or sha256 in stored):
                found.add(sha256)
        return frozenset(found)

    def _endings(self, source: str, at: datetime) -> Iterator[str]:
        """How the conversations ended that were under way at an instant; one that never ended may have been."""
        if source not in self._conversations:
            self._conversations[source] = self._work.runs.conversations(source)
        known = self._conversations[source]
        begun = bisect_right(known, at, key=lambda one: one[0])
        for number in range(begun - 1, -1, -1):
            began, ended, state = known[number]
            if began < at - _LONGEST:
                return
            if ended is None or ended >= at:
                yield state


_Item = TypeVar("_Item")


def _pieces(some: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(some), size):
        yield some[start : start + size]


def _documents(count: int) -> str:
    return f"{count:,} {'document' if count == 1 else 'documents'}"
