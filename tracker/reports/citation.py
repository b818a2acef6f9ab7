"""How a report of this program is cited: BibTeX fields in plain text and the same as a sentence, from its briefing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.model.instants import to_the_second
from tracker.model.plain_text import clean
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import plain
from tracker.reports.currencies import pair_of
from tracker.reports.dates import span, week_with_dates

PROGRAM = "Sanctions pressure tracker"
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
}
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
        lines = [f"  {name:<{width}} = {{{_escaped(name, text)}}}," for name, text in self.fields.items()]
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


def report_citation(
    name: str, title: str, now: datetime, *, kind: str = "Weekly report", version: str, ledger: str, digest: str = ""
) -> Citation:
    """The entry of a report: ``name`` its period, ``now`` the instant whose data it shows, ``digest`` its version."""
    told = f"Version {digest} of the report. " if digest else ""
    note = f"{told}{versions(now, version=version, ledger=ledger)}"
    return Citation(
        key=f"tracker-{slug(name)}",
        kind="techreport",
        fields={
            "author": PROGRAM,
            "title": title,
            "institution": PROGRAM,
            "type": kind,
            "number": name,
            "year": str(now.year),
            "note": note,
        },
        sentence=f"{PROGRAM}, “{title}”. {note}",
    )


def citation_of(briefing: Briefing) -> Citation:
    """The entry of the report of a briefing: that of ``tracker cite`` for a week, with the report's own version."""
    period = briefing.period
    told = week_with_dates(period.label) if period.kind == "week" else plain(span(period.since, period.until))
    quote = pair_of(briefing.info.series.name).quote
    return report_citation(
        period.label,
        f"{quote[:1].upper()}{quote[1:]} and sanctions: {told}",
        briefing.generated_at,
        kind="Weekly report" if period.kind == "week" else "Report",
        version=briefing.software_version,
        ledger=briefing.ledger_version,
        digest=briefing.version,
    )


def versions(now: datetime, *, version: str, ledger: str) -> str:
    """What an answer was made with, for a note."""
    return f"Version {version} of the program, version {ledger} of its ledger, data as of {to_the_second(now)}."


def slug(text: str) -> str:
    """Small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80] or "x"


def _escaped(name: str, text: str) -> str:
    """A field's text as TeX reads it. Braces are escaped, so that none can end the field."""
    plain_text = clean(text)
    if name in {"url", "urldate"}:
        return re.sub(r"[^A-Za-z0-9:/?&=._+,;@-]", "", plain_text)
    text = "".join(_TEX.get(one, one) for one in plain_text)
    return f"{{{text}}}" if name in _WHOLE else text
