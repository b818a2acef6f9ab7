"""How the program introduces itself to publishers."""

from __future__ import annotations

from tracker import __version__

NAME = "sanctions-pressure-tracker"


def user_agent(*, contact: str = "") -> str:
    """The User-Agent: name, version and where its operator can be reached.

    >>> user_agent(contact="ops@example.org").partition("/")[0]
    'sanctions-pressure-tracker'
    """
    told = contact.strip().replace("\r", "").replace("\n", "")
    return f"{NAME}/{__version__} (+{told or 'self-hosted; contact not configured'})"
