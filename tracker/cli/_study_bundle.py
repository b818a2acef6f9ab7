"""``tracker study --bundle`` and ``--replay``: a study as one file, and computed again from it."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli._output import emit, folded, json_text
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation
    from tracker.services.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOptions:
    """What was typed about a bundle."""

    bundle: str | None = None
    replay: str | None = None
    rates_file: str | None = None


def bundle_options(function: Callable[..., object]) -> Callable[..., object]:
    """Options of a bundle, passed to the command as one ``bundled: BundleOptions``."""

    @functools.wraps(function)
    def packed(*args: object, **given: object) -> object:
        options = BundleOptions(**{name: given.pop(name) for name in BundleOptions.__dataclass_fields__})  # type: ignore[arg-type]  # click made them
        return function(*args, bundled=options, **given)

    found: Callable[..., object] = packed
    for option in reversed(
        (
            click.option("--bundle", metavar="FILE", help="Also write all of it as one citable ZIP."),
            click.option("--replay", metavar="FILE", help="Compute a bundle again from itself; -o writes the new one."),
            click.option("--data", "rates_file", metavar="FILE", help="With --replay: the rates, where it has none."),
        )
    ):
        found = option(found)
    return found


def write_bundle(invocation: Invocation, prepared: Prepared, path: str) -> None:
    """Write the bundle whole or not at all."""
    from tracker.services.bundles.replay import bundle

    _write(invocation, Path(path), bundle(prepared))


def replay_bundle(invocation: Invocation, options: BundleOptions, form: str, output: str | None) -> int:
    """Compute a bundle again and say what is the same; the exit code is 4 where something is not.

    Reads neither settings nor a database.
    """
    from tracker.services.bundles.replay import read_file, replay

    assert options.replay is not None  # noqa: S101 - the caller looked
    path = Path(options.replay)
    rates = None
    if options.rates_file is not None:
        rates = (read_file(Path(options.rates_file)), Path(options.rates_file).name)
    found = replay(read_file(path), str(path), rates)
    if output is not None:
        _write(invocation, Path(output), found.content)
    if form == "json":
        emit(invocation, json_text(invocation, found.record()))
    elif form != "text":
        raise UsageError(
            f"A replay has no {form} of its own.", remedy="Tables and figures are in the bundle; say --format json."
        )
    else:
        emit(invocation, "\n".join(folded(found.lines())))
    return 0 if found.same else 4


def _write(invocation: Invocation, path: Path, content: bytes) -> None:
    fresh: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        fresh = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        fresh.chmod(0o666 & ~mask)
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", remedy="Name another file.") from None
    finally:
        if fresh is not None:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    invocation.note(f"Written: {path}")
