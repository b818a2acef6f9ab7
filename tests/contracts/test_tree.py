"""The tree itself: no folder that shadows a library, no path of one machine, no file too long to read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

LIMIT_FILE = 400
LIMIT_FUNCTION = 80
# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", r"/home/(?!me/)[a-z]+/", "/opt/py" + "pi")))


def tracked(root: Path) -> list[Path]:
    answer = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if answer.returncode:  # an unpacked source distribution has no history
        skipped = {".venv", "build", "dist", "__pycache__"}
        return [path for path in root.rglob("*") if path.is_file() and not skipped & set(path.parts)]
    return [root / name for name in answer.stdout.decode().split("\0") if name and (root / name).is_file()]


def product(root: Path) -> list[Path]:
    return [path for folder in ("tracker", "jobs") for path in sorted((root / folder).rglob("*.py"))]


def test_the_folder_of_migrations_does_not_shadow_the_library(root: Path) -> None:
    assert not (root / "alembic" / "__init__.py").exists()
    answer = subprocess.run(
        [sys.executable, "-c", "from alembic import command; print(command.__file__)"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert Path(answer.stdout.strip()).parent != root / "alembic"


def test_nothing_names_a_path_of_one_machine(root: Path) -> None:
    found = []
    for path in tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(root)}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert found == []


def test_lock_files_name_hashes_and_no_addresses(root: Path) -> None:
    for name in ("requirements.lock", "requirements-postgresql.lock", "requirements-dev.lock"):
        text = (root / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert "--find-links" not in text
        for requirement in re.split(r"\n(?=[a-z])", text):
            if "==" in requirement:
                assert "--hash=sha256:" in requirement, requirement.splitlines()[0]


def test_every_dependency_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = set(
        re.findall(r"^([a-z0-9._-]+)==", (root / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    wanted = {re.split(r"[<>=\[ ]", one)[0].lower() for one in project["dependencies"]}
    assert wanted <= locked


def test_files_and_functions_stay_readable(root: Path) -> None:
    long = []
    for path in product(root):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LIMIT_FILE:
            long.append(f"{path.relative_to(root)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LIMIT_FUNCTION:
                    long.append(f"{path.relative_to(root)}: {node.name} has {length} lines")
    assert long == []


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "misc", "common_utils"])
def test_modules_are_named_after_concepts(root: Path, word: str) -> None:
    assert [path for path in product(root) if word in path.stem] == []
