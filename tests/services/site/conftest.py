"""A home and the site made of it, once; each test changes copies of both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.config import load
from tracker.services.context import Context, open_context
from tracker.services.site.building import Built, Wanted, build_site

NOW = datetime(2014, 12, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
WANTED = Wanted(since=date(2014, 11, 10), until=date(2014, 11, 24))
"""Two weeks. The first of them has settled by ``NOW``, the second not yet."""


@dataclass(frozen=True)
class Place:
    """A home, and the site that was made of it at ``NOW``."""

    home: Path
    site: Path


@contextmanager
def opened(home: Path, now: datetime = NOW, **settings: str) -> Iterator[Context]:
    environ = {"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", **settings}
    context = open_context(load(environ, cwd=home)).rehearsal(lambda: now)
    try:
        yield context
    finally:
        context.engine.dispose()


def build(place: Place, now: datetime = NOW, wanted: Wanted = WANTED, **settings: str) -> Built:
    with opened(place.home, now, **settings) as context:
        return build_site(context, place.site, wanted)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file by its path in the folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def made_once(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Never changed; ``place`` is a copy."""
    folder = tmp_path_factory.mktemp("made-site")
    place = Place(home=Path(shutil.copytree(prepared_home, folder / "home")), site=folder / "site")
    build(place)
    return place


@pytest.fixture
def copied(made_once: Place, tmp_path: Path) -> Callable[[str], Place]:
    """Another home and site like the ones made once, under a name."""

    def copy(name: str) -> Place:
        home, site = (
            Path(shutil.copytree(one, tmp_path / name / one.name)) for one in (made_once.home, made_once.site)
        )
        return Place(home=home, site=site)

    return copy


@pytest.fixture
def place(copied: Callable[[str], Place]) -> Place:
    """A home and its site to change."""
    return copied("own")
