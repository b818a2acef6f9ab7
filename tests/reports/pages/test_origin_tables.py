"""Values side by side: what a line or a column shares is said once, and nothing of an origin is lost."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.reports import briefings
from tests.reports.pages.made import Tree, text_of, written_of
from tracker.reports.machine_origins import origin_records
from tracker.reports.origin import Origin, origin_key
from tracker.reports.pages.ids import origin_place
from tracker.reports.pages.origin_tables import abreast

MADE = datetime(2014, 11, 14, 13, 10, tzinfo=UTC)


def origin(series: str, label: str, *parts: str, made: datetime = MADE) -> Origin:
    return Origin(
        key=origin_key(series, label),
        series=series,
        label=label,
        value=Decimal("47.30"),
        source="European Central Bank",
        made_from=made,
        made_to=made,
        published_at=made + timedelta(minutes=20),
        reckoned_from=parts,
        sha256="" if parts else "f" * 64,
    )


def tree_of(*origins: Origin) -> Tree:
    return Tree(written_of(dataclasses.replace(briefings.week_of_the_float(), origins=origins)))


def headings(tree: Tree, cls: str = "values") -> list[list[str]]:
    tables = [one for one in tree.one("part-origins").iter("div") if cls in str(one.get("class")).split()]
    return [[text_of(head) for row in table.iter("thead") for head in row.iter("th")] for table in tables]


def test_series_with_the_same_lines_stand_side_by_side_and_many_in_even_tables() -> None:
    alike = [origin(f"EUR/A{number:02}@x", "2014-11-14") for number in range(9)]
    other = [origin("EUR/RUB@x", "2014-11-13", made=MADE - timedelta(days=1)), origin("EUR/RUB@x", "2014-11-14")]
    tables = list(abreast([*alike, *other]))
    assert [len({one.series for one in table}) for table in tables] == [5, 4, 1]
    assert sorted(one.key for table in tables for one in table) == sorted(one.key for one in (*alike, *other))


def test_a_time_has_its_day_only_where_that_is_not_the_labels() -> None:
    tree = tree_of(origin("USD/RUB@x", "2014-11-14"), origin("USD/RUB@x", "2014-11-17"))
    same, other = (tree.one(origin_place(f"USD/RUB@x {label}")) for label in ("2014-11-14", "2014-11-17"))
    rows = {text_of(row) for row in tree.one("part-origins").iter("tr")}
    assert any(row.startswith("2014-11-14") and "Fri 14 Nov 2014" not in row and "14:10" in row for row in rows)
    assert any(row.startswith("2014-11-17") and "Fri 14 Nov 2014, 14:10" in row for row in rows)
    assert text_of(same) == text_of(other) == "47.30"


def test_what_a_column_is_reckoned_from_is_said_at_its_head_and_each_value_knows_its_own_parts() -> None:
    labels = ("2014-11-13", "2014-11-14")
    parts = [origin(f"EUR/{code}@x", label) for code in ("RUB", "USD") for label in labels]
    whole = [origin("USD/RUB@x", label, f"EUR/RUB@x {label}", f"EUR/USD@x {label}") for label in labels]
    tree = tree_of(*parts, *whole)
    assert headings(tree)[-1][-1] == "USD/RUB@x from EUR/RUB@x, EUR/USD@x"
    for one in whole:
        cell = tree.one(origin_place(one.key))
        assert text_of(cell) == "47.30"
        assert cell.get("data-parts").split() == [origin_place(key) for key in one.reckoned_from]


def test_a_value_reckoned_from_another_label_says_so_itself() -> None:
    part = origin("EUR/RUB@x", "2014-11-13")
    whole = origin("USD/RUB@x", "2014-11-14", part.key, "EUR/USD@x 2014-11-14")
    tree = tree_of(part, whole)
    assert headings(tree)[-1][-1] == "USD/RUB@x"
    cell = tree.one(origin_place(whole.key))
    assert text_of(cell) == "47.30 from EUR/RUB@x 2014-11-13, EUR/USD@x 2014-11-14"
    assert [one.get("href") for one in cell.iter("a") if one.get("href")] == [f"#{origin_place(part.key)}"]


def test_a_long_table_of_few_series_runs_in_two_columns_on_paper() -> None:
    days = [origin("USD/RUB@x", f"2014-11-{day:02}") for day in range(1, 20)]
    assert len(headings(tree_of(*days), "slim")) == 1
    assert headings(tree_of(*days[:3]), "slim") == []


def test_two_values_of_one_series_in_one_line_are_both_told() -> None:
    first = origin("USD/RUB@ecb", "2014-11-14")
    second = dataclasses.replace(first, key="USD/RUB@ecb 2014-11-14 b", value=Decimal("48.15"))
    told = text_of(tree_of(first, second).one("part-origins"))
    assert "47.30" in told
    assert "48.15" in told


def test_documents_tell_on_which_terms_they_may_be_used() -> None:
    one = dataclasses.replace(origin("USD/RUB@ecb", "2014-11-14"), rights="reuse with its credit")
    (document,) = origin_records([one])["documents"]
    assert document["rights"] == "reuse with its credit"
