"""The page of a study: the same object as its other forms, plain words first, and nothing of a stranger's alive."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pandas as pd
import pytest

from tests.reports.test_hostile_text import HOSTILE
from tracker.analysis.verdicts import Verdict
from tracker.config import load
from tracker.registry import modules
from tracker.reports.document import Lines, Paragraph, as_str
from tracker.reports.formats import formats
from tracker.services.context import open_context
from tracker.services.ledger import Selection
from tracker.services.prepared import Prepared, Question, prepare
from tracker.services.rates import KnownBy
from tracker.services.studies import StudyAnswer, answer_of
from tracker.services.study_tables import joint_tests
from tracker.services.study_views import view
from tracker.services.studying.asked import command_of
from tracker.services.studying.figures import windows_of
from tracker.services.studying.page import study_report
from tracker.services.studying.questions import QUESTIONS
from tracker.services.studying.told_lines import told_in_lines

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENTS = ("merkel-no-new-sanctions", "rhodes-beijing")
Asking = Callable[..., Prepared]


@pytest.fixture(scope="module")
def asking(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("paged") / "home"))
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home), now=NOW)

    def ask(*events: str, selection: Selection | None = None, **words: Any) -> Prepared:
        known = words.pop("known", KnownBy(public_by=datetime(2015, 3, 1, tzinfo=UTC)))
        return prepare(context, Question(selection=selection or Selection(), event_ids=events, known=known, **words))

    yield ask
    context.engine.dispose()


@pytest.fixture(scope="module")
def two(asking: Asking) -> Prepared:
    return asking(*EVENTS)


@pytest.fixture(scope="module")
def answer(two: Prepared) -> StudyAnswer:
    return answer_of(two)


def page(answer: Any, prepared: Prepared, asked: tuple[str, str | None] | None = None) -> str:
    return str(formats()["html"].render(study_report(answer, prepared, asked)))


def words_of(document: str) -> str:
    """What a reader sees of a page, spaces single."""
    without = re.sub(r"<(script|style|svg).*?</\1>", " ", document, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without)).replace("\u202f", " ").split())


def test_every_form_tells_the_same_object(two: Prepared, answer: StudyAnswer) -> None:
    rows = answer.result.rows.copy()
    rows.loc[1, "car"] = 0.0711  # what a rouble buys: 6.9 % less, a dollar costs 7.37 % more
    rows.loc[1, "pvalue"] = 0.004
    aggregate = answer.result.aggregate.copy()
    aggregate["caar"] = 0.0512  # 5.0 % less
    aggregate.loc[aggregate["statistic"] == "circular", ["stat", "pvalue"]] = [0.8, 0.0131]
    changed = replace(
        answer,
        result=replace(answer.result, rows=rows, aggregate=aggregate),
        verdicts=(answer.verdicts[0], Verdict(word="unusual")),
    )
    printed, shown = "\n".join(changed.lines()), words_of(page(changed, two))
    assert "+7.37" in printed
    assert "unusual" in printed
    assert changed.table().loc[1, ["car", "pvalue", "verdict"]].tolist() == [0.0711, 0.004, "unusual"]
    record = json.loads(json.dumps(changed.record()["rows"]))[1]
    assert (record["car"], record["pvalue"], record["verdict"]) == (0.0711, 0.004, "unusual")
    assert "6.9 % weaker" in shown
    assert "1 of 250 days" in shown
    assert "One of 2 moves stands out" in shown
    assert "Standing out at USD/RUB@ecb: 1 of 2 events, at 1 of 2 moves; the largest" in shown
    assert "the mean is as large at 1.3 of 100 shifts of the same dates, so together they stand out" in shown
    assert "The rouble's own part was 5.0 % weaker over the one stretch of time they share." in shown
    tests = joint_tests(changed)
    assert tests is not None
    assert tests["caar"].tolist() == [0.0512] * len(tests)
    assert tests.set_index("statistic").loc["circular", "pvalue"] == 0.0131
    told = {row["statistic"]: row for row in json.loads(json.dumps(changed.record()["aggregate"]))}
    assert (told["caar"]["caar"], told["circular"]["pvalue"]) == (0.0512, 0.0131)
    assert "as large at 1.3 of 100 shifts" in " ".join(printed.split())
    before = words_of(page(answer, two))
    assert "6.9 % weaker" not in before
    assert "None of 2 moves stands out" in before


def test_the_size_of_the_mean_is_left_out_where_its_test_points_the_other_way(
    two: Prepared, answer: StudyAnswer
) -> None:
    aggregate = answer.result.aggregate.assign(caar=0.0512)
    aggregate.loc[aggregate["statistic"] == "circular", ["stat", "pvalue"]] = [-0.1, 0.98]
    changed = replace(answer, result=replace(answer.result, aggregate=aggregate))
    said = as_str(study_report(changed, two).headline)
    assert "the mean is as large at 98 of 100 shifts of the same dates, so nothing tells these dates" in said
    assert "own part was" not in said
    several = replace(changed, result=replace(answer.result, aggregate=aggregate.assign(stat=0.1, n_windows=7)))
    assert "weaker on average over 7 separate stretches of time." in as_str(study_report(several, two).headline)


def test_what_chance_marks_and_what_is_borderline_is_said(two: Prepared, answer: StudyAnswer) -> None:
    result = replace(answer.result, aggregate=answer.result.aggregate.assign(expected_false_flags=7.52))
    borderline = Verdict(word="somewhat unusual", borderline=True)
    changed = replace(answer, result=result, verdicts=(Verdict(word="ordinary"), borderline))
    said = as_str(study_report(changed, two).headline)
    assert "One of 2 moves stands out, where chance alone marks about 7.5." in said
    assert "1 somewhat unusual (1 of them borderline)" in said


def test_events_that_share_a_move_count_once_in_the_figure(two: Prepared, answer: StudyAnswer) -> None:
    rows = answer.result.rows.copy()
    rows.loc[:, ["label", "spans", "pvalue"]] = rows.loc[1, ["label", "spans", "pvalue"]].to_numpy()
    out = Verdict(word="unusual")
    shown = words_of(page(replace(answer, result=replace(answer.result, rows=rows), verdicts=(out, out)), two))
    assert "2 of 2 events, at 1 of 1 move; the largest" in shown


def test_where_several_rates_could_have_known_the_rarest_is_told_apart(asking: Asking) -> None:
    prepared = asking("rhodes-beijing")
    answer = answer_of(prepared)
    rows = answer.result.rows.assign(spans=2, pvalue=0.08)
    borderline = (Verdict(word="ordinary", borderline=True),)
    changed = replace(answer, result=replace(answer.result, rows=rows), verdicts=borderline)
    said = as_str(study_report(changed, prepared).headline).replace("\u202f", " ")
    assert "which is ordinary, borderline. Its own part was 2.1 % weaker. Of the rates" in said
    assert "the most unusual one, their number allowed for, is as large on 8 of 100 ordinary days." in said
    rows = answer.result.rows.assign(pvalue=answer.result.rows["fhs_floor"])
    changed = replace(answer, result=replace(answer.result, rows=rows))
    assert "is the largest of all comparable moves." in as_str(study_report(changed, prepared).headline)


def test_the_thin_lines_of_the_path_are_its_windows(two: Prepared) -> None:
    around = two.run(window=(-5, 10), statistics=("fhs",))
    assert len(windows_of(around, around.spec)) == around.path["n"].max() == 2
    doubled = around.rows.iloc[[1]].assign(spans=2)
    shared = replace(around, rows=pd.concat([around.rows, doubled], ignore_index=True))
    again = around.abnormal[around.abnormal["row"] == 1].assign(row=2)
    shared = replace(shared, abnormal=pd.concat([around.abnormal, again], ignore_index=True))
    assert windows_of(shared, shared.spec).index.tolist() == [0, 2], "the longest stands for both"


def test_the_command_names_every_event(two: Prepared) -> None:
    ids = tuple(f"2014-01-01-event-{number}" for number in range(45))
    command = command_of(replace(two, question=replace(two.question, event_ids=ids)))
    assert [word for word in command.split() if word in ids] == list(ids)


def test_another_number_is_another_version_and_the_same_is_the_same(two: Prepared, answer: StudyAnswer) -> None:
    rows = answer.result.rows.assign(pvalue=0.5)
    changed = replace(answer, result=replace(answer.result, rows=rows))
    versions = [study_report(one, two).version for one in (answer, answer, changed)]
    assert versions[0] == versions[1] != versions[2]
    assert page(answer, two) == page(answer, two)


def test_the_page_leads_from_each_rate_to_its_origin_and_from_each_announcement_to_its_sources(
    two: Prepared, answer: StudyAnswer
) -> None:
    found = page(answer, two)
    places, targets = set(re.findall(r' id="([^"]+)"', found)), set(re.findall(r' href="#([^"]+)"', found))
    assert targets - places == set()
    assert {"from-USD-RUB-ecb-2014-11-10", "event-2014-11-11-rhodes-beijing", "part-cite"} <= targets
    shown = words_of(found)
    assert "45.481" in shown
    assert "46.297" in shown
    assert "tracker study merkel-no-new-sanctions rhodes-beijing --series USD/RUB@ecb" in shown
    assert f"Version {study_report(answer, two).version} of the report" in shown


def test_plain_words_come_first_and_names_of_tests_last(two: Prepared, answer: StudyAnswer) -> None:
    shown = words_of(page(answer, two).partition("<main")[2])
    order = ["None of 2 moves stands out", "Nothing here says why", "Is that more than an ordinary day?", "Romano–Wolf"]
    assert [shown.index(one) for one in order] == sorted(shown.index(one) for one in order)
    for term in ("abnormal return", "CAR", "mde", "confounder", "contaminated", "because of", "caused"):
        assert term not in shown, term


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("unusual", "weaker at the first rate that must have known it: unusual."),
        ("somewhat unusual", "weaker at the first rate that must have known it: somewhat unusual."),
        ("ordinary", "weaker at the first rate that must have known it, which is ordinary."),
        ("cannot tell", "nobody can tell whether that is more than an ordinary day. Its own part, 2.1 % weaker"),
    ],
)
def test_a_single_announcement_is_answered_in_a_sentence(asking: Asking, verdict: str, said: str) -> None:
    prepared = asking("rhodes-beijing")
    answer = replace(answer_of(prepared), verdicts=(Verdict(word=verdict),))
    shown = words_of(page(answer, prepared))
    assert said in shown
    assert "All of it together" not in shown, "there is one"


def test_what_was_left_out_is_said_with_its_reason(asking: Asking) -> None:
    prepared = asking("rhodes-beijing", "crimea-parliament-seized")
    answer = answer_of(prepared)
    left = replace(answer, left_out=(("2014-01-01-nothing", "the series begins later"),))
    rows = left.result.rows.assign(pvalue=float("nan"))
    untested = pd.DataFrame([{"row": 0, "statistic": "pvalue", "because": "the rate was held flat"}])
    result = replace(left.result, rows=rows, not_applicable=untested)
    shown = words_of(page(replace(left, result=result), prepared))
    assert "None of these announcements could be tested. The rate was held flat." in shown
    assert "the series begins later: 2014-01-01-nothing" in shown
    other = pd.DataFrame([{"row": 1, "statistic": "pvalue", "because": "too few days"}])
    result = replace(result, not_applicable=pd.concat([untested, other], ignore_index=True))
    shown = words_of(page(replace(left, result=result), prepared))
    assert "None of these announcements could be tested. The reasons stand below, by announcement." in shown


def test_what_others_read_obeys_the_rights_of_the_sources(asking: Asking) -> None:
    prepared = asking(*EVENTS, known=KnownBy(public_by=datetime(2015, 3, 1, tzinfo=UTC), republish=True))
    answer = answer_of(prepared)
    shown = words_of(page(answer, prepared))
    assert answer.barred
    for said in (*answer.barred, *answer.credits):
        assert said in shown
    assert "--public --format json" in shown
    assert "@yahoo" not in shown


def test_each_further_question_begins_with_what_it_asks(asking: Asking) -> None:
    views = {name for name in modules("tracker.services.study_views") if not name.startswith("_")}
    assert views | {"grid"} == QUESTIONS.keys()
    prepared = asking(selection=Selection(kinds=("central_bank",)))
    asked = ("by", "stance")
    answer = view("by").answer(prepared, "stance")
    found = page(answer, prepared, asked)
    shown = words_of(found)
    assert QUESTIONS["by"] in shown
    for line in answer.lines():
        assert " ".join(line.split()) in shown
    assert "--by stance" in shown


def test_lines_become_sentences_and_tables() -> None:
    lines = [
        "What was asked, and",
        "  its second line",
        "",
        "head   n",
        "a      1",
        "  more of a",
        "A sentence,",
        "over two.",
        "b: c  1",
    ]
    headline, (section,) = told_in_lines(iter(lines), "Is it?")
    assert as_str(headline) == "Is it? What was asked, and its second line"
    table, sentence, other = section.blocks
    assert isinstance(table, Lines)
    assert table.lines == ("head   n", "a      1", "  more of a")
    assert isinstance(sentence, Paragraph)
    assert as_str(sentence.content) == "A sentence, over two."
    assert other == Lines(lines=("b: c  1",))


def test_the_tests_over_all_events_are_a_tidy_table(two: Prepared, answer: StudyAnswer) -> None:
    table = joint_tests(answer)
    assert table is not None
    record: Any = answer.record()["aggregate"]
    assert table["statistic"].tolist() == [row["statistic"] for row in record]
    said = dict(zip(table["statistic"], table["because"], strict=True))
    assert said["circular"] == ""
    assert said["signflip"] == "it needs 6 separate windows, and there is 1"
    assert joint_tests(view("placebo").answer(two, None)) is None


def told_by(text: str, two: Prepared, answer: StudyAnswer) -> str:
    """The page of a study in which everything that comes from outside is this text."""
    bad = tuple(replace(one, title=text, summary=text, issuer=text, actor=text, role=text) for one in two.events)
    words = {"ledger_note": text, "no_factors": text, "barred": (text,), "credits": (text,)}
    told = replace(answer, events=bad, left_out=((text, text),), **words)  # type: ignore[arg-type]
    return page(told, replace(two, events=bad))


def parsed(document: str) -> tuple[set[str], set[str], set[str]]:
    """The elements of a page, the names of their attributes, and the schemes of its links, as a browser reads them."""
    elements = list(html5lib.parse(document, namespaceHTMLElements=False).iter())
    links = {str(one.get("href")).partition(":")[0] for one in elements if ":" in (one.get("href") or "")}
    return {str(one.tag) for one in elements}, {name for one in elements for name in map(str, one.attrib)}, links


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_harmless(two: Prepared, answer: StudyAnswer, text: str) -> None:
    elements, attributes, schemes = parsed(told_by(text, two, answer))
    usual, known, _ = parsed(told_by("“A quotation of some length”", two, answer))
    assert elements - usual == set()
    assert attributes - known == set()
    assert schemes <= {"http", "https"}
