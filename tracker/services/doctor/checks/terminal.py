"""Where answers are written: the signs it can show, and its width."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.services.doctor.lines import Check, Line, Subject, ok, warn

_WIDE_ENOUGH = 100


def _run(subject: Subject) -> Iterator[Line]:
    terminal = subject.terminal
    if terminal.encoding.lower().replace("_", "-") in {"utf-8", "utf8", "cp65001"}:
        yield ok(f"output is {terminal.encoding}")
    else:
        yield warn(
            f"output is {terminal.encoding}, so reports are written in their ASCII form",
            "Set PYTHONUTF8=1, or a UTF-8 locale such as LC_ALL=C.UTF-8.",
        )
    if terminal.width is None:
        yield ok("output is no terminal")
    elif terminal.width < _WIDE_ENOUGH:
        yield warn(f"the terminal has {terminal.width} columns; reports use 100", "Widen the window, or use -o FILE.")
    else:
        yield ok(f"the terminal has {terminal.width} columns")


CHECK = Check(key="terminal", title="Output", order=90, run=_run)
