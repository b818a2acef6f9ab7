"""How soon an answer stands there: whole processes, start and end included."""

from __future__ import annotations

import sys

from harness import Bench, Command

CLICK = Command(argv=(sys.executable, "-c", "import click"))
LIBRARIES = Command(argv=(sys.executable, "-c", "import pandas, sqlalchemy"))
WEEK = ("report", "--week", "2014-W46")


def tracker(*words: str, fresh_home: bool = False) -> Command:
    return Command(argv=(sys.executable, "-m", "tracker", *words), fresh_home=fresh_home)


BENCHES = (
    *(
        Bench(what=f"start: tracker {word}", ours=tracker(word), against='python -c "import click"', theirs=CLICK)
        for word in ("--version", "--help", "status", "now")
    ),
    Bench(
        what="report of a week, warm: everything is stored",
        ours=tracker(*WEEK),
        against='python -c "import pandas, sqlalchemy", which it cannot do without',
        theirs=LIBRARIES,
    ),
    Bench(
        what="report of a week, cold: the first command ever",
        ours=tracker(*WEEK, fresh_home=True),
        against="the same with everything stored",
        theirs=tracker(*WEEK),
        rounds=3,
    ),
)
"""``now`` and the reports read a prepared home; the cold one makes its own: schema, ledger, archive."""
