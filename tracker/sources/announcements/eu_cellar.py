"""Acts of the European Union that amend its sanctions frameworks or are based on them, from the catalogue CELLAR.

One question in SPARQL, bounded by the dates of documents. A decision and a regulation of one day under one framework
are one package and one announcement, named after the regulation. CELLAR gives days, never hours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.data.eu_frameworks import eu_frameworks
from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.model.instants import zone
from tracker.model.plain_text import hidden_characters
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.json_documents import as_json
from tracker.sources.parsing.web_page import plain
from tracker.sources.spans import by_years, publication_days

ACTS = "acts"

_ENDPOINT = "https://publications.europa.eu/webapi/rdf/sparql"
_ZONE = "Europe/Brussels"
_AGAIN = timedelta(days=21)  # acts reach the catalogue, and their journal, days after their date
_QUIET = timedelta(days=40)
_NAMED = 5
_MOST_ROWS = 9000  # the service itself cuts answers at 10,000 without a word
_EXPECTED = "an answer of CELLAR in SPARQL JSON"
_VARIABLES = ("celex", "basis", "type", "dated", "printed", "force", "eli", "title")
_REQUIRED = ("celex", "basis", "type", "dated")
_TYPES = {
    "REG": "regulation",
    "REG_IMPL": "implementing regulation",
    "DEC": "decision",
    "DEC_IMPL": "implementing decision",
}
_RESOURCE_TYPE = "http://publications.europa.eu/resource/authority/resource-type/"
_ELI = re.compile(r"https?://(?:data|eur-lex)\.europa\.eu(/eli/[A-Za-z0-9/_.()-]{3,200})")
_CELEX = re.compile(r"3[0-9]{4}[A-Z]{1,2}[0-9]{4}(?:\([0-9]{2}\))?")
_OFFSET = "(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DATE = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:T00:00:00(?:\.0+)?)?{_OFFSET}")
_QUERY = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX lang: <http://publications.europa.eu/resource/authority/language/>
PREFIX kind: <http://publications.europa.eu/resource/authority/resource-type/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT DISTINCT ?celex ?basis ?type ?dated ?printed ?force ?eli ?title WHERE {{
  VALUES ?basis {{ {bases} }}
  VALUES ?type {{ {types} }}
  ?framework cdm:resource_legal_id_celex ?basis .
  {{ ?work cdm:resource_legal_amends_resource_legal ?framework }}
  UNION {{ ?work cdm:resource_legal_based_on_resource_legal ?framework }}
  ?work cdm:resource_legal_id_celex ?celex ;
        cdm:work_has_resource-type ?type ;
        cdm:work_date_document ?dated .
  FILTER(?dated >= "{first}"^^xsd:date && ?dated <= "{last}"^^xsd:date)
  OPTIONAL {{ ?work cdm:official-journal-act_date_publication ?alone }}
  OPTIONAL {{ ?work cdm:resource_legal_published_in_official-journal ?issue .
             ?issue cdm:publication_general_date_publication ?together }}
  BIND(COALESCE(?alone, ?together) AS ?printed)
  OPTIONAL {{ ?work cdm:resource_legal_date_entry-into-force ?force }}
  OPTIONAL {{ ?work cdm:resource_legal_eli ?eli }}
  OPTIONAL {{ ?text cdm:expression_belongs_to_work ?work ;
                   cdm:expression_uses_language lang:ENG ;
                   cdm:expression_title ?title }}
}}
ORDER BY ?dated ?celex ?basis
LIMIT {limit}
"""


@dataclass(slots=True, kw_only=True)
class _Act:
    """One act, from all rows about it."""

    celex: str
    kind: str
    dated: date
    bases: set[str] = field(default_factory=set)
    printed: set[date] = field(default_factory=set)
    force: set[date] = field(default_factory=set)
    eli: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)

    @property
    def rank(self) -> tuple[bool, str]:
        """Regulations first, then by number."""
        return "regulation" not in self.kind, self.celex

    @property
    def title(self) -> str:
        """Its English title, or what can be said of it before that is there."""
        return min(self.titles, default="") or f"{self.kind.capitalize()} {self.celex} under {min(self.bases)}"

    @property
    def url(self) -> str:
        """Its official page."""
        return min(self.eli, default="") or f"https://publications.europa.eu/resource/celex/{self.celex}"


class EuCellar(HttpSource):
    """The source ``eu_cellar``."""

    info = SourceInfo(
        key="eu_cellar",
        kind="announcements",
        title="EU acts amending the sanctions frameworks",
        publisher="Publications Office of the European Union",
        homepage="https://publications.europa.eu/en/web/cellar",
        hosts=("publications.europa.eu",),
        cadence=timedelta(hours=6),
        zone=_ZONE,
        rights=Rights(
            licence="Reuse of EUR-Lex data and documents with attribution (Decision 2011/833/EU)",
            credit="Source: Publications Office of the European Union, CELLAR.",
            url="https://eur-lex.europa.eu/content/legal-notice/legal-notice.html",
            republish=True,
        ),
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=365)),
        verified=False,
        settled_after=timedelta(days=60),
        note="Days, never hours: an act takes effect when the Official Journal is out, and is announced before.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One question for the dates wanted, a calendar year at a time at most."""
        since, last = publication_days(plan, self.key, _ZONE, overlap=_AGAIN)
        return tuple(_question(begins, ends) for begins, ends in by_years(since, last))

    def parse(self, snapshot: Snapshot) -> Records:
        """One announcement per framework and day; raises ``ParseError`` for an answer not understood."""
        rows = _rows(snapshot)
        acts: dict[str, _Act] = {}
        for number, row in enumerate(rows, start=1):
            _read(snapshot, number, row, acts)
        wrong = _without_journals_to_come(snapshot, acts.values())
        packages: defaultdict[tuple[date, str], list[_Act]] = defaultdict(list)
        for act in acts.values():
            packages[act.dated, _framework(act)].append(act)
        found = tuple(_package(key[1], packages[key]) for key in sorted(packages))
        warnings = (*_stale(snapshot, max((act.dated for act in acts.values()), default=None)), *wrong)
        if len(rows) < _MOST_ROWS:
            return Records(announcements=found, warnings=warnings)
        warning = (
            f"CELLAR answered {len(rows):,} rows, as many as it was asked for; there may be more acts in that time."
        )
        return Records(announcements=found, warnings=(*warnings, warning), partial=True)


def _question(first: date, last: date) -> Request:
    query = _QUERY.format(
        bases=" ".join(f'"{celex}"^^xsd:string' for celex in eu_frameworks()),
        types=" ".join(f"kind:{name}" for name in _TYPES),
        first=first.isoformat(),
        last=last.isoformat(),
        limit=_MOST_ROWS,
    )
    return Request(
        url=f"{_ENDPOINT}#{first.isoformat()}..{last.isoformat()}",
        kind=ACTS,
        headers={"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
        body=query.encode(),
        span=Span(of=ACTS, first=first, last=last),
    )


def _without_journals_to_come(snapshot: Snapshot, acts: Iterable[_Act]) -> tuple[str, ...]:
    """Take days of print that have not come yet from the acts; a sentence that names them."""
    asked = snapshot.retrieved_at.astimezone(zone(_ZONE)).date()
    wrong: list[str] = []
    for act in acts:
        later = {day for day in act.printed if day > asked}
        act.printed -= later
        wrong += [f"{day.isoformat()} of {act.celex}" for day in sorted(later)]
    if not wrong:
        return ()
    more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return (f"CELLAR tells of journals printed later than it was asked, left out: {', '.join(wrong[:_NAMED])}{more}.",)


def _stale(snapshot: Snapshot, newest: date | None) -> tuple[str, ...]:
    """A sentence where the acts of a time that reaches to the day of asking are old; of an earlier time nothing."""
    asked = snapshot.retrieved_at.astimezone(zone(_ZONE)).date()
    reaches = snapshot.url.partition("#")[2].endswith(asked.isoformat())
    if newest is None or not reaches or asked - newest <= _QUIET:
        return ()
    return (f"The newest act in CELLAR is of {newest}, older than the {_QUIET.days} days usual there.",)


def _rows(snapshot: Snapshot) -> tuple[Mapping[str, object], ...]:
    """The bindings; the variables must be those that were asked for."""
    document = as_json(snapshot, _EXPECTED)
    head = document.get("head") if isinstance(document, dict) else None
    results = document.get("results") if isinstance(document, dict) else None
    names = head.get("vars") if isinstance(head, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(names, list) or not isinstance(bindings, list):
        raise damaged(snapshot, f"{_EXPECTED} was expected, and it has no head with variables or no results")
    if sorted(map(str, names)) != sorted(_VARIABLES):
        raise damaged(snapshot, f"it answers another question: its variables are {', '.join(map(str, names))[:200]}")
    for number, row in enumerate(bindings, start=1):
        if not isinstance(row, dict) or not set(row) <= set(_VARIABLES) or not set(row) >= set(_REQUIRED):
            raise damaged(snapshot, f"row {number} lacks one of {', '.join(_REQUIRED)} or has a value nobody asked for")
    return tuple(bindings)


def _read(snapshot: Snapshot, number: int, row: Mapping[str, object], acts: dict[str, _Act]) -> None:
    """Add one row to what is known of its act."""

    def value(name: str, *kinds: str) -> str:
        bound = row.get(name)
        if bound is None:
            return ""
        written = bound.get("value") if isinstance(bound, dict) else None
        if not isinstance(bound, dict) or bound.get("type") not in kinds or not isinstance(written, str):
            raise damaged(snapshot, f"row {number}: {name} is no {' or '.join(kinds)}")
        return written.strip()

    def literal(name: str) -> str:
        return value(name, "literal", "typed-literal")

    def days(name: str) -> Iterator[date]:
        written = literal(name)
        if not written and name not in _REQUIRED:
            return
        matched = _DATE.fullmatch(written)
        try:
            yield date.fromisoformat(matched[1] if matched else "")
        except ValueError as error:
            raise damaged(snapshot, f"row {number}: {name} is {written[:60]!r}, not a date") from error

    celex, basis, kind = literal("celex"), literal("basis"), value("type", "uri").removeprefix(_RESOURCE_TYPE)
    if not _CELEX.fullmatch(celex) or basis not in eu_frameworks() or kind not in _TYPES:
        raise damaged(snapshot, f"row {number}: {celex[:40]!r} under {basis[:40]!r} is of the type {kind[:60]!r}")
    (dated,) = days("dated")
    act = acts.setdefault(celex, _Act(celex=celex, kind=_TYPES[kind], dated=dated))
    if (act.kind, act.dated) != (_TYPES[kind], dated):
        raise damaged(snapshot, f"row {number}: {celex} has two types or two dates")
    act.bases.add(basis)
    act.printed.update(days("printed"))
    act.force.update(days("force"))
    eli = _ELI.fullmatch(value("eli", "uri", "literal", "typed-literal"))
    if eli and not hidden_characters(eli[1]):
        act.eli.add(f"https://eur-lex.europa.eu{eli[1]}")
    act.titles.update(filter(None, (plain(literal("title"))[:LONGEST_TITLE],)))


def _framework(act: _Act) -> str:
    """The framework an act is counted under: the first of the table that it touches."""
    return next(one.framework for celex, one in eu_frameworks().items() if celex in act.bases)


def _package(framework: str, acts: list[_Act]) -> Announcement:
    """The acts of one day under one framework."""
    acts.sort(key=lambda act: act.rank)
    first = acts[0]
    in_force = [day for act in acts for day in act.force if day >= act.dated and day.year < 2100]
    known = eu_frameworks()
    bases = sorted({basis for act in acts for basis in act.bases}, key=list(known).index)
    return Announcement(
        source=EuCellar.info.key,
        external_id=f"{first.dated.isoformat()} {framework}",
        published_on=min((day for act in acts for day in act.printed), default=first.dated),
        adopted_on=first.dated,
        effective_on=min(in_force, default=None),
        title=first.title,
        summary="; ".join(act.title for act in acts[1:]),
        url=first.url,
        issuer="European Commission" if first.title.startswith("Commission ") else "EU Council",
        jurisdiction="EU",
        document_type=" and ".join(dict.fromkeys(act.kind for act in acts)),
        topics=tuple(dict.fromkeys(target for basis in bases for target in known[basis].targets)),
        acts=(*(act.celex for act in acts), *bases),
    )


SOURCE = EuCellar()
