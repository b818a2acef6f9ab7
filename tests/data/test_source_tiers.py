"""Pages are ranked by how near they are to the origin."""

from __future__ import annotations

import pytest

from tracker.data.loader import shipped_events
from tracker.data.source_tiers import tier_of


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
        ("not a page", ""),
    ],
)
def test_the_host_decides(url: str, tier: str) -> None:
    assert tier_of(url) == tier


def test_the_shipped_ledger_knows_its_primary_texts() -> None:
    rhodes = next(event for event in shipped_events() if event.id == "2014-11-11-rhodes-beijing")
    assert "transcript" in {source.tier for source in rhodes.sources}
