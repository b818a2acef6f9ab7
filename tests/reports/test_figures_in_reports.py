"""Figures in the report: each in its section, made of the report's own briefing; text says what nothing else says."""

from __future__ import annotations

import dataclasses

from tests.reports.figures_of_all_kinds import full_week
from tracker.reports.build import build_report
from tracker.reports.document import FigureBlock, Report
from tracker.reports.figures.figure import WIDE, figure_of
from tracker.reports.formats.markdown import MarkdownFormat
from tracker.reports.formats.text import TextFormat


def figures(report: Report) -> dict[str, FigureBlock]:
    return {
        section.key: block for section in report.sections for block in section.blocks if isinstance(block, FigureBlock)
    }


def test_each_stands_in_its_section() -> None:
    found = figures(build_report(full_week()))
    assert {section: block.figure.key for section, block in found.items()} == {
        "rate": "rate",
        "windows": "reactions",
        "gap": "gap",
        "elsewhere": "decomposition",
        "year": "ledger",
    }
    assert len({block.figure.key for block in found.values()}) == len(found)


def test_text_tells_the_caption_of_the_ledger_and_no_other_twice() -> None:
    report = build_report(full_week())
    for written in (TextFormat().render(report), MarkdownFormat().render(report)):
        said = " ".join(written.replace("\\", "").split())
        for block in figures(report).values():
            assert (block.figure.caption in said) == (block.figure.key == "ledger"), block.figure.key
    bare = build_report(dataclasses.replace(full_week(), history=None))
    assert "THE YEAR IN THE LEDGER" not in TextFormat().render(bare)


def test_what_is_changed_in_the_briefing_changes_table_caption_and_sign_alike() -> None:
    briefing = full_week()
    changed = dataclasses.replace(
        briefing,
        windows=tuple(
            dataclasses.replace(one, own_part=0.031, verdict="unusual", pvalue=0.004)
            if one.label == "2014-11-12"
            else one
            for one in briefing.windows
        ),
    )
    report = build_report(changed)
    text = " ".join(TextFormat().render(report).split())
    assert "own part −3.1 %" in text.replace("\u202f", " ")
    shown = figures(report)["windows"].figure
    assert "on Wed 12 Nov, was 3.1 % weaker" in shown.caption
    assert shown.spec(WIDE) != figures(build_report(briefing))["windows"].figure.spec(WIDE)
    assert shown.spec(WIDE) == figure_of(changed, "reactions").spec(WIDE)  # type: ignore[union-attr]
