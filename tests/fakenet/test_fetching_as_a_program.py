"""``tracker fetch`` as it is installed, in a process of its own: its exit code, and what it says where."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import Ask, FakeNet, Reply, clean_environment, closed_port_env
from tests.fakenet.upstreams import world

NOW = datetime.now(UTC)  # noqa: TID251  # a process of its own lives by the real clock
CANADA = "www.bankofcanada.ca"
FRED = "fred.stlouisfed.org"

pytestmark = pytest.mark.watches_processes


@pytest.fixture
def net() -> Iterator[FakeNet]:
    with FakeNet() as network:
        network.routes(world(lambda: NOW))
        yield network


def fetched(*words: str, home: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", "fetch", *words],
        env={**clean_environment(), "COLUMNS": "100", **env, "TRACKER_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def one_series_fails(net: FakeNet) -> None:
    usual = world(lambda: NOW)[FRED]

    def answer(ask: Ask) -> Reply:
        return Reply(status=404) if ask.query["id"] == ["DTWEXBGS"] else usual(ask)

    net.route(FRED, answer)


def test_nothing_is_said_on_standard_error_when_all_is_well(net: FakeNet, ready_home: Path) -> None:
    answer = fetched("bank_of_canada", home=ready_home, env=net.env)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.usefixtures("warm")
def test_a_source_that_failed_as_a_whole(net: FakeNet, ready_home: Path) -> None:
    net.route(CANADA, scenarios.forbidden())
    answer = fetched("bank_of_canada", home=ready_home, env=net.env)
    assert answer.returncode == 5
    assert (
        f"bank_of_canada: the server refuses this program or this network (HTTP 403). (https://{CANADA}/"
        in " ".join(answer.stderr.split())
    )
    assert "next attempt at 20" in answer.stdout
    assert "HTTP" not in answer.stdout


@pytest.mark.usefixtures("warm")
def test_a_source_that_failed_in_part(net: FakeNet, ready_home: Path) -> None:
    one_series_fails(net)
    answer = fetched("fred", home=ready_home, env=net.env)
    assert answer.returncode == 4
    assert "HTTP 404" in answer.stderr


@pytest.mark.usefixtures("warm")
def test_one_source_of_two_failed(net: FakeNet, ready_home: Path) -> None:
    net.route(CANADA, scenarios.not_found())
    answer = fetched("bank_of_canada", "fred", home=ready_home, env=net.env)
    assert answer.returncode == 4
    assert answer.stderr.count("HTTP 404") == 1


def test_without_network(ready_home: Path) -> None:
    answer = fetched("bank_of_canada", "fred", home=ready_home, env=closed_port_env())
    assert answer.returncode == 5
    assert answer.stderr.count("cannot be reached") == 2


@pytest.mark.usefixtures("warm")
def test_json_is_data_alone(net: FakeNet, ready_home: Path) -> None:
    net.route(CANADA, scenarios.broken(500))
    answer = fetched("bank_of_canada", "--format", "json", home=ready_home, env=net.env)
    assert answer.returncode == 5
    assert answer.stdout.startswith("{")
    assert "HTTP 500" in answer.stdout
