"""The frame of every page: head, strict content security policy, skip link, header, main, footer.

A page is whole by itself (style and script inside it, allowed by their hashes) or one of a site, whose pages share
``style.css`` and ``page.js`` in the folder the page's ``root`` leads to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from tracker.reports.cleaning import scrub
from tracker.reports.pages.assets import SCRIPT, STYLE, asset, hash_of
from tracker.reports.templating import template

PRODUCT = "Sanctions pressure tracker"


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    """A link of the header: ``here`` marks the page it leads to as the one that is open."""

    text: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds.

    Attributes
    ----------
    title, description : str
        Of the document, for tabs and search engines.
    main : Markup
        What the page is about; it begins with its only ``h1``.
    contents : sequence of NavLink
        The page's own parts, as links to their ids; none for short pages.
    nav : sequence of NavLink
        Links to other pages of a site; empty for a page that is whole by itself.
    home : str
        Address of the front page; empty where there is none.
    footer : Markup
        Below everything: versions, credits.
    head : Markup
        Further elements of the head, such as linked data or feeds.
    printed : str
        What stands at the foot of each printed page of a page that is whole by itself.
    root : str or None
        The way from the page to the folder of its assets, "" or "../"; None writes them into the page.
    """

    title: str
    main: Markup
    description: str = ""
    contents: Sequence[NavLink] = ()
    nav: Sequence[NavLink] = ()
    home: str = ""
    footer: Markup = field(default=Markup(""))
    head: Markup = field(default=Markup(""))
    printed: str = ""
    root: str | None = None


def written(page: Page) -> str:
    """The whole document, ending with a line break; the same page gives the same document."""
    whole = page.root is None
    page = replace(page, title=scrub(page.title), description=scrub(page.description))
    style = asset(STYLE) + (_printed(page.printed) if page.printed else "") if whole else ""
    script = asset(SCRIPT) if whole else ""
    rendered: str = template("page.html.jinja").render(
        page=page,
        product=PRODUCT,
        policy=_policy(hash_of(style) if whole else "'self'", hash_of(script) if whole else "'self'", whole=whole),
        style=Markup(style),  # noqa: S704 - shipped with the product; what is printed is escaped for CSS
        script=Markup(script),  # noqa: S704 - shipped with the product
        names=(STYLE, SCRIPT),
    )
    return rendered if rendered.endswith("\n") else f"{rendered}\n"


def _policy(style: str, script: str, *, whole: bool) -> str:
    images = "data:" if whole else "'self' data:"
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src {images}; base-uri 'none';"
        " form-action 'none'"
    )


def _printed(text: str) -> str:
    """The rule that prints a line at the foot of each page; the line is written so that it cannot leave its string."""
    plain = " .,:;()-/"
    safe = "".join(one if one.isascii() and (one.isalnum() or one in plain) else f"\\{ord(one):x} " for one in text)
    return f'@page{{@bottom-left{{content:"{safe}"}}}}\n'
