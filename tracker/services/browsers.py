"""Where a Chromium is: the one that is named, else the first found where these browsers are installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tracker.errors import ConfigError

SETTING = "TRACKER_CHROMIUM"
_INSTEAD = "or take --format html, which every browser shows and prints."
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


def required(named: str = "") -> Path:
    """The program of a browser that prints; ``ConfigError`` says what to install or to name where there is none."""
    found = find(named)
    if found is not None:
        return found
    if named:
        raise ConfigError(
            f"{SETTING} names {named}, which is no program here.", remedy=f"Correct it, leave it empty, {_INSTEAD}"
        )
    raise ConfigError(
        "A PDF is printed by Chromium, Chrome or Edge, and none was found.",
        remedy=f"Install one (Debian and Ubuntu: apt install chromium), name one by {SETTING}, {_INSTEAD}",
    )


def find(
    named: str = "",
    *,
    platform: str = sys.platform,
    environ: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> Path | None:
    """The program named, a path or a name on PATH; of none, the first that is there; None where there is none."""
    environ = os.environ if environ is None else environ
    path = environ.get("PATH", "")
    if named:
        found = shutil.which(named, path=path)
        return Path(found) if found else None
    for name in _NAMES:
        if found := shutil.which(name, path=path):
            return Path(found)
    return next((one for one in _places(platform, environ, home) if one.is_file()), None)


def _places(platform: str, environ: Mapping[str, str], home: Path | None) -> Iterator[Path]:
    """Where their installers put them when they do not put them on PATH."""
    if platform == "darwin":
        for root in (Path("/Applications"), (home or Path.home()) / "Applications"):
            yield from (root / f"{name}.app" / "Contents" / "MacOS" / name for name in _MAC)
    elif platform == "win32":
        roots = [environ[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if environ.get(name)]
        yield from (Path(root) / name for name in _WINDOWS for root in roots)
    else:
        yield Path("/snap/bin/chromium")
        yield Path("/opt/google/chrome/chrome")
