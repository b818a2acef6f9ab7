"""How to cite this program and what it shows: a week's report, a study, a set of events, a publisher's rates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.data.event_set_file import SUFFIX, shipped_event_sets
from tracker.errors import NoDataError, UsageError
from tracker.model.event_set import EventSet
from tracker.model.instants import parse_instant, to_the_second
from tracker.model.period import Period, iso_week
from tracker.model.plain_text import clean
from tracker.model.series import Series
from tracker.reports.citations import MOST, PROGRAM, Citation, citation_of, made_words, of_program, of_publisher, slug
from tracker.services import ledger
from tracker.services.accessed import accessed, copied, source_info
from tracker.services.briefing import NOTHING, brief, exit_code
from tracker.services.bundles.archive import unpacked
from tracker.services.bundles.reading import read_question
from tracker.services.bundles.replay import read_file
from tracker.services.context import Context
from tracker.services.deriving import publishers_of
from tracker.services.event_sets import named_sets
from tracker.services.ledger import Selection
from tracker.services.ledger_version import ledger_version_of
from tracker.services.rates import known_series
from tracker.services.rendering import headline_text

ITSELF = "tracker"
_WEEK = re.compile(r"\d{4}-?W\d{2}", re.IGNORECASE)


def cite(context: Context, what: str) -> tuple[Citation, ...]:
    """The entries for a week, a bundle, a set of events, a series or the program, whichever the words name.

    Raises ``UsageError`` for what is none of these, ``NoDataError`` for a set without events and a week of
    which nothing is known.
    """
    if what.strip().lower() == ITSELF:
        return (of_program(context.now, software=__version__, ledger=ledger_version_of(context)),)
    if _WEEK.fullmatch(what.strip()):
        return (_of_week(context, iso_week(what, zone=context.settings.zone, now=context.now)),)
    frozen = _frozen(context, what.strip())
    if frozen is not None:
        return (_of_frozen(frozen),)
    path = Path(what)
    if what.lower().endswith(".zip") or (len(what) < 256 and path.is_file()):
        return (_of_bundle(path, context.now),)
    sets = {name for event in ledger.read(context).events for name in event.sets}
    if what in sets:
        return (_of_set(context, what),)
    if "/" not in what and "@" not in what and not re.fullmatch(r"[A-Za-z]{6}", what.strip()):
        named = ", ".join(sorted(clean(one)[:60] for one in sets | _names(context))) or "there are none"
        raise UsageError(
            f"{clean(what)[:60]!r} is no week, bundle, set of events or series.",
            remedy=f"Say a week (2014-W46), a file of `tracker study --bundle`, a series (USD/RUB@ecb), `{ITSELF}`, or"
            f" one of the sets: {named}.",
        )
    found = [one for series in known_series(context, what) for one in _of_series(context, series)]
    return tuple({one.key: one for one in found}.values())


def _of_week(context: Context, period: Period) -> Citation:
    """Of a week about which ``tracker report`` has nothing to say there is nothing to cite."""
    found = brief(context, period)
    if exit_code(found) == NOTHING:
        raise NoDataError(headline_text(found))
    return citation_of(found)


def _of_set(context: Context, name: str) -> Citation:
    events = ledger.list_events(context, Selection(sets=(name,)))
    if not events:
        raise NoDataError(f"No accepted event is in the set {clean(name)[:60]!r}.")
    days = sorted(event.published_on for event in events)
    number = f"{len(events)} event" + ("s" if len(events) > 1 else "")
    title = f"Policy events about Russia: the set {clean(name)[:MOST]}"
    ids = "\n".join(sorted(event.id for event in events)).encode()
    made = made_words(context.now, software=__version__, ledger=ledger_version_of(context))
    note = (
        f"{number}, {days[0].isoformat()} to {days[-1].isoformat()}; sha256 of their sorted ids"
        f" {hashlib.sha256(ids).hexdigest()[:16]}. {made}"
    )
    return Citation(
        key=f"tracker-set-{slug(name)}",
        kind="misc",
        fields={"author": PROGRAM, "title": title, "year": str(context.now.year), "note": note},
        sentence=f"{PROGRAM}, “{title}”. {note}",
    )


def _names(context: Context) -> set[str]:
    """The names of the frozen sets there are, shipped and the user's own."""
    return {*shipped_event_sets(), *(path.stem for path in (context.settings.home / "sets").glob(f"*{SUFFIX}"))}


def _frozen(context: Context, what: str) -> EventSet | None:
    """The frozen set of that name or in that file, None where the word names none."""
    if what not in _names(context) and not what.endswith(SUFFIX):
        return None
    found, _ = named_sets(context, (what,))
    return found[0] if found else None


def _of_frozen(found: EventSet) -> Citation:
    """A set that its file freezes is cited as of the day it was frozen, whenever it is cited."""
    number = f"{len(found.included)} event" + ("s" if len(found.included) > 1 else "")
    title, version = clean(found.title)[:MOST], clean(found.version)[:40]
    note = (
        f"Set {found.name}, version {version}, frozen on {found.frozen_on.isoformat()}; {number}; sha256 of its file"
        f" {found.sha256}"
    )
    return Citation(
        key=f"tracker-set-{slug(found.name)}-{slug(version)}",
        kind="misc",
        fields={
            **({"author": PROGRAM} if found.name in shipped_event_sets() else {}),  # whose another is, its user knows
            "title": title,
            "year": str(found.frozen_on.year),
            "howpublished": "Frozen set of events",
            "note": note,
        },
        sentence=f"{f'{PROGRAM}, ' if found.name in shipped_event_sets() else ''}“{title}”. {note}.",
    )


def _of_bundle(path: Path, now: datetime) -> Citation:
    content = read_file(path)
    question = read_question(unpacked(content, str(path)), str(path))
    digest = hashlib.sha256(content).hexdigest()
    try:
        series = clean(str(question["series"]["key"]))[:MOST]
        spec: Mapping[str, Any] = question["spec"]
        model, window = clean(str(spec["model"]))[:40], tuple(int(one) for one in spec["window"])
        made = parse_instant(str(question["now"]))
        begin, end = window
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{path} cannot be read as a study.") from None
    title = f"Event study at {series}: model {model}, window [{begin}, {end}]"
    note = (
        f"Bundle {clean(path.name)[:MOST]}, sha256 {digest}; data as of {to_the_second(made)}; computed again by"
        f" `tracker study --replay`"
    )
    return Citation(
        key=f"tracker-study-{digest[:12]}",
        kind="misc",
        fields={
            "author": PROGRAM,
            "title": title,
            "year": str(made.year),
            "howpublished": "Replication bundle",
            "note": f"{note}; accessed {now.date().isoformat()}",
        },
        sentence=f"{PROGRAM}, “{title}”. {note}.",
    )


def _of_series(context: Context, series: Series) -> Iterator[Citation]:
    """An entry for each publisher whose values stand behind the series."""
    for key in publishers_of(series):
        had = accessed(context, key)
        yield of_publisher(series, key, source_info(key), had=had, now=context.now, copied=copied(context, key))
