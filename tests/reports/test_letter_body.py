"""The HTML of the letter: valid, small, whole without its picture and its style element; dark and narrow with them."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from urllib.parse import urlsplit

import html5lib
import pytest

from tests.reports import briefings
from tests.reports.test_hostile_text import HOSTILE, poisoned
from tests.reports.test_letter_words import Page, flat
from tracker.model.reader import Reader
from tracker.reports.figures.picture import WIDTH
from tracker.reports.figures.rate import rate_with_events
from tracker.reports.letter.compose import LetterWords, compose, html_part
from tracker.reports.letter.content import ComingRow, LetterContent, ListRow, SaidRow, content_of
from tracker.reports.wording import ENGLISH

CLIPPED = 100_000
"""Bytes of HTML well within what a large mail provider shows before it cuts a letter off."""

MAKERS = {
    "float": briefings.week_of_the_float,
    "freeze": briefings.monday_after_the_freeze,
    "empty": briefings.empty_week,
    "rateless": briefings.week_without_a_rate,
}
LETTERS = [(name, language) for name in MAKERS for language in ("en", "de")]
ADDRESS = "https://www.example.org/"


@cache
def letter(name: str, language: str = "en") -> LetterWords:
    reader = Reader(address="jane@example.org", language=language, numbers=language)
    return compose(MAKERS[name](), reader=reader, site_url="https://example.net/rouble")


def full(poison: str = "") -> LetterContent:
    """A content with everything a letter can hold, as long as it can be."""
    content = content_of(briefings.week_of_the_float(), site_url="https://example.net/")
    said = tuple(
        SaidRow(
            day="Mon", who="Switzerland", title=poison or f"Title {n} " * 13, read_in="example.org", link=ADDRESS * 8
        )
        for n in range(12)
    )
    coming = tuple(ComingRow(day="Mon 17 Nov", what=poison or "what " * 28, link=ADDRESS * 8) for _ in range(8))
    lists = tuple(
        ListRow(
            issuer="US (OFAC)", what=poison or "12 put on, 3 taken off", names=poison or "name, " * 30, link=ADDRESS
        )
        for _ in range(60)
    )
    long = (poison or "A sentence of a letter that has a good deal to say. ") * (1 if poison else 8)
    return dataclasses.replace(
        content,
        notices=(long,) * 3,
        corrected=(long,) * 40,
        said=said,
        coming=coming,
        lists=lists,
        lists_note=long,
        watched=(long,) * 8,
        moved=(long,) * 6,
        unseen=(long,) * 6,
        corrections=(long,) * 30,
        credits=(long,) * 4,
    )


def tags(html: str, name: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in Page(html).tags if tag == name]


def assert_sound(html: str) -> None:
    """Valid HTML that loads nothing and leads nowhere but to pages."""
    html5lib.HTMLParser(strict=True).parse(html)
    assert html.startswith("<!DOCTYPE html>")
    assert html.encode().index(b"charset") < 1024, "a browser looks no further"
    assert len(html.encode()) < CLIPPED
    names = {tag for tag, _ in Page(html).tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "svg", "base", "video", "audio"}
    assert not re.search(r"url\(|@import|expression\(", html)
    for image in tags(html, "img"):
        assert (image["src"] or "").startswith("cid:")
        assert (image["width"] or "").isdigit()
        assert "height" not in image, "else a picture that is not shown leaves a tall empty box"
        assert image["alt"]
    for link in tags(html, "a"):
        assert urlsplit(link["href"] or "").scheme in {"http", "https"}
    for table in tags(html, "table"):
        data = "data" in (table["class"] or "").split()
        assert (table.get("role") == "presentation") is not data, "layout is told apart from data"
    attributes = [(tag, key, value or "") for tag, found in Page(html).tags for key, value in found.items()]
    assert not [one for one in attributes if one[1].startswith("on") or "javascript:" in one[2].lower()]
    ids = [value for _, key, value in attributes if key == "id"]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("name", "language"), LETTERS)
def test_every_letter_is_valid_small_and_loads_nothing(name: str, language: str) -> None:
    html = letter(name, language).html
    assert_sound(html)
    assert tags(html, "html")[0]["lang"] == language
    sheet = next(table for table in tags(html, "table") if "sheet" in (table["class"] or ""))
    assert sheet["width"] == "600"
    assert "max-width: 600px" in (sheet["style"] or "")


@pytest.mark.parametrize("poison", ["", *HOSTILE.values()], ids=["long", *HOSTILE])
def test_a_letter_with_everything_in_it_stays_valid_and_within_its_size(poison: str) -> None:
    from tracker.reports.cleaning import clean

    assert_sound(html_part(full(clean(poison, 140))))


def test_what_the_page_has_no_room_for_is_counted() -> None:
    page = Page(html_part(full())).text
    assert [int(number) for number in re.findall(r"And (\d+) more, in the text part", page)] == [24, 44, 14]


def test_a_hostile_week_stays_valid() -> None:
    assert_sound(compose(poisoned(HOSTILE["html"] + HOSTILE["jinja"]), picture=False).html)


def test_parts_stand_in_the_order_of_reading_and_what_was_corrected_comes_first() -> None:
    content = dataclasses.replace(
        full(),
        notices=("A notice.",),
        corrected=("We wrote 2.4 %; it is 2.5 %.",),
        minute="The minute.",
        lists=(ListRow(issuer="EU", what="two put on", names="Somebody", link=ADDRESS),),
        lists_note="Of two lists.",
        moved=("The verdict in words.",),
    )
    page = Page(html_part(content)).text
    order = [
        "A notice.",
        ENGLISH("letter.heading.corrected").upper(),
        "We wrote 2.4 %; it is 2.5 %.",
        ENGLISH("letter.heading.minute").upper(),
        "The minute.",
        ENGLISH("letter.heading.numbers").upper(),
        ENGLISH("letter.heading.watched").upper(),
        ENGLISH("letter.heading.said").upper(),
        "The verdict in words.",
        ENGLISH("letter.heading.lists").upper(),
        "two put on",
        "Somebody",
        "Of two lists.",
        ENGLISH("letter.heading.coming").upper(),
        ENGLISH("letter.heading.unseen").upper(),
        ENGLISH("letter.heading.corrections").upper(),
        "Please quote",
    ]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    plainer = Page(html_part(dataclasses.replace(content, corrected=(), lists=(), lists_note=""))).text
    assert order[1] not in plainer
    assert ENGLISH("letter.heading.lists").upper() not in plainer


def test_everything_but_dark_and_narrow_survives_the_loss_of_the_style_element() -> None:
    html = letter("float").html
    (style,) = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\}\s*)*\}", "", style)
    assert outside.strip() == "", "only media queries are left to it"
    assert "@media (prefers-color-scheme: dark)" in style
    assert "@media (max-width: 480px)" in style
    for tag, attributes in Page(re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)).tags:
        if tag in {"td", "th", "h1", "h2", "a"}:
            assert attributes.get("style"), (tag, attributes)


def test_each_style_for_the_dark_and_for_narrow_screens_overrides_one_that_stands_on_an_element() -> None:
    html = html_part(full()) + letter("float").html
    (style, _) = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    for rule in re.findall(r"([^{}@]+)\{([^{}]*)\}", re.sub(r"@media[^{]*\{", "", style)):
        for selector in rule[0].split(","):
            name = selector.strip()
            assert name == "body" or re.search(rf'class="[^"]*\b{name.removeprefix(".")}\b', html), name
        assert all(one.strip().endswith("!important") for one in rule[1].strip().split(";") if one.strip())


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_words_are_readable_in_the_light_and_in_the_dark() -> None:
    html = html_part(full())
    colours = set(re.findall(r"(?<!-)color: (#[0-9a-f]{6})", re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)))
    hidden = {"#eceff2"}  # the line beside the subject, shown by the list of letters and not by the letter
    assert min(contrast(colour, "#ffffff") for colour in colours - hidden) >= 4.5
    dark = html.split("prefers-color-scheme: dark")[1].split("</style>")[0]
    colours = set(re.findall(r"(?<!-)color: (#[0-9a-f]{6})", dark)) - {"#101418"}
    assert min(contrast(colour, "#1b2027") for colour in colours) >= 4.5


def test_titles_of_a_german_letter_are_told_to_be_english() -> None:
    page = Page(letter("float", "de").html)
    assert ("span", {"lang": "en"}) in [(tag, {k: v for k, v in a.items() if k == "lang"}) for tag, a in page.tags]
    assert 'lang="en"' not in re.sub("<html[^>]*>", "", letter("float").html)


def test_the_picture_has_its_size_and_says_in_words_what_it_shows() -> None:
    found = letter("float")
    shown = rate_with_events(briefings.week_of_the_float(), ENGLISH)
    assert shown is not None
    assert found.picture is not None
    (image,) = tags(found.html, "img")
    assert image["src"] == f"cid:{found.content_id}"
    assert image["width"] == str(WIDTH)
    assert image["alt"] == shown.spoken
    assert flat(shown.reading) in Page(found.html).text
    assert re.fullmatch(r"rate\.[0-9a-f]{24}@letter", found.content_id)


def test_the_page_for_a_browser_holds_its_picture() -> None:
    found = letter("float")
    (image,) = tags(found.page, "img")
    assert (image["src"] or "").startswith("data:image/png;base64,iVBOR")
    assert "cid:" not in found.page
    html5lib.HTMLParser(strict=True).parse(found.page)


def test_numbers_and_their_heads_stand_in_a_table_that_can_be_read_aloud() -> None:
    html = letter("float").html
    scopes = [one.get("scope") for one in tags(html, "th")]
    assert scopes.count("col") == 4
    assert all(scopes)
    for number in ("46.14 → 47.30", "16.0 % more", "30.5 % less"):
        assert number in Page(html).text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_same_briefing_is_the_same_letter() -> None:
    assert compose(briefings.week_of_the_float()) == compose(briefings.week_of_the_float())
