"""The page of versions: what an earlier version of a page told otherwise, and why it is another now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from tracker.reports import dates
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.telling import said
from tracker.reports.site import places
from tracker.reports.site.site import Made, Site, instant, opening, page, part

_SHOWN = 400
"""Pages with more than one version that are told one by one, those changed last first."""


def versions_page(
    site: Site,
    weeks: Mapping[str, Sequence[Made]],
    events: Mapping[str, tuple[str, Sequence[Made]]],
    withdrawn: Mapping[str, str],
) -> str:
    """Every page that is not its first version, with what changed; ``withdrawn`` announcements by id."""
    main = together(
        opening(
            "Corrections",
            "Versions",
            element(
                "p",
                "A page gets a new version when it tells something else: a rate was corrected, an announcement was"
                " added or mended, or the method is another. The addresses stay the same, and so does a page whose"
                " layout alone changed.",
                class_="lede",
            ),
        ),
        part(
            "weeks", "Weeks", _changed([(label, label, places.week_page(label), made) for label, made in weeks.items()])
        ),
        part(
            "events",
            "Announcements",
            _changed(
                [
                    (f"event-{places.safe(event_id)}", title, places.event_page(event_id), made)
                    for event_id, (title, made) in events.items()
                ]
            ),
        ),
        part("withdrawn", "Withdrawn", _withdrawn(withdrawn)) if withdrawn else None,
    )
    return page(site, places.VERSIONS, title=f"{site.title}: versions", main=main)


def _changed(pages: Sequence[tuple[str, str, str, Sequence[Made]]]) -> Markup:
    changed = sorted(
        (one for one in pages if len(one[3]) > 1), key=lambda one: (one[3][-1].made_at, one[0]), reverse=True
    )
    if not changed:
        return element("p", f"All {len(pages)} are in their first version.")
    same = element("p", f"The other {len(pages) - len(changed)} are in their first version.")
    return together([_page(*one) for one in changed[:_SHOWN]], same)


def _page(place: str, title: str, path: str, made: Sequence[Made]) -> Markup:
    return element(
        "article",
        element("h3", element("a", said(title, 160), href=path)),
        element("ol", [element("li", _version(one)) for one in reversed(made)], class_="items", role="list"),
        id=place,
        class_="versions",
    )


def _version(one: Made) -> Markup:
    why = (
        f": {'; '.join(said(text, 400) for text in one.why)}"
        if one.why
        else ": the first one"
        if one.number == 1
        else ""
    )
    return together(element("strong", f"Version {one.number}"), ", ", instant(one.instant), why, ".")


def _withdrawn(gone: Mapping[str, str]) -> Markup:
    items = [
        element(
            "li",
            element("a", said(event_id, 160), href=places.event_page(event_id)),
            f", {dates.short(Made(number=1, made_at=since).instant.date(), year=True)}",
            id=f"event-{places.safe(event_id)}",
        )
        for event_id, since in sorted(gone.items(), key=lambda one: (one[1], one[0]), reverse=True)
    ]
    return element("ul", items, class_="items", role="list")
