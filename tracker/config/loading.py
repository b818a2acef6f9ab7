"""Reading the settings from their origins, and saying clearly what is wrong with them.

Origins, strongest first: command-line flags, environment (``TRACKER_…``), ``./tracker.toml``, the user's own file,
defaults. A key nobody declares is an error, in a file as in the environment: a misspelt setting must not stay silent.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tracker.config.files import read_limited
from tracker.config.settings import Secret, Setting, Settings, declared
from tracker.errors import ConfigError
from tracker.model.sqlite_url import sqlite_url

FILE_NAME = "tracker.toml"
APPLICATION = "sanctions-pressure-tracker"
_PREFIX = "TRACKER_"
_FOR_TESTS = "TRACKER_TEST_"
_LARGEST = 100_000  # bytes of a file of settings, or of one that holds a secret


@dataclass(frozen=True, slots=True)
class _Given:
    """One value as text, and where it was read; ``problem`` says why a secret named by a file could not be read."""

    text: str
    origin: str
    problem: ConfigError | None = None


def load(environ: Mapping[str, str], *, cwd: Path, flags: Mapping[str, object] | None = None) -> Settings:
    """Read every origin into one ``Settings``.

    Parameters
    ----------
    environ : mapping
        The environment; names beginning with ``TRACKER_TEST_`` are left to the tests.
    cwd : Path
        The folder in which ``tracker.toml`` is looked for.
    flags : mapping, optional
        Values given on the command line, by name of setting.

    Raises ``ConfigError`` naming the file and line or the variable, and the nearest known key.
    """
    settings = {setting.name: setting for setting in declared()}
    strongest = [
        _from_flags(flags or {}, settings),
        _from_environment(environ, settings),
        _from_file(cwd / FILE_NAME, settings),
    ]
    named_home = next((origin["home"] for origin in strongest if "home" in origin), None)
    if named_home is None:
        strongest.append(_from_file(_user_config_folder() / FILE_NAME, settings))
    else:
        home_folder = _read(settings["home"], named_home)
        if isinstance(home_folder, Path) and home_folder != cwd:
            strongest.append(_from_file(home_folder / FILE_NAME, settings))
    return _settle(settings, strongest)


def _settle(settings: Mapping[str, Setting], strongest: list[dict[str, _Given]]) -> Settings:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, setting in settings.items():
        given = next((origin[name] for origin in strongest if name in origin), None)
        if given is None:
            values[name] = _default(setting, values)
            origins[name] = "default"
        else:
            values[name] = _read(setting, given)
            origins[name] = given.origin
    return Settings(**values, origins=MappingProxyType(origins))


def _default(setting: Setting, before: Mapping[str, object]) -> object:
    """The default; that of the database follows the home declared before it."""
    if setting.name == "home":
        import platformdirs

        return platformdirs.user_data_path(APPLICATION, appauthor=False)
    if setting.name == "database_url":
        return sqlite_url(Path(str(before["home"])) / "tracker.sqlite3")
    return setting.read(setting.default)


def _read(setting: Setting, given: _Given) -> object:
    if given.problem is not None:
        return Secret(problem=given.problem)
    try:
        return setting.read(given.text)
    except ValueError as error:
        shown = "its value cannot be used" if setting.secret else str(error)
        raise ConfigError(f"{setting.name} (from {given.origin}): {shown}.", remedy=setting.help) from None


def _user_config_folder() -> Path:
    import platformdirs

    return platformdirs.user_config_path(APPLICATION, appauthor=False)


def _from_flags(flags: Mapping[str, object], settings: Mapping[str, Setting]) -> dict[str, _Given]:
    for name in flags:
        if name not in settings:
            raise ConfigError(f"there is no setting {name!r}.", remedy=_nearest(name, settings))
    return {name: _Given(_as_text(value), f"--{name.replace('_', '-')}") for name, value in flags.items()}


def _from_environment(environ: Mapping[str, str], settings: Mapping[str, Setting]) -> dict[str, _Given]:
    by_variable = {variable: setting for setting in settings.values() for variable in setting.variables}
    found: dict[str, _Given] = {}
    for variable in sorted(environ):
        if not variable.startswith(_PREFIX) or variable.startswith(_FOR_TESTS):
            continue
        setting = by_variable.get(variable)
        if setting is None:
            raise ConfigError(
                f"{variable} in the environment is not a setting.", remedy=_nearest(variable, by_variable)
            )
        # An empty variable is how many service managers say "unset".
        if not environ[variable].strip():
            continue
        if setting.name in found:
            raise ConfigError(
                f"{setting.variable} and {variable} are both set.", remedy="Keep one of them; the file is safer."
            )
        from_file = variable != setting.variable
        if from_file:
            found[setting.name] = _secret_of(Path(environ[variable]), variable)
        else:
            found[setting.name] = _Given(environ[variable], variable)
    return found


def _secret_of(path: Path, origin: str) -> _Given:
    """A secret kept in a file. That it cannot be read concerns only who needs it: no report waits for a password."""
    try:
        return _Given(_secret_in(path, origin), origin)
    except ConfigError as error:
        return _Given("", origin, error)


def _secret_in(path: Path, variable: str) -> str:
    """The first line of a file that holds a secret."""
    try:
        lines = read_limited(path, most=_LARGEST, error=ConfigError).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"{variable} names {path}, which cannot be read: {reason}.",
            remedy="Write the secret as the first line of a file that only you can read (chmod 600).",
        ) from None
    if not lines or not lines[0]:
        raise ConfigError(f"{variable} names {path}, which is empty.", remedy="Its first line is the secret.")
    _warn_when_open_to_others(path)
    return lines[0]


def _warn_when_open_to_others(path: Path) -> None:
    import logging

    if sys.platform == "win32":
        return  # there the bits say the same of every file; who may read is in its access list
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        logging.getLogger(__name__).warning("%s can be read by other users of this machine: chmod 600 %s", path, path)


def _from_file(path: Path, settings: Mapping[str, Setting]) -> dict[str, _Given]:
    try:
        text = read_limited(path, most=_LARGEST, error=ConfigError).decode("utf-8-sig").replace("\r\n", "\n")
        table = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        closed = isinstance(error, PermissionError) and not os.access(path.parent, os.X_OK)
        what = f"The folder {path.parent}" if closed else str(path)  # nobody knows whether there is a file inside
        raise ConfigError(
            f"{what} cannot be read: {error.strerror}.",
            remedy="Work in another folder, or have whoever owns it let this user read it.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} is not a TOML file: {error}.", remedy='Settings are lines like: zone = "Europe/Berlin"'
        ) from None
    return dict(_entries(path, text, table, settings))


def _entries(
    path: Path, text: str, table: Mapping[str, object], settings: Mapping[str, Setting]
) -> Iterator[tuple[str, _Given]]:
    files = {f"{setting.name}_file": setting for setting in settings.values() if setting.secret}
    for key, value in table.items():
        origin = f"{path}, line {_line_of(key, text)}"
        if key in files:
            secret = files[key]
            yield secret.name, _secret_of(path.parent / _as_text(value), origin)
        elif key in settings:
            if isinstance(value, dict) or (isinstance(value, list) and any(not isinstance(v, str) for v in value)):
                raise ConfigError(f"{key} (from {origin}): a plain value is expected.", remedy=settings[key].help)
            yield key, _Given(_as_text(value), origin)
        else:
            raise ConfigError(f"{origin}: {key!r} is not a setting.", remedy=_nearest(key, {**settings, **files}))


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"""^\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    listing = "`tracker config show` lists every setting."
    return f"Did you mean {near[0]}? {listing}" if near else listing
