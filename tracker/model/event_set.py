"""A named set of events that was frozen: which are in it, which were considered and left out, and why each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSet:
    """A set as its file has it.

    Attributes
    ----------
    name, title, version : str
    frozen_on : date
        The day after which nobody changed it; a changed set gets another version.
    rule : str
        What an event must be to be in it, in words.
    included, excluded : mapping of event id to reason
        In the order of the file.
    sha256 : str
        Of the file.
    """

    name: str
    title: str
    version: str
    frozen_on: date
    rule: str
    included: Mapping[str, str]
    excluded: Mapping[str, str]
    sha256: str
