"""What was read and what is missing, in few words however many sources there are; the JSON form names every one."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.data.catalogue_file import catalogue
from tracker.reports.briefing import CoverageLine
from tracker.reports.cleaning import clean
from tracker.reports.document import Text, text, told_at, toned, typed
from tracker.reports.numbers import count
from tracker.reports.wording import ENGLISH, Words

SOUND = frozenset({"ok", "ended"})
_SAID = {"stale": "out of date"}
_ONE_BY_ONE = 3
_NAMED = 4
_NAMED_SHORTLY = 2


def of_kind(lines: Sequence[CoverageLine], kind: str) -> list[CoverageLine]:
    """The lines of one kind of source."""
    return [line for line in lines if line.kind == kind]


def news_lines(lines: Sequence[CoverageLine]) -> list[Text]:
    """Registers and feeds: one line each while they are few, else one for those that were read and one for the rest."""
    found = of_kind(lines, "announcements")
    if len(found) <= _ONE_BY_ONE:
        return [source_line(line) for line in found]
    read = [line for line in found if line.newest]
    beyond = [line for line in found if line.beyond]
    unread = [line for line in found if not line.newest and not line.beyond and line.status not in SOUND]
    empty = [line for line in found if not line.newest and not line.beyond and line.status in SOUND]
    said = []
    if beyond:
        said.append(text(f"{_share(beyond, found)} read, their newest is later: ", _names(beyond)))
    if read:
        newest = max(clean(line.newest or "", 30) for line in read)
        said.append(text(f"{_share(read, found)} read, newest of {newest}: ", _names(read, dated=True)))
    if empty:
        said.append(text(f"{_share(empty, found)} read, and nothing of them is for this ledger: ", _names(empty)))
    if unread:
        lacking = [line for line in unread if line.advice]
        command = clean(lacking[0].advice, 120) if len(lacking) == 1 else "tracker fetch" if lacking else ""
        told = toned(f"{_share(unread, found)} not read here yet", "warning")
        said.append(
            text(told, ", so what they published is not told here: ", _names(unread), typed(command, before=": "))
        )
    return said


def unseen_words(lines: Sequence[CoverageLine], words: Words = ENGLISH) -> list[str]:
    """For a letter: the rates that are not sound by name, the registers and feeds that are empty by number."""
    said = []
    unsound = [line for line in of_kind(lines, "rates") if line.status not in SOUND]
    for status in dict.fromkeys(line.status for line in unsound):
        of_status = [line for line in unsound if line.status == status]
        said.append(_with_status(of_status, status, words))
    found = of_kind(lines, "announcements")
    empty = [line for line in found if line.status not in SOUND]
    if len(found) <= _ONE_BY_ONE:
        said += [_with_status([line], line.status, words) for line in empty]
    elif empty:
        named = [clean(words.of(line.title).partition(":")[0], 60) for line in empty[:_NAMED_SHORTLY]]
        among = ", ".join((*named, "…") if len(empty) > len(named) else named)
        said.append(words("coverage.registers", missing=len(empty), n=len(found), among=among))
    return said


def _with_status(lines: Sequence[CoverageLine], status: str, words: Words) -> str:
    key = f"coverage.{status}"
    known = words.count(key, len(lines)) if f"{key}.one" in catalogue() else clean(status, 20)
    names = ", ".join(clean(words.of(line.title), 60) for line in lines)
    return words("coverage.source", names=names, status=known)


def source_line(line: CoverageLine) -> Text:
    """One source: its title, newest, what is wrong with it, what a reader misses by that, the command that helps."""
    title = told_at(clean(line.title, 60), f"source:{line.source.partition('.')[0]}")
    newest = f", newest {clean(line.newest, 30)}" if line.newest else ""
    remark = clean(line.remark, 120)
    if line.status in SOUND:
        return text(title, newest, f" ({remark})" if remark else "")
    status = _SAID.get(line.status, clean(line.status, 20))
    what = remark if remark and line.status == "missing" else f"{status} ({remark})" if remark else status
    missed = f", so {clean(line.meaning, 120)}" if line.meaning else ""
    return text(title, f"{newest}: ", toned(what, "warning"), missed, typed(clean(line.advice, 120), before=": "))


def _share(some: Sequence[CoverageLine], of_all: Sequence[CoverageLine]) -> str:
    return f"{len(some)} of {len(of_all)} registers and feeds"


def _names(lines: Sequence[CoverageLine], *, dated: bool = False) -> Text:
    names = [_name(line) + (f" {clean(line.newest or '', 30)}" if dated else "") for line in lines[:_NAMED]]
    more = len(lines) - len(names)
    if not more:
        return text(", ".join(names))
    rest = told_at(count(more, "more", "more"), "sources")
    return text(f"{', '.join(names)} and ", rest, typed("tracker sources", before=" (", after=")"))


def _name(line: CoverageLine) -> str:
    """The title up to its colon: who, without what."""
    return clean(line.title.partition(":")[0], 60)
