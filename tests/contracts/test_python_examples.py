"""What the README shows of Python and R is true: its Python is run, and the columns its R names are in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import tracker as package


@pytest.fixture(scope="module")
def readme() -> str:
    return (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)


@pytest.mark.usefixtures("ready_home")
def test_the_python_in_the_readme_runs(readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = blocks(readme, "python")
    assert len(shown) >= 4
    for block in shown:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own examples
    assert len(names["rates"]) == 20
    assert list(names["windows"]["label"]) == [f"2014-11-{day}" for day in range(10, 15)]
    assert set(names["events"]["kind"]) == {"statement"}
    assert (tmp_path / "week.xlsx").read_bytes().startswith(b"PK")
    assert len(names["result"].rows) == 2
    assert names["windows"].loc[1, "pvalue"] == pytest.approx(names["study"].to_frame().loc[1, "pvalue"])


def test_the_r_in_the_readme_names_columns_that_are_there(
    readme: str, ready_home: Path, tracker: Callable[..., Any]
) -> None:
    (block,) = blocks(readme, "r")
    asked = ("--since", "2014-11-10", "--until", "2014-11-17", "-o", "windows.parquet")
    answer = tracker("--offline", "export", "windows", "--series", "USD/RUB@ecb", *asked)
    assert answer.code == 0, answer.err
    columns = set(pyarrow.parquet.read_schema("windows.parquet").names)
    made = set(re.findall(r"(\w+) = -?100", block))
    filtered, selected = (re.search(rf"{verb}\((.*?)\) \|>", block, re.DOTALL) for verb in ("filter", "select"))
    assert filtered is not None
    assert selected is not None
    named = set(re.findall(r"windows\$(\w+)", block)) | set(re.findall(r"100 \* (\w+)", block))
    named |= set(re.findall(r"(\w+) (?:==|>)", filtered[1])) | set(re.findall(r"\w+", selected[1])) - made
    assert len(named) > 8
    assert named <= columns, named - columns


def test_the_public_names_are_those_of_the_api() -> None:
    assert {name for name in dir(package) if name in {"Report", "Store", "Study", "connect"}} == set(package._API)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        package.Nothing  # noqa: B018 - looking is the test
