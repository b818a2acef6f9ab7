"""www.cbr.ru from outside: the XML scripts and the SOAP service, each with what is published by ``now()``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import wiggle

MOSCOW = ZoneInfo("Europe/Moscow")
DAILY, DYNAMIC, SERVICE = "/scripts/XML_daily.asp", "/scripts/XML_dynamic.asp", "/DailyInfoWebServ/DailyInfo.asmx"

#: Code of the Bank, ISO code, number, nominal, roubles for the nominal, Russian name.
TABLE = (
    ("R01010", "AUD", "036", 1, "53.41", "Австралийский доллар"),
    ("R01020A", "AZN", "944", 1, "48.53", "Азербайджанский манат"),
    ("R01035", "GBP", "826", 1, "110.54", "Фунт стерлингов"),
    ("R01060", "AMD", "051", 100, "21.35", "Армянских драмов"),
    ("R01090B", "BYN", "933", 1, "27.66", "Белорусский рубль"),
    ("R01100", "BGN", "975", 1, "48.83", "Болгарский лев"),
    ("R01115", "BRL", "986", 1, "15.12", "Бразильский реал"),
    ("R01135", "HUF", "348", 100, "24.77", "Форинтов"),
    ("R01150", "VND", "704", 10000, "32.49", "Донгов"),
    ("R01200", "HKD", "344", 10, "106.04", "Гонконгских долларов"),
    ("R01210", "GEL", "981", 1, "30.39", "Лари"),
    ("R01215", "DKK", "208", 1, "12.80", "Датская крона"),
    ("R01230", "AED", "784", 1, "22.46", "Дирхам ОАЭ"),
    ("R01235", "USD", "840", 1, "82.50", "Доллар США"),
    ("R01239", "EUR", "978", 1, "95.50", "Евро"),
    ("R01240", "EGP", "818", 10, "17.33", "Египетских фунтов"),
    ("R01270", "INR", "356", 100, "92.70", "Индийских рупий"),
    ("R01280", "IDR", "360", 10000, "49.60", "Рупий"),
    ("R01335", "KZT", "398", 100, "15.94", "Тенге"),
    ("R01350", "CAD", "124", 1, "58.74", "Канадский доллар"),
    ("R01355", "QAR", "634", 1, "22.66", "Катарский риал"),
    ("R01370", "KGS", "417", 100, "94.34", "Сомов"),
    ("R01375", "CNY", "156", 1, "11.57", "Юань"),
    ("R01500", "MDL", "498", 10, "48.67", "Молдавских леев"),
    ("R01530", "NZD", "554", 1, "47.02", "Новозеландский доллар"),
    ("R01535", "NOK", "578", 10, "81.59", "Норвежских крон"),
    ("R01565", "PLN", "985", 1, "22.48", "Злотый"),
    ("R01585F", "RON", "946", 1, "18.86", "Румынский лей"),
    ("R01589", "XDR", "960", 1, "112.10", "СДР"),
    ("R01625", "SGD", "702", 1, "63.19", "Сингапурский доллар"),
    ("R01717", "UZS", "860", 10000, "68.15", "Узбекских сумов"),
    ("R01820", "JPY", "392", 100, "53.40", "Иен"),
)  # fmt: skip

_LEVELS = {entry[1]: float(entry[4]) for entry in TABLE}

Values = Callable[[str, date], Decimal | None]
"""Roubles for the nominal of a currency, by its ISO code and the *label*; None where there is no rate."""


def weekday_values(code: str, label: date) -> Decimal | None:
    """A plausible rate for each day after a weekday; no holidays."""
    if (label - timedelta(days=1)).weekday() >= 5:
        return None
    return Decimal(f"{_LEVELS[code] * (1 + wiggle(label.toordinal(), seed=sum(map(ord, code)) / 50.0)):.4f}")


def published(label: date) -> datetime:
    """When the rate with that label came out: at 13:00 Moscow of the day before, at 17:30 since 14 March 2022."""
    made = label - timedelta(days=1)
    return datetime.combine(made, time(17, 30) if made >= date(2022, 3, 14) else time(13), tzinfo=MOSCOW)


def bank_of_russia(now: Callable[[], datetime], values: Values = weekday_values) -> Handler:
    """Scripts and service. A day without a rate of its own is answered with the table in force."""

    def labels(first: date, last: date) -> Iterator[date]:
        day = first
        while day <= last and published(day) <= now():
            if values("USD", day) is not None:
                yield day
            day += timedelta(days=1)

    def in_force(day: date) -> date:
        last = min(day, now().astimezone(MOSCOW).date() + timedelta(days=1))
        return list(labels(last - timedelta(days=20), last))[-1]

    def answer(ask: Ask) -> Reply:
        if ask.path == DAILY:
            return _xml(daily(in_force(_slashed(ask.query["date_req"][0])), values))
        if ask.path == DYNAMIC:
            code = ask.query["VAL_NM_RQ"][0]
            first, last = (_slashed(ask.query[name][0]) for name in ("date_req1", "date_req2"))
            return _xml(dynamic(code, first, last, labels(first, last), values))
        if ask.path == SERVICE and ask.method == "POST":
            return _service(ask, labels, in_force, values, now())
        return Reply(status=404)

    return answer


def without_scripts(handler: Handler) -> Handler:
    """The same bank with its scripts taken away."""
    return lambda ask: Reply(status=404, body=b"not here") if ask.path.startswith("/scripts/") else handler(ask)


def daily(label: date, values: Values) -> str:
    """XML_daily.asp of one label."""
    rows = []
    for code, iso, number, nominal, _, name in TABLE:
        value = values(iso, label)
        if value is not None:
            rows.append(
                f'<Valute ID="{code}"><NumCode>{number}</NumCode><CharCode>{iso}</CharCode><Nominal>{nominal}</Nominal>'
                f"<Name>{name}</Name><Value>{_comma(value)}</Value>"
                f"<VunitRate>{_comma((value / nominal).normalize())}</VunitRate></Valute>"
            )
    return f'<ValCurs Date="{label:%d.%m.%Y}" name="Foreign Currency Market">{"".join(rows)}</ValCurs>'


def dynamic(code: str, first: date, last: date, labels: Iterator[date], values: Values) -> str:
    """XML_dynamic.asp of one currency."""
    iso, nominal = next((entry[1], entry[3]) for entry in TABLE if entry[0] == code)
    records = "".join(
        f'<Record Date="{day:%d.%m.%Y}" Id="{code}"><Nominal>{nominal}</Nominal><Value>{_comma(value)}</Value>'
        f"<VunitRate>{_comma((value / nominal).normalize())}</VunitRate></Record>"
        for day in labels
        if (value := values(iso, day)) is not None
    )
    dates = f'DateRange1="{first:%d.%m.%Y}" DateRange2="{last:%d.%m.%Y}"'
    return f'<ValCurs ID="{code}" {dates} name="Foreign Currency Market Dynamic">{records}</ValCurs>'


@lru_cache(maxsize=4)
def key_rates(first: date, last: date) -> str:
    """Rows of KeyRate, newest first, each at midnight of Moscow as the service writes it."""
    steps = ((date(2013, 9, 13), "5.50"), (date(2014, 12, 16), "17.00"), (date(2022, 2, 28), "20.00"))
    steps += ((date(2022, 9, 19), "7.50"), (date(2024, 10, 28), "21.00"), (date(2026, 7, 27), "14.00"))
    rows, day = [], last
    while day >= max(first, steps[0][0]):
        if day.weekday() < 5:
            rate = next(value for since, value in reversed(steps) if since <= day)
            rows.append(f"<KR><DT>{day.isoformat()}T00:00:00+03:00</DT><Rate>{rate}</Rate></KR>")
        day -= timedelta(days=1)
    return f'<KeyRate xmlns="">{"".join(rows)}</KeyRate>'


def reserves(first: date, last: date, now: datetime) -> str:
    """Rows of mrrf7D: Fridays, out on the Thursday after at 16:00 Moscow."""
    rows, day = [], first + timedelta(days=(4 - first.weekday()) % 7)
    while day <= last and datetime.combine(day + timedelta(days=6), time(16), tzinfo=MOSCOW) <= now:
        sum_ = 730 * (1 + wiggle(day.toordinal(), seed=7.0))
        rows.append(f"<mr><D0>{day.isoformat()}T00:00:00+03:00</D0><val>{sum_:.2f}</val></mr>")
        day += timedelta(days=7)
    return f'<mmrf7d xmlns="">{"".join(rows)}</mmrf7d>'


def envelope(operation: str, result: str) -> str:
    """An answer of the service."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<{operation}Response xmlns="http://web.cbr.ru/"><{operation}Result>{result}</{operation}Result>'
        f"</{operation}Response></soap:Body></soap:Envelope>"
    )


def soap_day(label: date, values: Values) -> str:
    """GetCursOnDateXML of one label."""
    rows = "".join(
        f"<ValuteCursOnDate><Vname>{name:<40}</Vname><Vnom>{nominal}</Vnom><Vcurs>{value}</Vcurs>"
        f"<Vcode>{int(number)}</Vcode><VchCode>{iso}</VchCode>"
        f"<VunitRate>{(value / nominal).normalize():f}</VunitRate></ValuteCursOnDate>"
        for _, iso, number, nominal, _, name in TABLE
        if (value := values(iso, label)) is not None
    )
    return envelope("GetCursOnDateXML", f'<ValuteData OnDate="{label:%Y%m%d}" xmlns="">{rows}</ValuteData>')


def soap_range(code: str, labels: Iterator[date], values: Values) -> str:
    """GetCursDynamicXML of one currency."""
    iso, nominal = next((entry[1], entry[3]) for entry in TABLE if entry[0] == code)
    rows = "".join(
        f"<ValuteCursDynamic><CursDate>{day.isoformat()}T00:00:00+03:00</CursDate><Vcode>{code:<10}</Vcode>"
        f"<Vnom>{nominal}</Vnom><Vcurs>{value}</Vcurs></ValuteCursDynamic>"
        for day in labels
        if (value := values(iso, day)) is not None
    )
    return envelope("GetCursDynamicXML", f'<ValuteData xmlns="">{rows}</ValuteData>')


def _service(
    ask: Ask,
    labels: Callable[[date, date], Iterator[date]],
    in_force: Callable[[date], date],
    values: Values,
    now: datetime,
) -> Reply:
    operation = ask.header("SOAPAction").strip('"').rpartition("/")[2]
    asked = _arguments(ask.body)
    today = now.astimezone(MOSCOW).date()
    if operation == "GetLatestDateTime":
        body = envelope(operation, f"{in_force(today + timedelta(days=1)).isoformat()}T00:00:00")
    elif operation == "GetCursOnDateXML":
        body = soap_day(in_force(_written(asked["On_date"])), values)
    elif operation == "GetCursDynamicXML":
        days = labels(_written(asked["FromDate"]), _written(asked["ToDate"]))
        body = soap_range(asked["ValutaCode"], days, values)
    elif operation == "KeyRateXML":
        last = min(_written(asked["ToDate"]), today)
        body = envelope(operation, key_rates(_written(asked["fromDate"]), last))
    elif operation == "mrrf7DXML":
        body = envelope(operation, reserves(_written(asked["fromDate"]), _written(asked["ToDate"]), now))
    else:
        return Reply(status=500)
    return Reply(body=body.encode(), media_type="text/xml")


def _arguments(body: bytes) -> Mapping[str, str]:
    return dict(re.findall(r"<(\w+)>([^<]*)</\1>", body.decode()))


def _written(text: str) -> date:
    return date.fromisoformat(text[:10])


def _slashed(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def _comma(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _xml(body: str) -> Reply:
    head = '<?xml version="1.0" encoding="windows-1251"?>'
    headers = {"Cache-Control": "no-cache", "Expires": "-1", "Server": "ddos-guard"}
    return Reply(body=(head + body).encode("cp1251"), media_type="application/xml", headers=headers)
