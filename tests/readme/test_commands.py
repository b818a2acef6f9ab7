"""Every command line of the README runs as it stands, in a fresh home and without network; or here is why not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.readme.commands import ARTICLE, shown

# The beginning of a command line, and why it is not run here.
LEFT_OUT = {
    "report --site": "hundreds of pages; tests/services/site makes some",
    "report --week 2014-W46 -o week.pdf": "a Chromium; tests/services/test_printing.py has one",
    "serve": "it shows pages until Ctrl-C; tests/browser looks at them",
    "export --all": "half a minute; tests/services/test_exporting.py writes packages",
    "email preview --week 2014-W46 --browser": "it opens the browser of whoever sits here",
    "email test": "a mail server",
    "fetch gdelt": "the network",
    "lists import": "copies of a list",
    "study --kind designation --grid": "half a minute; tests/services/test_study_grids.py works grids",
    "study --grid grid.toml": "a file that the reader writes; tests/services/test_study_grids.py reads it",
    "db copy": "a PostgreSQL database",
}
# What the README documents for those: 3 is nothing known, of a home in which nothing was fetched.
ENDS_WITH = {
    "rates timing": (3, "Without rates"),
    "lists show": (3, "No snapshot of any list is stored"),
    "events code --coder B --import": (2, "no row is coded"),
}
OWN_RATES = "label,value\n2014-11-10,45.91\n2014-11-11,46.52\n2014-11-12,46.24\n"


def matching(words: tuple[str, ...], known: dict[str, Any]) -> str:
    """The beginning under which these words are known, or nothing."""
    line = " ".join(words)
    return next((one for one in known if line == one or line.startswith(f"{one} ")), "")


def test_every_command_of_the_readme_runs(
    root: Path, tracker: Callable[..., Any], prepared_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_home, tmp_path / "home")
    Path("article.html").write_text(ARTICLE, encoding="utf-8")
    Path("desk.csv").write_text(OWN_RATES, encoding="utf-8")
    asked = dict.fromkeys(shown((root / "README.md").read_text(encoding="utf-8")))
    wrong = []
    for words in asked:
        if matching(words, LEFT_OUT):
            continue
        code, said = ENDS_WITH.get(matching(words, ENDS_WITH), (0, ""))
        answer = tracker("--offline", *words)
        if answer.code != code or said not in answer.out + answer.err:
            wrong.append(f"{' '.join(words)}: {answer.code}\n{answer.err}")
        elif "-o" in words and not Path(words[words.index("-o") + 1]).exists():
            wrong.append(f"{' '.join(words)}: nothing is written")
    assert wrong == []


def test_nothing_is_left_out_that_the_readme_does_not_show(root: Path) -> None:
    asked = shown((root / "README.md").read_text(encoding="utf-8"))
    assert len(asked) > 45
    for known in (LEFT_OUT, ENDS_WITH):
        assert {matching(words, known) for words in asked} - {""} == set(known)
