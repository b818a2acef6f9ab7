"""Which fetched documents may leave the archive, that it is announced, and that nothing else goes with their bytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from tests.services.feeds_of_tests import Entry, rss
from tests.services.fetched import NOW, Surroundings
from tracker.errors import NoDataError
from tracker.model.observation import Quote
from tracker.model.source import Snapshot, Validators
from tracker.reports.wording import ENGLISH, Words
from tracker.services import archive
from tracker.services.archive import Kept, keep, kept_words, letter_note, standing
from tracker.services.findings_of_keeping import about_removals
from tracker.sources.catalog import sources
from tracker.store.archive import ANNOUNCED_FOR, damaged
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref.zip"
DAY = timedelta(days=1)
LONG_AGO = NOW - 100 * DAY


def put(
    context: Surroundings,
    content: bytes,
    *,
    at: datetime = LONG_AGO,
    source: str = "ecb",
    url: str = URL,
    kind: str = "daily",
    state: str | None = "unchanged",
) -> str:
    """One conversation that brought one document; its digest. Without a ``state`` nobody remembers it."""
    sha256 = hashlib.sha256(content).hexdigest()
    with UnitOfWork(context.engine, write=True) as work:
        number = work.runs.fetch_started(source, at - timedelta(seconds=1)) if state is not None else None
        work.snapshots.add(
            Snapshot(source=source, url=url, kind=kind, retrieved_at=at, sha256=sha256, content=content,
                     validators=Validators(etag=f'"{sha256[:8]}"'))
        )  # fmt: skip
        if number is not None and state is not None and state != "started":
            work.runs.fetch_finished(number, at=at + timedelta(seconds=1), state=state, documents=1)
        work.commit()
    return sha256


def ruled(context: Surroundings, *, days: int = 0, megabytes: int = 0, at: datetime = NOW) -> Surroundings:
    settings = replace(context.settings, archive_days=days, archive_megabytes=megabytes)
    return replace(context, settings=settings, now=at)


def kept(context: Surroundings, **rules: object) -> Kept:
    return keep(ruled(context, **rules))  # type: ignore[arg-type]  # all it needs of a context


def has(context: Surroundings, *sha256s: str) -> list[bool]:
    with UnitOfWork(context.engine, write=False) as work:
        return [work.snapshots.has(one) for one in sha256s]


def gone(context: Surroundings, **rules: object) -> int:
    """Announce, wait a week and a bit, remove; how many went."""
    kept(context, **rules)
    return kept(context, **rules, at=NOW + ANNOUNCED_FOR).removed


def test_whoever_watches_hears_that_it_goes_on(context: Surroundings) -> None:
    told = list[str]()
    put(context, b"old " * 500)
    put(context, b"new", at=NOW)
    assert gone(replace(context, step=told.append), days=30) == 1
    assert set(told) == {"archive"}
    assert len(told) == 2 + 1 + 2, "twice looked through, one batch removed, before and after the file is written anew"


def test_by_default_nothing_ever_goes(context: Surroundings) -> None:
    old, new = put(context, b"old"), put(context, b"new", at=NOW)
    assert kept(context) == Kept()
    assert kept(context, at=NOW + 4000 * DAY) == Kept()
    assert has(context, old, new) == [True, True]


def test_bytes_go_a_week_after_they_were_announced_and_all_else_stays(context: Surroundings) -> None:
    old = put(context, b"old " * 500)
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(
            (Quote(series="EUR/USD@ecb", label="2026-08-12", value=Decimal(1)),), vintage=LONG_AGO, sha256=old
        )
        work.commit()
    new = put(context, b"new", at=NOW)
    before = table_hashes(context.engine)
    announced = kept(context, days=30)
    assert (announced.announced, announced.removed, announced.first_goes_at) == (1, 0, NOW + 7 * DAY)
    assert "leave the archive in a week" in kept_words(announced)
    (finding,) = about_removals(ruled(context, days=30).settings, standing(context).going)  # type: ignore[arg-type]
    assert "the bytes of 1 document leave the archive from 2026-11-27" in finding.what
    assert "TRACKER_ARCHIVE_DAYS=0" in finding.remedy
    assert "2026-11-27" in letter_note(context, ENGLISH)  # type: ignore[arg-type]
    assert "27.11.2026" in letter_note(context, Words(language="de"))  # type: ignore[arg-type]
    almost = kept(context, days=30, at=NOW + 7 * DAY - timedelta(seconds=1))
    assert (almost.announced, almost.removed) == (0, 0)
    assert has(context, old) == [True]
    done = kept(context, days=30, at=NOW + 7 * DAY)
    assert done.removed == 1
    assert done.size > 0
    assert has(context, old, new) == [False, True]
    after = table_hashes(context.engine)
    assert {name for name in before if before[name] != after[name]} == {"blob"}
    assert damaged(context.engine) == ()
    with UnitOfWork(context.engine, write=False) as work:
        assert work.snapshots.validators("ecb", URL).etag, "the next question is still a conditional one"
        assert work.snapshots.retrieved_as("ecb", old) is None
        with pytest.raises(NoDataError, match="removed on 2026-11-27, as announced on 2026-11-20: older than 30 days"):
            work.snapshots.load(old)
    assert kept(context, days=30, at=NOW + 8 * DAY) == Kept()
    assert letter_note(context, ENGLISH) == ""  # type: ignore[arg-type]


def test_what_is_fetched_again_is_back_announced_or_gone(context: Surroundings) -> None:
    old, waiting = put(context, b"old"), put(context, b"waiting", at=LONG_AGO + DAY)
    put(context, b"new", at=NOW)
    assert gone(context, days=100) == 1
    kept(context, days=30)
    assert len(standing(context).going) == 1  # type: ignore[arg-type]
    for content, sha256 in ((b"old", old), (b"waiting", waiting)):
        put(context, content, at=NOW + DAY)
        with UnitOfWork(context.engine, write=False) as work:
            assert work.snapshots.load(sha256) == content
            assert work.archive.fate(sha256) is None
    assert damaged(context.engine) == ()


def test_what_something_still_needs_never_goes(context: Surroundings) -> None:
    feed = "eu_council"
    entry = Entry("Council extends sanctions against Russia", "https://www.consilium.europa.eu/en/press/a", LONG_AGO)
    needed = {
        "failed": put(context, b"failed", state="failed", url=f"{URL}?a"),
        "unfinished": put(context, b"unfinished", state="started", source="cbr"),
        "forgotten and nothing read": put(context, b"forgotten", state=None, at=LONG_AGO - 9 * DAY, url=f"{URL}?b"),
        "brought by a person": put(context, b"file", url="file:mine.csv", state=None),
        "embedded": put(context, b"embedded", url="embedded:x/y.zip", state=None),
        "read by a person": put(context, b"page", source="document", url="https://example.org/page", state=None),
        "of no source": put(context, b"own", source="desk", url="https://example.org/x"),
        "brought by a person too": put(context, b"both"),
        "bars": put(context, b"bars", source="yahoo", kind="1d", url="https://query1.finance.yahoo.com/x"),
        "first of two copies": put(context, b"copy 1", source="us_ofac_sdn", url="https://example.org/list"),
        "second of two copies": put(context, b"copy 2", source="us_ofac_sdn", url="https://example.org/list"),
        "items wait": put(context, rss(entry), source=feed, url="https://example.org/feed"),
    }
    put(context, b"both", url="file:both.csv", state=None)
    with UnitOfWork(context.engine, write=True) as work:
        for number, name in enumerate(("first of two copies", "second of two copies")):
            work.lists.record("us_ofac_sdn", (), snapshot_at=LONG_AGO + number * DAY, sha256=needed[name])
        kind = next(iter(sources()[feed].feed.addresses))  # type: ignore[attr-defined]  # chosen by that
        found = sources()[feed].parse(
            Snapshot(source=feed, url="https://example.org/feed", kind=kind, retrieved_at=LONG_AGO,
                     sha256=needed["items wait"], content=rss(entry))
        )  # fmt: skip
        assert work.announcements.add(found.announcements, recorded_at=LONG_AGO, sha256=needed["items wait"])
        work.commit()
    for source, url in (
        *(("ecb", f"{URL}{which}") for which in ("", "?a", "?b")),
        *(("cbr", URL), ("ecb", "file:mine.csv"), ("ecb", "embedded:x/y.zip"), ("ecb", "file:both.csv")),
        *(("document", "https://example.org/page"), ("desk", "https://example.org/x")),
        *(("yahoo", "https://query1.finance.yahoo.com/x"), ("us_ofac_sdn", "https://example.org/list")),
        (feed, "https://example.org/feed"),
    ):
        put(context, f"the newest of {source} {url}".encode(), at=NOW - timedelta(hours=1), source=source, url=url)
    spare = put(context, b"nobody needs it", at=LONG_AGO + timedelta(hours=1))
    put(context, b"newer", at=NOW)
    assert gone(context, days=30, megabytes=1) == 1
    assert has(context, spare) == [False]
    assert {name: found for name, found in zip(needed, has(context, *needed.values()), strict=True) if not found} == {}
    assert gone(context, days=0, megabytes=0) == 0


def test_beyond_the_size_the_oldest_go_and_only_as_many_as_needed(
    context: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = [hashlib.sha512(str(number).encode()).digest() * 1 for number in range(40_000)]
    found = [
        put(context, b"".join(noise[part::4]), at=LONG_AGO + part * DAY) for part in range(4)
    ]  # 640 kB each, packed hardly less
    put(context, b"new", at=NOW)
    assert kept(context, megabytes=3).announced == 0
    assert kept(context, megabytes=2).announced == 1
    assert kept(context, megabytes=3, at=NOW + DAY).withdrawn == 1, "who allows more keeps it"
    assert standing(context).going == ()  # type: ignore[arg-type]
    assert kept(context, megabytes=1, at=NOW + 2 * DAY).announced == 3
    monkeypatch.setattr(archive, "MOST_AT_ONCE", 1)
    assert kept(context, megabytes=1, at=NOW + 9 * DAY).removed == 3
    assert has(context, *found) == [False, False, False, True]


def test_a_clock_set_back_removes_nothing_early(context: Surroundings) -> None:
    old = put(context, b"old")
    put(context, b"new", at=NOW)
    assert kept(context, days=30, at=NOW + 5 * DAY).announced == 1
    assert kept(context, days=30, at=NOW + 7 * DAY).removed == 0
    assert has(context, old) == [True]


def test_bytes_that_went_without_an_announcement_are_damage(context: Surroundings, engine: Engine) -> None:
    sha256 = put(context, b"old")
    with engine.begin() as connection:
        connection.execute(text("UPDATE blob SET content = :none"), {"none": b""})
    assert damaged(engine) == (sha256,)
