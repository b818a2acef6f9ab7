"""Writing HTML without ever writing a sign from outside as markup: elements from names, attributes and children.

All text passes ``scrub`` and is escaped on its way, so nothing from outside can reach a page unclean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from tracker.reports.cleaning import scrub

_VOID = frozenset(("meta", "link", "br", "hr", "img", "col", "wbr"))
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

Child = str | Markup | None
"""Text, which is escaped, or markup, which is not; None is nothing."""


def element(name: str, *children: Child | Iterable[Child], **attributes: str | bool | None) -> Markup:
    """An element. Attributes that are None or False are left out, True stands alone.

    ``class_`` is ``class``, and an underscore is a dash: ``data_label``, ``aria_hidden``.

    >>> print(element("a", "1 < 2", href="#x", class_="number", hidden=True))
    <a href="#x" class="number" hidden>1 &lt; 2</a>
    """
    return named(name, {_attribute(key): value for key, value in attributes.items()}, *children)


def named(name: str, attributes: Mapping[str, str | bool | None], *children: Child | Iterable[Child]) -> Markup:
    """The same with attributes under the names they have in HTML."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of an element: {name!r}")
    opened = "".join(
        f" {key}" if value is True else f' {key}="{escape(_clean(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{opened}>")  # noqa: S704 - each part is escaped above
    return Markup(f"<{name}{opened}>{together(*children)}</{name}>")  # noqa: S704 - each part is escaped above


def together(*children: Child | Iterable[Child]) -> Markup:
    """Children one after another, text escaped."""
    return Markup("").join(_flat(children))


def hidden(text: str) -> Markup:
    """Words for who does not see the page."""
    return element("span", text, class_="unseen")


def _flat(children: Iterable[Child | Iterable[Child]]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            yield child if isinstance(child, Markup) else _clean(child)
        else:
            yield from _flat(child)


def _clean(text: str) -> str:
    """The text without what no page should print; its lines stay lines."""
    return "\n".join(map(scrub, text.split("\n"))) if "\n" in text else scrub(text)


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
