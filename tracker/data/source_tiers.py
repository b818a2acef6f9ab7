"""How near to the origin a page is, judged by its host."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

FILE = "source_tiers.csv"


@cache
def _tiers() -> Mapping[str, str]:
    text = files("tracker.data").joinpath(FILE).read_text("utf-8")
    return {row["host"]: row["tier"] for row in csv.DictReader(text.splitlines())}


def tier_of(url: str) -> str:
    """The tier of the longest known ending of the page's host, or nothing where none is known.

    >>> tier_of("https://www.federalregister.gov/d/2014-06141"), tier_of("https://gov.example.org/")
    ('official', '')
    """
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:  # not an address at all: whoever reads the column says so
        return ""
    endings = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_tiers()[ending] for ending in endings if ending in _tiers()), "")
