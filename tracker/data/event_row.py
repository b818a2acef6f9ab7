"""One row of the event file to one event and back, strictly: everything wrong with a row is said at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from tracker.data.source_tiers import tier_of
from tracker.model import event as vocabulary
from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, local_day, parse_instant, zone
from tracker.model.plain_text import hidden_characters, slug

COLUMNS: tuple[str, ...] = (
    "id",
    "date",
    "zone",
    "precision",
    "earliest_utc",
    "latest_utc",
    "time_utc",
    "time_basis",
    "legal_date",
    "adopted_on",
    "effective_on",
    "kind",
    "action",
    "stance",
    "issuer",
    "jurisdiction",
    "actor",
    "actor_role",
    "target",
    "programme",
    "expectedness",
    "title",
    "summary",
    "source_urls",
    "evidence",
    "verified",
    "sets",
    "note",
)
"""Columns of the event file, in order. ``date``, ``zone``, ``title``, ``kind``, ``issuer`` and ``jurisdiction`` must be
filled; the rest may be empty or left out."""

REQUIRED = ("date", "zone", "title", "kind", "issuer", "jurisdiction")

DEFAULTS = {"action": "neutral", "stance": "hold", "expectedness": "unknown", "verified": "no"}
"""What an empty or missing column means. ``neutral`` and ``hold`` claim no direction."""

DIRECTIONS = {
    "designation": ("impose", "escalate"),
    "sectoral_sanctions": ("impose", "escalate"),
    "asset_freeze": ("impose", "escalate"),
    "export_control": ("impose", "escalate"),
    "trade_embargo": ("impose", "escalate"),
    "price_cap": ("impose", "escalate"),
    "delisting_easing": ("lift", "deescalate"),
}
"""Action and stance of kinds that have a direction by their name, where a row gives none of its own."""

REMARKS = timedelta(minutes=30)
"""Length of a ``minute`` interval, from the start of remarks."""

_ID = re.compile(r"^\d{4}-\d\d-\d\d(-[a-z0-9]+)+$")
_SET = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_INSTANT = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


def assumed_direction(row: Mapping[str, str]) -> dict[str, str]:
    """The ``action`` and ``stance`` a row leaves open, from its kind; a stated other action leaves the stance open.

    >>> assumed_direction({"kind": "designation"})
    {'action': 'impose', 'stance': 'escalate'}
    >>> assumed_direction({"kind": "designation", "action": "extend"})
    {'stance': 'hold'}
    """
    action, stance = DIRECTIONS.get(row.get("kind", "").strip(), (DEFAULTS["action"], DEFAULTS["stance"]))
    if row.get("action", "").strip() not in {"", action}:
        stance = DEFAULTS["stance"]
    usual = {"action": action, "stance": stance}
    return {column: word for column, word in usual.items() if not row.get(column, "").strip()}


class _Reader:
    """Reads the columns of one row and collects what is wrong with them."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row = {column: (text or "").strip() for column, text in row.items()}
        self._problems: list[tuple[str, str]] = []
        for column in row:
            if column not in COLUMNS:
                self.wrong(column, f"there is no column {column!r}")
        for column in REQUIRED:
            if not self.row.get(column):
                self.wrong(column, f"{column} is missing")
        for column, text in self.row.items():
            if hidden := hidden_characters(text):
                self.wrong(column, f"{column} contains hidden characters ({', '.join(hidden)})")

        self.defaults = assumed_direction(self.row)

    def wrong(self, column: str, text: str) -> None:
        """Note what is wrong with a column."""
        self._problems.append((column, text))

    @property
    def problems(self) -> list[str]:
        """What is wrong, in the order of the row's columns; of those it has not, last."""
        place = {column: number for number, column in enumerate(self.row)}
        return [text for _, text in sorted(self._problems, key=lambda one: place.get(one[0], len(place)))]

    def text(self, column: str) -> str:
        return self.row.get(column) or self.defaults.get(column) or DEFAULTS.get(column, "")

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        text = self.text(column)
        if text not in allowed and (text or column not in REQUIRED):
            self.wrong(column, f"{column} {text!r} is not one of {', '.join(sorted(filter(None, allowed)))}")
        return text

    def date(self, column: str) -> date | None:
        text = self.text(column)
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if _DATE.match(text) else None
        except ValueError:
            day = None
        if day is None or not _FIRST <= day <= _LAST:
            self.wrong(column, f"{column} {text!r} is not a date (expected like 2014-11-11)")
            return None
        return day

    def instant(self, column: str) -> datetime | None:
        text = self.text(column)
        if not text:
            return None
        try:
            instant = parse_instant(text) if _INSTANT.match(text) else None
        except (ValueError, OverflowError):
            instant = None
        if instant is None or not _FIRST <= instant.date() <= _LAST:
            self.wrong(column, f"{column} {text!r} is not an instant with its zone (expected like 2014-11-11T02:56Z)")
            return None
        return instant

    def zone(self) -> str:
        name = self.text("zone")
        try:
            zone(name or "UTC")
        except ValueError as error:
            self.wrong("zone", str(error))
            return ""
        return name

    def urls(self) -> tuple[EventSource, ...]:
        found = []
        for url in filter(None, (part.strip() for part in self.text("source_urls").split("|"))):
            if not _is_web_address(url):
                self.wrong("source_urls", f"source_urls: not an http(s) address: {url!r}")
            found.append(EventSource(url=url, tier=tier_of(url)))
        return tuple(found)

    def sets(self) -> tuple[str, ...]:
        names = tuple(filter(None, (part.strip() for part in self.text("sets").split("|"))))
        for name in names:
            if not _SET.match(name):
                self.wrong("sets", f"sets: {name!r} is not a slug")
        return names


def _is_web_address(text: str) -> bool:
    if any(character.isspace() or character in '<>"' for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def event_of(row: Mapping[str, str], *, provenance: str, status: str = "accepted") -> PolicyEvent:
    """The event of a row (column → text; columns may be missing). ``ValueError`` lists everything that is wrong."""
    reader = _Reader(row)
    day, zone_name = reader.date("date"), reader.zone()
    when = _time(reader, day, zone_name)
    identifier = reader.text("id")
    if identifier and not _ID.match(identifier):
        reader.wrong("id", f"id {identifier!r} is not a dated slug (expected like 2014-11-11-rhodes-beijing)")
    elif identifier and day and not identifier.startswith(day.isoformat()):
        reader.wrong("id", f"id {identifier} does not begin with its date {day.isoformat()}")
    kind = reader.one_of("kind", vocabulary.KINDS)
    action = reader.one_of("action", vocabulary.ACTIONS)
    stance = reader.one_of("stance", vocabulary.STANCES)
    jurisdiction = reader.one_of("jurisdiction", vocabulary.JURISDICTIONS)
    expectedness = reader.one_of("expectedness", vocabulary.EXPECTEDNESS)
    verified = reader.one_of("verified", vocabulary.VERIFIED)
    sources, sets = reader.urls(), reader.sets()
    legal, adopted, effective = reader.date("legal_date"), reader.date("adopted_on"), reader.date("effective_on")
    if reader.problems or day is None or when is None:
        raise ValueError("; ".join(reader.problems))
    return PolicyEvent(
        id=identifier or generated_id(day, reader.text("title")),
        title=reader.text("title"),
        summary=reader.text("summary"),
        kind=kind,
        action=action,
        stance=stance,
        issuer=reader.text("issuer"),
        jurisdiction=jurisdiction,
        time=when,
        actor=reader.text("actor"),
        role=reader.text("actor_role"),
        target=reader.text("target"),
        programme=reader.text("programme"),
        adopted_on=adopted,
        published_on=day,
        effective_on=effective,
        legal_on=legal,
        expectedness=expectedness,
        sources=sources,
        evidence=reader.text("evidence"),
        verified=verified,
        note=reader.text("note"),
        provenance=provenance,
        status=status,
        sets=sets,
    )


def generated_id(day: date, title: str) -> str:
    """The id of an event that came without one: its day and its title's words, or a digest where none are ASCII."""
    words = slug(title) or "event-" + hashlib.sha256(title.encode()).hexdigest()[:8]
    return f"{day.isoformat()}-{words}"


def _time(reader: _Reader, day: date | None, zone_name: str) -> EventTime | None:
    """The interval a row states, or the one its date, zone and time imply; None after a problem was noted."""
    earliest, latest, at = (reader.instant(column) for column in ("earliest_utc", "latest_utc", "time_utc"))
    basis = reader.one_of("time_basis", vocabulary.BASES)
    precision = reader.text("precision") or _precision(earliest, latest, at, basis)
    if precision not in vocabulary.PRECISIONS:
        reader.wrong("precision", f"precision {precision!r} is not one of {', '.join(sorted(vocabulary.PRECISIONS))}")
        return None
    if basis and not reader.text("time_utc"):
        reader.wrong("time_basis", f"time_basis {basis!r} without a time_utc")
    if day is None or not zone_name:
        return None
    whole = local_day(day, zone_name)
    if precision == "day":
        implied: Interval | None = whole
    elif precision == "minute":
        begins = earliest or at
        implied = Interval(start=begins, end=begins + REMARKS) if begins else None
    else:
        start, end = earliest or whole.start, latest or at
        implied = Interval(start=start, end=end) if end and start <= end else None
    if implied is None:
        wanted = "time_utc" if precision == "minute" else "latest_utc, not before earliest_utc,"
        reader.wrong("precision", f"precision {precision} needs {wanted}")
        return None
    if (earliest or implied.start) != implied.start or (latest or implied.end) != implied.end:
        meaning = {"day": f"the whole local day {_span(whole)}", "minute": f"30 minutes, {_span(implied)}"}[precision]
        reader.wrong(
            "precision", f"precision {precision} means {meaning}, not {_stated(earliest)} to {_stated(latest)}"
        )
    if implied.start.astimezone(zone(zone_name)).date() != day:
        reader.wrong("date", f"date {day.isoformat()} is not the day in {zone_name} on which the interval begins")
    if precision == "minute" and at is not None and at != implied.start:
        reader.wrong("precision", "precision minute: time_utc differs from earliest_utc")
    return EventTime(interval=implied, zone=zone_name, precision=precision, basis=basis, at=at)


def _precision(earliest: datetime | None, latest: datetime | None, at: datetime | None, basis: str) -> str:
    """What an unstated precision must be: a known start of remarks, stated or implied bounds, or the day alone."""
    if earliest is None and latest is None:
        if at is None or basis == "effective":
            return "day"
        return "interval" if basis in {"posting", "report"} else "minute"
    if earliest is not None and latest == earliest + REMARKS and at == earliest:
        return "minute"
    return "interval"


def _span(interval: Interval) -> str:
    return f"{_stated(interval.start)} to {_stated(interval.end)}"


def _stated(instant: datetime | None) -> str:
    """``2014-11-11T02:56Z``, with seconds only where there are any; ``(empty)`` for none."""
    if instant is None:
        return "(empty)"
    exact = instant.second or instant.microsecond
    return instant.astimezone(UTC).isoformat(timespec="auto" if exact else "minutes").replace("+00:00", "Z")


def row_of(event: PolicyEvent) -> dict[str, str]:
    """All columns of an event as text. Provenance, status and what is known of a source beyond its address stay out."""
    return {
        "id": event.id,
        "date": event.published_on.isoformat(),
        "zone": event.time.zone,
        "precision": event.time.precision,
        "earliest_utc": _stated(event.time.interval.start),
        "latest_utc": _stated(event.time.interval.end),
        "time_utc": _stated(event.time.at) if event.time.at else "",
        "time_basis": event.time.basis,
        "legal_date": event.legal_on.isoformat() if event.legal_on else "",
        "adopted_on": event.adopted_on.isoformat() if event.adopted_on else "",
        "effective_on": event.effective_on.isoformat() if event.effective_on else "",
        "kind": event.kind,
        "action": event.action,
        "stance": event.stance,
        "issuer": event.issuer,
        "jurisdiction": event.jurisdiction,
        "actor": event.actor,
        "actor_role": event.role,
        "target": event.target,
        "programme": event.programme,
        "expectedness": event.expectedness,
        "title": event.title,
        "summary": event.summary,
        "source_urls": " | ".join(source.url for source in event.sources),
        "evidence": event.evidence,
        "verified": event.verified,
        "sets": " | ".join(event.sets),
        "note": event.note,
    }
