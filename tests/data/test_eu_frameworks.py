"""The framework acts of the European Union that are watched."""

from __future__ import annotations

import pytest

from tracker.data.eu_frameworks import eu_frameworks, parse_frameworks

HEAD = "celex,framework,title,target,reference\n"
ROW = "32014R0269,32014R0269,Asset freezes,Russia,https://eur-lex.europa.eu/x\n"


def test_each_regulation_has_its_decision_beside_it() -> None:
    pairs = {one.framework: [] for one in eu_frameworks().values()}  # type: dict[str, list[str]]
    for one in eu_frameworks().values():
        pairs[one.framework].append(one.celex)
    assert len(pairs) == 8
    for framework, acts in pairs.items():
        assert framework[5] == "R"
        assert [celex[5] for celex in acts] == ["R", "D"]
        assert len({eu_frameworks()[celex].targets for celex in acts}) == 1


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (ROW + ROW, "line 3: '32014R0269' is incomplete or there twice"),
        (ROW.replace("32014R0269,", "2014/269,", 1), "line 2"),
        (ROW.replace("Russia", ""), "line 2"),
        (ROW.replace("https", "ftp"), "line 2"),
        (ROW.replace("32014R0269,Asset", "32014R0833,Asset"), "no regulation of the table"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(rows: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_frameworks(HEAD + rows)
