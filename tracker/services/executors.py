"""Where a grid of studies is worked: here, in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tracker.errors import ConfigError, UsageError

_CONNECT_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``executor`` None: here, one after another. ``workers`` is how many pieces it works at once."""

    executor: Executor | None
    workers: int


@contextmanager
def place(workers: int | None, scheduler: str | None = None) -> Iterator[Place]:
    """The executor asked for, shut down at the end; what nobody began is then taken back.

    ``workers`` None: a process for each processor. 1: here. ``scheduler``: the address of a Dask scheduler.
    Raises ``UsageError`` for choices that make no sense, ``ConfigError`` for a cluster that cannot be used.
    """
    if scheduler is not None:
        if workers is not None:
            raise UsageError("--workers and --scheduler are two places.", remedy="Give one of them.")
        with _cluster(scheduler) as there:
            yield there
        return
    number = (os.cpu_count() or 1) if workers is None else workers
    if number < 1:
        raise UsageError(f"{number} workers cannot work.", remedy="Say --workers 1 or more.")
    if number == 1:
        yield Place(executor=None, workers=1)
        return
    # Never by fork: threads of the mathematics would be copied in the middle of their work.
    pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"), initializer=_quiet)
    others = set(multiprocessing.active_children())
    try:
        yield Place(executor=pool, workers=number)
    except BaseException:  # nobody waits for the rest of a grid that is given up
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _quiet() -> None:
    """Ctrl-C goes to every process of the terminal; the one that asked decides what becomes of the work."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cluster(address: str) -> Iterator[Place]:
    try:
        import dask
        import distributed
    except ImportError:
        raise ConfigError(
            "--scheduler needs the package distributed, which is not installed.",
            remedy="pip install 'sanctions-pressure-tracker[cluster]'",
        ) from None
    connect: Any = distributed.Client  # its own signatures are partly untyped
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            client: Any = connect(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise ConfigError(
                f"No Dask scheduler answers at {address}: {said}.",
                remedy="Start one with `dask scheduler` and workers with `dask worker`, and give its address.",
            ) from None
        try:
            _require_same(client)
            threads = sum(client.nthreads().values())
            yield Place(executor=client.get_executor(pure=False), workers=threads)
        finally:
            client.close()


def _require_same(client: Any) -> None:
    """``ConfigError`` unless there are workers, and all have the versions that are here: others, other numbers."""
    own = versions()
    try:
        there = client.run(versions)
    except Exception as error:  # noqa: BLE001 - whatever a worker fails of is told
        raise ConfigError(
            f"The cluster's workers cannot load this program: {' '.join(str(error).split())}.",
            remedy="Install the same version of it on every worker.",
        ) from None
    if not there:
        raise ConfigError("The cluster has no workers.", remedy="Start some with `dask worker ADDRESS`.")
    for worker, found in there.items():
        other = [f"{name} {found.get(name)} there, {one} here" for name, one in own.items() if found.get(name) != one]
        if other:
            raise ConfigError(
                f"The worker at {worker} would compute other numbers: {'; '.join(other)}.",
                remedy="Install the same versions on every worker.",
            )


def versions(*more: str) -> dict[str, str]:
    """Versions of what the numbers depend on: Python (without its last part), this program, the mathematics."""
    import platform
    from importlib import metadata

    from tracker import __version__

    found = {"python": ".".join(platform.python_version_tuple()[:2]), "sanctions-pressure-tracker": __version__}
    for name in ("numpy", "pandas", *more):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
