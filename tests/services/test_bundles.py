"""Bundles: the same bytes again from nothing but themselves, and nothing of a stranger's file believed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracker.config import load
from tracker.data.event_set_file import shipped_event_sets
from tracker.errors import NoDataError, UsageError
from tracker.services.bundles.archive import packed, unpacked
from tracker.services.bundles.replay import Replayed, bundle, replay
from tracker.services.context import open_context
from tracker.services.ledger import Selection
from tracker.services.prepared import Prepared, Question, prepare
from tracker.services.rates import KnownBy
from tracker.services.studies import answer_of

NOW = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)
EVENTS = ("merkel-no-new-sanctions", "rhodes-beijing")


@pytest.fixture(scope="module")
def prepared(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("bundled") / "home"))
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home), now=NOW)
    known = KnownBy(public_by=datetime(2015, 3, 1, tzinfo=UTC))
    return prepare(context, Question(selection=Selection(), event_ids=EVENTS, known=known))


@pytest.fixture(scope="module")
def made(prepared: Prepared) -> bytes:
    return bundle(prepared)


@pytest.fixture(scope="module")
def files(made: bytes) -> dict[str, bytes]:
    return unpacked(made, "it.zip")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the figures, which take the most time."""
    monkeypatch.setattr("tracker.services.bundles.outputs.figures_of", lambda _: {})


@pytest.fixture(scope="module")
def plain(prepared: Prepared) -> dict[str, bytes]:
    """The files of the same bundle without figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.services.bundles.outputs.figures_of", lambda _: {})
        return unpacked(bundle(prepared), "it.zip")


@pytest.fixture(scope="module")
def withheld(prepared: Prepared) -> bytes:
    """The same study as if the source did not allow passing on its rates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tracker.services.bundles.outputs.figures_of",
            lambda drawn: {"figures/rate.png": b"a picture"} if drawn.show_levels else {},
        )
        patch.setattr("tracker.services.bundles.inputs.barred", lambda _: "their terms do not allow republishing")
        return bundle(prepared)


def test_a_bundle_replayed_is_the_same_file(made: bytes) -> None:
    found = replay(made, "it.zip")
    assert found.content == made
    assert found.same
    assert found.whole
    assert "the same, byte for byte" in " ".join(found.lines())


def test_its_table_is_the_study_that_is_printed(prepared: Prepared, files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["tables/events.csv"].decode())))
    shown = answer_of(prepared).result
    expected = shown.rows
    assert [row["event_id"] for row in rows] == expected["event_id"].to_list()
    for name in ("raw", "car", "se", "pvalue", "interval_lower", "holm_pvalue", "bh_pvalue", "romano_wolf_pvalue"):
        np.testing.assert_array_equal([float(row[name] or "nan") for row in rows], expected[name])
    tests = csv.DictReader(io.StringIO(files["tables/aggregate.csv"].decode()))
    found = {row["statistic"]: row["pvalue"] for row in tests}
    assert "circular" in found
    for key, pvalue in zip(shown.aggregate["statistic"], shown.aggregate["pvalue"], strict=True):
        np.testing.assert_equal(float(found[key] or "nan"), pvalue)
    assert json.loads(files["spec.json"])["statistics"] == list(shown.spec.statistics)


def test_its_pages_name_every_test_and_adjustment(prepared: Prepared, files: dict[str, bytes]) -> None:
    shown = answer_of(prepared).result
    method = files["method.md"].decode()
    for key in (*shown.spec.statistics, "holm", "bh", "romano_wolf"):
        assert f"**`{key}`**" in method
    for title in ("Holm", "Benjamini–Hochberg", "Romano–Wolf"):
        assert title in method
    (pvalue,) = shown.aggregate.query("statistic == 'circular'")["pvalue"]
    assert f"p of the mean: {pvalue:.3f} (circular)" in " ".join(files["README.md"].decode().split())


def test_it_holds_what_a_referee_asks_for(files: dict[str, bytes]) -> None:
    question = json.loads(files["question.json"])
    (source,) = question["sources"]
    assert source["url"].startswith("https://www.ecb.europa.eu/")
    assert source["accessed_at"]
    assert question["now"] == "2026-03-01T12:00:01Z"
    assert json.loads(files["spec.json"])["model"] == "factor"
    method = files["method.md"].decode()
    assert "E[r] = a + b'F" in method
    assert "Gelbach, Helland and Klick (2013)" in method
    assert files["figures/path.svg"].startswith(b"<?xml")
    assert files["figures/own-parts.png"].startswith(b"\x89PNG")
    assert b"<dc:date>" not in files["figures/rate.svg"]
    assert {"numpy", "pandas", "altair", "vl-convert-python", "sanctions-pressure-tracker"} <= json.loads(
        files["versions.json"]
    ).keys()
    readme = files["README.md"].decode()
    assert "https://www.ecb.europa.eu/" in readme
    for name in files:
        assert f"`{name}`" in readme or name.endswith((".svg", ".vl.json", "README.md")), name


def test_figures_are_specifications_that_others_can_open_and_show_the_tables(files: dict[str, bytes]) -> None:
    from altair.vegalite.v6.schema.core import load_schema
    from jsonschema import Draft7Validator

    specs = {name: json.loads(files[name]) for name in files if name.endswith(".vl.json")}
    assert {name.split("/")[1] for name in specs} == {"own-parts.vl.json", "path.vl.json", "rate.vl.json"}
    validator = Draft7Validator(load_schema())
    for spec in specs.values():
        validator.validate(spec)
        assert '"url"' not in json.dumps(spec)
    rows = list(csv.DictReader(io.StringIO(files["tables/events.csv"].decode())))
    (points,) = [layer for layer in specs["figures/own-parts.vl.json"]["layer"] if layer["mark"]["type"] == "point"]
    shown = sorted(row["v"] for row in points["data"]["values"])
    np.testing.assert_allclose(shown, sorted(-100 * np.expm1(-float(row["car"])) for row in rows))


def test_figures_do_not_follow_the_settings_of_a_user(prepared: Prepared, files: dict[str, bytes]) -> None:
    import altair as alt

    with alt.theme.enable("dark"):
        again = unpacked(bundle(prepared), "it.zip")
    for name in (name for name in files if name.startswith("figures/")):
        assert again[name] == files[name], name


@pytest.mark.usefixtures("undrawn")
def test_what_was_changed_since_is_named(plain: dict[str, bytes]) -> None:
    table = plain["tables/events.csv"].replace(b"cannot tell", b"unusual", 1)
    found = replay(packed({**plain, "tables/events.csv": table}, NOW), "it.zip")
    assert not found.same
    assert found.altered == ("tables/events.csv",)
    assert [one.name for one in found.differences] == ["tables/events.csv"]
    assert found.differences[0].words == "1 other cell"
    levels = plain["data/levels.csv"].replace(b"2014-11-11,46", b"2014-11-11,47")
    found = replay(packed({**plain, "data/levels.csv": levels}, NOW), "it.zip")
    assert "data/levels.csv" in found.altered
    assert {"tables/events.csv", "tables/abnormal.csv"} <= {one.name for one in found.differences}


@pytest.mark.usefixtures("undrawn")
def test_a_missing_manifest_is_what_is_said(plain: dict[str, bytes]) -> None:
    without = {name: content for name, content in plain.items() if name != "manifest.json"}
    found = replay(packed(without, NOW), "it.zip")
    assert (found.same, found.altered, found.differences) == (False, (), ())
    lines = list(found.lines())
    assert "manifest.json is missing" in lines[0]
    assert "all its other files are the same" in lines[1]
    assert not any("was changed after" in line for line in lines)
    assert found.record()["has_manifest"] is False
    levels = plain["data/levels.csv"].replace(b"2014-11-11,46", b"2014-11-11,47")
    changed = " ".join(replay(packed({**without, "data/levels.csv": levels}, NOW), "it.zip").lines())
    assert "manifest.json is missing" in changed
    assert "tables/events.csv: " in changed
    broken = replay(packed({**plain, "manifest.json": b"[]"}, NOW), "it.zip")
    assert broken.altered == ("manifest.json",)


@pytest.mark.usefixtures("undrawn")
def test_other_versions_are_said(plain: dict[str, bytes]) -> None:
    older = json.dumps({**json.loads(plain["versions.json"]), "numpy": "1.0"}).encode()
    found = replay(packed({**plain, "versions.json": older}, NOW), "it.zip")
    assert ("numpy", "1.0") in {(name, then) for name, then, _ in found.versions}
    assert any("numpy was 1.0, here it is" in line for line in found.lines())


@pytest.mark.usefixtures("undrawn")
def test_rates_that_may_not_be_passed_on_are_not_in_it(withheld: bytes, plain: dict[str, bytes]) -> None:
    inside = unpacked(withheld, "it.zip")
    assert "data/levels.csv" not in inside
    assert "figures/rate.png" not in inside
    assert b"do not allow republishing" in inside["README.md"]
    assert inside["tables/events.csv"] == plain["tables/events.csv"]
    with pytest.raises(NoDataError, match=r"does not hold the .* rates of USD/RUB@ecb") as told:
        replay(withheld, "it.zip")
    assert "--data rates.csv" in told.value.remedy


@pytest.mark.usefixtures("undrawn")
def test_with_other_rates_given_it_says_so(withheld: bytes, plain: dict[str, bytes]) -> None:
    other = plain["data/levels.csv"].replace(b"2014-11-11,46", b"2014-11-11,47")
    found = replay(withheld, "it.zip", (other, "rates.csv"))
    assert found.others_data
    assert "tables/events.csv" in {one.name for one in found.differences}


@pytest.mark.usefixtures("undrawn")
def test_with_the_rates_given_it_is_the_same_file(withheld: bytes, plain: dict[str, bytes]) -> None:
    levels = plain["data/levels.csv"].decode().splitlines()
    longer = "\n".join([*levels, "2015-09-01,66.1"]) + "\n"
    found = replay(withheld, "it.zip", (longer.encode(), "rates.csv"))
    assert found.content == withheld
    assert not found.others_data
    with pytest.raises(NoDataError, match=r"lacks 1 of the .* first of 2014-11-11"):
        replay(withheld, "it.zip", ("\n".join(one for one in levels if "2014-11-11" not in one).encode(), "rates.csv"))


def zipped(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def lying(content: bytes) -> bytes:
    """A ZIP whose directory says that its one file is a byte long."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<I", 1) + content[place + 28 :]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no bundle"),
        (b"PK\x03\x04 and no more", "no bundle"),
        (b"\x00" * 5000, "no bundle"),
        (zipped(("../../etc/passwd", b"x")), "no bundle has"),
        (zipped(("/etc/passwd", b"x")), "no bundle has"),
        (zipped(("C:\\x.csv", b"x")), "no bundle has"),
        (zipped(("a\x1b]8;;b.csv", b"x")), "no bundle has"),
        (zipped(*((f"a{n}.csv", b"") for n in range(200))), "200 files"),
        (zipped(("question.json", b"{}")), "no question"),
        (zipped(("question.json", b"[" * 100_000)), "no JSON"),
        (zipped(("question.json", b'{"format": 99}')), "newer version"),
        (zipped(("question.json", b'{"format": 1}')), "no whole bundle"),
        (lying(zipped(("question.json", b"{}" * 100))), "no bundle|no JSON"),
    ],
)
def test_what_is_no_bundle_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says) as told:
        replay(content, "it.zip")
    assert "\x1b" not in str(told.value)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.services.bundles.archive._MOST_OF_ONE", 1_000_000)
    monkeypatch.setattr("tracker.services.bundles.archive._MOST_BYTES", 1_500_000)
    with pytest.raises(UsageError, match="larger than"):
        unpacked(zipped(("question.json", b"\x00" * 2_000_000)), "it.zip")
    with pytest.raises(UsageError, match="larger than"):
        unpacked(zipped(("a.json", b"\x00" * 900_000), ("b.json", b"\x00" * 900_000)), "it.zip")


def edited(files: dict[str, bytes], name: str, change: Callable[[Any], Any]) -> bytes:
    document = json.loads(files[name])
    change(document)
    return packed({**files, name: json.dumps(document).encode()}, NOW)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "change",
    [
        lambda q: q["spec"].update(estimation=10**15),
        lambda q: q["spec"].update(model="../../x"),
        lambda q: q["spec"].update(window=[0, 10**9]),
        lambda q: q["spec"].update(statistics=7),
        lambda q: q["spec"].update(more=1),
        lambda q: q["series"].update(key="\x1b[2J"),
        lambda q: q["series"].update(unit=None),
        lambda q: q.update(now="yesterday"),
        lambda q: q.update(spec=None),
        lambda q: q.update(sources=3),
        lambda q: q.update(plausible_effect="much"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(plain: dict[str, bytes], change: Callable[[Any], Any]) -> None:
    with pytest.raises(UsageError):
        replay(edited(plain, "question.json", change), "it.zip")


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/levels.csv", b"label,value\n2014-11-11,-1\n"),
        ("data/levels.csv", b"label,value\n2014-11-11,nan\n"),
        ("data/levels.csv", b"label\n2014-11-11\n"),
        ("data/levels.csv", b"\xff\xfe"),
        ("data/days.csv", b"label,gap_days,method_break\n"),
        ("data/factors.csv", b"label,dollar\n2014-11-11,1e999\n"),
        ("data/alignments.json", b"{}"),
        ("data/alignments.json", b'[{"event_id": "x"}]'),
        ("events.csv", b"nothing,known\n1,2\n"),
    ],
)
def test_data_that_make_no_sense_are_refused(plain: dict[str, bytes], name: str, content: bytes) -> None:
    with pytest.raises((UsageError, NoDataError)):
        replay(packed({**plain, name: content}, NOW), "it.zip")


def test_words_of_a_stranger_end_neither_a_table_nor_a_page(files: dict[str, bytes]) -> None:
    evil = "x](javascript:1) <b> | ` \x1b[2J\u202e"

    def change(question: Any) -> None:
        question["sources"][0].update(title=evil, publisher=evil)
        question["left_out"] = [{"event_id": evil, "because": evil}]
        question["series"].update(unit="$\\frac{" + evil, words=evil)

    found: Replayed = replay(edited(files, "question.json", change), "it.zip")
    inside = unpacked(found.content, "again.zip")
    for name in ("README.md", "method.md"):
        text = inside[name].decode()
        assert "<b>" not in text
        assert "](" not in text
        assert "\x1b" not in text
        assert "\u202e" not in text


@pytest.fixture
def of_a_set(prepared: Prepared, undrawn: None) -> bytes:
    """The same events, selected by a frozen set."""
    one = shipped_event_sets()["paper1"]
    question = replace(prepared.question, selection=Selection(frozen=(one,)))
    return bundle(replace(prepared, question=question))


def test_a_frozen_set_is_in_it_and_replayed(of_a_set: bytes) -> None:
    one, inside = shipped_event_sets()["paper1"], unpacked(of_a_set, "it.zip")
    question = json.loads(inside["question.json"])
    (told,) = question["sets"]
    assert question["asked"]["selection"]["frozen"] == ["paper1"]
    assert (told["version"], told["sha256"], told["rule"]) == (one.version, one.sha256, one.rule)
    assert {left["event_id"]: left["because"] for left in told["excluded"]} == dict(one.excluded)
    readme = " ".join(inside["README.md"].decode().split())
    for said in (one.name, one.version, one.frozen_on.isoformat(), one.sha256, *one.excluded, *one.excluded.values()):
        assert said in readme
    assert replay(of_a_set, "it.zip").content == of_a_set


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("sets", [3, [3], [{"name": "x"}], {"x": 1}])
def test_a_set_that_does_not_say_what_it_is_is_refused(of_a_set: bytes, sets: object) -> None:
    inside = unpacked(of_a_set, "it.zip")
    with pytest.raises(UsageError, match="cannot be read as a study"):
        replay(edited(inside, "question.json", lambda q: q.update(sets=sets)), "it.zip")


@pytest.mark.usefixtures("undrawn")
def test_as_typed_it_needs_no_database(
    tracker: Callable[..., Any], ready_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer = tracker("study", *EVENTS, "--bundle", "it.zip", "--now", "2015-03-01T00:00Z", "--offline")
    assert answer.code == 0, answer.err
    assert "2 events at USD/RUB@ecb" in answer.out
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "nowhere"))
    again = tracker("study", "--replay", "it.zip", "-o", "new.zip", "--format", "json")
    assert again.code == 0, again.err
    assert json.loads(again.out)["same_archive"] is True
    assert Path("new.zip").read_bytes() == Path("it.zip").read_bytes()
    assert not (tmp_path / "nowhere").exists()
    assert tracker("study", "--replay", "it.zip", "--window", "0,0", "--series", "USD/RUB").code == 2
    assert tracker("study", "--data", "x.csv").code == 2
    assert tracker("study", "--replay", "nothing.zip").code == 2


@pytest.mark.usefixtures("undrawn")
def test_a_study_of_nothing_that_could_be_studied_is_bundled_with_its_reasons(plain: dict[str, bytes]) -> None:
    found = replay(edited(plain, "question.json", lambda q: q["spec"].update(estimation=90_000)), "it.zip")
    inside = unpacked(found.content, "again.zip")
    rows = list(csv.DictReader(io.StringIO(inside["tables/events.csv"].decode())))
    assert {row["pvalue"] for row in rows} == {""}
    assert all("90000 ordinary observations are needed" in row["because"] for row in rows)


def test_alignments_against_the_order_of_time_are_refused(files: dict[str, bytes]) -> None:
    def change(alignments: Any) -> None:
        alignments[0]["pre"], alignments[0]["latest"] = alignments[0]["latest"], alignments[0]["pre"]

    with pytest.raises(UsageError, match=r"cannot be computed again|cannot be read"):
        replay(edited(files, "data/alignments.json", change), "it.zip")
