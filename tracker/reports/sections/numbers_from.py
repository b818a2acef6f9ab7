"""Where the numbers come from: a line for each source and document, and which series are computed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.model.series import Series
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.document import Block, Column, Paragraph, Section, Table, Text, text, toned
from tracker.reports.origin import Origin

_DIGITS = 12
_PACKAGE = "the copy that the package "


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginsSection:
    """WHERE THE NUMBERS COME FROM."""

    key: str = "numbers"
    order: int = 85

    def build(self, briefing: Briefing) -> Section | None:
        """One row per source; nothing where no number is told."""
        published = [one for one in briefing.origins if not one.reckoned_from]
        if not published:
            return None
        columns = (
            Column(title=""),
            Column(title="values", right=True),
            Column(title="labelled"),
            Column(title="from"),
            Column(title="SHA-256"),
        )
        of_source = groupby(sorted(published, key=lambda one: (one.source, one.key)), lambda one: one.source)
        rows = tuple(_row(source, list(found)) for source, found in of_source)
        blocks: list[Block] = [Table(columns=columns, rows=rows)]
        computed = "; ".join(_computed(briefing))
        if computed:
            blocks.append(Paragraph(content=text(f"Computed here: {computed}.")))
        aside = toned("each value with its document: --format json", "muted")
        return Section(key=self.key, title="WHERE THE NUMBERS COME FROM", aside=aside, blocks=tuple(blocks))


def _row(source: str, found: Sequence[Origin]) -> tuple[Text, ...]:
    labels = sorted(one.label[:10] for one in found)
    days = labels[0] if labels[0] == labels[-1] else f"{labels[0]}/{labels[-1]}"
    digests = list(dict.fromkeys(one.sha256 for one in sorted(found, key=_recorded, reverse=True) if one.sha256))
    more = f" +{len(digests) - 1}" if len(digests) > 1 else ""
    return (
        text(clean(source, 60)),
        text(f"{len(found):,}"),
        text(days),
        text(_had(found)),
        text(f"{digests[0][:_DIGITS]}{more}" if digests else "typed in"),
    )


def _recorded(one: Origin) -> tuple[str, str]:
    return ("" if one.recorded_at is None else one.recorded_at.isoformat(), one.key)


def _had(found: Sequence[Origin]) -> str:
    """When and how the values came here: what ships with the product by its package, the rest by day."""
    shipped = {one.document.removeprefix(_PACKAGE).partition(" ships")[0] for one in found if _is_shipped(one)}
    fetched = sorted({one.retrieved_at.date() for one in found if one.retrieved_at is not None})
    brought = sorted({one.recorded_at.date() for one in found if _is_brought(one) and one.recorded_at is not None})
    said = [clean(one, 40) for one in sorted(shipped)]
    for verb, days in (("fetched", fetched), ("brought in", brought)):
        if days:
            first, last = (dates.short(day, year=True) for day in (days[0], days[-1]))
            said.append(f"{verb} {first}" if first == last else f"{verb} {first} to {last}")
    return ", ".join(said)


def _is_shipped(one: Origin) -> bool:
    return one.document.startswith(_PACKAGE)


def _is_brought(one: Origin) -> bool:
    return one.retrieved_at is None and not _is_shipped(one)


def _computed(briefing: Briefing) -> Iterator[str]:
    told: list[Series] = [briefing.info.series] if briefing.rate is not None else []
    told += [one.info.series for one in briefing.second if one.info is not None and one.windows]
    told += [one.info.series for one in briefing.watched if one.info is not None and one.period is not None]
    told += [briefing.gap.series] if briefing.gap is not None else []
    for series in dict.fromkeys(told):
        if series.derivation is not None:
            yield f"{series.key} = {clean(series.derivation.rule, 160)}"


SECTION = OriginsSection()
