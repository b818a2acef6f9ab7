"""What is to be known about the ledger as a whole: its quality, what changed in it, how lists trail announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.data.event_file import row_of
from tracker.data.programmes import programme_of
from tracker.errors import UsageError
from tracker.events import auditing
from tracker.events.auditing import CHECKS, Finding
from tracker.events.lags import Following, ListLag, followings, list_lags, middle
from tracker.events.list_grouping import list_candidates
from tracker.events.overlay import Conflict
from tracker.events.shared_parties import SharedParties, shared_parties
from tracker.services.context import Context
from tracker.services.ledger import read_in
from tracker.services.rates import KnownBy, require_recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The findings, and of each check its words and how many it found; ``accepted`` events were looked at."""

    findings: tuple[Finding, ...]
    accepted: int

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Code, words and number of every check there is, those that found nothing included."""
        codes = [finding.check for finding in self.findings]
        return tuple((code, words, codes.count(code)) for code, words in CHECKS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One event that differs between two instants: added, removed, or changed in some columns (name, was, now)."""

    event_id: str
    change: str
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Conflicts of the reader's decisions with the shipped log, and what changed between two instants (UTC)."""

    conflicts: tuple[Conflict, ...]
    changes: tuple[Changed, ...]
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """A median over cases: ``who`` is an issuer, or who was followed by whom; ``basis`` says how many cases."""

    who: str
    median_days: float | None
    cases: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """How lists trail announcements and each other: medians first, then every case."""

    lists: tuple[Lag, ...]
    list_cases: tuple[ListLag, ...]
    following: tuple[Lag, ...]
    following_cases: tuple[Following, ...]
    shared: tuple[SharedParties, ...] = ()


_LATER = "Name later instants, or see what was public by an earlier one: tracker events list --public-by INSTANT."


def audit(context: Context, *, check: str | None = None) -> Audit:
    """The quality of the ledger; ``check`` leaves the findings of one check. ``UsageError`` for one there is not."""
    from tracker.store.unit_of_work import UnitOfWork

    if check is not None and check not in CHECKS:
        raise UsageError(f"There is no check {check!r}.", remedy=f"Known: {', '.join(CHECKS)}.")
    with UnitOfWork(context.engine, write=False) as work:
        ledger = read_in(work)
        unknown = list_candidates(work.lists.changes(), programme_of=programme_of).unknown
    found = auditing.audit(ledger, unknown=unknown)
    return Audit(
        findings=tuple(one for one in found if check in (None, one.check)),
        accepted=sum(event.status == "accepted" for event in ledger.events),
    )


def difference(context: Context, *, since: datetime | None = None, until: datetime | None = None) -> Difference:
    """Conflicts today, and with ``since`` what changed in the accepted ledger from then to ``until`` (now).

    Both count by what this installation had recorded then; ``NoDataError`` before its first record, ``UsageError`` for
    an end before the beginning.
    """
    from tracker.store.unit_of_work import UnitOfWork

    if until is not None and since is None:
        raise UsageError("An end without a beginning.", remedy="Say --from INSTANT too.")
    if since is not None and until is not None and until < since:
        raise UsageError("The end lies before the beginning.", remedy="Exchange --from and --to.")
    for instant in (since, until):
        if instant is not None:
            require_recorded(context, KnownBy(as_of=instant), remedy=_LATER)
    with UnitOfWork(context.engine, write=False) as work:
        today = read_in(work)
        before = read_in(work, since) if since else today
        after = read_in(work, until) if until else today
    was = {event.id: row_of(event) for event in before.events if event.status == "accepted"}
    now = {event.id: row_of(event) for event in after.events if event.status == "accepted"}
    changes = []
    for event_id in sorted(was.keys() | now.keys()):
        if event_id not in was or event_id not in now:
            changes.append(Changed(event_id=event_id, change="added" if event_id in now else "removed"))
        elif was[event_id] != now[event_id]:
            columns = tuple(
                (name, text, now[event_id][name]) for name, text in was[event_id].items() if text != now[event_id][name]
            )
            changes.append(Changed(event_id=event_id, change="changed", columns=columns))
    return Difference(conflicts=today.conflicts, changes=tuple(changes), since=since, until=until)


def lags(context: Context, *, target: str = "") -> Lags:
    """How long after its announcement an act was on its list, by issuer, and who listed a party after whom.

    ``target``: of parties those alone whose programmes are about it, like Russia, in any case.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        ledger = read_in(work)
        changes = work.lists.changes()
        held = tuple(work.lists.held())
    cases = list_lags(ledger.events, ledger.mergers)
    after = followings(changes, held, programme_of=programme_of, target=target)
    return Lags(
        lists=_medians([(one.issuer, one.days) for one in cases]),
        list_cases=cases,
        following=_medians([(f"{one.follower} after {one.first}", one.days) for one in after]),
        following_cases=after,
        shared=shared_parties(held, changes, programme_of=programme_of, target=target),
    )


def _medians(cases: list[tuple[str, int]]) -> tuple[Lag, ...]:
    found = []
    for who in dict.fromkeys(name for name, _ in cases):
        days = [number for name, number in cases if name == who]
        value, basis = middle(days)
        found.append(Lag(who=who, median_days=value, cases=len(days), basis=basis))
    return tuple(found)
