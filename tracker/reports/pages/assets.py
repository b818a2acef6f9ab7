"""The style and the script of a page: inside it with their hashes, or beside it in a folder."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

STYLE = "style.css"
SCRIPT = "page.js"
NAMES = (STYLE, SCRIPT)


@cache
def asset(name: str) -> str:
    """The text of a shipped asset: ASCII, so that any encoding of the page shows it alike."""
    return files("tracker.reports.pages").joinpath("assets", name).read_text("ascii")


def hash_of(content: str) -> str:
    """What a content security policy calls an inline style or script.

    >>> hash_of("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
