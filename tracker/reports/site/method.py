"""How the pages come about, in plain words, with how often the test is wrong; and what to cite and not to conclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tracker.reports.pages.markup import element, together
from tracker.reports.pages.shell import PRODUCT, NavLink
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import said
from tracker.reports.site import places
from tracker.reports.site.site import NOT_MEANT, Made, Site, facts, instant, opening, page, part


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How often a test speaks up on 100 ordinary days at the 5 % and the 1 % level, in the calmest and the stormiest
    fifth, and how often it finds an effect of 2 %; all plain fractions."""

    test: str
    days: str
    n: int
    at5: float
    at1: float
    calm: float
    storm: float
    found: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What the method page tells beside its words."""

    measured: Sequence[Measured]
    where: str
    plausible: str
    hours: str
    zone: str
    settling: int


def method_page(site: Site, found: Method) -> str:
    """The whole document."""
    parts = _parts(site, found)
    main = together(
        opening(
            "How we know",
            "Method",
            element("p", "How announcements are dated, rates set against them, and moves judged.", class_="lede"),
        ),
        [part(key, title, body) for key, (title, body) in parts.items()],
    )
    contents = [NavLink(text=title, href=f"#part-{key}") for key, (title, _) in parts.items()]
    return page(site, places.METHOD, title=f"{site.title}: method", main=main, contents=contents)


def _parts(site: Site, found: Method) -> dict[str, tuple[str, Markup]]:
    """The parts of the page about the method, by key."""
    return {**_dated(found), **_judged(site, found)}


def _dated(found: Method) -> dict[str, tuple[str, Markup]]:
    hours = (
        f" Announcements known by their day alone are taken to have been made in office hours, {found.hours}."
        if found.hours
        else ""
    )
    return {
        "dating": (
            "When something was public",
            _paragraphs(
                "Each announcement has an interval: not before one instant, surely public by another. Sometimes it is a"
                " minute, sometimes hours between two bounds, often a whole day, because nobody noted the hour. The"
                " interval is all we use; a clock time in a source narrows it only where it says of what it is the"
                " time.",
                "Days and weeks are counted at the place of the announcement: a Monday in Moscow begins on Sunday"
                f" evening in London. The weeks of this site are ISO weeks in the zone {found.zone}." + hours,
            ),
        ),
        "rates": (
            "Which rate could know, which must",
            _paragraphs(
                "Each rate has an interval of its own: from when to when it was made, and when it was published. The"
                " label of a rate is often not the day on which it was made.",
                "The last rate before is the last one whose making was over before the announcement could be"
                " public. The first that could know is the one after it. The first that must know is the first whose"
                " making began when the announcement surely was public. ● stands for news that was public since the"
                " last rate, ○ for news of which the day is known and the hour is not.",
                "Announcements that meet the same rate share its move. It is printed once and cannot be divided.",
            ),
        ),
    }


def _judged(site: Site, found: Method) -> dict[str, tuple[str, Markup]]:
    return {
        "own": (
            f"The {site.noun}'s own part",
            _paragraphs(
                f"When the dollar rises against everything, or oil falls, the {site.noun} moves without any news of its"
                " own. So the move of each day is set beside the moves, over the same hours, of the dollar against"
                " the euro, of other emerging-market currencies and of two oil currencies. How strongly it"
                " usually goes along is estimated from the year before. What is left is its own part.",
                "Where the other rates were not made at about the same time, only the usual drift is taken out, and the"
                " report says so.",
            ),
        ),
        "rare": (
            "As large on so many of 100 ordinary days",
            _paragraphs(
                "A move of 2 % is news in a calm year and nothing in a storm. So the own part is measured in swings"
                " that were usual just then, and held against all earlier days measured in theirs. “As large on 9 of"
                " 100 ordinary days” means just that. No bell curve is assumed.",
                "Where an hour is not known, every rate that could have known it first is looked at, and the answer is"
                " corrected for having looked more than once.",
            ),
        ),
        "verdicts": (
            "Four verdicts",
            together(
                facts(
                    [
                        ("Unusual", "as large on at most 1 of 100 ordinary days"),
                        ("Somewhat unusual", "on at most 5 of 100; between 3 and 7 “borderline” is added"),
                        ("Ordinary", f"on more than 5 of 100, and the effect surely lies within ± {found.plausible}"),
                        (
                            "Cannot tell",
                            "everything else: a noisy day, four days without a rate, a change in how it is made",
                        ),
                    ]
                ),
                element(
                    "p",
                    "“Cannot tell” is the usual answer. A report says how large a move would have had to be to stand"
                    " out, and which effect would have been found four times in five.",
                ),
            ),
        ),
        "wrong": ("How often the test is wrong", _measured(found)),
        "settled": (
            "What a week's page knows",
            _paragraphs(
                f"A week is reported as of {found.settling} days after its end: by then everything said in it has met a"
                " rate. What was published later is not in it, but corrections of what was published before are: the"
                " page then gets a new version, and its address stays. Copies of the sanctions lists are the exception;"
                " what a later copy tells of the week is told.",
                "What was not logged is not shown. “No new sanctions logged” is a statement about our ledger.",
            ),
        ),
    }


def about_page(site: Site, version: Made, *, ledger: str, weeks: int, events: int, credited: Sequence[str]) -> str:
    """What this is, how to cite it, what it is not."""
    where = f" {site.url}" if site.url else ""
    sentence = (
        f"{PRODUCT}, “{site.title}: {weeks} weekly reports and {events} announcements”,"
        f" as of {version.instant.date().isoformat()}.{where}"
    )
    main = together(
        opening("About", "What this is, and how to cite it"),
        part(
            "what",
            "What this is",
            _paragraphs(
                f"Reports of every week: what was announced about sanctions, when the market could first know, what"
                f" {site.pair} did, and whether that is unusual. All of it is computed by a program from published"
                " rates and a public ledger of announcements; the same data give the same pages.",
                "Only numbers that their publishers allow others to republish are on these pages."
                if site.public
                else "These pages were made for the people who run the program: they may hold numbers that must not be"
                " republished.",
            ),
        ),
        part(
            "cite",
            "How to cite",
            element("p", said(sentence, 400), class_="sentence"),
            element(
                "p",
                "Better cite the week or the announcement you mean, with its version: each page names its own at its"
                " foot, and older versions and what changed are under ",
                element("a", "versions", href=places.VERSIONS),
                ".",
            ),
            facts(
                [
                    ("Ledger", f"version {said(ledger, 80)}"),
                    ("Program", f"version {said(site.software, 40)}"),
                    ("Changed last", instant(version.instant)),
                ]
            ),
        ),
        part(
            "data",
            "For programs",
            element(
                "ul",
                element("li", element("a", "All weeks as JSON", href=places.DATA), ", one file each"),
                element(
                    "li",
                    element("a", "RSS", href=places.FEED),
                    " and ",
                    element("a", "JSON feed", href=places.JSON_FEED),
                ),
                element("li", element("a", "What is scheduled", href=places.CALENDAR), " for a calendar program"),
                class_="items",
                role="list",
            ),
        ),
        part("not", "What this is not", element("p", NOT_MEANT, " No names are screened, and nothing is forecast.")),
        part(
            "credits",
            "Whose numbers these are",
            element("ul", [element("li", said(one, 300)) for one in credited], class_="credits"),
        )
        if credited
        else None,
    )
    return page(site, places.ABOUT, title=f"{site.title}: about", main=main)


def _measured(found: Method) -> Markup:
    heads = (
        Head(title="Test"),
        Head(title="over"),
        Head(title="marked at 5 %", right=True),
        Head(title="at 1 %", right=True),
        Head(title="calmest fifth", right=True),
        Head(title="stormiest fifth", right=True),
        Head(title="2 % effect found", right=True),
    )
    rows = [
        Row(
            cells=(
                together(one.test),
                together(one.days),
                *(together(f"{share * 100:.1f}") for share in (one.at5, one.at1, one.calm, one.storm)),
                together("–" if one.found is None else f"{one.found * 100:.0f}"),
            )
        )
        for one in found.measured
    ]
    return together(
        _paragraphs(
            "A test that is right marks 5 of 100 ordinary days at the 5 % level. We tried ours and the textbook test on"
            f" days without news of ours: {found.where}. So many of 100 windows are marked, and so many effects of 2 %"
            " are found:"
        ),
        table(heads, rows, caption="How often the tests are wrong", class_="list"),
    )


def _paragraphs(*texts: str) -> Markup:
    return together([element("p", text) for text in texts])
