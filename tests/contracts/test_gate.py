"""The gate in .ci/run fails when a test of PostgreSQL was skipped where PostgreSQL was there."""

from __future__ import annotations

import re
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
