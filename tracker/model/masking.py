"""What stands where a password, a key or a token is not shown."""

from __future__ import annotations

from collections.abc import Iterable

MASK = "***"
"""The same everywhere; it says that there is something, and not how long it is. SQLAlchemy writes it, too."""


def without(secret: str, text: str) -> str:
    """A text in which a secret is masked; unchanged for an empty secret.

    >>> without("hunter2", "535 login hunter2 refused")
    '535 login *** refused'
    """
    return text.replace(secret, MASK) if secret else text


def without_all(secrets: Iterable[str], text: str) -> str:
    """The same for several secrets, the longest first: one may be a part of another.

    >>> without_all(["abc", "https://hc.example/abc"], "no answer from https://hc.example/abc (abc)")
    'no answer from *** (***)'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = without(secret, text)
    return text
