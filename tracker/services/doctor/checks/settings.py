"""Settings: where they come from, certificates, proxies, and who else can read the secrets."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tracker.config import declared
from tracker.errors import ConfigError
from tracker.net.proxies import shown_proxies
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn


def _run(subject: Subject) -> Iterator[Line]:
    yield _origins(subject)
    for path in secret_files(subject):
        yield _readable_by(path)
    yield _certificates(subject)
    yield from _proxies()
    if subject.settings.offline:
        yield warn("set offline: nothing is fetched and no letter is sent", "Unset --offline or TRACKER_OFFLINE.")


def _origins(subject: Subject) -> Line:
    given = {name: origin for name, origin in subject.settings.origins.items() if origin != "default"}
    if not given:
        return ok("all settings have their defaults")
    told = "; ".join(f"{name} from {origin}" for name, origin in given.items())
    return ok(f"set: {told}")


def secret_files(subject: Subject) -> tuple[Path, ...]:
    """Files that hold a secret: those named to be read, and a settings file with the secret itself in it."""
    found = []
    for name in (setting.name for setting in declared() if setting.secret):
        if named := subject.environ.get(f"TRACKER_{name.upper()}_FILE", "").strip():
            found.append(Path(named))
        file, _, line = subject.settings.origins.get(name, "").rpartition(", line ")
        if file and line.isdecimal():
            path = Path(file)
            try:
                table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            except (OSError, ValueError):
                table = {}
            separate = table.get(f"{name}_file")
            found.append(path.parent / str(separate) if separate else path)
    return tuple(dict.fromkeys(found))


def _readable_by(path: Path) -> Line:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return fail(f"the file with a secret, {path}, cannot be read: {error.strerror}", "Correct its name.")
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        return warn(f"{path} holds a secret and is open to other users", f"Run: chmod 600 {path}")
    return ok(f"{path} holds a secret and is private")


def _certificates(subject: Subject) -> Line:
    from tracker.net.trust import system_bundle, tls_context

    bundle = subject.settings.ca_bundle
    if bundle is None:
        system = system_bundle()
        return ok(f"certificates: the system's own{f' ({system})' if system else ''}")
    try:
        number = len(tls_context(bundle).get_ca_certs())
    except ConfigError as error:
        return fail(error.message, error.remedy)
    if not number:
        return fail(f"{bundle} holds no certificate", "Point TRACKER_CA_BUNDLE at a PEM file, or unset it.")
    return ok(f"certificates: {number} in {bundle}")


def _proxies() -> Iterator[Line]:
    """Each proxy by host and port alone: whatever else an address holds may be a secret."""
    seen = shown_proxies()
    for scheme, place in sorted(seen.items()):
        yield ok(f"proxy for {scheme}: {place}")
    if not seen:
        yield ok("no proxy is set")


CHECK = Check(key="settings", title="Settings", order=30, run=_run)
