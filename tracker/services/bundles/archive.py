"""The file of a bundle: a ZIP with the same bytes for the same contents, read as if a stranger had sent it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from tracker.errors import UsageError

_MOST_BYTES = 300_000_000
_MOST_OF_ONE = 100_000_000
_MOST_FILES = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}(/[a-z0-9][a-z0-9_-]{0,60}){0,2}(\.[a-z0-9]{1,8}){1,2}", re.IGNORECASE)
_REMEDY = "Bundles are written by `tracker study … --bundle FILE`."


def packed(files: Mapping[str, bytes], at: datetime, *, deflated: bool = False) -> bytes:
    """A ZIP of these files, sorted by name, each dated ``at``.

    They are stored unless ``deflated``: the bytes of a deflated file depend on the library that packs it.
    """
    when = at.astimezone(UTC)
    stamp = (min(max(when.year, 1980), 2107), when.month, when.day, when.hour, when.minute, when.second // 2 * 2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=stamp)
            info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            info.create_system = 3  # the same on Windows
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def unpacked(content: bytes, file: str) -> dict[str, bytes]:
    """The files of a bundle; ``file`` is the name to show.

    Raises ``UsageError`` for what is no ZIP, is damaged, or holds what no bundle holds: other names, the same name
    twice, too many files or too large ones, whatever it says of their sizes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _files(archive, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{file} is no bundle, or a damaged one: {said}.", remedy=_REMEDY) from None


def _files(archive: zipfile.ZipFile, file: str) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        raise UsageError(f"{file} holds {len(entries):,} files; a bundle has at most {_MOST_FILES}.", remedy=_REMEDY)
    found: dict[str, bytes] = {}
    left = _MOST_BYTES
    for entry in entries:
        if not _NAME.fullmatch(entry.filename):
            shown = "".join(one if one.isprintable() else "?" for one in entry.filename[:60])
            raise UsageError(f"{file} holds a file that no bundle has: {shown!r}.", remedy=_REMEDY)
        if entry.filename in found:
            raise UsageError(f"{file} holds {entry.filename} twice.", remedy=_REMEDY)
        if entry.flag_bits & 0x1:
            raise UsageError(f"{file} is encrypted.", remedy=_REMEDY)
        most = min(_MOST_OF_ONE, left)
        with archive.open(entry) as packed_file:
            inside = packed_file.read(most + 1)  # what an entry says of its own size proves nothing
        if len(inside) > most:
            raise UsageError(f"{file}: {entry.filename} is larger than a bundle's files are.", remedy=_REMEDY)
        found[entry.filename] = inside
        left -= len(inside)
    return found
