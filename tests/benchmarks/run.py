"""All benchmarks in one run and one table: ``make bench``, or ``python tests/benchmarks/run.py --help``."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from harness import HERE, ROOT, Row, compare, environment

WIDTHS = (52, 11, 11, 7, 7, 7, 6, 9, 9)
HEAD = ("what", "ours", "theirs", "ratio", "CPU", "best", "goal", "peak", "theirs")
SAID = """
Times are medians by the clock; "ratio" is the median of the paired runs' ratios, "CPU" the same of processor time,
"best" the least ratio; "peak" is the largest memory of each side's own process, its preparation included. Both sides
gave the same answer, or the run would have stopped.
"""


def main() -> int:
    """Run what is asked for and print it; 1 when two sides disagree."""
    if "--search" in sys.argv[1:]:
        rest = [word for word in sys.argv[1:] if word != "--search"]
        return subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.search", *rest], cwd=ROOT, check=False
        ).returncode
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="only lines that contain this text")
    parser.add_argument("--rounds", type=int, help="pairs of runs for each line, after one warm-up")
    parser.add_argument("--tiny", action="store_true", help="a small size: does everything run?")
    parser.add_argument("--json", action="store_true", help="the figures for a program")
    parser.add_argument("--search", action="store_true", help="candidates for the default p, on one census (minutes)")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if not options.tiny:
            prepare = [sys.executable, "-m", "tracker", "report", "--week", "2014-W46"]
            subprocess.run(prepare, env=environment(home), check=True, capture_output=True)
        if not options.json:
            sys.stdout.write(line(HEAD) + "\n")
        for script in sorted(HERE.glob("bench_*.py")):
            benches = importlib.import_module(script.stem).BENCHES
            for number, bench in enumerate(benches):
                if options.only.lower() not in f"{bench.what} against {bench.against}".lower():
                    continue
                row = compare(bench, script, number, tiny=options.tiny, home=home, rounds=options.rounds)
                rows.append(row)
                if not options.json:
                    sys.stdout.write(text(row) + "\n")
                    sys.stdout.flush()
    sys.stdout.write(json.dumps([asdict(row) for row in rows], indent=1) + "\n" if options.json else SAID)
    return 0


def text(row: Row) -> str:
    """One line of the table, and one more for what it is set against."""
    cells = (
        row.what,
        seconds(row.ours),
        seconds(row.theirs),
        number(row.ratio),
        number(row.ratio_cpu),
        number(row.best),
        "" if row.goal is None else f"< {row.goal:g}",
        f"{row.ours_peak:.0f} MiB",
        "" if row.theirs_peak is None else f"{row.theirs_peak:.0f} MiB",
    )
    said = f"against {row.against}" if row.against else row.note
    return line(cells) + (f"\n  {said}" if said else "")


def line(cells: tuple[str, ...]) -> str:
    """Cells in columns, the first to the left."""
    return cells[0].ljust(WIDTHS[0]) + "".join(
        cell.rjust(width) for cell, width in zip(cells[1:], WIDTHS[1:], strict=True)
    )


def seconds(value: float | None) -> str:
    """In seconds or milliseconds."""
    if value is None:
        return "–"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def number(value: float | None) -> str:
    """Two decimals."""
    return "" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
