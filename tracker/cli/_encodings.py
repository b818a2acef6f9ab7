"""Terminals that are not UTF-8: what they cannot show is spelt out, and what they cannot say is refused in words."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Sequence

from tracker.errors import UsageError

_STAND_INS = "tracker-stand-ins"
_UNDECODED = re.compile("[\ud800-\udfff]")  # how Python keeps bytes it could not decode


def tolerate_narrow_encodings() -> None:
    """Let stdout and stderr write a stand-in for a sign they cannot show, never raise."""
    codecs.register_error(_STAND_INS, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_STAND_INS)


def require_text(words: Sequence[str]) -> None:
    """Refuse a word whose bytes are no text in this terminal's encoding, unless it is the name of a file."""
    for number, word in enumerate(words, 1):
        if _UNDECODED.search(word) and not os.path.lexists(word):
            raise UsageError(
                f"Word {number} of the command line holds letters that this terminal's encoding does not know.",
                remedy="Nothing was done. Set LANG=C.UTF-8 or PYTHONUTF8=1 and type it again.",
            )


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from tracker.model.ascii_form import to_ascii

    return to_ascii(error.object[error.start : error.end]), error.end
