"""Feeds of hostile words stay feeds, and say when a page was corrected."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import feedparser
import lxml.etree

from tests.cli.test_hostile_ledger import HOSTILE, MARK, unseen
from tracker.reports.site.feeds import Entry, index, json_feed, rss, sitemap
from tracker.reports.site.site import Made, Site

MADE = Made(number=2, made_at="2026-11-27T08:00:00Z", why=("a rate was corrected",))
SITE = Site(pair="USD/RUB", url="https://example.org/", software="1")
ENDED = datetime(2014, 11, 17, tzinfo=UTC)
ENTRIES = [
    Entry(label=f"2014-W{number + 10}", title=text, text=text, ended=ENDED + timedelta(weeks=number), version=MADE)
    for number, text in enumerate(HOSTILE)
]


def test_hostile_words_do_no_harm_in_feeds() -> None:
    for site in (SITE, Site(pair="USD/RUB")):
        text = rss(site, ENTRIES)
        assert unseen(text) == set()
        parsed = feedparser.parse(text)
        assert (parsed.bozo, len(parsed.entries)) == (0, len(ENTRIES))
        assert all(MARK in one.title + one.description for one in parsed.entries)
        assert not [one for one in parsed.entries if "<" in one.title + one.description]
        items = json.loads(json_feed(site, ENTRIES))["items"]
        assert "<" not in json_feed(site, ENTRIES)
        assert len(items) == len(ENTRIES)
        assert all(unseen(one["title"] + one["content_text"]) == set() for one in items)
        assert max(len(one["content_text"]) for one in items) < 1500


def test_a_corrected_week_says_so() -> None:
    first = feedparser.parse(rss(SITE, ENTRIES)).entries[0]
    assert first.title.endswith("(version 2)")
    assert "Changed: a rate was corrected." in first.description
    assert first.link == "https://example.org/weeks/2014-W10.html"
    assert first.id == "tracker:USD/RUB:2014-W10"
    assert not first.guidislink


def test_the_map_and_the_index_are_read_by_programs() -> None:
    found = lxml.etree.fromstring(sitemap(SITE, [("index.html", ""), ("weeks/2014-W10.html", MADE.made_at)]).encode())
    urls = [["".join(part.itertext()).strip() for part in url] for url in found]
    assert urls == [["https://example.org/"], ["https://example.org/weeks/2014-W10.html", MADE.made_at]]
    told = {"since": "2014-03-03", "until": "2014-03-10", "complete": True}
    (week,) = json.loads(index(SITE, {"2014-W10": told}, {"2014-W10": MADE}))["weeks"]
    assert week["data"] == "https://example.org/data/2014-W10.json"
    assert week["version"] == 2
