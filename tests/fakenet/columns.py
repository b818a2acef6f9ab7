"""Every source of the catalogue as a column of the matrix, and the installations in which they are asked together.

A column that the world does not know fails here first: nothing of it can be stored.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.fakenet.bank_of_russia import SERVICE
from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import zipped
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tracker.config import load
from tracker.model.series import publisher_of
from tracker.net.http import HttpClient
from tracker.services.context import Context
from tracker.services.fetching import FetchOutcome, fetch
from tracker.sources.base import Source
from tracker.sources.catalog import sources
from tracker.store.engine import Engine, open_engine
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

BEFORE = datetime(2026, 11, 17, 12, tzinfo=UTC)
"""Tuesday: when an installation has last heard of its sources."""

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
"""Friday evening: every source has published something since."""

SAME_DAY = datetime(2026, 11, 17, 18, tzinfo=UTC)
"""Six hours after ``BEFORE``, for what has news by then: one process instead of two for each question."""

AT_ONCE: Mapping[str, float] = {"spacing": 0.0, "backoff": 0.0, "retries": 0, **PATIENCE}
"""No pauses, and one attempt at each document: what is asked again within a conversation is tested with the client."""

WELL_AGAIN = NOW + timedelta(days=1, hours=18)
"""When everything has been well again for long enough that every source may be asked."""

_SINCE = date(2026, 10, 20)
_ENDED = (date(2024, 6, 3), date(2024, 6, 20))
_LINES = 60


@dataclass(frozen=True, kw_only=True)
class Column:
    """One source, or one of its ways.

    ``way`` leaves the trouble to a part of its hosts' answers.
    """

    name: str
    source: Source
    way: Callable[[Handler, Handler], Handler] = field(default=lambda trouble, usual: trouble)

    @property
    def key(self) -> str:
        return self.source.key


@dataclass(frozen=True, kw_only=True)
class Group:
    """Columns asked together, by one installation, and their present instant.

    ``mended`` says that all becomes well again after each chain of troubles. It is False where every question starts a
    process, and for a second way, whose source is mended as the first: there an attempt in each trouble has to do.
    ``compares`` says that what has not changed is not sent again; a library that speaks for itself does not ask so.
    """

    name: str
    columns: tuple[Column, ...]
    mended: bool = True
    compares: bool = True
    now: datetime = NOW

    def routes(
        self, wrap: Callable[[Handler], Handler], at: datetime | None = None, *, only: str = ""
    ) -> dict[str, Handler]:
        """Handlers of the columns' hosts, all in one trouble, in a world whose time is ``at`` or the present."""
        usual = everything(at or self.now)
        return {
            host: column.way(wrap(usual[host]), usual[host])
            for column in self.columns
            if only in ("", column.name)
            for host in column.source.info.hosts
            if host in usual
        }


def _service_alone(trouble: Handler, usual: Handler) -> Handler:
    """The Bank of Russia without its scripts; its service in trouble."""
    return lambda ask: trouble(ask) if ask.path == SERVICE else Reply(status=404, body=b"not here")


def groups() -> dict[str, Group]:
    """All sources of the catalogue at once; apart from them the second way of the Bank of Russia, and Yahoo."""
    together = tuple(Column(name=key, source=source) for key, source in sources().items() if key != "yahoo")
    service = Column(name="cbr by its service", source=sources()["cbr"], way=_service_alone)
    yahoo = Column(name="yahoo", source=sources()["yahoo"])
    found = (
        Group(name="together", columns=together),
        Group(name="service", columns=(service,), mended=False),
        Group(name="yahoo", columns=(yahoo,), mended=False, compares=False, now=SAME_DAY),
    )
    return {group.name: group for group in found}


def everything(at: datetime) -> dict[str, Handler]:
    """The world at an instant, with a short history of the European Central Bank."""
    handlers = world(lambda: at)
    ecb = handlers["www.ecb.europa.eu"]

    def short(ask: Ask) -> Reply:
        reply = ecb(ask)
        return replace(reply, body=_shortened(reply.body)) if ask.path.endswith("-hist.zip") and reply.body else reply

    return {**handlers, "www.ecb.europa.eu": short}


@lru_cache(maxsize=4)
def _shortened(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = archive.namelist()[0]
        return zipped(name, "".join(archive.read(name).decode().splitlines(keepends=True)[:_LINES]))


class Place:
    """An installation that asks the sources of a group, and a clock that is moved by hand."""

    def __init__(self, file: Path, group: Group, *, now: datetime) -> None:
        self.group = group
        self.now = now
        self.file = file
        self.engine: Engine = open_engine(f"sqlite:///{file}")
        environ = {"TRACKER_SOURCES_ENABLED": ",".join(sources()), "TRACKER_HOME": str(file.parent)}
        self._settings = load(environ, cwd=file.parent)
        self.limit(AT_ONCE)

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.group.columns]

    def limit(self, limits: Mapping[str, float]) -> None:
        """Ask with these limits from now on."""
        self._client = HttpClient(user_agent="t", **{**AT_ONCE, **limits})  # type: ignore[arg-type]

    @property
    def context(self) -> Context:
        return Context(
            settings=self._settings,
            now=self.now,
            engine=self.engine,
            clock=lambda: self.now,
            _network=cast("Any", SimpleNamespace(client=self._client)),
        )

    def attempt(self, keys: Sequence[str] | None = None, **asked: Any) -> dict[str, FetchOutcome]:
        """Ask the sources, or these of them, at the same time."""
        chosen = self.keys if keys is None else keys
        if not chosen:
            return {}
        found = fetch(self.context, chosen, **{"due_only": False, **asked})
        return {outcome.source: outcome for outcome in found}

    def known(self) -> dict[str, str]:
        """Hashes of everything the product knows; the kept bytes aside, and how often a list was looked at."""
        return {name: one for name, one in table_hashes(self.engine).items() if name not in {"blob", "list_snapshot"}}

    def values(self) -> dict[str, Values]:
        """By source every value, announcement and list entry in use, whenever it was learned."""
        found: dict[str, Values] = {key: {} for key in self.keys}
        with UnitOfWork(self.engine, write=False) as unit:
            for series in unit.observations.series():
                readings = [f"{one.label} {one.value}" for one in unit.observations.read(series)]
                found[publisher_of(series)][series] = readings
            for one in unit.announcements.all():
                said = [str(version) for version in unit.announcements.versions(one.source, one.external_id)]
                found[one.source][f"announcement {one.external_id}"] = said
            for key, values in found.items():
                if sources()[key].info.kind == "lists":
                    values["entries"] = [str(entry) for entry in unit.lists.current(key)]
                    values["changes"] = sorted(str(change) for change in unit.lists.changes(key))
        return found

    def close(self) -> None:
        self.engine.dispose()


Values = dict[str, list[str]]


def settle(group: Group, file: Path) -> None:
    """Fetch the past of a group's sources into an empty database; the network must be the world at ``BEFORE``."""
    place = Place(file, group, now=BEFORE)
    spans: list[dict[str, Any]] = [{"since": _SINCE}]
    if "moex" in place.keys:  # what has ended is asked for until it is there
        spans.append({"keys": ["moex"], "since": _ENDED[0], "until": _ENDED[1]})
    lacking = []
    for span in spans:
        for key, outcome in place.attempt(**span).items():
            if outcome.state != "ok" or not outcome.records:
                lacking.append(f"{key}: {outcome.state}: {outcome.error or 'nothing was read'}")
    place.close()
    assert not lacking, "the world of tests/fakenet does not know these sources: " + "\n".join(lacking)


LATER = timedelta(days=45)
