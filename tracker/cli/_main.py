"""``main``: run a command and turn whatever happens into one readable line and an exit code.

0 ok · 1 unexpected · 2 usage · 3 no data for the period · 4 answered, but stale or partial · 5 nothing asked for was
reachable · 6 configuration or database not ready · 130 interrupted. A closed pipe is 0.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from tracker import __version__
from tracker.cli._common import add_common_options
from tracker.cli._encodings import require_text, tolerate_narrow_encodings
from tracker.cli._group import ENTRY_POINTS, LazyGroup
from tracker.cli._invocation import Invocation
from tracker.errors import TrackerError

_HELP = """What was announced, when could the market first know, what did the rouble do, and is that unusual?

\b
Examples:
  tracker run                       fetch what is due, then report the last complete week
  tracker report --week 2014-W46    any week, from the rates and events already here
  tracker explain 2014-11-11        what moved that day, and what was public in time
  tracker read article.html         who said what in it, and whether its numbers hold
  tracker now                       one screen: newest rates, latest events, what is pending
  tracker COMMAND --help            each command begins with examples

Without network and without any set-up the embedded archive of the European Central Bank answers. Results go to stdout,
messages to stderr.
"""

_GARBAGE_EVERY = 200_000
"""New objects between two searches for garbage. Python takes 700; a small command makes 170,000, nearly all to stay."""

_CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

ROOT = LazyGroup(
    "tracker",
    package="tracker.cli",
    entry_points=ENTRY_POINTS,
    help=_HELP,
    context_settings=_CONTEXT_SETTINGS,
    no_args_is_help=True,
)
add_common_options(ROOT, hidden=False)
click.version_option(__version__, prog_name="tracker", message="%(prog)s %(version)s")(ROOT)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (``sys.argv`` when none is given) and return its exit code."""
    gc.set_threshold(_GARBAGE_EVERY)
    tolerate_narrow_encodings()
    instruction = os.environ.get("_TRACKER_COMPLETE")
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(ROOT, {}, "tracker", "_TRACKER_COMPLETE", instruction)
    invocation = Invocation()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        require_text(words)
        code = _run(words, invocation)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        _say("\nInterrupted.")
        code = 130
    except BrokenPipeError:
        _abandon_stdout()
        code = 0
    except TrackerError as error:
        _say(_readable(error))
        code = error.exit_code
    except Exception as error:  # noqa: BLE001  # the last line of defence: a person reads this
        if invocation.debug:
            import traceback

            _say(traceback.format_exc())
        _say(_unexpected(error))
        _abandon_stdout()
        code = 1
    return code


def _run(words: list[str], invocation: Invocation) -> int:
    try:
        with ROOT.make_context("tracker", words, obj=invocation) as context:
            ROOT.invoke(context)
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return 0


def _readable(error: TrackerError) -> str:
    """The message, and what to do next on a line of its own."""
    message = str(error).removesuffix(error.remedy).rstrip()
    return f"Error: {message}\n{error.remedy}".rstrip()


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return f"Error: {error.strerror}{where}"
    text = " ".join(str(error).split()) or "no details"
    return f"Error: unexpected {type(error).__name__}: {text}\nThe same command with --debug shows the whole trace."


def _say(message: str) -> None:
    try:
        click.echo(message, err=True)
    except OSError:  # nobody reads stderr: the exit code still tells
        _abandon(2, "stderr")


def _abandon_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush cannot fail a second time."""
    _abandon(1, "stdout")


def _abandon(descriptor: int, name: str) -> None:
    stream = getattr(sys, name)
    try:
        if stream is not None and stream.fileno() == descriptor:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, descriptor)
            os.close(nothing)
    except (OSError, ValueError):  # captured or already closed: there is nothing left to flush
        return
