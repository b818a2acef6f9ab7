"""Running the Yahoo child: a private cache, a hard deadline, and a typed outcome whatever happens."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import tracker
from tracker.errors import FetchError
from tracker.net.addresses import shown
from tracker.net.proxies import https_proxy
from tracker.net.trust import system_bundle

_CHILD = "tracker.sources.rates.yahoo.child"
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_WAIT_WHEN_LIMITED = 1800.0
INSTALL = "Install it: pip install 'yfinance>=1.5.2,<2'."
_TRUST = "If a company proxy signs certificates here, point TRACKER_CA_BUNDLE at a PEM file with its CA."
_running: set[subprocess.Popen[bytes]] = set()


class Outcome(StrEnum):
    """How a conversation with Yahoo ended."""

    OK = "Ok"
    NO_DATA = "NoData"
    RATE_LIMITED = "RateLimited"
    NETWORK = "Network"
    BROKEN = "Broken"
    SILENT = "Silent"
    STATUS = "Status"
    REDIRECT = "Redirect"
    SIZE = "Size"
    BAD_PAYLOAD = "BadPayload"
    MISSING = "Missing"
    DEADLINE = "Deadline"


_FAILURES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.NO_DATA: ("empty", "Yahoo has no bars for this window"),
    Outcome.RATE_LIMITED: ("rate-limit", "Yahoo asks for fewer requests"),
    Outcome.NETWORK: ("network", "Yahoo cannot be reached"),
    Outcome.BROKEN: ("network", "the line to Yahoo broke off"),
    Outcome.SILENT: ("deadline", "Yahoo fell silent"),
    Outcome.STATUS: ("status", "Yahoo refuses to answer, or cannot"),
    Outcome.REDIRECT: ("redirect", "Yahoo sends this program elsewhere"),
    Outcome.SIZE: ("size", "Yahoo sends more than any chart holds"),
    Outcome.BAD_PAYLOAD: ("content", "Yahoo answered something that is not a chart"),
    Outcome.MISSING: ("unavailable", "yfinance cannot be loaded; the other sources work without it"),
    Outcome.DEADLINE: ("deadline", "Yahoo did not answer in time and the child process was stopped"),
}


def failure(outcome: Outcome, detail: str, *, url: str, wish: str = "") -> FetchError:
    """The error of an outcome that is not ``Ok``. ``wish`` is the server's Retry-After where it is in seconds."""
    reason, message = _FAILURES[outcome]
    missing = outcome is Outcome.MISSING
    untrusted = outcome is Outcome.NETWORK and "certificate" in detail.lower()
    remedy = INSTALL if missing else _TRUST if untrusted else ""
    wait = float(wish) if wish.isdecimal() else None
    if outcome is Outcome.RATE_LIMITED:
        wait = max(wait or 0.0, _WAIT_WHEN_LIMITED)
    return FetchError(
        f"{message} ({detail})." if detail else f"{message}.",
        source="yahoo",
        reason=reason,
        url=shown(url),
        retryable=not missing and not untrusted,
        retry_after=wait,
        remedy=remedy,
    )


def run_child(arguments: Mapping[str, str], *, ca_bundle: Path | None, url: str, deadline: float) -> bytes:
    """The document of a child that ended ``Ok``; raises ``FetchError`` for every other outcome.

    After ``deadline`` seconds the child and everything it started are killed.
    """
    with tempfile.TemporaryDirectory(prefix="tracker-yahoo-", ignore_cleanup_errors=True) as cache:  # 0700
        command = [sys.executable, "-P", "-m", _CHILD, "--cache", cache]
        command += [part for name, value in arguments.items() for part in (f"--{name}", value)]
        output, errors = _bounded(command, environment=_environment(ca_bundle), url=url, deadline=deadline)
    try:
        document = json.loads(output)
        outcome, detail = Outcome(document["outcome"]), str(document.get("detail", ""))
        wish = str(document.get("retry_after", ""))
    except (ValueError, KeyError, TypeError):
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise failure(Outcome.BAD_PAYLOAD, f"the child process failed: {''.join(last)[:200]}", url=url) from None
    if outcome is not Outcome.OK:
        raise failure(outcome, detail, url=url, wish=wish)
    return output


def _environment(ca_bundle: Path | None) -> dict[str, str]:
    """The parent's environment with the proxy, the certificates to trust and the way to this package.

    The proxy is spelt out in the variables curl reads: on Windows and macOS it may come from the system's settings,
    and of HTTPS_PROXY and https_proxy curl and Python do not prefer the same one.
    """
    environment = dict(os.environ)
    proxy = https_proxy()
    if proxy:
        environment.update(dict.fromkeys(("HTTPS_PROXY", "https_proxy"), proxy))
    bundle = ca_bundle or (None if any(name in environment for name in _BUNDLES[:2]) else system_bundle())
    if bundle is not None:
        environment.update(dict.fromkeys(_BUNDLES, str(bundle)))
    home = str(Path(tracker.__file__).resolve().parents[1])
    if home not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:  # a checkout, not an installation
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (home, environment.get("PYTHONPATH", ""))))
    environment.pop("PYTHONWARNINGS", None)
    return environment


def _bounded(command: list[str], *, environment: dict[str, str], url: str, deadline: float) -> tuple[bytes, bytes]:
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    _running.add(process)
    with process:
        try:
            return process.communicate(timeout=deadline)
        except subprocess.TimeoutExpired:
            raise failure(Outcome.DEADLINE, f"the limit is {deadline:g} s", url=url) from None
        finally:
            _stop(process)
            _running.discard(process)


@atexit.register
def _stop_all() -> None:
    """An interrupted command leaves no child behind."""
    for process in tuple(_running):
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole process group, also when this program itself is being interrupted."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.communicate()
