"""The shipped table of feeds, and of publishers without one: ``feeds.toml`` read strictly."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.model.feed import Feed, NoFeed
from tracker.model.source import Rights

FILE = "feeds.toml"

_PLAIN = ("publisher", "title", "homepage", "zone", "language", "jurisdiction", "issuer", "tier", "state", "note")
_READ = frozenset((*_PLAIN, "addresses", "about", "cadence_hours", "probed_on", "verified", "rights"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """Feeds by key, and the publishers that have none."""

    feeds: Mapping[str, Feed]
    without: tuple[NoFeed, ...]


def parse_feeds(text: str) -> FeedFile:
    """The table in TOML; ``ValueError`` names the row with an unknown or missing field, topic or address."""
    tables: dict[str, Any] = tomllib.loads(text)
    unknown = set(tables) - {"topics", "feeds", "no_feed"}
    if unknown:
        raise ValueError(f"{FILE}: unknown tables {', '.join(sorted(unknown))}")
    feeds = {key: _feed(key, row, tables["topics"]) for key, row in tables["feeds"].items()}
    without = tuple(NoFeed(**{**row, "tried": tuple(row["tried"])}) for row in tables.get("no_feed", ()))
    return FeedFile(feeds=feeds, without=without)


def _feed(key: str, row: Mapping[str, Any], topics: Mapping[str, Mapping[str, Iterable[str]]]) -> Feed:
    unknown, missing = set(row) - _READ, _READ - set(row) - {"probed_on"}
    if unknown or missing:
        raise ValueError(f"{FILE}: {key}: unknown or missing: {', '.join(sorted(unknown | missing))}")
    words = topics.get(row["language"], {})
    if not row["about"] or not set(row["about"]) <= set(words):
        raise ValueError(f"{FILE}: {key}: topics {row['about']} are not all there in {row['language']!r}")
    addresses: dict[str, str] = row["addresses"]
    if not addresses or not all(address.startswith("https://") for address in addresses.values()):
        raise ValueError(f"{FILE}: {key}: an address is not https")
    probed: date | None = row.get("probed_on")
    return Feed(
        key=key,
        **{name: row[name] for name in _PLAIN},
        addresses=addresses,
        topics={topic: _pattern(words[topic]) for topic in row["about"]},
        cadence=timedelta(hours=row["cadence_hours"]),
        probed_on=probed,
        verified=row["verified"],
        rights=Rights(**row["rights"]),
    )


def _pattern(beginnings: Iterable[str]) -> re.Pattern[str]:
    """Any of the words from its beginning; a space stands for any white space."""
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in beginnings)
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)
