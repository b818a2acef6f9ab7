"""The gate in .ci/run fails when a test was skipped that nobody asked to leave out and nothing hindered."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import gate

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
        ("postfix is not installed", 1),
    ],
)
def test_only_what_may_be_missing_may_be_skipped(root: Path, tmp_path: Path, reason: str, code: int) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    allowed = re.search(r'^allowed="(?P<words>.*)"$', script, re.MULTILINE)
    assert allowed is not None
    results = tmp_path / "tests.xml"
    results.write_text(RESULTS.format(reason=reason))
    done = subprocess.run(
        [sys.executable, str(root / "tests" / "gate.py"), "judge", str(results), allowed["words"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert reason in done.stdout


POSTGRESQL = "TRACKER_TEST_POSTGRESQL_URL is not set"
NO_DISK = "no file system can be mounted here"
NO_POSTFIX = "postfix is not installed"
NO_CHROMIUM = "Chromium is not installed"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def passed(
    root: Path,
    tmp_path: Path,
    *,
    reason: str = NO_DISK,
    mounts: bool = False,
    first: str = "",
    second: str = "",
    user: int = 1000,
    checked: bool = True,
    browser: bool = True,
    **environ: str,
) -> subprocess.CompletedProcess[str]:
    """The whole gate, for a user who is not root, over a suite that skipped one test, or over these results.

    Nothing is ever installed: what asks Debian for packages is kept in the file ``asked``.
    """
    place = tmp_path / "checkout"
    programs = tmp_path / "programs"
    for folder in (place / ".ci", place / ".venv" / "bin", place / "tests", programs):
        folder.mkdir(parents=True)
    for name in (".ci/run", "tests/gate.py"):
        shutil.copy(root / name, place / name)
    for name, text in (("first", first or RESULTS.format(reason=reason)), ("second", second)):
        (tmp_path / f"{name}.xml").write_text(text)
    python = f"""there='{tmp_path}'
case "$1" in
-m) echo "$@" >> "$there/tried"; [ -s "$there/second.xml" ] && cp "$there/second.xml" build/second-try.xml; exit 1;;
*) exec '{sys.executable}' "$@";;
esac"""
    make = f"cp '{tmp_path / 'first.xml'}' build/tests.xml{'; touch build/checked' * checked}; exit {2 * bool(first)}"
    for path, does in {
        programs / "id": f"echo {user}",
        programs / "postfix": "exit 1",
        programs / "apt-get": f"echo \"$@\" >> '{tmp_path / 'asked'}'",
        programs / "debconf-set-selections": "cat > /dev/null",
        programs / "mount": f"exit {0 if mounts else 32}",
        programs / "umount": "exit 0",
        programs / "make": make,
        place / ".venv" / "bin" / "python": python,
    }.items():
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)
    path = os.environ["PATH"]
    if browser:
        (programs / "chromium").symlink_to(programs / "postfix")
    else:
        path = str(others := tmp_path / "others")
        others.mkdir()
        for folder in os.environ["PATH"].split(os.pathsep)[::-1]:
            for one in Path(folder).glob("*"):
                if one.name not in BROWSERS:
                    (others / one.name).unlink(missing_ok=True)
                    (others / one.name).symlink_to(one)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return subprocess.run(
        ["bash", str(place / ".ci" / "run")],
        env={**inherited, "PATH": f"{programs}:{path}", **environ},
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


@pytest.mark.parametrize(("user", "code"), [(1000, 0), (0, 1)])
def test_a_letter_is_delivered_by_a_real_mail_server_wherever_one_can_be_started(
    root: Path, tmp_path: Path, user: int, code: int
) -> None:
    done = passed(root, tmp_path, reason=NO_POSTFIX, user=user, **ALONE)
    assert done.returncode == code, done.stdout + done.stderr
    assert NO_POSTFIX in done.stdout


@pytest.mark.parametrize(("browser", "user", "code"), [(True, 1000, 1), (True, 0, 1), (False, 1000, 0), (False, 0, 1)])
def test_pages_are_opened_in_a_browser_wherever_one_is_or_can_be_installed(
    root: Path, tmp_path: Path, *, browser: bool, user: int, code: int
) -> None:
    done = passed(root, tmp_path, reason=NO_CHROMIUM, browser=browser, user=user, **ALONE)
    assert done.returncode == code, done.stdout + done.stderr
    assert NO_CHROMIUM in done.stdout
    asked = (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else ""
    assert (" chromium " in asked) is (user == 0 and not browser)


WATCHES = """<testcase classname="tests.jobs.test_x" name="test_{name}"><properties>
<property name="second_try" value="tests/jobs/test_x.py::test_{name}"/></properties>{end}</testcase>"""
PLAIN = """<testcase classname="tests.x" name="test_{name}">{end}</testcase>"""
FAILED = """<failure message="short">the whole story of {name}</failure>"""
ERROR = """<error message="short">its fixture fell</error>"""


def results(*cases: str) -> str:
    return f"<testsuites><testsuite>{PLAIN.format(name='good', end='')}{''.join(cases)}</testsuite></testsuites>"


def watching(name: str, end: str = "") -> str:
    return WATCHES.format(name=name, end=end.format(name=name))


ALONE = {"TRACKER_CI_WITHOUT_POSTGRESQL": "1"}
TIMED = "tests/jobs/test_x.py::test_{}"


def tried_again(tmp_path: Path) -> list[str]:
    tried = tmp_path / "tried"
    return [word for word in tried.read_text().split() if "::" in word] if tried.exists() else []


def test_what_watches_processes_has_a_second_try_alone_and_that_is_said_loudly(root: Path, tmp_path: Path) -> None:
    first = results(watching("a", FAILED), watching("b", ERROR), watching("calm"))
    second = results(watching("a"), watching("b"))
    done = passed(root, tmp_path, first=first, second=second, **ALONE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert tried_again(tmp_path) == [TIMED.format("a"), TIMED.format("b")]
    assert "the whole story of a" in done.stderr
    assert f"PASSED ONLY ON THE SECOND TRY: {TIMED.format('a')}" in done.stdout
    assert f"PASSED ONLY ON THE SECOND TRY: {TIMED.format('b')}" in done.stdout
    assert "-n" not in (tmp_path / "tried").read_text().split(), "nobody works beside it"


@pytest.mark.parametrize(
    "second",
    [
        results(watching("a", FAILED), watching("b")),
        results(watching("b")),
        results(watching("a", '<skipped type="pytest.skip" message="the shared folder"/>'), watching("b")),
        "",
    ],
    ids=["failed again", "did not run", "was skipped", "no results"],
)
def test_what_does_not_pass_the_second_time_has_failed(root: Path, tmp_path: Path, second: str) -> None:
    first = results(watching("a", FAILED), watching("b", FAILED))
    done = passed(root, tmp_path, first=first, second=second, **ALONE)
    assert done.returncode != 0
    assert tried_again(tmp_path) == [TIMED.format("a"), TIMED.format("b")]
    assert not second or f"failed twice: {TIMED.format('a')}" in done.stderr


def test_what_failed_a_check_has_no_second_try(root: Path, tmp_path: Path) -> None:
    done = passed(
        root, tmp_path, first=results(watching("a", FAILED)), second=results(watching("a")), checked=False, **ALONE
    )
    assert done.returncode != 0
    assert tried_again(tmp_path) == []


@pytest.mark.parametrize(
    "first",
    [
        results(watching("a", FAILED), PLAIN.format(name="other", end=FAILED)),
        results(*(watching(name, FAILED) for name in "abcd")),
        results(watching("a", FAILED), '<testcase classname="pytest" name="internal">' + ERROR + "</testcase>"),
        results(watching("calm")),
    ],
    ids=["one that watches nothing", "too many", "pytest itself", "no test, but make"],
)
def test_anything_else_fails_at_once(root: Path, tmp_path: Path, first: str) -> None:
    done = passed(root, tmp_path, first=first, second=results(watching("a")), **ALONE)
    assert done.returncode != 0
    assert tried_again(tmp_path) == []


def test_a_test_that_should_have_run_is_not_forgotten_over_a_second_try(root: Path, tmp_path: Path) -> None:
    lacking = PLAIN.format(name="lacking", end='<skipped type="pytest.skip" message="pg_dump is not installed"/>')
    first = results(watching("a", FAILED), lacking)
    done = passed(root, tmp_path, first=first, second=results(watching("a")), **ALONE)
    assert done.returncode == 1
    assert "should have run: tests.x::test_lacking" in done.stderr


def test_pytest_writes_what_the_gate_reads(root: Path, tmp_path: Path) -> None:
    """Under the house's own conftest: a test that may be tried again carries its id, however it ended."""
    suite = """
import pytest

@pytest.fixture
def broken():
    raise OSError("fixture")

@pytest.mark.watches_processes
@pytest.mark.parametrize("x", ["a b"])
def test_fails(x):
    assert x == 1

@pytest.mark.watches_processes
def test_broken(broken): ...

@pytest.mark.watches_processes
def test_passes(): ...

def test_plain():
    assert False
"""
    (tmp_path / "test_suite.py").write_text(suite)
    xml = tmp_path / "found.xml"
    words = ["-p", "tests.conftest", f"--rootdir={root}", "-c", str(root / "pyproject.toml"), "-p", "no:cacheprovider"]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *words, f"--junitxml={xml}", str(tmp_path / "test_suite.py")],
        cwd=root,
        capture_output=True,
        check=False,
    )
    found = gate.read(xml)
    ours = {name.rpartition("::")[2] for name in found.again}
    assert ours == {"test_fails[a b]", "test_broken", "test_passes"}
    assert {name.rpartition("::")[2] for name in found.failures} == {"test_fails[a b]", "test_broken", "test_plain"}
    assert {name.rpartition("::")[2] for name in found.passed} == {"test_passes"}
    assert gate.to_try_again(found) == []
