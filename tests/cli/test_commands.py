"""The commands about the ledger, rates, sources, the database and the installation, as they are typed."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.data.loader import shipped_events

MERKEL = "2014-11-11-merkel-no-new-sanctions"
FRAME = {"schema_version", "generated_at", "public_by", "units", "warnings"}

Tracker = Callable[..., Any]


def document(answer: Any) -> dict[str, Any]:
    assert answer.code == 0, answer.err
    read: dict[str, Any] = json.loads(answer.out)
    assert read.keys() >= FRAME
    assert read["schema_version"] == 1
    assert read["generated_at"].endswith("Z")
    return read


@pytest.fixture
def ready(ready_home: Path, tracker: Tracker) -> Tracker:
    return tracker


def test_the_first_command_ever_typed_prepares_everything(tracker: Tracker, tmp_path: Path) -> None:
    answer = tracker("--offline", "rates", "USD/RUB@ecb", "--day", "2014-11-11")
    assert answer.code == 0
    assert "46.673" in answer.out
    assert str(tmp_path / "home") in answer.err
    assert tracker("--offline", "rates", "USD/RUB@ecb", "--day", "2014-11-11").err.count(str(tmp_path)) == 0


def test_rates_as_json_carry_the_instants_of_their_making(ready: Tracker) -> None:
    read = document(ready("rates", "rub/usd@ecb", "--week", "2014-W46", "--format", "json"))
    assert (read["series"], read["base"], read["quote"]) == ("USD/RUB@ecb", "USD", "RUB")
    assert read["units"] == {"value": read["unit"]}
    assert [one["label"] for one in read["observations"]] == [f"2014-11-{day}" for day in range(10, 15)]
    tuesday = read["observations"][1]
    assert tuesday.keys() >= {
        "label",
        "made_from",
        "made_to",
        "published_at",
        "value",
        "source",
        "vintage",
        "method",
        "quality",
    }
    assert round(tuesday["value"], 3) == 46.673
    assert tuesday["made_to"] == "2014-11-11T13:10:00Z"
    assert tuesday["source"] == "ecb"
    assert [warning["code"] for warning in read["warnings"]] == ["series_ended"]


def test_rates_as_csv(ready: Tracker) -> None:
    answer = ready("rates", "EUR/USD@ecb", "--since", "2014-11-10", "--until", "2014-11-13", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [row["label"] for row in rows] == ["2014-11-10", "2014-11-11", "2014-11-12"]
    assert all(float(row["value"]) > 1 for row in rows)


def test_only_what_was_public_then(ready: Tracker) -> None:
    words = ("rates", "EUR/USD@ecb", "--week", "2014-W46", "--format", "json", "--public-by")
    before = document(ready(*words, "2014-11-12T13:29Z"))
    after = document(ready(*words, "2014-11-12T13:30Z"))
    assert [len(read["observations"]) for read in (before, after)] == [2, 3]
    assert before["public_by"] == "2014-11-12T13:29:00Z"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["rates", "USD/RUB@ecb", "--week", "2023-W10"], 3, "2022-03-01"),
        (["rates", "USD/RUB@yahoo"], 3, "tracker fetch"),
        (["rates", "USDRUBEUR"], 2, "USD/RUB"),
        (["rates", "USD/RUB@nobody"], 2, "nobody"),
        (["rates", "USD/RUB@ecb", "--week", "2014-W60"], 2, "2014 has weeks 1 to 52"),
        (["rates", "USD/RUB@ecb", "--as-of", "2014-11-14T18:00Z"], 3, "--public-by"),
        (["events", "show", "2014-11-11-merkle"], 3, "merkel"),
        (["events", "list", "--since", "2014-11-14", "--until", "2014-11-10"], 2, "reversed"),
        (["events", "list", "--week", "2014-W46", "--since", "7d"], 2, "Leave out"),
        (["events", "edit", MERKEL, "--title", "x"], 2, "--reason"),
        (["events", "edit", MERKEL, "--column", "title", "--reason", "x"], 2, "NAME=TEXT"),
        (["events", "import", "missing.csv"], 2, "missing.csv"),
        (["events", "review", MERKEL], 2, "--accept or --reject"),
        (["fetch", "ebc"], 2, "ecb"),
        (["events", "list", "-o", "/no/such/folder/x.csv"], 2, "/no/such/folder"),
    ],
)
def test_what_cannot_be_answered_says_what_can(ready: Tracker, words: list[str], code: int, told: str) -> None:
    answer = ready("--offline", *words)
    assert answer.code == code
    assert told in answer.err
    assert answer.out == ""


def test_events_of_the_week_of_the_article(ready: Tracker) -> None:
    read = document(ready("events", "list", "--week", "2014-W46", "--format", "json"))
    merkel = next(event for event in read["events"] if event["id"] == MERKEL)
    assert merkel["interval"] == {
        "earliest_utc": "2014-11-10T23:00:00Z",
        "latest_utc": "2014-11-11T23:00:00Z",
        "zone": "Europe/Berlin",
        "precision": "day",
        "basis": None,
    }
    assert (merkel["published_on"], merkel["provenance"], merkel["status"]) == ("2014-11-11", "shipped", "accepted")
    assert "hour unknown" in ready("events", "list", "--text", "merkel-no-new").out


def test_events_of_a_past(ready: Tracker) -> None:
    words = ("events", "list", "--week", "2014-W46", "--format", "json")
    wednesday = "2014-11-12T12:00Z"

    def ids(*more: str) -> set[str]:
        return {event["id"] for event in document(ready(*words, *more))["events"]}

    then, everything = ids("--public-by", wednesday), ids()
    assert MERKEL in then
    assert then < everything
    assert then <= ids("--now", wednesday), "of the present, what has begun counts too"
    assert ids("--now", "2014-11-10T12:00Z") < everything
    assert ids("--as-of", "2999-01-01T00:00Z") == everything
    early = ready("events", "list", "--as-of", "2014-11-12T12:00Z")
    assert (early.code, early.out) == (3, "")
    assert "--public-by" in early.err


def test_an_empty_list_is_an_answer(ready: Tracker) -> None:
    assert document(ready("events", "list", "--text", "no such words", "--format", "json"))["events"] == []
    answer = ready("events", "list", "--text", "no such words")
    assert (answer.code, answer.out) == (0, "")
    assert "No event matches" in answer.err


def test_adding_correcting_and_looking_back(ready: Tracker) -> None:
    added = ready(
        *("events", "add", "--date", "2026-11-20", "--zone", "Europe/Brussels", "--title", "Listings of the package"),
        *("--kind", "designation", "--issuer", "Council of the EU", "--jurisdiction", "EU", "--stance", "hold"),
    )
    event_id = added.out.strip()
    assert added.code == 0
    corrected = ready("events", "edit", event_id, "--stance", "escalate", "--reason", "it adds names")
    assert corrected.out.strip() == event_id
    shown = ready("events", "show", event_id).out
    assert "escalate" in shown
    assert "it adds names" in shown
    read = document(ready("events", "show", event_id, "--format", "json"))
    assert [edit["action"] for edit in read["history"]] == ["add", "edit"]


def test_the_ledger_leaves_and_returns(ready: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    assert ready("events", "export", "-o", str(file)).code == 0
    answer = ready("events", "import", str(file))
    assert answer.out == f"added 0, corrected 0, unchanged {len(shipped_events())}\n"


def test_rows_17_and_40_are_named_together(ready: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    ready("events", "export", "-o", str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    for number in (17, 40):
        first, _, rest = lines[number - 1].split(",", 2)
        lines[number - 1] = f"{first},31 November,{rest}"
    file.write_text("\n".join(lines), encoding="utf-8")
    answer = ready("events", "import", str(file))
    assert answer.code == 2
    assert "line 17:" in answer.err
    assert "line 40:" in answer.err
    assert "mine.csv" in answer.err
    assert document(ready("status", "--format", "json"))["ledger"]["events"] == len(shipped_events())


def test_a_file_that_is_no_utf8_names_its_line(ready: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes(b"id,date\nx,\xe9\n")
    answer = ready("events", "import", str(file))
    assert (answer.code, answer.out) == (2, "")
    assert "line 2" in answer.err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device")
def test_an_endless_file_is_refused_and_not_read_to_its_end(ready: Tracker) -> None:
    answer = ready("events", "import", "/dev/zero")
    assert (answer.code, answer.out) == (2, "")
    assert "/dev/zero holds more than 20 million bytes" in answer.err


def test_sources_name_their_rights_and_hosts(ready: Tracker) -> None:
    read = document(ready("sources", "--format", "json"))
    keys = [source["key"] for source in read["sources"]]
    assert keys == sorted(keys)
    assert {"ecb", "yahoo", "us_federal_register"} <= set(keys)
    assert all(source["rights"]["credit"] and source["hosts"] for source in read["sources"])
    hosts = [line for line in ready("sources", "--hosts").out.splitlines() if not line.startswith("#")]
    assert hosts == sorted({host for source in read["sources"] if source["enabled"] for host in source["hosts"]})


def test_offline_asks_nobody_and_says_so(ready: Tracker) -> None:
    answer = ready("fetch", "--offline")
    assert answer.code == 5
    assert answer.out.count("offline") >= 3


def test_status_of_a_fresh_installation(ready: Tracker, ready_home: Path) -> None:
    read = document(ready("status", "--format", "json"))
    assert read["home"] == str(ready_home)
    (finding,) = read["findings"]
    assert finding["what"].startswith("never fetched: ")
    assert "ecb" in finding["what"]
    assert "tracker fetch" in ready("status").out


def test_the_database_by_hand(tracker: Tracker, tmp_path: Path) -> None:
    assert tracker("db", "current").code == 6
    upgraded = tracker("db", "upgrade")
    assert upgraded.code == 0
    assert str(tmp_path / "home") in upgraded.out
    assert tracker("db", "current").code == 0
    assert tracker("db", "check").code == 0


def test_a_strangers_database_is_left_alone(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    for words in (["status"], ["db", "upgrade"]):
        answer = tracker(*words, "--database-url", f"sqlite:///{path}")
        assert answer.code == 6
        assert "theirs.sqlite3" in answer.err
    assert path.read_bytes() == before


def test_garbage_is_no_database(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "garbage.sqlite3"
    path.write_bytes(b"<html>" * 1000)
    answer = tracker("status", "--database-url", f"sqlite:///{path}")
    assert answer.code == 6
    assert "garbage.sqlite3" in answer.err


def test_now_replaces_the_clock(ready: Tracker) -> None:
    read = document(ready("events", "list", "--since", "4d", "--now", "2014-11-14T18:00Z", "--format", "json"))
    assert read["generated_at"] == "2014-11-14T18:00:00Z"
    days = [event["published_on"] for event in read["events"]]
    assert min(days) == "2014-11-10"  # an event's day is that of its place


def test_settings_show_their_origin_and_hide_secrets(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "correct horse")
    answer = tracker("config", "show", "--offline")
    assert "horse" not in answer.out
    rows = {one["name"]: one for one in document(tracker("config", "show", "--format", "json"))["settings"]}
    assert rows["smtp_password"]["value"] == "***"
    assert rows["smtp_password"]["origin"] == "TRACKER_SMTP_PASSWORD"
