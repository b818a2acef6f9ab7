"""The framework acts of the European Union's sanctions that are watched: regulations, and the decisions beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

FILE = "eu_frameworks.csv"

_CELEX = re.compile(r"3[0-9]{4}[A-Z][0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One framework act.

    Attributes
    ----------
    celex : str
        Its own number.
    framework : str
        The number of the regulation of its pair, its own where it is that: what a package is grouped by.
    targets : tuple of str
        The countries the measures are about, in the words of topics.
    reference : str
        Where to look it up.
    """

    celex: str
    framework: str
    title: str
    targets: tuple[str, ...]
    reference: str


@cache
def eu_frameworks() -> Mapping[str, Framework]:
    """The shipped frameworks by their own number, in the order of the table."""
    return MappingProxyType(parse_frameworks(files("tracker.data").joinpath(FILE).read_text("utf-8")))


def parse_frameworks(text: str) -> dict[str, Framework]:
    """The frameworks in a table; ``ValueError`` names the line of what is wrong."""
    found: dict[str, Framework] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        one = Framework(
            celex=row["celex"],
            framework=row["framework"],
            title=row["title"],
            targets=tuple(row["target"].split(";")),
            reference=row["reference"],
        )
        sound = _CELEX.fullmatch(one.celex) and one.title and all(one.targets) and one.reference.startswith("https://")
        if not sound or one.celex in found:
            raise ValueError(f"{FILE}, line {number}: {one.celex!r} is incomplete or there twice")
        found[one.celex] = one
    for one in found.values():
        base = found.get(one.framework)
        if base is None or base.framework != base.celex:
            raise ValueError(f"{FILE}: the framework {one.framework!r} of {one.celex} is no regulation of the table")
    return found
