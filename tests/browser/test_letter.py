"""What is sent, as a browser shows it: light and dark, wide and on a phone, with its picture and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Opening
from tests.browser.watching import Watch
from tests.reports import briefings, letters
from tests.reports.test_alert_words import FACTS, items
from tests.reports.test_hostile_text import HOSTILE, poisoned
from tests.reports.test_letter_body import full
from tracker.model.reader import Reader
from tracker.reports.alerts.message import message_of
from tracker.reports.letter.compose import LetterWords, compose, html_part
from tracker.reports.wording import Words
from tracker.services.alerts.kind import kinds

SITE = "https://example.net/rouble"
MAKERS = {
    "float": briefings.week_of_the_float,
    "freeze": briefings.monday_after_the_freeze,
    "missing": letters.with_everything_missing,
}
LOOKS = ((640, "light"), (640, "dark"), (380, "light"), (380, "dark"))


def letter(name: str, language: str) -> LetterWords:
    reader = Reader(address="jane@example.org", language=language, numbers=language)
    return compose(MAKERS[name](), reader=reader, site_url=SITE)


def written(folder: Path, html: str) -> str:
    """The address of a page."""
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    return page.as_uri()


def assert_good_in_every_light(watch: Watch) -> None:
    for width, scheme in LOOKS:
        watch.page.set_viewport_size({"width": width, "height": 900})
        watch.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        watch.assert_fits()
        if (width, scheme) in {LOOKS[0], LOOKS[-1]}:
            watch.assert_usable()
    watch.assert_alone()


@pytest.mark.parametrize(("name", "language"), [("float", "en"), ("freeze", "de"), ("missing", "en")])
def test_a_letter_is_readable_wherever_it_is_opened(name: str, language: str, opened: Opening, tmp_path: Path) -> None:
    watch = opened(written(tmp_path, letter(name, language).page), width=640)
    assert_good_in_every_light(watch)
    image = watch.page.locator("img")
    assert image.evaluate("one => one.complete && one.naturalWidth > one.clientWidth"), "sharp on every screen"


def test_the_longest_letter_fits_a_phone(opened: Opening, tmp_path: Path) -> None:
    watch = opened(written(tmp_path, html_part(full())), width=380)
    watch.assert_sound()
    assert watch.page.title()


def test_a_letter_whose_picture_is_blocked_says_the_same_in_the_room_of_its_words(
    opened: Opening, tmp_path: Path
) -> None:
    blocked = letter("float", "en").html.replace("cid:", "data:image/png,blocked")
    for width, most in ((640, 100), (380, 140)):
        watch = opened(written(tmp_path, blocked), width=width, color_scheme="dark")
        image = watch.page.get_by_role("img")
        assert "47.30" in (image.get_attribute("alt") or "")
        box = image.bounding_box()
        assert box is not None
        assert 15 < box["height"] < most, "no tall empty box"
        watch.assert_sound()


@pytest.mark.parametrize("language", ["en", "de"])
def test_alerts_are_readable_wherever_they_are_opened(language: str, opened: Opening, tmp_path: Path) -> None:
    words = Words(language=language)
    several = [one for kind, facts in FACTS.items() for fact in facts for one in items(kinds()[kind].say(fact, words))]
    page = message_of(several, words, digest=True, site_url=SITE).html
    watch = opened(written(tmp_path, page), width=640)
    assert_good_in_every_light(watch)
    assert watch.page.locator("h1").count() == len(several)


def test_a_hostile_letter_runs_nothing_and_asks_for_nothing(opened: Opening, tmp_path: Path) -> None:
    hostile = compose(poisoned("".join(HOSTILE.values())), picture=False).html
    watch = opened(written(tmp_path, hostile), width=380)
    watch.assert_sound()
    watch.assert_alone()
