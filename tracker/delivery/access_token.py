"""A fresh access token for XOAUTH2, from a command of the user's that prints one.

Tokens live for an hour; who makes them (a provider's own program, ``oama``, ``mutt_oauth2.py``) is not our concern.
What the command printed is in no error: only what it said on its standard error, without what looks like a token.
"""

from __future__ import annotations

import re

from tracker.delivery import commands
from tracker.errors import ConfigError, DeliveryError
from tracker.model.masking import MASK, without
from tracker.model.plain_text import brief

SECONDS = 30.0
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9._~+=-]{40,}")
_BY_HAND = "Run it by hand; TRACKER_SMTP_TOKEN_COMMAND names it."


def access_token(command: str, *, seconds: float = SECONDS) -> str:
    """What the command prints. ``DeliveryError`` (retryable) when that is no token, ``ConfigError`` for no command."""
    try:
        words = commands.words_of(command)
    except ValueError as error:
        raise ConfigError(f"TRACKER_SMTP_TOKEN_COMMAND cannot be read: {error}.", remedy="Close the quote.") from None
    if not words:
        raise ConfigError("TRACKER_SMTP_TOKEN_COMMAND is empty.", remedy="Name the command that prints a token.")
    try:
        done = commands.run(words, seconds=seconds)
    except OSError as error:
        raise DeliveryError(
            f"The command for an access token, {words[0]}, cannot be run: {error.strerror}.", remedy=_BY_HAND
        ) from None
    token = done.out.decode("ascii", "replace").strip()
    said = _harmless(done.err, token)
    if done.code is None:
        raise DeliveryError(
            f"The command for an access token, {words[0]}, did not end within {seconds:g} s{said}.", remedy=_BY_HAND
        )
    if done.code != 0:
        raise DeliveryError(
            f"The command for an access token, {words[0]}, failed with exit code {done.code}{said}.", remedy=_BY_HAND
        )
    if done.cut or not _TOKEN.fullmatch(token):
        what = "nothing" if not token else "more than one token, or something else"
        raise DeliveryError(
            f"The command for an access token, {words[0]}, printed {what}{said}.",
            remedy="It must print the token alone, in one line, without blanks. " + _BY_HAND,
        )
    return token


def _harmless(err: bytes, token: str) -> str:
    """The end of its standard error as a clause, without the token or anything like one."""
    text = err.decode("utf-8", "replace")
    for word in token.split():
        text = without(word, text) if len(word) > 7 else text
    text = brief(_LIKE_A_TOKEN.sub(MASK, text), 300).rstrip(".")
    return f": {text}" if text else ""
