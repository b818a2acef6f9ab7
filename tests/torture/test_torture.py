"""The harness of ``make torture`` with a few kills, and proof that it sees damage when there is some."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakenet.fakenet import clean_environment
from tests.thorough import THOROUGH
from tests.torture import content, unattended, world
from tests.torture.forge import Forge
from tests.torture.run import SCENARIOS, torture
from tracker.model.instants import format_instant
from tracker.store.engine import open_engine

pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="fork and SIGKILL"), pytest.mark.watches_processes]


WITHOUT_DAEMON = tuple(name for name in SCENARIOS if name != unattended.NAME)
ON_POSTGRESQL = (2, SCENARIOS) if THOROUGH else (1, WITHOUT_DAEMON)


@pytest.mark.parametrize(
    ("kind", "kills", "scenarios"),
    [
        ("sqlite", 3 if THOROUGH else 1, SCENARIOS),
        pytest.param("postgresql", *ON_POSTGRESQL, marks=pytest.mark.postgresql),
    ],
    ids=["sqlite", "postgresql"],
)
def test_killed_work_leaves_nothing_torn_doubled_or_lost(kind: str, kills: int, scenarios: tuple[str, ...]) -> None:
    server = os.environ.get("TRACKER_TEST_POSTGRESQL_URL")
    found = torture(scenarios, [kind], kills=kills, seed=7, server=server)
    assert [figures.violations for figures in found] == [[]] * len(scenarios)
    # the daemon is killed again and again before two of its runs are let complete
    expected = [(kills, 2 if name == unattended.NAME else kills) for name in scenarios]
    assert [(figures.kills, figures.completed) for figures in found] == expected


@pytest.mark.parametrize("words", [(), ("--database", "postgresql")])
def test_without_the_server_that_was_wanted_nothing_is_claimed(root: Path, words: tuple[str, ...]) -> None:
    gone = "import tests.torture.databases as d, pathlib; d.Path = lambda _: pathlib.Path('/nowhere')"
    run = f"import sys; {gone}; from tests.torture.run import main; sys.exit(main())"
    environ = {name: value for name, value in os.environ.items() if name != "TRACKER_TEST_POSTGRESQL_URL"}
    done = subprocess.run(
        [sys.executable, "-c", run, *words], env=environ, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "--database sqlite" in done.stdout
    assert "nothing torn" not in done.stdout


def test_no_kills_are_no_proof(root: Path) -> None:
    words = ("--kills", "0", "--database", "sqlite", "--scenario", "diff")
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.run", *words], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "nothing torn" not in done.stdout


def test_damage_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    with Forge({**clean_environment(), "TRACKER_HOME": str(tmp_path)}) as forge:
        forge.run("prepare", url=f"sqlite:///{path}")
        for number in range(2):
            now = format_instant(world.instant(number))
            forge.run("diff", url=f"sqlite:///{path}", now=now, number=number)
        with pytest.raises(AssertionError, match="failed by itself"):
            forge.run("crash")
    engine = open_engine(f"sqlite:///{path}")
    assert (content.torn(engine), content.doubled(engine)) == ([], [])
    before = content.content(engine)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM list_entry WHERE id = 1")
        raw.execute(
            "INSERT INTO announcement_version (id, announcement_id, published_on, published_at, adopted_on,"
            " effective_on, title, summary, url, issuer, jurisdiction, document_type, topics, recorded_at,"
            " sha256, acts, tier)"
            " SELECT 1000 + id, announcement_id, published_on, published_at,"
            " adopted_on, effective_on, title, summary, url, issuer, jurisdiction, document_type, topics, recorded_at,"
            " sha256, acts, tier"
            " FROM announcement_version WHERE id = (SELECT max(id) FROM announcement_version)"
        )
        raw.commit()
    assert any("another number of entries" in problem for problem in content.torn(engine))
    assert any("recorded twice" in problem for problem in content.doubled(engine))
    after = content.content(engine)
    assert {name for name in before if before[name] != after[name]} == {"list_entry", "announcement_version"}
    engine.dispose()
