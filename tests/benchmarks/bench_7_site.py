"""A site of twelve years: made from nothing, and brought up to date after one new rate, which alone has a goal.

By itself, ``python tests/benchmarks/bench_7_site.py``, it prints times, memory, files and their size, step by step.
"""

from __future__ import annotations

import hashlib
import math
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness import ROOT, Bench, Prepared, child

sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.services.site.building import Built

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, LAST = date(2014, 1, 9), date(2026, 11, 26)
EVENTS = 2_650
"""Beside the shipped ones: some three thousand in all."""

KINDS = (("designation", "impose"), ("statement", "threaten"), ("export_control", "expand"), ("military", "neutral"))
ISSUERS = (("US Treasury", "US"), ("EU Council", "EU"), ("UK Government", "UK"), ("Japan MOFA", "JP"))


@contextmanager
def installation(folder: Path, *, tiny: bool) -> Iterator[Context]:
    """The shipped ledger and archive, with official rates of every day and some thousand announcements put on top."""
    from tracker.config import load
    from tracker.services.context import open_context

    settings = load({"TRACKER_HOME": str(folder / "home"), "TRACKER_OFFLINE": "true"}, cwd=folder)
    context = open_context(settings).rehearsal(lambda: NOW)
    _put_rates(context, FIRST if not tiny else date(2026, 9, 1))
    if not tiny:
        _put_events(context)
    try:
        yield context
    finally:
        context.engine.dispose()


def _put_rates(context: Context, first: date) -> None:
    """A seeded walk, labelled as the Bank of Russia does, but for the last day."""
    from tracker.model.observation import Quote
    from tracker.store.unit_of_work import UnitOfWork

    chance = random.Random(7)  # noqa: S311 - rates made up
    level, day, quotes = math.log(33.0), first, []
    while day < LAST:
        if 1 <= day.weekday() <= 5:
            level += chance.gauss(0.0002, 0.008)
            quotes.append(Quote(series="USD/RUB@cbr", label=day.isoformat(), value=Decimal(f"{math.exp(level):.4f}")))
        day += DAY
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=NOW - DAY, sha256=None)
        work.commit()


def _put_events(context: Context) -> None:
    from tracker.data.loader import shipped_events
    from tracker.model.event import EventEdit
    from tracker.model.instants import local_day
    from tracker.store.unit_of_work import UnitOfWork

    chance, model = random.Random(8), shipped_events()[0]  # noqa: S311 - announcements made up
    found = []
    for number in range(EVENTS):
        day = FIRST + chance.randrange((LAST - FIRST).days) * DAY
        (kind, action), (issuer, jurisdiction) = chance.choice(KINDS), chance.choice(ISSUERS)
        title = f"{issuer}: {' '.join(chance.choices('abcdefghijklmnopqrstuvwxyz', k=5))} {number}"
        span = replace(model.time, interval=local_day(day, "UTC"), zone="UTC", precision="day", at=None)
        found.append(
            replace(
                model,
                id=f"{day.isoformat()}-made-up-{number}",
                title=title,
                summary=title,
                kind=kind,
                action=action,
                issuer=issuer,
                jurisdiction=jurisdiction,
                actor="",
                programme="",
                time=span,
                published_on=day,
                adopted_on=None,
                effective_on=None,
                legal_on=None,
                provenance="candidate",
                status="review",
            )
        )
    with UnitOfWork(context.engine, write=True) as work:
        work.events.add_candidates(found, recorded_at=NOW - DAY)
        for event in found:
            work.events.append(EventEdit(event_id=event.id, action="accept", changes=(), recorded_at=NOW - DAY))
        work.commit()


def new_rate(context: Context) -> None:
    """The last day's."""
    from tracker.model.observation import Quote
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        quote = Quote(series="USD/RUB@cbr", label=LAST.isoformat(), value=Decimal("81.2345"))
        work.observations.add([quote], vintage=NOW, sha256=None)
        work.commit()


def corrected_rate(context: Context, *, tiny: bool) -> None:
    """An old one: every week after it can rest on it, and is made anew."""
    from tracker.model.observation import Quote
    from tracker.store.unit_of_work import UnitOfWork

    day = "2026-10-14" if tiny else "2020-07-15"
    with UnitOfWork(context.engine, write=True) as work:
        quote = Quote(series="USD/RUB@cbr", label=day, value=Decimal("70.0001"))
        work.observations.add([quote], vintage=NOW + timedelta(hours=1), sha256=None)
        work.commit()


def build(context: Context, folder: Path, *, tiny: bool) -> Built:
    """Bring the site up to date."""
    from tracker.services.site.building import Wanted, build_site

    return build_site(context, folder / "site", Wanted(since=date(2026, 10, 12) if tiny else None))


def told(folder: Path) -> str:
    """A digest of what all pages tell, whatever they were made at."""
    from tracker.services.site.manifest import NAME, Manifest

    manifest = Manifest.read((folder / "site" / NAME).read_text("utf-8"))
    assert manifest is not None
    found = hashlib.sha256()
    for kept in (manifest.weeks, manifest.events):
        for name, one in sorted(kept.items()):
            found.update(f"{name} {one.content}\n".encode())
    return f"{len(manifest.weeks)} weeks, {len(manifest.events)} announcements, {found.hexdigest()}"


def _side(tiny: bool, folder: Path, *, anew: bool) -> Prepared:
    held = installation(folder, tiny=tiny)
    context = held.__enter__()
    if not anew:
        build(context, folder, tiny=tiny)
    new_rate(context)

    def work() -> str:
        build(context, folder, tiny=tiny)
        held.__exit__(None, None, None)
        return told(folder)

    return Prepared(work=work, answer=str, repeatable=False)


def ours(tiny: bool, folder: Path) -> Prepared:
    """The site is there; a rate has come."""
    return _side(tiny, folder, anew=False)


def theirs(tiny: bool, folder: Path) -> Prepared:
    """Nothing is there."""
    return _side(tiny, folder, anew=True)


BENCHES = (
    Bench(
        what="site of twelve years: one new rate",
        ours=ours,
        against="all of its pages made anew",
        theirs=theirs,
        goal=0.1,
        rounds=1,
    ),
)


def main() -> None:
    """Build, build again, one new rate, an announcement mended, an old rate corrected: what each takes.

    The goal is about one new rate alone. An old rate corrected makes anew every week after it, since each can rest on
    all rates before it.
    """
    from tracker.services import decisions

    tiny = "--tiny" in sys.argv
    with TemporaryDirectory() as name, installation(Path(name), tiny=tiny) as context:
        folder = Path(name)
        steps = {
            "from nothing": lambda: None,
            "nothing new": lambda: None,
            "one new rate": lambda: new_rate(context),
            "an announcement's title mended": lambda: decisions.edit(
                context, "2014-11-11-rhodes-beijing", {"title": "Another title"}, reason="a benchmark"
            ),
            "an announcement's kind mended": lambda: decisions.edit(
                context, "2014-11-11-rhodes-beijing", {"kind": "diplomatic"}, reason="a benchmark"
            ),
            "an old rate corrected": lambda: corrected_rate(context, tiny=tiny),
        }
        for step, change in steps.items():
            change()
            began, used = time.perf_counter(), time.process_time()
            built = build(context, folder, tiny=tiny)
            took, cpu = time.perf_counter() - began, time.process_time() - used
            size = sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file())
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            sys.stdout.write(
                f"{step:<32} {took:8.1f} s {cpu:8.1f} s of processor   {built.made:>4} of {built.weeks} weeks made,"
                f" {built.written:>5} of {built.files} files written, {size / 2**20:6.1f} MiB, peak {peak:5.0f} MiB\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(BENCHES)
    else:
        main()
