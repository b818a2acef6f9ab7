"""CITATION.cff: what its format asks for, and the same version, licence and authors as everywhere else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker import __version__

# Of version 1.2.0: what must be there, and of what may be what is there.
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {"type", "abstract", "version", "license", "keywords"}


@pytest.fixture
def citation(root: Path) -> dict[str, Any]:
    found = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_it_has_what_the_format_asks_for(citation: dict[str, Any]) -> None:
    assert citation.keys() >= REQUIRED
    assert citation.keys() <= ALLOWED
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    for name in ("message", "title", "abstract", "version", "license"):
        assert isinstance(citation[name], str), name
        assert citation[name].strip(), name
    assert all(isinstance(one, str) for one in citation["keywords"])
    assert len(set(citation["keywords"])) == len(citation["keywords"])
    for author in citation["authors"]:
        assert set(author) == {"name"}, "an entity; persons have other fields"


def test_it_agrees_with_the_project(citation: dict[str, Any], root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"] == __version__
    assert citation["license"] == project["license"]
    assert citation["keywords"] == project["keywords"]
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in project["authors"]]


def test_the_program_says_the_same(citation: dict[str, Any], tracker: Callable[..., Any], ready_home: Path) -> None:
    printed = tracker("--offline", "cite").out
    assert printed == tracker("--offline", "cite", "tracker").out.replace("\r", "")
    fields = dict(re.findall(r"^  (\w+) += \{+(.*?)\}+,$", printed, re.MULTILINE))
    assert fields["author"] == citation["authors"][0]["name"]
    assert fields["title"] == citation["title"]
    assert fields["version"] == citation["version"]
    assert citation["license"] in fields["note"]
