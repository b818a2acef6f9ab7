"""``tracker report --site``: the folder of pages, brought up to date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli._output import emit
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation


_BOUNDS = "Say which weeks to bring up to date with --since and --until; without them it is all."
_ONE = "A site is many files, in the folder that --site names: for one report leave --site out."
_INSTEAD = {"-o": _ONE, "--format": _ONE}


def report_site(
    invocation: Invocation,
    folder: Path,
    *,
    since: str | None,
    until: str | None,
    pair: str | None,
    public: bool,
    full: bool,
    others: dict[str, bool],
) -> None:
    """Build the site and say what was done. ``others``: options that mean nothing beside it, and whether they were
    given."""
    from tracker.services.site.building import Wanted, build_site

    wrong = [name for name, given in others.items() if given]
    if wrong:
        raise UsageError(f"{wrong[0]} means nothing beside --site.", remedy=_INSTEAD.get(wrong[0], _BOUNDS))
    first, last = _bounds(invocation, since, until)
    built = build_site(
        invocation.context,
        folder,
        Wanted(pair=pair or "", since=first, until=last, public=public, full=full),
    )
    removed = f", {built.removed} taken away" if built.removed else ""
    emit(
        invocation,
        f"{built.folder}: {built.weeks} {'week' if built.weeks == 1 else 'weeks'}, {built.made} of them made anew;"
        f" {built.files} files, {built.written} written{removed}.",
        None,
    )
    if not invocation.quiet:
        invocation.note(f"See it: tracker serve {built.folder}")


def _bounds(invocation: Invocation, since: str | None, until: str | None) -> tuple[date | None, date | None]:
    from tracker.model.period import since_until

    return since_until(since, until, zone=invocation.settings.zone, now=invocation.instant)
