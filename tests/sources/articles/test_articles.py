"""One article in every form it comes in; and what is no article is refused, in bounded work."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from tests.fuzzing.mutators import spoiled
from tests.sources.articles.forms import FEED, FIRST, MAIL, MARKDOWN, PAGE, SECOND, TEXT, pdf, read
from tracker.errors import UsageError
from tracker.model.document import Document
from tracker.sources.parsing.articles.days import in_line, in_lines, published_as
from tracker.sources.parsing.articles.forms import MOST_BYTES, MOST_CHARACTERS
from tracker.statements.claims import find_claims

FORMS = ("page", "markdown", "mail", "feed", "pdf")
AT = datetime(2014, 11, 12, 19, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "form", "byline"),
    [
        (PAGE, "web page", "A. Writer"),
        (MARKDOWN, "markdown", "A. Writer"),
        (TEXT, "text", ""),
        (MAIL, "e-mail", "A. Writer <writer@paper.example>"),
        (FEED, "feed item", "A. Writer"),
        (pdf("November 12, 2014, 2:15pm EST", FIRST, SECOND), "PDF", ""),
    ],
    ids=["page", "markdown", "text", "mail", "feed", "pdf"],
)
def test_every_form_gives_the_text_the_title_and_the_time(content: bytes | str, form: str, byline: str) -> None:
    article = read(content)
    assert (article.form, article.title, article.byline) == (form, "Rouble falls", byline)
    flat = " ".join(article.text.split())
    assert FIRST in flat
    assert SECOND in flat
    assert article.published is not None
    assert (article.published.day, article.published.at, article.published.assumed) == (date(2014, 11, 12), AT, False)
    (claim,) = find_claims(Document(text=article.text, published_on=article.published.day))
    assert claim.when.on == date(2014, 11, 11)


def test_of_a_page_the_article_alone_is_read() -> None:
    article = read(PAGE)
    for around in ("stolen", "90 percent", "Markets of", "Ten other", "photograph", "rights reserved"):
        assert around not in article.text
    assert (article.language, article.address) == ("en", "https://paper.example/rouble")


_LINKED = '{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "datePublished": "2014-11-12T19:15:00Z"}]}'


@pytest.mark.parametrize(
    ("head", "basis"),
    [
        (f'<script type="application/ld+json">{_LINKED}</script>', "its JSON-LD (datePublished)"),
        ('<meta name="date" content="2014-11-12T19:15Z">', "its metadata (date)"),
        ('</head><body><time datetime="2014-11-12T19:15:00+00:00">yesterday</time>', "its time element"),
        ("</head><body><p>12 November 2014, 19:15 GMT</p>", "its line “12 November 2014, 19:15 GMT”"),
    ],
)
def test_a_page_gives_its_time_in_several_ways(head: str, basis: str) -> None:
    article = read(f"<html><head>{head}<p>{FIRST}</p></html>")
    assert article.published is not None
    assert (article.published.at, article.published.basis) == (AT, basis)


@pytest.mark.parametrize(
    ("written", "day", "clock"),
    [
        ("November 12, 2014, 7:15pm", "2014-11-12", "2014-11-12T18:15:00+00:00"),
        ("Nov. 12, 2014 12:05 a.m. GMT", "2014-11-12", "2014-11-12T00:05:00+00:00"),
        ("12. November 2014", "2014-11-12", None),
        ("12 ноября 2014, 19:15 MSK", "2014-11-12", "2014-11-12T16:15:00+00:00"),
        ("Wed, 12 Nov 2014 19:15:00 GMT", "2014-11-12", "2014-11-12T19:15:00+00:00"),
        ("2014-11-12", "2014-11-12", None),
        ("2014-11-12T23:30:00-05:00", "2014-11-12", "2014-11-13T04:30:00+00:00"),
        ("November 31, 2014", None, None),
        ("0001-01-01T00:00:00Z", None, None),
        ("12 Nov 2014 99:99", "2014-11-12", None),
        ("soon", None, None),
        ("9" * 1000, None, None),
    ],
)
def test_a_written_day_is_read_or_left(written: str, day: str | None, clock: str | None) -> None:
    found = published_as(written, "Europe/Berlin")
    assert (None if found is None else found.day.isoformat()) == day
    if clock is not None:
        assert found is not None
        assert found.at is not None
        assert found.at.isoformat() == clock


def test_a_clock_time_without_a_zone_is_marked_as_assumed() -> None:
    assumed, told = (in_line(f"November 12, 2014, 7:15pm{zone}", "Europe/Berlin") for zone in ("", " EST"))
    assert assumed is not None
    assert told is not None
    assert (assumed.assumed, assumed.zone) == (True, "Europe/Berlin")
    assert (told.assumed, told.zone) == (False, "America/New_York")


def test_a_sentence_that_names_a_day_is_no_dateline() -> None:
    assert in_lines(["The accord of September 5, 2014 was signed by all the sides.", "More."], "UTC") is None
    assert in_lines(["The accord of September 5, 2014 was signed by all sides and they met again", ""], "UTC") is None
    assert (
        in_lines(["12 November 2014 \u2013 the two sides met in the old town hall and signed nothing at all."], "UTC")
        is None
    )


def test_place_and_date_at_the_head_of_a_text_are_its_day():
    german = in_lines(["Titel", "Berlin, 8. Juli 2016. Die Kanzlerin sprach am Donnerstag vor dem ganzen Haus."], "UTC")
    russian = in_lines(["15 апреля 2021 года. Пресс-секретарь президента ответил сегодня на вопросы в Москве."], "UTC")
    assert (german.day, german.basis) == (date(2016, 7, 8), "its first words \u201cBerlin, 8. Juli 2016.\u201d")
    assert russian.day == date(2021, 4, 15)


def test_of_a_feed_the_asked_item_is_read_and_how_many_there_are_is_said() -> None:
    assert "2 items" in read(FEED).warnings[0]
    assert read(FEED, item=2).text == "Of another thing."
    with pytest.raises(UsageError, match="2 items, and there is no number 3"):
        read(FEED, item=3)


def test_hidden_characters_and_marks_of_direction_are_gone() -> None:
    article = read(f"{FIRST} \u202eabc\u202c\x1b[31m \u0627\u0644\u0631\u0648\u0628\u0644 100\x07\n")
    assert not {"\u202e", "\u202c", "\x1b", "\x07"} & set(article.text)
    assert "\u0627\u0644\u0631\u0648\u0628\u0644" in article.text


def test_a_declared_single_byte_encoding_is_read_and_an_undeclared_one_refused() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Рубль упал на 3 процента.</p></body></html>'
    assert "Рубль упал" in read(page.encode("cp1251")).text
    with pytest.raises(UsageError, match="not UTF-8"):
        read("Рубль упал".encode("cp1251"))
    assert read("Рубль упал".encode("utf-16")).text == "Рубль упал"


def test_of_a_text_without_an_end_the_beginning_is_read_and_that_is_said() -> None:
    for content in (f"{FIRST} " * 10_000, f"{FIRST}\n\n" * 10_000, PAGE.replace(SECOND, f"{SECOND} " * 10_000)):
        article = read(content)
        assert FIRST in article.text
        assert len(article.text) == MOST_CHARACTERS
        assert "its first 250,000 characters were read" in article.warnings[-1]


_NOISE = random.Random(14)  # noqa: S311  # the same garbage every time
_SIGNS = "<>/&;\"'abc divp= \n"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "it is empty"),
        (b" \n\t " * 100, "it is empty"),
        (b'"' * 10_000, "no text was found"),
        (b"\0\x01\x02" * 400_000, "binary data"),
        (b"x" * (MOST_BYTES + 1), "4 million bytes"),
        (b"<html>" + b"<div>" * 200_000, "no text was found"),
        (b"<html><body>" + b"<p>hello</p>" * 40_000, "elements"),
        (b"<html><body><p " + b'a="b" ' * 200_000, "no text was found"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><item><title>&a;</title></item></rss>", "document type"),
        (b"<rss><channel></channel></rss>", "no item"),
        (b"From: a\nSubject: b\n" + b"X: y\n" * 200_000 + b"\nhello", "more fields or parts"),
        (b"From: a\nSubject: b\n\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 20_000, "more fields"),
        (b"From: a\nSubject: b\nContent-Type: text/plain; charset=" + b"a;" * 200_000 + b"\n\nhello", "no text"),
        (b"%PDF-1.4\n" + b"garbage " * 1000, "damaged PDF"),
        (pdf(), "no text was found"),
        (pdf(FIRST).replace(b"trailer <<", b"trailer << /Encrypt << /Filter /Standard /V 9 >>"), "PDF"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(content: bytes, part: str) -> None:
    with pytest.raises(UsageError, match=part) as caught:
        read(content)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "<html>" + "".join(_NOISE.choice(_SIGNS) for _ in range(200_000)),
        "".join(chr(_NOISE.randrange(32, 127)) for _ in range(1_000_000)),
        "# x\n" + "[" * 500_000,
        "---\n---\n" + "_a " * 200_000,
        "<p>x</p><script type='application/ld+json'>" + "[" * 150_000,
        "\u202eروبل 40 percent ruble\u202c " * 20_000,
    ],
    ids=["markup", "letters", "brackets", "marks", "json", "right-to-left"],
)
def test_a_page_of_garbage_is_read_or_refused(content: str) -> None:
    for name in ("garbage", "garbage.md", "garbage.eml"):
        try:
            article = read(content, name)
        except UsageError:
            continue
        assert len(article.text) <= MOST_CHARACTERS


@pytest.mark.extended
def test_real_briefings_give_their_title_and_instant(shared: object) -> None:
    from pathlib import Path

    folder = Path(str(shared)) / "payloads/news/whitehouse_md"
    files = sorted(folder.glob("*.md"))
    if not files:
        pytest.skip("the shared folder has no briefings")
    for file in files:
        article = read(file.read_bytes(), file.name)
        assert article.title, file.name
        assert article.published is not None, file.name
        assert article.published.at is not None, file.name
        assert article.published.day.isoformat() == file.name[:10], file.name
        assert article.address.startswith("https://"), file.name


@pytest.mark.parametrize(
    "body", [PAGE.encode(), MARKDOWN.encode(), MAIL.encode(), FEED.encode(), pdf(FIRST, SECOND)], ids=FORMS
)
def test_a_spoiled_article_is_read_or_refused(body: bytes) -> None:
    others = (PAGE.encode(), MAIL.encode(), FEED.encode())
    for number in range(60):
        _, spoiled_body = spoiled(f"article {number}", body, others)
        for name in ("article", "article.md", "article.eml"):
            with suppress(UsageError):
                assert read(spoiled_body, name).text


def test_a_reference_to_a_control_character_breaks_no_page() -> None:
    assert FIRST in read(PAGE.replace("</script>", "</script>\x12&#1;&#0;tail")).text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"A minister\\u2019s\\_answer \\"no\\""', 'A minister\u2019s answer "no"'),
        ('"One line that goes\\\n  \\ on, and on\\_\\\n  again"', "One line that goes on, and on again"),
        ('"One line\n  and another"', "One line and another"),
        ("'It''s quoted'", "It's quoted"),
        ("Plain \\u2019 text", "Plain \\u2019 text"),
        ('"\\x41\\U0001F600\\ud800\\u0000\\u202eB"', "A\U0001f600 B"),
    ],
)
def test_a_title_of_front_matter_is_read_as_it_is_meant(written: str, title: str) -> None:
    article = read(f"---\ntitle: {written}\ndate: '2014-11-12'\n---\n\n{FIRST}\n")
    assert (article.form, article.title) == ("markdown", title)
    assert FIRST in article.text
