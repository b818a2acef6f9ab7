"""The package apprise: one title and text to whatever service one of its addresses names.

The package answers that it worked or that it did not, and not why: the line, the service, or one of several receivers
may have failed, before it was taken or after. Every failure is tried again, because an alert that comes twice is better
than one that a moment without a line loses for good; so copies are possible.
"""

from __future__ import annotations

import json
import logging
import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.request import getproxies

from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import Letter

if TYPE_CHECKING:
    import apprise

EXTRA = "alerts"
_HERE = "localhost,127.0.0.0/8,::1,[::1]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseTransport:
    """Sends to one of several addresses, which are secrets and never shown: the recipient's number says to which."""

    addresses: tuple[str, ...] = field(repr=False)

    def send(self, letter: Letter) -> None:
        """Hand over one title and text; ``DeliveryError`` where the service did not take it."""
        number = _number(letter.recipient)
        if not 0 < number <= len(self.addresses):
            raise DeliveryError(f"TRACKER_ALERT_APPRISE has no address {number} any more.", permanent=True)
        service = self._service(number)
        document = json.loads(letter.raw)
        with _no_proxy_for_this_machine():
            taken = service.notify(body=document["body"], title=document["title"], body_format="text")
        if not taken:
            raise DeliveryError(
                f"The service of address {number} in TRACKER_ALERT_APPRISE did not take it; the package says no more.",
                remedy="Try the same address with the command apprise -vv, which tells why.",
            )

    def check(self, *, timeout: float = 30.0) -> str:  # noqa: ARG002 - part of the protocol
        """That the package is there and knows the services of the addresses; nothing is sent."""
        for number in range(1, len(self.addresses) + 1):
            self._service(number)
        return f"apprise knows the services of {len(self.addresses)} addresses"

    def _service(self, number: int) -> apprise.Apprise:
        try:
            import apprise
        except ImportError:
            raise ConfigError(
                "TRACKER_ALERT_APPRISE is set, and the package apprise is not installed.",
                remedy=f"Install it with the extra: pip install 'sanctions-pressure-tracker[{EXTRA}]'",
            ) from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines could show an address
        service = apprise.Apprise()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # modules it loads here import what Python gave up
            known = service.add(self.addresses[number - 1])
        if not known:
            raise ConfigError(
                f"Address {number} in TRACKER_ALERT_APPRISE is none that the package apprise knows.",
                remedy="See its documentation for how the address of a service is written.",
            )
        return service


def _no_proxy_for_this_machine() -> AbstractContextManager[None]:
    """The package asks the proxy of the environment for every address, also for those of this machine."""
    from requests.utils import set_environ

    spared = getproxies().get("no", "")
    found: AbstractContextManager[None] = set_environ("no_proxy", spared if spared == "*" else f"{spared},{_HERE}")
    return found


def _number(recipient: str) -> int:
    """Of "apprise" one, of "apprise 2" two."""
    last = recipient.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 1
