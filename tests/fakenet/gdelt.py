"""GDELT's files and its search of articles, with synthetic rows in the described forms.

Each day Germany threatens Russia in three papers, the United States' sanctions are told once, and much else happens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import Clock, zipped

COLUMNS_1 = 58
COLUMNS_2 = 61
_ACTOR = {"RUS": "RUSSIA", "BLR": "BELARUS", "USA": "UNITED STATES", "DEU": "GERMANY", "EEC": "EUROPEAN UNION"}


def row(
    first: str,
    second: str,
    code: str,
    link: str,
    *,
    day: date,
    added: date | datetime | None = None,
    told: tuple[int, int, int] = (4, 1, 4),
    named: str = "",
    place: str = "",
    columns: int = COLUMNS_1,
) -> str:
    """One row; ``told`` are mentions, sources and articles, ``added`` is the day of the file or its quarter-hour."""
    cells = [""] * columns
    cells[0] = str(300_000_000 + day.toordinal())
    cells[1:5] = [f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y}", f"{day.year + day.timetuple().tm_yday / 365:.4f}"]
    for at, actor in ((5, first), (15, second)):
        if actor:
            group = actor == "EEC"
            cells[at] = "IGOEUREEC" if group else actor
            cells[at + 1] = named if named and at == 5 else _ACTOR.get(actor, actor)
            cells[at + 2] = "EUR" if group else actor
            cells[at + 3] = "EEC" if group else ""
    cells[25:30] = ["1", code, code[:3], code[:2], "4"]
    cells[30] = "-8.0"
    cells[31:34] = [str(one) for one in told]
    cells[34] = "-3.5"
    cells[51 if columns == COLUMNS_1 else 53] = place
    when = added or day
    cells[columns - 2] = f"{when:%Y%m%d%H%M%S}" if isinstance(when, datetime) else f"{when:%Y%m%d}"
    cells[columns - 1] = link
    return "\t".join(cells)


def table(*rows: str) -> str:
    """A whole file."""
    return "".join(f"{one}\n" for one in rows)


def _rows(day: date, added: date | datetime, columns: int) -> str:
    slug = f"berlin-threatens-moscow-with-further-measures-{day:%d%m%y}"

    def told(first: str, second: str, code: str, link: str, **more: object) -> str:
        return row(first, second, code, link, day=day, added=added, columns=columns, **more)  # type: ignore[arg-type]

    return table(
        told("DEU", "RUS", "1312", f"https://one.example/news/{slug}.html", told=(12, 3, 9)),
        told("DEU", "RUS", "1312", f"https://www.two.example/{slug}/", told=(5, 2, 5)),
        told("DEU", "RUS", "1312", "https://in.reuters.com/article/what-the-chancellor-said-on-monday", told=(6, 2, 4)),
        told("USA", "RUS", "163", "https://three.example/treasury-list-grows-by-a-name", told=(2, 1, 2)),
        told("USA", "CHN", "163", "https://four.example/trade-war-goes-on-and-on", told=(50, 20, 50)),
        told("USA", "RUS", "042", "https://four.example/minister-visits-moscow-once-more", told=(50, 20, 50)),
    )


_AHEAD = timedelta(days=2)
"""So much longer a quarter-hour is served, for who looks a little later into a world that stands still."""

_DAILY = re.compile(r"/data\.gdeltproject\.org/events/(\d{8})\.export\.CSV\.zip")
_QUARTER = re.compile(r"/data\.gdeltproject\.org/gdeltv2/(\d{14})\.export\.CSV\.zip")


def gdelt_files(now: Clock) -> Handler:
    """The bucket: a day's file from the next day on, a quarter-hour's five minutes after it."""

    def answer(ask: Ask) -> Reply:
        daily, quarter = _DAILY.fullmatch(ask.path), _QUARTER.fullmatch(ask.path)
        if daily:
            day = datetime.strptime(daily[1], "%Y%m%d").date()  # noqa: DTZ007
            if day < now().date():
                body = zipped(f"{daily[1]}.export.CSV", _rows(day, day, COLUMNS_1))
                return Reply(body=body, media_type="application/zip")
        if quarter:
            at = datetime.strptime(quarter[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            if at + timedelta(minutes=5) <= now() + _AHEAD:
                body = zipped(f"{quarter[1]}.export.CSV", _rows(at.date(), at, COLUMNS_2))
                return Reply(body=body, media_type="application/zip")
        return Reply(status=404, body=b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>")

    return answer


def article(title: str, host: str, at: datetime) -> Mapping[str, str]:
    """One article as the search gives it."""
    slug = re.sub(r"\W+", "-", title.lower()).strip("-")
    return {
        "url": f"https://{host}/{slug}",
        "url_mobile": "",
        "title": title,
        "seendate": f"{at:%Y%m%dT%H%M%SZ}",
        "socialimage": "",
        "domain": host,
        "language": "English",
        "sourcecountry": "Utopia",
    }


def gdelt_search(now: Clock) -> Handler:
    """api.gdeltproject.org: the articles of one day, one story of four papers and two of one."""

    def answer(ask: Ask) -> Reply:
        at = datetime.strptime(ask.query["startdatetime"][0], "%Y%m%d%H%M%S").replace(tzinfo=UTC) + timedelta(hours=9)
        headline = f"EU Council adopts package {at:%j} of Russia sanctions"
        found = [article(headline, f"paper{number}.example", at) for number in range(4)]
        found += [article(f"Sanctions: an opinion {number}", f"paper{number}.example", at) for number in (1, 2)]
        document = {"articles": found} if at <= now() else {}
        return Reply(body=json.dumps(document).encode(), media_type="application/json")

    return answer
