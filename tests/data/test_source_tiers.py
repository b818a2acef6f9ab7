"""Pages are ranked by how near they are to the origin."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tracker.data.loader import shipped_events
from tracker.data.source_tiers import tier_of
from tracker.sources.base import Source
from tracker.sources.catalog import sources

TIERS = {"official", "transcript", "wire", "law firm", "secondary", "copy"}


@pytest.mark.parametrize(
    ("url", "tier"),
    [
        ("https://bidenwhitehouse.archives.gov/briefing", "official"),
        ("https://eur-lex.europa.eu/x", "official"),
        ("https://in.reuters.com/article/1", "wire"),
        ("https://www.presidency.ucsb.edu/documents/x", "transcript"),
        ("https://github.com/someone/copy", "copy"),
        ("https://notgov.example", ""),
        ("https://evil-kremlin.ru.example.org/", ""),
        ("https://commonslibrary.parliament.uk/research", "secondary"),  # the longer ending wins
        ("https://www.parliament.uk/", "official"),
        ("not a page", ""),
        ("http://[half-an-address", ""),
    ],
)
def test_the_host_decides(url: str, tier: str) -> None:
    assert tier_of(url) == tier


def test_every_page_of_the_shipped_ledger_has_a_tier() -> None:
    without = {source.url for event in shipped_events() for source in event.sources if source.tier not in TIERS}
    assert without == set()


@pytest.mark.parametrize("source", sources().values(), ids=lambda source: source.key)
def test_every_host_a_source_declares_has_a_tier(source: Source) -> None:
    """An event made of its documents says how near to the act they are."""
    pages = (source.info.homepage, *(f"https://{host}/" for host in source.info.hosts))
    assert [page for page in pages if tier_of(page) not in TIERS] == []


def test_the_table_has_known_tiers_and_no_row_twice() -> None:
    lines = files("tracker.data").joinpath("source_tiers.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines[1:]]
    assert {tier for _, tier in rows} <= TIERS
    assert len({host for host, _ in rows}) == len(rows)
    assert all(host == host.lower().strip() and not host.startswith("www.") for host, _ in rows)


def test_the_shipped_ledger_knows_its_primary_texts() -> None:
    rhodes = next(event for event in shipped_events() if event.id == "2014-11-11-rhodes-beijing")
    assert "transcript" in {source.tier for source in rhodes.sources}
