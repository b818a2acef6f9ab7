"""Time zones where the system has none: those of the package ``tzdata``, with the same instants and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

# Moscow changed its rule on 26 October 2014, from +4 to +3: an old or missing rule would move every fixing by an hour.
ASKING = """
import json, sys, zoneinfo
from datetime import date, time
from tracker.cli import main
from tracker.model.instants import local_instant
instants = [
    local_instant(day, time(12, 30), zone).isoformat()
    for zone in ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
    for day in (date(2011, 3, 28), date(2014, 10, 25), date(2014, 10, 27), date(2022, 3, 28))
]
code = main(["--offline", "align", "2014-11-05-cbr-limits-interventions", "--format", "json",
             "--now", "2014-11-17T09:00Z", "-o", sys.argv[1]])
text = open(sys.argv[1], encoding="utf-8").read()
print(json.dumps([list(zoneinfo.TZPATH), instants, code, json.loads(text)["alignments"]]))
"""


def answers(tmp_file: str, **environment: str) -> Any:
    answer = subprocess.run(
        [sys.executable, "-c", ASKING, tmp_file],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_without_the_systems_zones_every_alignment_is_the_same(ready_home: Any, tmp_path: Any) -> None:
    with_system = answers(str(tmp_path / "one.json"))
    without = answers(str(tmp_path / "two.json"), PYTHONTZPATH="")
    assert without[0] == []
    assert without[1:] == with_system[1:]
    moscow = without[1][:4]
    assert moscow == [
        "2011-03-28T08:30:00+00:00",  # +4, since the day before
        "2014-10-25T08:30:00+00:00",  # the last day of +4
        "2014-10-27T09:30:00+00:00",  # +3 since
        "2022-03-28T09:30:00+00:00",
    ]
    assert len(without[3]) > 0
