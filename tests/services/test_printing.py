"""Pages printed to PDF: by a real Chromium where there is one, and by programs that hang, fail and never end."""

from __future__ import annotations

import io
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import Answer
from tests.reports import briefings
from tests.reports.test_hostile_text import HOSTILE, poisoned
from tracker.errors import ConfigError, TrackerError
from tracker.services import browsers, printing
from tracker.services.printing import pdf_of
from tracker.services.rendering import chosen_format, render

posix = pytest.mark.skipif(sys.platform == "win32", reason="the browsers are scripts of a shell")

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A short page</title>
<style>@page{size:A4;@bottom-right{content:counter(page) " of " counter(pages)}} h2{break-before:page}</style></head>
<body><h1>The first</h1><p id="words">Nothing ran.</p><p><a href="https://example.org/x">away</a></p>
<img alt="far" src="https://example.org/far.png"><img alt="own" src="file:///etc/hostname"><h2>The second</h2><p>End</p>
<script>document.getElementById("words").textContent = "A script ran."</script></body></html>"""


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, to see that none stays."""
    folder = tmp_path / "room"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def words(printed: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed)).pages)


def links(printed: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(printed)).pages:
        for one in page.get("/Annots", []):
            action = one.get_object().get("/A")
            found |= {str(action.get_object()["/URI"])} if action and "/URI" in action.get_object() else set()
    return found


def test_a_page_is_printed_with_its_title_language_tags_bookmarks_links_and_page_numbers(
    chromium: str, room: Path
) -> None:
    printed = pdf_of(PAGE, program=Path(chromium), about={"/Subject": "What it is about"})
    reader = PdfReader(io.BytesIO(printed))
    assert reader.metadata is not None
    assert reader.metadata.title == "A short page"
    assert reader.metadata.subject == "What it is about"
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"].get_object()["/Marked"], "tagged: readable by ear"
    assert "/StructTreeRoot" in root
    assert [one.title for one in reader.outline if not isinstance(one, list)] == ["The first"]
    assert "1 of 2" in words(printed)
    assert "2 of 2" in words(printed)
    assert "Nothing ran." in words(printed), "no script of a page runs"
    assert links(printed) == {"https://example.org/x"}
    assert list(room.iterdir()) == [], "neither the page nor the profile stays"


def test_a_report_is_printed_as_its_page_shows_it(chromium: str) -> None:
    printed = render(briefings.week_of_the_float(), chosen_format("pdf", chromium=""))
    assert isinstance(printed, bytes)
    reader = PdfReader(io.BytesIO(printed))
    assert reader.metadata is not None
    assert "10–16 November 2014" in (reader.metadata.title or "")
    assert "The rouble lost" in (reader.metadata.subject or "")
    said = words(printed)
    for one in ("47.30", "Rhodes: sanctions bite", "How to cite", f"1 / {len(reader.pages)}"):
        assert one in said
    assert any(one.startswith("https://www.presidency.ucsb.edu/") for one in links(printed))


def test_a_hostile_report_prints_as_text(chromium: str) -> None:
    printed = render(poisoned("".join(HOSTILE.values())), chosen_format("pdf", chromium=""))
    assert isinstance(printed, bytes)
    assert "<script>" in words(printed)
    for mark in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction"):
        assert mark not in printed
    assert all(one.startswith(("http://", "https://", "mailto:")) for one in links(printed))


def test_the_command_prints_to_a_file(chromium: str, ready_home: Path, tracker: Callable[..., Answer]) -> None:
    answer = tracker("--offline", "report", "--week", "2014-W46", "-o", "week.pdf")
    assert answer.code in {0, 4}
    assert "Written: week.pdf" in answer.err
    assert "Rouble trading band abolished" in words(Path("week.pdf").read_bytes())


def test_without_a_browser_the_command_says_what_to_do(
    tracker: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_CHROMIUM", "none-of-that-name")
    answer = tracker("--offline", "report", "--week", "2014-W46", "--format", "pdf", "-o", "week.pdf")
    assert answer.code == 6
    assert "TRACKER_CHROMIUM names none-of-that-name" in answer.err
    assert "--format html" in answer.err
    assert not Path("week.pdf").exists()


def browser(folder: Path, script: str) -> Path:
    """A program that is started like a browser; $out is the file it should write."""
    program = folder / "browser"
    find_out = 'for one in "$@"; do case "$one" in --print-to-pdf=*) out="${one#*=}";; esac; done'
    program.write_text(f"#!/bin/sh\n{find_out}\n{script}\n")
    program.chmod(0o755)
    return program


def ended(pid: int) -> bool:
    """Whether a process is no more, or only waits for somebody to hear of its end."""
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.joinpath("self").exists():
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


@posix
@pytest.mark.watches_processes
def test_a_browser_that_hangs_is_ended_with_all_it_started(tmp_path: Path, room: Path) -> None:
    program = browser(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(TrackerError, match=r"did not print the page within 1 s.*--format html") as caught:
        pdf_of(PAGE, program=program, seconds=1)
    assert caught.value.retryable
    child = int((tmp_path / "child").read_text())
    try:
        assert ended(child)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert list(room.iterdir()) == []


@posix
@pytest.mark.watches_processes
def test_one_that_has_printed_and_stays_is_not_waited_for(tmp_path: Path) -> None:
    program = browser(tmp_path, "printf '%%PDF-1.4\\nall of it\\n%%%%EOF\\n' > $out; exec sleep 600")
    assert pdf_of(PAGE, program=program).startswith(b"%PDF-1.4\nall of it")


@posix
@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            "echo '[1:ERROR:dbus/bus.cc] no bus' >&2; printf 'no \\033[31mfonts\\n[2] dbus\\n' >&2; exit 3",
            "no [31mfonts",
        ),
        ("printf '%%PDF-1.4 cut off' > $out", "printed no PDF"),
        ("echo '<html>' > $out", "printed no PDF"),
        ("echo 'No usable sandbox!' >&2; exit 1", "user namespaces"),
        ("", "Try another browser"),
    ],
)
def test_one_that_fails_is_quoted(tmp_path: Path, script: str, told: str) -> None:
    with pytest.raises(TrackerError) as caught:
        pdf_of(PAGE, program=browser(tmp_path, script))
    assert told in str(caught.value)
    assert "\033" not in str(caught.value)


@posix
def test_it_gets_a_profile_and_a_home_of_its_own_and_no_way_out(tmp_path: Path, room: Path) -> None:
    script = f'printf "%s\\n" "$@" > {tmp_path}/words; echo "$HOME" > {tmp_path}/home; ulimit -d > {tmp_path}/data'
    with pytest.raises(TrackerError, match="printed no PDF"):
        pdf_of(PAGE, program=browser(tmp_path, script))
    said = (tmp_path / "words").read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said
    assert "--no-proxy-server" in said
    (profile,) = [one.partition("=")[2] for one in said if one.startswith("--user-data-dir=")]
    assert Path(profile).is_relative_to(room)
    assert (tmp_path / "home").read_text().strip() == str(Path(profile).parent)
    assert said[-1].startswith("file://")
    assert ("--no-sandbox" in said) is (os.geteuid() == 0)
    if sys.platform == "linux":
        assert (tmp_path / "data").read_text().strip() == str(printing.MOST_MEMORY // 1024)


def test_a_page_that_is_too_large_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_PAGE", 1_000_000)
    with pytest.raises(TrackerError, match="2 MB, too many to print"):
        pdf_of("x" * 2_000_001, program=Path("never-started"))


def test_one_that_cannot_be_started_is_a_matter_of_settings(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("no program")
    program.chmod(stat.S_IRUSR)
    with pytest.raises(ConfigError, match="cannot be started"):
        pdf_of(PAGE, program=program)


def installed(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_browser_is_found_by_its_setting_on_path_and_where_installers_put_it(tmp_path: Path) -> None:
    nowhere = {"PATH": str(tmp_path / "nowhere")}
    own = installed(tmp_path / "own" / "my-browser")
    edge = installed(tmp_path / "bin" / "microsoft-edge")
    chrome = installed(tmp_path / "bin" / "google-chrome")
    path = {"PATH": str(tmp_path / "bin")}
    assert browsers.find(str(own), environ=nowhere) == own
    assert browsers.find("microsoft-edge", environ=path) == edge
    assert browsers.find("", environ=path) == chrome, "the first by order of names"
    assert browsers.find("chrom", environ=path) is None
    mac = installed(tmp_path / "Applications" / "Google Chrome.app" / "Contents" / "MacOS" / "Google Chrome")
    assert browsers.find(platform="darwin", environ=nowhere, home=tmp_path) == mac
    windows = installed(tmp_path / "files" / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    places = {**nowhere, "PROGRAMFILES": str(tmp_path / "none"), "PROGRAMFILES(X86)": str(tmp_path / "files")}
    assert browsers.find(platform="win32", environ=places) == windows


def test_where_none_is_found_that_is_said_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browsers, "_places", lambda *_: iter(()))
    with pytest.raises(ConfigError, match=r"none was found.*apt install chromium.*TRACKER_CHROMIUM.*--format html"):
        browsers.required()
