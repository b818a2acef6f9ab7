"""Reading a document from a file or an address: where its day comes from, what is kept, what offline means."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.sources.articles.forms import FIRST, PAGE, TEXT, pdf
from tracker.config import load
from tracker.errors import FetchError, UsageError
from tracker.services.context import Context, open_context
from tracker.services.intake import SOURCE, take_in
from tracker.services.reading import read
from tracker.store.unit_of_work import UnitOfWork


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's signature
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    one = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
    thread.join()


@pytest.fixture
def context(ready_home: Path) -> Iterator[Context]:
    opened = open_context(load({"TRACKER_HOME": str(ready_home)}, cwd=ready_home))
    yield opened
    opened.engine.dispose()


def file_of(folder: Path, content: bytes | str, name: str = "article.txt") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_the_day_in_the_document_counts_and_a_given_one_overrules_it(context: Context, tmp_path: Path) -> None:
    name = file_of(tmp_path, TEXT)
    own = take_in(context, name)
    assert own.document.published_at == datetime(2014, 11, 12, 19, 15, tzinfo=UTC)
    assert own.basis == "its line “November 12, 2014, 2:15pm EST”"
    day = take_in(context, name, published="2014-11-14")
    assert (day.document.published_on, day.document.published_at, day.basis) == (date(2014, 11, 14), None, "as given")
    instant = take_in(context, name, published="2014-11-14T23:30-05:00")
    assert instant.document.published_at == datetime(2014, 11, 15, 4, 30, tzinfo=UTC)
    assert instant.document.published_on == date(2014, 11, 15)  # in the zone of this installation


@pytest.mark.parametrize("published", ["someday", "2014-13-01", "2150-01-01", "0001-01-01", "9999-12-31"])
def test_a_given_day_that_is_none_or_has_not_come_is_refused(context: Context, tmp_path: Path, published: str) -> None:
    with pytest.raises(UsageError):
        take_in(context, file_of(tmp_path, TEXT), published=published)


def test_a_day_that_has_not_come_is_not_believed(context: Context, tmp_path: Path) -> None:
    taken = take_in(context, file_of(tmp_path, f"November 12, 2199\n\n{FIRST}\n"))
    assert taken.document.published_on is None
    assert any("has not come yet" in one for one in taken.warnings)


def test_an_assumed_zone_is_said(context: Context, tmp_path: Path) -> None:
    taken = take_in(context, file_of(tmp_path, f"November 12, 2014, 7:15pm\n\n{FIRST}\n"))
    assert taken.document.published_at == datetime(2014, 11, 12, 19, 15, tzinfo=UTC)
    assert any("names no zone and was read as UTC" in one for one in taken.warnings)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Kanzlerin sagte am Dienstag, dass es nicht um neue Strafen und das Embargo geht.", "de"),
        ("Во вторник канцлер сказала, что новых санкций не планируется.", "ru"),
        (FIRST, "en"),
        ("Das Kapital is a book that was sold to the readers of the paper for a dollar.", "en"),
    ],
)
def test_the_language_is_told_where_the_document_does_not(
    context: Context, tmp_path: Path, text: str, language: str
) -> None:
    assert take_in(context, file_of(tmp_path, text)).document.language == language


def test_a_file_is_read_and_leaves_nothing_behind(context: Context, tmp_path: Path) -> None:
    found = read(context, file_of(tmp_path, TEXT))
    assert [one.verdict for one in found.claims] == ["holds"]
    assert found.document.source == "article.txt"
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.snapshots.of_kind("article") == []


def test_a_pdf_is_read_by_a_child(context: Context, tmp_path: Path) -> None:
    taken = take_in(context, file_of(tmp_path, pdf("November 12, 2014", FIRST), "article.pdf"))
    assert (taken.form, taken.document.published_on) == ("PDF", date(2014, 11, 12))
    with pytest.raises(UsageError, match="damaged PDF"):
        take_in(context, file_of(tmp_path, b"%PDF-1.4 cut", "cut.pdf"))


def test_a_pdf_that_keeps_the_child_busy_is_given_up(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.intake._PDF_SECONDS", 0.0)
    with pytest.raises(UsageError, match="took longer"):
        take_in(context, file_of(tmp_path, pdf(FIRST), "article.pdf"))


def test_an_address_is_kept_with_its_retrieval_and_answers_from_there_offline(
    context: Context, server: ThreadingHTTPServer
) -> None:
    url = f"http://127.0.0.1:{server.server_port}/rouble"
    found = read(context, url)
    assert found.document.title == "Rouble falls"
    assert [one.verdict for one in found.claims] == ["holds"]
    with UnitOfWork(context.engine, write=False) as unit:
        kept = unit.snapshots.latest(SOURCE, url)
    assert kept is not None
    assert kept.content == PAGE.encode()
    offline = open_context(
        load({"TRACKER_HOME": str(context.settings.home), "TRACKER_OFFLINE": "true"}, cwd=context.settings.home)
    )
    try:
        again = read(offline, url)
        assert [one.verdict for one in again.claims] == ["holds"]
        assert any("copy retrieved on" in one for one in again.taken.warnings)
        with pytest.raises(FetchError, match="offline"):
            read(offline, f"{url}/another")
    finally:
        offline.engine.dispose()


@pytest.mark.parametrize("url", ["http://paper.example/a", "https://user:secret@paper.example/a", "https://[bad/a"])
def test_an_address_that_may_not_be_asked_is_refused(context: Context, url: str) -> None:
    with pytest.raises((FetchError, UsageError)) as caught:
        read(context, url)
    assert "secret" not in str(caught.value)


def test_what_is_not_there_is_said(context: Context, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(context, str(tmp_path / "nothing.txt"))
