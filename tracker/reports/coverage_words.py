"""What was read and what is missing, in few words however many sources there are; the JSON form names every one."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.data.catalogue_file import catalogue
from tracker.reports.briefing import CoverageLine
from tracker.reports.cleaning import clean
from tracker.reports.document import Text, joined, text, toned
from tracker.reports.numbers import count
from tracker.reports.wording import ENGLISH, Words

SOUND = frozenset({"ok", "ended"})
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
    empty = [line for line in found if not line.newest and not line.beyond]
    said = []
    if beyond:
        said.append(text(f"{_share(beyond, found)} read, their newest is later: {_names(beyond)}"))
    if read:
        newest = max(clean(line.newest or "", 30) for line in read)
        said.append(text(f"{_share(read, found)} read, newest of {newest}: {_names(read, dated=True)}"))
    if empty:
        words = text(f"{_share(empty, found)} empty: {_names(empty)}")
        lacking = [line for line in empty if line.advice]
        one = toned(clean(lacking[0].advice, 120), "strong") if len(lacking) == 1 else toned("tracker fetch", "strong")
        said.append(joined((words, toned("missing", "warning"), one), ": ") if lacking else words)
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
    """One source: its title, newest, what is to be said of it, and the command that helps."""
    newest = f", newest {clean(line.newest, 30)}" if line.newest else ""
    remark = f" ({clean(line.remark, 120)})" if line.remark else ""
    status = clean(line.status, 20)
    return joined(
        (
            text(f"{clean(line.title, 60)}{newest}{remark}"),
            () if status in SOUND else toned(status, "warning"),
            toned(clean(line.advice, 120), "strong") if line.advice else (),
        ),
        ": ",
    )


def _share(some: Sequence[CoverageLine], of_all: Sequence[CoverageLine]) -> str:
    return f"{len(some)} of {len(of_all)} registers and feeds"


def _names(lines: Sequence[CoverageLine], *, dated: bool = False) -> str:
    names = [_name(line) + (f" {clean(line.newest or '', 30)}" if dated else "") for line in lines[:_NAMED]]
    more = len(lines) - len(names)
    return ", ".join(names) + (f" and {count(more, 'more', 'more')} (tracker sources)" if more else "")


def _name(line: CoverageLine) -> str:
    """The title up to its colon: who, without what."""
    return clean(line.title.partition(":")[0], 60)
