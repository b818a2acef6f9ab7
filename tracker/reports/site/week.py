"""The page of a week: its report, with the ways to its neighbours, its numbers and its earlier versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import plain
from tracker.reports.document import FigureBlock, Report, as_str
from tracker.reports.numbers import level, percent
from tracker.reports.pages.citing import linked_data
from tracker.reports.pages.figures import figure
from tracker.reports.pages.ids import event_place
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.report import body_of
from tracker.reports.pages.telling import Telling
from tracker.reports.phrases import direction
from tracker.reports.ranking import is_new_sanction
from tracker.reports.site import places
from tracker.reports.site.site import Made, Site, made, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Labels of the weeks before and after that have a page; empty where none has."""

    before: str = ""
    after: str = ""


def week_page(site: Site, report: Report, version: Made, beside: Neighbours) -> str:
    """The whole document."""
    label, path = report.briefing.period.label, places.week_page(report.briefing.period.label)
    root = places.root_of(path)
    body = body_of(report, more=_more(site, root))
    data = element("a", "the numbers as JSON", href=f"{root}{places.week_data(label)}", type="application/json")
    below = element(
        "p", "This week for programs: ", data, ". All announcements of it: ", _events(report.briefing, root), "."
    )
    main = together(
        _ways(beside, root, "Weeks before and after"),
        body.main,
        element("div", made(version, root=root, place=label), below if report.briefing.in_period else None),
        _ways(beside, root, "Weeks before and after, again"),
    )
    return page(
        site,
        path,
        title=body.title,
        main=main,
        description=body.description,
        contents=body.contents,
        head=linked_data(report.briefing, title=body.title, description=body.description),
        credited=report.briefing.credits,
    )


def _more(site: Site, root: str) -> dict[str, str]:
    """Where the site tells more of what a report names."""
    method = f"{root}{places.METHOD}"
    return {
        **{f"source:{key}": f"{root}{places.source_page(key)}" for key in site.sources},
        "sources": f"{root}{places.SOURCES}",
        "own": f"{method}#part-own",
        "verdicts": f"{method}#part-verdicts",
    }


def told_of_week(report: Report) -> dict[str, Any]:
    """What other pages tell of a week, as plain values."""
    briefing = report.briefing
    rate = briefing.rate
    move = rate.period.move if rate else None
    found = briefing.most_unusual
    return {
        "title": plain(report.period),
        "dates": plain(dates.span(briefing.period.since, briefing.period.until)),
        "since": briefing.period.since.isoformat(),
        "until": briefing.period.until.isoformat(),
        "headline": plain(as_str(report.headline)),
        "level": level(rate.period.to_value) if rate else "",
        "change": f"{percent(move.value_change, signed=True)}, {direction(move)}" if move else "",
        "value_change": move.value_change if move else None,
        "verdict": found.verdict if found is not None and found.tested else "",
        "announcements": len(briefing.in_period),
        "unseen": briefing.unseen,
        "sanctions": sum(is_new_sanction(item.event) for item in briefing.in_period),
        "complete": briefing.period.complete,
        "end": briefing.period.end.isoformat(),
        "series": briefing.series if rate else "",
    }


def first_figure(report: Report, events: frozenset[str]) -> str:
    """The first figure of a report as HTML for the front page; its signs lead to pages, of ``events`` alone.

    Empty where it has none.
    """
    blocks = (block for section in report.sections for block in section.blocks if isinstance(block, FigureBlock))
    first = next(blocks, None)
    if first is None:
        return ""
    pages = {f"#{event_place(one)}": places.event_page(one) for one in events}
    return str(figure(_Elsewhere(briefing=report.briefing, pages=pages), first.figure))


class _Elsewhere(Telling):
    """A telling whose figures lead to other pages."""

    def __init__(self, *, briefing: Briefing, pages: Mapping[str, str]) -> None:
        super().__init__(briefing=briefing)
        self._pages = pages

    def leads(self, address: str) -> str:
        """The page of an event, or that of the week for one of its rates."""
        if address.startswith("#rate-"):
            return f"{places.week_page(self.briefing.period.label)}{address}"
        return self._pages.get(address, "")


def _ways(beside: Neighbours, root: str, name: str) -> Markup:
    before, after = (_way(label, root, rel) for label, rel in ((beside.before, "prev"), (beside.after, "next")))
    return element(
        "nav",
        before,
        element("a", "All weeks", href=f"{root}{places.WEEKS}"),
        after,
        class_="ways",
        aria_label=name,
    )


def _events(briefing: Briefing, root: str) -> Markup:
    links = [
        element("a", item.event.id, href=f"{root}{places.event_page(item.event.id)}") for item in briefing.in_period
    ]
    return Markup(", ").join(links)


def _way(label: str, root: str, rel: str) -> Markup:
    if not label:
        return element("span", "")
    shown = f"← {label}" if rel == "prev" else f"{label} →"
    return element("a", shown, href=f"{root}{places.week_page(label)}", rel=rel)
