"""Files of frozen event sets, in TOML: the shipped ones, and the form in which a user writes more."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tracker.model.event_set import EventSet

FOLDER = "event_sets"
SUFFIX = ".toml"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_KEYS = {"name", "title", "version", "frozen_on", "rule", "include", "exclude"}


def parse_event_set(content: bytes, *, file: str) -> EventSet:
    """A set of one file; ``ValueError``, in words, for anything that is not in order.

    Every id stands once, in ``[include]`` or in ``[exclude]``, with the reason as its value.
    """
    try:
        table: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{file} is not TOML: {error}") from error
    unknown, missing = set(table) - _KEYS, _KEYS - {"exclude"} - set(table)
    if unknown or missing:
        words = f"does not know {min(unknown)!r}" if unknown else f"lacks {min(missing)!r}"
        raise ValueError(f"{file} {words}; a set has: {', '.join(sorted(_KEYS))}")
    for key in ("name", "title", "version", "rule"):
        if not isinstance(table[key], str) or not table[key].strip():
            raise ValueError(f"{file}: {key} must be a text")
    if not NAME.fullmatch(table["name"]):
        raise ValueError(f"{file}: a name has small letters, digits and hyphens only: {table['name']!r}")
    if type(table["frozen_on"]) is not date:
        raise ValueError(f"{file}: frozen_on must be a day, like 2026-11-26")
    included, excluded = (_reasons(table.get(key, {}), key, file) for key in ("include", "exclude"))
    if not included:
        raise ValueError(f"{file}: no event is in it")
    if both := sorted(set(included) & set(excluded)):
        raise ValueError(f"{file}: {both[0]} is both in it and left out of it")
    return EventSet(
        name=table["name"],
        title=table["title"],
        version=table["version"],
        frozen_on=table["frozen_on"],
        rule=table["rule"],
        included=MappingProxyType(included),
        excluded=MappingProxyType(excluded),
        sha256=hashlib.sha256(content).hexdigest(),
    )


@cache
def shipped_event_sets() -> MappingProxyType[str, EventSet]:
    """The sets the product ships, by name."""
    found = (one for one in files("tracker.data").joinpath(FOLDER).iterdir() if one.name.endswith(SUFFIX))
    sets = (parse_event_set(one.read_bytes(), file=one.name) for one in sorted(found, key=lambda one: one.name))
    return MappingProxyType({one.name: one for one in sets})


def _reasons(table: object, key: str, file: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise ValueError(f"{file}: [{key}] must be a table of ids and reasons")  # noqa: TRY004 - of the file, not of code
    for event_id, reason in table.items():
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"{file}: no reason is given for {event_id}")
    return dict(table)
