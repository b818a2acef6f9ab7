"""The catalogue and the program: every message is used, every one asked for is there, shipped ones match."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

from tracker.data.catalogue_file import FOLDER, Messages, catalogue, parse_catalogue
from tracker.data.loader import scheduled, shipped_events, targets
from tracker.reports.wording import SHIPPED
from tracker.sources.catalog import sources

OWN = ("letter", "dates", "numbers", "currencies", "headline", "rates")
TEMPLATE = ("letter.heading.", "letter.label.")
"""What templates may ask for, too."""
ASKING = frozenset(("words", "told", "sentence", "count", "counted"))
COUNTING = frozenset(("count", "counted"))


def messages(name: str) -> Messages:
    text = files("tracker.data").joinpath(FOLDER, f"{name}.toml").read_text("utf-8")
    return parse_catalogue(text, file=name)


@pytest.fixture(scope="module")
def trees() -> list[ast.Module]:
    root = Path(str(files("tracker")))
    folders = (root / "reports", root / "services")
    return [ast.parse(path.read_text("utf-8")) for folder in folders for path in sorted(folder.rglob("*.py"))]


def mentioned(trees: list[ast.Module]) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """What the program says that could be a key: whole texts, and texts with something filled in."""
    whole, patterns = set(), []
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w*" for p in node.values]
                if re.match(r"[a-z_]+\\\.", parts[0]):
                    patterns.append(re.compile("".join(parts)))
    return frozenset(whole), patterns


def test_every_message_of_the_letter_is_used(trees: list[ast.Module]) -> None:
    whole, patterns = mentioned(trees)
    unused = []
    for key in (key for name in OWN for key in messages(name) if not key.startswith(TEMPLATE)):
        names = (key, re.sub(r"\.(one|other)$", "", key))
        if not whole.intersection(names) and not any(one.fullmatch(name) for one in patterns for name in names):
            unused.append(key)
    assert unused == []


def test_every_message_asked_for_by_its_whole_key_is_declared(trees: list[ast.Module]) -> None:
    asked = set()
    for tree in trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if name in ASKING and isinstance(key, str) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", key):
                asked |= {f"{key}.one", f"{key}.other"} if name in COUNTING else {key}
    assert len(asked) > 100
    assert sorted(asked - catalogue().keys()) == []


def shipped(part: str) -> dict[str, str]:
    """English text to key of one part of what shipped data say."""
    start = f"{SHIPPED}{part}."
    return {texts["en"]: key for key, texts in catalogue().items() if key.startswith(start)}


def test_what_shipped_data_say_is_translated_and_nothing_else_is() -> None:
    calendar = scheduled()
    titles = {one.title for one in (*calendar.rules, *calendar.dates)}
    assert shipped("calendar").keys() == titles
    infos = [source.info for source in sources().values()]
    assert shipped("source").keys() == {info.title for info in infos if info.kind == "announcements"}
    rates = [info.rights for info in infos if info.kind == "rates"]
    assert shipped("credit").keys() == {rights.credit for rights in rates if rights.credit}
    assert shipped("terms").keys() >= {rights.because for rights in rates if rights.because}
    assert shipped("target").keys() == {one.because for one in targets().values() if one.role == "placebo"}
    later = {one.because.rstrip(".") for one in targets().values() if one.role == "later"}
    assert shipped("later").keys() == later
    assert shipped("place").keys() >= {one.name for one in targets().values()}


def test_issuers_that_are_expected_to_decide_are_translated() -> None:
    issuers = {event.issuer for event in shipped_events() if event.expectedness == "scheduled"}
    assert issuers - shipped("issuer").keys() == {"G7"}


def test_reasons_are_given_to_the_letter() -> None:
    root = Path(str(files("tracker")))
    given = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    assert [text for text in (*shipped("judged"), *shipped("terms")) if f'"{text}"' not in given] == []
