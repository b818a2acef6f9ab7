"""The hosts of the United Kingdom's lists with synthetic designations, one each Thursday, and the notes on GOV.UK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import LONDON, Clock

_BEGINS = date(2026, 6, 4)
_PAGES = {
    "the-uk-sanctions-list": ("The UK Sanctions List", "Added an entry under the Russia regime (RUS{}). See the list."),
    "financial-sanctions-ukraine-sovereignty-and-territorial-integrity": (
        "Financial sanctions, Russia",
        "Notice of an addition (RUS{}).",
    ),
    "financial-sanctions-consolidated-list-of-targets": ("Consolidated list of targets", "Updated (RUS{})."),
}


def _designations(now: Clock) -> Iterator[tuple[int, date]]:
    """A number and the Thursday it was designated on, until today."""
    day, number = _BEGINS, 9000
    while day <= now().astimezone(LONDON).date():
        yield number, day
        day, number = day + timedelta(weeks=1), number + 1


def sanctions_list(now: Clock) -> Handler:
    """sanctionslist.fcdo.gov.uk."""

    def answer(ask: Ask) -> Reply:
        if ask.path != "/docs/UK-Sanctions-List.xml":
            return Reply(status=404)
        made = now().astimezone(LONDON)
        entries = "".join(
            f"<Designation><LastUpdated>{day:%d/%m/%Y}</LastUpdated><DateDesignated>{day:%d/%m/%Y}</DateDesignated>"
            f"<UniqueID>RUS{number}</UniqueID><Names><Name><Name1>Example</Name1><Name6>PERSON {number}</Name6>"
            "<NameType>Primary Name</NameType></Name></Names>"
            "<RegimeName>The Russia (Sanctions) (EU Exit) Regulations 2019</RegimeName>"
            "<IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UK</DesignationSource>"
            "<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed></Designation>\n"
            for number, day in _designations(now)
        )
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f"<Designations><DateGenerated>{made:%d/%m/%Y}</DateGenerated>\n{entries}</Designations>\n"
        )
        return Reply(body=body.encode(), media_type="application/xml")

    return answer


def consolidated_list(now: Clock) -> Handler:
    """ofsistorage.blob.core.windows.net as it was while the list was kept."""

    def answer(ask: Ask) -> Reply:
        if ask.path != "/publishlive/2022format/ConList.xml":
            return Reply(status=404)
        entries = "".join(
            f"<FinancialSanctionsTarget><Name6>PERSON {number}</Name6><name1>Example</name1>"
            "<GroupTypeDescription>Individual</GroupTypeDescription><AliasType>Primary name</AliasType>"
            f"<RegimeName>Russia</RegimeName><DateListed>{day}T00:00:00</DateListed><GroupID>{number}</GroupID>"
            "</FinancialSanctionsTarget>\n"
            for number, day in _designations(now)
        )
        root = '<ArrayOfFinancialSanctionsTarget xmlns="http://schemas.hmtreasury.gov.uk/ofsi/consolidatedlist">\n'
        body = f'<?xml version="1.0" encoding="utf-8"?>\n{root}{entries}</ArrayOfFinancialSanctionsTarget>\n'
        return Reply(body=body.encode(), media_type="application/xml")

    return answer


def gov_uk(now: Clock) -> Handler:
    """www.gov.uk: the Content API with a note for each designation."""

    def answer(ask: Ask) -> Reply:
        path = ask.path.removeprefix("/api/content")
        name = path.rpartition("/")[2]
        if path == ask.path or name not in _PAGES:
            return Reply(status=404)
        title, note = _PAGES[name]
        changes = [
            {"note": note.format(number), "public_timestamp": at.isoformat(timespec="milliseconds")}
            for number, day in _designations(now)
            if (at := datetime.combine(day, time(10, 5), LONDON)) <= now()
        ]
        item = {
            "base_path": path,
            "title": title,
            "document_type": "guidance",
            "first_published_at": changes[0]["public_timestamp"],
            "public_updated_at": changes[-1]["public_timestamp"],
            "details": {"change_history": changes[::-1]},
        }
        return Reply(body=json.dumps(item).encode(), media_type="application/json")

    return answer
