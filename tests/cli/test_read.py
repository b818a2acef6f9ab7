"""``tracker read`` as it is typed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Answer
from tests.sources.articles.forms import FIRST, PAGE

SAID = "The ruble is down nearly 40 percent against the dollar since the start of the year."

Type = Callable[..., Answer]


@pytest.mark.usefixtures("ready_home")
def test_the_claim_of_the_article_in_words_and_as_json(tracker: Type) -> None:
    Path("a.txt").write_text(f"A headline\n\nNovember 12, 2014, 7:15pm\n\n{SAID}\n", encoding="utf-8")
    answer = tracker("--offline", "read", "a.txt")
    assert answer.code == 0, answer.err
    assert "holds only as “a dollar costs more” (USD/RUB@ecb)" in answer.out
    assert "(36 to 40 %): a dollar cost 40.9 % more on 12 Nov 2014 than on 31 Dec 2013" in answer.out
    assert "29.0 % less" in " ".join(answer.out.split())
    assert "names no zone" in answer.err
    document = json.loads(tracker("--offline", "read", "a.txt", "--format", "json").out)
    assert document["public_by"] == "2014-11-12T19:15:00Z"
    assert document["document"]["title"] == "A headline"
    (claim,) = document["claims"]
    assert (claim["value"], claim["allowed"], claim["verdict"]) == (0.4, {"low": 0.36, "high": 0.4}, "holds only as")
    readings = {one["measure"]: one for one in claim["readings"]}
    assert readings["a dollar costs more"]["computed"] == pytest.approx(0.40868, abs=1e-5)
    assert readings["a rouble buys less"]["computed"] == pytest.approx(-0.29011, abs=1e-5)
    assert (readings["a rouble buys less"]["from"]["label"], readings["a rouble buys less"]["to"]["label"]) == (
        "2013-12-31",
        "2014-11-12",
    )
    text = f"A headline\n\nNovember 12, 2014, 7:15pm\n\n{SAID}"
    assert text[slice(*claim["span"])] == SAID


@pytest.mark.usefixtures("ready_home")
def test_what_a_stranger_wrote_does_no_harm(tracker: Type) -> None:
    hostile = "\x1b]8;;http://evil.example\x07zqx\u202egnp.exe\u202c\x1b[2J"
    Path("a.html").write_text(
        PAGE.replace("Rouble falls", hostile).replace("A. Writer", hostile).replace(FIRST, f"{FIRST} {hostile}"),
        encoding="utf-8",
    )
    for form in ("text", "json"):
        answer = tracker("--offline", "read", "a.html", "--format", form)
        assert answer.code == 0, answer.err
        assert "zqx" in answer.out
        for text in (answer.out, answer.err):
            assert {one for one in text if unicodedata.category(one) in {"Cc", "Cf"}} <= {"\n"}


@pytest.mark.usefixtures("ready_home")
@pytest.mark.parametrize(
    ("content", "part"), [(b"", "it is empty"), (b'"' * 10_000, "no text"), (b"\0" * 1_000_000, "binary data")]
)
def test_what_is_no_article_is_one_readable_error(tracker: Type, content: bytes, part: str) -> None:
    Path("a").write_bytes(content)
    answer = tracker("--offline", "read", "a")
    assert (answer.code, answer.out) == (2, "")
    assert part in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.usefixtures("ready_home")
def test_a_text_without_a_claim_says_so(tracker: Type) -> None:
    Path("a.txt").write_text("Nothing of the kind is said here.\n", encoding="utf-8")
    answer = tracker("--offline", "read", "a.txt", "--propose")
    assert answer.code == 0
    assert "CLAIMS   none about a number that is measured here" in answer.out
    assert "PROPOSED   nothing" in answer.out
    assert "No day of publication was found" in answer.err


@pytest.mark.extended
@pytest.mark.usefixtures("ready_home")
def test_the_article_itself(tracker: Type, shared: Path) -> None:
    answer = tracker("--offline", "read", str(shared / "seed/article-2014-11-12.txt"), "--format", "json")
    document = json.loads(answer.out)
    assert document["document"]["published"] == "2014-11-12T19:15:00Z"
    assert document["document"]["title"] == "NATO Says Russian Troops Have Entered Ukraine"
    (claim,) = document["claims"]
    assert (claim["verdict"], claim["only_as"]) == ("holds only as", "a dollar costs more")
    merkel = next(one for one in document["statements"] if one["actor"] == "Angela Merkel")
    assert (merkel["date"], merkel["action"], merkel["stance"]) == ("2014-11-11", "rule_out", "hold")


@pytest.mark.extended
@pytest.mark.usefixtures("ready_home")
def test_known_events_of_the_article_gain_no_second_event(tracker: Type, shared: Path) -> None:
    answer = tracker("--offline", "read", str(shared / "seed/article-2014-11-12.txt"), "--propose", "--format", "json")
    into = {one["into"] for one in json.loads(answer.out)["proposed"]}
    assert {"2014-11-11-merkel-no-new-sanctions", "2014-11-12-breedlove-sofia"} <= into
