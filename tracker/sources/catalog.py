"""All declared sources, found by looking into the folders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from tracker.registry import declared, modules
from tracker.sources.base import Source

_NOT_SOURCES = frozenset({"base", "catalog", "checks", "gate", "listing", "parsing", "spans"})


@cache
def sources() -> Mapping[str, Source]:
    """Every declared source by its key, in the order of the keys."""
    found: dict[str, Source] = {}
    for folder in modules(__package__):
        if folder in _NOT_SOURCES:
            continue
        for key, source in declared(f"{__package__}.{folder}", "SOURCE").items():
            if key in found:
                raise RuntimeError(f"two sources declare the key {key!r}")
            found[key] = cast("Source", source)
    return MappingProxyType(dict(sorted(found.items())))
