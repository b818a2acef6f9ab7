"""The events of two weeks, typed by hand: November 2014 and the turn of February 2022."""

from __future__ import annotations

from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval, parse_instant


def event(
    event_id: str,
    title: str,
    start: str,
    end: str,
    *,
    zone: str,
    kind: str = "statement",
    action: str = "neutral",
    issuer: str,
    jurisdiction: str,
    actor: str = "",
    precision: str = "day",
    basis: str = "",
    verified: str = "yes",
    url: str = "https://example.org/news",
    tier: str = "",
) -> PolicyEvent:
    """One event; times in UTC without the Z."""
    interval = Interval(start=parse_instant(start + "Z"), end=parse_instant(end + "Z"))
    return PolicyEvent(
        id=event_id,
        title=title,
        summary=title,
        kind=kind,
        action=action,
        stance="hold",
        issuer=issuer,
        jurisdiction=jurisdiction,
        actor=actor,
        time=EventTime(interval=interval, zone=zone, precision=precision, basis=basis),
        published_on=interval.start.date(),
        sources=(EventSource(url=url, tier=tier),),
        verified=verified,
    )


NOVEMBER = (
    event(
        "2014-11-07-kyiv-column-claim",
        "Kyiv reports a Russian armoured column",
        "2014-11-06T22:00",
        "2014-11-07T22:00",
        zone="Europe/Kyiv",
        issuer="Ukraine NSDC",
        jurisdiction="UA",
        actor="Andriy Lysenko",
    ),
    event(
        "2014-11-08-osce-convoy",
        "OSCE monitors report unmarked heavy convoys",
        "2014-11-07T22:00",
        "2014-11-08T22:00",
        zone="Europe/Kyiv",
        kind="military",
        issuer="OSCE SMM",
        jurisdiction="OSCE",
    ),
    event(
        "2014-11-09-osce-two-convoys",
        "OSCE monitors report two more convoys",
        "2014-11-09T16:00",
        "2014-11-09T22:00",
        zone="Europe/Kyiv",
        precision="interval",
        kind="military",
        issuer="OSCE SMM",
        jurisdiction="OSCE",
    ),
    event(
        "2014-11-10-cbr-free-float",
        "Rouble trading band abolished",
        "2014-11-09T21:00",
        "2014-11-10T09:25",
        zone="Europe/Moscow",
        precision="interval",
        basis="report",
        kind="central_bank",
        issuer="Bank of Russia",
        jurisdiction="RU",
        url="http://in.reuters.com/article/x",
    ),
    event(
        "2014-11-10-psaki-costs",
        "State Department warns costs will rise",
        "2014-11-10T05:00",
        "2014-11-11T05:00",
        zone="America/New_York",
        action="threaten",
        issuer="US State Department",
        jurisdiction="US",
        actor="Jen Psaki",
    ),
    event(
        "2014-11-11-obama-putin-apec",
        "Obama and Putin speak briefly at APEC",
        "2014-11-10T16:00",
        "2014-11-11T16:00",
        zone="Asia/Shanghai",
        kind="diplomatic",
        issuer="US White House",
        jurisdiction="US",
        actor="Bernadette Meehan",
    ),
    event(
        "2014-11-11-osce-43-vehicles",
        "OSCE reports 43 unmarked military vehicles",
        "2014-11-10T22:00",
        "2014-11-11T22:00",
        zone="Europe/Kyiv",
        kind="military",
        issuer="OSCE SMM",
        jurisdiction="OSCE",
    ),
    event(
        "2014-11-11-merkel-no-new-sanctions",
        "Merkel: no further economic sanctions planned",
        "2014-11-10T23:00",
        "2014-11-11T23:00",
        zone="Europe/Berlin",
        action="rule_out",
        issuer="German Chancellery",
        jurisdiction="DE",
        actor="Angela Merkel",
        url="https://www.dw.com/en/x",
    ),
    event(
        "2014-11-11-mogherini-berlin",
        "Mogherini: sanctions always on the table",
        "2014-11-10T23:00",
        "2014-11-11T23:00",
        zone="Europe/Brussels",
        issuer="EU High Representative",
        jurisdiction="EU",
        actor="Federica Mogherini",
    ),
    event(
        "2014-11-11-rhodes-beijing",
        "Rhodes: sanctions bite but have not changed Moscow's course",
        "2014-11-11T02:56",
        "2014-11-11T03:26",
        zone="Asia/Shanghai",
        precision="minute",
        basis="announcement",
        issuer="US White House",
        jurisdiction="US",
        actor="Ben Rhodes",
        verified="partial",
        url="https://www.presidency.ucsb.edu/documents/press-briefing",
        tier="transcript",
    ),
    event(
        "2014-11-12-breedlove-sofia",
        "Breedlove: Russian columns have entered Ukraine",
        "2014-11-11T22:00",
        "2014-11-12T11:52",
        zone="Europe/Sofia",
        precision="interval",
        basis="report",
        issuer="NATO",
        jurisdiction="NATO",
        actor="Philip Breedlove",
        url="https://www.csmonitor.com/World/x",
    ),
    event(
        "2014-11-12-russian-mod-denial",
        "Russian defence ministry rejects NATO claims",
        "2014-11-11T21:00",
        "2014-11-12T21:00",
        zone="Europe/Moscow",
        action="deny",
        issuer="Russian Ministry of Defence",
        jurisdiction="RU",
        actor="Igor Konashenkov",
    ),
)


def _february() -> tuple[PolicyEvent, ...]:
    rows = (
        (
            "2022-02-25-us-putin-lavrov",
            "US sanctions Putin and Lavrov",
            "25T05:00",
            "26T05:00",
            "America/New_York",
            "US",
        ),
        ("2022-02-26-swift-cbr", "Allies commit to SWIFT removal", "25T23:00", "26T22:10", "Europe/Brussels", "INT"),
        (
            "2022-02-27-eu-cbr-airspace",
            "EU announces central bank ban",
            "26T23:00",
            "27T23:00",
            "Europe/Brussels",
            "EU",
        ),
        ("2022-02-27-japan-joins", "Japan joins the measures", "26T15:00", "27T15:15", "Asia/Tokyo", "JP"),
        ("2022-02-28-capital-controls", "Exporters to sell 80% of FX", "27T21:00", "28T21:00", "Europe/Moscow", "RU"),
        ("2022-02-28-cbr-hike-20", "Emergency key rate rise to 20%", "27T21:00", "28T21:00", "Europe/Moscow", "RU"),
        ("2022-02-28-moex-closed", "Moscow stock trading suspended", "27T21:00", "28T21:00", "Europe/Moscow", "RU"),
        (
            "2022-02-28-ofac-directive-4",
            "US bans dealings with the CBR",
            "28T12:30",
            "28T13:00",
            "America/New_York",
            "US",
        ),
        ("2022-02-28-switzerland", "Switzerland adopts EU sanctions", "27T23:00", "28T23:00", "Europe/Zurich", "CH"),
        ("2022-02-27-uk-joins", "UK to act against the Bank of Russia", "27T10:00", "27T18:00", "Europe/London", "UK"),
    )
    kinds = {"RU": "central_bank"}
    return tuple(
        event(
            event_id,
            title,
            f"2022-02-{start}",
            f"2022-02-{end}",
            zone=zone,
            kind=kinds.get(where, "asset_freeze"),
            action="impose" if where != "RU" else "neutral",
            issuer=where,
            jurisdiction=where,
            precision="interval"
            if end.endswith(("10", "15", "18:00"))
            else "minute"
            if "directive" in event_id
            else "day",
        )
        for event_id, title, start, end, zone, where in rows
    )


FEBRUARY = _february()
