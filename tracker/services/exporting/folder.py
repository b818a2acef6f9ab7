"""Writing a package: whole or not at all, and over nothing that is somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tracker.errors import UsageError
from tracker.services.bundles.archive import packed
from tracker.services.exporting.descriptor import DESCRIPTION, NAME

_OURS = frozenset(("README.md", "CITATION.bib", "CITATION.cff", DESCRIPTION))


def write_folder(path: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write the files into a folder that is new, empty, or an older package, which is replaced as a whole.

    Raises ``UsageError`` for a folder with anything else in it. With ``force`` what else it holds stays, and the
    description is written last: where it is, all of its files are.
    """
    path = path.resolve()
    try:
        foreign = require_free(path, force=force)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            for name, content in files.items():
                (fresh / name).write_bytes(content)
            fresh.chmod(0o777 & ~_umask())
            _into_files(fresh, path, files) if foreign else _into_place(fresh, path)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", remedy="Name another with -o.") from None


def require_free(path: Path, *, force: bool = False) -> str:
    """The name of something in a folder that is somebody else's, which without ``force`` is a ``UsageError``."""
    foreign = _foreign(path)
    if foreign and path.is_file():
        raise UsageError(f"{path} is a file.", remedy="Name a folder with -o, or a file that ends with .zip.")
    if foreign and not force:
        raise UsageError(
            f"{path} holds other files, such as {foreign}. Nothing was written.",
            remedy="Name a new or empty folder with -o, or say --force: what it holds stays, files of the same name"
            " are replaced.",
        )
    return foreign


def write_zip(path: Path, files: Mapping[str, bytes], at: datetime) -> None:
    """Write the files into an archive, replaced as a whole; each dated ``at``."""
    content = packed(files, at, deflated=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            fresh.chmod(0o666 & ~_umask())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", remedy="Name another with -o.") from None


def _foreign(path: Path) -> str:
    """The name of something in a folder that no package of ours put there; empty where there is nothing such."""
    if path.is_file():
        return path.name
    held = sorted(one.name for one in path.iterdir()) if path.is_dir() else []
    if not held:
        return ""
    try:
        told = json.loads((path / DESCRIPTION).read_text(encoding="utf-8"))
        parts = [part for one in told["resources"] for part in (one, *one.get("alternates", ()))]
        ours = _OURS | {str(part["path"]) for part in parts} if told["name"] == NAME else set()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        ours = set()
    return next((name for name in held if name not in ours or (path / name).is_dir()), "")


def _into_place(fresh: Path, path: Path) -> None:
    """One rename where there was nothing; an older package steps aside first and comes back if that fails."""
    if not path.exists():
        fresh.rename(path)
        return
    aside = fresh.with_name(f"{fresh.name}.old")
    path.rename(aside)
    try:
        fresh.rename(path)
    except BaseException:
        aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _into_files(fresh: Path, path: Path, files: Mapping[str, bytes]) -> None:
    with suppress(FileNotFoundError):
        (path / DESCRIPTION).unlink()
    for name in sorted(files, key=lambda name: name == DESCRIPTION):
        (fresh / name).replace(path / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
