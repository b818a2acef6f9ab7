"""Feeds: real ones read to the digit, strange dates and texts, and documents that only look like feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tracker.data.feed_file import parse_feeds
from tracker.data.loader import feeds
from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.announcements.feeds import SOURCES
from tracker.sources.parsing.feeds import MOST, MOST_OF_A_FIELD, ReadFeed, plain, read_feed

SOURCE = {source.key: source for source in SOURCES}
PLAIN = ("publisher", "title", "homepage", "zone", "jurisdiction", "issuer", "tier", "state", "note")
READ_AT = datetime(2026, 10, 26, 12, tzinfo=UTC)
SOUND = {
    "title": "Sanctions on ships",
    "link": "https://authority.example/1",
    "guid": "one",
    "pubDate": "Fri, 23 Oct 2026 14:05:00 GMT",
}


def snapshot(content: str | bytes, key: str = "eu_council") -> Snapshot:
    return Snapshot(
        source=key,
        url="https://authority.example/feed",
        kind="press_releases",
        retrieved_at=READ_AT,
        sha256="",
        content=content.encode() if isinstance(content, str) else content,
    )


def rss(*items: dict[str, str]) -> str:
    written = ("".join(f"<{name}>{text}</{name}>" for name, text in item.items()) for item in items)
    return f'<rss version="2.0"><channel>{"".join(f"<item>{one}</item>" for one in written)}</channel></rss>'


def read(*items: dict[str, str]) -> ReadFeed:
    return read_feed(snapshot(rss(*items)), zone_name="Europe/Brussels")


def test_an_item_is_read_whole() -> None:
    item = read(SOUND | {"description": "Twelve &lt;b&gt;ships&lt;/b&gt;", "category": "Russia"}).items[0]
    assert (item.identity, item.title, item.summary) == ("one", "Sanctions on ships", "Twelve ships")
    assert (item.url, item.categories) == ("https://authority.example/1", ("Russia",))
    assert item.published_at == datetime(2026, 10, 23, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "day", "instant"),
    [
        ("Fri, 23 Oct 2026 18:40:00 +0300", "2026-10-23", "2026-10-23T15:40:00+00:00"),
        ("2026-10-23T18:40:00+03:00", "2026-10-23", "2026-10-23T15:40:00+00:00"),
        ("Fri, 23 Oct 2026 23:30:00 GMT", "2026-10-24", "2026-10-23T23:30:00+00:00"),
        ("Fri, 23 Oct 2026 23:30:00 -0000", "2026-10-24", "2026-10-23T23:30:00+00:00"),
        ("Fri, 23 Oct 2026 23:30:00", "2026-10-23", "2026-10-23T21:30:00+00:00"),
        ("2026-01-23T23:30:00", "2026-01-23", "2026-01-23T22:30:00+00:00"),
        ("2026-10-23", "2026-10-23", "None"),
    ],
)
def test_dates_are_those_of_the_publishers_place(written: str, day: str, instant: str) -> None:
    item = read(SOUND | {"pubDate": written}).items[0]
    assert (item.published_on.isoformat(), str(item.published_at).replace(" ", "T")) == (day, instant)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pubDate": "yesterday"}, "its date 'yesterday' is not understood"),
        ({"pubDate": ""}, "its date '' is not understood"),
        ({"pubDate": "Mon, 31 Feb 2026 10:00:00 GMT"}, "is not understood"),
        ({"pubDate": "Fri, 23 Oct 2026 14:05:00 MSK"}, "is not understood"),
        ({"pubDate": "0001-01-01T00:00:00+14:00"}, "is not understood"),
        ({"pubDate": "Mon, 26 Oct 2026 12:00:01 GMT"}, "after it was read"),
        ({"pubDate": "2026-10-27"}, "after it was read"),
        ({"link": "javascript:alert(1)"}, "its address is 'javascript:alert(1)'"),
        ({"link": "https://user:word@authority.example/"}, "its address is"),
        ({"link": "https://authority.example/\u202ex"}, "hidden characters"),
        ({"link": "https://authority.example/\u200bx"}, "hidden characters"),
        ({"title": "\u200b"}, "it has no title"),
    ],
)
def test_an_item_that_cannot_be_trusted_is_refused_alone(changed: dict[str, str], said: str) -> None:
    found = read(SOUND | changed, SOUND | {"guid": "two"})
    assert [item.identity for item in found.items] == ["two"]
    assert len(found.refused) == 1
    assert said in found.refused[0]


def test_hostile_titles_come_out_plain() -> None:
    title = "San\u200bctions\u00a0\u202eon &lt;script&gt;x()&lt;/script&gt;&lt;i&gt;ships&lt;/i&gt; &amp;amp; ports"
    assert read(SOUND | {"title": title}).items[0].title == "Sanctions on ships & ports"


@pytest.mark.parametrize("markup", ["<![a[", "<!--", "<a", "</", "<div>", "&lt;", "<![CDATA["])
def test_markup_without_end_leaves_the_words_before_it(markup: str) -> None:
    assert plain(f"Sanctions on ships {markup * 50_000}").startswith("Sanctions on ships")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<opml><body/></opml>", "its root element is 'opml'"),
        (rss(), "a feed of 0 items"),
        (rss(*[SOUND] * (MOST + 1)), f"a feed of {MOST + 1} items"),
        (rss(SOUND | {"link": ""}), "none of its 1 items can be taken: item 1: its address is missing"),
        (rss(SOUND | {"a": "<a>" * 101 + "</a>" * 101}), "more than 100 elements within each other"),
        (rss(SOUND)[:-1], "no complete XML"),
        (f'<!DOCTYPE rss [<!ENTITY a "b">]>{rss(SOUND)}', "document type"),
        (rss(SOUND | {"title": "&nbsp;x"}), "no complete XML"),
        (rss(SOUND).encode("utf-16"), "is not utf-8"),
    ],
    ids=["outline", "no items", "too many", "none to take", "deep", "cut", "entities", "undefined entity", "encoding"],
)
def test_what_is_no_whole_feed_is_refused(content: str | bytes, said: str) -> None:
    with pytest.raises(ParseError, match=re.escape(said)):
        read_feed(snapshot(content), zone_name="UTC")


def test_items_about_nothing_followed_are_counted_and_unread_fields_named() -> None:
    source = SOURCE["eu_council"]
    records = source.parse(snapshot(rss(SOUND, SOUND | {"guid": "two", "title": "Fisheries", "embargo": "1"})))
    assert [item.title for item in records.announcements] == ["Sanctions on ships"]
    assert records.passed_over == 1
    assert records.warnings == (f"{source.info.title} has fields new to this program, not read: embargo.",)


def test_an_edited_item_keeps_its_identity() -> None:
    source = SOURCE["eu_council"]
    first, second = (
        source.parse(snapshot(rss(SOUND | {"title": title}))).announcements[0]
        for title in ("Sanctions on ships", "Sanctions on 12 ships")
    )
    assert replace(first, title=second.title) == second
    assert first != second


@pytest.mark.parametrize(
    ("key", "text", "topics"),
    [
        ("us_white_house", "Thoroughly rusted pipes; the Prussian court", ()),
        ("us_white_house", "On the RUSSIAN Federation", ("Russia",)),
        ("ru_kremlin", "Meeting of the Security Council of Russia", ()),
        ("ru_kremlin", "The ruble and the sanctions", ("sanctions", "rouble")),
        ("ru_cbr_news", "Решение по ключевой ставке", ("rouble",)),
        ("ru_cbr_news", "Выпуск монет Банка России", ()),
        ("de_bundeskanzler", "Kanzler reist in die Ukraine", ("Ukraine",)),
        ("de_bundeskanzler", "Kriminalstatistik vorgestellt", ()),
    ],
)
def test_topics_begin_words(key: str, text: str, topics: tuple[str, ...]) -> None:
    assert feeds().feeds[key].topics_of(text) == topics


def test_a_row_with_an_unknown_field_or_a_topic_nobody_declared_is_a_mistake() -> None:
    row = (
        '[feeds.a]\naddresses = { x = "https://a.example/" }\nabout = ["nothing"]\nlanguage = "en"\ncadence_hours = 2\n'
        'verified = false\nrights = { licence = "x", credit = "x" }\n'
    ) + "".join(f'{name} = "x"\n' for name in PLAIN)
    topics = '[topics.en]\nRussia = ["russia"]\n'
    with pytest.raises(ValueError, match="a: topics"):
        parse_feeds(topics + row)
    with pytest.raises(ValueError, match="unknown or missing: colour"):
        parse_feeds(topics + row.replace("nothing", "Russia") + 'colour = "red"\n')
    with pytest.raises(ValueError, match="not https"):
        parse_feeds(topics + row.replace("nothing", "Russia").replace("https:", "http:"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("whitehouse_rss_2022-04-03_minified.xml", 2),
        ("whitehouse_rss_2022-04-30.xml", 1),
        ("whitehouse_rss_2023-02-28.xml", 0),
        ("whitehouse_rss_2024-02-29.xml", 0),
        ("whitehouse_rss_2026-08-21.xml", 1),
    ],
)
def test_real_feeds_of_the_white_house_are_read_to_the_second(shared: Path, name: str, kept: int) -> None:
    content = (shared / "payloads/news" / name).read_bytes()
    whole = " ".join(content.decode().split())
    plain = [
        tuple(re.search(rf"<{tag}> ?(.*?) ?</{tag}>", item)[1] for tag in ("guid", "title", "pubDate"))  # type: ignore[index]
        for item in re.findall(r"<item>(.*?)</item>", whole)
    ]
    found = read_feed(snapshot(content), zone_name="America/New_York")
    assert len(plain) == len(found.items) == 30
    assert (found.refused, found.unread) == ((), ())
    assert [(item.identity, item.title, item.published_at) for item in found.items] == [
        (guid, " ".join(title.replace("\u2060", "").split()), parsedate_to_datetime(at).astimezone(UTC))
        for guid, title, at in plain
    ]
    days = {date.fromisoformat("-".join(day)) for day in re.findall(r"/(\d{4})/(\d\d)/(\d\d)/", whole)}
    assert not days or {item.published_on for item in found.items} & days
    records = SOURCE["us_white_house"].parse(snapshot(content, "us_white_house"))
    assert (len(records), records.passed_over) == (kept, 30 - kept)


def with_fields(fields: str) -> ReadFeed:
    body = rss(SOUND).replace("</item>", f"{fields}</item>")
    return read_feed(snapshot(body), zone_name="Europe/Brussels")


def test_of_more_categories_than_any_item_has_the_first_are_read() -> None:
    names = [f"c{number}" for number in range(20_000)]
    (item,) = with_fields("".join(f"<category>{name}</category>" for name in names)).items
    assert list(item.categories) == names[:MOST_OF_A_FIELD]
    (item,) = with_fields(f"<category>{'x' * 5000}<b/>y</category><category>z</category>").items
    assert item.categories == ("x" * 200, "z")


def test_a_feed_of_too_many_elements_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 50,000 elements"):
        with_fields(f"<description>{'<b/>' * 60_000}</description>")
