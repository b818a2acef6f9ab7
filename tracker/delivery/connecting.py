"""Why a mail server could not be reached or does not let us in: said for people. All of it can be tried again."""

from __future__ import annotations

import smtplib
import socket
import ssl

from tracker.delivery.answers import Meaning, meaning
from tracker.errors import DeliveryError
from tracker.model.plain_text import brief, clean
from tracker.net.trust import certificate_words

_LONGEST = 200


def answer(code: int, words: bytes | str) -> str:
    """A server's own words on one line, with its code."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {clean(text)}"[:_LONGEST].rstrip()


def explained(code: int, words: bytes | str) -> Meaning | None:
    """What an answer means, where it is known."""
    return meaning(code, clean(words.decode("utf-8", "replace") if isinstance(words, bytes) else words))


def not_connected(error: Exception, *, host: str, port: int, user: str, security: str, timeout: float) -> DeliveryError:
    """The error of a line that did not come about, as an error for people."""
    where = f"mail server {host}:{port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        found = explained(error.smtp_code, error.smtp_error)
        return DeliveryError(
            f"The {where} refused the log-in of {user!r} ({answer(error.smtp_code, error.smtp_error)})"
            f"{f': {found.means}' if found else ''}.",
            remedy=found.do if found else "Check TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD_FILE.",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        what, do = certificate_words(error)
        if "another name" in what:
            do = "Set TRACKER_SMTP_HOST to the name the provider gives for it, not to an alias or a number."
        return DeliveryError(f"No trusted connection: {what} the {where}. Nothing was sent.", remedy=do)
    if isinstance(error, ssl.SSLError):
        return DeliveryError(
            f"No encrypted connection to the {where}: {error.reason or error.__class__.__name__}.",
            remedy="Check TRACKER_SMTP_SECURITY and TRACKER_SMTP_PORT: tls goes with 465, starttls with 587.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryError(
            f"The {where} does not offer what the settings ask for ({brief(str(error), _LONGEST)}).",
            remedy="Check TRACKER_SMTP_SECURITY, TRACKER_SMTP_AUTH and TRACKER_SMTP_USER;"
            " nothing was sent unprotected.",
        )
    if isinstance(error, smtplib.SMTPResponseException):
        found = explained(error.smtp_code, error.smtp_error)
        return DeliveryError(
            f"The {where} is not ready ({answer(error.smtp_code, error.smtp_error)})"
            f"{f': {found.means}' if found else ''}.",
            remedy=found.do if found else "",
        )
    why, do = _network(error, host, security, timeout)
    return DeliveryError(f"Cannot reach the {where}: {why}.", remedy=do)


def _network(error: Exception, host: str, security: str, timeout: float) -> tuple[str, str]:
    """Why nothing came back, and what to do."""
    check = "Check TRACKER_SMTP_HOST, TRACKER_SMTP_PORT and TRACKER_SMTP_SECURITY."
    if isinstance(error, socket.gaierror):
        if error.errno == socket.EAI_AGAIN:
            return f"no name server says where {host} is", f"Check this machine's DNS. {check}"
        return f"there is no machine by the name {host}", check
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there", check
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        ports = "A firewall may hold the port back (many hold 25), or " + (
            "the port speaks TLS from the first byte (TRACKER_SMTP_SECURITY=tls, 465)."
            if security != "tls"
            else "the port begins in clear (TRACKER_SMTP_SECURITY=starttls, 587)."
        )
        return f"no answer within {timeout:g} s", f"{ports} {check}"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return f"it hung up ({clean(str(error))})", check
    return clean(str(error)) or error.__class__.__name__, check
