"""``tracker read --feeds`` as it is typed, and what it proposes as it is looked at."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Answer
from tests.services.conftest import NOW
from tests.services.feeds_of_tests import Entry, rss, store
from tests.services.test_heard import MERZ, PACKAGE, PESKOV
from tracker.config import load
from tracker.services.context import Context, open_context

Type = Callable[..., Answer]


@contextmanager
def installed(home: Path) -> Iterator[Context]:
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    yield context.rehearsal(lambda: NOW)
    context.engine.dispose()


def fetched(home: Path, **entries: Entry) -> None:
    with installed(home) as context:
        for key, entry in entries.items():
            store(context, key, rss(entry))


def test_feeds_are_read_once_and_counted_in_words_and_as_json(tracker: Type, ready_home: Path) -> None:
    fetched(ready_home, de_bundeskanzler=MERZ, ru_kremlin=PESKOV)
    assert "2 not yet: tracker read --feeds" in tracker("--offline", "status").out
    answer = tracker("--offline", "read", "--feeds")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("2 items of feeds read: 2 statements proposed, 0 known, 0 dropped.\n")
    assert MERZ.summary in " ".join(answer.out.split())
    assert "TRACKER_FEED_PAGES=true" in answer.out
    assert tracker("--offline", "read", "--feeds").out == "No item of a feed to read.\n"
    document = json.loads(tracker("--offline", "read", "--feeds", "--format", "json").out)
    assert (document["statements"]["items"], document["events"]) == (0, [])
    status = json.loads(tracker("--offline", "status", "--format", "json").out)
    assert (status["statements"]["items_read"], status["statements"]["items_waiting"]) == (2, 0)
    assert status["statements"]["read_at"] is not None


def test_fetching_reads_what_lies_there_and_says_so(tracker: Type, ready_home: Path) -> None:
    fetched(ready_home, de_bundeskanzler=MERZ)
    answer = tracker("--offline", "fetch", "--format", "json")
    assert json.loads(answer.out)["statements"]["proposed"] == 1
    assert "1 item of feeds read: 1 statement proposed" in answer.err
    assert "of feeds read" not in tracker("--offline", "fetch").err


@pytest.mark.parametrize("words", [("a.txt", "--feeds"), ("--feeds", "--propose"), ("--feeds", "--item", "2"), ()])
@pytest.mark.usefixtures("ready_home")
def test_feeds_go_with_no_document_and_one_is_needed_without_them(words: tuple[str, ...], tracker: Type) -> None:
    answer = tracker("--offline", "read", *words)
    assert answer.code == 2
    assert "tracker read --feeds" in answer.err


@pytest.mark.parametrize("width", [80, 100])
def test_the_sentence_its_speaker_and_its_page_are_shown_for_review(
    width: int, tracker: Type, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    fetched(ready_home, de_bundeskanzler=MERZ, eu_council=PACKAGE)
    tracker("--offline", "fetch")
    answer = tracker("--offline", "events", "review")
    assert width - 12 < max(map(len, answer.out.splitlines())) <= width
    told = " ".join(answer.out.split())
    assert "hold, Friedrich Merz, Chancellor of Germany: rules out, about Russia" in told
    assert f"“{MERZ.summary}”" in told
    assert re.search(r"its day: by its weekday; right in \d\d of 100 such readings", told)
    assert f"official: {MERZ.link}" in told
    assert f"read in its page (40) “{PACKAGE.summary}”" in told
    assert "not 2026-11-19-eu-council-of-the-eu" not in told, "an event that is told by another is no twin of it"


def test_what_was_read_unsurely_stands_under_a_line_of_its_own(
    tracker: Type, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.proposing.SURE", 0.99)
    fetched(ready_home, de_bundeskanzler=MERZ)
    tracker("--offline", "read", "--feeds")
    assert tracker("--offline", "events", "review").out.startswith("Read with little confidence:\n")


def test_what_a_stranger_wrote_in_a_feed_does_no_harm(tracker: Type, ready_home: Path) -> None:
    hostile = "\x1b]8;;https://evil.example\x07zqx\u202egnp.exe\u202c\x1b[2J".replace("\x1b", "").replace("\x07", "")
    told = f"{PESKOV.summary[:-1]}, {hostile} <script>x()</script> =cmd|'/c calc'!A0."
    fetched(ready_home, ru_kremlin=replace(PESKOV, title=f"Answers {hostile}", summary=told))
    for words in (("read", "--feeds"), ("events", "review"), ("events", "review", "--format", "csv")):
        answer = tracker("--offline", *words)
        assert answer.code == 0, answer.err
        assert "zqx" in answer.out
        seen = answer.out.replace("\r\n", "\n") + answer.err
        assert {one for one in seen if unicodedata.category(one) in {"Cc", "Cf"}} <= {"\n"}
