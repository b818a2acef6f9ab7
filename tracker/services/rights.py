"""What may be put where others read it, as each source declares it, and whose credit goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.errors import NoDataError
from tracker.model.announcement import ListChange
from tracker.model.series import Series
from tracker.reports.wording import told
from tracker.services.deriving import publishers_of
from tracker.services.series_words import short_name

if TYPE_CHECKING:
    from tracker.model.source import Rights
    from tracker.services.rates import KnownBy

UNDECLARED = "nobody has declared that they may be republished"
"""Of what came from files: whoever imported it knows their terms, the program does not."""


def barred(declared: Series) -> str:
    """Why a series, or a part of it, may not be republished, to go on after a colon; empty where it may."""
    return next(filter(None, map(barred_publisher, publishers_of(declared))), "")


def barred_publisher(publisher: str) -> str:
    """Why what a source tells may not be republished, to go on after a colon; empty where it may."""
    found = rights_of(publisher)
    if found is None:
        return UNDECLARED
    return "" if found.republish else found.because or told("rates.terms", licence=found.licence)


def require_republishable(declared: Series) -> None:
    """Raises ``NoDataError`` for a series that may not be republished."""
    because = barred(declared)
    if because:
        raise NoDataError(
            f"{declared.key} is left out of what others read: {because}.",
            remedy="To see it yourself, ask for all you have (without --public; in Python, public=False; for letters,"
            " TRACKER_LETTER_PUBLIC=false), or choose another series; see `tracker sources`.",
        )


def allowed(declared: Sequence[Series], known: KnownBy) -> tuple[Series, ...]:
    """The series that may be used, in their order: all of them unless only what may be republished is wanted.

    Raises ``NoDataError`` where none is left.
    """
    if not known.republish:
        return tuple(declared)
    found = tuple(one for one in declared if not barred(one))
    if not found:
        require_republishable(declared[0])
    return found


def left_out(declared: Iterable[Series], known: KnownBy) -> tuple[str, ...]:
    """A sentence for each source whose series are left out because others read this; none where they do not."""
    if not known.republish:
        return ()
    because: dict[str, str] = {}
    for one in declared:
        for publisher in publishers_of(one):
            why = barred_publisher(publisher)
            if why and (why != UNDECLARED or _imported(one)):
                because.setdefault(short_name(publisher), why)
    return tuple(told("rates.left_out", name=name, because=why) for name, why in because.items())


def republishable(changes: Iterable[ListChange]) -> tuple[ListChange, ...]:
    """Those of lists that may be put where others read them, in their order."""
    found = tuple(changes)
    shut = {key for key in {one.list_key for one in found} if barred_publisher(key)}
    return tuple(one for one in found if one.list_key not in shut)


def lists_left_out(names: Mapping[str, str]) -> dict[str, str]:
    """A sentence by key for each of these lists (their names by key) that may not be republished."""
    because = {key: barred_publisher(key) for key in names}
    return {key: told("lists.left_out", name=names[key], because=why) for key, why in because.items() if why}


def credits_of(used: Iterable[Series], known: KnownBy) -> tuple[str, ...]:
    """The credits to print with numbers of these series where others read them; none where they do not."""
    return credit_lines(used) if known.republish else ()


def credit_lines(used: Iterable[Series]) -> tuple[str, ...]:
    """The credit of each source whose numbers these series hold, each once."""
    rights = [rights_of(publisher) for one in used for publisher in publishers_of(one)]
    return tuple(dict.fromkeys(one.credit for one in rights if one is not None))


def rights_of(publisher: str) -> Rights | None:
    """What a source declares; None for rates from files."""
    from tracker.sources.catalog import sources

    source = sources().get(publisher)
    return None if source is None else source.info.rights


def _imported(declared: Series) -> bool:
    from tracker.data.loader import sources_of_series

    return declared.name.source not in sources_of_series()
