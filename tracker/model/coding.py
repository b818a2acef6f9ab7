"""What a second coder said of an event: beside the ledger, never in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

LEDGER = "ledger"
"""The name under which the codes of the ledger itself take part in a comparison; no coder may have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The codes one person gave one event.

    Attributes
    ----------
    codes : mapping of str to str
        Field of the codebook to value; a field that was left empty is not in it.
    blind : bool
        Whether the coder worked from a sheet without the codes of the ledger.
    recorded_at : datetime
        UTC. Of several codings of one event by one coder the last one holds.
    """

    event_id: str
    coder: str
    codes: Mapping[str, str]
    note: str = ""
    blind: bool
    recorded_at: datetime
