"""No form of what others read holds a number, a name or a text that may not be republished; one's own reading does.

The commands, their formats, the tables and the calls from Python are those that are declared: what comes new is walked
here by itself, or this test says that it does not know how to ask for it.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest

import tracker as package
from tests.cli.barred_home import (
    HEADLINE,
    NAME,
    OWN,
    QUOTED,
    RATE,
    SENTENCE,
    TEXT,
    barred_sources,
    fill,
    marks_in,
    text_of,
)
from tests.conftest import Answer
from tests.contracts.test_documentation import COMMANDS
from tracker.config import load
from tracker.model.period import iso_week
from tracker.reports.formats import formats
from tracker.services.context import open_reading
from tracker.services.explaining import explain
from tracker.services.exporting.gather import TABLES
from tracker.services.ledger import Selection
from tracker.services.prepared import Question, prepare
from tracker.services.rates import KnownBy
from tracker.services.rendering import render_explanation, render_report
from tracker.services.studies import answer_of
from tracker.services.study_tables import joint_tests
from tracker.services.studying.page import study_report

NOW = ("--offline", "--now", "2026-11-22T12:00Z")
DAYS = ("--since", "2014-11-10", "--until", "2014-11-17")
PAIR = ("--series", "USD/RUB")  # of which alone there are numbers with a mark
ASKED: dict[str, tuple[str, ...]] = {
    "explain": ("2014-W46",),
    "export": (*DAYS, *PAIR),
    "rates compare": ("USD/RUB", "--week", "2014-W46"),
    "rates show": ("USD/RUB@yahoo.1d", "--week", "2014-W46"),
    "report": ("--week", "2014-W46"),
    "study": DAYS,
}
"""How each command that has ``--public`` is asked."""


@pytest.fixture(scope="module")
def filled(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("barred") / "home")))


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


def public_commands() -> dict[str, click.Command]:
    return {name: one for name, one in COMMANDS.items() if any("--public" in param.opts for param in one.params)}


def forms_of(command: click.Command) -> list[str]:
    (form,) = (param for param in command.params if param.name == "form")
    assert isinstance(form.type, click.Choice)
    return list(form.type.choices)


def walked() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every answer there is in every form it has: its name, and the words that ask for it."""
    for name, command in sorted(public_commands().items()):
        # The package, below, has all tables; what its two forms hold, the others hold of the same rows.
        for table in ("rates", "events", "list_changes") if name == "export" else ("",):
            words = (*name.split(), *filter(None, (table,)), *ASKED[name])
            # Of these the forms are walked from Python: one answer has them all. A PDF is printed from the page.
            asked = {"explain": ("text",), "report": ("text",), "study": ("json",)}
            for form in asked.get(name) or sorted({*forms_of(command)} - {"pdf"}):
                yield f"{' '.join(filter(None, (name, table)))} {form}", (*words, "--format", form)


def answered(tracker: Callable[..., Answer], *words: str) -> str:
    """Everything a command gave out: what it printed and what it wrote."""
    written = Path("written")
    answer = tracker(*NOW, *words, "-o", str(written))
    if "@yahoo.1d" in " ".join(words) and "--public" in words:
        assert answer.code not in {0, 4}, words
        assert not written.exists()
        return answer.out + answer.err
    assert answer.code in {0, 4}, (words, answer.err)
    found = text_of(written.read_bytes())
    written.unlink()
    return found + answer.out + answer.err


def test_every_command_for_others_is_walked_in_every_form_of_a_report() -> None:
    assert public_commands().keys() == ASKED.keys()
    assert set(formats()) <= set(forms_of(COMMANDS["report"]))
    assert all(barred_sources(kind) for kind in ("rates", "lists", "announcements"))


def test_no_answer_in_any_form_holds_a_mark(tracker: Callable[..., Answer], home: Path) -> None:
    told: dict[str, set[str]] = {}
    for name, words in walked():
        own, public = answered(tracker, *words), answered(tracker, *words, "--public")
        assert marks_in(public) == set(), name
        told.setdefault(name.rpartition(" ")[0], set()).update(marks_in(own))
        if name.startswith("export events"):
            kept = ("SECO list, UKRAINE-EO13661: puts 18 entities on the list", OWN, HEADLINE, QUOTED)
            assert all(one in public and one in own for one in kept), name
            assert "names are left out: the publisher states no licence" in public
            assert "names are left out" not in own
    assert told == {
        "explain": {NAME},
        "export events": {NAME, SENTENCE, TEXT},
        "export list_changes": {NAME},
        "export rates": {RATE},
        "rates compare": {RATE},
        "rates show": {RATE},  # refused when others read it
        "report": {NAME},
        "study": {RATE},
    }


def test_no_file_of_a_package_a_site_or_a_bundle_holds_a_mark(tracker: Callable[..., Answer], home: Path) -> None:
    asked = {
        "package": ("export", "--all", *DAYS, *PAIR, "-o"),
        "site": ("report", *DAYS, "--site"),
        "bundle.zip": ("study", *DAYS, "--bundle"),
    }
    for name, words in asked.items():
        found = []
        for more in ((), ("--public",)):
            answer = tracker(*NOW, *words, name, *more)
            assert answer.code in {0, 4}, answer.err
            files = [Path(name)] if Path(name).is_file() else [one for one in Path(name).rglob("*") if one.is_file()]
            found.append({str(one): marks_in(text_of(one.read_bytes())) for one in files})
        own, public = found
        assert NAME in set().union(*own.values()), name
        assert {one: marks for one, marks in public.items() if marks} == {}
    assert {Path(f"package/{table}.csv") for table in TABLES} <= set(Path("package").iterdir())


def test_letters_hold_no_mark_unless_their_one_reader_says_so(
    tracker: Callable[..., Answer], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*NOW, "email", "preview", "--week", "2014-W46")
    assert marks_in(tracker(*words).out) == set()
    monkeypatch.setenv("TRACKER_LETTER_PUBLIC", "false")
    assert NAME in marks_in(tracker(*words).out)


def test_no_form_of_a_report_holds_a_mark(filled: Path) -> None:
    with package.connect(filled, now="2026-11-22T12:00Z") as store:
        own, public = (store.report(week="2014-W46", public=public) for public in (False, True))
        told = set()
        for form in formats():
            texts = [one.render(form) for one in (own, public)]
            found = [marks_in(text if isinstance(text, str) else text_of(text)) for text in texts]
            assert found[1] == set(), form
            told |= found[0]
            assert NAME in found[0] or form in {"bibtex", "csv", "parquet"}, form
        assert told == {RATE, NAME, SENTENCE, TEXT}


def test_no_form_of_an_explanation_or_a_study_holds_a_mark(filled: Path) -> None:
    settings = load({"TRACKER_HOME": str(filled), "TRACKER_OFFLINE": "true"}, cwd=filled)
    context = open_reading(settings, now=datetime(2026, 11, 22, 12, tzinfo=UTC))
    week = iso_week("2014-W46", zone=settings.zone, now=context.now)
    told: dict[str, set[str]] = {"explain": set(), "study": set()}
    for public in (False, True):
        known = KnownBy(republish=public)
        explained = explain(context, week, known=known)
        prepared = prepare(
            context, Question(selection=Selection(first_day=week.first_day, until_day=week.until), known=known)
        )
        answer = answer_of(prepared)
        page = study_report(answer, prepared, None)
        forms = {*forms_of(COMMANDS["explain"])} - {"pdf"}
        written = [("explain", one, render_explanation(explained, one)) for one in sorted(forms)]
        written += [
            ("study", "html", render_report(page, formats()["html"])),
            ("study", "json", str((answer.record(), answer.barred))),
            ("study", "csv", f"{answer.table().to_csv()}{joint_tests(answer)}{answer.barred}{answer.credits}"),
            ("study", "text", "\n".join(answer.lines())),
        ]
        assert {form for name, form, _ in written if name == "study"} == {*forms_of(COMMANDS["study"])} - {"pdf"}
        for name, form, text in written:
            found = marks_in(text if isinstance(text, str) else text_of(text))
            assert not (public and found), (name, form)
            told[name] |= found
    assert told == {"explain": {RATE, NAME, SENTENCE, TEXT}, "study": {RATE, NAME, SENTENCE, TEXT}}
    context.engine.dispose()


def test_nothing_asked_for_from_python_as_public_holds_a_mark(filled: Path) -> None:
    asked: dict[str, dict[str, Any]] = {
        "alignments": {"event": "merkel-no-new-sanctions"},
        "events": {},
        "list_changes": {},
        "rates": {},
        "report": {"week": "2014-W46"},
        "study": {"since": "2014-11-10", "until": "2014-11-17"},
        "windows": {"series": "USD/RUB", "since": "2014-11-10", "until": "2014-11-17"},
    }
    methods = dict(inspect.getmembers(package.Store, inspect.isfunction))
    assert asked.keys() == {name for name, one in methods.items() if "public" in inspect.signature(one).parameters}
    with package.connect(filled, now="2026-11-22T12:00Z") as store:
        for name, words in asked.items():
            own, public = (told_by(getattr(store, name)(**words, public=public)) for public in (False, True))
            assert marks_in(public) == set(), name
            assert marks_in(own) or name == "windows", name  # which rest on the rates of the headline, and ids


def told_by(answer: object) -> str:
    """All that an answer of the Python interface holds."""
    if isinstance(answer, package.Report):
        frames = (answer.windows, answer.events, answer.alignments, answer.rates, answer.list_changes)
        return "\n".join([*(told_by(frame()) for frame in frames), answer.headline, str(answer), answer._repr_html_()])
    if isinstance(answer, package.Study):
        return f"{told_by(answer.to_frame())}\n{answer.summary()}\n{answer.record()}\n{answer._repr_html_()}"
    assert isinstance(answer, pd.DataFrame)
    return f"{answer.to_csv()}\n{answer.attrs}"
