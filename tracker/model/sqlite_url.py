"""The address of a database in a file."""

from __future__ import annotations

from pathlib import PurePath


def sqlite_url(path: PurePath) -> str:
    """The SQLAlchemy URL of a file: what would end its path there, or be read as another sign, is written as a code.

    >>> sqlite_url(PurePath("/srv/what?/50%25 more"))
    'sqlite:////srv/what%3F/50%2525 more'
    """
    return f"sqlite:///{str(path).replace('%', '%25').replace('?', '%3F')}"
