"""Files of lists as a stranger might write them, taken in through the readers of three publishers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tracker.model.instants import format_instant, parse_instant
from tracker.services.cycle import group_announcements
from tracker.services.list_import import Copy, ImportedCopy, import_copies

if TYPE_CHECKING:
    from tracker.services.context import Context

FIRST, SECOND = parse_instant("2014-11-12T06:00:00Z"), parse_instant("2014-11-12T11:00:00Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ORDINARY = 60


def ofac(texts: Sequence[str]) -> bytes:
    """The SDN List as delimited text: a party for each text, called so, under it, with it in every cell."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    for number in range(1, _ORDINARY + 1):
        rows.writerow([str(number), f"PARTY {number}", "-0- ", "SDGT", *["-0- "] * 8])
    for number, text in enumerate(texts, start=9000):
        safe = text.replace("\x00", "").replace("\ufffd", "")
        rows.writerow([str(number), safe, "-0- ", safe, *[safe] * 7, f"a.k.a. '{safe}'; Passport {safe} 1A; {safe}"])
    return written.getvalue().encode() + b"\x1a"


def united_nations(texts: Sequence[str]) -> bytes:
    """The UN's list: regimes, names, aliases and comments that are the texts."""
    parties = "".join(
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{text}</FIRST_NAME><UN_LIST_TYPE>{text}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>XXi.{number:03d}</REFERENCE_NUMBER><LISTED_ON>2014-11-12</LISTED_ON>"
        f"<COMMENTS1>{text}</COMMENTS1><INDIVIDUAL_ALIAS><QUALITY>{text}</QUALITY><ALIAS_NAME>{text}</ALIAS_NAME>"
        "</INDIVIDUAL_ALIAS></INDIVIDUAL>"
        for number, text in enumerate(("ORDINARY", *map(_in_xml, texts)), start=100)
    )
    made = format_instant(SECOND - timedelta(hours=20 if not texts else 1)).replace("Z", "+00:00")
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{made}"><INDIVIDUALS>{parties}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>'
    ).encode()


def switzerland(texts: Sequence[str]) -> bytes:
    """The Swiss list: programmes and targets that are the texts, with a day that cannot be and a history."""
    programmes = "".join(
        f'<sanctions-program ssid="{number}"><program-key lang="eng">{text}</program-key>'
        f'<sanctions-set lang="eng" ssid="{number}0">{text}</sanctions-set></sanctions-program>'
        for number, text in enumerate(map(_in_xml, texts), start=1)
    )
    name = (
        '<identity main="true"><name name-type="primary-name"><name-part name-part-type="whole-name">'
        "<value>{0}</value></name-part></name></identity>"
    )
    targets = "".join(
        f'<target ssid="{number}"><sanctions-set-id>{number}0</sanctions-set-id><entity>{name.format(text)}'
        f"<justification>{text}</justification><other-information>{text}</other-information></entity>"
        '<modification modification-type="listed" publication-date="2014-11-12" effective-date="2914-11-12"/>'
        f'<modification modification-type="amended" publication-date="2014-11-12"><added>{name.format(text)}</added>'
        "</modification></target>"
        for number, text in enumerate(map(_in_xml, texts), start=1)
    )
    return f'<swiss-sanctions-list list-type="whole-list">{programmes}{targets}</swiss-sanctions-list>'.encode()


def files(texts: Sequence[str]) -> Iterator[tuple[str, Copy, Mapping[str, bytes]]]:
    """Each list as it was before there were hostile parties, and with them."""
    for key, made in (("us_ofac_sdn", ofac), ("un_sc", united_nations), ("ch_seco", switzerland)):
        for at, told in ((FIRST, ()), (SECOND, texts)):
            if told or key != "ch_seco":
                name = f"{key}_{at:%Y%m%dT%H%M%SZ}"
                yield key, Copy(files=(name,), retrieved_at=at), {name: made(told)}


def take_in(context: Context, texts: Sequence[str]) -> tuple[ImportedCopy, ...]:
    """Import them as ``tracker lists import`` does, and propose events for what changed."""
    done = [
        one
        for key, copy, bodies in files(texts)
        for one in import_copies(context, key, [copy], bodies.__getitem__, confirm=True)
    ]
    group_announcements(context)
    return tuple(done)


def _in_xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text), {'"': "&quot;"})
