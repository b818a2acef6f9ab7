"""``make torture``: kill −9 at random instants, then look for damage. Figures to stdout; exit code 1 on any violation.

python -m tests.torture.run --kills 200 --seed 1
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.torture import scenarios, unattended, world
from tests.torture.databases import SERVER, postgresql
from tests.torture.forge import Forge
from tests.torture.scenarios import Figures

SCENARIOS = ("ingest", "diff", "sending", unattended.NAME)


def torture(names: Iterable[str], kinds: Iterable[str], *, kills: int, seed: int, server: str | None) -> list[Figures]:
    """Every scenario on every kind of database."""
    number = [0]

    def turn(to: int) -> None:
        number[0] = to

    found = []
    with tempfile.TemporaryDirectory(prefix="torture-") as name, FakeNet() as net:
        folder = Path(name)
        with Forge({**clean_environment(), **net.env, "TRACKER_HOME": name}) as forge:
            for kind in kinds:
                for scenario in names:
                    if scenario == unattended.NAME:
                        with unattended.place(forge, net, kind, folder, server) as at:
                            found.append(unattended.torture(at, kind, kills=kills, seed=seed))
                        _tell(found[-1])
                        continue
                    net.routes(world.upstreams(lambda: number[0]))
                    with scenarios.place(forge, kind, scenario, folder, server, turn) as place:
                        found.append(scenarios.torture(place, scenario, kind, kills=kills, seed=seed))
                    _tell(found[-1])
    return found


def _tell(figures: Figures) -> None:
    deciles = " ".join(f"{figures.deciles[decile]:3}" for decile in range(10))
    phases = ", ".join(f"{name} {count}" for name, count in sorted(figures.phases.items()) if count)
    uncertain = f" · {figures.uncertain} letters uncertain" if figures.scenario in {"sending", unattended.NAME} else ""
    _say(
        f"{figures.scenario:8} {figures.database:11} {figures.kills:5} {figures.missed:6} {figures.torn:5}"
        f" {figures.doubled:8} {figures.lost:5} {figures.completed:10}   {deciles}"
    )
    _say(f"{'':20} killed while: {phases}{uncertain}")
    for violation in figures.violations:
        _say(f"  VIOLATION {violation}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run as asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="kills inside the work, per scenario and database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", choices=SCENARIOS, action="append")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    given = parser.parse_args()
    if not hasattr(os, "fork"):
        _say("Not on this system: the harness needs fork and SIGKILL.")
        return 1
    with postgresql() as server:
        kinds = given.database or ["sqlite", "postgresql"]
        if server is None and "postgresql" in kinds:
            _say(f"No PostgreSQL: {SERVER} is not set and no PostgreSQL programs are installed here. Nothing was run.")
            _say("Name a server, or do without: make torture DATABASE=sqlite (here: --database sqlite).")
            return 1
        _say(f"kill -9, {given.kills} times inside each scenario, seed {given.seed}")
        _say("scenario database    kills missed  torn  doubled  lost  completed   kills by tenth of the work")
        found = torture(given.scenario or SCENARIOS, kinds, kills=given.kills, seed=given.seed, server=server)
    if not found or any(figures.kills == 0 for figures in found):
        _say("Nothing was shown: no process was killed inside its work.")
        return 1
    bad = sum(len(figures.violations) for figures in found)
    _say(f"{bad} violations" if bad else "nothing torn, doubled or lost; every next run completed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
