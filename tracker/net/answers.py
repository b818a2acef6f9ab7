"""What a server answered, after redirects and decompression."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.model.source import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete answer. ``not_modified`` (304) comes without content: the bytes stored before still hold.

    ``url`` is where the content came from in the end; validators belong to the address that was asked for.
    """

    status: int
    content: bytes = field(repr=False)
    media_type: str
    url: str
    validators: Validators
    not_modified: bool = False
