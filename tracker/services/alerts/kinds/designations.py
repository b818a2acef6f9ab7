"""A round of designations, or of delistings, under a watched programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.model.instants import format_instant, zone
from tracker.services.alerts.kind import Found, Kind, Looking, Saying
from tracker.services.rights import republishable

if TYPE_CHECKING:
    from tracker.events.rounds import Round
    from tracker.reports.wording import Words

CRISIS = 10
"""So many designations in one round are worth a letter of their own."""

_NAMED = 20
_SAID = 5


def _find(looking: Looking) -> Iterator[Found]:
    from tracker.data.programmes import programme_of
    from tracker.events.rounds import rounds
    from tracker.store.unit_of_work import UnitOfWork

    context = looking.context
    settings = context.settings
    if not settings.alert_programmes:
        return
    with UnitOfWork(context.engine, write=False) as work:
        present = context.now + timedelta(microseconds=1)
        changes = work.lists.changes(since=looking.since, until=present)
    if settings.letter_public:  # names are told in alerts, and the letters carry alerts
        changes = republishable(changes)
    found = rounds(
        changes,
        watched=settings.alert_programmes,
        programme_of=programme_of,
        least=settings.alert_designations,
        since=looking.since,
    )
    told = {party for alert in looking.told for party in _parties(alert.facts)}
    for one in found:
        parties = {(one.list_key, *party) for party in one.parties}
        # a publisher's notice takes the place of what two copies showed: another key, and the same parties
        if not parties <= told:
            yield Found(subject=one.list_key, episode=format_instant(one.until), facts=_facts(one, settings.zone))


def _facts(one: Round, zone_name: str) -> dict[str, object]:
    from tracker.events.list_grouping import OWNERS

    owner = OWNERS.get(one.list_key)
    changes = one.designated or one.delisted
    return {
        "list": one.list_key,
        "name": owner.name if owner else one.list_key,
        "link": owner.url if owner else "",
        "basis": one.basis,
        "programmes": list(one.families),
        "since": format_instant(one.since),
        "until": format_instant(one.until),
        "stated_on": one.stated_on.isoformat() if one.stated_on else None,
        "designations": len(one.designated),
        "delistings": len(one.delisted),
        "names": [change.entry.name for change in changes[:_NAMED]],
        "entries": sorted([kind, entry] for kind, entry in one.parties),
        "day": one.until.astimezone(zone(zone_name)).date().isoformat(),
        "crisis": len(one.designated) >= CRISIS,
    }


def _parties(facts: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    entries = facts.get("entries")
    for kind, entry in entries if isinstance(entries, list) else ():
        yield str(facts.get("list")), kind, entry


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import day_of, instant_of, names_of, text_of

    put_on, taken_off = int(str(facts["designations"])), int(str(facts["delistings"]))
    name, programmes = text_of(facts["name"]), ", ".join(names_of(facts["programmes"], most=_SAID))
    parts = []
    if put_on:
        parts.append(words.count("alert.designations.on", put_on, list=name))
    if taken_off:
        key = "alert.designations.also" if put_on else "alert.designations.off"
        parts.append(words.count(key, taken_off, list=name))
    lines = [words("alert.designations.programmes", programmes=programmes)]
    if facts["basis"] == "publication":
        lines.append(words("alert.designations.published", at=instant_of(facts["until"], words)))
    else:
        since, until = instant_of(facts["since"], words), instant_of(facts["until"], words)
        lines.append(words("alert.designations.between", since=since, until=until))
    if facts["stated_on"]:
        lines.append(words("alert.designations.stated", day=day_of(facts["stated_on"], words)))
    names = names_of(facts["names"], most=_SAID)
    more = (put_on or taken_off) - len(names)
    listed = "; ".join(names)
    if names:
        lines.append(words.count("alert.designations.more", more, names=listed) if more > 0 else f"{listed}.")
    return Saying(
        title="; ".join(parts),
        lines=tuple(lines),
        caveat=words("alert.designations.caveat"),
        link=text_of(facts["link"]),
    )


KIND = Kind(key="designations", find=_find, say=_say)
