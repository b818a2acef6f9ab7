"""A library that is missing or broken disables the one source that needs it; every command goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.fakenet.upstreams import world
from tracker.sources.catalog import sources as catalogue

pytestmark = [pytest.mark.slow, pytest.mark.watches_processes]

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
ABSENT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
"""
# Two more of rates, of which one is enough for a report, and one of announcements: what works beside it.
FEW = {"TRACKER_SOURCES_DISABLED": ",".join(sorted(set(catalogue()) - {"yahoo", "ecb", "cbr", "us_federal_register"}))}
# All command lines in one process: a start costs more than most of them.
TYPING = """
import contextlib, io, json, sys
from tracker.cli import main
answers = []
for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    answers.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def net() -> Iterator[FakeNet]:
    with FakeNet() as network:
        network.routes(world(lambda: NOW))
        yield network


def typed(*lines: str, home: Path, path: Path, net: FakeNet) -> list[Any]:
    words = [[*line.split(), "--now", "2026-11-19T15:30Z"] for line in lines]
    answer = subprocess.run(
        [sys.executable, "-c", TYPING, json.dumps(words)],
        env={**clean_environment(), **net.env, "TRACKER_HOME": str(home), "PYTHONPATH": str(path), **FEW},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=200,
    )
    assert answer.returncode == 0, answer.stderr
    answers: list[Any] = json.loads(answer.stdout)
    assert not [said for _, out, err in answers for said in (out, err) if "Traceback" in said]
    return answers


@pytest.mark.parametrize("name", ["yfinance", "curl_cffi"])
def test_without_the_library_every_command_works_and_the_source_says_what_to_install(
    name: str, net: FakeNet, ready_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(ABSENT.format(name=name), encoding="utf-8")
    lines = ["fetch --format json", "sources", "status --format json", "fetch yahoo", "--help"]
    if name == "yfinance":
        lines += ["run", "tick", "report --week 2014-W46"]
    answers = dict(zip(lines, typed(*lines, home=ready_home, path=tmp_path, net=net), strict=True))
    said = f"{name} is not installed"

    code, out, _ = answers["fetch --format json"]
    assert code == 4
    states = {one["source"]: one for one in json.loads(out)["sources"]}
    assert states["ecb"]["state"] == states["us_federal_register"]["state"] == "ok"
    assert (states["yahoo"]["state"], states["yahoo"]["reason"]) == ("failed", "unavailable")
    assert "pip install 'yfinance" in states["yahoo"]["error"]

    code, out, _ = answers["sources"]
    assert code == 0
    assert f"yahoo is not available: {said}. Install it: pip install 'yfinance" in out
    assert out.count("not available") == 2

    code, out, _ = answers["status --format json"]
    assert code == 0
    (finding,) = (one for one in json.loads(out)["findings"] if "yahoo" in one["what"])
    assert finding["what"] == f"yahoo is not available: {said}."
    assert finding["remedy"].startswith("Install it: pip install")

    code, _, err = answers["fetch yahoo"]
    assert code == 5
    assert said in err
    assert answers["--help"][0] == 0
    assert not [ask for ask in net.asked if "yahoo" in ask.host]
    for line in lines[5:]:
        code, out, err = answers[line]
        assert code == 0, (line, err)  # the Bank of Russia's rates are enough for a report


def test_a_library_that_breaks_while_it_is_loaded_counts_as_missing(
    net: FakeNet, ready_home: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "curl_cffi"
    broken.mkdir()
    loading = "raise OSError('libcurl-impersonate.so.4: cannot open shared object file')\n"
    (broken / "__init__.py").write_text(loading, encoding="utf-8")
    lines = ("fetch ecb yahoo --format json", "sources", "fetch --help")
    fetched, sources, _ = typed(*lines, home=ready_home, path=tmp_path, net=net)
    assert fetched[0] == 4
    states = {one["source"]: one for one in json.loads(fetched[1])["sources"]}
    assert states["ecb"]["state"] == "ok"
    assert states["yahoo"]["reason"] == "unavailable"
    assert "libcurl-impersonate" in states["yahoo"]["error"]
    assert "pip install" in states["yahoo"]["error"]
    assert sources[0] == 0
