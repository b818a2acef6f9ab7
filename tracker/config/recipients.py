"""The readers of letters and alerts, from the two settings that name them and their wishes.

``email_to`` holds the mailboxes, ``email_options`` what single ones want::

    email_options = "jane@example.org language=de zone=Europe/Berlin flash; joe@example.org alerts no-letter"
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.errors import ConfigError
from tracker.model.instants import zone
from tracker.model.reader import LANGUAGES, WISHES, Reader

if TYPE_CHECKING:
    from tracker.config.settings import Settings

_KEYS = ("language", "zone", "numbers")

Options = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""For each bare address in lower case its (key, value) pairs; a wish has the value ``""``."""


def bare(address: str) -> str:
    """The mailbox of an address in lower case: two spellings of it are one reader.

    >>> bare("Jane Doe <Jane@Example.org>")
    'jane@example.org'
    """
    return address.rpartition("<")[2].rstrip("> ").strip().casefold()


def parse_options(value: str) -> Options:
    """Read ``email_options``; ``ValueError`` names what is wrong in it, and the nearest known word."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for part in value.split(";"):
        words = part.split()
        if not words:
            continue
        address = bare(words[0])
        if "@" not in address:
            raise ValueError(f"each reader's wishes begin with an address, like jane@example.org, not {words[0]!r}")
        if address in found:
            raise ValueError(f"{address} is there twice")
        found[address] = tuple(_options(address, words[1:]))
    return tuple(found.items())


def _options(address: str, words: list[str]) -> Iterator[tuple[str, str]]:
    if not words:
        raise ValueError(f"nothing is said of {address}")
    seen: set[str] = set()
    for word in words:
        key, equals, value = word.partition("=")
        known = _KEYS if equals else WISHES
        if key not in known:
            near = difflib.get_close_matches(key, (*_KEYS, *WISHES), n=1)
            hint = f"did you mean {near[0]}" if near else f"known are {', '.join((*(f'{k}=' for k in _KEYS), *WISHES))}"
            raise ValueError(f"{word!r} of {address} is not known; {hint}")
        if key in seen:
            raise ValueError(f"{key} of {address} is there twice")
        seen.add(key)
        if key in {"language", "numbers"} and value not in LANGUAGES:
            raise ValueError(f"{key} of {address} is one of {', '.join(LANGUAGES)}, not {value!r}")
        if key == "zone":
            try:
                zone(value)
            except ValueError:
                raise ValueError(f"zone of {address} is an IANA time zone, like Europe/Berlin, not {value!r}") from None
        yield key, value


def readers_of(settings: Settings) -> tuple[Reader, ...]:
    """Every reader once, in the order of ``email_to``.

    Raises ``ConfigError`` for wishes of an address that is no reader.
    """
    options = dict(settings.email_options)
    readers: dict[str, Reader] = {}
    for address in settings.email_to:
        key = bare(address)
        if key not in readers:
            readers[key] = _reader(address, dict(options.get(key, ())), settings)
    strangers = [address for address in options if address not in readers]
    if strangers:
        near = difflib.get_close_matches(strangers[0], list(readers), n=1)
        raise ConfigError(
            f"TRACKER_EMAIL_OPTIONS speaks of {strangers[0]}, who is not among TRACKER_EMAIL_TO.",
            remedy=f"Did you mean {near[0]}?" if near else "Add the address there, or take its wishes out.",
        )
    return tuple(readers.values())


def _reader(address: str, said: dict[str, str], settings: Settings) -> Reader:
    language = said.get("language", LANGUAGES[0])
    return Reader(
        address=address,
        language=language,
        numbers=said.get("numbers", language),
        zone=said.get("zone", settings.zone),
        wishes=frozenset(said) & frozenset(WISHES),
    )
