"""What a page may not do while a test looks at it, and what it may not look like on a phone or to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""The rules of axe-core that stand for the levels A and AA of WCAG 2.0 to 2.2."""

GRAVE = {"serious", "critical"}

# Whatever ends right of the window and is not inside something that scrolls by itself; innermost elements only.
_STICKS_OUT = """() => {
  const [wide, whole] = [window.innerWidth, document.scrollingElement.scrollWidth];
  if (whole <= wide) return {whole, wide, names: []};
  const scrolls = (one) => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible' && up.getBoundingClientRect().right <= wide + 0.5) return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > wide + 0.5 && !scrolls(one);
  });
  const names = out.filter((one) => !out.some((other) => other !== one && one.contains(other)))
    .map((one) => one.outerHTML.slice(0, 160));
  return {whole, wide, names};
}"""


@dataclass
class Watch:
    """What happened on a page so far; ``allowed`` are the origins it may ask beside files."""

    page: Page
    allowed: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.told.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._opened)
        self.page.on("popup", lambda popup: self.told.append(f"window: {popup.url}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:  # broken content-security policies are told as errors
            self.told.append(f"{message.type}: {message.text} ({message.location['url'][:200]})")

    def _opened(self, dialog: Any) -> None:
        self.told.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.requests.append(request.url)
        own = parts.scheme in {"file", "data", "blob", "about"} or f"{parts.scheme}://{parts.netloc}" in self.allowed
        if not own:
            self.told.append(f"request: {request.url[:200]}")

    def assert_quiet(self) -> None:
        """No error, no warning, no dialog, no window, and no request that leads away from the page's own place."""
        assert self.told == [], "\n".join(self.told)

    def assert_alone(self) -> None:
        """The page is one file: nothing else was asked for, of any place."""
        beside = [one[:200] for one in self.requests if not one.startswith("data:")]
        assert len(beside) == 1, "\n".join(beside)

    def assert_fits(self) -> None:
        """Nothing makes the page wider than its window."""
        found = self.page.evaluate(_STICKS_OUT)
        assert found["whole"] <= found["wide"], f"{found['whole']} > {found['wide']} px\n" + "\n".join(found["names"])

    def assert_usable(self, *, within: str = "html", but: str = "") -> None:
        """No violation of WCAG 2.2 AA that axe-core finds, whatever its impact.

        ``within`` and ``but`` are selectors; rows that are like those before them may be left out, for they take long.
        """
        found = violations(self.page, within=within, but=but)
        assert found == [], "\n".join(found)

    def assert_sound(self, *, but: str = "") -> None:
        """What holds for every page: it fits, is usable, and did nothing that no page may do."""
        self.assert_fits()
        self.assert_usable(but=but)
        self.assert_quiet()


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, within: str = "html", but: str = "") -> list[str]:
    """What axe-core finds: impact, rule, its explanation and the first elements it is about, a line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    context = {"include": [[within]], "exclude": [[but]] if but else []}
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [
        f"{one['impact']} {one['id']}: {one['help']}\n" + "\n".join(f"    {_node(node)}" for node in one["nodes"][:5])
        for one in found["violations"]
    ]


def _node(node: dict[str, Any]) -> str:
    why = " · ".join(part["message"] for part in (*node["any"], *node["all"], *node["none"]))
    return f"{node['html'][:160]}  ({why[:200]})"


@contextmanager
def watched(page: Page, *allowed: str) -> Iterator[Watch]:
    """Watch a page from before its first byte; whatever it did that no page may do fails at the end."""
    watch = Watch(page=page, allowed=allowed)
    yield watch
    watch.assert_quiet()
