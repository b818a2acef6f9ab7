"""Building a site: the weeks whose inputs changed are made anew, everything else is left as it is."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tracker import __version__
from tracker.errors import NoDataError, UsageError
from tracker.model.instants import format_instant
from tracker.model.series import SeriesName
from tracker.reports.pages.assets import NAMES, asset
from tracker.reports.site import places
from tracker.reports.site.event import withdrawn_page
from tracker.reports.site.site import STYLE, Site, style
from tracker.reports.site.together import WrittenWeek, written_week
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.executors import Place, place
from tracker.services.rights import barred
from tracker.services.site.folder import Folder, site_folder
from tracker.services.site.fronts import newest_whole
from tracker.services.site.inputs import Inputs, inputs_of
from tracker.services.site.manifest import Kept, Manifest
from tracker.services.site.overviews import FIGURE, write_overviews
from tracker.services.site.planning import Plan, plan_of
from tracker.services.site.turns import turn_of
from tracker.services.site.weeks import GatheredWeek, gather_week

_SAVED_EVERY = 20
"""Weeks made between two savings of the manifest: what a build that is killed has done is not done twice."""

_SAID_EVERY = 50
_MANY = 40
"""Weeks to make from which on another process, which takes seconds to begin, is worth it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be brought up to date: weeks from ``since`` to before ``until`` (local days; None: all there are).

    Other weeks that the site has stay as they are. ``full`` makes every page of those asked for anew. ``most``, instead
    of bounds: about so many weeks, the newest of those that are missing or no longer true; the others wait.
    """

    pair: str = ""
    since: date | None = None
    until: date | None = None
    public: bool = False
    full: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What came of a build: pages in all, written and taken away; weeks in all, made anew, and left for another one."""

    folder: Path
    files: int
    written: int
    removed: int
    weeks: int
    made: int
    behind: int = 0


@dataclass(slots=True)
class _Progress:
    weeks: dict[str, Kept] = field(default_factory=dict)
    events: dict[str, Kept] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    made: int = 0


def build_site(context: Context, root: Path, wanted: Wanted) -> Built:
    """Bring the site in a folder up to date, or make it.

    The same data, settings and program give the same bytes, whether pages were kept or made anew. Raises ``UsageError``
    for a folder that is not ours, in use, or made later than now, ``NoDataError`` where there is nothing to tell of the
    time asked for.
    """
    from tracker.sources.catalog import sources

    pair = SeriesName.parse(wanted.pair or context.settings.pairs[0])
    inputs = inputs_of(context, str(pair), public=wanted.public)
    asked = plan_of(inputs, {}, {}, since=wanted.since, until=wanted.until).asked
    if not asked:
        raise NoDataError("There is no week to tell of.", remedy="Name an earlier --since or a later --until.")
    url = context.settings.site_url
    site = Site(
        pair=str(pair),
        url=f"{url.rstrip('/')}/" if url else "",
        public=wanted.public,
        software=__version__,
        sources=tuple(sources()),
    )
    scope = {"pair": str(pair), "public": wanted.public}
    bounded = wanted.since is not None or wanted.until is not None
    with site_folder(root, scope, weeks=asked if bounded else None) as folder:
        before = folder.before
        since, behind = wanted.since, before.behind if bounded else 0
        if wanted.most is not None:
            since, behind = turn_of(inputs, before, wanted.most)
        plan = plan_of(inputs, before.weeks, before.events, since=since, until=wanted.until)
        _require_begun(root, plan, inputs)
        inputs = replace(inputs, paged=plan.paged)
        progress = _Progress()
        for name in NAMES:
            folder.write(name, asset(name))
        folder.write(STYLE, style())
        _draft(folder, inputs, site, progress)
        _weeks(folder, inputs, site, plan, progress, wanted)
        _withdrawn(folder, site, inputs, progress)
        drawn = _drawn(folder, inputs, site, plan, progress)
        shared = write_overviews(folder, inputs, site, progress.weeks, progress.events, drawn=drawn)
        folder.clear()
        folder.save(replace(_manifest(folder, progress, shared), behind=behind))
        return Built(
            folder=root,
            files=len(folder.files),
            written=folder.written,
            removed=folder.removed,
            weeks=len(plan.periods),
            made=progress.made,
            behind=behind,
        )


def _require_begun(root: Path, plan: Plan, inputs: Inputs) -> None:
    """A clock that was set back would take the pages of what is still to come away, and with them their versions."""
    newest, now = plan.periods[-1], inputs.context.now
    if newest.start > now:
        raise UsageError(
            f"The site in {root} tells of {newest.label}, which has not begun by {format_instant(now)}:"
            " nothing was written.",
            remedy="Set the clock right, or name another folder for another --now.",
        )


def _draft(folder: Folder, inputs: Inputs, site: Site, progress: _Progress) -> None:
    """The pages of all weeks while the first build goes on: a build that is killed leaves a site, of what it made."""
    if FIGURE in folder.before.shared:
        return  # those of the build before stand until the end
    weeks, events = {**folder.before.weeks, **progress.weeks}, {**folder.before.events, **progress.events}
    label = newest_whole({name: one.told for name, one in weeks.items()})
    drawn = Kept(told={"label": label, "html": progress.figures.get(label, "")})
    with folder.drafts():
        write_overviews(folder, inputs, site, weeks, events, drawn=drawn)
    folder.save(_unfinished(folder, progress))


def _weeks(folder: Folder, inputs: Inputs, site: Site, plan: Plan, progress: _Progress, wanted: Wanted) -> None:
    """Keep the weeks nothing of which changed, and make the others; where they are many, another process writes.

    A bounded turn begins none: it is a process itself, and one that is killed must leave nobody behind.
    """
    asked = []
    for period, beside in plan.beside():
        known = _known(folder.before.weeks.get(period.label), inputs)
        parts = {**inputs.parts(period), "beside": f"{beside.before} {beside.after}"} if inputs.settled(period) else {}
        within = period.label in plan.asked
        same = known is not None and not (wanted.full and within) and _same(folder, known, parts, within=within)
        if known is not None and same and _whole(folder, known):
            _keep(folder, known, period.label, progress)
        else:
            asked.append((period, beside, parts, known))
    gathered = (
        gather_week(inputs, site, period, beside, parts=parts, before=known, events_before=folder.before.events)
        for period, beside, parts, known in asked
    )
    drafted = _SAVED_EVERY
    helped = wanted.most is None and len(asked) >= _MANY and (os.cpu_count() or 1) > 1
    with place(2 if helped else 1) as where:
        for one, written in _written(gathered, where):
            _take(folder, one, written, progress)
            inputs.context.step(f"made the pages of {one.asked.briefing.period.label}")
            if progress.made % _SAID_EVERY == 0:
                inputs.context.say(f"Made {progress.made} of {len(asked)} weeks.")
            if folder.written and progress.made % _SAVED_EVERY == 0:
                folder.save(_unfinished(folder, progress))
            if progress.made == drafted:
                _draft(folder, inputs, site, progress)
                drafted *= 2


def _same(folder: Folder, known: Kept, parts: Mapping[str, str], *, within: bool) -> bool:
    """Whether a week stays as it is. One that was not asked for does, but for its links to what has no page (yet)."""
    if within:
        return bool(parts) and parts == known.parts
    if not known.parts:
        return not folder.before.unfinished
    links = ("beside", "announcements") if folder.before.unfinished else ("beside",)
    return all(parts.get(name) == known.parts.get(name) for name in links)


def _written(gathered: Iterator[GatheredWeek], where: Place) -> Iterator[tuple[GatheredWeek, WrittenWeek]]:
    """Each week with its files, in order: written here, or there while the next one is gathered here."""
    if where.executor is None:
        for one in gathered:
            yield one, written_week(one.asked)
        return
    waiting: deque[tuple[GatheredWeek, Future[WrittenWeek]]] = deque()
    for one in gathered:
        waiting.append((one, where.executor.submit(written_week, one.asked)))
        if len(waiting) > 2 * where.workers:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def _keep(folder: Folder, known: Kept, label: str, progress: _Progress) -> None:
    progress.weeks[label] = known
    progress.events |= {name: folder.before.events[name] for name in known.events}
    for path in _paths(folder, known):
        folder.keep(path)


def _take(folder: Folder, one: GatheredWeek, written: WrittenWeek, progress: _Progress) -> None:
    for path, content in written.files.items():
        folder.write(path, content)
    label = one.asked.briefing.period.label
    progress.weeks[label] = one.week
    progress.events |= one.events
    progress.made += 1
    if one.week.told["complete"] and one.week.told["series"]:
        progress.figures = {label: written.figure}  # of the newest one, for the front page


def _drawn(folder: Folder, inputs: Inputs, site: Site, plan: Plan, progress: _Progress) -> Kept:
    """The figure of the newest whole week as HTML: made in this build, kept from before, or drawn for itself."""
    label = newest_whole({name: one.told for name, one in progress.weeks.items()})
    before = folder.before.shared.get(FIGURE, Kept())
    if label in progress.figures:
        return Kept(told={"label": label, "html": progress.figures[label]})
    if not label or (before.told.get("label") == label and progress.weeks[label] is folder.before.weeks.get(label)):
        return before if label else Kept(told={"label": "", "html": ""})
    kept = progress.weeks[label]
    period, beside = next(one for one in plan.beside() if one[0].label == label)
    again = gather_week(inputs, site, period, beside, parts=kept.parts, before=kept, events_before=folder.before.events)
    return Kept(told={"label": label, "html": written_week(again.asked).figure})


def _known(kept: Kept | None, inputs: Inputs) -> Kept | None:
    """What is known of a week; without its figures and earlier versions where they may be shown no more."""
    if kept is None or not inputs.known.republish:
        return kept
    from tracker.data.loader import series_of

    used = kept.told.get("series", "")
    return None if used and barred(series_of(SeriesName.parse(used))) else kept


def _paths(folder: Folder, kept: Kept) -> Iterator[str]:
    yield from kept.paths
    for name in kept.events:
        yield from folder.before.events[name].paths


def _whole(folder: Folder, kept: Kept) -> bool:
    events = folder.before.events
    return all(name in events and not events[name].withdrawn for name in kept.events) and all(
        folder.has(path) for path in _paths(folder, kept)
    )


def _withdrawn(folder: Folder, site: Site, inputs: Inputs, progress: _Progress) -> None:
    """Announcements that had a page and are in the ledger no more keep their address."""
    gone = {
        name: kept
        for name, kept in folder.before.events.items()
        if name not in progress.events and (kept.withdrawn or not _elsewhere(inputs, name))
    }
    if not gone:
        return
    into = {merger.event.id: merger.into for merger in ledger.read(inputs.context).mergers}
    for name, kept in gone.items():
        since = kept.withdrawn or format_instant(inputs.context.now)
        target = into.get(name, "")
        path = places.event_page(name)
        folder.write(path, withdrawn_page(site, name, since, target if target in progress.events else ""))
        progress.events[name] = Kept(withdrawn=since, versions=kept.versions, paths=(path,))


def _elsewhere(inputs: Inputs, name: str) -> bool:
    """Whether an event is in the ledger still, in a week that the site does not hold."""
    return any(one.id == name for one in inputs.public)


def _unfinished(folder: Folder, progress: _Progress) -> Manifest:
    """The state so far, in which what was not looked at yet stands as it was."""
    before = folder.before
    return Manifest(
        scope=before.scope,
        unfinished=True,
        behind=before.behind,
        files=folder.known,
        weeks={**before.weeks, **progress.weeks},
        events={**before.events, **progress.events},
        shared=before.shared,
    )


def _manifest(folder: Folder, progress: _Progress, shared: Mapping[str, Kept]) -> Manifest:
    return replace(
        folder.before,
        unfinished=False,
        files=folder.files,
        weeks=progress.weeks,
        events=progress.events,
        shared=shared,
    )
