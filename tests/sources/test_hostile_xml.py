"""Hostile XML for every parser that reads any: entities, document types, inclusions and depth read no file, reach no
host, unfold nothing, and end in a refusal or in a reading without them."""

from __future__ import annotations

import io
import re
import resource
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fuzzing.judging_parsers import Document, documents
from tracker.errors import SourceError

SECRET = "the-word-behind-it"
DEPTH = 100_000
MOST_MORE = 64
"""MiB that reading may add to the peak of the process; each bomb would unfold to a gigabyte."""

_START = re.compile(rb"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s/>])[^>]*>")
_TEXT = re.compile(rb">(?=[^<>\s][^<>]*</)")


@dataclass(frozen=True, kw_only=True)
class Lure:
    """What an attack points at: a file and a port that answers on this host, both with the secret."""

    file: str
    address: str


def is_xml(document: Document) -> bool:
    body = document.body.lstrip(b"\xef\xbb\xbf \r\n")
    return body.startswith(b"<") and b"<html" not in body[:2000].lower()


XML = [one for one in documents() if is_xml(one) and not one.parts]


def typed(body: bytes, declared: str, reference: bytes = b"") -> bytes:
    """A body with a document type, and a reference in front of its first text."""
    start = _START.search(body)
    assert start is not None
    text = _TEXT.search(body, start.end())
    assert text is not None
    doctype = b"<!DOCTYPE " + start[1] + declared.encode() + b">"
    return body[: start.start()] + doctype + body[start.start() : text.end()] + reference + body[text.end() :]


def inside(body: bytes, content: bytes) -> bytes:
    """A body with more in its root element."""
    start = _START.search(body)
    assert start is not None
    return body[: start.end()] + content + body[start.end() :]


def laughs() -> str:
    lines = [f'<!ENTITY e0 "{SECRET}">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return f" [{''.join(lines)}]"


TYPED: dict[str, Callable[[bytes, Lure], bytes]] = {
    "internal entity": lambda body, _: typed(body, f' [<!ENTITY e "{SECRET}">]', b"&e;"),
    "a file": lambda body, lure: typed(body, f' [<!ENTITY e SYSTEM "{lure.file}">]', b"&e;"),
    "a host": lambda body, lure: typed(body, f' [<!ENTITY e SYSTEM "{lure.address}">]', b"&e;"),
    "external document type": lambda body, lure: typed(body, f' SYSTEM "{lure.address}"'),
    "public document type": lambda body, lure: typed(body, f' PUBLIC "-//X//Y" "{lure.file}"'),
    "parameter entity": lambda body, lure: typed(body, f' [<!ENTITY % p SYSTEM "{lure.address}"> %p;]'),
    "parameter file": lambda body, lure: typed(body, f' [<!ENTITY % p SYSTEM "{lure.file}"> %p;]', b"&e;"),
    "default attribute": lambda body, _: typed(body, f' [<!ATTLIST x y CDATA "{SECRET}">]'),
    "billion laughs": lambda body, _: typed(body, laughs(), b"&e9;"),
    "quadratic": lambda body, _: typed(body, f' [<!ENTITY e "{SECRET * 5000}">]', b"&e;" * 12_000),
}
UNTYPED: dict[str, Callable[[bytes, Lure], bytes]] = {
    "undeclared entity": lambda body, _: inside(body, b"&e;"),
    "inclusion of a file": lambda body, lure: inside(
        body, f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{lure.file}" parse="text"/>'.encode()
    ),
    "inclusion of a page": lambda body, lure: inside(
        body, f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{lure.address}"/>'.encode()
    ),
    "style sheet": lambda body, lure: inside(body, f'<?xml-stylesheet href="{lure.address}"?>'.encode()),
    "schema": lambda body, lure: inside(
        body, f'<s xmlns:w="http://www.w3.org/2001/XMLSchema-instance" w:schemaLocation="x {lure.address}"/>'.encode()
    ),
    "depth": lambda body, _: inside(body, b"<d>" * DEPTH + b"</d>" * DEPTH),
    "depth without end": lambda body, _: inside(body, b"<d>" * DEPTH),
}

MUST_BE_REFUSED = {"undeclared entity", "depth", "depth without end"}


@pytest.fixture
def lure(tmp_path: Path) -> Iterator[tuple[Lure, Callable[[], bool]]]:
    """A file and a listening port, and whether anybody knocked at it."""
    path = tmp_path / "secret.txt"
    path.write_text(f'<!ENTITY e "{SECRET}">', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def knocked() -> bool:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield Lure(file=path.as_uri(), address=f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"), knocked


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def refused(document: Document, body: bytes) -> bool:
    """Whether a body was refused, in words without what it hides; what is read must not show it either."""
    before, refusal = peak(), None
    try:
        records = document.read(body)
    except SourceError as error:
        refusal = error
    assert peak() - before < MOST_MORE
    if refusal is not None:
        assert refusal.source == document.source.key
        assert SECRET not in str(refusal)
        return True
    assert SECRET not in repr(records)
    assert document.whole is not None
    shown = document.whole.listing
    if shown is not None:
        assert records.listing is not None
        assert records.listing.entries == shown.entries
    return False


def test_the_port_of_the_lure_tells_who_knocked(lure: tuple[Lure, Callable[[], bool]]) -> None:
    told, knocked = lure
    assert not knocked()
    port = int(told.address.rpartition(":")[2].partition("/")[0])
    socket.create_connection(("127.0.0.1", port)).close()
    assert knocked()


def test_every_list_and_feed_in_xml_is_among_the_documents() -> None:
    keys = {one.source.key for one in XML}
    assert keys >= {"us_ofac_sdn", "us_ofac_cons", "eu_fsf", "uk_sanctions_list", "uk_ofsi_conlist", "un_sc"}
    assert keys >= {"ch_seco", "ca_sema", "cbr", "cbr_key_rate", "cbr_reserves", "us_white_house", "eu_council"}


@pytest.mark.parametrize("attack", TYPED)
@pytest.mark.parametrize("document", XML, ids=lambda document: document.id)
def test_a_document_type_is_refused(document: Document, attack: str, lure: tuple[Lure, Callable[[], bool]]) -> None:
    told, knocked = lure
    assert refused(document, TYPED[attack](document.body, told))
    assert not knocked()


@pytest.mark.parametrize("attack", UNTYPED)
@pytest.mark.parametrize("document", XML, ids=lambda document: document.id)
def test_what_needs_none_is_refused_or_passed_over(
    document: Document, attack: str, lure: tuple[Lure, Callable[[], bool]]
) -> None:
    told, knocked = lure
    was_refused = refused(document, UNTYPED[attack](document.body, told))
    assert was_refused or attack not in MUST_BE_REFUSED
    assert not knocked()


WORKBOOKS = [one for one in documents() if one.name.endswith(".xlsx")]


@pytest.mark.parametrize("attack", TYPED)
@pytest.mark.parametrize("document", WORKBOOKS, ids=lambda document: document.id)
def test_the_xml_in_a_workbook_is_no_way_around(
    document: Document, attack: str, lure: tuple[Lure, Callable[[], bool]]
) -> None:
    told, knocked = lure
    out = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(document.body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith((".xml", ".rels")) and _TEXT.search(content):
                content, changed = TYPED[attack](content, told), changed + 1
            new.writestr(name, content)
    assert changed
    assert refused(document, out.getvalue())
    assert not knocked()
