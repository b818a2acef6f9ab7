"""Archives: one document out of a zip, unpacked under limits."""

from __future__ import annotations

import io
import zipfile
import zlib

from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import damaged, refuse_markup

MEBIBYTE = 1024 * 1024


def only_member(snapshot: Snapshot, *, suffix: str, max_bytes: int = 128 * MEBIBYTE, max_ratio: int = 200) -> bytes:
    """The one member of a zip whose name ends with ``suffix``, checksum verified.

    Raises ``ParseError`` when the bytes are no zip, are cut off or damaged, hold another number of such members, or
    unfold beyond ``max_bytes`` or ``max_ratio`` times their packed size.
    """
    refuse_markup(snapshot, "a zip archive")
    try:
        with zipfile.ZipFile(io.BytesIO(snapshot.content)) as archive:
            members = [entry for entry in archive.infolist() if entry.filename.lower().endswith(suffix)]
            if len(members) != 1:
                raise damaged(snapshot, f"the archive holds {len(members)} {suffix} files instead of one")
            member = members[0]
            limit = min(max_bytes, max(1, member.compress_size) * max_ratio)
            with archive.open(member) as file:  # the declared size may lie, so what really comes out is counted
                content = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise damaged(snapshot, f"the archive is cut off or damaged ({error})") from error
    if len(content) > limit:
        raise damaged(snapshot, f"{member.filename} unfolds to more than {limit:,} bytes")
    return content
