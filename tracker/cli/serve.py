"""``tracker serve``: the site in a browser of this machine."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.errors import UsageError

if TYPE_CHECKING:
    from types import FrameType

    from tracker.services.serving import SiteServer

_PORT = 8014


@click.command("serve", short_help="Show the site of all weeks on this machine, built first; or that of a folder.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="0: any.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--anyone", is_flag=True, help="Listen also where other machines can reach it; needs --host.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@pass_invocation
def serve(invocation: Invocation, folder: Path | None, port: int, host: str, anyone: bool, show: bool) -> None:
    """Show a site (tracker report --site DIR) until Ctrl-C; without DIR the one in the program's home, built first.

    \b
    Examples:
      tracker serve
      tracker serve --open
      tracker serve public_html --port 0

    It answers on this machine alone. There is no log-in and no encryption: to put a site where others read it, build it
    with --public and copy the folder to a web server.
    """
    from tracker.services.serving import served
    from tracker.services.site.manifest import NAME

    root = _built(invocation) if folder is None else folder
    if not root.is_dir():
        raise UsageError(f"{root} is no folder.", remedy=f"Make it first: tracker report --site {root}")
    if not (root / NAME).is_file():
        raise UsageError(
            f"{root} holds no site: {NAME} is not there, and other folders are not shown.",
            remedy="Name the folder that `tracker report --site DIR` made, or leave it out.",
        )
    with served(root, host=host, port=port, everywhere=anyone) as server, _stopped_by_signals(server):
        click.echo(f"{server.url}")
        invocation.note(f"Shows {root}. Ctrl-C ends it.")
        if show:
            import webbrowser

            with suppress(OSError):
                webbrowser.open_new_tab(server.url)
        server.serve_forever(poll_interval=0.2)


def _built(invocation: Invocation) -> Path:
    from tracker.services.site.building import Wanted, build_site

    root = invocation.settings.home / "site"
    build_site(invocation.context, root, Wanted())
    return root


@contextmanager
def _stopped_by_signals(server: SiteServer) -> Iterator[None]:
    """SIGINT and SIGTERM end the answering and nothing else; a second one ends the process."""

    def stop(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[number])
        threading.Thread(target=server.shutdown, daemon=True).start()  # it waits for the loop this handler interrupts

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {int(number): signal.getsignal(number) for number in numbers}
    for one in numbers:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


COMMAND = serve
