"""GDELT's daily files: which rows are taken, how they become reports, and what is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakenet.gdelt import row, table
from tests.fakenet.ground import zipped
from tracker.data.cameo import cameo_actors, cameo_codes
from tracker.errors import FetchError, ParseError
from tracker.model.coded_report import LEAST_SOURCES, page_of
from tracker.model.source import Request, Snapshot, Span
from tracker.sources.announcements.gdelt import SOURCE
from tracker.sources.base import FetchPlan, Records
from tracker.sources.parsing.gdelt_rows import EVENTS_1, EVENTS_2, MOST_REPORTS, Layout, story_of, usable

DAY = date(2014, 11, 11)
FILE = date(2014, 11, 12)
URL = "https://storage.googleapis.com/data.gdeltproject.org/events/20141112.export.CSV.zip"
LINK = "https://paper.example/world/news-of-the-day-in-four-words"
OFTEN = (20, 9, 20)


def one(first: str = "USA", second: str = "RUS", code: str = "163", link: str = LINK, **more: object) -> str:
    given = {"day": DAY, "added": FILE, "told": OFTEN, **more}
    return row(first, second, code, link, **given)  # type: ignore[arg-type]


def snapshot(content: bytes, url: str = URL) -> Snapshot:
    at = datetime(2014, 11, 13, tzinfo=UTC)
    return Snapshot(source="gdelt", url=url, kind="day", retrieved_at=at, sha256="", content=content)


def read(*rows: str) -> Records:
    return SOURCE.parse(snapshot(zipped("20141112.export.CSV", table(*rows))))


def pairs(records: Records) -> list[str]:
    return [announcement.external_id.split()[1] for announcement in records.announcements]


def days(plan: FetchPlan) -> Sequence[str]:
    return [request.url[-23:-15] for request in SOURCE.requests(plan)]


# --- which rows ---


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (one(), ["USA-RUS-163"]),
        (one("EEC", "BLR", "085"), ["EEC-BLR-085"]),
        (one("RUS", "EEC"), ["RUS-EEC-163"]),
        (one("EUR", "RUS"), ["EEC-RUS-163"]),  # the continent is said for the union
        (one("USA", "", place="RS"), ["USA-RUS-163"]),
        (one("USA", "", place="UP"), []),
        (one("USA", "CHN", place="RS"), []),  # directed at somebody else, wherever it happened
        (one("", "RUS"), []),
        (one("RUS", "BLR"), []),
        (one("USA", "DEU"), []),
        (one("USA", "RUS", "172"), []),  # an administrative sanction: a curfew, a ban of a party
        (one("USA", "RUS", "0254"), []),  # an appeal to ease, of measures that nobody names
        (one("USA", "RUS", "010"), []),
    ],
)
def test_taken_is_what_is_about_sanctions_between_a_target_and_another(given: str, found: list[str]) -> None:
    records = read(given)
    assert pairs(records) == found
    assert records.passed_over == (0 if found else 1)
    assert records.warnings == ()


def test_what_retells_the_past_is_passed_over() -> None:
    kept = read(one(day=FILE - timedelta(days=3)))
    assert [announcement.published_on for announcement in kept.announcements] == [FILE - timedelta(days=3)]
    for long_ago in (FILE - timedelta(days=4), FILE - timedelta(days=7), FILE - timedelta(days=365)):
        records = read(one(day=long_ago))
        assert (records.announcements, records.passed_over) == ((), 1)


def test_every_country_under_pressure_that_is_followed_can_be_told() -> None:
    from tracker.data.loader import targets

    followed = {target.name for target in targets().values() if target.role == "target"}
    assert {actor.name for actor in cameo_actors().values() if actor.target} == followed


def test_what_a_code_means_depends_on_who_acts() -> None:
    codes = cameo_codes()
    assert (codes["163", "sender"].kind, codes["163", "target"].kind) == ("legal_framework", "countermeasure")
    assert {codes[code, "sender"].stance for code in ("163", "1312")} == {"escalate"}
    assert {codes[code, "sender"].stance for code in ("085", "0354")} == {"deescalate"}
    assert (codes["1244", "sender"].action, codes["1244", "sender"].stance) == ("rule_out", "hold")
    assert {code for code, by in codes if by == "sender"} == {code for code, by in codes if by == "target"}


# --- stories ---


def test_rows_of_one_story_count_once_and_stories_are_added() -> None:
    first = "http://a.example/2014/11/us-threatens-new-measures-123.html?utm=1"
    again = "https://www.b.example/world/US-threatens-new-measures/"
    other = "http://c.example/story.php?id=7"
    records = read(one(link=first, told=(5, 3, 4)), one(link=again, told=(9, 2, 8)), one(link=other, told=(2, 1, 2)))
    pages = [page_of(announcement) for announcement in records.announcements]
    assert [announcement.url for announcement in records.announcements] == [again, other]
    assert {str(page.counts) for page in pages if page} == {"11 mentions, 10 articles, 4 sources, 2 stories"}


def test_a_report_that_few_tell_is_left_out() -> None:
    assert read(one(told=(50, LEAST_SOURCES - 1, 50))).announcements == ()
    assert read(one(told=(50, 50, 4))).announcements == ()
    assert len(read(one(told=(5, LEAST_SOURCES, 5))).announcements) == 1


def test_a_report_without_an_address_to_look_at_is_none() -> None:
    for link in ("BBC Monitoring", "javascript:alert(1)", "http://user:pw@a.example/x", "http://a\u202e.example/x", ""):
        assert not usable(link)
        assert read(one(link=link)).announcements == ()


@pytest.mark.parametrize("link", ["http://", "/" * 5000, "http://[x", "a-b-c-d-e" * 2000, "http://x.example/%zz?%"])
def test_any_address_is_a_story_of_its_own(link: str) -> None:
    assert story_of(link) == story_of(link)
    assert story_of("http://x.example/a?id=1") != story_of("http://x.example/a?id=2")


def test_who_is_named_gives_the_office() -> None:
    named, unnamed = read(one("DEU", named="ANGELA MERKEL")), read(one("DEU", named="BUNDESTAG"))
    assert named.announcements[0].issuer == "German Chancellery"
    assert named.announcements[0].summary.endswith("; named: Angela Merkel")
    assert unnamed.announcements[0].issuer == "German Government"
    elsewhere = read(one("USA", named="ANGELA MERKEL"))  # a mistake: she spoke for nobody there
    assert elsewhere.announcements[0].issuer == "US Government"
    before = read(one("USA", named="DONALD TRUMP"))  # in no office in 2014
    assert before.announcements[0].issuer == "US Government"


def test_the_day_is_known_and_never_the_hour() -> None:
    announcement = read(one()).announcements[0]
    assert (announcement.published_on, announcement.published_at) == (DAY, None)
    assert announcement.tier == "copy"
    assert read(one(link="http://in.reuters.com/article/x")).announcements[0].tier == "wire"


def test_so_many_reports_of_one_file_are_kept() -> None:
    senders = [code for code, actor in cameo_actors().items() if not actor.target and code == actor.code]
    rows = [
        one(sender, target, told=(30 + number, 5, 30 + number))
        for number, sender in enumerate(senders)
        for target in ("RUS", "BLR")
    ]
    records = read(*rows)
    assert len(rows) > MOST_REPORTS
    assert len(records.announcements) == MOST_REPORTS
    assert [f"{len(rows) - MOST_REPORTS} more reports" in warning for warning in records.warnings] == [True]
    assert f"{senders[0]}-RUS-163" not in pairs(records)  # told least


# --- what is otherwise than described ---


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (one() + "\t", "a row of 59 columns instead of 58"),
        (one().replace("\t", " ", 1), "a row of 57 columns instead of 58"),
        (one(code="---"), "a code that is none of CAMEO's"),
        (one(code="2163"), "a code that is none of CAMEO's"),
        (one(code="16"), None),
        (one().replace("\t20141111\t", "\t20141311\t", 1), "a day that is none"),
        (one().replace("\t20141111\t", "\t\t", 1), "a day that is none"),
        (one(day=FILE + timedelta(days=1)), "a day later than that on which it was added"),
        (one(added=FILE + timedelta(days=2)), "not of the days of its file"),
        (one(told=(-1, 5, 5)), "a count that is none"),
        ("\x00" * 40, "a row of 1 columns"),
    ],
)
def test_a_row_of_another_form_is_counted_and_told(wrong: str, words: str | None) -> None:
    records = read(one(), one("CAN"), wrong)
    assert pairs(records) == ["CAN-RUS-163", "USA-RUS-163"]
    if words is None:
        assert records.warnings == ()
        return
    (warning,) = records.warnings
    assert warning.startswith("GDELT's file of 20141112: 1 of 3 rows could not be read: ")
    assert words in warning
    assert "first on line 3" in warning


def test_a_file_of_another_form_is_refused() -> None:
    with pytest.raises(ParseError, match=r"2 of 3 rows are not of the form; most often \(2 times\) a row of 61"):
        read(one(columns=61), one(columns=61), one())
    with pytest.raises(ParseError, match="the table is empty"):
        read()
    with pytest.raises(ParseError, match="the table is empty"):
        read("", "")


def test_a_plain_refusal_or_a_web_page_is_no_empty_day() -> None:
    for content, words in (
        (b"Please limit requests to one every 5 seconds", "cut off or damaged"),
        (b"<html><body>Sorry</body></html>", "a web page came"),
    ):
        with pytest.raises(ParseError, match=words):
            SOURCE.parse(snapshot(content))


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive(("a.csv", b"x"), ("b.csv", b"x")), "holds 2 .csv files"),
        (archive(("a.txt", b"x")), "holds 0 .csv files"),
        (archive(("a.CSV", b"0" * 5_000_000)), "unfolds to more than"),
        (archive(("../../a.CSV", table(one()).encode())), None),  # nothing is written anywhere, so a path is a name
    ],
)
def test_archives_are_opened_with_care(content: bytes, words: str | None) -> None:
    if words is None:
        assert len(SOURCE.parse(snapshot(content)).announcements) == 1
        return
    with pytest.raises(ParseError, match=words):
        SOURCE.parse(snapshot(content))


# --- what is asked for ---


def test_the_usual_run_asks_for_the_days_not_yet_had() -> None:
    now = datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert days(FetchPlan(now=now)) == [f"202611{day}" for day in range(13, 20)]
    held = Span(of="day", first=date(2026, 11, 1), last=date(2026, 11, 17))
    assert days(FetchPlan(now=now, finished=(held,))) == ["20261118", "20261119"]
    pause = Span(of="day", first=date(2026, 10, 1), last=date(2026, 11, 5))
    assert days(FetchPlan(now=now, finished=(pause,))) == [f"202611{day:02d}" for day in range(6, 20)]
    years = Span(of="day", first=date(2014, 1, 1), last=date(2014, 12, 31))
    assert days(FetchPlan(now=now, finished=(years,)))[0] == "20261019"


def test_a_back_fill_asks_day_by_day_from_the_first_file() -> None:
    now = datetime(2026, 11, 20, 5, tzinfo=UTC)
    plan = FetchPlan(now=now, since=date(2014, 11, 1), until=date(2014, 11, 15))
    assert days(plan) == [f"201411{day:02d}" for day in range(1, 15)]
    early = FetchPlan(now=now, since=date(2010, 1, 1), until=date(2013, 4, 3))
    assert days(early) == ["20130401", "20130402"]
    assert SOURCE.limits(early) == ("Its daily files begin on 2013-04-01.",)
    assert days(FetchPlan(now=now, since=date(2026, 11, 18)))[-1] == "20261119"  # today's is not out


def test_only_a_missing_file_is_no_failure() -> None:
    request = Request(url=URL, kind="day", span=Span(of="day", first=FILE, last=FILE))
    missing = FetchError("gone", source="gdelt", reason="status", status=404)
    assert SOURCE.absence(request, missing) == "GDELT has no file of 2014-11-12, or not yet."
    assert SOURCE.absence(request, FetchError("no", source="gdelt", reason="status", status=500)) is None


def test_it_is_off_until_enabled_and_unverified() -> None:
    assert (SOURCE.info.enabled, SOURCE.info.verified) == (False, False)
    assert "many errors" in SOURCE.info.note


# --- against real descriptions and addresses, where they are at hand ---


@pytest.mark.parametrize(
    ("layout", "name"), [(EVENTS_1, "schema_events1.csv"), (EVENTS_2, "schema_events2.csv")], ids=["1.0", "2.0"]
)
def test_the_columns_are_where_their_dictionary_has_them(shared: Path, layout: Layout, name: str) -> None:
    text = (shared / "payloads/gdelt" / name).read_text(encoding="utf-8")
    columns = [given["name"] for given in csv.DictReader(io.StringIO(text))]
    assert len(columns) == layout.columns
    assert (columns[layout.place], columns[layout.added], columns[layout.link]) == (
        "ActionGeo_CountryCode",
        "DATEADDED",
        "SOURCEURL",
    )
    assert columns[1] == "SQLDATE"
    assert columns[5:9] == ["Actor1Code", "Actor1Name", "Actor1CountryCode", "Actor1KnownGroupCode"]
    assert columns[15:19] == ["Actor2Code", "Actor2Name", "Actor2CountryCode", "Actor2KnownGroupCode"]
    assert (columns[26], columns[31:34]) == ("EventCode", ["NumMentions", "NumSources", "NumArticles"])


def test_real_addresses_of_articles_make_stories(shared: Path) -> None:
    text = (shared / "payloads/gdelt/mentions_2017-07-01_with_header.csv").read_text(encoding="utf-8")
    links = {given["mentionidentifier"] for given in csv.DictReader(io.StringIO(text)) if given["mentiontype"] == "1"}
    assert len(links) > 100
    assert all(map(usable, links))
    stories = {story_of(link) for link in links}
    assert len(links) * 0.5 < len(stories) < len(links)  # some are copies of others, and most are not
    escaped = {link for link in links if "%D8%" in link}  # headlines in Arabic, no two of them alike by their escapes
    assert len({story_of(link) for link in escaped}) > len(escaped) * 0.8
    headlines = [story for story in stories if "/" not in story]
    assert len(headlines) > len(stories) / 2
