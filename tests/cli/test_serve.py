"""``tracker report --site`` and ``tracker serve`` as they are typed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import Answer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--site", "s", "--week", "2014-W46"), "--week means nothing"),
        (("--site", "s", "--format", "json"), "--format means nothing"),
        (("--site", "s", "-o", "y"), "for one report leave --site out"),
        (("--full",), "--full means nothing"),
    ],
)
def test_what_makes_no_sense_is_said(tracker: Callable[..., Answer], words: tuple[str, ...], said: str) -> None:
    answer = tracker("--offline", "report", *words)
    assert answer.code == 2
    assert said in answer.err
    assert not Path("s").exists()


@pytest.mark.usefixtures("ready_home")
def test_a_site_is_made_and_brought_up_to_date(tracker: Callable[..., Answer]) -> None:
    asked = ("--offline", "--now", "2014-12-24T12:00Z", "report", "--site", "s", "--since", "2014-11-10")
    first = tracker(*asked, "--until", "2014-11-17")
    assert first.code == 0, first.err
    assert "1 week, 1 of them made anew" in first.out
    assert "tracker serve s" in first.err
    again = tracker(*asked, "--until", "2014-11-17")
    assert " 0 written" in again.out
    assert tracker("--offline", "report", "--site", "s", "--since", "2099-01-01").code in {2, 3}


def test_a_folder_that_is_no_site_is_not_shown(tracker: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    answer = tracker("serve", str(tmp_path / "private"))
    assert answer.code == 2
    assert "holds no site" in answer.err
    assert "tracker report --site DIR" in " ".join(answer.err.split())


@pytest.mark.watches_processes
@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_shows_a_folder_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "index.html").write_text("<p>here</p>")
    (tmp_path / "tracker-site.json").write_text("{}")
    argv = [sys.executable, "-m", "tracker", "serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server
            assert answer.read() == b"<p>here</p>"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
