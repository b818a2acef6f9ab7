"""What the ledger codes, in readers' words: the codes themselves stay in data and addresses."""

from __future__ import annotations

from tracker.data.catalogue_file import catalogue
from tracker.reports.cleaning import clean, scrub
from tracker.reports.wording import ENGLISH, Words

FIELDS = ("kind", "action", "stance")
"""The fields of the code book that have words here."""


def coded(field: str, value: str, words: Words = ENGLISH) -> str:
    """A value of one of ``FIELDS`` in words; one that is not in the code book as it is written, without underscores.

    >>> coded("kind", "designation"), coded("stance", "hold"), coded("kind", "some_other")
    ('names put on lists', 'no change in pressure', 'some other')
    """
    key = f"coded.{field}.{value}"
    return words(key) if key in catalogue() else clean(scrub(value.replace("_", " ")), 60)
