"""Lists of the UN, Switzerland, Canada, Australia and OpenSanctions with parties that never were.

Every weekday puts one more party on each list, and the one of sixty days before comes off it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import NEW_YORK, TORONTO, Clock
from tests.fakenet.scenarios import conditional

ZURICH, SYDNEY = ZoneInfo("Europe/Zurich"), ZoneInfo("Australia/Sydney")

_FIRST = date(2026, 9, 1)
_STAYS = timedelta(days=60)
_STANDING = 40


def days_listed(now: datetime, zone: ZoneInfo) -> list[date]:
    """The days of listing of those on a list at an instant: the standing ones of years ago, then a party a weekday."""
    today = (now.astimezone(zone) - timedelta(hours=10)).date()
    new = (_FIRST + timedelta(days=number) for number in range((today - _FIRST).days + 1))
    standing = [date(2014, 3, 17) + timedelta(days=31 * number) for number in range(_STANDING)]
    return standing + [day for day in new if day.weekday() < 5 and day > today - _STAYS]


def un_security_council(now: Clock) -> Handler:
    """scsanctions.un.org: made anew each day."""

    def answer(ask: Ask) -> Reply:
        if ask.path != "/resources/xml/en/consolidated.xml":
            return Reply(status=404)
        days = days_listed(now(), NEW_YORK)
        made = datetime.combine(max(days), time(9, 9, 21, 822000), tzinfo=NEW_YORK)
        people = "".join(
            f"<INDIVIDUAL><DATAID>{day.toordinal()}</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>PERSON</FIRST_NAME>"
            f"<SECOND_NAME>OF {day:%d %B %Y}</SECOND_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>KPi.{number:04d}</REFERENCE_NUMBER><LISTED_ON>{day.isoformat()}</LISTED_ON><COMMENTS1/>"
            "<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE></INDIVIDUAL>"
            for number, day in _numbered(days)
        )
        entity = (
            "<ENTITY><DATAID>1</DATAID><FIRST_NAME>PRIMER TRADING</FIRST_NAME><UN_LIST_TYPE>Libya</UN_LIST_TYPE>"
            "<REFERENCE_NUMBER>LYe.001</REFERENCE_NUMBER><LISTED_ON>2011-03-17</LISTED_ON></ENTITY>"
        )
        return _xml(
            f'<CONSOLIDATED_LIST dateGenerated="{made.isoformat(timespec="milliseconds")}">'
            f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{entity}</ENTITIES></CONSOLIDATED_LIST>"
        )

    return conditional(answer)


def seco(now: Clock) -> Handler:
    """www.sesam.search.admin.ch: those that were listed once stay in the file, de-listed."""

    def answer(ask: Ask) -> Reply:
        if ask.query.get("action") != ["downloadXmlGesamtlisteAction"]:
            return Reply(status=404)
        listed = days_listed(now(), ZURICH)
        past = (_FIRST + timedelta(days=number) for number in range((max(listed) - _STAYS - _FIRST).days + 1))
        gone = "".join(_target(day, delisted=day + _STAYS) for day in past if day.weekday() < 5)
        targets = "".join(_target(day) for day in listed)
        return _xml(
            '<swiss-sanctions-list list-type="whole-list" date="2025-10-09"><sanctions-program ssid="20">'
            '<program-key lang="eng">Exampleland</program-key><sanctions-set ssid="201" lang="eng">article 15'
            f"</sanctions-set></sanctions-program>{targets}{gone}</swiss-sanctions-list>"
        )

    return answer


def _target(day: date, *, delisted: date | None = None) -> str:
    changes = [("de-listed", delisted)] if delisted else []
    modifications = "".join(
        f'<modification modification-type="{kind}" publication-date="{on}" effective-date="{on}"/>'
        for kind, on in (*changes, ("listed", day))
    )
    return (
        f'<target ssid="{day.toordinal()}"><sanctions-set-id>201</sanctions-set-id><individual>'
        f'<identity ssid="1{day.toordinal()}" main="true"><name name-type="primary-name">'
        f'<name-part order="1" name-part-type="whole-name"><value>Person of {day:%d %B %Y}</value></name-part></name>'
        f"</identity></individual>{modifications}</target>"
    )


def canada(now: Clock) -> Handler:
    """www.international.gc.ca: field names in two languages, as since August 2026."""

    def answer(ask: Ask) -> Reply:
        if not ask.path.endswith("/sanctions/sema-lmes.xml"):
            return Reply(status=404)
        records = "".join(
            "<record><Country-Pays>Exampleland / Pays d'exemple</Country-Pays><LastName-NomDeFamille>of "
            f"{day:%d %B %Y}</LastName-NomDeFamille><GivenName-Prenom>Person</GivenName-Prenom><Schedule-Annexe>1"
            f"</Schedule-Annexe><Item-NumeroDarticle>{number}</Item-NumeroDarticle><DateOfListing-DateDinscription>"
            f"{day.isoformat()}</DateOfListing-DateDinscription></record>"
            for number, day in _numbered(days_listed(now(), TORONTO))
        )
        return _xml(f"<data-set>{records}</data-set>")

    return conditional(answer)


def australia(now: Clock) -> Handler:
    """www.dfat.gov.au."""

    def answer(ask: Ask) -> Reply:
        if ask.path != "/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx":
            return Reply(status=404)
        head = ("Reference", "Name of Individual or Entity", "Type", "Name Type", "Committees", "Control Date")
        rows = [
            (
                str(day.toordinal()),
                f"Person of {day:%d %B %Y}",
                "Individual",
                "Primary Name",
                "Autonomous (Exampleland)",
                str(day),
            )
            for day in days_listed(now(), SYDNEY)
        ]
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Reply(body=workbook({"Consolidated List": [head, *rows]}), media_type=kind)

    return conditional(answer)


def opensanctions(now: Clock) -> Handler:
    """data.opensanctions.org: the newest is a redirection to a version, which never changes."""

    def answer(ask: Ask) -> Reply:
        days = days_listed(now(), ZoneInfo("UTC"))
        made = datetime.combine(max(days), time(7), tzinfo=UTC)
        place = f"/artifacts/sanctions/{made:%Y%m%d%H%M%S}-abc"
        table = _table(tuple(days))
        if ask.path == "/datasets/latest/sanctions/index.json":
            return Reply(status=302, headers={"Location": f"https://{ask.host}{place}/index.json"})
        if ask.path == f"{place}/targets.simple.csv":
            return Reply(body=table, media_type="text/csv")
        if ask.path != f"{place}/index.json":
            return Reply(status=404)
        resource = {
            "name": "targets.simple.csv",
            "url": f"https://{ask.host}{place}/targets.simple.csv",
            "checksum": hashlib.sha1(table, usedforsecurity=False).hexdigest(),
            "size": len(table),
        }
        stamp = made.replace(tzinfo=None).isoformat()
        index = {"name": "sanctions", "version": place.rpartition("/")[2], "updated_at": stamp, "resources": [resource]}
        return Reply(body=json.dumps(index).encode(), media_type="application/json")

    return answer


def _table(days: Sequence[date]) -> bytes:
    rows = [f"NK-{day.toordinal()},Person,Person of {day:%d %B %Y},,XX-RUS,{day}T07:00:00" for day in days]
    return ("\n".join(["id,schema,name,aliases,program_ids,first_seen", *rows]) + "\n").encode()


def _numbered(days: Iterable[date]) -> Iterable[tuple[int, date]]:
    return ((day.toordinal() % 10000, day) for day in days)


def _xml(text: str) -> Reply:
    return Reply(body=f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(), media_type="application/xml")


def workbook(sheets: dict[str, Sequence[Sequence[str]]], **more: bytes) -> bytes:
    """An xlsx of text cells, the same bytes each time; ``more`` replaces or adds members, ``__`` for each slash."""
    names = list(sheets)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
            for number in range(1, len(names) + 1)
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
            for number, name in enumerate(names, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{relation}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(names) + 1)
        )
        + "</Relationships>",
    }
    for number, name in enumerate(names, start=1):
        rows = "".join(
            "<row>"
            + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' for cell in row)
            + "</row>"
            for row in sheets[name]
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    parts.update({name.replace("__", "/"): content for name, content in more.items()})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
