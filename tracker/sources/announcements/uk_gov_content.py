"""GOV.UK: what the pages of the UK's sanctions lists say was changed on them, each note with its instant.

A page of GOV.UK keeps the notes its publisher wrote at each change, with the time at which the change was published:
the nearest thing to a stream of British designations. The notes are few words, so who was designated is in the list.

Built from the description of the Content API: a page without its history of changes gives the time of its last change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.errors import FetchError
from tracker.model.announcement import Announcement
from tracker.model.instants import format_instant, zone
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.parties import unescaped
from tracker.sources.parsing.strange import unread
from tracker.sources.parsing.uk_parties import RIGHTS, ZONE

LIST = "the-uk-sanctions-list"
RUSSIA = "financial-sanctions-ukraine-sovereignty-and-territorial-integrity"
CLOSED = "financial-sanctions-consolidated-list-of-targets"

_HOST = "www.gov.uk"
_PATH = "/government/publications/"
_API = f"https://{_HOST}/api/content{_PATH}"
_ISSUER = "UK FCDO/OFSI"
_CLOSED_ON = date(2026, 1, 28)
_LONGEST_TITLE = 200

_READ = frozenset(
    ("base_path", "title", "details", "document_type", "first_published_at", "public_updated_at", "withdrawn_notice")
)
_NOT_READ = frozenset(
    (
        *("analytics_identifier", "content_id", "description", "links", "locale", "phase", "publishing_app"),
        *("publishing_request_id", "publishing_scheduled_at", "rendering_app", "scheduled_publishing_delay_seconds"),
        *("schema_name", "updated_at", "email_document_supertype", "government_document_supertype", "user_journey"),
        *("navigation_document_supertype", "user_journey_document_supertype", "search_user_need_document_supertype"),
        *("content_purpose_document_supertype", "content_purpose_subgroup", "content_purpose_supergroup"),
        *("need_ids", "redirects", "api_path", "web_url", "api_url", "withdrawn"),
    )
)
_ABOUT = {
    "Russia": re.compile(r"russia|ukrain|crimea|donetsk|luhansk|\bRUS\d{4}", re.IGNORECASE),
    "Ukraine": re.compile(r"ukrain|crimea|donetsk|luhansk", re.IGNORECASE),
    "Belarus": re.compile(r"belarus|\bBEL\d{4}", re.IGNORECASE),
    "Iran": re.compile(r"\biran|\bIRN\d{4}", re.IGNORECASE),
    "Syria": re.compile(r"\bsyria|\bSYR\d{4}", re.IGNORECASE),
    "North Korea": re.compile(r"north korea|democratic people|\bdprk\b", re.IGNORECASE),
    "Myanmar": re.compile(r"myanmar|burma", re.IGNORECASE),
    "Afghanistan": re.compile(r"afghan", re.IGNORECASE),
    "Libya": re.compile(r"\blibya", re.IGNORECASE),
    "Venezuela": re.compile(r"venezuela", re.IGNORECASE),
}
_ACT = re.compile(r"\bS\.?I\.? ?(\d{4}/\d{1,4})\b")
_END = re.compile(r"(?<=[.!?])\s(?=[A-Z])")


class UkGovContent(HttpSource):
    """The source ``uk_gov_content``."""

    info = SourceInfo(
        key="uk_gov_content",
        kind="announcements",
        title="GOV.UK: changes of the UK sanctions lists",
        publisher="UK Government",
        homepage=f"https://{_HOST}{_PATH}{LIST}",
        hosts=(_HOST,),
        cadence=timedelta(hours=2),
        zone=ZONE,
        rights=RIGHTS,
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=30)),
        verified=False,
        note="Notes of what was changed on the pages of the lists, with the time each change was published.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The pages whole: each has all its notes. The closed one only for a time in which it was open."""
        old = plan.back_fill and (plan.since is None or plan.since <= _CLOSED_ON)
        return tuple(Request(url=_API + name, kind=name, size=60_000) for name in (LIST, RUSSIA, *([CLOSED] * old)))

    def absence(self, request: Request, error: FetchError) -> str | None:
        """A page that has gone costs the others nothing, unless it is that of the list itself."""
        if error.reason == "status" and error.status in {404, 410} and request.kind != LIST:
            return f"GOV.UK has no page {request.kind} any more; its changes are not followed."
        return None

    def parse(self, snapshot: Snapshot) -> Records:
        """The changes, newest first as the page has them; raises ``ParseError`` for anything but a content item."""
        item = as_json(snapshot, "a content item of GOV.UK")
        if not isinstance(item, dict) or not isinstance(item.get("details"), dict):
            raise damaged(snapshot, "it is no content item: 'details' is missing")
        page = _Page(snapshot, item)
        if not page.path.startswith("/"):
            raise damaged(snapshot, f"its base_path is {page.path[:60]!r}")
        found = [*page.withdrawal(), *page.changes()]
        return Records(announcements=tuple(found), warnings=tuple(page.warnings))


class _Page:
    """One content item and what is remarked on it."""

    def __init__(self, snapshot: Snapshot, item: Mapping[str, Any]) -> None:
        self._snapshot = snapshot
        self._item = item
        self.path = self._text("base_path")
        self._title = self._text("title") or self.path
        self.warnings = [*unread("The content item", item.keys() - _READ - _NOT_READ)]

    def changes(self) -> Iterator[Announcement]:
        """One announcement a note; the last change alone where the page has no history."""
        history = self._item["details"].get("change_history")
        if not isinstance(history, list) or not history:
            self.warnings.append(f"The page {self.path} has no history of changes: only its last change is known.")
            yield from self._last_change()
            return
        seen: set[tuple[str, str]] = set()
        taken: dict[str, int] = {}
        for number, entry in enumerate(history, start=1):
            if not isinstance(entry, dict):
                raise damaged(self._snapshot, f"change {number} is not an object")
            self.warnings += unread(f"The history of {self.path}", entry.keys() - {"note", "public_timestamp", "id"})
            at = self._instant(entry.get("public_timestamp"), f"change {number}: public_timestamp")
            if at is None:
                raise damaged(self._snapshot, f"change {number} has no public_timestamp")
            note = entry.get("note")
            text = unescaped(note) if isinstance(note, str) else ""
            if (format_instant(at), text) in seen:
                continue
            seen.add((format_instant(at), text))
            taken[format_instant(at)] = taken.get(format_instant(at), 0) + 1
            yield self._announcement(at, text, kind="change note", turn=taken[format_instant(at)])
        self.warnings[:] = dict.fromkeys(self.warnings)

    def withdrawal(self) -> Iterator[Announcement]:
        """The end of a page, with the reason that is given."""
        notice = self._item.get("withdrawn_notice")
        if not isinstance(notice, dict) or not notice:
            return
        at = self._instant(notice.get("withdrawn_at"), "withdrawn_notice: withdrawn_at")
        if at is None:
            self.warnings.append(f"The page {self.path} was withdrawn, on a day it does not tell.")
            return
        reason = notice.get("explanation")
        text = unescaped(reason) if isinstance(reason, str) else ""
        yield self._announcement(at, text or "Withdrawn.", kind="withdrawal")

    def _last_change(self) -> Iterator[Announcement]:
        for name in ("public_updated_at", "first_published_at"):
            at = self._instant(self._item.get(name), name)
            if at is not None:
                yield self._announcement(at, "", kind="change without a note")
                return

    def _announcement(self, at: datetime, note: str, *, kind: str, turn: int = 1) -> Announcement:
        read = f"{self._title} {note}" if self._snapshot.kind == RUSSIA else note
        first = _END.split(note, maxsplit=1)[0]
        title = f"{self._title}: {first}" if first else self._title
        if len(title) > _LONGEST_TITLE:
            title = title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
        again = f" {turn}" if turn > 1 else ""
        ends = " withdrawn" if kind == "withdrawal" else ""
        return Announcement(
            source=self._snapshot.source,
            external_id=f"{self.path} {format_instant(at)}{ends}{again}",
            published_on=at.astimezone(zone(ZONE)).date(),
            published_at=at,
            title=title,
            summary=note,
            url=f"https://{_HOST}{self.path}",
            issuer=_ISSUER,
            jurisdiction="UK",
            document_type=kind,
            topics=tuple(subject for subject, pattern in _ABOUT.items() if pattern.search(read)),
            acts=tuple(dict.fromkeys(f"SI {number}" for number in _ACT.findall(note))),
        )

    def _text(self, name: str) -> str:
        value = self._item.get(name)
        return clean(value) if isinstance(value, str) else ""

    def _instant(self, value: object, what: str) -> datetime | None:
        if value is None or value == "":
            return None
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise damaged(self._snapshot, f"{what} is {str(value)[:40]!r}, not an instant with its zone")
        return found.astimezone(UTC)


SOURCE = UkGovContent()
