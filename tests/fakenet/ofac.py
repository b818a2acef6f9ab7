"""sanctionslistservice.ofac.treas.gov and the host its documents are kept on, with synthetic parties."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import NEW_YORK, Clock, zipped

_EXPORTS = "/api/PublicationPreview/exports/"
_EPOCH = date(2026, 11, 9)
_ALWAYS = 60


def publications(now: datetime) -> list[tuple[int, datetime]]:
    """One each weekday at 10:07 in Washington since a day in October."""
    found = []
    day = _EPOCH
    while (made := datetime(day.year, day.month, day.day, 10, 7, tzinfo=NEW_YORK)) <= now:
        if day.weekday() < 5:
            found.append((day.toordinal() % 100000, made))
        day += timedelta(days=1)
    return found


def ofac(now: Clock) -> Handler:
    """The service; each publication puts a party on the SDN List and one on another list."""

    def answer(ask: Ask) -> Reply:
        made = publications(now())
        if ask.path.startswith("/changes/history/"):
            year = ask.path.rpartition("/")[2]
            told = [{"publicationID": n, "datePublished": f"{at:%Y-%m-%dT%H:%M:%S}"} for n, at in made]
            listed = [one for one in told if str(one["datePublished"]).startswith(year)]
            return Reply(body=json.dumps(listed).encode(), media_type="application/json")
        if ask.path.startswith("/changes/"):
            for number, at in made:
                if ask.path == f"/changes/{number}":
                    return Reply(body=_delta(number, at).encode(), media_type="application/xml")
        if ask.path == f"{_EXPORTS}SDN_XML.ZIP":
            return Reply(body=zipped("SDN.XML", _list(made, "SDGT", 100)), media_type="application/zip")
        if ask.path == f"{_EXPORTS}SDN.XML":
            return Reply(body=_list(made, "SDGT", 100).encode(), media_type="application/xml")
        if ask.path == f"{_EXPORTS}CONSOLIDATED.XML":
            return Reply(body=_list(made, "UKRAINE-EO13662", 500000).encode(), media_type="application/xml")
        return Reply(status=404)

    return answer


def _list(made: list[tuple[int, datetime]], programme: str, base: int) -> str:
    uids = [base + number for number in range(_ALWAYS)] + [base + 100000 + number for number, _ in made]
    entries = "".join(
        f"<sdnEntry><uid>{uid}</uid><lastName>PARTY {uid}</lastName><sdnType>Entity</sdnType>"
        f"<programList><program>{programme}</program></programList></sdnEntry>"
        for uid in uids
    )
    head = f"<Publish_Date>{made[-1][1]:%m/%d/%Y}</Publish_Date><Record_Count>{len(uids)}</Record_Count>"
    return f'<sdnList xmlns="x"><publshInformation>{head}</publshInformation>{entries}</sdnList>'


def _delta(number: int, at: datetime) -> str:
    entities = "".join(
        f'<entity id="{uid + 100000 + number}" action="add"><generalInfo><entityType>Entity</entityType></generalInfo>'
        f"<sanctionsLists><sanctionsList>{listed}</sanctionsList></sanctionsLists>"
        f"<sanctionsPrograms><sanctionsProgram>{programme}</sanctionsProgram></sanctionsPrograms><names><name>"
        f"<isPrimary>true</isPrimary>"
        f"<formattedFullName>PARTY {uid + 100000 + number}</formattedFullName></name></names>"
        "</entity>"
        for uid, listed, programme in (
            (100, "SDN List", "SDGT"),
            (500000, "Sectoral Sanctions Identifications List", "UKRAINE-EO13662"),
        )
    )
    stamp = f"{at:%Y-%m-%d}T00:00:00{at:%z}"
    stamp = f"{stamp[:-2]}:{stamp[-2:]}"
    return (
        '<sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0">'
        f"<publicationInfo><datePublished>{stamp}</datePublished></publicationInfo>"
        f"<entities>{entities}</entities></sanctionsData>"
    )
