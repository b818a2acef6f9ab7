"""Three scenarios, each killed again and again on one database that is never cleaned up in between.

Every round moves the world by a day. The same round is worked undisturbed on a second database (which also tells how
long the work takes now), then on the tortured one: killed at a random instant of the work, looked at, and worked again
as the next scheduled run would. After it, both databases must say the same.
"""

from __future__ import annotations

import random
import smtplib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from tests.delivery.mailserver import MailServer
from tests.torture import content, world
from tests.torture.databases import fresh
from tests.torture.forge import End, Forge
from tests.torture.work import letters
from tracker.model.instants import format_instant
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

_DRAWS_PER_KILL = 12  # on a busy machine the work is now and then over long before its instant
_BEYOND = 1.02  # instants are drawn a little past the end, so that the end is not spared


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one scenario on one database came to. ``violations`` holds the first words of each."""

    scenario: str
    database: str
    kills: int = 0
    missed: int = 0
    torn: int = 0
    doubled: int = 0
    lost: int = 0
    completed: int = 0
    uncertain: int = 0
    deciles: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def broken(self, kind: str, number: int, problems: list[str]) -> None:
        """Count a violation once per kill, and keep its words."""
        if problems:
            setattr(self, kind, getattr(self, kind) + 1)
            self.violations.append(f"{self.scenario} on {self.database}, round {number}, {kind}: {problems[0]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a scenario works: forge, the two databases, and the letter box of each."""

    forge: Forge
    tortured: str
    control: str
    mail: MailServer
    control_mail: MailServer
    turn: Callable[[int], None]


def torture(place: Place, scenario: str, database: str, *, kills: int, seed: int) -> Figures:
    """Kill one scenario so many times inside of its work; the same seed draws the same instants."""
    figures = Figures(scenario=scenario, database=database)
    # not for secrets: an instant is to be repeatable
    draw = random.Random(f"{seed} {scenario} {database}")  # noqa: S311
    for url in (place.tortured, place.control):
        place.forge.run("prepare", url=url)
    run_round = _sending if scenario == "sending" else _learning
    number = 0
    while figures.kills < kills and number < kills * _DRAWS_PER_KILL:
        place.turn(number)
        run_round(place, figures, number, draw.random() * _BEYOND)
        number += 1
    if figures.kills < kills:
        figures.violations.append(f"{scenario} on {database}: only {figures.kills} of {kills} kills hit the work")
    return figures


def hit(figures: Figures, end: End, share: float) -> None:
    if end.killed:
        figures.kills += 1
        figures.deciles[min(int(share * 10), 9)] += 1
        figures.phases[end.phase] += 1
    else:
        figures.missed += 1


def _learning(place: Place, figures: Figures, number: int, share: float) -> None:
    """Ingest and diff: what was learned is compared, table by table and document by document."""
    work = figures.scenario
    arguments: dict[str, object] = {"now": format_instant(world.instant(number))}
    if work == "diff":
        arguments["number"] = number
    with engine_of(place.control) as control:
        before = content.by_document(control)
    undisturbed = place.forge.run(work, url=place.control, **arguments)
    end = place.forge.run(work, url=place.tortured, kill_after=share * undisturbed.seconds, **arguments)
    hit(figures, end, share)
    with engine_of(place.control) as control, engine_of(place.tortured) as tortured:
        whole = content.by_document(control)
        problems = content.torn(tortured)
        problems += [
            f"{kind} of {sha256[:12]}: {count} of {whole.get((kind, sha256), 0)} rows"
            for (kind, sha256), count in content.by_document(tortured).items()
            if count not in {before.get((kind, sha256), 0), whole.get((kind, sha256), 0)}
        ]
        problems += _false_claims(tortured, control) if work == "ingest" else []
        figures.broken("torn", number, problems)
        figures.broken("doubled", number, content.doubled(tortured))
    again = place.forge.run(work, url=place.tortured, **arguments)  # raises when it cannot complete
    figures.completed += end.killed and again.code == 0
    with engine_of(place.control) as control, engine_of(place.tortured) as tortured:
        expected, found = content.content(control), content.content(tortured)
        lost = [f"{name} differs" for name in expected if expected[name] != found[name]]
        lost += [f"document {sha256}" for sha256 in content.documents(control) - content.documents(tortured)]
        figures.broken("lost", number, lost)
        figures.broken("torn", number, content.torn(tortured))
        figures.broken("doubled", number, content.doubled(tortured))


def _false_claims(tortured: Engine, control: Engine) -> list[str]:
    """Sources whose last run says it is over although not everything of it is there."""
    found = []
    newest = content.newest_by_source(control)
    for source, learned in content.newest_by_source(tortured).items():
        with UnitOfWork(tortured, write=False) as work:
            last = work.runs.recent_fetches(source, limit=1)
        if last and last[0].state in {"done", "unchanged"} and learned != newest[source]:
            with UnitOfWork(control, write=False) as work:
                same_round = work.runs.recent_fetches(source, limit=1)[0].started_at == last[0].started_at
            if same_round:
                found.append(f"{source}: run {last[0].state} without its rows")
    return found


def _sending(place: Place, figures: Figures, number: int, share: float) -> None:
    """Sending: the letter box is compared with what the outbox says."""
    now = world.instant(number)
    undisturbed = place.forge.run(
        "send", url=place.control, now=format_instant(now), port=place.control_mail.port, number=number
    )
    end = place.forge.run(
        "send",
        url=place.tortured,
        now=format_instant(now),
        port=place.mail.port,
        number=number,
        kill_after=share * undisturbed.seconds,
    )
    hit(figures, end, share)
    settle(place.mail)
    keys = {(one.period, one.recipient) for one in letters(number, now)}
    with engine_of(place.tortured) as tortured:
        figures.broken("torn", number, content.torn(tortured))
        figures.broken("doubled", number, content.doubled(tortured))
        if end.killed:
            figures.phases[end.phase] -= 1
            figures.phases[_how_far(tortured, place.mail, keys)] += 1
    # the next scheduled run, while the lease of a dead sender still runs; then one after it
    again = place.forge.run(
        "send", url=place.tortured, now=format_instant(now + timedelta(minutes=5)), port=place.mail.port, number=number
    )
    later = place.forge.run(
        "send_due", url=place.tortured, now=format_instant(now + timedelta(minutes=30)), port=place.mail.port
    )
    figures.completed += end.killed and again.code == later.code == 0
    settle(place.mail)
    with engine_of(place.tortured) as tortured:
        _judge_letters(figures, number, tortured, place.mail, keys)


def _how_far(engine: Engine, mail: MailServer, keys: set[tuple[str, str]]) -> str:
    """Where the killed sender was, told by the rows and by the letter box."""
    with UnitOfWork(engine, write=False) as work:
        rows = {(one.period, one.recipient): one for one in work.deliveries.all()}
    here = [rows[key] for key in keys if key in rows]
    if not here:
        return "before the outbox"
    arrived = {letter.identity for letter in mail.received}
    claimed = [row for row in here if row.state == "sending"]
    if claimed:
        return "taken, not marked" if claimed[0].message_id in arrived else "claimed, not taken"
    return "between letters"


def _judge_letters(figures: Figures, number: int, engine: Engine, mail: MailServer, keys: set[tuple[str, str]]) -> None:
    arrived = Counter(letter.identity for letter in mail.received)
    with UnitOfWork(engine, write=False) as work:
        rows = {(one.period, one.recipient): one for one in work.deliveries.all()}
    doubled = [f"{name} arrived {count} times" for name, count in arrived.items() if count > 1]
    lost, torn = [], []
    for key in sorted(keys):
        row = rows.get(key)
        if row is None or row.state not in {"sent", "uncertain"}:
            lost.append(f"{key}: {'no row' if row is None else row.state}")
        elif row.state == "sent" and arrived[row.message_id] != 1:
            lost.append(f"{key}: marked sent, arrived {arrived[row.message_id]} times")
        elif row.state == "uncertain":
            figures.uncertain += 1
    whole = {row.message_id: row.message for row in rows.values()}
    torn = [f"{one.identity} arrived otherwise than stored" for one in mail.received if one.raw != whole[one.identity]]
    figures.broken("doubled", number, doubled)
    figures.broken("lost", number, lost)
    figures.broken("torn", number, torn)


def settle(mail: MailServer) -> None:
    """One more conversation: what a dead sender had written before is taken in by then."""
    with smtplib.SMTP("127.0.0.1", mail.port, timeout=30) as line:
        line.noop()


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def place(
    forge: Forge, kind: str, scenario: str, folder: Path, server: str | None, turn: Callable[[int], None]
) -> Iterator[Place]:
    """Two fresh databases and two letter boxes for one scenario."""
    with (
        fresh(kind, f"{scenario}_{kind}", folder, server) as tortured,
        fresh(kind, f"{scenario}_{kind}_control", folder, server) as control,
        MailServer() as mail,
        MailServer() as control_mail,
    ):
        yield Place(forge=forge, tortured=tortured, control=control, mail=mail, control_mail=control_mail, turn=turn)
