"""Web pages as documents: whole, bounded, and only what a reader sees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.parsing.web_page import blocks, link_of, page_of, plain, text_of

HOSTS = ("ofac.treasury.gov",)
BASE = "https://ofac.treasury.gov/recent-actions?page=2"


def snapshot(content: str | bytes) -> Snapshot:
    return Snapshot(
        source="us_ofac_press",
        url=BASE,
        kind="table",
        retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
        sha256="",
        content=content if isinstance(content, bytes) else content.encode(),
    )


def body(text: str) -> str:
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no web page"),
        ("just words </html>", "no web page"),
        ('{"html": "<html></html>"}', "no web page"),
        (body("x")[:-8], "cut"),
        (b"<html>\xff</html>", "byte 6 is not utf-8"),
        (body("x" * 200), "larger than any"),
    ],
)
def test_what_is_no_whole_page_is_refused(content: str | bytes, problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        page_of(snapshot(content), "a list", max_bytes=200)


def test_only_what_a_reader_sees_is_read() -> None:
    text = "<!-- <p>no</p> --><p>General License <b>8</b>C<script>no</script><br>until\u200b May</p><style>no</style>"
    text += "<div>in<ul><li>one"
    root = page_of(snapshot(body(text)), "a page")
    assert list(blocks(root.body)) == ["General License 8C", "until May", "in", "one"]
    assert text_of(root.body) == "General License 8C until May in one"


def test_entities_of_its_own_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><html><body><p>&b; &amp; x</p></body></html>'
    assert "lollol" not in text_of(page_of(snapshot(bomb), "a page"))


def test_thousands_of_open_elements_are_read_or_refused() -> None:
    try:
        root = page_of(snapshot(body("<div><b>" * 20_000 + "deep")), "a page")
    except ParseError:
        return
    assert text_of(root) in ("t", "t deep")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("?page=3", "https://ofac.treasury.gov/recent-actions?page=3"),
        ("/index.php/news/x#top", "https://ofac.treasury.gov/news/x"),
        ("/index.phpx/news", "https://ofac.treasury.gov/index.phpx/news"),
        ("https://ofac.treasury.gov/a", "https://ofac.treasury.gov/a"),
        ("http://ofac.treasury.gov/a", ""),
        ("https://evil.example/a", ""),
        ("//evil.example/a", ""),
        ("https://me:pw@ofac.treasury.gov/a", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/a\u202eb", ""),
        ("https://[broken/a", ""),
        ("/" + "a" * 3000, ""),
        ("", ""),
    ],
)
def test_links_lead_to_the_hosts_or_nowhere(written: str, address: str) -> None:
    link = html.Element("a", href=written)
    assert link_of(link, BASE, HOSTS) == address


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A <i>b</i> &lt;c&gt; &amp; d", "A b <c> & d"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("x\u200b\u00ady\u00a0\u202ez\r\n", "xy z"),
        ("<" * 5000, "<" * 5000),
    ],
)
def test_texts_with_markup_become_plain(written: str, shown: str) -> None:
    assert plain(written) == shown
