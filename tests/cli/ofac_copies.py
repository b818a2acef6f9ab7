"""Small files of our own making in the form of OFAC's ``sdn.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

OLD = {number: (f"OLD PARTY {number}", "CUBA") for number in range(1, 61)}
"""As many parties as the list must have at least, by number: name and programme."""


def copy_of_sdn(name: str, parties: Mapping[int, tuple[str, str]]) -> str:
    """Write a copy of the list with these parties into a file of that name, and return the name."""
    rest = ",".join(["-0- "] * 8)
    rows = (f'{number},"{who}",-0- ,"{programme}",{rest}\r\n' for number, (who, programme) in parties.items())
    Path(name).write_bytes("".join((*rows, "\x1a")).encode())
    return name
