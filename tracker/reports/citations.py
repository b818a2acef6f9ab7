"""How to cite: entries as plain fields, as BibTeX and as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.model.event import PolicyEvent
from tracker.model.instants import to_the_second
from tracker.model.plain_text import clean
from tracker.model.series import Series
from tracker.model.source import SourceInfo
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean as cleaned
from tracker.reports.cleaning import plain
from tracker.reports.currencies import pair_of
from tracker.reports.dates import period_title, week_with_dates
from tracker.reports.phrases import event_day, main_source, web_address
from tracker.reports.tex import escaped

PROGRAM = "Sanctions pressure tracker"
AUTHORS = "The sanctions pressure tracker authors"
MOST = 200
"""Characters of a name from outside."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = frozenset(("author", "title", "institution"))
"""Fields of which styles would otherwise turn words about or lower their letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One entry: BibTeX fields as plain text in their order, and the same as a sentence."""

    key: str
    kind: str
    fields: Mapping[str, str]
    sentence: str

    @property
    def bibtex(self) -> str:
        """The entry, with every sign that means something to TeX escaped, but in addresses."""
        width = max(map(len, self.fields))
        lines = [f"  {name:<{width}} = {_value(name, text)}," for name, text in self.fields.items()]
        return "\n".join((f"@{self.kind}{{{self.key},", *lines, "}"))

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "key": self.key,
            "type": self.kind,
            "fields": dict(self.fields),
            "bibtex": self.bibtex,
            "sentence": self.sentence,
        }


def of_program(now: datetime, *, software: str, ledger: str) -> Citation:
    """The entry of the program itself in its version ``software``, with version ``ledger`` of its ledger."""
    note = f"Version {software}, with version {ledger} of its ledger of events{_own(ledger)}; Apache-2.0"
    return Citation(
        key=f"tracker-{slug(software)}",
        kind="software",
        fields={"author": AUTHORS, "title": PROGRAM, "version": software, "year": str(now.year), "note": note},
        sentence=f"{AUTHORS}, “{PROGRAM}”. {note}.",
    )


def of_report(label: str, title: str, now: datetime, *, made: str, kind: str = "Weekly report") -> Citation:
    """The entry of a report: ``label`` names its period (2014-W46), ``made`` its versions in a sentence."""
    return Citation(
        key=f"tracker-{slug(label)}",
        kind="techreport",
        fields={
            "author": PROGRAM,
            "title": title,
            "institution": PROGRAM,
            "type": kind,
            "number": label,
            "year": str(now.year),
            "note": made,
        },
        sentence=f"{PROGRAM}, “{title}”. {made}",
    )


def of_publisher(
    series: Series, key: str, info: SourceInfo | None, *, had: datetime | None, now: datetime, copied: str = ""
) -> Citation:
    """The entry of the rates of one publisher in a series; ``info`` is None for rates from a file, ``had`` when its
    newest document was retrieved. ``copied`` names the copy they were read in instead, of which no access is told."""
    had = None if copied else had
    day = (had or now).date()
    rule = clean(series.derivation.rule) if series.derivation is not None else ""
    what = f"{series.key} ({series.unit}{f', computed: {rule}' if series.derived else ''})"
    if info is None:
        return Citation(
            key=f"{slug(key)}-{slug(series.key)}",
            kind="misc",
            fields={"title": f"{clean(series.key)}, rates from a file", "year": str(day.year), "note": what},
            sentence=f"{clean(series.key)}, rates from a file; whose they are, whoever imported them knows.",
        )
    accessed_on = f", from {copied}" if copied else f", accessed {day.isoformat()}" if had is not None else ""
    return Citation(
        key=f"{slug(key)}-{slug(series.name.pair)}",
        kind="misc",
        fields={
            "author": info.publisher,
            "title": info.title,
            "year": str(day.year),
            "url": info.homepage,
            **({"urldate": day.isoformat()} if had is not None else {}),
            "note": f"{what}{accessed_on}. {info.rights.credit}",
        },
        sentence=f"{info.publisher}, “{info.title}”, {info.homepage}: {what}{accessed_on}. {info.rights.credit}",
    )


def of_event(event: PolicyEvent) -> Citation | None:
    """The entry of the page an event was read in, the nearest to its origin; None where no address is known."""
    page = main_source(event)
    address = "" if page is None else web_address(page.url)
    if page is None or not address:
        return None
    day, issuer, title = event_day(event), cleaned(event.issuer, MOST), cleaned(event.title, MOST)
    had, copied = page.retrieved_at, " (a copy)" if page.tier == "copy" else ""
    return Citation(
        key=f"event-{slug(event.id)}",
        kind="misc",
        fields={
            **({"author": issuer} if issuer else {}),
            "title": title,
            "year": str(day.year),
            "month": f"{day:%m}".lstrip("0"),
            "url": address,
            **({"urldate": had.date().isoformat()} if had is not None else {}),
            "note": f"Event {cleaned(event.id, MOST)} of {day.isoformat()}{copied}",
        },
        sentence=f"{f'{issuer}, ' if issuer else ''}“{title}”, {day.isoformat()}, {address}{copied}",
    )


def citation_of(briefing: Briefing) -> Citation:
    """The report's own entry, the same in every form and of ``tracker cite``."""
    period, now = briefing.period, briefing.generated_at
    name = week_with_dates(period.label) if period.kind == "week" else period_title(period)
    quote = pair_of(briefing.info.series.name).quote
    made = made_words(
        now,
        software=cleaned(briefing.software_version, MOST),
        ledger=cleaned(briefing.ledger_version, MOST),
        report=briefing.version,
    )
    kind = {"week": "Weekly report", "day": "Daily report"}.get(period.kind, "Report")
    return of_report(period.label, plain(f"{quote.capitalize()} and sanctions: {name}"), now, made=made, kind=kind)


def citations_of(briefing: Briefing) -> tuple[Citation, ...]:
    """Of a report: its own entry, one for each publisher of its rates, one for the nearest page of each event it names.

    Keys are unique.
    """
    publishers = [
        of_publisher(
            one, used.key, used.info, had=used.retrieved_at, now=briefing.generated_at, copied=clean(used.copied)[:MOST]
        )
        for used in briefing.sources
        for one in used.series[:1]
    ]
    pages = (of_event(item.event) for item in briefing.named)
    return unique((citation_of(briefing), *publishers, *(page for page in pages if page is not None)))


def unique(entries: Iterable[Citation]) -> tuple[Citation, ...]:
    """The same entries, a number behind a key that is taken."""
    known: dict[str, Citation] = {}
    for entry in entries:
        key, number = entry.key, 2
        while key in known:
            key, number = f"{entry.key}-{number}", number + 1
        known[key] = replace(entry, key=key)
    return tuple(known.values())


def made_words(now: datetime, *, software: str, ledger: str, report: str = "") -> str:
    """The versions behind what is cited, in a sentence; ``report`` that of the report itself."""
    if report:
        return (
            f"Version {report} of the report, version {software} of the program, version {ledger} of its ledger"
            f"{_own(ledger)}, data as of {to_the_second(now)}."
        )
    at = to_the_second(now)
    return f"Version {software} of the program, version {ledger} of its ledger{_own(ledger)}, data as of {at}."


def _own(ledger: str) -> str:
    return ", with events of this installation's own" if "+" in ledger else ""


def slug(text: str) -> str:
    """The text as a part of a key."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80] or "x"


def _value(name: str, text: str) -> str:
    """A field's value; a month by the name that each style of a bibliography says in its own way."""
    return _MONTHS[int(text) - 1] if name == "month" else f"{{{_field(name, text)}}}"


def _field(name: str, text: str) -> str:
    """A field's text as TeX reads it. Braces are escaped, so that none can end the field."""
    plain = clean(text)
    if name in {"url", "urldate"}:
        return re.sub(r"[^A-Za-z0-9:/?&=._+,;@-]", "", plain)
    text = escaped(plain)
    return f"{{{text}}}" if name in _WHOLE else text
