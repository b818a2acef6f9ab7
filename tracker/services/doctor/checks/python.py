"""Python and the libraries: versions against what this program was made for, optional parts, and what they carry."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata

from tracker import __version__
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_DISTRIBUTION = "sanctions-pressure-tracker"
_NEWEST_TRIED = (3, 14)
_CHILD_SECONDS = 60
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*([^;]*)")
_BOUND = re.compile(r"(>=|<=|==|!=|~=|<|>)\s*([0-9][0-9A-Za-z.]*)")


def _run(_: Subject) -> Iterator[Line]:
    version = platform.python_version()
    if sys.version_info[:2] > _NEWEST_TRIED:
        yield warn(
            f"Python {version} is newer than any this version was tried with",
            f"If something fails, use Python 3.11 to {_NEWEST_TRIED[0]}.{_NEWEST_TRIED[1]}.",
        )
    else:
        yield ok(f"Python {version}, tracker {__version__}")
    yield from _libraries()
    yield from _optional()


def _libraries() -> Iterator[Line]:
    try:
        required = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield warn("the program is not installed as a package, so versions are not compared", "Run: pip install -e .")
        return
    good = 0
    for requirement in required:
        match = _REQUIREMENT.match(requirement)
        if match is None or "extra ==" in requirement:
            continue
        name, bounds = match[1], match[2]
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name != "yfinance":  # said below, with what it disables
                yield fail(f"the library {name} is missing", f"Run: pip install '{name}{bounds}'")
            continue
        if within(installed, bounds):
            good += 1
        else:
            yield warn(f"{name} {installed} is outside {bounds}", f"Run: pip install '{name}{bounds}'")
    yield ok(f"{good} libraries within the supported versions")


def within(version: str, bounds: str) -> bool:
    """Whether a version meets bounds like ``>=1.16,<2``; only the numbers of a release are compared.

    >>> within("2.1.9", ">=2.1,<2.2"), within("2.2.0", ">=2.1,<2.2")
    (True, False)
    """
    have = _numbers(version)
    tests = {
        ">=": lambda wanted: have >= wanted,
        ">": lambda wanted: have > wanted,
        "<": lambda wanted: have < wanted,
        "<=": lambda wanted: have <= wanted,
        "==": lambda wanted: have[: len(wanted)] == wanted,
        "!=": lambda wanted: have[: len(wanted)] != wanted,
        "~=": lambda wanted: have >= wanted and have[: len(wanted) - 1] == wanted[:-1],
    }
    return all(tests[sign](_numbers(wanted)) for sign, wanted in _BOUND.findall(bounds))


def _numbers(version: str) -> tuple[int, ...]:
    found = tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:4])
    while len(found) > 1 and found[-1] == 0:
        found = found[:-1]
    return found


def _optional() -> Iterator[Line]:
    """Tried in a process of their own: a library that crashes on import takes nothing else with it."""
    answer = _in_child("import yfinance, curl_cffi; print(yfinance.__version__, curl_cffi.__version__)")
    if answer.returncode == 0:
        versions = answer.stdout.split()
        yield ok(f"yfinance {versions[0]} with curl_cffi {versions[-1]}: indicative quotes can be fetched")
    else:
        said = (answer.stderr.strip().splitlines() or ["no details"])[-1][:160]
        yield warn(
            f"yfinance cannot be loaded ({said}); without it there are no indicative quotes, and no rates of the"
            " rouble after 1 March 2022",
            "Run: pip install 'yfinance>=1.5.2,<2'",
        )
    try:
        yield ok(f"psycopg {metadata.version('psycopg')}: PostgreSQL can be used")
    except metadata.PackageNotFoundError:
        yield ok("psycopg is not installed: only SQLite can be used, which is all most need")


def _in_child(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", program]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_CHILD_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"not loaded within {_CHILD_SECONDS} s")


CHECK = Check(key="python", title="Python and libraries", order=10, run=_run)
