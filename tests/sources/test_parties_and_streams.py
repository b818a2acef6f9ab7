"""What readers of lists share: streams of elements, text, names and days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model.source import Snapshot
from tracker.sources.parsing.days import year_first
from tracker.sources.parsing.parties import described, distinct, name_key
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.xml_stream import stream


def snapshot(text: str) -> Snapshot:
    return Snapshot(
        source="s",
        url="https://x.example/a",
        kind="k",
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        sha256="",
        content=text.encode(),
    )


def test_an_element_within_another_is_a_part_of_it() -> None:
    text = "<r><a n='1'><b><a n='2'><c/></a></b></a><b n='3'/><a n='4'/><r n='5'/></r>"
    found = [(one.get("n"), len(list(one.iter()))) for one in stream(snapshot(text), "a list", "a", "b", root="r")]
    assert found == [("1", 4), ("3", 1), ("4", 1)]


@pytest.mark.parametrize(
    ("inside", "strangers"),
    [
        ("<a/><b/><a/>", {"b"}),
        ("<b/><a/><c/><c/><d/>", {"b", "c", "d"}),
        ("<a/>" + "<c/>" * 40_000 + "<b/>" + "<c/>" * 40_000 + "<a/>", {"b", "c"}),
        ("<a/>" + "<c/>" * 40_000 + "<b/>" + "<c/>" * 40_000, {"b", "c"}),
        ("<a><b/></a><a/>", set()),
    ],
)
@pytest.mark.parametrize("section", [False, True])
def test_what_stands_beside_the_elements_of_a_stream_is_named(inside: str, strangers: set[str], section: bool) -> None:
    text = f"<r><s>{inside}</s></r>" if section else f"<r>{inside}</r>"
    found: set[str] = set()
    given = list(stream(snapshot(text), "a list", "a", root="r", strangers=found))
    assert (len(given), found) == (1 if inside.count("<a") == 1 else 2, strangers)


@pytest.mark.parametrize("before", ["<r>", "<r><a/>", "<r><s>", "<r><s><t/><t>"])
def test_elements_nobody_asked_for_are_not_kept(before: str) -> None:
    """One stands before the next wanted element for each that would fill the memory."""
    after = "".join(f"</{tag}>" for tag in reversed(before.replace("<t/>", "").replace("<a/>", "")[1:-1].split("><")))
    text = before + "<x/>" * 200_000 + "<a n='last'/>" + after
    for element in stream(snapshot(text), "a list", "a", root="r"):
        kept = sum(1 for _ in element.itersiblings(preceding=True))
    assert kept < 10_000


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014-11-07", date(2014, 11, 7)),
        (" 2014-11-07-05:00 ", date(2014, 11, 7)),
        ("2014-11-07+0530", date(2014, 11, 7)),
        ("2014-11-07Z", date(2014, 11, 7)),
        ("2014-11-07T23:59:59.9Z", date(2014, 11, 7)),
        ("00/00/1980", None),
        ("1980-00-00", None),
        ("2014-02-30", None),
        ("2014-11", None),
        ("2014-11-07 or later", None),
        ("٢٠١٤-١١-٠٧", None),
        ("", None),
    ],
)
def test_a_day_is_the_year_first(text: str, day: date | None) -> None:
    assert year_first(text) == day


@settings(max_examples=50)
@given(name=st.text(max_size=30))
def test_the_key_of_a_name_is_the_same_however_it_is_spaced_and_cased(name: str) -> None:
    key = name_key(name)
    assert name_key(f"  {name}\u00a0") == key
    assert name_key(key) == key
    assert not set(key) & set(" /#")


def test_the_key_of_a_name_keeps_every_script() -> None:
    assert name_key("ООО «Газ-Альянс»") == "ооо-газ-альянс"
    assert name_key("Társaság, Ltd. ") == "tarsasag-ltd"


@settings(max_examples=50)
@given(names=st.lists(st.text(max_size=8)))
def test_names_are_sorted_and_each_there_once(names: list[str]) -> None:
    found = distinct(names)
    assert list(found) == sorted(set(found))
    assert "" not in found
    assert distinct(found) == found
    assert distinct(names, but=found) == ()


def test_facts_are_one_line_whatever_their_order_and_what_is_empty_is_left_out() -> None:
    facts = described(("B", ["x\ny", "", "x y"]), ("C", []), ("A", ["e; f", "d."]))
    assert facts == "B: x y; A: d. | e; f"
    assert described(("B", ["x y"]), ("A", ["d.", "e; f"])) == facts


def test_a_hundred_cases_make_one_warning() -> None:
    strange = Strange()
    for number in range(100):
        strange.met("odd things", f"case {number}")
        strange.look(["known", f"f{number % 8}", ""], ["known"], where="place/")
        strange.tell("it has no end")
    fields, cases, sentence = strange.warnings("The list")
    named = ", ".join(f"place/f{number}" for number in range(5))
    assert fields == f"The list has fields new to this program, not read: {named} and 3 more."
    assert cases == ("The list has odd things (100 of them): case 0, case 1, case 2, case 3, case 4 and 95 more.")
    assert sentence == "The list: it has no end."
