"""What every test stands on: a clean environment, a home of its own, and no way out to the network."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.gate import SECOND_TRY

pytest_plugins = ("tests.chromium", "tests.databases", "tests.once", "tests.warm")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
POSTGRESQL_URL = "TRACKER_TEST_POSTGRESQL_URL"

# The same examples on every machine, and no limits of time: a slow runner is not a wrong program.
hypothesis_settings.register_profile(
    "house", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

if find_spec("sniffio") is None:  # else httpcore looks for it on the disk at each lock it takes, for all of its threads
    sys.modules["sniffio"] = None  # type: ignore[assignment]

_LEAKS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NO_COLOR", "FORCE_COLOR", "COLUMNS")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage, which took a third of the time: what is collected stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with one wording each, the two kinds of test that need something outside the checkout.

    In the results, a test that watches processes carries its own name: the gate may try it again. The longest begin
    first: whoever works beside them is not left without work while the last of them ends.
    """
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)
    no_shared = pytest.mark.skip(reason="the shared folder is not beside this checkout")
    no_postgresql = pytest.mark.skip(reason=f"{POSTGRESQL_URL} is not set")
    for item in items:
        if item.get_closest_marker("extended") and not SHARED.is_dir():
            item.add_marker(no_shared)
        if item.get_closest_marker("watches_processes"):
            item.user_properties.append((SECOND_TRY, item.nodeid))
        if item.get_closest_marker("postgresql") and not os.environ.get(POSTGRESQL_URL):
            item.add_marker(no_postgresql)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No proxies, no settings and no colours from outside; every path of a user points into this test's folder."""
    for name in list(os.environ):
        upper = name.upper()
        if upper.endswith("_PROXY") or (upper.startswith("TRACKER_") and not upper.startswith("TRACKER_TEST_")):
            monkeypatch.delenv(name)
    for name in _LEAKS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for variable, folder in (("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")):
        monkeypatch.setenv(variable, str(tmp_path / "user" / folder))
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """The folder of real payloads beside the checkout, where there is one."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the first command leaves it: schema, shipped ledger, embedded rates. Made once; copy, never change.

    The processes of one run share it: what was copied from it here and elsewhere was recorded at the same instants.
    """
    from tracker.config import load
    from tracker.services.context import open_context

    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prepared"
    if not shared.exists():
        home = tmp_path_factory.mktemp("prepared")
        context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
        context.engine.dispose()
        with suppress(OSError):  # another process was quicker, and its home is the one
            home.rename(shared)
    return shared


@pytest.fixture
def ready_home(prepared_home: Path, tmp_path: Path) -> Path:
    """This test's own copy of a prepared home, in the place ``TRACKER_HOME`` names."""
    return Path(shutil.copytree(prepared_home, tmp_path / "home"))


@dataclass(frozen=True)
class Answer:
    """What one command gave back."""

    code: int
    out: str
    err: str


@pytest.fixture
def tracker(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Answer]:
    """Type ``tracker ARGUMENTS…`` in an empty folder, through the same ``main`` as the console script."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def type_in(*arguments: str) -> Answer:
        from tracker.cli import main

        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return Answer(code=code, out=captured.out, err=captured.err)

    return type_in
