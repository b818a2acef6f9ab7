"""FRED: controls from public statistics of the United States, as CSV without a key.

Brent (``DCOILBRENTEU``, dollars per barrel), the broad dollar index (``DTWEXBGS``) and the index of expected volatility
(``VIXCLS``), each a document of its own. Two columns: the day, headed ``DATE`` in older documents and
``observation_date`` in newer ones, and the value, headed with the series' id; an id that was not asked for is refused.
Days without a value have ``.`` in older documents and nothing in newer ones. Every line ends with a line feed, so one
that does not is cut short. Values come days late and are revised; what is asked for reaches back far enough to learn of
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tracker.model.instants import Label
from tracker.model.observation import QuoteTable
from tracker.model.source import Expectations, Gate, Request, Rights, Snapshot, SourceInfo, Span
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import as_text, damaged, damaged_lines, refuse_markup
from tracker.sources.parsing.numbers import printed_rate

SERIES: Mapping[str, str] = {
    "DCOILBRENTEU": "BRENT/USD@fred",
    "DTWEXBGS": "USDBROAD/PTS@fred",
    "VIXCLS": "VIX/PTS@fred",
}
"""The series by FRED's id; the kind of a document is the id in lower case."""

_URL = "https://fred.stlouisfed.org/graph/fredgraph.csv"
_DAY_HEADS = frozenset(("DATE", "observation_date"))
_MISSING = frozenset((".", ""))
_FIRST = date(2003, 1, 1)
_AGAIN = timedelta(days=60)
_BYTES_A_DAY = 17


class Fred(HttpSource):
    """The source ``fred``."""

    info = SourceInfo(
        key="fred",
        kind="rates",
        title="FRED: Brent, broad dollar index, VIX",
        publisher="Federal Reserve Bank of St. Louis",
        homepage="https://fred.stlouisfed.org/",
        hosts=("fred.stlouisfed.org",),
        cadence=timedelta(hours=12),
        zone="America/New_York",
        rights=Rights(
            licence="Brent and the dollar index are public domain; VIX is copyright of Cboe, not to be republished",
            credit=(
                "Sources: US Energy Information Administration, Board of Governors of the Federal Reserve System and"
                " Cboe, by way of FRED, Federal Reserve Bank of St. Louis."
            ),
            url="https://fred.stlouisfed.org/legal/",
            because="the volatility index among them is its owner's and may not be republished",
        ),
        expectations=Expectations(
            max_age=timedelta(days=16), min_value="1", max_value="1000", gate=Gate(jump=1.5, spike=1.0, slips=False)
        ),
        verified=True,
        not_verified=("Brent", "VIX"),
        settled_after=_AGAIN,
        note="Controls, days late: the oil price, the dollar against other currencies, expected volatility of shares.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """One document for each series, from two months before its newest value, or from 2003."""
        asked = []
        for code, series in SERIES.items():
            newest = plan.newest.get(series)
            usual = _FIRST if newest is None else date.fromisoformat(newest) - _AGAIN
            first = plan.since or usual
            params, last = {"id": code, "cosd": first.isoformat()}, plan.now.date()
            if plan.until is not None:
                last = plan.until - timedelta(days=1)
                params["coed"] = last.isoformat()
            span = Span(of=code, first=first, last=last)
            size = _BYTES_A_DAY * max((last - first).days * 5 // 7, 1)
            asked.append(Request(url=_URL, kind=code.lower(), params=params, span=span, size=size))
        return tuple(asked)

    def parse(self, snapshot: Snapshot) -> Records:
        """The quotes of one series, values as printed. ``ParseError`` names every bad line."""
        refuse_markup(snapshot, "a table of values")
        code = snapshot.kind.upper()
        text = as_text(snapshot, snapshot.content)
        lines = text.splitlines()
        if not lines or not lines[0].strip():
            raise damaged(snapshot, "the table is empty")
        heads = lines[0].split(",")
        if len(heads) != 2 or heads[0] not in _DAY_HEADS:
            raise damaged(snapshot, f"the header is not FRED's, it begins {lines[0][:40]!r}", line=1)
        if code not in SERIES or heads[1] != code:
            raise damaged(snapshot, f"it holds {heads[1][:20]!r} where {code} was asked for", line=1)
        if not text.endswith("\n"):
            raise damaged(snapshot, "its last line does not end, so it is cut short", line=len(lines))
        values: dict[Label, Decimal] = {}
        problems: list[tuple[int, str]] = []
        previous = ""
        for number, line in enumerate(lines[1:], start=2):
            if not line.strip():
                continue
            try:
                label, value = _cells(line, previous)
            except ValueError as error:
                problems.append((number, str(error)))
                continue
            previous = label
            if value is not None:
                values[label] = value
        if problems:
            raise damaged_lines(snapshot, problems)
        if not values:
            raise damaged(snapshot, f"it holds no value of {code} in the days asked for")
        return Records(quotes=QuoteTable(columns={SERIES[code]: values}))


def _cells(line: str, previous: Label) -> tuple[Label, Decimal | None]:
    """Day and value of one line; no value where there was none. ``ValueError`` for anything else."""
    cells = line.split(",")
    if len(cells) != 2:
        raise ValueError(f"{len(cells)} cells where a day and a value are expected")
    label, text = cells[0], cells[1].strip()
    if date.fromisoformat(label).isoformat() != label:
        raise ValueError(f"{label[:20]!r} is not written as a day")
    if label <= previous:
        raise ValueError(f"{label} does not lie after the line above it")
    return label, None if text in _MISSING else printed_rate(text, f"the value of {label}")


SOURCE = Fred()
