"""A list over the network: each look counts, a copy that is not believed delists nobody, what never changes is asked
for once."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.services import fetched
from tests.services.fetched import Surroundings, at, one
from tests.services.lists import KEY, URL, Listed, content
from tracker.model.announcement import ListChange
from tracker.model.source import Request, Snapshot, Validators
from tracker.net.answers import Answer
from tracker.services import list_import
from tracker.services.source_status import source_statuses
from tracker.sources.base import FetchPlan
from tracker.store.unit_of_work import UnitOfWork


class Online(Listed):
    """Answers with what ``pages`` holds, None for "not modified"; counts what it is asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | None] = {}
        self.asked: list[str] = []

    def fetch(self, client: object, request: Request, validators: Validators | None) -> Answer:
        self.asked.append(request.url)
        body = self.pages[request.url]
        return Answer(
            status=200 if body else 304,
            content=body or b"",
            media_type="application/json",
            url=request.url,
            validators=Validators(etag="x"),
            not_modified=body is None,
        )


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Online:
    made = Online()
    declared: Mapping[str, object] = {KEY: made}
    monkeypatch.setattr("tracker.sources.catalog.sources", lambda: declared)
    return made


def changes(context: Surroundings) -> tuple[ListChange, ...]:
    with UnitOfWork(context.engine, write=False) as unit:
        return unit.lists.changes(KEY)


@pytest.mark.parametrize("again", [None, content(1, 2, 3)])
def test_every_look_narrows_the_interval_of_the_next_change(
    context: Surroundings, source: Online, again: bytes | None
) -> None:
    source.pages[URL] = content(1, 2, 3)
    assert one(context, KEY).new == 3
    source.pages[URL] = again
    for hours in (3, 6):
        outcome = one(at(context, hours=hours), KEY)
        assert (outcome.state, outcome.new) == ("unchanged", 0)
    source.pages[URL] = content(1, 2, 3, 4)
    assert one(at(context, hours=9), KEY).new == 1
    (change,) = changes(context)
    assert change.from_snapshot_at == at(context, hours=6).now
    assert change.to_snapshot_at == at(context, hours=9).now


def test_a_copy_that_is_not_believed_fails_the_source_until_a_person_confirms_it(
    context: Surroundings, source: Online
) -> None:
    source.pages[URL] = content(*range(10))
    one(context, KEY)
    source.pages[URL] = content(1, 2, 3)
    outcome = one(at(context, hours=3), KEY)
    assert (outcome.state, outcome.reason) == ("failed", "check")
    assert "3 entries" in outcome.error
    assert changes(context) == ()
    (done,) = list_import.import_newest_fetched(at(context, hours=4), KEY, confirm=True)  # type: ignore[arg-type]
    assert (done.state, done.new) == ("imported", 7)
    assert one(at(context, hours=20), KEY).state == "unchanged"
    assert {change.to_snapshot_at for change in changes(context)} == {at(context, hours=3).now}


def test_what_speaks_against_a_copy_is_told_when_it_is_fetched(context: Surroundings, source: Online) -> None:
    source.pages[URL] = content(*range(100))
    assert one(context, KEY).warnings == ()
    source.pages[URL] = content(*range(30, 131))
    outcome = one(at(context, hours=3), KEY)
    assert outcome.state == "ok"
    (doubt,) = outcome.warnings
    assert doubt.startswith("30 of 100 parties of the copy of 2026-11-20T")
    assert doubt.endswith("if that is no true delisting, the copy was incomplete.")


def test_status_tells_of_a_list_by_its_newest_look(context: Surroundings, source: Online) -> None:
    source.pages[URL] = content(1, 2, 3)
    one(context, KEY)
    (status,) = source_statuses(context)  # type: ignore[arg-type]
    assert (status.newest, status.freshness) == (fetched.NOW.date().isoformat(), None)


class Feed(Online):
    """A year of changes that names each of them; those never change."""

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        return (Request(url=f"{URL}?year", kind="year"),)

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        if snapshot.kind != "year":
            return ()
        names = json.loads(snapshot.content)["named"]
        return tuple(Request(url=f"{URL}?{name}", kind="change", immutable=True) for name in names)


def test_what_never_changes_is_asked_for_until_it_is_read_and_then_no_more(
    context: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Feed()
    declared: Mapping[str, object] = {KEY: source}
    monkeypatch.setattr("tracker.sources.catalog.sources", lambda: declared)
    source.pages = {
        f"{URL}?year": json.dumps({"published": [], "named": ["a", "b"]}).encode(),
        f"{URL}?a": json.dumps({"published": [["1", "2022-02-22T15:00:00+00:00"]]}).encode(),
        f"{URL}?b": b"not yet there",
    }
    assert (one(context, KEY).state, len(changes(context))) == ("failed", 1)
    source.pages[f"{URL}?b"] = json.dumps({"published": [["2", "2022-02-23T15:00:00+00:00"]]}).encode()
    source.asked.clear()
    outcome = one(at(context, hours=8), KEY)
    assert (outcome.state, outcome.new) == ("ok", 1)
    assert source.asked == [f"{URL}?year", f"{URL}?b"]
    assert len(changes(context)) == 2
