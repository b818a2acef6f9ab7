"""The process that builds: told on standard input what, it says on standard output, line by line, how it goes."""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from tracker.errors import TrackerError
from tracker.model.instants import parse_instant
from tracker.services.context import open_reading
from tracker.services.site.building import Wanted, build_site
from tracker.services.site.folder import FolderHeldError
from tracker.services.site.keeping import settings_of


def main() -> None:
    """Build; a broken pipe ends it, since nobody waits for it any more."""
    asked = json.load(sys.stdin)
    try:
        _say(done=_built(asked))
    except BrokenPipeError:
        sys.exit(1)
    except FolderHeldError as error:
        _say(held=error.message, remedy=error.remedy)
    except TrackerError as error:
        _say(error=error.message, remedy=error.remedy)
    except OSError as error:
        _say(
            error=f"The site in {asked['root']} cannot be written: {error.strerror or error}.",
            remedy="TRACKER_SITE_DIR has to name a folder that this user may write to, with room in it.",
        )
    except Exception as error:  # noqa: BLE001 - whatever it was, the one who asked records it
        traceback.print_exc()
        _say(error=f"unexpected {type(error).__name__}: {error}", remedy="")


def _built(asked: dict[str, Any]) -> str:
    settings, root = settings_of(asked["settings"]), Path(asked["root"])
    context = open_reading(settings, now=parse_instant(asked["now"]))
    try:
        context = replace(context, step=lambda words: _say(step=words))
        built = build_site(context, root, Wanted(public=settings.site_public, most=int(asked["most"])))
    finally:
        context.engine.dispose()
    waiting = f"; {built.behind} older weeks wait for the next turn" if built.behind else ""
    weeks = f"{built.weeks} {'week' if built.weeks == 1 else 'weeks'}, {built.made} of them made anew"
    return f"{weeks}, {built.written} files written{waiting}"


def _say(**words: str) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
