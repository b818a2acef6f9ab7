"""Letters as ``.eml`` files in a folder, for looking at or for another program to send.

A file is there whole or not at all, is named after its Message-ID, is readable by its owner alone, and is never
overwritten.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import DeliveryError
from tracker.model.work import Letter

_LONGEST = 120
_CHECK = "Check TRACKER_EMAIL_FOLDER: the folder must be writable and have room."


def file_name(message_id: str) -> str:
    """The name of a letter's file: its Message-ID, as far as file systems take it.

    >>> file_name("<weekly.2014-W46.e16bfe08be114c7b@example.net>")
    'weekly.2014-W46.e16bfe08be114c7b@example.net.eml'
    """
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    plain = re.sub(r"[^A-Za-z0-9._@+-]", "_", bare).lstrip(".-")
    if plain != bare or not plain or len(plain) > _LONGEST:  # two of them must not become one
        plain = f"{plain[:_LONGEST]}_{hashlib.sha256(bare.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return f"{plain}.eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTransport:
    """A folder; it is made when the first letter comes, where the one above it exists."""

    folder: Path

    def send(self, letter: Letter) -> None:
        """Write one letter. A file that is there already with the same bytes is that letter."""
        target = self.folder / file_name(letter.message_id)
        try:
            if not self.folder.exists():
                self._require_place()
                self.folder.mkdir(mode=0o700, exist_ok=True)
            if self._placed(letter.raw, target):
                return
            same = target.read_bytes() == letter.raw
        except OSError as error:
            raise self._unusable(error) from error
        if not same:
            raise DeliveryError(
                f"The file {target} is there already and holds another letter; it was not overwritten.",
                permanent=True,
                remedy="Move it away, then: tracker email resend.",
            )

    def check(self, *, timeout: float = 30.0) -> str:  # noqa: ARG002  # other transports need it
        """Write and remove a file where the folder is there; what was proved as a clause. ``timeout`` is not needed."""
        if not self.folder.exists():
            self._require_place()
            return f"the folder {self.folder} will be made for the first letter"
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".tracker-"):
                pass
        except OSError as error:
            raise self._unusable(error) from error
        return f"the folder {self.folder} takes files"

    def _require_place(self) -> None:
        """A folder is made in one that is there: a slip, or a disk that is not mounted, must not swallow letters."""
        above = self.folder.absolute().parent
        if not above.is_dir():
            raise DeliveryError(
                f"The folder {self.folder} is not there, and cannot be made: {above} is no folder, either.",
                remedy="Correct TRACKER_EMAIL_FOLDER, mount its disk, or make the folder yourself.",
            )
        if not os.access(above, os.W_OK):
            raise DeliveryError(f"The folder {self.folder} cannot be made in {above}.", remedy=_CHECK)

    def _placed(self, raw: bytes, target: Path) -> bool:
        """Put the bytes there in one step; False, and nothing changed, where a file is."""
        if target.exists():
            return False
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".tracker-")  # 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(name, target)  # fails where a file is, as a rename would not
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links: first take the name, then fill it
                with target.open("xb"):
                    pass
                Path(name).replace(target)
        except FileExistsError:
            return False
        finally:
            Path(name).unlink(missing_ok=True)
        return True

    def _unusable(self, error: OSError) -> DeliveryError:
        return DeliveryError(
            f"The letter cannot be put into the folder {self.folder}: {error.strerror or error}.", remedy=_CHECK
        )
