"""What a source failed with, in the few words that concern a reader: no address, no number of an error, no command."""

from __future__ import annotations

import re

from tracker.model.plain_text import brief

_UNREACHED = ("cannot be reached", "no connection to", "broke off", "does not answer", "fell silent")
_ADDRESS = re.compile(r"\(?\bhttps?://[^\s)]+\)?[.,;:]?")
_CLAUSE = re.compile(r"(?<=[.;!?]) +")
_COMMAND = re.compile(r"\btracker [a-z]")
_DETAIL = re.compile(r"\s*\([^()]*\b(?:Errno|WinError|SSL:)[^()]*\)|\[(?:Errno|WinError|SSL:)[^\]]*\]\s*")


def unreached(error: str) -> bool:
    """Whether the words of a failure say that the line failed, and not what came over it.

    >>> unreached("ecb: www.ecb.europa.eu cannot be reached ([Errno -2] Name or service not known).")
    True
    """
    return any(words in error for words in _UNREACHED)


def in_short(source: str, error: str, *, most: int = 140) -> str:
    """The first words of a failure on one line of at most ``most`` characters.

    >>> in_short("ecb", "ecb: a.org cannot be reached ([Errno -2] Name or service not known). https://a.org/x")
    'a.org cannot be reached.'
    >>> in_short("un", "un: it holds 12 entries. Where it did shrink, accept it: tracker lists import FILE")
    'it holds 12 entries.'
    """
    bare = _ADDRESS.sub("", _DETAIL.sub("", error[:2000].removeprefix(f"{source}: ")))
    clauses = _CLAUSE.split(" ".join(bare.split()))
    return brief(" ".join(one for one in clauses if not _COMMAND.search(one)).rstrip(";"), most)
