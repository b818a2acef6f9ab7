"""webgate.ec.europa.eu with a synthetic list that somebody is put on each Wednesday."""

from __future__ import annotations

from datetime import date, timedelta
from xml.sax.saxutils import quoteattr

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import BERLIN, Clock

_BEGINS = date(2026, 6, 3)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _entity(number: int, day: date) -> str:
    act = f"{day.year}/{900 + number} (OJ L, {day.isoformat()})"
    person = number % 3 != 0
    name = f"Example Person {number}" if person else f"Example Works {number} & Sons"
    return (
        f'<sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.{number}.1"'
        f' logicalId="{200000 + number}">'
        f'<regulation regulationType="amendment" organisationType="council" publicationDate="{day}"'
        f' entryIntoForceDate="{day}" numberTitle={quoteattr(act)} programme="{"BLR" if number % 4 == 0 else "UKR"}"'
        f' logicalId="{number}"><publicationUrl>https://eur-lex.europa.eu/{number}</publicationUrl></regulation>'
        f'<subjectType code="{"person" if person else "enterprise"}" classificationCode="{"P" if person else "E"}"/>'
        f'<nameAlias wholeName={quoteattr(name)} strong="true" logicalId="{number}"/></sanctionEntity>\n'
    )


def webgate(now: Clock) -> Handler:
    """The public file, made each time it is asked for, and dated with its day."""

    def answer(ask: Ask) -> Reply:
        if ask.path != "/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content" or not ask.query.get("token"):
            return Reply(status=404)
        today = now().astimezone(BERLIN)
        days = (today.date() - _BEGINS).days // 7
        body = "".join(_entity(number, _BEGINS + timedelta(weeks=number)) for number in range(days + 1))
        made = today.replace(hour=3, minute=0, second=0, microsecond=0).isoformat(timespec="milliseconds")
        root = f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="{made}" globalFileId="1">\n'
        return Reply(body=f"{_HEAD}{root}{body}</export>\n".encode(), media_type="application/xml")

    return answer
