"""What lies beside the tables of a package: what each column means, whose numbers they are, how to cite them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from tracker import __version__
from tracker.model.tidy import INSTANT, Shape
from tracker.reports.citations import PROGRAM, Citation, made_words, of_publisher, unique
from tracker.reports.formats.markdown import escaped
from tracker.reports.phrases import NO_CAUSE_SENTENCE
from tracker.reports.used_sources import UsedSource
from tracker.services.exporting.written import Written

_INTRODUCTION = (
    "Each rate carries the instant at which it was made, each event the interval in which it became public, so that",
    "anybody can tell which rate could have known which event. `series`, `label` and `event_id` join the tables.",
    "",
    "- Instants are in UTC. A label is what the publisher calls a value, and may be another day than it was made on.",
    "- BASE/QUOTE is quote units per base unit: USD/RUB is roubles per dollar and rises when the rouble weakens.",
    "- `log_return` above zero: the quote currency weakened. `pair_change`: how much more a base unit costs;",
    "  `value_change`: how much more a quote unit buys, below zero: less. Fractions, not percentages.",
    "- A move belongs to its fixing. Several events may share it: never add it up over events.",
    f"- {NO_CAUSE_SENTENCE}. A day without an entry may still have had news.",
    "- CSV has the digits of the publisher, Parquet the nearest binary number of 64 bits.",
    "- In CSV, text that a spreadsheet would run as a formula has an apostrophe in front.",
)


def readme(
    shown: Sequence[Written],
    used: Sequence[UsedSource],
    now: datetime,
    *,
    ledger: str,
    parquet: bool,
    notes: Sequence[str],
) -> str:
    """The file README.md."""
    return "\n".join(_lines(shown, used, now, ledger=ledger, parquet=parquet, notes=notes)) + "\n"


def _lines(
    shown: Sequence[Written],
    used: Sequence[UsedSource],
    now: datetime,
    *,
    ledger: str,
    parquet: bool,
    notes: Sequence[str],
) -> Iterator[str]:
    made = made_words(now, software=__version__, ledger=ledger)
    yield from ("# Sanctions announcements and rouble rates", "", made, "", *_INTRODUCTION)
    yield f"- Each table is there as CSV{' and as Parquet' if parquet else ''}; types and keys are in datapackage.json."
    yield from (f"- {escaped(note)}" for note in notes)
    for table in shown:
        yield from _table(table.shape, table.count)
    yield from ("", "## Rights and credits", "")
    for one in used:
        if one.info is not None:
            rights = one.info.rights
            may = "may be republished" if rights.republish else "may not be republished"
            because = f" ({rights.because})" if rights.because else ""
            yield f"- **{escaped(one.info.publisher)}**, {escaped(one.info.title)}: {escaped(rights.licence)}; {may}"
            yield f"  {escaped(because)} {escaped(rights.credit)}".rstrip()
    yield from ("- The ledger of events: Apache-2.0.", "", "## How to cite", "")
    yield from (
        escaped(citations(used, now, ledger=ledger)[0].sentence),
        "",
        "`CITATION.bib` has this and its publishers as BibTeX.",
    )


def _table(shape: Shape, rows: int) -> Iterator[str]:
    yield from ("", f"## {shape.name}", "", f"{shape.about} {rows:,} rows; key: {', '.join(shape.key)}.", "")
    yield from ("| column | unit | what it means |", "|---|---|---|")
    for column in shape.columns:
        unit = column.unit or ("UTC" if column.kind == INSTANT else "")
        yield f"| {column.name} | {unit} | {escaped(column.about)} |"


def citations(used: Sequence[UsedSource], now: datetime, *, ledger: str) -> tuple[Citation, ...]:
    """The package first, then each publisher."""
    made = made_words(now, software=__version__, ledger=ledger)
    title = "Sanctions announcements and rouble rates: data package"
    own = Citation(
        key="tracker-data-package",
        kind="misc",
        fields={
            "author": PROGRAM,
            "title": title,
            "year": str(now.year),
            "howpublished": "Data package",
            "note": made,
        },
        sentence=f"{PROGRAM}, “{title}”. {made}",
    )
    return unique((own, *(_publisher(one, now) for one in used if one.series)))


def _publisher(used: UsedSource, now: datetime) -> Citation:
    first = used.series[0]
    entry = of_publisher(first, used.key, used.info, had=used.retrieved_at, now=now)
    if len(used.series) == 1:
        return entry
    credit = f" {used.info.rights.credit}" if used.info is not None else ""
    return replace(
        entry, key=used.key, fields={**entry.fields, "note": f"{len(used.series)} series, as {first.key}.{credit}"}
    )


def citation_file(now: datetime, *, ledger: str) -> str:
    """The file CITATION.cff, for programs that read it. No one licence is that of all: rates are their publishers'."""
    return "\n".join(
        (
            "cff-version: 1.2.0",
            "type: dataset",
            'message: "To cite these data, use this entry and name the publishers of the rates (CITATION.bib)."',
            "abstract: >-",
            "  Rates and lists are under the terms of their publishers, which README.md gives one by one;",
            "  the ledger of events is under Apache-2.0.",
            'title: "Sanctions announcements and rouble rates: data package"',
            "authors:",
            f'  - name: "{PROGRAM}"',
            f'version: "{__version__}+{ledger}"',
            f"date-released: {now.date().isoformat()}",
            "",
        )
    )
