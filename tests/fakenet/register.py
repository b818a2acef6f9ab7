"""www.federalregister.gov with synthetic documents."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import NEW_YORK, Clock


def documents(first: date, last: date) -> Iterator[dict[str, object]]:
    """OFAC's and the President's documents in a window, newest first: one about Russia each Wednesday and month."""
    day = last
    while day >= first:
        number = f"{day.year}-{day.toordinal() % 100000:05d}"
        if day.weekday() == 2:
            yield _register(day, number, "Notice of OFAC Sanctions Actions: Russian Harmful Foreign Activities", "ofac")
        if day.weekday() == 3:
            yield _register(day, number, "Cuban Assets Control Regulations; Technical Amendments", "ofac")
        if day.day == 5:
            title = "Continuation of the National Emergency With Respect to Ukraine"
            yield _register(day, number + "P", title, "president")
        day -= timedelta(days=1)


def _register(day: date, number: str, title: str, kind: str) -> dict[str, object]:
    return {
        "document_number": number,
        "publication_date": day.isoformat(),
        "title": title,
        "abstract": None if kind == "president" else f"The Department of the Treasury publishes: {title}.",
        "type": "Presidential Document" if kind == "president" else "Notice",
        "subtype": "Notice" if kind == "president" else None,
        "signing_date": (day - timedelta(days=3)).isoformat() if kind == "president" else None,
        "effective_on": None,
        "html_url": f"https://www.federalregister.gov/documents/{day:%Y/%m/%d}/{number}/x",
        "topics": ["Banks, banking", "Sanctions"],
        "executive_order_number": None,
        "cfr_references": [] if kind == "president" else [{"title": 31, "part": "587", "chapter": None}],
        "kind": kind,
    }


_AGENCIES = {"ofac": "foreign-assets-control-office", "president": "executive-office-of-the-president"}


def filings(at: datetime) -> list[dict[str, object]]:
    """What is on file at an instant: filed at a quarter to nine in the morning of the day before it is printed."""
    local = at.astimezone(NEW_YORK)
    found = []
    for entry in documents(local.date() + timedelta(days=1), local.date() + timedelta(days=1)):
        filed_at = datetime.combine(local.date(), time(8, 45), NEW_YORK)
        if filed_at <= at:
            number = entry["document_number"]
            found.append(
                {
                    **{name: entry[name] for name in ("document_number", "publication_date", "title", "type")},
                    "filed_at": filed_at.isoformat(timespec="milliseconds"),
                    "filing_type": "regular",
                    "agencies": [{"slug": _AGENCIES[str(entry["kind"])], "id": 1}],
                    "html_url": f"https://www.federalregister.gov/public-inspection/{number}/x",
                    **dict.fromkeys(("toc_subject", "toc_doc", "subject_1", "subject_2", "subject_3")),
                }
            )
    return found


def federal_register(now: Clock) -> Handler:
    """www.federalregister.gov."""

    def answer(ask: Ask) -> Reply:
        if ask.path == "/api/v1/public-inspection-documents/current.json":
            on_file = filings(now())
            shown = [{name: one[name] for name in ask.query["fields[]"]} for one in on_file]
            return Reply(
                body=json.dumps({"count": len(shown), "results": shown}).encode(), media_type="application/json"
            )
        if not ask.path.startswith("/api/v1/documents"):
            return Reply(status=404)
        query = ask.query
        kind = "ofac" if "conditions[agencies][]" in query else "president"
        first = date.fromisoformat(query["conditions[publication_date][gte]"][0])
        last = min(date.fromisoformat(query["conditions[publication_date][lte]"][0]), now().astimezone(NEW_YORK).date())
        fields = query["fields[]"]
        found = [entry for entry in documents(first, last) if entry["kind"] == kind]
        page, size = int(query.get("page", ["1"])[0]), int(query.get("per_page", ["20"])[0])
        document: dict[str, object] = {"description": "Documents", "count": len(found)}
        if found:
            pages = math.ceil(len(found) / size)
            document["total_pages"] = pages
            if page < pages:
                onward = {**{name: values for name, values in query.items() if name != "page"}, "page": [str(page + 1)]}
                document["next_page_url"] = f"https://{ask.host}{ask.path}?{urlencode(onward, doseq=True)}"
            shown = found[(page - 1) * size : page * size]
            document["results"] = [{name: entry[name] for name in fields} for entry in shown]
        return Reply(body=json.dumps(document).encode(), media_type="application/json")

    return answer
