"""The wheel, installed by itself, answers in an empty folder: migrations, data and templates are in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.contracts.test_tree import tracked

pytestmark = [pytest.mark.slow, pytest.mark.watches_processes]

HATCHLING = [sys.executable, "-m", "hatchling", "build"]
OFFLINE = {"TRACKER_OFFLINE": "true"}


def run(
    words: list[str], *, cwd: Path | None = None, env: dict[str, str] | None = None, codes: tuple[int, ...] = (0,)
) -> subprocess.CompletedProcess[str]:
    answer = subprocess.run(words, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False, timeout=240)
    assert answer.returncode in codes, f"{words}\n{answer.stdout}\n{answer.stderr}"
    assert "Traceback" not in answer.stderr
    return answer


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, from the checkout."""
    out = tmp_path_factory.mktemp("dist")
    run([*HATCHLING, "-d", str(out), "-t", "sdist"], cwd=Path(__file__).parents[2])
    (built,) = out.glob("*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a release is: from the source distribution."""
    out = archive.parent
    unpacked = tmp_path_factory.mktemp("sdist")
    subprocess.run(
        [sys.executable, "-m", "tarfile", "-e", str(archive), str(unpacked)], check=True, capture_output=True
    )
    (source,) = unpacked.iterdir()
    run([*HATCHLING, "-d", str(out), "-t", "wheel"], cwd=source)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, the dependencies this one has, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    quiet = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    run([*pip, "install", "--no-deps", "--no-index", str(wheel)], env=quiet)
    site = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip()
    libraries = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    # A path entry, not a site folder: the editable install of the checkout works through .pth files, which stay unread.
    (Path(site) / "dependencies.pth").write_text("\n".join(libraries), encoding="utf-8")
    return folder


def test_the_wheel_carries_migrations_data_and_templates(wheel: Path, root: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"tracker/store/_alembic/versions/{path.name}" for path in (root / "alembic" / "versions").glob("*.py")}
    wanted |= {"tracker/store/_alembic/env.py", "tracker/py.typed"}
    for folder in ("tracker/data", "tracker/reports/pages/assets", "tracker/reports/templates"):
        wanted |= {
            path.relative_to(root).as_posix()
            for path in (root / folder).rglob("*")
            if path.is_file() and path.suffix not in {".py", ".pyc"}
        }
    assert any(name.endswith(".csv") for name in wanted)
    assert any("/templates/" in name for name in wanted)
    assert any(name.endswith("/page.js") for name in wanted)
    assert wanted <= names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tracker", "jobs"}
    assert not [name for name in names if "__pycache__" in name or name.endswith((".so", ".pyd", ".sqlite3"))]


def test_the_source_distribution_carries_what_tests_and_images_are_made_of(archive: Path, root: Path) -> None:
    with tarfile.open(archive) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    kept = {path.relative_to(root).as_posix() for path in tracked(root)}
    kept = {name for name in kept if not name.startswith(".") or name == ".dockerignore"}
    assert kept <= names, sorted(kept - names)
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]


def test_the_wheel_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    environ = {
        "PATH": os.defpath,
        "HOME": str(tmp_path / "user"),
        "LANG": "C.UTF-8",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    code = "import tracker, jobs; print(tracker.__file__); print(jobs.__file__)"
    where = run([str(installed / "bin" / "python"), "-c", code], cwd=folder, env=environ).stdout
    assert all(str(installed) in line for line in where.splitlines()), where

    tracker = str(installed / "bin" / "tracker")
    answer = run([tracker, "report", "--week", "2014-W46"], cwd=folder, env=environ, codes=(0, 4))
    assert "47.30" in answer.stdout
    assert "46.14" in answer.stdout
    assert str(tmp_path / "user") in answer.stderr
    assert list(folder.iterdir()) == []

    listing = run([tracker, "--help"], cwd=folder, env=environ).stdout
    assert "daemon" in listing
    assert "tick" in listing


def test_database_daemon_and_modules_work_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "empty", tmp_path / "user"
    folder.mkdir()
    environ = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", **OFFLINE}
    tracker, python = str(installed / "bin" / "tracker"), str(installed / "bin" / "python")
    made = run([tracker, "db", "upgrade"], cwd=folder, env=environ).stdout
    assert "upgraded from nothing" in made
    checked = run([python, "-m", "tracker", "db", "check"], cwd=folder, env=environ).stdout
    assert checked.strip() == "The tables are as this program declares them."
    run([python, "-m", "jobs", "tick"], cwd=folder, env=environ)
    span = ["--now", "2014-11-17T00:00Z", "--until", "2014-11-17T00:10Z", "--speed", "6000", "--heartbeat", "1"]
    told = run([tracker, "daemon", *span], cwd=folder, env=environ).stderr
    assert "end of the rehearsal" in told
    assert list(folder.iterdir()) == []
