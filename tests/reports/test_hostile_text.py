"""Text from outside comes out harmless in every form."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import unicodedata
import zipfile

import openpyxl
import pyarrow.parquet
import pytest
from markdown_it import MarkdownIt

from tests.reports import briefings
from tests.reports.test_letter_words import Page
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.csv_form import STYLES, restyled
from tracker.model.event import EventSource
from tracker.reports.briefing import (
    AheadItem,
    Briefing,
    Correction,
    CoverageLine,
    ListGap,
    ListsInfo,
    OtherMove,
    ReportWarning,
)
from tracker.reports.build import build_report
from tracker.reports.cleaning import clean
from tracker.reports.formats import formats
from tracker.reports.fragment import fragment
from tracker.reports.letter.compose import compose
from tracker.reports.wrapping import display_width

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> & </td></table>",
    "markdown": "# head **bold** [x](javascript:alert(1)) ![i](http://evil.example/i.png) <http://a.example> `c` | d",
    "links": "see http://evil.example and www.evil.example or mail me@evil.example",
    "rich": "[bold red]x[/bold red] [link=http://evil.example]y[/link] [/] \\[",
    "terminal": "\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x9b31m \x07\x08",
    "bidi": "\u202eevil\u202c \u2066left\u2069 zero\u200bwidth\ufeff \u00adsoft",
    "lines": "one\ntwo\r\nthree\tfour\u2028five\x85six\x0bseven\nSubject: other",
    "accents": "Z" + "\u0301\u0302\u0303" * 200 + "algo",
    "wide": "制裁" * 60 + " 🚀👩‍👩‍👧",
    "long": "x" * 10_000,
    "words": "very long title " * 700,
    "jinja": "{{ 7 * 7 }} {% raw %} {# x #}",
    "surrogate": "a\ud800b",
    "start": "- 1. list\n> quote",
}
INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def poisoned(poison: str) -> Briefing:
    """The week of the float with one hostile string everywhere a stranger could have written."""
    briefing = briefings.week_of_the_float()
    events = tuple(
        dataclasses.replace(
            item,
            event=dataclasses.replace(
                item.event,
                title=poison,
                issuer=poison,
                actor=poison,
                jurisdiction=poison,
                sources=(EventSource(url=f"https://evil.example/{poison}", tier="official"),),
            ),
        )
        for item in briefing.events
    )
    entry = ListEntry(list_key=poison, entry_id=poison, name=poison, entity_type=poison, programmes=(poison,))
    change = ListChange(
        list_key=poison, change=poison, entry=entry, from_snapshot_at=briefings.NOW, to_snapshot_at=briefings.NOW
    )
    windows = tuple(dataclasses.replace(found, rank_note=poison, not_applicable=poison) for found in briefing.windows)
    assert briefing.backdrop is not None
    assert briefing.rate is not None
    marks = tuple(dataclasses.replace(mark, text=poison) for mark in briefing.rate.marks)
    return dataclasses.replace(
        briefing,
        events=events,
        windows=windows,
        backdrop=dataclasses.replace(briefing.backdrop, events=tuple(item.event for item in events)),
        rate=dataclasses.replace(briefing.rate, marks=marks),
        info=dataclasses.replace(briefing.info, credit=poison),
        lists=ListsInfo(
            stored=True,
            changes=(change,),
            gaps=(ListGap(list_key=poison, since=briefings.NOW, until=briefings.NOW, counts={poison: 1}, near={}),),
            names={poison: poison},
            families={(poison, poison): poison},
            about=poison,
        ),
        others=(OtherMove(name=poison, change=0.01, against=poison),),
        ahead=(AheadItem(day=briefings.NOW.date(), what=poison, expectedness=poison),),
        coverage=(
            CoverageLine(source=poison, title=poison, newest=poison, status=poison, remark=poison, advice=poison),
        ),
        corrections=(Correction(recorded_at=briefings.NOW, about=poison, text=poison),),
        warnings=(ReportWarning(code=poison, message=poison, source=poison),),
        assumptions=(poison,),
        model=poison,
        ledger_version=poison,
        software_version=poison,
    )


@pytest.fixture(params=HOSTILE)
def briefing(request: pytest.FixtureRequest) -> Briefing:
    return poisoned(HOSTILE[request.param])


def assert_printable(text: str) -> None:
    found = {f"U+{ord(character):04X}" for character in text if unicodedata.category(character) in INVISIBLE}
    assert found <= {"U+000A"}


def test_text_keeps_its_lines_and_drives_no_terminal(briefing: Briefing) -> None:
    text = formats()["text"].render(build_report(briefing))
    assert_printable(text)
    assert max(display_width(line) for line in text.splitlines()) <= 100
    assert len(text) < 60_000
    text.encode()


def test_colour_codes_are_only_our_own(briefing: Briefing) -> None:
    text = formats()["text"].render(build_report(briefing), color=True)
    assert set(re.findall(r"\x1b\[([^A-Za-z]*[A-Za-z])", text)) <= {"0m", "1m", "2m", "31m", "36m", "33m"}
    assert_printable(re.sub(r"\x1b\[[0-9;]*m", "", text))


def test_markdown_renders_without_foreign_markup(briefing: Briefing) -> None:
    source = formats()["markdown"].render(build_report(briefing))
    assert_printable(source)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(source)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {
        "h1",
        "h2",
        "p",
        "strong",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "blockquote",
    }
    assert "href" not in html
    assert re.search(r"(?<!\\)://", source) is None


def test_json_parses_and_embeds(briefing: Briefing) -> None:
    raw = formats()["json"].render(build_report(briefing))
    json.loads(raw)
    assert_printable(raw)
    assert not set("<>&") & set(raw)


FORMULAS = {
    "equals": "=1+1",
    "call": '=HYPERLINK("http://evil.example","x")',
    "plus": "+1+1",
    "minus": "-1+1+cmd|' /C calc'!A0",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "wide": "＝1+1 Ħ ŧ Жёлтый",
    "tex": "\\input{/etc/passwd} $x$ %c #1 ^2 _i ~ {open \\end{table} & } \\",
}


@pytest.fixture(params=FORMULAS)
def formula(request: pytest.FixtureRequest) -> Briefing:
    return poisoned(FORMULAS[request.param])


def assert_csv_runs_nothing(text: str, style: str) -> None:
    assert_printable(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    delimiter = STYLES[style].delimiter
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    assert {len(row) for row in rows} == {len(head)}
    for cell in (cell for row in rows for cell in row):
        number = re.fullmatch(r"-?\d+([.,]\d+)?([eE][+-]?\d+)?", cell)
        assert number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), cell


def assert_workbook_runs_nothing(raw: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)):
        for cell in (cell for row in sheet for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            if isinstance(cell.value, str):
                assert_printable(cell.value)
                assert cell.quotePrefix or not cell.value.lstrip().startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert [name for name in archive.namelist() if "external" in name.lower() or name.endswith(".bin")] == []


def assert_parquet_is_clean(raw: bytes) -> None:
    for row in pyarrow.parquet.read_table(io.BytesIO(raw)).to_pylist():
        for cell in row.values():
            assert_printable(cell if isinstance(cell, str) else "")


def assert_tex_is_inert(text: str) -> None:
    """Every brace is ours, commands are those we write, and nothing else means anything to TeX."""
    assert_printable(text)
    assert not set("ĦħĸĿŀŉŦŧ制裁Ж") & set(text), "the usual fonts have none of these"
    assert set(re.findall(r"\\begin\{(\w+)\}", text)) == {"document", "table", "tabular"}
    assert not {"input", "write", "openout", "def", "csname", "include", "catcode"} & set(
        re.findall(r"\\([a-zA-Z]+)", text.partition("\\providecommand")[2])
    )
    bare = re.sub(r"\\[{}$&%#_\\]", "", text.partition("\\providecommand")[2])
    assert bare.count("{") == bare.count("}")
    assert not set("^$#") & set(bare.replace("$p$", ""))
    assert all(line.count("&") in {3, 8} for line in bare.splitlines() if "&" in line)


def test_files_for_other_programs_run_nothing(formula: Briefing) -> None:
    report = build_report(formula)
    for style in STYLES:
        assert_csv_runs_nothing(restyled(formats()["csv"].render(report), style), style)
    assert_workbook_runs_nothing(formats()["xlsx"].render(report))
    assert_parquet_is_clean(formats()["parquet"].render(report))
    assert_tex_is_inert(formats()["latex"].render(report))


@pytest.mark.parametrize("poison", ["html", "terminal", "bidi", "lines", "accents", "wide", "long", "surrogate"])
def test_files_for_other_programs_hold_no_hostile_text(poison: str) -> None:
    report = build_report(poisoned(HOSTILE[poison]))
    assert_csv_runs_nothing(formats()["csv"].render(report), "plain")
    assert_workbook_runs_nothing(formats()["xlsx"].render(report))
    assert_parquet_is_clean(formats()["parquet"].render(report))
    assert_tex_is_inert(formats()["latex"].render(report))
    entries = formats()["bibtex"].render(report)
    assert_printable(entries)
    assert entries.count("\n@") == entries.count("\n}\n") - 1
    page = Page(fragment(report))
    assert page.open == []
    assert not {"script", "link", "iframe", "img", "style", "a"} & {tag for tag, _ in page.tags}
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert_printable(fragment(report))


def test_the_letter_stays_a_letter(briefing: Briefing) -> None:
    letter = compose(briefing)
    for part in (letter.subject, letter.preview):
        assert_printable(part)
        assert "\n" not in part
    assert len(letter.preview) <= 140
    assert_printable(letter.text)
    assert max(display_width(line) for line in letter.text.splitlines()) <= 78
    assert letter.picture is not None
    assert_printable(letter.picture.spoken)
    page = Page(letter.html)
    assert page.open == []
    assert not {"script", "link", "iframe"} & {tag for tag, _ in page.tags}
    assert [one["src"] for tag, one in page.tags if tag == "img"] == [f"cid:{letter.content_id}"]
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert all(
        (attributes["href"] or "").startswith("https://evil.example/") for tag, attributes in page.tags if tag == "a"
    )
    assert_printable(letter.html)
    assert len(letter.html.encode()) < 100_000


def test_template_syntax_from_outside_is_printed_not_run() -> None:
    page = Page(compose(poisoned(HOSTILE["jinja"])).html)
    assert "{{ 7 * 7 }}" in page.text


def test_cleaning_twice_changes_nothing() -> None:
    for poison in HOSTILE.values():
        assert clean(clean(poison)) == clean(poison)
