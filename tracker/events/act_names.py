"""Acts that a text of an event names, each in one spelling, so that two accounts of one act can be seen to be that."""

from __future__ import annotations

import re

_AND = r"(?:,? (?:and |or )?|; ?(?:EO )?)"
_ORDERS = re.compile(
    rf"\b(?:executive orders?|e\.?\s?o\.?)\s*(?:nos?\.?\s*)?(1[0-9]{{4}}(?:{_AND}1[0-9]{{4}})*)", re.IGNORECASE
)
_CODED = re.compile(r"\b[A-Z][A-Z-]*-EO(1[0-9]{4})\b")
_LICENCE = re.compile(r"\b(?:general licen[cs]es?|GL)\s*(?:nos?\.?\s*)?([0-9]{1,3}[A-Z]{0,2})\b", re.IGNORECASE)
_DIRECTIVE = re.compile(r"\bdirective\s+([1-4][A-Z]?)\b", re.IGNORECASE)
_CELEX = re.compile(r"\b3((?:19|20)[0-9]{2})([RD])0*([0-9]{1,4})\b")
_NEW_STYLE = re.compile(r"\((?:EU|CFSP)(?:, Euratom)?\)\s*(20(?:1[5-9]|[2-9][0-9]))/([0-9]{1,4})\b")
_OLD_REGULATION = re.compile(r"\((?:EU|EC)\)\s*(?:no\.?\s*)?([0-9]{1,4})/(20(?:0[0-9]|1[0-4]))\b", re.IGNORECASE)
_OLD_DECISION = re.compile(r"\b(20(?:0[0-9]|1[0-4]))/([0-9]{1,4})/CFSP\b")
_LAW = re.compile(r"\b(?:public law|p\.?\s?l\.?)\s*([0-9]{2,3}-[0-9]{1,3})\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(PEESA|CAATSA|SSIDES)\b")

_FRAMEWORKS = frozenset(
    {"EU 2014/269", "EU 2014/833", "EU 2014/692", "EU 2014/145", "EU 2014/512", "EU 2014/386", "EU 2022/263"}
    | {"EU 2006/765", "EU 2024/1485", "EU 2024/2642", "EU 2014/208"}
)


def acts_of(text: str) -> frozenset[str]:
    """The acts a text names: ``EO 14024``, ``GL 8C``, ``EU 2022/263`` (regulations and decisions alike), ``PL 115-44``.

    >>> sorted(acts_of("RUSSIA-EO14024; GL 8C; 32022R0263; Regulation (EU) No 269/2014"))
    ['EO 14024', 'EU 2014/269', 'EU 2022/263', 'GL 8C']
    """
    found = {f"EO {number}" for listed in _ORDERS.findall(text) for number in re.findall(r"1[0-9]{4}", listed)}
    found |= {f"EO {number}" for number in _CODED.findall(text)}
    found |= {f"GL {number.upper()}" for number in _LICENCE.findall(text)}
    found |= {f"Directive {number.upper()}" for number in _DIRECTIVE.findall(text)}
    found |= {f"EU {year}/{number}" for year, _, number in _CELEX.findall(text)}
    found |= {f"EU {year}/{number}" for year, number in _NEW_STYLE.findall(text)}
    found |= {f"EU {year}/{number}" for number, year in _OLD_REGULATION.findall(text)}
    found |= {f"EU {year}/{number}" for year, number in _OLD_DECISION.findall(text)}
    found |= {f"PL {number}" for number in _LAW.findall(text)}
    return frozenset(found | set(_NAMED.findall(text)))


def is_framework(act: str) -> bool:
    """Whether many events rest on an act, so that having it in common says little: executive orders, base regulations.

    A general licence, or a decision that amends a framework, is adopted once.
    """
    return act in _FRAMEWORKS or not act.startswith(("GL ", "EU "))
