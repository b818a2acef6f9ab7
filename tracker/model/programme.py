"""Sanctions programmes as the lists write them, and what each is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme of one authority.

    Attributes
    ----------
    authority : str
        The first word of the keys of its lists, in capitals: US, EU, UK, UN, CA, CH.
    written : str
        The programme exactly as the lists of that authority write it.
    family : str
        What its acts of one day are grouped under: a country, or a theme such as Terrorism.
    target : str
        The country or region it is directed at; empty for a programme that is directed at none.
    reference : str
        The act it rests on, or empty.
    found_in : str
        Where it was seen written so: a copy of the list by its date, or an address. Empty: the name is assumed, because
        nobody has seen the list write it.
    rank : int
        Its place in the table: of several programmes of one party the first one decides the family.
    """

    authority: str
    written: str
    title: str
    family: str
    target: str
    reference: str
    found_in: str
    rank: int


ProgrammeOf = Callable[[str, str], Programme | None]
"""The programme of a list key and of what that list writes; None for one nobody has described."""
