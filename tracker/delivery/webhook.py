"""A webhook: one JSON document posted to one configured address.

==================================== ==============================================
what happened                        DeliveryError
==================================== ==============================================
2xx                                  none
no line, no answer, 408, 425, 429,   retryable: the ``Idempotency-Key`` lets the other side see a copy as a copy
5xx
other 4xx, any redirect              ``permanent``
==================================== ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import ConfigError, DeliveryError, FetchError
from tracker.model.work import Letter
from tracker.net.post import SECONDS, host_of, post, unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTransport:
    """Posts documents to ``url``, which may hold a secret and is never shown beyond its host."""

    url: str = field(repr=False)
    user_agent: str
    ca_bundle: Path | None = None
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        because = unfit(self.url)
        if because:
            raise ConfigError(
                f"TRACKER_ALERT_WEBHOOK cannot be used: {because}.",
                remedy="Give the whole address, beginning with https://; better in a file, TRACKER_ALERT_WEBHOOK_FILE.",
            )

    @property
    def name(self) -> str:
        """The address as it may be told."""
        return f"the webhook at {host_of(self.url)}"

    def send(self, letter: Letter) -> None:
        """Post one document; returns when the other side took it, ``DeliveryError`` otherwise."""
        try:
            post(
                self.url,
                letter.raw,
                what=self.name,
                user_agent=self.user_agent,
                headers={"Idempotency-Key": _one_line(letter.message_id)},
                ca_bundle=self.ca_bundle,
                seconds=self.seconds,
            )
        except FetchError as error:
            raise DeliveryError(
                f"{self.name[0].upper()}{self.name[1:]} did not take it: {error.message}",
                permanent=not error.retryable,
                remedy=error.remedy or ("Check TRACKER_ALERT_WEBHOOK." if not error.retryable else ""),
            ) from None  # the chain could show the address

    def check(self, *, timeout: float = 30.0) -> str:  # noqa: ARG002 - part of the protocol
        """Nothing can be proved without posting; says where it would go."""
        return f"documents would be posted to {host_of(self.url)}"


def _one_line(text: str) -> str:
    """A header's value: visible ASCII."""
    return "".join(one if "!" <= one <= "~" else "-" for one in text)[:200]
