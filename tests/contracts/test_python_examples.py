"""What the README shows of Python and R is true: both are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
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
    assert len(shown) == 3
    for block in shown:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own examples
    assert len(names["rates"]) == 20
    assert list(names["windows"]["label"]) == [f"2014-11-{day}" for day in range(10, 15)]
    assert set(names["events"]["kind"]) == {"statement"}
    assert (tmp_path / "week.xlsx").read_bytes().startswith(b"PK")
    assert len(names["result"].rows) == 2
    assert names["windows"].loc[1, "pvalue"] == pytest.approx(names["study"].to_frame().loc[1, "pvalue"])


def test_the_r_in_the_readme_says_what_the_program_says(
    readme: str, ready_home: Path, tracker: Callable[..., Any]
) -> None:
    """Its columns are in the file, and R, where there is one, prints what is shown, in whatever zone it runs."""
    (block,) = blocks(readme, "r")
    printed = re.search(r"^```r\n.*?^```\n+```\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    assert printed is not None
    Path("package").mkdir()
    asked = ("--series", "USD/RUB@ecb", "--since", "2014-01-01", "--until", "2022-03-02", "-o", "package/windows.csv")
    answer = tracker("--offline", "export", "windows", *asked)
    assert answer.code == 0, answer.err
    windows = pd.read_csv("package/windows.csv")
    falls = windows[(windows["verdict"] == "unusual") & (windows["log_return"] > 0)].sort_values("value_change").head(3)
    shown = [line.split() for line in printed[1].splitlines()[1:]]
    assert len(shown) == 3
    for (day, date, clock, *numbers), (_, row) in zip(shown, falls.iterrows(), strict=True):
        assert (day, f"{date}T{clock}Z") == (row["label"], row["made_to"])
        exact = (-100 * row["value_change"], 100 * row["own_part"], row["pvalue"])
        assert [float(number) for number in numbers] == pytest.approx(exact, rel=5e-4)
    if (program := shutil.which("Rscript")) is None:
        return  # the numbers were compared above; R itself is not on this machine
    Path("example.R").write_text(block, encoding="utf-8")
    for zone in ("UTC", "America/New_York"):
        environ = {**os.environ, "TZ": zone}
        said = subprocess.run([program, "example.R"], env=environ, capture_output=True, encoding="utf-8", check=True)
        assert said.stdout == printed[1]


def test_the_public_names_are_those_of_the_api() -> None:
    assert {name for name in dir(package) if name in {"Report", "Store", "Study", "connect"}} == set(package._API)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        package.Nothing  # noqa: B018 - looking is the test
