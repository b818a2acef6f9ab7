"""Currencies asked for by name: which source can be asked for them, and what to say of one that none has."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.sources.base import Source

EVERY = "all"


def resolved(context: Context, names: Sequence[str], currencies: Sequence[str]) -> tuple[str, ...]:
    """The currencies as ISO codes, ``all`` replaced by every one that the sources to be asked have.

    ``UsageError`` for one that none of them has, with the nearest.
    """
    from tracker.services.enabled import enabled_sources

    asked = [source for key, source in enabled_sources(context.settings).items() if not names or key in names]
    known = {code: None for source in asked for code in source.currencies}
    if EVERY in (one.lower() for one in currencies):
        currencies = tuple(known)
    codes = tuple(dict.fromkeys(one.upper() for one in currencies))
    _require_choice(asked)
    for code in codes:
        if code not in known:
            titles = " or ".join(source.info.publisher for source in asked if source.currencies)
            near = difflib.get_close_matches(code, known, n=2, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}? " if near else ""
            raise UsageError(
                f"{titles} has no rate of {code!r} that this program can ask for. Nothing was asked.",
                remedy=f"{hint}Known are {', '.join(sorted(known))}.",
            )
    return codes


def unusual_currencies(source: str, keys: Sequence[str]) -> tuple[str, ...]:
    """The currencies in stored series of a source that its back-fills bring only when they are named."""
    from tracker.sources.catalog import sources
    from tracker.sources.rates.cbr.currencies import BY_DEFAULT

    known = sources().get(source)
    named = dict.fromkeys(key.partition("/")[0] for key in keys)
    return tuple(code for code in named if known and code in known.currencies and code not in BY_DEFAULT)


def with_currencies(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources that can be asked for currencies by name; ``UsageError`` when there is none."""
    _require_choice(sources)
    return tuple(source for source in sources if source.currencies)


def _require_choice(sources: Sequence[Source]) -> None:
    if not any(source.currencies for source in sources):
        raise UsageError(
            "None of these sources can be asked for single currencies. Nothing was asked.",
            remedy="--currency is for cbr: tracker fetch cbr --since 2014-01-01 --currency KZT.",
        )
