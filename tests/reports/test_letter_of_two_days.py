"""Where the largest move of a week is one day's and the rarest another's, report and letter name both."""

from __future__ import annotations

import pytest

from tests.reports.letters import MAKERS
from tracker.reports.build import build_report
from tracker.reports.document import as_str
from tracker.reports.letter.content import LetterContent, content_of
from tracker.reports.wording import Words

PLAIN = "two days"
STANDS_OUT = "two days, the smaller stands out"
NOT_JUDGED = "two days, the larger not judged"


def letter(name: str, language: str) -> LetterContent:
    return content_of(MAKERS[name](), words=Words(language=language))


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        (PLAIN, "en", "Tuesday's fall was larger, Friday's fall rarer for its time: that is the one judged here."),
        (
            PLAIN,
            "de",
            "Der Rückgang vom Dienstag war größer, der Rückgang vom Freitag aber für diese Zeit seltener; um ihn",
        ),
        (NOT_JUDGED, "en", "Tuesday's fall was larger but cannot be judged; of the other moves Friday's fall is the"),
        (NOT_JUDGED, "de", "Der Rückgang vom Dienstag war größer, lässt sich aber nicht beurteilen; von den übrigen"),
    ],
)
def test_the_verdict_names_both_before_it_judges_one(name: str, language: str, said: str) -> None:
    assert letter(name, language).moved[0].startswith(said)


@pytest.mark.parametrize(
    ("language", "largest", "smaller"),
    [
        ("en", "a fall of 2.6 % on Tuesday", "Friday's fall was smaller and stands out: one ordinary day in 33 is"),
        ("de", "Rückgang um 2,6 % am Dienstag", "Der Rückgang vom Freitag war kleiner und fällt auf: an einem von 33"),
    ],
)
def test_one_minute_says_which_move_stands_out(language: str, largest: str, smaller: str) -> None:
    minute = letter(STANDS_OUT, language).minute.replace("\u202f", " ")
    assert largest in minute
    assert smaller in minute.partition(largest)[2]
    assert letter(PLAIN, language).minute == letter(STANDS_OUT, language).minute.partition(f" {smaller[:12]}")[0]


@pytest.mark.parametrize("name", [PLAIN, STANDS_OUT, NOT_JUDGED])
def test_the_report_speaks_of_the_same_two(name: str) -> None:
    (link,) = (section for section in build_report(MAKERS[name]()).sections if section.key == "link")
    said = as_str(link.blocks[0].items[0].content)  # type: ignore[union-attr]
    unjudged = "Tuesday's move is larger but cannot be judged; of the other moves Friday's is the most unusual."
    judged = "Tuesday's move is larger, Friday's rarer for its time: that is the one judged."
    assert said.startswith(unjudged if name == NOT_JUDGED else judged)


@pytest.mark.parametrize("name", ["float", "unusual", "ordinary", "empty"])
def test_a_week_whose_largest_move_is_the_rarest_speaks_of_one(name: str) -> None:
    content = letter(name, "en")
    assert "larger" not in " ".join((content.minute, *content.moved))
