"""The page of versions: what an earlier version of a page told otherwise, and why it is another now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from tracker.reports import dates
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.telling import said
from tracker.reports.site import places
from tracker.reports.site.site import Made, Site, instant, opening, page, part

_QUOTED = re.compile("(?<=“)([^”]+)(?=”)")
_SHOWN = 400
"""Pages with more than one version that are told one by one, those changed last first."""


def versions_page(
    site: Site,
    weeks: Mapping[str, Sequence[Made]],
    events: Mapping[str, tuple[str, Sequence[Made]]],
    withdrawn: Mapping[str, str],
    added: Sequence[str] = (),
) -> str:
    """Every page that is not its first version, with what changed; ``withdrawn`` announcements by id.

    ``added``: ids of those that came into a week which had its page already.
    """
    leads = {title: places.event_page(event_id) for event_id, (title, _) in events.items()}
    leads |= {event_id: places.event_page(event_id) for event_id in (*withdrawn, *events)}
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
            "weeks",
            "Weeks",
            _changed([(label, label, places.week_page(label), made) for label, made in weeks.items()], leads),
        ),
        part(
            "events",
            "Announcements",
            _changed(
                [
                    (f"event-{places.safe(event_id)}", title, places.event_page(event_id), made)
                    for event_id, (title, made) in events.items()
                ],
                leads,
            ),
        ),
        part("added", "Announcements added later", _added(events, added)) if added else None,
        part("withdrawn", "Withdrawn", _withdrawn(withdrawn)) if withdrawn else None,
    )
    return page(site, places.VERSIONS, title=f"{site.title}: versions", main=main)


def _changed(pages: Sequence[tuple[str, str, str, Sequence[Made]]], leads: Mapping[str, str]) -> Markup:
    changed = sorted(
        (one for one in pages if len(one[3]) > 1), key=lambda one: (one[3][-1].made_at, one[0]), reverse=True
    )
    if not changed:
        return element("p", f"All {len(pages)} are in their first version.")
    same = element("p", f"The other {len(pages) - len(changed)} are in their first version.")
    return together([_page(*one, leads) for one in changed[:_SHOWN]], same)


def _page(place: str, title: str, path: str, made: Sequence[Made], leads: Mapping[str, str]) -> Markup:
    return element(
        "article",
        element("h3", element("a", said(title, 160), href=path)),
        element("ol", [element("li", _version(one, leads)) for one in reversed(made)], class_="items", role="list"),
        id=place,
        class_="versions",
    )


def _version(one: Made, leads: Mapping[str, str]) -> Markup:
    first = ": the first one" if one.number == 1 else ""
    why = together(": ", Markup("; ").join(_why(text, leads) for text in one.why)) if one.why else first
    return together(element("strong", f"Version {one.number}"), ", ", instant(one.instant), why, ".")


def _why(text: str, leads: Mapping[str, str]) -> Markup:
    """The reason, in which a page that is named between quotation marks is linked."""
    parts = _QUOTED.split(said(text, 700))
    return together(
        *(
            element("a", part, href=leads[part]) if number % 2 and part in leads else part
            for number, part in enumerate(parts)
        )
    )


def _added(events: Mapping[str, tuple[str, Sequence[Made]]], added: Sequence[str]) -> Markup:
    newest = sorted(((events[one][1][0].made_at, one) for one in added), reverse=True)
    items = [
        element(
            "li",
            element("a", said(events[one][0], 160), href=places.event_page(one)),
            ", ",
            instant(events[one][1][0].instant),
        )
        for _, one in newest[:_SHOWN]
    ]
    return element("ul", items, class_="items", role="list")


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
