"""The body of an answer: collected and unpacked as it arrives, never beyond a cap."""

from __future__ import annotations

import zlib

_ANY_WRAPPER = 47  # zlib: 32 + 15, the gzip and the zlib wrapper are told apart by their first bytes


class OversizedBodyError(Exception):
    """The body is larger than the cap, on the wire or unpacked."""


class BrokenBodyError(Exception):
    """The body cannot be unpacked, or ended before its packing did."""


class Body:
    """Collects chunks. The cap holds for the unpacked size, so a small packed bomb never unfolds in memory."""

    def __init__(self, *, encoding: str, limit: int, declared: int = 0) -> None:
        if declared > limit:
            raise OversizedBodyError
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise BrokenBodyError(f"its content encoding {encoding!r} was not asked for")
        self._packed = encoding not in {"", "identity"}
        self._inflater = zlib.decompressobj(_ANY_WRAPPER)
        self._limit = limit
        self._received = 0
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take one chunk off the wire; raises when the cap is passed or the packing is broken."""
        self._received += len(chunk)
        if self._received > self._limit:
            raise OversizedBodyError
        if not self._packed:
            self._keep(chunk)
            return
        while chunk:
            try:
                self._keep(self._inflater.decompress(chunk, self._limit - self._size + 1))
            except zlib.error as error:
                raise BrokenBodyError(f"its packing is damaged ({error})") from error
            chunk = self._inflater.unconsumed_tail
            if self._inflater.eof and self._inflater.unused_data:  # gzip files may be several, one after another
                chunk = self._inflater.unused_data
                self._inflater = zlib.decompressobj(_ANY_WRAPPER)

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise OversizedBodyError
        self._parts.append(part)

    def finish(self) -> bytes:
        """The whole body; raises ``BrokenBodyError`` when the packing was cut off."""
        if self._packed and self._received and not self._inflater.eof:
            raise BrokenBodyError("its packing was cut off")
        return b"".join(self._parts)
