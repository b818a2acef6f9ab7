"""Ways to spoil a document: pure, and the same for the same seed.

``LOCAL`` ones touch a few bytes and take no record away; ``CUT`` ones keep a beginning; ``WILD`` ones do anything.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

Mutator = Callable[[Random, bytes, Sequence[bytes]], bytes]
"""Makes a spoiled document of one and of others that were recorded of any source."""

_NUMBERS = re.compile(rb"\d+(?:[.,]\d+)?")
_STRANGE = (
    b"1e999999999", b"-0", b"NaN", b"Infinity", b"9" * 5000, b"0x1F", b"1_000", "٣".encode(), b"99999999999999999999",
    b"0000-00-00", b"9999-12-31", b"2026-02-30", b"", b" ", b"null", b"-1",
)  # fmt: skip
_MARKS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1b[2J", "\u202e".encode(), "\u200b".encode(), "\u2028".encode(),
    b"<![CDATA[", b"]]>", b"<!--", b"&#0;", b"&nbsp;", b"&undefined;", b"&#x110000;", b'"', b"'", b",", b";", b"{",
    b"[", b"\\ud800", b"<x>", b"</x>", "\ud800".encode("utf-8", "surrogatepass"), b"=cmd|' /C calc'!A0",
)  # fmt: skip
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hosts">]>'
_LONGEST = 900_000


def _spot(random: Random, body: bytes) -> int:
    return random.randrange(len(body) + 1)


def _flip(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    spoiled = bytearray(body)
    for _turn in range(random.choice((1, 1, 1, 2, 8))):
        if spoiled:
            spoiled[random.randrange(len(spoiled))] ^= 1 << random.randrange(8)
    return bytes(spoiled)


def _insert(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    at = _spot(random, body)
    return body[:at] + random.choice(_MARKS) + body[at:]


def _number(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_NUMBERS.finditer(body))
    if not found:
        return body
    one = random.choice(found)
    return body[: one.start()] + random.choice(_STRANGE) + body[one.end() :]


def _cut(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    return body[: _spot(random, body)]


def _cut_at_a_line(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    lines = body.splitlines(keepends=True)
    return b"".join(lines[: random.randrange(len(lines) + 1)])


def _cut_at_a_mark(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    ends = [found.end() for found in re.finditer(rb"[>}\],;]", body)]
    return body[: random.choice(ends)] if ends else body


def _splice(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    return body[: _spot(random, body)] + other[_spot(random, other) :]


def _graft(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    other, at = random.choice(others), _spot(random, body)
    begin = _spot(random, other)
    return body[:at] + other[begin : begin + random.choice((1, 20, 400))] + body[at:]


def _instead(random: Random, body: bytes, others: Sequence[bytes]) -> bytes:
    return random.choice(others)


def _repeat(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    begin = _spot(random, body)
    chunk = body[begin : begin + random.choice((1, 3, 40, 400))]
    times = min(random.choice((1, 2, 50, 20_000)), _LONGEST // max(1, len(chunk)))
    return body[:begin] + chunk * times + body[begin:]


def _drop(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    begin = _spot(random, body)
    return body[:begin] + body[begin + random.choice((1, 3, 40, 400)) :]


def _deep(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"(", b")"), (b"<a", b">")))
    depth, at = random.choice((300, 5_000, 100_000)), _spot(random, body)
    inside = opening * depth + (closing * depth if random.random() < 0.5 else b"")
    return random.choice((inside, body[:at] + inside + body[at:]))


def _encoded(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "cp1251", "cp037", "utf-8-sig"))
    return body.decode("utf-8", "replace").encode(encoding, "replace")


def _declared(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    name = random.choice((b"utf-16", b"windows-1251", b"koi8-r", b"no-such-encoding", b"utf-7", b"idna", b"rot13"))
    if random.random() < 0.5:
        return b'<?xml version="1.0" encoding="' + name + b'"?>' + body.partition(b"?>")[2]
    return random.choice((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF8)) + body


def _entities(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    head, mark, rest = body.partition(b"?>")
    if not mark:
        return _ENTITIES + body
    at = rest.find(b">", random.randrange(max(1, len(rest)))) + 1
    return head + mark + _ENTITIES + rest[:at] + random.choice((b"&a;", b"&b;", b"&c;")) + rest[at:]


def _swapped(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Two columns of every line, or two words anywhere, change places."""
    mark = random.choice((b",", b";", b"\t", b'"'))
    lines, first, second = body.split(b"\n"), random.randrange(6), random.randrange(6)
    for number, line in enumerate(lines):
        cells = line.split(mark)
        if max(first, second) < len(cells):
            cells[first], cells[second] = cells[second], cells[first]
            lines[number] = mark.join(cells)
    return b"\n".join(lines)


def _kinds(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """A value of JSON becomes one of another kind."""
    found = list(re.finditer(rb'(?<=[:\[,])\s*(?:"[^"]*"|-?\d[\d.]*|null|true|false)', body))
    if not found:
        return body
    one = random.choice(found)
    instead = random.choice((b"null", b"true", b"[]", b"{}", b'""', b"0", b'"x"', b"1.5", b'[["a"]]', b'{"a":[1]}'))
    return body[: one.start()] + instead + body[one.end() :]


def _markup(random: Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """A name in the markup or among the keys becomes another one."""
    found = list(re.finditer(rb"(?<=[<\"/])[A-Za-z_:]\w*(?=[>\" ])", body))
    if not found:
        return body
    one, other = random.choice(found), random.choice(found)
    name = random.choice((other[0], one[0] + b"x", one[0].swapcase(), b"x:" + one[0]))
    return body[: one.start()] + name + body[one.end() :]


LOCAL: Mapping[str, Mutator] = {"flip": _flip, "insert": _insert, "number": _number}
CUT: Mapping[str, Mutator] = {"cut": _cut, "cut at a line": _cut_at_a_line, "cut at a mark": _cut_at_a_mark}
WILD: Mapping[str, Mutator] = {
    "splice": _splice,
    "graft": _graft,
    "instead": _instead,
    "repeat": _repeat,
    "drop": _drop,
    "deep": _deep,
    "encoded": _encoded,
    "declared": _declared,
    "entities": _entities,
    "swapped": _swapped,
    "kinds": _kinds,
    "markup": _markup,
}
ALL: Mapping[str, Mutator] = {**LOCAL, **CUT, **WILD}


def spoiled(seed: str, body: bytes, others: Sequence[bytes]) -> tuple[tuple[str, ...], bytes]:
    """One to three mutations of a document, and their names: the same for the same seed, and below a megabyte."""
    random = Random(seed)  # noqa: S311  # nothing secret
    names = tuple(random.choice(tuple(ALL)) for _ in range(random.choice((1, 1, 1, 2, 3))))
    for name in names:
        body = ALL[name](random, body, others)[:_LONGEST]
    return names, body
