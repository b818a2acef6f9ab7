"""Every source of the catalogue in every trouble: what became of it, what is said, what is kept, and when it is next.

Rows are ``troubles.TROUBLES``, columns those of ``columns.groups()``, which asks the product for its catalogue: a
source the world does not know fails. A group of columns is one installation that has known its sources for three days
and asks them all at once; a chain of troubles befalls it one after the other, and then all is well again. What is
wrong with any source in any row is told with both names. That every answer comes in bounded time is the hard timeout
of each test, which the endless answers would otherwise meet.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.fakenet.befalling import SECRET, Standing, befall, statuses
from tests.fakenet.columns import (
    AT_ONCE,
    BEFORE,
    LATER,
    WELL_AGAIN,
    Group,
    Place,
    Values,
    everything,
    groups,
    settle,
)
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.findings import Findings
from tests.fakenet.scenarios import conditional, second_broken
from tests.fakenet.troubles import CHAINS, EXCEPTIONS, TROUBLES
from tests.once import Once
from tests.thorough import THOROUGH

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.watches_processes]

GROUPS = groups()
ROWS = {trouble.name: trouble for trouble in TROUBLES}
Open = Callable[[Group], Place]

every_group = pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
SMALL = [name for name in GROUPS if name != "together"]
CHAINS_OF = {
    name: CHAINS
    if THOROUGH
    else CHAINS[2:3]
    if name == "together"
    else (*CHAINS[:2], *CHAINS[3:])[SMALL.index(name) :: len(SMALL)]
    for name in GROUPS
}
"""By default one chain befalls all sources at once, and each of the others a small group: every trouble somebody."""


@pytest.fixture(scope="session")
def internet() -> Iterator[FakeNet]:
    """One network for all cells, behind a proxy that wants a log-in: there is always a secret to keep."""
    with FakeNet(login=f"reader:{SECRET}") as network:
        yield network


@pytest.fixture
def net(internet: FakeNet, monkeypatch: pytest.MonkeyPatch) -> FakeNet:
    """The network as it should be, at the present."""
    proxy = f"http://reader:{SECRET}@127.0.0.1:{internet.port}"
    for name, value in internet.env.items():
        monkeypatch.setenv(name, proxy if name.lower().endswith("s_proxy") else value)
    internet.plug_in()
    return internet


def well(net: FakeNet, at: datetime) -> None:
    """Everything as it should be, in a world whose time is ``at``; what was asked until now is forgotten."""
    net.plug_in()
    net.routes(everything(at))
    net.asked.clear()
    net.connects.clear()


@pytest.fixture
def open_place(
    once: Once,
    ready_file: Path,
    net: FakeNet,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Open]:
    """Opens installations of a group as of ``BEFORE``, in the group's present."""
    places: list[Place] = []
    turns = count()

    def make(group: Group) -> Place:
        if group.name == "yahoo":
            request.getfixturevalue("warm")

        def make_settled(file: Path) -> None:
            shutil.copy(ready_file, file)
            well(net, BEFORE)
            settle(group, file)

        settled = once.file(f"settled-{group.name}.db", make_settled)
        well(net, group.now)
        copy = Path(shutil.copy(settled, tmp_path / f"{next(turns)}.db"))
        places.append(Place(copy, group, now=group.now))
        return places[-1]

    yield make
    for place in places:
        place.close()


@pytest.fixture
def untroubled(once: Once, open_place: Open, net: FakeNet) -> Callable[[Group], dict[str, Values]]:
    """What an installation knows at ``WELL_AGAIN`` that met no trouble, by source; the network is left well."""

    def values(group: Group) -> dict[str, Values]:
        def make(file: Path) -> None:
            place = open_place(group)
            place.now = WELL_AGAIN
            for key, outcome in place.attempt().items():
                assert outcome.state == "ok", f"{key}: {outcome.error}"
            file.write_text(json.dumps(place.values()), encoding="utf-8")

        known: dict[str, Values] = json.loads(once.file(f"untroubled-{group.name}", make).read_text(encoding="utf-8"))
        well(net, group.now)
        return known

    return values


def test_each_trouble_is_in_one_chain() -> None:
    assert sorted(name for chain in CHAINS for name in chain) == sorted(ROWS)


def test_each_trouble_befalls_a_group() -> None:
    assert {chain for chains in CHAINS_OF.values() for chain in chains} == set(CHAINS)


@pytest.mark.parametrize(
    ("group", "chain"),
    [
        pytest.param(GROUPS[name], chain, id=f"{name}-{', '.join(chain)}")
        for name, chains in CHAINS_OF.items()
        for chain in chains
    ],
)
def test_troubles_one_after_the_other(
    group: Group,
    chain: tuple[str, ...],
    net: FakeNet,
    open_place: Open,
    untroubled: Callable[[Group], dict[str, Values]],
) -> None:
    expected = untroubled(group) if group.mended else {}
    place, findings = open_place(group), Findings()
    standings = {key: Standing() for key in place.keys}
    values = place.values()
    for row in chain:
        befall(place, ROWS[row], net, standings, findings)
    found = place.values()
    for column in group.columns:
        with findings.of(column.name, "after them all"):
            if not EXCEPTIONS.keys() & {(column.name, row) for row in chain}:
                assert found[column.key] == values[column.key]
    findings.none()
    if not group.mended:
        return
    well(net, group.now)
    place.limit(AT_ONCE)
    place.now = WELL_AGAIN
    outcomes = place.attempt(due_only=True)
    healthy, found = statuses(place), place.values()
    for column in group.columns:
        outcome, health = outcomes[column.key], healthy[column.key]
        with findings.of(column.name, f"well again after {chain}"):
            assert (outcome.state, outcome.error, outcome.next_attempt_at) == ("ok", "", None)
            assert (health.consecutive_failures, health.next_attempt_at, health.last_error) == (0, None, "")
            # what a list was seen to hold in between tells more exactly when it changed
            seen = any((one := EXCEPTIONS.get((column.name, row))) and one.expected.state != "failed" for row in chain)
            for name in expected[column.key].keys() - ({"changes"} if seen else set()):
                assert found[column.key][name] == expected[column.key][name]
    findings.none()


@every_group
def test_without_trouble_every_source_has_news_and_what_has_not_changed_is_not_taken_again(
    group: Group, net: FakeNet, open_place: Open
) -> None:
    place, findings = open_place(group), Findings()
    net.routes(group.routes(conditional))
    outcomes, healthy = place.attempt(), statuses(place)
    declared = {host for column in group.columns for host in column.source.info.hosts}
    assert {ask.host for ask in net.asked} <= declared
    for column in group.columns:
        outcome = outcomes[column.key]
        with findings.of(column.name, "no trouble"):
            assert (outcome.state, outcome.error, outcome.next_attempt_at) == ("ok", "", None)
            assert outcome.new > 0
            assert all("another way" in warning for warning in outcome.warnings), outcome.warnings
            assert bool(outcome.warnings) == (column.name != column.key), outcome.warnings
            assert healthy[column.key].last_success_at == group.now
    place.now += timedelta(minutes=1)
    place.attempt()  # what is asked for depends on what is stored, so it is the same from the second time on
    before, asked = place.known(), len(net.asked)
    place.now += timedelta(minutes=1)
    outcomes = place.attempt()
    for column in group.columns:
        outcome = outcomes[column.key]
        with findings.of(column.name, "nothing has changed"):
            assert (outcome.state, outcome.new, outcome.revised, outcome.error) == ("unchanged", 0, 0, "")
            again = [ask for ask in net.asked[asked:] if ask.host in column.source.info.hosts]
            unasked = [ask for ask in again if not ask.header("If-None-Match")]
            if group.compares:
                assert outcome.documents == 0
                # scripts that are not there have nothing to be compared with
                assert not [ask for ask in unasked if column.name == column.key or "/scripts/" not in ask.path]
    findings.none()
    assert place.known() == before


@every_group
def test_the_same_old_documents_for_ever_are_told_and_change_nothing(
    group: Group, net: FakeNet, open_place: Open
) -> None:
    place, findings = open_place(group), Findings()
    net.routes(group.routes(lambda usual: usual, at=BEFORE))
    place.attempt()  # takes what the past still has to give
    was, values = statuses(place), place.values()
    place.now = group.now + LATER
    outcomes, found, now = place.attempt(), statuses(place), place.values()
    for column in group.columns:
        outcome, status = outcomes[column.key], found[column.key]
        with findings.of(column.name, "the same old documents"):
            assert outcome.revised == 0
            if column.source.info.kind != "lists":  # of a list, the newest is when it was last looked at
                assert status.newest == was[column.key].newest
            fresh = status.freshness
            told = [*outcome.warnings, outcome.error, fresh.words if fresh is not None and fresh.behind else ""]
            if column.source.info.kind == "rates":
                assert any(told)
            else:  # weeks without news of sanctions are nothing unusual
                assert now[column.key] == values[column.key]
    findings.none()


@every_group
def test_one_document_that_fails_costs_the_others_nothing(
    group: Group, net: FakeNet, open_place: Open, untroubled: Callable[[Group], dict[str, Values]]
) -> None:
    expected = untroubled(group)
    place, findings = open_place(group), Findings()
    partly = []
    for column in group.columns:
        well(net, group.now)
        net.routes(group.routes(second_broken(), only=column.name))
        outcome = place.attempt([column.key])[column.key]
        with findings.of(column.name, "its second document fails"):
            if not outcome.error:  # there was no second, or another way to it
                assert outcome.state == "ok"
                continue
            partly.append(column)
            assert (outcome.state, outcome.reason) == ("failed", "status"), outcome.error
            if (column.name, "its second document fails") not in EXCEPTIONS:
                assert outcome.new > 0
                assert outcome.sound > 0
    well(net, group.now)
    place.now = WELL_AGAIN
    outcomes, found = place.attempt([column.key for column in partly], due_only=True), place.values()
    for column in partly:
        with findings.of(column.name, "its second document is well again"):
            assert outcomes[column.key].state in {"ok", "unchanged"}, outcomes[column.key].error
            for name, known in expected[column.key].items():  # it was asked earlier too, so it may know more
                assert set(known) <= set(found[column.key][name])
    findings.none()
