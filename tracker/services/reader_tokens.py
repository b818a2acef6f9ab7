"""The readers by the tokens with which they unsubscribe by one click."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.reader import Reader
from tracker.services.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A reader with the token of his letters; empty where ``unsubscribe_url`` is not set."""

    reader: Reader
    token: str = ""


def reader_key(context: Context) -> str:
    """The key of readers' tokens, made when there is none; empty where no address of unsubscribing is set."""
    from tracker.services.work import installation_key

    return installation_key(context) if context.settings.unsubscribe_url else ""


def known_reader_key(context: Context) -> str:
    """The same for who only looks: empty where none was made yet, too."""
    from tracker.services.work import known_installation_key

    return known_installation_key(context) if context.settings.unsubscribe_url else ""


def known_readers(context: Context) -> tuple[Known, ...]:
    """Every reader of the settings; ``ConfigError`` where these contradict each other."""
    from tracker.config.recipients import readers_of
    from tracker.delivery.message import reader_token

    readers = readers_of(context.settings)
    key = reader_key(context) if readers else ""
    return tuple(Known(reader=one, token=reader_token(one.address, key) if key else "") for one in readers)
