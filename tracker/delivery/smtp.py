"""Sending one letter over SMTP, and saying exactly what became of it.

SMTP has one blind spot (RFC 1047): between the last byte of the text and the server's answer nobody can know whether
the letter was taken. So the conversation is led step by step here, and every failure says on which side of that
point it happened.

==================================== ==============================================
what happened                        DeliveryError
==================================== ==============================================
no connection, TLS, log-in, 4xx      retryable
5xx for this sender, reader or text  ``permanent``
line lost before the final dot       retryable: a server must not take half a text
line lost after the final dot        ``uncertain``: never sent again by itself
==================================== ==============================================
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.errors import ConfigError, DeliveryError
from tracker.model.plain_text import clean
from tracker.model.work import Letter
from tracker.net.trust import tls_context

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SETTINGS_REFUSED = frozenset({530, 534, 535, 538})
"""Permanent to SMTP, but about our settings and not about the letter: it can go once they are right (RFC 4954)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTransport:
    """A mail server. One conversation, one recipient, one result per letter.

    Attributes
    ----------
    security : str
        ``starttls`` (refuses a server that does not offer it), ``tls`` (from the first byte) or ``none``.
    ca_bundle : Path or None
        Certificates to trust instead of the system's.
    timeout : float
        Seconds for each answer but the last.
    verdict_timeout : float
        Seconds for the answer after the text. Longer, because giving up there costs certainty (RFC 5321, 4.5.3.2.6).
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_bundle: Path | None = None
    timeout: float = 30.0
    verdict_timeout: float = 120.0

    def __post_init__(self) -> None:
        if not self.host:
            raise ConfigError(
                "No mail server is set.", remedy="Set TRACKER_SMTP_HOST (and TRACKER_SMTP_PORT, TRACKER_SMTP_SECURITY)."
            )
        if not self.password.isascii() or not self.user.isascii():
            raise ConfigError(
                "The mail server's user or password holds characters outside ASCII, which SMTP log-in cannot carry.",
                remedy="Change it, and the file named by TRACKER_SMTP_PASSWORD_FILE.",
            )
        if self.security not in {"starttls", "tls", "none"}:
            raise ConfigError(f"TRACKER_SMTP_SECURITY is {self.security!r}.", remedy="Use one of: starttls, tls, none.")
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise ConfigError(
                f"A password would go to the mail server {self.host} in clear text.",
                remedy="Set TRACKER_SMTP_SECURITY to starttls or tls, or leave TRACKER_SMTP_USER empty.",
            )

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Returns when the server took it; ``DeliveryError`` otherwise."""
        server = self._connected()
        try:
            self._hand_over(server, letter)
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # the verdict is known; politeness may fail
                server.docmd("QUIT")
            server.close()

    def check(self, *, timeout: float = 30.0) -> str:
        """Connect, secure the line and log in; send nothing. ``DeliveryError`` says what is wrong.

        ``timeout`` in seconds for each answer. What was proved comes back as a clause.
        """
        replace(self, timeout=timeout)._connected().close()
        return f"the mail server {'takes the log-in' if self.user else 'answers'}"

    def _connected(self) -> smtplib.SMTP:
        """A line that is open, encrypted as configured and logged in. Every failure up to here is retryable."""
        trust = None if self.security == "none" else tls_context(self.ca_bundle)
        server: smtplib.SMTP | None = None
        try:
            if self.security == "tls":
                server = smtplib.SMTP_SSL(self.host, self.port, _own_name(), timeout=self.timeout, context=trust)
            else:
                server = smtplib.SMTP(self.host, self.port, _own_name(), timeout=self.timeout)
            if self.security == "starttls":
                server.starttls(context=trust)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                server.close()
            raise self._not_connected(error) from None  # the chain could show what was sent: the password
        return server

    def _not_connected(self, error: Exception) -> DeliveryError:
        where = f"mail server {self.host}:{self.port}"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return DeliveryError(
                f"The {where} refused the log-in of {self.user!r} ({_answer(error.smtp_code, error.smtp_error)}).",
                remedy="Check TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD_FILE.",
            )
        if isinstance(error, ssl.SSLError):
            reason = getattr(error, "verify_message", "") or error.reason or error.__class__.__name__
            return DeliveryError(
                f"No trusted connection to the {where}: {reason}.",
                remedy="Check TRACKER_SMTP_SECURITY and TRACKER_SMTP_PORT, or name its issuer in TRACKER_CA_BUNDLE.",
            )
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return DeliveryError(
                f"The {where} does not offer what the settings ask for ({error}).",
                remedy="Check TRACKER_SMTP_SECURITY and TRACKER_SMTP_USER; nothing was sent unprotected.",
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return DeliveryError(f"The {where} is not ready ({_answer(error.smtp_code, error.smtp_error)}).")
        return DeliveryError(
            f"Cannot reach the {where}: {str(error) or error.__class__.__name__}.",
            remedy="Check TRACKER_SMTP_HOST, TRACKER_SMTP_PORT and TRACKER_SMTP_SECURITY.",
        )

    def _hand_over(self, server: smtplib.SMTP, letter: Letter) -> None:
        try:
            _expect(server.mail(letter.sender, _options(server, letter)), {250}, f"the sender {letter.sender}")
            _expect(server.rcpt(letter.recipient), {250, 251}, f"the recipient {letter.recipient}")
            _expect(server.docmd("DATA"), {354}, f"the letter to {letter.recipient}")
            server.send(_dot_stuffed(letter.raw))
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(
                f"The mail server {self.host} dropped the line before it had the whole letter to {letter.recipient}"
                f" ({error})."
            ) from error
        try:
            if server.sock is not None:
                server.sock.settimeout(self.verdict_timeout)
            server.send(b".\r\n")
            verdict = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise self._unknown(letter, str(error)) from error
        if not 200 <= verdict[0] <= 599:
            raise self._unknown(letter, f"it answered {verdict[1][:80]!r}")
        _expect(verdict, {250}, f"the letter to {letter.recipient}")

    def _unknown(self, letter: Letter, reason: str) -> DeliveryError:
        return DeliveryError(
            f"The mail server {self.host} had the letter to {letter.recipient}, but never said whether it took it"
            f" ({reason}). It may have arrived.",
            uncertain=True,
            remedy="Ask the reader, or read the server's log; `tracker email resend` sends it once more.",
        )


def _own_name() -> str:
    """What to say in EHLO. Never ``socket.getfqdn()``, which can wait minutes for a name server that is not there."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _options(server: smtplib.SMTP, letter: Letter) -> tuple[str, ...]:
    """Ask for SMTPUTF8 only when an address needs it."""
    if letter.recipient.isascii() and letter.sender.isascii():
        return ()
    if not server.has_extn("smtputf8"):
        raise DeliveryError(
            f"The mail server cannot take the address {letter.recipient}: it does not offer SMTPUTF8.", permanent=True
        )
    server.command_encoding = "utf-8"
    return ("SMTPUTF8",)


def _expect(reply: tuple[int, bytes], wanted: set[int], about: str) -> None:
    """4xx asks us to come back, 5xx never to; the server's own words are kept."""
    code, words = reply
    if code in SETTINGS_REFUSED:
        raise DeliveryError(
            f"The mail server wants a log-in or encryption first ({_answer(code, words)}).",
            remedy="Check TRACKER_SMTP_USER, TRACKER_SMTP_PASSWORD_FILE and TRACKER_SMTP_SECURITY.",
        )
    if code not in wanted:
        raise DeliveryError(f"The mail server refused {about} ({_answer(code, words)}).", permanent=code >= 500)


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {clean(text)}"[:200]


def _dot_stuffed(raw: bytes) -> bytes:
    """The text as it goes over the line: CRLF throughout, a dot doubled at the start of a line (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")
