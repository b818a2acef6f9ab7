"""Phrases about events and observations that several sections and the letter share."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlsplit

from tracker.data.catalogue_file import catalogue
from tracker.model.alignment import Move, Window
from tracker.model.event import EventSource, PolicyEvent
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.cleaning import clean, shorten
from tracker.reports.levels import SeriesInfo
from tracker.reports.numbers import percent
from tracker.reports.wording import ENGLISH, Words

_NAMED = {
    "US": r"US|United States|Washington|Obama|Trump|Biden|State Department|White House|Treasury|OFAC|Senate|House",
    "EU": r"EU|Europe\w*|Brussels|Council|Parliament",
    "UK": r"UK|Brit\w+|London",
    "RU": r"Russia\w*|Moscow|Kremlin|Putin|Bank of Russia",
    "UA": r"Ukrain\w*|Kyiv|Kiev",
    "DE": r"German\w*|Berlin|Merkel|Scholz",
    "JP": r"Japan\w*|Tokyo",
    "CA": r"Canad\w+|Ottawa",
    "CH": r"Swiss|Switzerland",
    "G7": r"G7|G8|Allies",
    "NATO": r"NATO",
    "OSCE": r"OSCE",
    "INT": r"\w+",
}
_OFFICIAL_TIERS = frozenset(("official", "transcript"))
_OFFICIAL_HOSTS = re.compile(
    r"(^|\.)(gov|mil|europa\.eu|gov\.uk|nato\.int|osce\.org|un\.org|gc\.ca|admin\.ch|gov\.ua|gov\.ru|cbr\.ru"
    r"|kremlin\.ru|bundesregierung\.de|bundeskanzlerin\.de|go\.jp)$"
)
_TITLE = 120

NO_CAUSE = "“moved with” is not “moved by”"
"""What every form says of coincidence and cause, in these words."""

NO_CAUSE_SENTENCE = f"{NO_CAUSE[0]}{NO_CAUSE[1].upper()}{NO_CAUSE[2:]}"

_RESERVED = ":/?#[]@!$&()*+,;=%~-._"
_LONGEST_ADDRESS = 500


def jurisdiction(code: str, words: Words = ENGLISH) -> str:
    """Whose decision it is, as briefly as people say it; the code itself where nobody has words for it."""
    known = f"jurisdiction.{code}"
    return words(known) if known in catalogue() else clean(code, 20)


def surname(event: PolicyEvent) -> str:
    """Last word of the actor's name, or empty."""
    return clean(event.actor, 80).rpartition(" ")[2]


def speaker(event: PolicyEvent) -> str:
    """Who spoke, by surname; with the issuer where a list of titles names that alone: "Psaki (State Department)"."""
    name, issuer = surname(event), clean(event.issuer, 60)
    if not name or not issuer or name in issuer or re.search(rf"\b{re.escape(name)}\b", clean(event.title, _TITLE)):
        return name
    return f"{name} ({issuer})"


def headline_of(event: PolicyEvent, limit: int = _TITLE) -> str:
    """The event's title, with its issuer in front where the title does not say who acts; † where not confirmed."""
    title, issuer = clean(event.title, limit), clean(event.issuer, 60)
    words = [re.escape(word) for word in (surname(event), issuer) if word]
    named = "|".join([*words, _NAMED.get(event.jurisdiction, r"\b\B")])
    says_who = re.search(rf"\b(?:{named})\b", title) is not None
    return shorten(title if says_who or not issuer else f"{issuer}: {title}", limit)


def unconfirmed(event: PolicyEvent) -> bool:
    """Whether the event or its quotation is not fully confirmed."""
    return event.verified != "yes"


def event_day(event: PolicyEvent) -> date:
    """The civil day at the place of announcement on which the event's interval ends, or began for whole days."""
    return dates.local_day_of(event.time.interval.start, event.time.zone)


def time_phrase(event: PolicyEvent, info: SeriesInfo, *, beside: date | None = None) -> str:
    """When it became public, in the clock of the series' place: "by 10:25 Frankfurt", "Sat 8 Nov".

    The day is left out where it equals ``beside``.
    """
    start, end = event.time.interval.start, event.time.interval.end
    day = event_day(event)
    day_text = "" if day == beside else dates.day_name(day)
    if event.time.precision == "day":
        return day_text
    if event.time.precision == "minute":
        there, here = dates.clock(start, event.time.zone), dates.clock(start, info.zone)
        here_day = dates.local_day_of(start, info.zone)
        if here_day != day:
            here = f"{here} on {dates.day_name(here_day)} in"
        when = f"from {there}" + (f" {info.place}" if there == here else f" local, {here} {info.place}")
    else:
        opens = dates.clock(start, event.time.zone) != "00:00"
        closes = dates.clock(end, event.time.zone) != "00:00"
        verb = {"report": "reported ", "posting": "posted "}.get(event.time.basis, "")
        from_text, by_text = dates.clock(start, info.zone), dates.clock(end, info.zone)
        if opens and closes:
            when = f"{verb}between {from_text} and {by_text} {info.place}"
        elif opens:
            when = f"{verb}after {from_text} {info.place}"
        else:
            when = f"{verb}by {by_text} {info.place}"
    return ", ".join(part for part in (day_text, when) if part)


def made_day(fixing: Fixing, info: SeriesInfo) -> date:
    """The civil day on which an observation was made."""
    return dates.local_day_of(fixing.made_to, info.zone)


def direction(move: Move, pair_quote: str = "") -> str:
    """ "weaker", "stronger" or "unchanged" (at one decimal of a percent)."""
    if round(100 * move.value_change, 1) == 0:
        return "unchanged"
    word = "weaker" if move.log_return > 0 else "stronger"
    return f"{word} {pair_quote}".rstrip()


def tone_of(log_return: float) -> str:
    """The tone of a move of the quote currency."""
    return "weaker" if log_return > 0 else "stronger" if log_return < 0 else ""


def fall_or_rise(window: Window, words: Words = ENGLISH) -> str:
    """ "a fall of 2.6 %" of the quote currency's value."""
    move = window.move
    key = "move.a_fall" if move.log_return > 0 else "move.a_rise"
    return words(key, share=percent(abs(move.value_change), words=words))


def host_of(url: str) -> str:
    """Host name of a web address without "www.", or empty for anything that is not one."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return clean(parts.hostname, 60).removeprefix("www.")


def web_address(url: str) -> str:
    """The address as it may stand in a link: http(s), ASCII, percent-encoded, of sane length; otherwise empty."""
    if not host_of(url):
        return ""
    address = quote(url.strip().encode("utf-8", "replace"), safe=_RESERVED)
    return address if len(address) <= _LONGEST_ADDRESS else ""


_TIERS = ("official", "transcript", "wire", "law firm", "secondary", "", "copy")
"""From the origin outwards; a page of unknown kind is still better than a copy."""


def is_official(source: EventSource) -> bool:
    """Whether a page is the authority's own (or a transcript), so that the letter may link to it."""
    host = host_of(source.url)
    return bool(host) and (source.tier in _OFFICIAL_TIERS or _OFFICIAL_HOSTS.search(host) is not None)


def main_source(event: PolicyEvent) -> EventSource | None:
    """The usable page nearest to the origin: the authority's own, then by tier; the first of equals."""
    usable = [source for source in event.sources if host_of(source.url)]
    return min(usable, key=lambda source: (not is_official(source), _nearness(source.tier)), default=None)


def _nearness(tier: str) -> int:
    return _TIERS.index(tier) if tier in _TIERS else _TIERS.index("")
