"""The Dockerfile, kept honest without a Docker engine: its instructions are read, and their pieces are run here."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.test_tree import tracked

pytestmark = [pytest.mark.slow, pytest.mark.watches_processes]

ID = 10001


@dataclass(frozen=True, kw_only=True)
class Instruction:
    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The exec form; a shell form is no JSON and fails here."""
        words: list[str] = json.loads(self.rest)
        return words


def stages(root: Path) -> list[list[Instruction]]:
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    found: list[list[Instruction]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append(Instruction(word=word, rest=rest.strip()))
    return found


@pytest.fixture(scope="module")
def build(request: pytest.FixtureRequest) -> list[Instruction]:
    return stages(Path(__file__).parents[2])[0]


@pytest.fixture(scope="module")
def image() -> list[Instruction]:
    return stages(Path(__file__).parents[2])[-1]


def one(instructions: list[Instruction], word: str) -> Instruction:
    (found,) = (each for each in instructions if each.word == word)
    return found


def settings(instructions: list[Instruction]) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', one(instructions, "ENV").rest))


def test_both_stages_stand_on_the_same_slim_python_that_this_project_supports(
    root: Path, build: list[Instruction], image: list[Instruction]
) -> None:
    bases = {one(stage, "FROM").rest.split()[0] for stage in (build, image)}
    (base,) = bases  # a venv copied between two Pythons would not start
    version = re.fullmatch(r"python:(3\.\d+)-slim", base)
    assert version is not None
    classifiers = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    assert f"Programming Language :: Python :: {version[1]}" in classifiers


def test_everything_copied_is_in_the_repository_and_not_kept_from_the_build(
    root: Path, build: list[Instruction], image: list[Instruction]
) -> None:
    files = {path.relative_to(root).as_posix() for path in tracked(root)}
    let_in = {
        line[1:] for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    copied = [each.rest.split()[:-1] for each in build if each.word == "COPY"]
    names = {name for names in copied for name in names}
    assert names == let_in
    for name in names:
        assert name in files or any(file.startswith(f"{name}/") for file in files), name
    assert [each.rest for each in image if each.word == "COPY"] == ["--from=build /opt/tracker /opt/tracker"]


def test_what_is_copied_is_enough_to_build_the_wheel(root: Path, build: list[Instruction], tmp_path: Path) -> None:
    """The last RUN of the build stage, with this environment's interpreter and backend and a folder to install into."""
    context, target = tmp_path / "src", tmp_path / "site"
    context.mkdir()
    for each in build:
        for name in each.rest.split()[:-1] if each.word == "COPY" else []:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, context / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, context / name)
    program, *words = [each for each in build if each.word == "RUN"][-1].words
    assert program == "/opt/tracker/bin/python"
    answer = subprocess.run(
        [sys.executable, *words, "--target", str(target), "--no-compile"],
        cwd=context,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert list((target / "tracker" / "store" / "_alembic" / "versions").glob("*.py"))
    assert (target / "jobs" / "daemon.py").is_file()
    assert not (target / "tests").exists()


def test_dependencies_come_as_wheels_from_the_lock_with_hashes(build: list[Instruction]) -> None:
    runs = [each.words for each in build if each.word == "RUN"]
    made, dependencies, _ = runs
    assert made == ["python", "-m", "venv", "/opt/tracker"]
    _, *words = dependencies
    assert words[:3] == ["-m", "pip", "install"]
    assert {"--require-hashes", "--requirement", "requirements.lock"} <= set(words)
    assert words[words.index("--only-binary") + 1] == ":all:"
    parsed = subprocess.run(
        [sys.executable, *words, "--dry-run", "--no-deps", "--no-index", "--help"], capture_output=True, check=False
    )
    assert parsed.returncode == 0, "pip does not know one of these words"


def test_the_image_ends_as_a_user_without_rights_whose_folder_is_the_volume(image: list[Instruction]) -> None:
    order = [each.word for each in image]
    user = one(image, "USER")
    assert user.rest == f"{ID}:{ID}"
    assert "RUN" not in order[order.index("USER") :]
    made, folder = (each.words for each in image if each.word == "RUN")
    assert made[:4] == ["useradd", "--uid", str(ID), "--user-group"]
    assert {f"--owner={ID}", f"--group={ID}", "/data"} <= set(folder)
    assert one(image, "VOLUME").words == ["/data"]
    assert order.index("VOLUME") > order.index("RUN")  # what is changed in a volume after its declaration is lost
    assert settings(image)["TRACKER_HOME"] == "/data"
    assert one(image, "STOPSIGNAL").rest == "SIGTERM"
    assert len(re.findall(r'[a-z.]+="[^"]+"', one(image, "LABEL").rest)) >= 3


def reachable(path: Path) -> bool:
    """Whether a user without rights can get to a file."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def interpreter() -> str:
    """This Python, or one of the same version where a user without rights may not use this one."""
    if os.geteuid() != 0 or reachable(Path(sys.executable)):
        return sys.executable
    return shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin") or sys.executable


def test_the_daemon_starts_in_an_empty_volume_is_healthy_and_stops_on_the_signal(
    root: Path, image: list[Instruction]
) -> None:
    volume = Path(tempfile.mkdtemp(prefix="tracker-volume-"))  # not below pytest's folder, which is its user's alone
    python, libraries = interpreter(), sysconfig.get_path("purelib")
    other: dict[str, Any] = {}
    if os.geteuid() == 0 and all(reachable(Path(path)) for path in (python, f"{root}/tracker", libraries)):
        os.chown(volume, ID, ID)
        other = {"user": ID, "group": ID, "extra_groups": []}
    try:
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": os.pathsep.join((str(root), libraries)),
            "TRACKER_OFFLINE": "true",
            **{name: value for name, value in settings(image).items() if name != "PATH"},
            "TRACKER_HOME": str(volume),
        }
        entry, command = one(image, "ENTRYPOINT").words, one(image, "CMD").words
        program = [python, "-m", *entry]
        with subprocess.Popen(
            [*program, *command], cwd=volume, env=environment, stderr=subprocess.PIPE, encoding="utf-8", **other
        ) as daemon:
            assert daemon.stderr is not None
            lines = []
            for line in daemon.stderr:
                lines.append(line)
                if "daemon leading" in line:
                    break
            check = one(image, "HEALTHCHECK").rest.partition("CMD ")[2]
            words: list[str] = json.loads(check)
            assert words[0] == entry[0]
            healthy = subprocess.run(
                [*program, *words[1:]], cwd=volume, env=environment, capture_output=True, check=False, **other
            )
            assert healthy.returncode == 0, healthy.stderr
            daemon.send_signal(getattr(signal, one(image, "STOPSIGNAL").rest))
            lines += daemon.stderr.readlines()
            assert daemon.wait(timeout=90) == 0, lines
        assert any("stopped (SIGTERM)" in line for line in lines)
        made = {path.name: path.stat().st_uid for path in volume.iterdir()}
        assert "tracker.sqlite3" in made
        assert set(made.values()) == {ID if other else os.geteuid()}
    finally:
        shutil.rmtree(volume)
