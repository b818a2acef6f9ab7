"""Parsers on spoiled documents: a few of each seed, those that once were a fault, and the tool that finds them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing.fuzz import fuzz, minimised, pools
from tests.fuzzing.judging_parsers import Document, documents, fault
from tests.fuzzing.mutators import ALL, spoiled
from tracker.errors import ParseError
from tracker.model.announcement import ListDocument, ListEntry
from tracker.sources.base import HttpSource, Records

CRASHERS = sorted(path for path in (Path(__file__).parent / "crashers").glob("*/*") if path.is_file())
DOCUMENTS = documents()
BY_ID = {document.id: document for document in DOCUMENTS}
OTHERS = pools(DOCUMENTS)
INPUTS = 25

pytestmark = pytest.mark.watches_processes


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_a_spoiled_document_is_read_or_refused(document: Document) -> None:
    tried, found = fuzz(document, OTHERS, seed=0, seconds=240, most=INPUTS)
    assert tried == INPUTS
    assert found == {}


@pytest.mark.parametrize("path", CRASHERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_once_was_a_fault_is_none_any_more(path: Path) -> None:
    key, name = path.parent.name, path.name.partition("--")[2]
    document = BY_ID.get(f"{key}/{name}") or next(one for one in DOCUMENTS if one.source.key == key)
    assert fault(document, path.read_bytes()) == ""


@pytest.mark.parametrize("name", ALL)
def test_mutations_are_the_same_for_the_same_seed(name: str) -> None:
    def made(seed: int, of: bytes) -> bytes:
        return ALL[name](Random(seed), of, OTHERS)  # noqa: S311  # nothing secret

    first = [next(one.body for one in DOCUMENTS if one.body.startswith(start)) for start in (b"<?xml", b"{")]
    body = next((one for one in first if made(1, one) != one), first[0])
    assert [made(seed, body) for seed in range(30)] == [made(seed, body) for seed in range(30)]
    assert any(made(seed, body) != body for seed in range(30))
    assert isinstance(made(1, b""), bytes)


def test_inputs_differ_from_number_to_number() -> None:
    assert len({spoiled(f"x {number}", DOCUMENTS[0].body, OTHERS) for number in range(50)}) > 40


class Careless(HttpSource):
    """A list of lines that takes what it gets, and trips over a question mark."""

    info = replace(DOCUMENTS[0].source.info, key="careless", kind="lists")

    def parse(self, snapshot: object) -> Records:
        content: bytes = snapshot.content  # type: ignore[attr-defined]
        if b"?" in content:
            raise KeyError(content)
        if not content.strip():
            raise ParseError("empty.", source="careless", remedy="Ask again.")
        entries = tuple(
            ListEntry(list_key="careless", entry_id=f"{line!r}", name="x", entity_type="unknown", programmes=())
            for line in content.split(b"\n")
        )
        return Records(listing=ListDocument(list_key="careless", entries=entries))


@pytest.fixture
def careless() -> Document:
    snapshot = replace(DOCUMENTS[0].snapshot, source="careless", content=b"one\ntwo\nthree")
    return Document(source=Careless(), name="lines", snapshot=snapshot)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "names", "wrong"),
    [
        (b"one\ntwo\nthree", (), ""),
        (b"", (), ""),
        (b"one\ntwo", ("cut",), "a list that was cut and not refused"),
        (b"one\ntwo.three", ("flip",), "a list that lacks an entry for a few wrong bytes"),
        (b"three", ("splice",), ""),
        (b"one?", (), "KeyError"),
    ],
)
def test_faults_are_seen(careless: Document, body: bytes, names: tuple[str, ...], wrong: str) -> None:
    assert fault(careless, body, names) == wrong


def test_a_careless_parser_is_found_out(careless: Document) -> None:
    _, found = fuzz(careless, OTHERS, seed=1, seconds=240, most=300)
    assert {"KeyError", "a list that was cut and not refused"} <= found.keys()


def test_a_fault_is_made_as_small_as_it_can_be(careless: Document) -> None:
    body = b"one\ntwo" * 40 + b"?" + b"x" * 99
    assert minimised(body, lambda shorter: fault(careless, shorter) == "KeyError") == b"?"
