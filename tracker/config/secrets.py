"""Every text that must never leave this program: the secrets of the settings, whole and in their telling parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from tracker.config.settings import Secret, Settings, declared
from tracker.model.masking import without_all

_LONG_ENOUGH = 6
"""Letters from which a part of an address is masked by itself: ``api`` or ``ping`` are no secrets."""


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """The secrets that could be read, each as it is set; of addresses also what makes them secret.

    That is what follows the host, and a user's name or password in front of it: messages of libraries quote parts.
    """
    found = dict.fromkeys(_all(settings))
    return tuple(one for one in found if one)


def redacted(settings: Settings, text: str) -> str:
    """A text without any secret of these settings."""
    return without_all(secrets_of(settings), text)


def _all(settings: Settings) -> Iterator[str]:
    for setting in declared():
        value = getattr(settings, setting.name)
        if not isinstance(value, Secret) or value.problem is not None:
            continue
        text = value.reveal()
        yield text
        for address in text.split():
            if "://" in address:
                yield address
                yield from _parts(address)
    yield from _of_database(settings.database_url)


def _parts(address: str) -> Iterator[str]:
    """The telling parts of an address, as they stand in it and decoded."""
    try:
        parts = urlsplit(address)
        login = [parts.username, parts.password]
    except ValueError:
        return
    rest = address.partition("://")[2].partition("/")[2]
    pieces = [*login, rest, *re.split(r"[/?#&]", rest), *(value for _, value in parse_qsl(parts.query))]
    if not parts.scheme.startswith("http"):  # in a service's own scheme even the "host" is a token
        pieces += re.split(r"[:@]", parts.netloc)
    for piece in pieces:
        if piece and len(piece) >= _LONG_ENOUGH:
            yield piece
            yield unquote(piece)


def _of_database(url: str) -> Iterator[str]:
    """The password of a database's address; a file has none."""
    if url.startswith("sqlite"):
        return
    try:
        parts = urlsplit(url)
        password, query = parts.password, parse_qsl(parts.query)
    except ValueError:
        return
    for word in (password, *(value for name, value in query if name in {"password", "sslpassword"})):
        if word:
            yield word
            yield unquote(word)
