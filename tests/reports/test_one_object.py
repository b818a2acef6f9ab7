"""Headline, table, sparkline, JSON and letter come from one object: change it, and all of them change together."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from decimal import Decimal

import pytest

from tests.reports import briefings
from tests.reports.forms import everything
from tracker.model.alignment import Move
from tracker.reports.briefing import Briefing, EventItem, Level
from tracker.reports.build import build_report, builders
from tracker.reports.formats import formats

CAUSAL = (
    "because of",
    "caused",
    "due to",
    "owing to",
    "in response to",
    "as a result",
    "triggered",
    "sparked",
    "drove",
)
SINGLE_MOVES = ("preview", "csv", "parquet", "event pages", "figure decomposition", "figure reactions")
"""Forms of the single moves or their parts, which a test that changes the summary alone leaves as they are."""
BRIEFINGS = (
    briefings.week_of_the_float,
    briefings.monday_after_the_freeze,
    briefings.empty_week,
    briefings.week_without_a_rate,
)


def with_end(value: str) -> Briefing:
    """The week of the float ending at another level."""
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    end = Decimal(value)

    def ending(found: object) -> object:
        return dataclasses.replace(
            found,
            to_value=end,
            move=Move.between(found.from_value, end),  # type: ignore[type-var, attr-defined]
        )

    points = (*rate.chart[:-1], dataclasses.replace(rate.chart[-1], value=end))
    changed = dataclasses.replace(
        rate,
        period=ending(rate.period),
        four_weeks=ending(rate.four_weeks),
        year=ending(rate.year),
        chart=points,
        high=max(points, key=lambda point: point.value),
        low=min(points, key=lambda point: point.value),
    )
    assert briefing.backdrop is not None
    drawn = (*briefing.backdrop.levels[:-1], dataclasses.replace(briefing.backdrop.levels[-1], value=end))
    return dataclasses.replace(briefing, rate=changed, backdrop=dataclasses.replace(briefing.backdrop, levels=drawn))


def test_another_closing_level_changes_every_form_and_leaves_no_trace_of_the_old_one() -> None:
    before, after = everything(briefings.week_of_the_float()), everything(with_end("42.00"))
    for name, was in before.items():
        if name not in SINGLE_MOVES:
            assert was != after[name], name
    for name in ("text", "markdown", "fragment", "subject", "mail", "mail html", "spoken", "figure rate"):
        assert "42.00" in after[name]
        assert "47.30" not in after[name].replace("47.305", "")
    assert "stronger" in after["subject"]
    for name in ("text", "rss", "json feed"):
        assert "gained 9.9" in after[name]
    assert "▇███▂" in after["text"]
    record = json.loads(after["json"])
    assert record["rate"]["end"] == 42.0
    assert record["rate"]["value_change"] > 0
    assert "gained 9.9 %" in record["headline"]


def test_a_new_sanction_changes_the_headline_the_subject_and_the_list() -> None:
    briefing = briefings.week_of_the_float()
    new = dataclasses.replace(briefing.events[-1].event, kind="designation", action="impose", jurisdiction="EU")
    item = EventItem(event=new, reactions=briefing.events[-1].reactions)
    after = everything(dataclasses.replace(briefing, events=(*briefing.events[:-1], item)))
    assert "New sanctions logged: 1 (EU)." in " ".join(after["text"].split())
    assert after["subject"].endswith("one new sanctions decision logged")
    assert "New sanctions logged: 1 (EU)." in json.loads(after["json"])["headline"]


def test_a_changed_verdict_is_the_same_word_everywhere() -> None:
    briefing = briefings.week_of_the_float()
    marked = dataclasses.replace(briefing.windows[1], pvalue=0.004, verdict="unusual", borderline=False)
    after = everything(dataclasses.replace(briefing, windows=(briefing.windows[0], marked, *briefing.windows[2:])))
    assert "CAN WE LINK THEM?   Unusual." in after["text"]
    assert "as large on 1 of 250 ordinary days: unusual" in " ".join(after["text"].split())
    assert re.search(r"DID ANY OF IT MOVE THE ROUBLE\? +Unusual\n", after["mail"])
    assert json.loads(after["json"])["windows"][1]["verdict"] == "unusual"
    rows = csv.DictReader(io.StringIO(after["csv"]))
    assert {row["verdict"] for row in rows if row["label"] == "2014-11-11"} == {"unusual"}
    before = everything(briefing)
    for name in ("latex", "parquet", "xlsx"):
        assert after[name].count("unusual") > before[name].count("unusual"), name


def test_an_unusual_move_leads_where_the_largest_one_is_ordinary() -> None:
    briefing = briefings.week_of_the_float()
    rare = dataclasses.replace(briefing.windows[4], pvalue=0.002, verdict="unusual")
    after = everything(dataclasses.replace(briefing, windows=(*briefing.windows[:4], rare)))
    headline = json.loads(after["json"])["headline"]
    assert "Its most unusual move, a fall of 1.5 % on Friday, met nothing that is in the log." in headline


def test_a_week_whose_rates_stop_early_says_when() -> None:
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    stopped = dataclasses.replace(rate, period=dataclasses.replace(rate.period, to_label="2014-11-11"))
    after = everything(dataclasses.replace(briefing, rate=stopped))
    for name in ("text", "mail"):
        assert "(the week's last rate is of Tue 11 Nov)" in " ".join(after[name].split())
    assert "last rate is of" not in everything(briefing)["text"]


@pytest.mark.parametrize("make", BRIEFINGS)
def test_no_form_claims_a_cause(make: object) -> None:
    for name, form in everything(make()).items():  # type: ignore[operator]
        lowered = form.lower()
        assert [words for words in CAUSAL if words in lowered] == [], name


@pytest.mark.parametrize("make", BRIEFINGS)
def test_signs_are_minus_signs_not_hyphens(make: object) -> None:
    forms = everything(make())  # type: ignore[operator]
    for name in ("text", "markdown", "mail", "mail html"):
        assert re.search(r"(?<![\d\w])-\d+\.\d", forms[name]) is None, name


def test_sections_stand_in_the_order_of_the_report() -> None:
    assert [builder.key for builder in builders()] == [
        "rate",
        "windows",
        "announced",
        "link",
        "second",
        "gap",
        "elsewhere",
        "watched",
        "lists",
        "year",
        "ahead",
        "quality",
        "numbers",
        "log",
    ]
    assert len({builder.order for builder in builders()}) == len(builders())


def test_the_formats_are_the_documented_ones() -> None:
    known = formats()
    assert sorted(known) == ["bibtex", "csv", "html", "json", "latex", "markdown", "parquet", "text", "xlsx"]
    assert len({one.suffix for one in known.values()}) == len(known)
    report = build_report(briefings.week_of_the_float())
    assert {key for key, one in known.items() if isinstance(one.render(report), bytes)} == {
        key for key, one in known.items() if one.binary
    }


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_the_bytes_of_a_report_are_the_same_twice(form: str) -> None:
    report = build_report(briefings.week_of_the_float())
    assert formats()[form].render(report) == formats()[form].render(report)


def test_a_flat_chart_draws_without_dividing_by_zero() -> None:
    briefing = briefings.week_of_the_float()
    rate = briefing.rate
    assert rate is not None
    flat = tuple(Level(label=point.label, value=Decimal(40), group=point.group) for point in rate.chart)
    after = everything(
        dataclasses.replace(briefing, rate=dataclasses.replace(rate, chart=flat, low=flat[0], high=flat[0]))
    )
    assert "▅▅▅▅▅" in after["text"]
