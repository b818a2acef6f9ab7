"""The Bank of Russia's documents: each of their quirks gives a plausible wrong number to whoever misses it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakenet.bank_of_russia import TABLE, daily, dynamic, envelope, soap_day, soap_range, weekday_values
from tracker.errors import CheckError, ParseError
from tracker.model.source import Request, Snapshot, Span
from tracker.net.addresses import address_of
from tracker.sources.base import FetchPlan, Records
from tracker.sources.checks import check
from tracker.sources.rates import cbr, cbr_key_rate, cbr_reserves
from tracker.sources.rates.cbr import service

HEAD = '<?xml version="1.0" encoding="windows-1251"?>'
SATURDAY = date(2026, 10, 31)
TABLE_TEXT = daily(SATURDAY, weekday_values)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def snapshot(content: str | bytes, kind: str = cbr.DAY, url: str = "https://www.cbr.ru/x") -> Snapshot:
    body = content if isinstance(content, bytes) else (HEAD + content).encode("cp1251")
    return Snapshot(source="cbr", url=url, kind=kind, retrieved_at=NOW, sha256="", content=body)


def read(content: str | bytes, kind: str = cbr.DAY, url: str = "https://www.cbr.ru/x") -> Records:
    return cbr.SOURCE.parse(snapshot(content, kind, url))


def values(records: Records) -> dict[tuple[str, str], str]:
    return {(quote.series, quote.label): str(quote.value) for quote in records.quotes}


def ranged(*records: str, code: str = "R01235", first: str = "01.03.2026", last: str = "05.03.2026") -> str:
    return f'<ValCurs ID="{code}" DateRange1="{first}" DateRange2="{last}" name="x">{"".join(records)}</ValCurs>'


def record(day: str, value: str, nominal: int = 1, unit: str = "", code: str = "R01235") -> str:
    rate = f"<VunitRate>{unit}</VunitRate>" if unit else ""
    return f'<Record Date="{day}" Id="{code}"><Nominal>{nominal}</Nominal><Value>{value}</Value>{rate}</Record>'


# --- the scripts ---


def test_the_nominal_of_the_hong_kong_dollar_changes_and_its_series_goes_on() -> None:
    found = read(
        ranged(
            record("03.03.2026", "99,1234", 10, "9,91234", "R01200"),
            record("04.03.2026", "9,9312", 1, "9,9312", "R01200"),
            record("05.03.2026", "99,2000", 10, "9,92", "R01200"),
            code="R01200",
        ),
        cbr.RANGE,
    )
    assert [str(quote.value) for quote in found.quotes] == ["9.91234", "9.9312", "9.92000"]
    assert {quote.series for quote in found.quotes} == {"HKD/RUB@cbr"}


@pytest.mark.parametrize(
    ("value", "nominal", "unit", "exact"),
    [
        ("67,9347", 10000, "0,00679347", "0.00679347"),
        ("67,9347", 10000, "0,006793", "0.00679347"),  # fewer digits of the same number
        ("109,4110", 1, "109,411", "109.4110"),
        ("81,1291", 1, "", "81.1291"),
    ],
)
def test_values_are_per_unit_and_exact(value: str, nominal: int, unit: str, exact: str) -> None:
    found = read(ranged(record("03.03.2026", value, nominal, unit)), cbr.RANGE)
    assert [str(quote.value) for quote in found.quotes] == [exact]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([record("03.03.2026", "77,1734", 100, "77,1734")], "77,1734 for 100 is not the 77,1734 it says for one"),
        ([record("03.03.2026", "77,1734", 7)], "its nominal is '7', not a power of ten"),
        ([record("03.03.2026", "77.173,4")], "not a plain decimal number"),
        ([record("03.03.2026", "1E2")], "not a plain decimal number"),
        ([record("03.03.2026", "-77,1734")], "not a plain decimal number"),
        ([record("06.03.2026", "77,1734")], "2026-03-06 lies outside 2026-03-01 to 2026-03-05"),
        ([record("03.03.2026", "77,1"), record("03.03.2026", "77,1")], "USD of 2026-03-03 comes twice"),
        ([record("03.03.2026", "77,1", code="R01239")], "a rate of EUR stands among those of USD"),
        ([record("31.02.2026", "77,1")], "day"),
        (['<Record Date="03.03.2026" Id="R01235"><Nominal>1</Nominal></Record>'], "a rate has no Value"),
    ],
)
def test_an_unsound_range_is_refused_whole(rows: list[str], said: str) -> None:
    with pytest.raises(ParseError, match=said):
        read(ranged(record("02.03.2026", "76,0000"), *rows), cbr.RANGE)


def test_cyrillic_names_come_in_windows_1251_and_a_wrong_declaration_is_refused() -> None:
    assert b"\xc4\xee\xeb\xeb\xe0\xf0" in (HEAD + TABLE_TEXT).encode("cp1251")
    assert len(read(TABLE_TEXT)) == len(TABLE)
    with pytest.raises(ParseError, match="is not utf-8"):
        read((HEAD.replace("windows-1251", "utf-8") + TABLE_TEXT).encode("cp1251"))
    with pytest.raises(ParseError, match="in the encoding 'koi8-r'"):
        read((HEAD.replace("windows-1251", "koi8-r") + TABLE_TEXT).encode("koi8-r"))


def test_a_day_without_a_fixing_is_answered_with_another_and_keeps_the_label_of_that_one() -> None:
    sunday = "https://www.cbr.ru/scripts/XML_daily.asp?date_req=01%2F11%2F2026"
    assert {quote.label for quote in read(TABLE_TEXT, url=sunday).quotes} == {"2026-10-31"}
    friday = "https://www.cbr.ru/scripts/XML_daily.asp?date_req=30%2F10%2F2026"
    with pytest.raises(ParseError, match="later than the 2026-10-30 asked for"):
        read(TABLE_TEXT, url=friday)


def test_a_range_must_be_the_one_asked_for() -> None:
    url = "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=01%2F03%2F2026&date_req2=06%2F03%2F2026"
    with pytest.raises(ParseError, match="not of the days asked for"):
        read(ranged(record("03.03.2026", "77,1")), cbr.RANGE, url)
    url = "https://www.cbr.ru/x?date_req1=01%2F03%2F2026&date_req2=05%2F03%2F2026&VAL_NM_RQ=R01239"
    with pytest.raises(ParseError, match="it is of R01235, not of the R01239 asked for"):
        read(ranged(record("03.03.2026", "77,1")), cbr.RANGE, url)


def test_only_a_short_range_may_be_empty() -> None:
    assert len(read(ranged(first="01.01.2026", last="09.01.2026"), cbr.RANGE)) == 0
    with pytest.raises(ParseError, match="no rate at all"):
        read(ranged(first="01.01.2026", last="31.01.2026"), cbr.RANGE)


@pytest.mark.parametrize("kind", [cbr.NEWEST, cbr.DAY, cbr.RANGE, service.RANGE, service.DAY, service.LATEST])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<ValCurs>\r\n    Error in parameters\r\n</ValCurs>", "'Error in parameters'|holds no"),
        ("<!DOCTYPE html><html><body>Checking your browser</body></html>", "a web page|document type"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><ValCurs Date="31.10.2026">&b;</ValCurs>', "document type"),
        ("", "no complete XML"),
        (TABLE_TEXT[:-12], "no complete XML"),
        ("<Valuta/>", "a document 'Valuta' came|holds no"),
    ],
    ids=["error document", "wall", "entities", "empty", "cut", "other document"],
)
def test_what_comes_under_200_instead_of_rates_is_an_error_and_never_no_data(kind: str, body: str, said: str) -> None:
    with pytest.raises(ParseError, match=said) as caught:
        read(body, kind)
    assert "unchanged" in caught.value.remedy


def test_a_table_that_lost_currencies_is_refused_although_it_parses() -> None:
    rows = TABLE_TEXT.split("<Valute ")
    with pytest.raises(ParseError, match="has 29 currencies where at least 30"):
        read("<Valute ".join(rows[:30]) + "</ValCurs>")
    without_dollar = "<Valute ".join(row for row in rows if "USD" not in row)
    with pytest.raises(ParseError, match="USD not among them"):
        read(without_dollar)


def test_units_that_lost_zeros_are_not_mixed_with_those_that_replaced_them() -> None:
    byn = record("05.07.2016", "31,8300", 1, code="R01090B")
    byr = record("30.06.2016", "31,9500", 10000, code="R01090")
    both = read(ranged(byr, byn, code="R01090B", first="01.06.2016", last="10.07.2016"), cbr.RANGE)
    assert values(both) == {
        ("BYR/RUB@cbr", "2016-06-30"): "0.00319500",
        ("BYN/RUB@cbr", "2016-07-05"): "31.8300",
    }
    early = record("30.06.2016", "31,9500", 10000, code="R01090B")
    aside = read(ranged(early, byn, code="R01090B", first="01.06.2016", last="10.07.2016"), cbr.RANGE)
    assert [(one.quote.series, one.quote.label) for one in aside.set_aside] == [("BYN/RUB@cbr", "2016-06-30")]
    assert "BYN did not exist before 2016-07-01" in aside.warnings[0]
    assert ("BYN/RUB@cbr", "2016-06-30") not in values(aside)


def test_rates_older_than_any_known_method_are_left_out_and_said() -> None:
    rows = (record("15.04.2003", "31,2000"), record("16.04.2003", "31,1000"))
    found = read(ranged(*rows, first="10.04.2003", last="20.04.2003"), cbr.RANGE)
    assert [quote.label for quote in found.quotes] == ["2003-04-16"]
    assert "1 rates labelled before 2003-04-16 are left out" in found.warnings[0]


def test_a_field_nobody_has_seen_is_told() -> None:
    found = read(TABLE_TEXT.replace("<Nominal>1</Nominal>", "<Nominal>1</Nominal><Spread>2</Spread>"))
    assert len(found) == len(TABLE)
    assert found.warnings == ("The Bank of Russia's table has fields new to this program, not read: Spread.",)


def test_tomorrows_label_is_accepted_and_the_day_after_is_not() -> None:
    friday = datetime(2026, 10, 30, 15, tzinfo=UTC)
    assert len(check(cbr.SOURCE, read(TABLE_TEXT), now=friday, previous_count=None)) == len(TABLE)
    with pytest.raises(CheckError, match="in the future"):
        check(cbr.SOURCE, read(TABLE_TEXT), now=datetime(2026, 10, 29, 15, tzinfo=UTC), previous_count=None)


# --- the service ---


def test_the_service_and_the_scripts_agree() -> None:
    days = [date(2026, 10, 30), SATURDAY]
    by_script = read(dynamic("R01200", days[0], days[1], iter(days), weekday_values), cbr.RANGE)
    assert values(by_script) == values(read(soap_range("R01200", iter(days), weekday_values).encode(), service.RANGE))
    assert values(read(TABLE_TEXT)) == values(read(soap_day(SATURDAY, weekday_values).encode(), service.DAY))


def test_the_day_of_the_service_is_the_written_one_and_must_be_the_asked_one() -> None:
    request = service.ask_day(date(2026, 11, 1))
    with pytest.raises(ParseError, match="of 2026-10-31, not of the 2026-11-01 asked for"):
        read(soap_day(SATURDAY, weekday_values).encode(), service.DAY, address_of(request))
    rows = read(soap_range("R01235", iter([SATURDAY]), weekday_values).encode(), service.RANGE)
    assert [quote.label for quote in rows.quotes] == ["2026-10-31"]  # midnight at +03:00 is Friday in UTC


def test_a_row_of_the_service_that_is_not_understood_is_told_and_the_others_are_taken() -> None:
    days = [date(2026, 10, 30), SATURDAY]
    text = soap_range("R01235", iter(days), weekday_values)
    for old, new, said in (
        ("<Vnom>1</Vnom>", "<Vnom>7</Vnom>", "USD of 2026-10-30: its nominal is '7', not a power of ten"),
        ("<CursDate>2026-10-30", "<CursDate>soon", "soon"),
        ("<Vcode>R01235", "<Vcode>R99999", "the Bank's code 'R99999' is not known"),
    ):
        found = read(text.replace(old, new, 1).encode(), service.RANGE)
        assert [quote.label for quote in found.quotes] == ["2026-10-31"]
        assert found.partial
        assert found.warnings[0].startswith("One row of the Bank of Russia's service could not be read, the first: ")
        assert said in found.warnings[0]
    with pytest.raises(ParseError, match="none of its 2 rows can be read"):
        read(text.replace("<Vnom>1<", "<Vnom>7<").encode(), service.RANGE)
    table = soap_day(SATURDAY, weekday_values).replace("<VchCode>GBP<", "<VchCode>Pound<")
    found = read(table.encode(), service.DAY)
    assert len(found) == len(TABLE) - 1
    assert "'Pound' is not the code of a currency" in found.warnings[0]
    with pytest.raises(ParseError, match="USD not among them"):
        read(table.replace("<VchCode>USD<", "<VchCode>Dollar<").encode(), service.DAY)


def test_a_fault_of_the_service_is_told_in_its_words() -> None:
    fault = "<soap:Fault xmlns:soap='s'><faultcode>x</faultcode><faultstring>Server busy</faultstring></soap:Fault>"
    with pytest.raises(ParseError, match="a fault: Server busy"):
        read(f"<a>{fault}</a>".encode(), service.DAY)


# --- what is asked for ---


def asked(requests: tuple[Request, ...]) -> list[tuple[str, ...]]:
    def words(request: Request) -> tuple[str, ...]:
        given = parse_qs(urlsplit(address_of(request)).query)
        return (request.kind, *(value for found in given.values() for value in found))

    return [words(request) for request in requests]


def test_the_usual_run_goes_on_from_what_is_stored_with_days_before_it() -> None:
    held = tuple(Span(of=of, first=date(2025, 9, 1), last=date(2026, 11, 18)) for of in ("USD", "EUR"))
    newest = {"USD/RUB@cbr": "2026-11-20", "EUR/RUB@cbr": "2026-11-20", "CNY/RUB@cbr": "2026-11-20"}
    assert asked(cbr.SOURCE.requests(FetchPlan(now=NOW, newest=newest, finished=held))) == [
        ("newest", "21/11/2026"),
        ("range", "29/10/2026", "21/11/2026", "R01235"),
        ("range", "29/10/2026", "21/11/2026", "R01239"),
        ("range", "16/10/2025", "21/11/2026", "R01375"),  # came by the tables of single days alone
    ]


def test_the_tables_of_missed_days_are_asked_for_and_ten_at_most() -> None:
    def days(newest: str) -> list[str]:
        plan = FetchPlan(now=NOW, newest={"GBP/RUB@cbr": newest})
        return [one[1][:5] for one in asked(cbr.SOURCE.requests(plan)) if one[0] == "day"]

    assert days("2026-11-20") == days("2026-11-21") == []
    assert days("2026-11-17") == ["18/11", "19/11", "20/11"]
    assert days("2026-11-12") == ["13/11", "14/11", "17/11", "18/11", "19/11", "20/11"]
    assert len(days("2025-11-12")) == 10


def test_tomorrow_is_moscows_tomorrow() -> None:
    late = FetchPlan(now=datetime(2026, 11, 20, 21, 30, tzinfo=UTC), newest={})
    assert asked(cbr.SOURCE.requests(late))[0] == ("newest", "22/11/2026")


def test_a_long_back_fill_asks_for_years_and_a_short_one_for_days() -> None:
    years = asked(cbr.SOURCE.requests(FetchPlan(now=NOW, since=date(2000, 1, 1))))
    assert years[0] == ("range", "16/04/2003", "31/12/2003", "R01235")
    assert years[-1] == ("range", "01/01/2026", "21/11/2026", "R01375")
    assert len(years) == 3 * 24
    days = asked(cbr.SOURCE.requests(FetchPlan(now=NOW, since=date(2026, 11, 2), until=date(2026, 11, 5))))
    assert days == [("day", "02/11/2026"), ("day", "03/11/2026"), ("day", "04/11/2026")]


def test_the_currencies_of_watched_pairs_are_brought_with_their_past_and_none_before_their_unit() -> None:
    pairs = ("USD/BYN", "USD/RUB", "EUR/IRR")
    usual = asked(cbr.SOURCE.requests(FetchPlan(now=NOW, pairs=pairs)))
    assert [one[-1] for one in usual[1:]] == ["R01235", "R01239", "R01375", "R01090B"]
    past = asked(cbr.SOURCE.requests(FetchPlan(now=NOW, pairs=pairs, since=date(2015, 1, 1), until=date(2018, 1, 1))))
    belarus = [one[1:3] for one in past if one[-1] == "R01090B"]
    assert belarus == [("01/07/2016", "31/12/2016"), ("01/01/2017", "31/12/2017")]
    before = FetchPlan(now=NOW, pairs=pairs, since=date(2014, 1, 1), until=date(2016, 1, 1))
    assert not [one for one in asked(cbr.SOURCE.requests(before)) if one[-1] == "R01090B"]


def test_every_script_has_its_counterpart_in_the_service() -> None:
    newest, *ranges = cbr.SOURCE.requests(FetchPlan(now=NOW))
    assert [request.kind for request in cbr.SOURCE.instead(newest)] == [service.LATEST]
    (other,) = cbr.SOURCE.instead(ranges[2])
    assert b"<ValutaCode>R01375</ValutaCode>" in other.body
    assert other.headers["SOAPAction"] == '"http://web.cbr.ru/GetCursDynamicXML"'
    assert cbr.SOURCE.instead(other) == ()
    answer = snapshot(envelope("GetLatestDateTime", "2026-10-31T00:00:00").encode(), service.LATEST)
    assert [request.url for request in cbr.SOURCE.following(answer)] == [
        "https://www.cbr.ru/DailyInfoWebServ/DailyInfo.asmx#GetCursOnDateXML?On_date=2026-10-31T00%3A00%3A00"
    ]


# --- key rate and reserves ---


def key_rate(rows: str) -> Records:
    content = envelope("KeyRateXML", f'<KeyRate xmlns="">{rows}</KeyRate>').encode()
    return cbr_key_rate.SOURCE.parse(dataclasses.replace(snapshot(content, "history"), source="cbr_key_rate"))


def test_the_date_of_a_key_rate_is_taken_as_written() -> None:
    found = key_rate(
        "<KR><DT>2014-12-16T00:00:00+03:00</DT><Rate>17.00</Rate></KR>"
        "<KR><DT>2014-12-15T00:00:00+03:00</DT><Rate>10,50</Rate></KR>"
    )
    assert values(found) == {
        ("RU/KEYRATE@cbr_key_rate", "2014-12-15"): "10.50",
        ("RU/KEYRATE@cbr_key_rate", "2014-12-16"): "17.00",
    }


def test_what_is_not_understood_of_an_unverified_answer_is_told_and_the_rest_is_taken() -> None:
    found = key_rate(
        "<KR><DT>2026-07-27T00:00:00+03:00</DT><Rate>14.00</Rate><Note>x</Note></KR><KR><DT>soon</DT><Rate>9</Rate></KR>"
    )
    assert len(found) == 1
    assert "1 of 2 rows of KeyRateXML were not read" in found.warnings[0]
    assert "not read: Note" in found.warnings[1]
    with pytest.raises(ParseError, match="holds no KR that can be read"):
        key_rate("<KR><DT>soon</DT><Rate>9</Rate></KR>")
    with pytest.raises(ParseError, match=r"is 14\.00 and 15\.00 in one document"):
        key_rate("".join(f"<KR><DT>2026-07-27</DT><Rate>{rate}.00</Rate></KR>" for rate in (14, 15)))


@pytest.mark.parametrize(
    ("source", "series", "newest", "first"),
    [
        (cbr_key_rate.SOURCE, cbr_key_rate.SERIES, None, "fromDate=2013-09-13"),
        (cbr_key_rate.SOURCE, cbr_key_rate.SERIES, "2026-11-20", "fromDate=2026-10-21"),
        (cbr_reserves.SOURCE, cbr_reserves.SERIES, None, "fromDate=1998-01-01"),
        (cbr_reserves.SOURCE, cbr_reserves.SERIES, "2026-11-13", "fromDate=2026-09-14"),
    ],
)
def test_levels_are_asked_for_once_in_full_and_then_from_a_while_back(
    source: cbr_key_rate.CbrKeyRate, series: str, newest: str | None, first: str
) -> None:
    (request,) = source.requests(FetchPlan(now=NOW, newest={series: newest} if newest else {}))
    assert first in request.url


# --- real bytes ---


@pytest.mark.extended
@pytest.mark.parametrize(
    ("name", "kind", "count", "known"),
    [
        ("XML_dynamic_R01235_2026-03.xml", cbr.RANGE, 3, {("USD/RUB@cbr", "2026-03-05"): "77.8009"}),
        ("XML_dynamic_R01239_2026-03.xml", cbr.RANGE, 3, {("EUR/RUB@cbr", "2026-03-04"): "90.3098"}),
        (
            "XML_daily_2016-12-09_cp1251.xml",
            cbr.DAY,
            33,
            {("AMD/RUB@cbr", "2016-12-09"): "0.131783", ("JPY/RUB@cbr", "2016-12-09"): "0.558405"},
        ),
        ("XML_daily_historical_cp1251.xml", cbr.DAY, 33, {("KRW/RUB@cbr", "2016-08-23"): "0.0570275"}),
    ],
)
def test_real_documents_to_the_digit(
    shared: Path, name: str, kind: str, count: int, known: dict[tuple[str, str], str]
) -> None:
    found = read((shared / "payloads" / "fx_cbr" / name).read_bytes(), kind)
    assert len(found) == count
    assert (found.warnings, found.set_aside) == ((), ())
    assert known.items() <= values(found).items()


@pytest.mark.extended
def test_the_real_error_document_is_an_error(shared: Path) -> None:
    with pytest.raises(ParseError, match="'Error in parameters'"):
        read((shared / "payloads" / "fx_cbr" / "XML_daily_error.xml").read_bytes())
