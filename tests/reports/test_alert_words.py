"""The message of alerts: readers' words in both languages, the same in text and HTML, harmless whatever is in it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.reports.test_letter_words import BANNED, Page
from tracker.data.catalogue_file import catalogue
from tracker.reports.alerts.message import Item, message_of
from tracker.reports.alerts.saying import day_of, fraction, instant_of, level_of
from tracker.reports.wording import Words
from tracker.services.alerts.kind import Saying, kinds

ENGLISH, GERMAN = Words(), Words(language="de")
HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script> \u202egnp.exe\u202c\r\nBcc: all@example.org {title} \x1b[31m"

FACTS: dict[str, list[dict[str, object]]] = {
    "designations": [
        {
            "list": "us_ofac_sdn", "name": "OFAC SDN list", "link": "https://ofac.treasury.gov/", "basis": basis,
            "programmes": ["Russia"], "since": "2022-04-06T12:00:00Z", "until": "2022-04-06T14:00:00Z",
            "stated_on": "2022-04-06", "designations": on, "delistings": off, "names": ["One", "Two", HOSTILE],
        }
        for basis, on, off in (("diff", 3, 0), ("publication", 12, 1), ("diff", 0, 1))
    ],
    "moves": [
        {
            "pair": "USD/RUB", "series": "USD/RUB@ecb", "source": "European Central Bank", "link": "",
            "value": "103.12", "value_before": "82.53", "made_on": "2022-02-28", "pair_change": change,
            "value_change": -change / (1 + change), "pvalue": 0.0026, "at_floor": floor,
            "allowing": floor, "verdict": verdict,
        }
        for change, floor, verdict in ((0.249, True, "unusual"), (-0.08, False, "somewhat unusual"))
    ],
    "sources": [
        {
            "trouble": "stale", "source": "ecb", "title": "ECB", "link": "https://www.ecb.europa.eu/",
            "series": "EUR/USD@ecb", "newest": "2026-10-30", "due": "2026-11-20", "behind": 15, "more": more,
        }
        for more in (False, True)
    ] + [
        {
            "trouble": "failing", "source": "cbr", "title": "Bank of Russia", "link": "", "failures": 3,
            "last_success_at": since, "error": HOSTILE,
        }
        for since in (None, "2026-11-20T12:00:00Z")
    ] + [
        {
            "trouble": "failing", "source": "ecb", "title": "ECB", "link": "", "failures": 5, "last_success_at": None,
            "newest": "2026-10-30", "error": "no line", "reached": False,
        }
    ] + [
        {"trouble": "outage", "down": 26, "asked": 27, "since": since} for since in (None, "2026-11-20T12:00:00Z")
    ],
    "contradictions": [
        {
            "contradiction": "gap", "official": "Bank of Russia", "market": "Yahoo", "day": "2022-03-04",
            "percent": percent, "typical": 0.4, "n": 200, "since": "2021-03-04", "link": "",
        }
        for percent in ("12.5", "-3.1")
    ] + [
        {
            "contradiction": "sources", "pair": "USD/RUB", "first": "USD/RUB@cbr", "second": "USD/RUB@moex",
            "first_value": "47.1", "second_value": "49.2", "label": "2014-11-12", "second_label": "2014-11-11",
            "gap": 0.044, "hours": hours, "link": "",
        }
        for hours in (0.0, 5.25)
    ],
    "test": [{"at": "2026-11-20T12:00:00Z"}],
}  # fmt: skip
"""Facts of every kind, each in all of its forms."""

SAYINGS = [
    pytest.param(kinds()[kind], facts, words, id=f"{kind}-{number}-{words.language}")
    for kind, several in FACTS.items()
    for number, facts in enumerate(several)
    for words in (ENGLISH, GERMAN)
]


def items(saying: Saying) -> list[Item]:
    return [Item(title=saying.title, lines=saying.lines, caveat=saying.caveat, link=saying.link)]


def test_every_kind_is_looked_at() -> None:
    assert set(FACTS) == set(kinds())


@pytest.mark.parametrize(("kind", "facts", "words"), SAYINGS)
def test_an_alert_says_the_same_in_text_and_html_in_readers_words(kind: object, facts: object, words: Words) -> None:
    saying: Saying = kind.say(facts, words)  # type: ignore[attr-defined]
    message = message_of(items(saying), words)
    page = Page(message.html)
    assert page.open == []
    assert page.tags[0] == ("html", {"lang": words.language})
    shown = " ".join(" ".join(page.words).split())
    text = " ".join(message.text.split())
    for part in (saying.title, *saying.lines, saying.caveat):
        plain = " ".join(part.replace("\u202f", " ").replace("\u00a0", " ").split())
        assert plain in text
        assert plain in " ".join(shown.replace("\u202f", " ").replace("\u00a0", " ").split())
    assert all(len(line) <= 220 for line in (saying.title, *saying.lines, saying.caveat))
    assert saying.caveat.startswith("What it does not mean" if words is ENGLISH else "Was es nicht bedeutet")
    assert all(len(line) <= 72 or " " not in line for line in message.text.splitlines())
    if words is ENGLISH and facts.get("error") is None:  # type: ignore[attr-defined]
        said = f"{message.subject} {text}".casefold()
        assert [word for word in BANNED if re.search(rf"\b{word}\b", said)] == []


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_what_a_stranger_wrote_does_no_harm(words: Words) -> None:
    facts = FACTS["designations"][1] | {"name": HOSTILE, "programmes": [HOSTILE], "link": "javascript:alert(1)"}
    message = message_of(items(kinds()["designations"].say(facts, words)), words)
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert "<script" not in message.html
    assert "javascript:" not in message.html.replace(unescape("&lt;"), "")
    for part in (message.subject, message.text, message.html):
        assert not {"\u202e", "\u202c", "\x1b"} & set(part)


def test_several_alerts_are_counted_in_the_subject_and_a_digest_says_what_it_is() -> None:
    several = [Item(title=f"No. {number}") for number in range(1, 4)]
    assert message_of(several, ENGLISH).subject == "No. 1, and 2 more"
    assert message_of(several, GERMAN).subject == "No. 1 und 2 weitere"
    digest = message_of(several, GERMAN, digest=True)
    assert digest.subject == "3 zurückgehaltene Meldungen"
    assert digest.text.startswith("Innerhalb von 24 Stunden")
    assert all(f"No. {number}" in digest.html for number in range(1, 4))


def test_days_numbers_and_levels_are_written_as_the_reader_writes_them() -> None:
    assert day_of("2022-02-28", GERMAN) == "28. Februar 2022"
    assert instant_of("2022-02-28T12:10:00Z", ENGLISH) == "28 February 2022, 12:10 (UTC)"
    berlin = Words(language="de", zone="Europe/Berlin")
    assert instant_of("2022-02-28T23:10:00Z", berlin) == "1. März 2022, 00:10 Uhr (Europe/Berlin)"
    assert fraction(0.2489, GERMAN) == "24,9\u202f%"
    assert level_of("103.1200", GERMAN) == "103,12"
    assert level_of("0.021163", ENGLISH) == "0.02116"
    assert Words(language="de", numbers="en").number("1.5") == "1.5"


def test_every_month_has_a_name() -> None:
    assert {f"alert.month.{number}" for number in range(1, 13)} <= catalogue().keys()
