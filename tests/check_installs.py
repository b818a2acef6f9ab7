"""Clean-room installs of the wheel, by pip, uv and pipx, and what is typed first afterwards: ``make install-check``.

Not part of the tests, because each installation fetches some hundred megabytes. Every package must come as a wheel: no
compiler is asked for. uv and pipx are themselves installed into a throw-away environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "windows",
)
PYTHONS = ("3.11.7", "3.12", "3.13", "3.14")
SPAN = ("--now", "2014-11-17T00:00Z", "--until", "2014-11-17T00:10Z", "--speed", "6000", "--heartbeat", "1")
FIRST_COMMANDS = (
    ("--version",),
    ("--offline", "report", "--week", "2014-W46"),
    ("db", "upgrade"),
    ("--offline", "tick"),
    ("--offline", "daemon", *SPAN),
)


def run(*words: object, cwd: Path = ROOT, **environment: str) -> str:
    """Run a program; its output. Ends this script when it fails."""
    answer = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if answer.returncode not in {0, 4}:
        sys.exit(f"{' '.join(map(str, words))}\n{answer.stdout}\n{answer.stderr}")
    return answer.stdout


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done."""
    sys.stdout.write(f"{name} … ")
    sys.stdout.flush()
    yield
    sys.stdout.write("ok\n")


def use(tracker: Path, folder: Path) -> None:
    """Type the first commands in an empty folder with an empty home."""
    empty, home = folder / "empty", folder / "user"
    empty.mkdir(parents=True)
    for words in FIRST_COMMANDS:
        run(tracker, *words, cwd=empty, HOME=str(home))
    assert not list(empty.iterdir())
    assert "47.30" in run(tracker, "--offline", "report", "--week", "2014-W46", cwd=empty, HOME=str(home))


def main() -> None:
    """Check the lock for every platform, then install three times."""
    with tempfile.TemporaryDirectory(prefix="tracker-installs-") as name:
        folder = Path(name)
        tools = folder / "tools"
        with step("uv, pipx and the wheel"):
            venv.create(tools, with_pip=True)
            run(tools / "bin/python", "-m", "pip", "install", "--quiet", "uv", "pipx")
            run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
        (wheel,) = folder.glob("*.whl")
        uv, lock = tools / "bin/uv", ROOT / "requirements.lock"
        locked = lock.read_text(encoding="utf-8")
        for python in PYTHONS:
            for platform in PLATFORMS:
                with step(f"wheels for Python {python} on {platform}, all of them in the lock"):
                    target = ("--python-version", python, "--python-platform", platform)
                    options = ("--only-binary", ":all:", "-c", lock, "--no-header", "--no-annotate", "--quiet")
                    needed = run(uv, "pip", "compile", ROOT / "pyproject.toml", *target, *options).splitlines()
                    pins = {line.partition(";")[0].strip() for line in needed if "==" in line}
                    missing = sorted(pin for pin in pins if f"{pin} " not in locked)
                    assert not missing, missing
        with step("pip, from the lock with hashes"):
            venv.create(folder / "pip", with_pip=True)
            pip = (folder / "pip/bin/python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:")
            run(*pip, "--require-hashes", "-r", lock)
            run(*pip, "--no-deps", wheel)
            use(folder / "pip/bin/tracker", folder / "after-pip")
        with step("uv tool install"):
            bin_folder = folder / "uv-bin"
            run(
                uv,
                "tool",
                "install",
                "--no-build",
                "--quiet",
                wheel,
                UV_TOOL_DIR=f"{name}/uv",
                UV_TOOL_BIN_DIR=str(bin_folder),
            )
            use(bin_folder / "tracker", folder / "after-uv")
        with step("pipx install"):
            bin_folder = folder / "pipx-bin"
            only = "--pip-args=--only-binary :all:"
            run(tools / "bin/pipx", "install", only, wheel, PIPX_HOME=f"{name}/pipx", PIPX_BIN_DIR=str(bin_folder))
            use(bin_folder / "tracker", folder / "after-pipx")


if __name__ == "__main__":
    main()
