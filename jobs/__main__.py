"""``python -m jobs daemon`` and ``python -m jobs tick`` are ``tracker daemon`` and ``tracker tick``."""

from __future__ import annotations

import sys

from jobs.cli import daemon, tick
from tracker.cli._main import ROOT, main

if __name__ == "__main__":
    for command in (daemon, tick):  # not through the entry points: it works from a bare checkout, too
        ROOT.add_command(command)
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in {"daemon", "tick"}:
        sys.stderr.write("Usage: python -m jobs daemon|tick [OPTIONS]; see python -m jobs daemon --help.\n")
        sys.exit(2)
    sys.exit(main(arguments))
