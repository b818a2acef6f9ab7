"""The first page of a bundle: what was asked, what was found, what each file is, whose data they are."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.model.plain_text import clean
from tracker.reports.numbers import percent
from tracker.services.bundles.inputs import ALIGNMENTS, DAYS, EVENTS, FACTORS, LEVELS, QUESTION

if TYPE_CHECKING:
    import pandas as pd

    from tracker.analysis import StudyResult
    from tracker.services.bundles.reading import Study

_FILES = {
    QUESTION: "what was asked, of which data, as known when; the sources with their terms and days of access",
    "spec.json": "the choices of the study",
    EVENTS: "the events with their sources, as the program's event file",
    ALIGNMENTS: "which rate could have known each event, and which must have",
    LEVELS: "the rates",
    DAYS: "days each return runs over, and changes in how the rate is made",
    FACTORS: "log returns of the factors",
    "tables/events.csv": "one row per event: move, own part, interval, every test",
    "tables/aggregate.csv": "mean own part over separate windows, and tests over all of them",
    "tables/abnormal.csv": "the own part of every observation of every window",
    "tables/path.csv": "mean path within the window",
    "tables/path-around.csv": "mean path from five rates before to ten after: the figure's",
    "tables/not-applicable.csv": "what could not be computed, and why (row −1: over all events)",
    "figures/own-parts.png": "own part of each event with its interval (also SVG and Vega-Lite)",
    "figures/path.png": "mean path of the own part (also SVG and Vega-Lite)",
    "figures/rate.png": "the rate itself around the events (also SVG and Vega-Lite)",
    "method.md": "formulas, tests and references",
    "versions.json": "versions of the programs that computed it",
}
_SHOWN = 25


def readme(study: Study, rows: pd.DataFrame, result: StudyResult, files: Mapping[str, bytes]) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(study, rows, result, files)) + "\n"


def _lines(study: Study, rows: pd.DataFrame, result: StudyResult, files: Mapping[str, bytes]) -> Iterator[str]:
    total = result.aggregate.iloc[0]
    first, last = study.spec.window
    yield f"# Event study: {_count(len(rows), 'event')} at {study.column}"
    yield ""
    yield from _paragraph(
        f"Made by the sanctions pressure tracker, with what was public by {_inert(study.question['now'])}. Window"
        f" [{first}, {last}], model `{study.spec.model}`. Moves below are in per cent of {_inert(_unit(study))}; up ="
        " the second currency weaker."
    )
    for one in study.question.get("sets", []):
        yield from _set(one)
    yield "| event | first rate that must know | move | own part | p | verdict |"
    yield "|---|---|---|---|---|---|"
    for row in rows.head(_SHOWN).to_dict("records"):
        cells = (row["event_id"], str(row["label"]), _move(row["raw"]), _move(row["car"]), _p(row), row["verdict"])
        yield "| " + " | ".join(map(_inert, cells)) + " |"
    if len(rows) > _SHOWN:
        yield ""
        yield f"… and {len(rows) - _SHOWN} more in `tables/events.csv`."
    yield ""
    if any(row["spans"] > 1 for row in rows.to_dict("records")):
        yield from _paragraph(
            "\\* Not the p of the move beside it: the smallest p of the single rates that could have known the event"
            " first, times their number, at most 1."
        )
    if int(total["n_events"]):
        yield from _paragraph(
            f"Together: {_count(int(total['n_events']), 'event')} in"
            f" {_count(int(total['n_windows']), 'separate window')};"
            f" mean own part {_move(total['caar'])} %. {_tested(result)}An event and a move of one day are no cause"
            " and effect: nothing here says why the rate moved."
        )
    for one in study.question["left_out"]:
        yield from _paragraph(f"Left out: {_inert(one['event_id'])}: {_inert(one['because'])}.")
    yield "## Again"
    yield ""
    if study.withheld:
        because = _inert(study.question["data"]["levels"]["withheld_because"])
        key = study.column
        yield from _paragraph(
            f"The rates of {key} are not in this file: {because}. Their sha256 is"
            f" `{_inert(study.question['data']['levels']['sha256'])}`. Get them from the source, then:"
        )
        yield f"    tracker rates {key} --format csv -o rates.csv"
        yield "    tracker study --replay THIS.zip --data rates.csv"
    else:
        yield "    tracker study --replay THIS.zip"
    yield ""
    yield from _paragraph(
        "computes everything again from the data in this file, without network or database, and says whether every"
        " byte is the same. `manifest.json` has the sha256 of each file."
    )
    yield "## Files"
    yield ""
    for name, words in _FILES.items():
        if name in files:
            yield f"- `{name}`: {words}"
    yield ""
    yield "## Data"
    yield ""
    for source in study.question["sources"]:
        yield from textwrap.wrap(_source(source), 100, initial_indent="- ", subsequent_indent="  ")
    yield ""
    yield from _paragraph(
        "The data keep the rights of their publishers. How to cite this file: `tracker cite THIS.zip`."
    )


def _tested(result: StudyResult) -> str:
    """The p of the mean under each test of it; nothing where there are none, as for one window."""
    tests = {str(row["statistic"]): row["pvalue"] for row in result.aggregate.to_dict("records")}
    said = [f"{tests[key]:.3f} ({key})" for key in result.spec.pooled if math.isfinite(tests.get(key, math.nan))]
    if not said:
        return "No test of the mean applies. " if result.spec.pooled else ""
    return f"p of the mean: {', '.join(said)}; what each tests: `method.md`. "


def _set(one: Mapping[str, Any]) -> Iterator[str]:
    """The frozen set that events came from: which, by which rule, and what it left out."""
    yield from _paragraph(
        f"The events are of the set {_inert(one['name'])}, version {_inert(one['version'])}, frozen on"
        f" {_inert(one['frozen_on'])}: {_inert(one['title'])}. Rule: {_inert(one['rule']).removesuffix('.')}. sha256 of"
        f" its file: `{_inert(one['sha256'])}`."
    )
    if one["excluded"]:
        yield "Considered for it and left out:"
        yield ""
        for left in one["excluded"]:
            said = f"{_inert(left['event_id'])}: {_inert(left['because'])}"
            yield from textwrap.wrap(said, 100, initial_indent="- ", subsequent_indent="  ")
        yield ""


def _source(source: Mapping[str, Any]) -> str:
    said = [f"{_inert(source['title'])}"]
    if source.get("publisher"):
        said.append(f"{_inert(source['publisher'])}, {_inert(source.get('url', ''))}")
    if source.get("accessed_at"):
        said.append(f"accessed {_inert(source['accessed_at'])[:10]}")
    if source.get("licence"):
        said.append(f"terms: {_inert(source['licence'])}")
    if source.get("credit"):
        said.append(_inert(source["credit"]).removesuffix("."))
    return "; ".join(said) + "."


def _unit(study: Study) -> str:
    return str(study.question["series"]["unit"])


def _move(value: object) -> str:
    if not isinstance(value, float) or not math.isfinite(value):
        return "–"
    return percent(math.expm1(value), signed=True, digits=2).removesuffix("%").strip()


def _p(row: Mapping[Any, Any]) -> str:
    if not isinstance(row["pvalue"], float) or not math.isfinite(row["pvalue"]):
        return "–"
    return f"{row['pvalue']:.3f}" + ("\\*" if row["spans"] > 1 else "")


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)
    yield ""


def _inert(text: object) -> str:
    """A text of the bundle as plain words within Markdown and its tables."""
    return "".join(one for one in clean(str(text)) if one not in "`<>[]|")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
