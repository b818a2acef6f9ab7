"""Terminals that are not UTF-8: every command prints something readable, files are UTF-8 whatever the terminal is."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.cli import main

ENCODINGS = ("ascii", "cp1252", "cp437", "cp866", "latin-1")
WEEK = ("--week", "2014-W46")
PRINTING = (
    ("report", *WEEK),
    ("report", *WEEK, "--format", "markdown"),
    ("now",),
    ("align", "2014-11-10-cbr-free-float"),
    ("study", "2014-11-10-cbr-free-float"),
    ("events", "list", *WEEK),
    ("events", "show", "2014-11-10-cbr-free-float"),
    ("sources",),
    ("status",),
    ("config", "show"),
    ("email", "preview", *WEEK),
    ("report", "--help"),
)


@pytest.fixture(autouse=True)
def installation(ready_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACKER_OFFLINE", "true")
    monkeypatch.setenv("TRACKER_EMAIL_TO", "reader@example.org")
    monkeypatch.setenv("TRACKER_EMAIL_FROM", "tracker@example.org")
    monkeypatch.chdir(tmp_path)


def typed(words: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, bytes, bytes]:
    """The exit code and the bytes that a terminal of this encoding gets."""
    buffers = [io.BytesIO(), io.BytesIO()]
    out, err = (io.TextIOWrapper(buffer, encoding=encoding) for buffer in buffers)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = main(words)
    out.flush()
    err.flush()
    return code, buffers[0].getvalue(), buffers[1].getvalue()


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_what_is_printed_is_readable_everywhere(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    line = (*words, "--now", "2014-11-17T09:00Z")
    code, wide, err = typed(line, "utf-8", monkeypatch)
    assert code in {0, 4}, err
    slow = words[0] in {"report", "study", "email", "align"}
    for encoding in ("cp866",) if slow else ENCODINGS:
        narrow = typed(line, encoding, monkeypatch)
        assert narrow[0] == code
        assert narrow[1].isascii()
        assert len(narrow[1]) > 50
        assert narrow[1].count(b"?") == wide.count(b"?"), "a sign without a stand-in"


@pytest.mark.parametrize(("form", "sign"), [("text", "−2.6 %"), ("json", "†")])
def test_a_file_is_utf8_from_every_terminal(
    form: str, sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week"
    words = ("report", *WEEK, "--format", form, "-o", str(file), "--now", "2014-11-17T09:00Z")
    code, _, err = typed(words, "cp866", monkeypatch)
    assert code == 0, err
    text = file.read_text(encoding="utf-8")
    assert sign in text
    assert "“" in text
    assert "\\u20" not in text


def test_json_loses_nothing_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "Brüssel – “Zürich” 😀 Набиуллина"
    add = (
        "events",
        "add",
        "--date",
        "2014-11-12",
        "--zone",
        "Europe/Brussels",
        "--kind",
        "statement",
        "--title",
        title,
    )
    add += ("--issuer", "Council of the EU", "--jurisdiction", "EU")
    code, out, err = typed(add, "cp1252", monkeypatch)
    assert code == 0, err
    name = out.decode().strip()
    for words, reads in (
        (
            ("events", "list", "--text", "Brüssel", "--format", "json"),
            lambda text: json.loads(text)["events"][0]["title"] == title,
        ),
        (("events", "show", name), lambda text: 'Brussel - "Zurich" ? Nabiullina' in text),
        (("events", "export", *WEEK), lambda text: "Brussel - 'Zurich' ? Nabiullina" in text),
    ):
        code, out, err = typed(words, "cp1252", monkeypatch)
        assert code == 0, err
        assert out.isascii()
        assert reads(out.decode()), out
    assert b"-o FILE keeps them all" in err  # after the export, which reads back less than was stored


def c_locale(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """As typed under LANG=C, with Python's two rescues from it switched off."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON"))}
    environ |= {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TRACKER_OFFLINE": "true"}
    command = [sys.executable.encode(), b"-m", b"tracker", *(word.encode() for word in words)]
    return subprocess.run(command, env=environ, input=stdin, capture_output=True, check=False, timeout=120)


def test_the_locale_c_gets_the_ascii_form_too() -> None:
    answer = c_locale("events", "list", *WEEK)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.isascii()
    assert b"Rouble trading band abolished" in b" ".join(answer.stdout.split())


def test_words_that_are_no_text_here_are_refused_and_nothing_is_stored() -> None:
    event = ("--date", "2014-11-12", "--zone", "Europe/Brussels", "--kind", "statement", "--jurisdiction", "EU")
    answer = c_locale("events", "add", *event, "--issuer", "Council of the EU", "--title", "Brüssel")
    assert answer.returncode == 2, answer.stderr
    assert b"LANG=C.UTF-8" in answer.stderr
    assert b"Traceback" not in answer.stderr
    assert b"ssel" not in c_locale("events", "list", *WEEK).stdout


def test_an_import_from_stdin_that_is_not_utf8_is_refused_in_words() -> None:
    answer = c_locale("events", "import", "-", stdin=b"id,title\nx,Br\xfcssel\n")
    assert answer.returncode == 2
    assert b"standard input, line 2: not UTF-8 text. Nothing was imported." in answer.stderr
