"""What every declared source must give: a complete declaration, recorded documents, and records as expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from tracker.errors import ParseError
from tracker.model.announcement import ENTITY_TYPES
from tracker.model.instants import parse_instant
from tracker.model.series import SeriesName
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of, refusal
from tracker.sources.base import FetchPlan, Records, Source
from tracker.sources.catalog import sources
from tracker.sources.checks import check

HERE = Path(__file__).parent
NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)

every_source = pytest.mark.parametrize("source", list(sources().values()), ids=lambda source: source.key)


def recorded() -> list[tuple[str, str]]:
    found = []
    for key, source in sources().items():
        expected = json.loads((HERE / source.info.kind / key / "expected.json").read_text(encoding="utf-8"))
        found += [(key, name) for name in expected["documents"]]
    return found


def read(source: Source, name: str, content: bytes | None = None) -> tuple[Records, dict[str, object]]:
    folder = HERE / source.info.kind / source.key
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    document = expected["documents"][name]
    snapshot = Snapshot(
        source=source.key,
        url="https://publisher.example/x",
        kind=document["kind"],
        retrieved_at=parse_instant(expected["retrieved_at"]),
        sha256="",
        content=(folder / name).read_bytes() if content is None else content,
    )
    return source.parse(snapshot), document


def test_the_sources_of_the_product_are_found() -> None:
    assert set(sources()) >= {"ecb", "yahoo", "us_federal_register", "moex", "currency_api"}


@every_source
def test_the_declaration_is_complete(source: Source) -> None:
    info = source.info
    assert info.key == source.key
    assert info.kind in {"rates", "lists", "announcements"}
    assert all([info.title, info.publisher, info.rights.licence, info.rights.credit, info.note])
    assert info.homepage.startswith("https://")
    assert info.cadence >= timedelta(minutes=30)
    assert ZoneInfo(info.zone)
    assert info.hosts
    assert not any("/" in host for host in info.hosts)


@every_source
@pytest.mark.parametrize("since", [None, NOW.date() - timedelta(days=40)])
def test_it_asks_declared_hosts_only_and_repeatably(source: Source, since: object) -> None:
    plan = FetchPlan(now=NOW, since=since)  # type: ignore[arg-type]
    requests = source.requests(plan)
    assert requests
    assert requests == source.requests(plan)
    for request in requests:
        assert refusal(address_of(request), source.info.hosts) == ""
        assert urlsplit(address_of(request)).hostname in source.info.hosts


@pytest.mark.parametrize(("key", "name"), recorded())
def test_recorded_documents_give_the_expected_records(key: str, name: str) -> None:
    source = sources()[key]
    records, expected = read(source, name)
    listed = [[quote.series, quote.label, str(quote.value)] for quote in records.quotes]
    listed += [[item.external_id, item.title, ",".join(item.topics)] for item in records.announcements]
    entries = records.listing.entries if records.listing else ()
    listed += [[entry.entry_id, entry.name, ",".join(entry.programmes)] for entry in entries]
    listed += [[change.change, change.entry.name, str(change.stated_on)] for change in records.changes]
    assert len(records) == expected["records"]
    assert len(records.warnings) == expected["warnings"]
    assert (listed[0] if listed else None) == expected["first"]
    assert (listed[-1] if listed else None) == expected["last"]
    assert check(source, records, now=NOW, previous_count=None, judge_age=False) == records


@pytest.mark.parametrize(("key", "name"), recorded())
def test_series_are_named_after_their_source(key: str, name: str) -> None:
    records, _ = read(sources()[key], name)
    for series in {quote.series for quote in records.quotes}:
        parsed = SeriesName.parse(series)
        assert str(parsed) == series
        assert parsed.source.partition(".")[0] == key
    assert {item.source for item in records.announcements} <= {key}
    assert {change.list_key for change in records.changes} <= {key}
    if records.listing is not None:
        assert {entry.list_key for entry in records.listing.entries} == {records.listing.list_key} == {key}
        assert {entry.entity_type for entry in records.listing.entries} <= ENTITY_TYPES


@pytest.mark.parametrize(("key", "name"), recorded())
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"<!DOCTYPE html><html><body>Access denied</body></html>",
        b"\x00\xff\xfe garbage \x80",
        b"PK\x03\x04 not really",
        b"[]",
        b"null",
    ],
    ids=["empty", "blank", "web page", "garbage", "false zip", "list", "null"],
)
def test_a_wrong_document_is_refused_with_source_and_remedy(key: str, name: str, content: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        read(sources()[key], name, content)
    assert caught.value.source == key
    assert caught.value.remedy


@pytest.mark.parametrize(("key", "name"), [one for one in recorded() if sources()[one[0]].info.kind != "lists"])
def test_a_cut_document_is_refused_or_loses_only_its_end(key: str, name: str) -> None:
    """Of lists there is more to say, in ``lists/test_prefixes.py``."""
    source = sources()[key]
    whole, _ = read(source, name)
    content = (HERE / source.info.kind / key / name).read_bytes()
    for keep in range(0, len(content), max(1, len(content) // 500)):
        try:
            part, _ = read(source, name, content[:keep])
        except ParseError:
            continue
        assert set(part.quotes) <= set(whole.quotes)
        assert set(part.announcements) <= set(whole.announcements)
        assert set(part.changes) <= set(whole.changes)
