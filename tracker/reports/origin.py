"""Where a number comes from: the publisher's value, what it speaks of, when it was made, fetched and written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.model.instants import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The origin of one observation.

    Attributes
    ----------
    key : str
        ``SERIES LABEL``, as in ``"USD/RUB@ecb 2014-11-10"``: what a ``Span`` refers to.
    series, label, value
        Key of the series, the publisher's label, and the level exactly as stored.
    source : str
        Whose it is, in words.
    made_from, made_to : datetime
        When it was made (UTC).
    published_at : datetime or None
        When the public could see it.
    method : str
        How it is made, as the store tells methods apart.
    recorded_at : datetime or None
        Vintage: since when this installation has it. None for what is reckoned from others.
    retrieved_at : datetime or None
        When the document it stands in was fetched; None for what ships with the product or was imported.
    document : str
        What that document is, where it was not fetched: what ships with the product, a file that was imported.
    address, sha256 : str
        Of that document, where there is one.
    reckoned_from : tuple of str
        Keys of the origins of what it is reckoned from; empty for what was published as it is.
    rights : str
        What its publisher allows and asks, briefly.
    """

    key: str
    series: str
    label: Label
    value: Decimal
    source: str
    made_from: datetime
    made_to: datetime
    published_at: datetime | None = None
    method: str = ""
    recorded_at: datetime | None = None
    retrieved_at: datetime | None = None
    document: str = ""
    address: str = ""
    sha256: str = ""
    reckoned_from: tuple[str, ...] = ()
    rights: str = ""


def origin_key(series: str, label: Label) -> str:
    """The key of an observation's origin.

    >>> origin_key("USD/RUB@ecb", "2014-11-10")
    'USD/RUB@ecb 2014-11-10'
    """
    return f"{series} {label}"
