"""What a stranger wrote into the ledger comes out harmless in every command that can show it.

The texts are put into the tables as they are, past every parser: what a parser lets through must do no harm either.
They also come in the files of three lists, through the readers of those.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import feedparser
import html5lib
import pytest

from tests.cli import hostile_lists
from tests.conftest import Answer
from tests.contracts.test_documentation import COMMANDS
from tests.model.test_icalendar import read, unescaped
from tests.reports.policy_events import NOVEMBER
from tests.reports.test_hostile_text import assert_tex_is_inert
from tracker.config import load
from tracker.model.alert import Alert
from tracker.model.announcement import Announcement, ListChange, ListEntry
from tracker.model.coding import Coding
from tracker.model.event import EventEdit, EventSource
from tracker.model.instants import parse_instant
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

pytestmark = pytest.mark.slow

WHEN = parse_instant("2014-11-12T12:00:00Z")
RECORDED = parse_instant("2026-11-20T12:00:00Z")
MARK = "zqx"
"""Begins every hostile text: where it comes out, what follows it is looked at."""

HOSTILE = (
    f"{MARK}\u202egnp.exe\u202c \u2066left\u2069 \u200fright\u061c",
    f"{MARK}zero\u200bwidth\ufeff \u00adsoft\u2060joined",
    f"{MARK}\u00a0no\u00a0break",
    f"{MARK}\x1b[2J\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x9b31m\x07\x08",
    f"{MARK}one\ntwo\r\nthree\tfour\u2028five\x85six\x0bseven\x00eight",
    f"{MARK}<script>alert(1)</script><img src=x onerror=alert(1)></td></table>",
    f"{MARK}# **bold** [x](javascript:alert(1)) | ![i](http://evil.example/i.png) [bold red]x[/bold red]",
    f"=cmd|' /C calc'!{MARK}",
    f"+1+cmd|{MARK}",
    f"-2+3+cmd|{MARK}",
    f"@SUM({MARK})",
    f"\t={MARK}",
    f"{MARK}{'x' * 10_000}",
    f"{MARK} {'very long title ' * 600}",
    f"{MARK}\U000e0041\U000e0042 tags",
)
BARE = re.compile(r"(?<!\\)<(?:script|img(?! class=\"drawn\" ))", re.IGNORECASE)
_PICTURES = {"pdf", "png", "xlsx", "parquet"}
"""Forms that are no text; tests of the letter and of the report look into them."""
SCRIPTS = re.compile(r"<script (?:src=\"(?:\.\./)?page\.js\"|type=\"application/ld\+json\")>")
"""Our own in a page of the site."""
_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Cs"))

WEEK = ("--week", "2014-W46")
DAY = "2014-11-12"
FORGET = ("--list", "un_sc")
SECOND = hostile_lists.SECOND.isoformat()
SHOWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "report": tuple(
        (*WEEK, "--format", form) for form in ("text", "markdown", "json", "html", "csv", "latex", "bibtex")
    ),
    "export": tuple(
        (table, "--series", "USD/RUB@ecb", "--since", DAY, "--until", "2014-11-13", "--format", form)
        for table in ("events", "event_sources", "window_events", "alignments", "list_changes", "calendar")
        for form in ("csv", "json")),
    "email preview": tuple((*WEEK, "--part", part) for part in ("text", "html", "eml")),
    "explain": tuple((DAY, "--format", form) for form in ("text", "markdown", "json", "html")),
    "now": ((), ("--format", "json")),
    "status": ((), ("--format", "json")),
    "doctor": ((), ("--format", "json")),
    "sources": ((), ("--format", "json")),
    "align": (("2014-11-12-hostile-0",), ("2014-11-12-hostile-0", "--format", "json")),
    "cite": tuple(("2014-W46", "--format", form) for form in ("text", "bibtex", "json")),
    "events list": tuple(
        ("--since", DAY, "--until", "2014-11-13", "--format", form) for form in ("table", "json", "csv")),
    "events show": (("2014-11-12-hostile-0",), ("2014-11-12-hostile-0", "--format", "json")),
    "events review": ((), ("--format", "json"), ("--format", "csv")),
    "events export": tuple(("--since", DAY, "--until", "2014-11-13", "--format", form) for form in ("csv", "json")),
    "events code": (("--coder", "B", "--since", DAY, "--until", "2014-11-13"),),
    "events agreement": tuple(("--format", form) for form in ("table", "json", "csv")),
    "events audit": ((), ("--format", "json"), ("--format", "csv")),
    "events diff": ((), ("--format", "json"), ("--format", "csv")),
    "events lag": ((), ("--format", "json"), ("--format", "csv")),
    "alerts": ((), ("--format", "json")),
    "lists": tuple(("--format", form) for form in ("table", "json", "csv")),
    "lists changes": tuple(("--since", DAY, "--format", form) for form in ("table", "json", "csv")),
    "lists forget": tuple(
        (*FORGET, *words, "--format", form) for words in ((), ("--retrieved", SECOND)) for form in ("text", "json")),
    "lists show": ((MARK,), ("1",), ("1", "--format", "json"), ("9000",), ("XXi.101", "--format", "json")),
    "calendar": tuple(("--format", form) for form in ("table", "json", "csv", "ics")),
    "study": tuple(
        ("--since", DAY, "--until", "2014-11-25", *view, "--format", form)
        for view in (("--intensity", "issuer"), ("--unusual", "9"), ("--by", "issuer"), ())
        for form in ("text", "json", "csv", "html")),
}  # fmt: skip
"""Commands that show texts of the ledger, and how each of their forms is asked for."""

SHOWS_NONE = {
    "config": "settings of its user",
    "config show": "settings of its user",
    "daemon": "runs others",
    "db": "numbers of rows",
    "fetch": "words of sources, which are bounded where they are made",
    "run": "fetch and report in one",
    "tick": "runs others",
    "email": "a group",
    "email send": "sends what preview shows",
    "email resend": "names of deliveries",
    "events": "a group",
    "events correct": "what its user typed",
    "events add": "what its user typed",
    "events codebook": "the program's own table",
    "events edit": "what its user typed",
    "events import": "what its user's file holds",
    "lists import": "words about its user's files, which a test of its own looks at",
    "alerts test": "a test that says nothing of the ledger",
    "rates": "rates",
    "read": "what its user's document holds; test_read looks at hostile ones",
    "serve": "files of the site, of which a test of its own looks at each",
}
"""All the others, and why."""


def _seed(home: Path) -> None:
    """Announcements, candidates, accepted events, a list with its changes and failures, each with a hostile text."""
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    first, days = NOVEMBER[0].time.interval, timedelta(days=5)
    later = replace(first, start=first.start + days, end=first.end + days)
    with UnitOfWork(context.engine, write=True) as unit:
        for number, text in enumerate(HOSTILE):
            event = replace(
                NOVEMBER[0],
                id=f"2014-11-12-hostile-{number}",
                title=text,
                summary=text,
                issuer=text,
                actor=text,
                role=text,
                target=text,
                programme=text,
                note=text,
                evidence=text,
                published_on=date(2014, 11, 12),
                time=replace(NOVEMBER[0].time, interval=later),
                sources=(EventSource(url=f"https://evil.example/{text}", tier="official"),),
                provenance="candidate",
                status="review",
            )
            waiting = replace(event, id=f"{event.id}-waiting", provenance="machine-coded")  # its pages are shown too
            unit.events.add_candidates([event, waiting], recorded_at=WHEN)
            unit.events.append(
                EventEdit(event_id=event.id, action="accept", changes=(), reason=text, by=text, recorded_at=WHEN)
            )
            coded = {"kind": "military", "stance": "hold"}
            unit.events.code(
                Coding(event_id=event.id, coder=text, codes=coded, note=text, blind=True, recorded_at=WHEN)
            )
            announced = _announced(number, text)
            unit.announcements.add([announced], recorded_at=WHEN, sha256=None)
            unit.announcements.mark(announced.source, announced.external_id, "accepted")
        for number, key in enumerate(("ecb", "moex", "fred")):
            unit.runs.note_failure(key, RECORDED, HOSTILE[number * 2 + 1])
            unit.alerts.add(_alert(number, text))
        entries = [_entry(number, text) for number, text in enumerate(HOSTILE)]
        unit.lists.record("hostile", entries[1:], snapshot_at=WHEN - timedelta(hours=2), sha256=None)
        unit.lists.record("hostile", entries, snapshot_at=WHEN, sha256=None)
        unit.lists.add_changes(
            ListChange(
                list_key="hostile",
                change="designation",
                entry=entry,
                from_snapshot_at=WHEN - timedelta(hours=2),
                to_snapshot_at=WHEN,
                details=entry.name,
            )
            for entry in entries
        )
        unit.commit()
    assert {one.state for one in hostile_lists.take_in(context, HOSTILE)} == {"imported"}
    context.engine.dispose()


def _alert(number: int, text: str) -> Alert:
    facts = {
        "list": text,
        "name": text,
        "link": f"https://evil.example/{text}",
        "basis": "publication",
        "programmes": [text],
        "since": "2014-11-16T10:00:00Z",
        "until": "2014-11-16T12:00:00Z",
        "stated_on": None,
        "designations": 1,
        "delistings": 0,
        "names": [text],
        "entries": [["designation", text]],
    }
    key = f"designations:hostile:{number}"
    found_at = datetime(2014, 11, 16, 12, tzinfo=UTC)
    return Alert(key=key, kind="designations", state="held", found_at=found_at, facts=facts, detail=text)


def _announced(number: int, text: str) -> Announcement:
    return Announcement(
        source="us_federal_register",
        external_id=f"hostile-{number}",
        published_on=date(2014, 11, 12),
        title=text,
        summary=text,
        url=f"https://evil.example/{number}",
        issuer=text,
        jurisdiction="US",
        document_type=text,
        topics=(text,),
        acts=(text,),
        expires_on=date(2014, 11, 20),
    )


def _entry(number: int, text: str) -> ListEntry:
    return ListEntry(
        list_key="hostile",
        entry_id=str(number),
        name=text,
        entity_type="entity",
        programmes=(text,),
        aliases=(text,),
        identifiers=(text,),
        details=text,
    )


@pytest.fixture(scope="module")
def hostile_home(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared home with hostile texts in its ledger. Copy, never change."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("hostile") / "home"))
    _seed(home)
    return home


@pytest.fixture
def home(hostile_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands only read, so they share one."""
    monkeypatch.setenv("TRACKER_HOME", str(hostile_home))


def test_every_command_shows_texts_of_the_ledger_or_says_why_it_shows_none() -> None:
    others = {name for name in COMMANDS if not any(name == one or name.startswith(f"{one} ") for one in SHOWS_NONE)}
    in_groups = {name for name in COMMANDS if name in SHOWS}
    assert (others - SHOWS.keys()) == set(), "add these to SHOWS, or to SHOWS_NONE with a reason"
    assert SHOWS.keys() == in_groups
    assert not SHOWS.keys() & SHOWS_NONE.keys()


def unseen(text: str) -> set[str]:
    """Code points no line of text should hold, but for its own end; what joins letters of one word may stay."""
    found = {f"U+{ord(one):04X}" for one in text if unicodedata.category(one) in _UNSEEN}
    return found - {"U+000A", "U+200C", "U+200D"}


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(command, arguments) for command, several in SHOWS.items() for arguments in several],
    ids=lambda part: part if isinstance(part, str) else " ".join(part),
)
@pytest.mark.usefixtures("home")
def test_what_a_stranger_wrote_does_no_harm(
    command: str, arguments: tuple[str, ...], tracker: Callable[..., Answer]
) -> None:
    answer = tracker("--offline", "--now", "2014-11-17T12:00Z", *command.split(), *arguments)
    assert answer.code in {0, 1, 4, 6}, answer.err
    assert unseen(answer.out.replace("\r\n", "\n") if {"eml", "ics"} & {*arguments} else answer.out) == set()
    assert unseen(answer.err) == set()
    if "json" in arguments:
        document = json.dumps(json.loads(answer.out), ensure_ascii=True)
        assert unseen(document.encode().decode("unicode_escape", "surrogatepass")) == set()
    elif "csv" in arguments:
        rows = list(csv.reader(io.StringIO(answer.out)))
        assert len({len(row) for row in rows if row}) == 1
        assert not [cell for row in rows for cell in row if MARK in cell and cell.lstrip()[0] in "=+-@\t"]
    elif "ics" in arguments:
        titles = [unescaped(one["SUMMARY"][1]) for one in read(answer.out)]
        assert len([title for title in titles if MARK in title]) == len(HOSTILE)
    elif "latex" in arguments:
        assert_tex_is_inert(answer.out)
    elif "bibtex" in arguments and command == "report":
        assert len(re.findall(r"^@", answer.out, re.MULTILINE)) == len(re.findall(r"^}$", answer.out, re.MULTILINE))
    elif "html" in arguments or "markdown" in arguments:
        head, ends, body = answer.out.partition("</head>")
        assert not BARE.search(body if ends else head)
        assert head.count("<script") == (2 if command in {"report", "explain", "study"} and "html" in arguments else 0)
    assert len(answer.out) < 600_000


@pytest.mark.usefixtures("home")
def test_no_file_of_a_site_does_harm(tracker: Callable[..., Answer], tmp_path: Path) -> None:
    site = tmp_path / "site"
    asked = ("report", "--site", str(site), "--since", "2014-11-10", "--until", "2014-11-17")
    answer = tracker("--offline", "--now", "2014-11-17T12:00Z", *asked)
    assert answer.code == 0, answer.err
    marked = set()
    for path in site.rglob("*.*"):
        text = path.read_text("utf-8")
        marked |= {path.suffix} if MARK in text else set()
        if path.suffix == ".json":
            text = json.dumps(json.loads(text), ensure_ascii=True).encode().decode("unicode_escape", "surrogatepass")
        assert unseen(text.replace("\r\n", "\n")) == set(), path
        if path.suffix == ".html":
            assert not BARE.search(SCRIPTS.sub("", text)), path
            html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        assert len(text) < 600_000, path
    assert marked >= {".html", ".json", ".ics"}
    assert not [one for one in read((site / "calendar.ics").read_bytes().decode()) if "SUMMARY" not in one]
    assert feedparser.parse((site / "feed.xml").read_text("utf-8")).bozo == 0


def test_every_form_of_those_commands_is_asked_for() -> None:
    for command, several in SHOWS.items():
        for option in COMMANDS[command].params:
            if isinstance(option.type, click.Choice) and {"--format", "--part"} & set(option.opts):
                asked = {option.default, *(word for arguments in several for word in arguments)}
                assert set(option.type.choices) - _PICTURES <= asked, command


@pytest.mark.parametrize("form", ["text", "json"])
def test_to_import_hostile_files_of_lists_does_no_harm(
    form: str, tracker: Callable[..., Answer], ready_home: Path
) -> None:
    texts = [*HOSTILE, *(f"{MARK}{number}\u202e" for number in range(100))]
    proposed = set()
    for key, copy, bodies in hostile_lists.files(texts):
        (name,) = copy.files
        Path(name).write_bytes(bodies[name])
        answer = tracker("--offline", "lists", "import", name, "--list", key, "--confirm", "--format", form)
        assert answer.code == 0, answer.err
        assert unseen(answer.out) | unseen(answer.err) == set()
        assert max(map(len, answer.err.splitlines()), default=0) < 2_000
        assert len(answer.out) + len(answer.err) < 40_000
        told = json.loads(answer.out)["events_proposed"] if form == "json" else "events review" in answer.err
        proposed |= {key} if told else set()
    assert proposed == {"us_ofac_sdn", "un_sc", "ch_seco"}, "in the same command"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("key", ["us_ofac_sdn", "un_sc", "ch_seco"])
def test_the_changes_of_hostile_files_are_shown(key: str, tracker: Callable[..., Answer]) -> None:
    answer = tracker("--offline", "lists", "changes", "--list", key, "--since", DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert {row["change"] for row in rows} >= {"designation"}
    assert len([row for row in rows if MARK in row["name"]]) >= len(HOSTILE)
    assert not [cell for row in rows for cell in row.values() if cell.lstrip()[:1] in set("=+-@\t")]


@pytest.mark.usefixtures("home")
def test_what_a_stranger_scheduled_is_shown_ahead(tracker: Callable[..., Answer]) -> None:
    then = ("--offline", "--now", "2014-11-17T12:00Z")
    assert MARK in tracker(*then, "calendar").out
    assert MARK in tracker(*then, "report", *WEEK).out.partition("\nAHEAD")[2].partition("\nHOW GOOD")[0]
    for part, begins in (("text", "\nCOMING"), ("html", ">COMING<")):
        letter = tracker(*then, "email", "preview", *WEEK, "--part", part).out
        assert MARK in letter.partition(begins)[2].partition("WHAT WE COULD NOT SEE")[0]


@pytest.mark.usefixtures("home")
def test_the_hostile_texts_are_there_to_be_shown(tracker: Callable[..., Answer]) -> None:
    shown = {command: tracker("--offline", *command.split(), *SHOWS[command][0]).out for command in SHOWS}
    assert {command for command, text in shown.items() if MARK in text} >= {
        "events list",
        "events show",
        "events code",
        "events agreement",
        "align",
        "study",
        "export",
    }
