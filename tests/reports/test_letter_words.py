"""The weekly letter: two parts that say the same, in readers' words, with nothing loaded from anywhere."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from tests.reports import briefings
from tracker.reports.briefing import Correction, CoverageLine
from tracker.reports.letter.compose import LetterWords, compose
from tracker.reports.wrapping import display_width

MAKERS = {
    "float": briefings.week_of_the_float,
    "freeze": briefings.monday_after_the_freeze,
    "empty": briefings.empty_week,
    "rateless": briefings.week_without_a_rate,
}
BANNED = (
    r"pre",
    r"day 0",
    r"latest",
    r"earliest",
    r"contaminated",
    r"ambiguous",
    r"abnormal returns?",
    r"p ?[=<>≤]",
    r"p-values?",
    r"mde",
    r"confounders?",
    r"coverage",
    r"quarantined?",
    r"designations?",
    r"hold",
)


class Page(HTMLParser):
    """Visible text, tags with attributes, and whether every tag was closed."""

    VOID = frozenset(("meta", "br", "img", "link", "hr"))

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def letter(name: str, **options: str) -> LetterWords:
    return compose(MAKERS[name](), **options)


def flat(words: str) -> str:
    return " ".join(words.split())


def test_subject_preview_and_minute_come_from_the_numbers() -> None:
    found = letter("float")
    assert found.subject == "Rouble week 10–16 Nov: 2.5 % weaker, 47.30 per dollar; no new sanctions logged"
    assert found.preview.startswith("Largest move: a fall of 2.6 % on Tuesday.")
    minute = flat(found.text.split("\n\n")[0])
    assert minute.startswith(
        "IN ONE MINUTE The rouble ended the week 2.5 % weaker (a dollar costs 2.5 % more), at 47.30"
    )
    assert minute.endswith("No new sanctions logged. We cannot link any move to any announcement.")


def test_the_freeze_names_both_measures_in_its_subject() -> None:
    assert "20.0 % weaker (a dollar costs 24.9 % more), 103.12 per dollar" in letter("freeze").subject


def test_the_text_part_lays_out_like_this() -> None:
    text = letter("float").text
    assert (
        "THE NUMBERS       roubles per dollar   a dollar costs   a rouble is worth\n"
        "  this week       46.14 → 47.30        2.5 % more       2.5 % less\n"
        "  in four weeks   40.79 → 47.30        16.0 % more      13.8 % less\n"
        "  this year       32.87 → 47.30        43.9 % more      30.5 % less\n"
    ) in text
    assert "  Mon  Russia   Rouble trading band abolished                   in.reuters.com\n" in text
    assert "COMING\n  Mon 17 Nov  EU foreign ministers\n" in text
    assert "CORRECTIONS   None since the last letter. Seen a mistake? Just reply.\n" in text
    assert re.search(r"DID ANY OF IT MOVE THE ROUBLE\? +Cannot tell\n", text)


@pytest.mark.parametrize("name", MAKERS)
def test_no_line_of_the_text_part_is_wider_than_78_columns(name: str) -> None:
    assert max(display_width(line) for line in letter(name).text.splitlines()) <= 78


@pytest.mark.parametrize("name", MAKERS)
def test_field_terms_and_iso_weeks_stay_out(name: str) -> None:
    found = letter(name, site_url="https://example.net/")
    for part in (found.subject, found.preview, found.text, Page(found.html).text):
        for term in BANNED:
            assert re.search(rf"\b{term}(?!\w)", part, re.IGNORECASE) is None, term
        assert re.search(r"\bCAR\b", part) is None
        assert re.search(r"\d{4}-W\d\d", part) is None


@pytest.mark.parametrize("name", MAKERS)
def test_both_parts_say_the_same_sentences_in_the_same_order(name: str) -> None:
    found = letter(name)
    page = flat(Page(found.html).text)
    titles = re.findall(
        r"^(IN ONE MINUTE|THE NUMBERS|WHAT WAS SAID|DID ANY OF IT|COMING|WHAT WE|CORRECTIONS)", found.text, re.MULTILINE
    )
    positions = [page.index(title) for title in titles]
    assert positions == sorted(positions)
    minute = flat(found.text.split("IN ONE MINUTE")[1].split("\n\n")[0])
    assert minute in page


def test_without_a_site_there_is_no_link_to_one() -> None:
    assert "Full report" not in letter("float").text
    assert "Full report" not in letter("float").html
    with_site = letter("float", site_url="https://example.net/rouble")
    assert "Full report and numbers: https://example.net/rouble\n" in with_site.text
    assert 'href="https://example.net/rouble"' in with_site.html
    assert "javascript" not in letter("float", site_url="javascript:alert(1)").html


def test_the_first_page_of_each_announcement_is_linked_and_named() -> None:
    page = Page(letter("float").html)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert {"https://www.presidency.ucsb.edu/documents/press-briefing", "http://in.reuters.com/article/x"} <= set(links)
    assert all(one is not None and one.startswith(("https://", "http://")) for one in links)
    assert "dw.com" in page.text


def test_a_quiet_week_is_still_a_letter() -> None:
    found = letter("empty")
    assert found.subject.endswith("no new sanctions logged")
    assert "No new sanctions logged for this week, nor any other announcement." in flat(found.text)


def test_a_week_without_a_rate_says_so() -> None:
    found = letter("rateless")
    assert found.subject == "Rouble week 17–23 Nov: no rate; no new sanctions logged"
    assert "No fixing of the rouble was made" in flat(found.text)
    assert "THE NUMBERS" not in found.text


def test_corrections_are_printed_in_both_parts() -> None:
    briefing = briefings.week_of_the_float(
        corrections=(Correction(recorded_at=briefings.NOW, about="USD/RUB", text="Friday's rate was misprinted."),)
    )
    found = compose(briefing)
    assert "23 Nov, USD/RUB: Friday's rate was misprinted." in flat(found.text)
    assert "Friday's rate was misprinted." in Page(found.html).text
    assert "None since the last letter" not in found.text + found.html


def test_many_announcements_are_cut_to_the_most_relevant_with_a_count() -> None:
    briefing = briefings.week_of_the_float()
    items = tuple(
        dataclasses.replace(item, event=dataclasses.replace(item.event, id=f"{item.event.id}-{number}"))
        for number in range(3)
        for item in briefing.events
    )
    found = compose(dataclasses.replace(briefing, events=items))
    assert re.search(r"And 17 more announcements in the full report\.", found.text)


def test_the_letter_is_quoted_by_the_version_of_its_report() -> None:
    report = dataclasses.replace(MAKERS["float"](), software_version="9.8.7")
    found = compose(report)
    for part in (flat(found.text), Page(found.html).text):
        assert f"version {report.version}" in part
        assert "9.8.7" not in part


def test_of_a_week_to_come_nothing_is_missing_yet() -> None:
    week = MAKERS["rateless"]()
    lacking = CoverageLine(source="x", title="Bank of X", newest=None, status="missing")
    begun = dataclasses.replace(week, coverage=(lacking,))
    assert "Bank of X: missing" in flat(compose(begun).text)
    to_come = dataclasses.replace(begun, period=dataclasses.replace(week.period, begun=False, complete=False))
    assert "missing" not in flat(compose(to_come).text)


def test_a_long_word_breaks_in_every_cell() -> None:
    page = Page(letter("float").html)
    (sheet,) = (attributes for tag, attributes in page.tags if tag == "table" and attributes.get("class") == "sheet")
    assert "overflow-wrap: anywhere" in (sheet["style"] or "")
