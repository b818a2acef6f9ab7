"""``tracker export``: packages that describe themselves, whole or not at all, the same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

from tests.cli.barred_home import fill
from tests.contracts.test_documentation import COMMANDS
from tracker.config import load
from tracker.model.csv_form import STYLES
from tracker.services.context import open_context
from tracker.services.exporting.gather import Wanted
from tracker.services.exporting.package import export_package
from tracker.services.rates import KnownBy

Tracker = Callable[..., Any]
WORDS = ("--offline", "--now", "2026-11-27T12:00Z", "export")
FEW = ("--series", "USD/RUB@ecb", "--since", "2014-11-01", "--until", "2014-12-01")
TABLES = [
    "rates",
    "events",
    "event_sources",
    "windows",
    "window_events",
    "alignments",
    "list_changes",
    "calendar",
    "sources",
]
READERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "number": float,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


@pytest.fixture(scope="module")
def made(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of one series and one month, in a folder. Read it, never change it."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("exported") / "home"))
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home), now=now)
    wanted = Wanted(
        names=("USD/RUB@ecb",),
        since=datetime(2014, 11, 1, tzinfo=UTC),
        until=datetime(2014, 12, 1, tzinfo=UTC),
        first_day=date(2014, 11, 1),
        until_day=date(2014, 12, 1),
        known=KnownBy(public_by=now),
    )
    folder = home.parent / "package"
    export_package(context, wanted, str(folder))
    context.engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def home(ready_home: Path) -> Path:
    return ready_home


def described(folder: Path) -> Any:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_package_describes_every_byte_of_itself(made: Path) -> None:
    package, files = described(made), contents(made)
    assert [one["name"] for one in package["resources"]] == TABLES
    parts = [part for one in package["resources"] for part in (one, *one["alternates"])]
    for part in parts:
        content = files[part["path"]]
        assert part["bytes"] == len(content)
        assert part["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    others = {"datapackage.json", "README.md", "CITATION.bib", "CITATION.cff"}
    assert files.keys() == {part["path"] for part in parts} | others
    assert package["created"] == "2026-11-27T12:00:00Z"
    rates = package["resources"][0]
    assert rates["credits"] == ["Source: European Central Bank, euro foreign exchange reference rates."]
    assert [one["title"] for one in rates["licenses"]] == ["Free re-use with acknowledgement of the source"]
    readme = files["README.md"].decode()
    for one in package["resources"]:
        assert f"\n## {one['name']}\n" in readme
        assert all(f"\n| {field['name']} |" in readme for field in one["schema"]["fields"])
    assert "data as of 2026-11-27T12:00:00Z" in readme
    assert "@misc{tracker-data-package," in files["CITATION.bib"].decode()
    assert "European Central Bank" in files["CITATION.bib"].decode()


def test_cells_are_of_their_types_and_keys_hold(made: Path) -> None:
    tables: dict[str, list[dict[str, str]]] = {}
    for one in described(made)["resources"]:
        rows = list(csv.DictReader(io.StringIO((made / one["path"]).read_text("utf-8"), newline="")))
        tables[one["name"]] = rows
        assert one["rows"] == len(rows) == pyarrow.parquet.read_table(made / f"{one['name']}.parquet").num_rows
        for field in one["schema"]["fields"]:
            cells = [row[field["name"]] for row in rows]
            for cell in filter(None, cells):
                read = READERS[field["type"]](cell)
                assert not isinstance(read, datetime) or read.tzinfo is not None
            assert all(cells) or "constraints" not in field
        key = one["schema"]["primaryKey"]
        assert len({tuple(row[name] for name in key) for row in rows}) == len(rows), one["name"]
    for one in described(made)["resources"]:
        for foreign in one["schema"].get("foreignKeys", ()):
            (name,), (column,) = foreign["fields"], foreign["reference"]["fields"]
            known = {row[column] for row in tables[foreign["reference"]["resource"]]}
            met = {row[name] for row in tables[one["name"]]}
            assert met <= known, (one["name"], met - known)
    assert {row["label"] for row in tables["windows"]} >= {"2014-11-11"}


def test_the_same_store_and_instant_give_the_same_bytes(tracker: Tracker, made: Path) -> None:
    answer = tracker(*WORDS, "--all", *FEW, "-o", "one.zip")
    assert (answer.code, answer.out) == (0, "")
    assert "rates 20, events " in answer.err
    with zipfile.ZipFile("one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(made)
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 27, 12, 0, 0)}


def test_a_folder_of_somebody_elses_is_left_alone(tracker: Tracker) -> None:
    folder = Path("mine")
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    refused = tracker(*WORDS, "--all", *FEW, "-o", "mine")
    assert refused.code == 2
    assert "notes.txt" in refused.err
    assert "--force" in refused.err
    assert contents(folder) == {"notes.txt": b"mine"}
    assert tracker(*WORDS, "--all", *FEW, "--force", "-o", "mine").code == 0
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert len(described(folder)["resources"]) == len(TABLES)
    assert tracker(*WORDS, "--all", *FEW, "-o", "mine").code == 2, "what else it holds is still there"
    Path("file").write_text("mine", encoding="utf-8")
    assert tracker(*WORDS, "--all", *FEW, "--force", "-o", "file").code == 2
    assert Path("file").read_text("utf-8") == "mine"


def test_an_older_package_is_replaced_as_a_whole(tracker: Tracker, made: Path) -> None:
    shutil.copytree(made, "package")
    later = ("--offline", "--now", "2026-11-28T12:00Z", "export", "--all", *FEW, "-o", "package")
    assert tracker(*later).code == 0
    assert described(Path("package"))["created"] == "2026-11-28T12:00:00Z"
    assert contents(Path("package")).keys() == contents(made).keys()
    assert [path.name for path in Path().iterdir()] == ["package"], "nothing is left beside it"


def test_a_package_of_a_few_days_has_every_event_it_refers_to(tracker: Tracker) -> None:
    """Events of the days before meet the first fixing of a time: they are in the package, and in no table alone."""
    words = ("--series", "USD/RUB@ecb", "--since", "2014-11-10", "--until", "2014-11-12")
    assert tracker(*WORDS, "--all", *words, "-o", "few").code == 0
    frames = {name: pd.read_csv(f"few/{name}.csv", keep_default_na=False) for name in TABLES}
    events = set(frames["events"]["id"])
    assert set(frames["window_events"]["event_id"]) | set(frames["event_sources"]["event_id"]) <= events
    assert set(frames["alignments"]["event_id"]) <= events
    assert min(frames["events"]["published_on"]) < "2014-11-10"
    alone = pd.read_csv(io.StringIO(tracker(*WORDS, "events", *words).out), keep_default_na=False)
    assert {"2014-11-10", "2014-11-11"} == set(alone["published_on"])


def test_a_package_for_others_says_which_lists_are_left_out(tracker: Tracker, home: Path) -> None:
    fill(home)
    asked = (*WORDS, "--all", *FEW, "-o")
    assert tracker(*asked, "own").code == 0
    assert tracker(*asked, "others", "--public").code == 0
    own, others = (" ".join(Path(name, "README.md").read_text("utf-8").split()) for name in ("own", "others"))
    said = "Any changes of the list “SECO list” are left out: the publisher states no licence."
    assert said in others
    assert said not in own
    assert "No change of a sanctions list is stored" not in own + others


def test_without_pyarrow_a_package_has_csv_alone_and_says_so(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = tracker(*WORDS, "--all", *FEW, "-o", "package")
    assert answer.code == 0, answer.err
    assert "Parquet is left out" in answer.err
    assert list(Path("package").glob("*.parquet")) == []
    assert all("alternates" not in one for one in described(Path("package"))["resources"])
    assert "Parquet is left out" in (Path("package") / "README.md").read_text("utf-8").replace("\\", "")
    refused = tracker(*WORDS, "rates", *FEW, "-o", "rates.parquet")
    assert refused.code == 6
    assert "sanctions-pressure-tracker[research]" in refused.err
    assert not Path("rates.parquet").exists()


def test_one_table_comes_in_four_formats_with_the_same_cells(tracker: Tracker) -> None:
    for suffix in ("csv", "json", "parquet", "xlsx"):
        assert tracker(*WORDS, "windows", *FEW, "-o", f"w.{suffix}").code == 0
    plain = list(csv.DictReader(io.StringIO(Path("w.csv").read_text("utf-8"), newline="")))
    document = json.loads(Path("w.json").read_text("utf-8"))
    rows = pyarrow.parquet.read_table("w.parquet").to_pylist()
    sheet = openpyxl.load_workbook("w.xlsx")["Windows"]
    assert [row["label"] for row in plain] == [row["label"] for row in document["rows"]]
    assert document["units"]["own_part"] == "log points"
    values = [float(row["pair_change"]) for row in plain]
    assert values == [row["pair_change"] for row in document["rows"]] == [row["pair_change"] for row in rows]
    column = [cell.value for cell in sheet[1]].index("pair_change") + 1
    assert [sheet.cell(number, column).value for number in range(2, sheet.max_row + 1)] == pytest.approx(values)
    made = [cell.value for cell in sheet[1]].index("made_to") + 1
    assert sheet.cell(2, made).is_date
    assert rows[0]["made_to"].tzinfo is not None
    schema = pyarrow.parquet.read_schema("w.parquet")
    assert schema.field("own_part").metadata[b"unit"] == b"log points"


@pytest.mark.parametrize("style", STYLES)
def test_csv_is_written_in_the_style_asked_for(tracker: Tracker, style: str) -> None:
    asked = [((*WORDS, "rates", *FEW), "value")]
    if style == "excel-eu":
        asked += [
            (("--offline", "rates", "USD/RUB@ecb", "--week", "2014-W46", "--format", "csv"), "value"),
            (("--offline", "report", "--week", "2014-W46", "--format", "csv"), "own_part"),
            (("--offline", "study", "rhodes-beijing", "--format", "csv"), "car"),
        ]
    for words, column in asked:
        answer = tracker(*words, "--csv-style", style, "-o", "out.csv")
        assert answer.code in {0, 4}, answer.err
        raw = Path("out.csv").read_bytes()
        chosen = STYLES[style]
        assert raw.startswith(b"\xef\xbb\xbf") is chosen.mark
        assert (b"\r\n" in raw) is (chosen.ends == "\r\n")
        assert raw.count(b"\n") == raw.count(chosen.ends.encode())
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=chosen.delimiter))
        assert rows
        for row in rows:
            assert re.fullmatch(rf"-?\d+{re.escape(chosen.decimal)}\d+(e-\d+)?", row[column]), row[column]


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--all",),
        ("rates", "--all", "-o", "x"),
        ("--all", "--format", "csv", "-o", "x"),
        ("--all", "-o", "-"),
        ("--all", "--csv-style", "excel", "-o", "x"),
        ("events", "--csv-style", "excel", "--format", "json"),
        ("rates", "--series", "roubles"),
        ("nothing",),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tracker: Tracker, wrong: tuple[str, ...]) -> None:
    answer = tracker(*WORDS, *wrong)
    assert answer.code == 2
    assert answer.err.strip()
    assert list(Path().iterdir()) == []


def test_bounds_are_days_and_both_pasts_are_known(tracker: Tracker) -> None:
    words = ("rates", "--series", "USD/RUB@ecb", "--since", "2014-11-10", "--until", "2014-11-12")
    assert len(tracker(*WORDS, *words).out.splitlines()) == 3
    assert len(tracker(*WORDS, *words, "--public-by", "2014-11-11T00:00Z").out.splitlines()) == 2
    assert tracker(*WORDS, *words, "--as-of", "2014-11-11T00:00Z").code == 3
    instant = datetime(2014, 11, 11, 13, 10, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert instant in tracker(*WORDS, *words).out


def test_every_command_that_writes_csv_knows_its_styles() -> None:
    for name, command in COMMANDS.items():
        forms = [one.type for one in command.params if one.name == "form"]
        choices = [one.choices for one in forms if isinstance(one, click.Choice)]
        styled = any("--csv-style" in one.opts for one in command.params)
        assert styled is any("csv" in one for one in choices), name
