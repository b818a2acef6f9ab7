"""The catalogue of words to readers: every message in every language, side by side in TOML files.

A message is a table whose keys are languages: ``[letter.heading.minute]`` with ``en = …`` and ``de = …``. ``{names}``
stand for what is filled in, and are the same in every language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType

from tracker.errors import RowsError
from tracker.model.reader import LANGUAGES

FOLDER = "catalogue"

Messages = Mapping[str, Mapping[str, str]]
"""For each key its text by language."""


def parse_catalogue(text: str, *, file: str) -> Messages:
    """The messages of one file by dotted key.

    Raises ``RowsError`` naming every message that lacks a language, has one too many, or whose languages do not fill
    in the same names; and a file that is no TOML.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RowsError(file, [(1, f"is not TOML: {error}")]) from None
    lines = {line.strip(): number for number, line in enumerate(text.splitlines(), 1)}
    found: dict[str, Mapping[str, str]] = {}
    problems: list[tuple[int, str]] = []
    for key, texts in _messages(tables, ()):
        at = lines.get(f"[{key}]", 1)
        if tuple(sorted(texts)) != tuple(sorted(LANGUAGES)):
            problems.append((at, f"{key} needs the languages {', '.join(LANGUAGES)}, and has {', '.join(texts)}"))
            continue
        try:
            names = {language: names_in(template) for language, template in texts.items()}
        except ValueError as error:
            problems.append((at, f"{key}: {error}"))
            continue
        if len(set(names.values())) > 1:
            problems.append((at, f"{key} fills in other names in one language than in another"))
        found[key] = MappingProxyType(texts)
    if problems:
        raise RowsError(file, problems)
    return MappingProxyType(found)


def names_in(template: str) -> frozenset[str]:
    """The names a template fills in; ``ValueError`` for one that is no plain ``{name}``."""
    names = set()
    for _, name, form, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is not a plain name")
        names.add(name)
    return frozenset(names)


@cache
def catalogue() -> Messages:
    """Every shipped message by key; a key that two files declare is an error."""
    found: dict[str, Mapping[str, str]] = {}
    folder = files("tracker.data").joinpath(FOLDER)
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".toml"):
            continue
        messages = parse_catalogue(entry.read_text("utf-8"), file=entry.name)
        if twice := found.keys() & messages.keys():
            raise RowsError(entry.name, [(1, f"{min(twice)} is declared in another file, too")])
        found |= messages
    return MappingProxyType(found)


def _messages(tables: Mapping[str, object], path: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    texts = {key: value for key, value in tables.items() if isinstance(value, str)}
    if texts:
        yield ".".join(path), texts
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _messages(value, (*path, key))
