"""The tables of codes and actors: what makes no sense is named with its line, and codes of one issuer are one actor."""

from __future__ import annotations

import pytest

from tracker.data.cameo import ACTOR_COLUMNS, CODE_COLUMNS, cameo_actors, parse_cameo_actors, parse_codes
from tracker.errors import RowsError

CODE = "163,sender,impose,legal_framework,impose,escalate,CAMEO"
ACTOR = "USA,US,United States,US Government,US,other"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (CODE.replace("163", "16x"), "no code"),
        (CODE.replace("sender", "anybody"), "nobody's"),
        (CODE.replace("legal_framework", "ban"), "not in the codebook"),
        (CODE.replace("escalate", "up"), "not in the codebook"),
        (CODE.replace("CAMEO", ""), "needs code"),
        (CODE + ",more", "needs 7 cells"),
        (CODE, "is there already"),
    ],
)
def test_a_code_that_makes_no_sense_is_named(row: str, words: str) -> None:
    with pytest.raises(RowsError, match=words) as caught:
        parse_codes("\n".join([",".join(CODE_COLUMNS), CODE, row, ""]), file="cameo.csv")
    assert [line for line, _ in caught.value.problems] == [3]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ACTOR, "is there already"),
        ("GBR,US,United Kingdom,UK Government,UK,other", "is there already"),
        ("GBR,UK,United Kingdom,UK Government,XX,other", "no jurisdiction"),
        ("GBR,UK,United Kingdom,UK Government,UK,friend", "no role"),
        ("GBR,UK,,UK Government,UK,other", "only the place may be empty"),
    ],
)
def test_an_actor_that_makes_no_sense_is_named(row: str, words: str) -> None:
    with pytest.raises(RowsError, match=words) as caught:
        parse_cameo_actors("\n".join([",".join(ACTOR_COLUMNS), ACTOR, row, ""]), file="cameo_actors.csv")
    assert [line for line, _ in caught.value.problems] == [3]


def test_another_header_is_another_table() -> None:
    with pytest.raises(RowsError, match="the columns are"):
        parse_codes("code,by\n", file="cameo.csv")


def test_the_continent_is_said_for_the_union() -> None:
    assert cameo_actors()["EUR"] is cameo_actors()["EEC"]
    assert cameo_actors()["EEC"].jurisdiction == "EU"


def test_issuers_are_named_as_the_gazetteer_names_them() -> None:
    from tracker.data.actors import actors

    institutions = {actor.institution for actor in actors()}
    own = {actor.issuer for actor in cameo_actors().values() if actor.jurisdiction != "INT"}
    assert own <= institutions
