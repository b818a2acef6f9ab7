"""CAMEO, the vocabulary of machine-coded news: the codes and actors this product follows, and what they mean to it."""

from __future__ import annotations

from dataclasses import dataclass

TARGET = "target"
SENDER = "sender"
"""Who acts in a coded report: the country under pressure, or one of those that put it under pressure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameoCode:
    """What one code says where one side uses it: ``kind``, ``action`` and ``stance`` as in the codebook of events.

    ``words`` go on after a name: "United States reported to impose an embargo, a boycott or sanctions".
    """

    code: str
    by: str
    words: str
    kind: str
    action: str
    stance: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameoActor:
    """A country, or an organisation, as coded reports name it.

    Attributes
    ----------
    code : str
        Three letters of a country, or of a known group.
    place : str
        FIPS 10-4 code of the country as a place; empty for what is none.
    issuer, jurisdiction : str
        Who is meant where nobody is named, as in the ledger.
    target : bool
        Whether it is a country whose currency this product follows because it is under pressure.
    """

    code: str
    place: str
    name: str
    issuer: str
    jurisdiction: str
    target: bool
