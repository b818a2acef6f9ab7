"""Where the numbers come from: a row for each source, how its values came here, and what was computed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.reports.briefings import week_of_the_float
from tracker.reports.build import build_report
from tracker.reports.document import Table, as_str
from tracker.reports.formats import formats
from tracker.reports.origin import Origin, origin_key
from tracker.reports.sections.numbers_from import SECTION

MADE = datetime(2014, 11, 14, 13, 10, tzinfo=UTC)


def origin(series: str, label: str, source: str, **more: object) -> Origin:
    return Origin(
        key=origin_key(series, label),
        series=series,
        label=label,
        value=Decimal("1.5"),
        source=source,
        made_from=MADE,
        made_to=MADE,
        recorded_at=datetime(2026, 11, 24, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )


def rows(*origins: Origin) -> list[list[str]]:
    section = SECTION.build(week_of_the_float(origins=origins))
    assert section is not None
    table = section.blocks[0]
    assert isinstance(table, Table)
    return [[as_str(cell).replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_a_row_says_how_many_values_of_which_days_came_how_and_in_which_documents() -> None:
    fetched = datetime(2026, 11, 22, tzinfo=UTC)
    found = rows(
        origin("A/B@cbr", "2014-11-14", "Bank of Russia", retrieved_at=fetched, sha256="b" * 64),
        origin("A/B@cbr", "2014-11-12", "Bank of Russia", retrieved_at=MADE, sha256="c" * 64),
        origin("A/B@desk", "2014-11-14", "A desk", document="an imported file", sha256="d" * 64),
        origin("A/B@hand", "2014-11-14T13:00:00Z", "A hand"),
        origin(
            "A/B@ecb", "2014-11-14", "A bank", document="the copy that the package one 1.2 ships: a.zip", sha256="e"
        ),
        origin("X/Y@cbr", "2014-11-14", "Computed", reckoned_from=("A/B@cbr 2014-11-14",)),
    )
    assert found == [
        ["A bank", "1", "2014-11-14", "one 1.2", "e"],
        ["A desk", "1", "2014-11-14", "brought in 24 Nov 2026", "d" * 12],
        ["A hand", "1", "2014-11-14", "brought in 24 Nov 2026", "typed in"],
        ["Bank of Russia", "2", "2014-11-12/2014-11-14", "fetched 14 Nov 2014 to 22 Nov 2026", f"{'b' * 12} +1"],
    ]


def test_a_report_without_numbers_has_no_such_section_and_a_wide_one_stays_on_the_page() -> None:
    assert SECTION.build(week_of_the_float()) is None
    long = "A central bank whose name goes on and on and on and on"
    briefing = week_of_the_float(origins=(origin("A/B@x", "2014-11-14", long, retrieved_at=MADE, sha256="f" * 64),))
    text = formats()["text"].render(build_report(briefing))
    assert isinstance(text, str)
    assert f"{long}: values 1" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100
