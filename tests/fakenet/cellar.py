"""publications.europa.eu: the catalogue CELLAR with a package of two acts each Wednesday and one act each Monday."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import Clock

_VARIABLES = ("celex", "basis", "type", "dated", "printed", "force", "eli", "title")
_BRUSSELS = ZoneInfo("Europe/Brussels")
_WINDOW = re.compile(rb'\?dated >= "([0-9-]{10})"\^\^xsd:date && \?dated <= "([0-9-]{10})"\^\^xsd:date')
_KIND = "http://publications.europa.eu/resource/authority/resource-type/"
_XSD = "http://www.w3.org/2001/XMLSchema#"


def cellar(now: Clock) -> Handler:
    """The SPARQL service: it answers what is posted to it."""

    def answer(ask: Ask) -> Reply:
        window = _WINDOW.search(ask.body)
        if ask.path != "/webapi/rdf/sparql" or ask.method != "POST" or window is None:
            return Reply(status=400)
        first, last = (date.fromisoformat(day.decode()) for day in window.groups())
        rows = list(_rows(first, min(last, now().astimezone(_BRUSSELS).date())))
        document = {
            "head": {"link": [], "vars": list(_VARIABLES)},
            "results": {"distinct": False, "ordered": True, "bindings": rows},
        }
        return Reply(body=json.dumps(document).encode(), media_type="application/sparql-results+json")

    return answer


def _rows(first: date, last: date) -> Iterator[dict[str, object]]:
    day = first
    while day <= last:
        number = day.toordinal() % 10_000
        if day.weekday() == 2:
            yield _row(day, f"32026D{number:04d}", "32014D0145", "DEC", "Council Decision (CFSP)")
            yield _row(day, f"32026R{number:04d}", "32014R0269", "REG_IMPL", "Council Implementing Regulation (EU)")
        if day.weekday() == 0:
            yield _row(day, f"32026R{number:04d}", "32006R0765", "REG", "Council Regulation (EU)")
        day += timedelta(days=1)


def _row(day: date, celex: str, basis: str, kind: str, name: str) -> dict[str, object]:
    def literal(value: str, datatype: str = "string") -> dict[str, str]:
        return {"type": "typed-literal", "datatype": f"{_XSD}{datatype}", "value": value}

    return {
        "celex": literal(celex),
        "basis": literal(basis),
        "type": {"type": "uri", "value": f"{_KIND}{kind}"},
        "dated": literal(day.isoformat(), "date"),
        "printed": literal(day.isoformat(), "date"),
        "title": {"type": "literal", "xml:lang": "en", "value": f"{name} {celex} of {day:%d %B} concerning {basis}"},
    }
