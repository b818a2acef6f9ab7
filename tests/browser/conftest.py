"""One browser for the tests of a file that need one, and a page of its own for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.watching import Watch, watched

NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that knows no host but this machine.

    It ends with the last test of its file that its process runs: the event loop Playwright keeps running in the
    meantime is in nobody's way.
    """
    home = tmp_path_factory.mktemp("browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[NOWHERE, "--disable-gpu", "--no-first-run", "--disable-background-networking"],
            chromium_sandbox=os.geteuid() != 0,
            env={**os.environ, "HOME": str(home)},
        )
        yield browser
        browser.close()


Opening = Callable[..., Watch]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opening]:
    """Call with an address: that page in a window of its own, watched. Further words: how the window is."""
    with ExitStack() as stack:

        def show(address: str, *allowed: str, width: int = 1280, height: int = 900, **words: Any) -> Watch:
            context = stack.enter_context(browser.new_context(viewport={"width": width, "height": height}, **words))
            context.set_default_timeout(10_000)
            watch = stack.enter_context(watched(context.new_page(), *allowed))
            watch.page.goto(address, wait_until="load")
            return watch

        yield show
