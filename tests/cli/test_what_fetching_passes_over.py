"""Items that a fetch read and did not take, because they are about other things, are counted where one looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet
from tests.fakenet.scenarios import ok

TITLES = ("Russia-related Designations", "Iran-related Designations", "Settlement with a bank under Cuba sanctions")
ROWS = "".join(
    f'<tr><td><time datetime="2026-11-1{number}T10:00:00-05:00">x</time></td>'
    f'<td><a href="/news/press-releases/sb{number}">Treasury: {title}</a></td></tr>'
    for number, title in enumerate(TITLES)
)
PAGE = f'<!DOCTYPE html><html><body><table class="views-table">{ROWS}</table></body></html>'.encode()


@pytest.mark.usefixtures("ready_home")
def test_the_table_and_the_json_count_them(
    tracker: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with FakeNet() as network:
        network.route("ofac.treasury.gov", ok(PAGE, media_type="text/html"))
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        told = json.loads(tracker("fetch", "us_ofac_press", "--format", "json").out)["sources"]
        assert [(one["new"], one["passed_over"]) for one in told] == [(1, 2)]
        network.route("ofac.treasury.gov", ok(PAGE.replace(b"sb2", b"sb9"), media_type="text/html"))
        answer = tracker("fetch", "us_ofac_press")
    assert "2 items are about other things, not taken" in " ".join(answer.out.split())
