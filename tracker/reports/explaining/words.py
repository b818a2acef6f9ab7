"""Sentences of an explanation that more than one of its parts prints."""

from __future__ import annotations

from tracker.model.schedule import Fixing
from tracker.model.series import SeriesName
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.currencies import pair_of
from tracker.reports.explanation import DayMove, Explanation, Panel
from tracker.reports.levels import SeriesInfo
from tracker.reports.numbers import count, percent, value_of_log
from tracker.reports.phrases import headline_of, made_day

_TITLE = 90


def when_made(fixing: Fixing, info: SeriesInfo, *, year: bool = False) -> str:
    """ "Mon 10 Nov, 14:10 Frankfurt"."""
    return f"{dates.day_name(made_day(fixing, info), year=year)}, {dates.clock(fixing.made_to, info.zone)} {info.place}"


def own_words(day: DayMove, base: str) -> str:
    """ " (−2.1 %, other currencies allowed for)", or nothing where the own part is not known."""
    own = day.found.own_part
    if own is None:
        return ""
    allowed = f"the {base} and other currencies allowed for" if day.parts is not None else "the usual drift allowed for"
    return f" ({percent(value_of_log(own), signed=True)}, {allowed})"


_MORE_NAMES = {
    "MXN": "Mexican peso",
    "PHP": "Philippine peso",
    "ILS": "Israeli shekel",
    "RON": "Romanian leu",
    "ISK": "Icelandic króna",
    "IDR": "Indonesian rupiah",
    "MYR": "Malaysian ringgit",
    "NZD": "New Zealand dollar",
    "SGD": "Singapore dollar",
    "THB": "Thai baht",
}


def currency_name(code: str) -> str:
    """The name of a currency: "forint"; its code where nobody named it."""
    return _MORE_NAMES.get(code) or pair_of(SeriesName(base=code, quote="XXX")).base


def times(number: float) -> str:
    """A multiple: "2.3 times", "10 times"."""
    return f"{number:.0f} times" if number >= 9.95 else f"{number:.1f} times"


def kind_sentence(briefing: Briefing, day: DayMove, subject: str = "It") -> str:
    """Whose day it was among the currencies the central bank fixes; empty where there are none to compare."""
    panel, pair = day.panel, pair_of(briefing.info.series.name)
    if panel is None or panel.rank is None or not panel.others:
        return ""
    place = place_of(panel, pair.quote)
    crowd = crowd_of(panel, pair.base)
    return {
        "own": f"{subject} was a {pair.quote} day and not a {pair.base} day: {place}; {crowd}.",
        "base": f"{subject} was a {pair.base} day: {crowd}; {place}.",
        "both": f"{subject} was a {pair.base} day and a {pair.quote} day at once: {crowd}; {place}.",
        "neither": f"{subject} was neither a {pair.base} day nor a {pair.quote} day: {crowd}; {place}.",
    }[panel.kind]


def place_of(panel: Panel, quote: str) -> str:
    """Where the currency stood among the others, by what is usual for each; it must stand among them."""
    ahead = (panel.rank or 1) - 1
    if not ahead:
        return f"of {panel.of} currencies, each measured by its own usual day, none moved further than the {quote}"
    return f"{ahead} of {panel.others} others, each measured by its own usual day, moved further than the {quote}"


def crowd_of(panel: Panel, base: str) -> str:
    """How the others went against the base."""
    verb, number = ("lost", panel.weaker) if panel.weaker >= panel.gained else ("gained", panel.gained)
    everyone = f"all {panel.others}" if number == panel.others else f"{number} of {panel.others}"
    return f"{everyone} others {verb} against the {base}"


def met_sentence(briefing: Briefing, day: DayMove) -> str:
    """What was public in time to have met the move, and that this singles nothing out."""
    window, noun = day.found.window, briefing.info.observation
    sure, perhaps = len(window.certain), len(window.possible)
    if not sure + perhaps:
        return "Nothing logged met it, so nothing logged explains it."
    if sure + perhaps == 1:
        item = briefing.by_id.get((*window.certain, *window.possible)[0])
        named = f": “{headline_of(item.event, _TITLE)}”" if item is not None else ""
        return f"One logged announcement {'' if sure else 'may have '}met it{named}."
    if not sure:
        return f"{count(sure + perhaps, 'logged announcement').capitalize()} may have met it, none of them for certain."
    certainly = "all of them" if not perhaps else count(sure, "of them", "of them")
    return (
        f"{count(sure + perhaps, 'logged announcement').capitalize()} could be known by this {noun}, {certainly} for"
        " certain; the rate alone cannot single one out."
    )


def expected_words(fixing: Fixing, info: SeriesInfo, *, year: bool = False, ahead: bool = False) -> str:
    """When the next rate, or of a time ``ahead`` its first one, is made and published, and by whom."""
    out = dates.clock(fixing.published_at, info.zone)
    day = dates.local_day_of(fixing.published_at, info.zone)
    later = "" if day == made_day(fixing, info) else f" on {dates.day_name(day)}"
    credit = f" ({info.credit})" if info.credit else ""
    which = "first rate of that time" if ahead else "next rate"
    return f"The {which} is expected {when_made(fixing, info, year=year)}, published about {out}{later}{credit}."


def ended_words(found: Explanation) -> str:
    """What would tell of a series that has ended, in one clause; how to get it stands in a section of its own."""
    if not found.advice:
        return ""
    return "Indicative quotes would show it; they are not stored here."
