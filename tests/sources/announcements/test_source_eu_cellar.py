"""The European Union's acts: packages of a day and a framework, and answers that are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tracker.data.eu_frameworks import eu_frameworks
from tracker.errors import ParseError
from tracker.model.announcement import Announcement
from tracker.model.source import Snapshot
from tracker.sources.announcements import eu_cellar
from tracker.sources.announcements.eu_cellar import ACTS, SOURCE
from tracker.sources.base import FetchPlan, Records

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
VARIABLES = ["celex", "basis", "type", "dated", "printed", "force", "eli", "title"]
KIND = "http://publications.europa.eu/resource/authority/resource-type/"
REGULATION = "Council Implementing Regulation (EU) 2014/1"
DECISION = "Council Decision 2014/1/CFSP"


def row(**more: str | None) -> dict[str, object]:
    values = {
        "celex": "32014R0960",
        "basis": "32014R0833",
        "type": f"{KIND}REG",
        "dated": "2014-09-08",
        "printed": "2014-09-12",
        "force": None,
        "eli": "http://data.europa.eu/eli/reg/2014/960/oj",
        "title": REGULATION,
        **more,
    }
    kinds = {"type": "uri", "eli": "uri"}
    return {name: {"type": kinds.get(name, "literal"), "value": value} for name, value in values.items() if value}


def decision(**more: str | None) -> dict[str, object]:
    return row(
        **{"celex": "32014D0659", "basis": "32014D0512", "type": f"{KIND}DEC", "eli": None, "title": DECISION, **more}
    )


def snapshot(document: object) -> Snapshot:
    return Snapshot(
        source="eu_cellar",
        url="https://publications.europa.eu/webapi/rdf/sparql",
        kind=ACTS,
        retrieved_at=NOW,
        sha256="",
        content=json.dumps(document).encode(),
    )


def parse(*rows: object, names: object = VARIABLES) -> Records:
    return SOURCE.parse(snapshot({"head": {"vars": names}, "results": {"bindings": list(rows)}}))


def one(*rows: object) -> Announcement:
    (item,) = parse(*rows).announcements
    return item


def test_a_decision_and_a_regulation_of_one_day_are_one_package_named_after_the_regulation() -> None:
    item = one(decision(), row())
    assert item.external_id == "2014-09-08 32014R0833"
    assert item.acts == ("32014R0960", "32014D0659", "32014R0833", "32014D0512")
    assert (item.title, item.summary) == (REGULATION, DECISION)
    assert item.url == "https://eur-lex.europa.eu/eli/reg/2014/960/oj"
    assert (item.issuer, item.jurisdiction, item.topics) == ("EU Council", "EU", ("Russia",))
    assert item.document_type == "regulation and decision"
    assert one(row(), decision()) == item


def test_adoption_and_publication_are_two_days_and_never_hours() -> None:
    item = one(row(), decision(printed=None))
    assert (item.adopted_on, item.published_on, item.published_at) == (date(2014, 9, 8), date(2014, 9, 12), None)
    assert one(row(printed=None)).published_on == date(2014, 9, 8)


def test_the_package_keeps_its_name_when_the_regulation_arrives_later() -> None:
    early = one(decision())
    assert early.external_id == one(decision(), row()).external_id
    assert (early.title, early.url) == (DECISION, "https://publications.europa.eu/resource/celex/32014D0659")


def test_other_days_and_other_frameworks_are_other_packages() -> None:
    found = parse(
        row(),
        row(celex="32014R0961", dated="2014-09-09"),
        row(celex="32014R0962", basis="32006R0765"),
    ).announcements
    assert [item.external_id for item in found] == [
        "2014-09-08 32006R0765",
        "2014-09-08 32014R0833",
        "2014-09-09 32014R0833",
    ]


def test_an_act_under_two_frameworks_is_counted_once() -> None:
    item = one(row(), row(basis="32014R0692"))
    assert item.external_id == "2014-09-08 32014R0833"
    assert item.topics == ("Russia", "Ukraine")
    assert item.acts == ("32014R0960", "32014R0833", "32014R0692")


def test_rows_that_repeat_an_act_with_more_days_are_one_act() -> None:
    item = one(row(force="2014-09-13"), row(force="2014-09-12"), row(force="1001-01-01"), row(force="9999-12-31"))
    assert item.effective_on == date(2014, 9, 12)
    assert one(row()).effective_on is None


@pytest.mark.parametrize("written", ["2014-09-12", "2014-09-12Z", "2014-09-12+02:00", "2014-09-12T00:00:00.000+02:00"])
def test_days_are_read_in_all_their_forms(written: str) -> None:
    assert one(row(printed=written)).published_on == date(2014, 9, 12)


def test_an_act_without_its_english_title_yet_is_told_by_its_number() -> None:
    assert one(row(title=None)).title == "Regulation 32014R0960 under 32014R0833"


def test_hostile_titles_and_addresses_come_out_harmless() -> None:
    item = one(row(title="Coun\u200bcil\u00a0<b>Reg</b>\u202eulation", eli="http://evil.example/eli/reg/1"))
    assert item.title == "Council Reg ulation"
    assert item.url == "https://publications.europa.eu/resource/celex/32014R0960"


def test_of_a_title_without_end_the_beginning_is_kept() -> None:
    assert one(row(title="Council " * 20_000)).title == ("Council " * 125)


def test_the_commission_is_told_from_the_council() -> None:
    assert one(row(title="Commission Implementing Regulation (EU) 2024/1")).issuer == "European Commission"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"celex": "banana"}, "row 2: 'banana'"),
        ({"basis": "32016R0679"}, "row 2: .*32016R0679"),
        ({"type": f"{KIND}DIR"}, "row 2: .*DIR"),
        ({"dated": "8 September 2014"}, "row 2: dated is '8 September 2014'"),
        ({"dated": "2014-02-30"}, "row 2: dated"),
        ({"printed": "2014-09-12T10:00:00"}, "row 2: printed"),
        ({"dated": None}, "row 2 lacks one of"),
        ({"celex": "32014R0960", "dated": "2014-09-09"}, "two types or two dates"),
    ],
)
def test_a_bad_row_is_named(more: dict[str, str | None], problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        parse(row(), row(**more))


@pytest.mark.parametrize(
    "document",
    [
        {"head": {"vars": VARIABLES}},
        {"results": {"bindings": []}},
        {"head": {"vars": VARIABLES}, "results": {"bindings": {}}},
        {"head": {"vars": VARIABLES[:-1]}, "results": {"bindings": []}},
        {"head": {"vars": [*VARIABLES, "more"]}, "results": {"bindings": []}},
        {"head": {"vars": VARIABLES}, "results": {"bindings": ["row"]}},
        {"head": {"vars": VARIABLES}, "results": {"bindings": [{**row(), "more": {}}]}},
        {"head": {"vars": VARIABLES}, "results": {"bindings": [{**row(), "title": "text"}]}},
        {"head": {"vars": VARIABLES}, "results": {"bindings": [{**row(), "type": {"type": "literal", "value": "x"}}]}},
        {"boolean": True, "head": {}},
    ],
)
def test_an_answer_to_another_question_is_refused(document: Any) -> None:
    with pytest.raises(ParseError):
        SOURCE.parse(snapshot(document))


def test_an_answer_as_long_as_was_asked_for_may_lack_something(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not parse(row()).partial
    monkeypatch.setattr(eu_cellar, "_MOST_ROWS", 1)
    found = parse(row())
    assert found.partial
    assert "there may be more" in found.warnings[0]


def test_one_question_names_all_frameworks_and_its_dates() -> None:
    (request,) = SOURCE.requests(FetchPlan(now=NOW, newest={"eu_cellar": "2026-11-18"}))
    query = request.body.decode()
    assert '?dated >= "2026-10-28"^^xsd:date && ?dated <= "2026-11-21"^^xsd:date' in query  # Saturday in Brussels
    assert all(f'"{celex}"^^xsd:string' in query for celex in eu_frameworks())
    assert "{" in query
    assert "{{" not in query
    assert request.headers["Content-Type"] == "application/sparql-query"


def test_a_back_fill_asks_year_by_year() -> None:
    requests = SOURCE.requests(FetchPlan(now=NOW, since=date(2014, 3, 1), until=date(2015, 2, 1)))
    assert [request.url.partition("#")[2] for request in requests] == [
        "2014-03-01..2014-12-31",
        "2015-01-01..2015-01-31",
    ]
    assert len({request.url for request in requests}) == 2
    assert SOURCE.requests(FetchPlan(now=NOW, since=date(2027, 1, 1))) == ()


def test_old_acts_are_told_where_the_time_asked_for_reaches_to_the_present() -> None:
    def told(window: str, dated: str) -> tuple[str, ...]:
        document = {"head": {"vars": VARIABLES}, "results": {"bindings": [row(dated=dated, printed=None)]}}
        return SOURCE.parse(replace(snapshot(document), url=f"https://publications.europa.eu/x#{window}")).warnings

    assert told("2026-08-24..2026-11-21", "2026-10-01") == (
        "The newest act in CELLAR is of 2026-10-01, older than the 40 days usual there.",
    )
    assert told("2026-08-24..2026-11-21", "2026-10-20") == ()
    assert told("2026-01-01..2026-10-31", "2026-10-01") == ()


def test_a_journal_to_come_is_left_out_and_named() -> None:
    records = parse(row(printed="2206-09-12"), decision())
    (item,) = records.announcements
    assert item.published_on == date(2014, 9, 12), "of the other act of the package"
    (sentence,) = [one for one in records.warnings if "2206-09-12 of 32014R" in one]
    assert "printed later than it was asked" in sentence
