"""GOV.UK: notes of changes with their instants, pages without them, pages that were withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot
from tracker.sources.announcements.uk_gov_content import CLOSED, LIST, RUSSIA, SOURCE
from tracker.sources.base import FetchPlan, Records

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE = json.loads((Path(__file__).parent / "uk_gov_content" / "list.json").read_text(encoding="utf-8"))


def read(kind: str = LIST, **changed: Any) -> Records:
    return SOURCE.parse(
        Snapshot(
            source="uk_gov_content",
            url="https://www.gov.uk/api/content/x",
            kind=kind,
            retrieved_at=NOW,
            sha256="",
            content=json.dumps({**PAGE, **changed}).encode(),
        )
    )


def history(*changes: object) -> dict[str, object]:
    return {"change_history": list(changes)}


def test_a_note_is_an_announcement_at_its_instant_and_of_its_day_in_london() -> None:
    newest, late, _ = read().announcements
    assert newest.published_at == datetime(2026, 10, 21, 9, 5, tzinfo=UTC)
    assert (newest.published_on, newest.jurisdiction, newest.document_type) == (date(2026, 10, 21), "UK", "change note")
    assert newest.acts == ("SI 2019/855",)
    assert newest.summary.endswith("See the notice.")
    assert newest.url == "https://www.gov.uk/government/publications/the-uk-sanctions-list"
    assert late.topics == ("Belarus",)
    assert late.published_on == date(2026, 10, 21), "half past eleven by UTC is past midnight of the summer in London"


def test_notes_of_one_instant_are_told_apart_and_a_repeated_one_is_one() -> None:
    at = "2026-10-20T10:00:00Z"
    notes = [{"note": note, "public_timestamp": at} for note in ("One.", "Two.", "One.")]
    found = read(details=history(*notes)).announcements
    assert [item.summary for item in found] == ["One.", "Two."]
    assert len({item.external_id for item in found}) == 2


def test_the_russian_page_is_about_russia_whatever_its_notes_say() -> None:
    change = {"note": "Notice added.", "public_timestamp": "2026-10-20T10:00:00Z"}
    (item,) = read(RUSSIA, title="Financial sanctions, Russia", details=history(change)).announcements
    assert item.topics == ("Russia",)


def test_a_page_without_a_history_gives_its_last_change_and_says_so() -> None:
    found = read(details={"body": ""})
    (item,) = found.announcements
    assert (item.published_at, item.summary) == (datetime(2026, 10, 21, 9, 5, tzinfo=UTC), "")
    assert "no history of changes" in found.warnings[0]


def test_markup_and_hidden_characters_do_not_reach_a_note() -> None:
    change = {"note": "<p>Added\u202e \u00a0an &amp;amp; entry</p>", "public_timestamp": "2026-10-20T10:00:00Z"}
    (item,) = read(details=history(change)).announcements
    assert item.summary == "Added an & entry"


def test_fields_nobody_reads_are_named() -> None:
    change = {"note": "x", "public_timestamp": "2026-10-20T10:00:00Z", "shoe": 1}
    found = read(hat=1, details=history(change, {**change, "note": "y"}))
    assert [word for word in ("hat", "shoe") if word in " ".join(found.warnings)] == ["hat", "shoe"]
    assert len(found.warnings) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"details": None},
        {"base_path": "elsewhere"},
        {"details": history("text")},
        {"details": history({"note": "x"})},
        {"details": history({"note": "x", "public_timestamp": "2026-10-20"})},
        {"details": history({"note": "x", "public_timestamp": 7})},
        {"withdrawn_notice": {"withdrawn_at": "soon"}},
    ],
)
def test_what_is_not_understood_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        read(**changed)


def test_the_closed_page_is_asked_for_a_time_in_which_it_was_open() -> None:
    def kinds(**plan: Any) -> list[str]:
        return [request.kind for request in SOURCE.requests(FetchPlan(now=NOW, **plan))]

    assert kinds() == [LIST, RUSSIA]
    assert kinds(since=date(2026, 3, 1)) == [LIST, RUSSIA]
    assert kinds(since=date(2022, 2, 1)) == [LIST, RUSSIA, CLOSED]


def test_a_page_that_has_gone_is_told_unless_it_is_the_list() -> None:
    gone = FetchError("not there", source="uk_gov_content", reason="status", status=404)
    first, second = SOURCE.requests(FetchPlan(now=NOW))
    assert SOURCE.absence(first, gone) is None
    assert RUSSIA in (SOURCE.absence(second, gone) or "")
    assert SOURCE.absence(second, FetchError("x", source="x", reason="status", status=500)) is None
