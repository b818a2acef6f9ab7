"""The gate in .ci/run fails when a test was skipped that nobody asked to leave out and nothing hindered."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RESULTS = """<testsuites><testsuite tests="2" failures="0" errors="0">
<testcase classname="tests.x" name="test_one"/>
<testcase classname="tests.x" name="test_two"><skipped type="pytest.skip" message="{reason}"/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("the shared folder is not beside this checkout", 0),
        ("TRACKER_TEST_POSTGRESQL_URL is not set", 1),
        ("pg_dump is not installed", 1),
    ],
)
def test_only_what_may_be_missing_may_be_skipped(root: Path, tmp_path: Path, reason: str, code: int) -> None:
    gate = (root / ".ci" / "run").read_text(encoding="utf-8")
    counting = re.search(r"<<'PYTHON'\n(?P<body>.*?)\nPYTHON\n", gate, re.DOTALL)
    allowed = re.search(r'^allowed="(?P<words>.*)"$', gate, re.MULTILINE)
    assert counting is not None
    assert allowed is not None
    results = tmp_path / "tests.xml"
    results.write_text(RESULTS.format(reason=reason))
    done = subprocess.run(
        [sys.executable, "-c", counting["body"], str(results), allowed["words"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert reason in done.stdout


POSTGRESQL = "TRACKER_TEST_POSTGRESQL_URL is not set"
NO_DISK = "no file system can be mounted here"


def passed(
    root: Path, tmp_path: Path, *, reason: str, mounts: bool, **environ: str
) -> subprocess.CompletedProcess[str]:
    """The whole gate for a user who is not root, over a suite that skipped one test."""
    place = tmp_path / "checkout"
    programs = tmp_path / "programs"
    for folder in (place / ".ci", place / ".venv" / "bin", programs):
        folder.mkdir(parents=True)
    shutil.copy(root / ".ci" / "run", place / ".ci" / "run")
    (place / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "results.xml").write_text(RESULTS.format(reason=reason))
    for name, does in {
        "id": "echo 1000",
        "mount": f"exit {0 if mounts else 32}",
        "umount": "exit 0",
        "make": f"cp '{tmp_path / 'results.xml'}' build/tests.xml",
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return subprocess.run(
        ["bash", str(place / ".ci" / "run")],
        env={**inherited, "PATH": f"{programs}:{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_postgresql_the_gate_fails_before_it_begins_and_says_what_to_set(root: Path, tmp_path: Path) -> None:
    done = passed(root, tmp_path, reason=POSTGRESQL, mounts=True)
    assert done.returncode == 1
    assert "TRACKER_CI_WITHOUT_POSTGRESQL=1" in done.stderr
    assert "tests:" not in done.stdout


@pytest.mark.parametrize(
    ("reason", "mounts", "environ", "code"),
    [
        (POSTGRESQL, True, {"TRACKER_CI_WITHOUT_POSTGRESQL": "1"}, 0),
        (POSTGRESQL, True, {"TRACKER_TEST_POSTGRESQL_URL": "postgresql://127.0.0.1/x"}, 1),
        (NO_DISK, False, {"TRACKER_TEST_POSTGRESQL_URL": "postgresql://127.0.0.1/x"}, 0),
        (NO_DISK, True, {"TRACKER_TEST_POSTGRESQL_URL": "postgresql://127.0.0.1/x"}, 1),
        (NO_DISK, True, {"TRACKER_CI_WITHOUT_POSTGRESQL": "1"}, 1),
    ],
)
def test_what_is_missing_may_be_skipped_only_where_it_is_missing(
    root: Path, tmp_path: Path, reason: str, mounts: bool, environ: dict[str, str], code: int
) -> None:
    done = passed(root, tmp_path, reason=reason, mounts=mounts, **environ)
    assert done.returncode == code, done.stdout + done.stderr
    assert reason in done.stdout
