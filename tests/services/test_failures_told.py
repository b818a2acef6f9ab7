"""Many failures of one conversation as one message."""

from __future__ import annotations

from tracker.errors import FetchError, ParseError
from tracker.services.failures import told

REMEDY = "It is kept."


def parse(message: str, number: int) -> ParseError:
    return ParseError(message, source="s", url=f"https://h.example/{number}", remedy=REMEDY)


def test_nothing_failed() -> None:
    assert told([]) == ""


def test_one_is_said_as_it_says_itself() -> None:
    error = FetchError("no answer.", source="s", reason="network", url="https://h.example/1", remedy="Wait.")
    assert told([error]) == str(error) == "s: no answer. (https://h.example/1) Wait."


def test_the_same_of_many_is_said_once_with_its_first_address_and_one_remedy() -> None:
    said = told([parse("a web page came.", number) for number in range(5)])
    assert said == "s: a web page came. (https://h.example/0) The same of 4 more. It is kept."


def test_different_ones_are_told_apart_and_many_are_counted() -> None:
    said = told([parse(f"trouble {number}.", number) for number in range(5)])
    assert said.count("https://") == 3
    assert said.endswith("2 more failed in other ways. It is kept.")
    assert told([parse("a.", 1), parse("b.", 2), parse("a.", 3)]) == (
        "s: a. (https://h.example/1) The same of one more. s: b. (https://h.example/2) It is kept."
    )
