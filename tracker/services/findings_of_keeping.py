"""Findings about what is kept: backups missing or old, a site that is behind, what is to leave the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.services import daily_backups
from tracker.services.context import Context
from tracker.services.findings_of_status import Finding
from tracker.services.installation import Installation, ticking
from tracker.services.site import keeping
from tracker.services.site.folder import scope_words

if TYPE_CHECKING:
    from tracker.store.archive import Removal


def about_keeping(context: Context, found: Installation) -> Iterator[Finding]:
    """Both, for ``tracker status``."""
    from tracker.store.unit_of_work import UnitOfWork

    if ticking(found, context.now):
        yield from about_backups(context, context.now)
        yield from about_site(context.settings)
    with UnitOfWork(context.engine, write=False) as work:
        going = work.archive.announced()
    yield from about_removals(context.settings, going)


def about_backups(context: Context, now: datetime) -> Iterator[Finding]:
    """That no daily backup can be made here, or that the newest is old or missing. Only where a schedule is worked."""
    settings = context.settings
    if not settings.backups_kept:
        return
    why = daily_backups.unable(context.engine)
    if why is not None:
        yield Finding(what=f"no daily backup is made: {why.message}", remedy=why.remedy)
        return
    newest = daily_backups.newest(settings, now)
    if newest is not None and now - newest.at > daily_backups.OLD_AFTER:
        yield Finding(
            what=f"the newest daily backup is {age_words(newest.at, now)} old: {newest.file.name}",
            remedy="Make one now: tracker db backup; why the job makes none stands in its last run, above",
        )


def about_site(settings: Settings) -> Iterator[Finding]:
    """That the kept site is missing, behind, or of another kind. A turn that failed stands among the failed jobs."""
    root = settings.site_dir
    if root is None:
        return
    scope = keeping.scope_of(settings)
    refused = keeping.refusal(root, scope)
    if refused is not None:
        yield Finding(what=refused.message, remedy=refused.remedy)
        return
    waiting = keeping.behind(root, scope)
    public = " --public" if settings.site_public else ""
    remedy = f"The scheduler goes on with it each quarter of an hour; at once: tracker report --site {root}{public}"
    if waiting is None:
        yield Finding(what=f"no site of {scope_words(scope)} was made in {root} yet", remedy=remedy)
    elif waiting:
        told = "a week of it waits, or a build was not ended" if waiting == 1 else f"{waiting:,} weeks of it wait"
        yield Finding(what=f"the site in {root} is behind: {told}", remedy=remedy)


def about_removals(settings: Settings, going: Sequence[Removal]) -> Iterator[Finding]:
    """What leaves the archive, and when."""
    if not going:
        return
    first, last = min(one.goes_at for one in going), max(one.goes_at for one in going)
    when = f"from {first:%Y-%m-%d}" if first.date() == last.date() else f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    noun = "document" if len(going) == 1 else "documents"
    names = [name for name in ("archive_days", "archive_megabytes") if getattr(settings, name)]
    keep = " and ".join(f"TRACKER_{name.upper()}=0" for name in names)
    yield Finding(
        what=f"the bytes of {len(going):,} {noun} leave the archive {when}; what was read from them stays",
        remedy=f"See: tracker db archive; {f'to keep them: {keep}' if keep else 'they stay: the settings ask no more'}",
    )


def age_words(at: datetime, now: datetime) -> str:
    """ "5 hours", "3 days"."""
    hours = int((now - at).total_seconds() // 3600)
    count, noun = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{count} {noun}{'' if count == 1 else 's'}"
