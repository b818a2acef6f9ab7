"""The documentation kept true: every command, setting, exit code and dependency is in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from tests.readme.commands import ARTICLE
from tracker import __version__
from tracker.cli._main import ROOT
from tracker.config import declared


def contributed(root: Path) -> dict[str, str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, str] = project["entry-points"]["tracker.commands"]
    return found


def commands(
    group: click.Group, context: click.Context, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*words, name)), command
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=context, info_name=name)
            yield from commands(command, inner, (*words, name))


def every_command() -> dict[str, click.Command]:
    found = dict(commands(ROOT, click.Context(ROOT, info_name="tracker")))
    for name, target in contributed(Path(__file__).parents[2]).items():
        module, _, attribute = target.partition(":")
        found[name] = getattr(import_module(module), attribute)
    return found


COMMANDS = every_command()


@pytest.fixture(scope="module")
def readme() -> str:
    return (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_commands_of_the_contract_are_there() -> None:
    wanted = {
        "run",
        "now",
        "fetch",
        "sources",
        "rates",
        "events",
        "align",
        "study",
        "report",
        "email",
        "status",
        "config",
    }
    assert wanted | {"db", "daemon", "tick"} <= COMMANDS.keys()
    events = {f"events {name}" for name in ("list", "show", "add", "edit", "import", "export", "review")}
    rest = {"config show", "email preview", "email send"}
    rest |= {f"db {name}" for name in ("upgrade", "current", "check", "backup", "restore", "copy")}
    assert events | rest <= COMMANDS.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_leads_with_its_purpose_and_examples(name: str) -> None:
    command = COMMANDS[name]
    text = command.get_help(click.Context(command, info_name=f"tracker {name}"))
    purpose, examples, options = (text.find(part) for part in ("\n  ", "Examples:", "Options:"))
    assert 0 < purpose < examples < options, text
    assert (
        f"  tracker {name.split(maxsplit=1)[0]}" in text[examples:options]
        or f"tracker {name}" in text[examples:options]
    )
    summary = command.get_short_help_str(200)
    assert summary.endswith("."), summary
    assert not summary.startswith("Examples")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name: str, readme: str) -> None:
    parts = name.split()
    if len(parts) == 1:
        assert re.search(rf"`tracker {name}\b", readme), name
    else:
        rows = [line for line in readme.splitlines() if line.startswith(f"| `tracker {parts[0]} ")]
        assert any(re.search(rf"\b{parts[1]}\b", row) for row in rows), name


@pytest.mark.parametrize("setting", declared(), ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme(setting: object, readme: str) -> None:
    rows = [line for line in readme.splitlines() if line.startswith("|")]
    row = next((line for line in rows if f"`{setting.name}`" in line), "")  # type: ignore[attr-defined]
    assert f"`{setting.variable}`" in row  # type: ignore[attr-defined]
    assert setting.help.rstrip(".") in row  # type: ignore[attr-defined]


def test_every_setting_has_one_row_and_no_row_is_left_over(readme: str) -> None:
    named = re.findall(r"^\| `([a-z_]+)` \| `TRACKER_", readme, re.MULTILINE)
    assert sorted(named) == sorted(setting.name for setting in declared())


def test_every_dependency_is_listed_with_its_reason(root: Path, readme: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[ ]", requirement)[0]
        assert re.search(rf"^\| {re.escape(name)} \| \S", readme, re.MULTILINE), name


def test_no_command_is_named_that_is_not_there(readme: str) -> None:
    first_words = set(re.findall(r"(?:^    |`)tracker ([a-z]+)", readme, re.MULTILINE))
    known = {name.split()[0] for name in COMMANDS}
    assert first_words <= known, first_words - known


def test_what_the_readme_shows_is_what_is_printed(readme: str, ready_home: Path, tracker: Callable[..., Any]) -> None:
    Path("article.html").write_text(ARTICLE, encoding="utf-8")
    marked = re.findall(r"printed by: tracker (.*?) -->\n```\n(.*?)```\n<!-- end", readme, re.DOTALL)
    assert {words.split()[0] for words, _ in marked} == {"report", "explain", "read"}
    for words, shown in marked:
        answer = tracker("--offline", *words.split())
        assert answer.code in {0, 4}
        printed = iter(answer.out.splitlines())
        for line in shown.splitlines():
            if line.strip() not in {"", "…"}:
                assert line in printed, f"not printed, or in another order: {line}"


def test_the_changelog_knows_this_version(root: Path) -> None:
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\]|^## \[Unreleased\]", changelog, re.MULTILINE)
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["version"] == __version__


def test_no_line_is_wider_than_a_screen(readme: str) -> None:
    """Rows of tables alone cannot be broken."""
    wide = [line for line in readme.splitlines() if len(line) > 130 and not line.startswith("|")]
    assert wide == []
