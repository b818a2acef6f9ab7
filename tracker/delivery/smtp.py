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

import base64
import contextlib
import ipaddress
import json
import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.delivery.access_token import access_token
from tracker.delivery.connecting import answer, explained, not_connected
from tracker.errors import ConfigError, DeliveryError
from tracker.model.masking import without
from tracker.model.plain_text import brief
from tracker.model.work import Letter
from tracker.net.trust import tls_context

SETTINGS_REFUSED = frozenset({530, 534, 535, 538})
"""Permanent to SMTP, but about our settings and not about the letter: it can go once they are right (RFC 4954)."""

MOST_ON_A_LINE = 50
"""Letters over one connection; servers count, and some hang up on who stays too long."""

_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTransport:
    """A mail server. One transaction, one recipient, one result per letter.

    Attributes
    ----------
    auth : str
        ``password``, or ``xoauth2``: log in with an access token, which ``token_command`` prints; without such a
        command the password is the token.
    security : str
        ``starttls`` (refuses a server that does not offer it), ``tls`` (from the first byte) or ``none``.
    ca_bundle : Path or None
        Certificates to trust instead of the system's.
    timeout : float
        Seconds for each answer but the last.
    whole_timeout : float
        Seconds for one letter altogether, and for encryption and log-in: a server that drips its answers ends, too.
    verdict_timeout : float
        Seconds for the answer after the text. Longer, because giving up there costs certainty (RFC 5321, 4.5.3.2.6).
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    auth: str = "password"
    token_command: str = ""
    ca_bundle: Path | None = None
    timeout: float = 30.0
    verdict_timeout: float = 120.0
    whole_timeout: float = 600.0

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
        if self.auth == "xoauth2" and not (self.user and (self.token_command or self.password)):
            raise ConfigError(
                "To log in with an access token (xoauth2), a user and a token are needed.",
                remedy="Set TRACKER_SMTP_USER, and TRACKER_SMTP_TOKEN_COMMAND to a command that prints a fresh token.",
            )
        if self.user and self.security == "none" and not _on_this_machine(self.host):
            raise ConfigError(
                f"A {'token' if self.auth == 'xoauth2' else 'password'} would go to the mail server {self.host}"
                " in clear text.",
                remedy="Set TRACKER_SMTP_SECURITY to starttls or tls, or leave TRACKER_SMTP_USER empty.",
            )

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Returns when the server took it; ``DeliveryError`` otherwise."""
        with self.kept() as line:
            line.send(letter)

    @contextlib.contextmanager
    def kept(self) -> Iterator[_Line]:
        """For several letters in a row: one connection as long as every letter is taken, a new one after a refusal.

        Where the server cannot be reached or does not let us in, the letters that follow hear the same at once.
        """
        line = _Line(self)
        try:
            yield line
        finally:
            line.hang_up()

    def check(self, *, timeout: float = 30.0) -> str:
        """Connect, secure the line and log in; send nothing. ``DeliveryError`` says what is wrong.

        ``timeout`` in seconds for each answer. What was proved comes back as a clause.
        """
        replace(self, timeout=timeout)._connected().close()
        return f"the mail server {'takes the log-in' if self.user else 'answers'}"

    def _connected(self) -> smtplib.SMTP:
        """A line that is open, encrypted as configured and logged in. Every failure up to here is retryable."""
        token = access_token(self.token_command) if self.auth == "xoauth2" and self.token_command else ""
        trust = None if self.security == "none" else tls_context(self.ca_bundle)
        server: smtplib.SMTP | None = None
        try:
            if self.security == "tls":
                server = smtplib.SMTP_SSL(self.host, self.port, _own_name(), timeout=self.timeout, context=trust)
            else:
                server = smtplib.SMTP(self.host, self.port, _own_name(), timeout=self.timeout)
            if server.sock is not None:  # else the dot waits 40 ms for word of the text before it (Nagle)
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with _ended_after(self.whole_timeout, server):
                if self.security == "starttls":
                    server.starttls(context=trust)
                server.ehlo_or_helo_if_needed()
                if self.auth == "xoauth2":
                    _show_token(server, self.user, token or self.password)
                elif self.user:
                    server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                server.close()
            problem = not_connected(
                error, host=self.host, port=self.port, user=self.user, security=self.security, timeout=self.timeout
            )
            said = _without_secrets(problem.message, self.user, (self.password, token))
            raise DeliveryError(said, remedy=problem.remedy) from None  # the chain could show what was sent
        return server

    def _hand_over(self, server: smtplib.SMTP, letter: Letter) -> None:
        if server.sock is not None:
            server.sock.settimeout(self.timeout)
        try:
            _expect(server.mail(letter.sender, _options(server, letter)), {250}, f"the sender {letter.sender}")
            _expect(server.rcpt(letter.recipient), {250, 251}, f"the recipient {letter.recipient}")
            _expect(server.docmd("DATA"), {354}, f"the letter to {letter.recipient}")
            text = _dot_stuffed(letter.raw)
            for start in range(0, len(text), _BLOCK):  # each block has the whole time: a slow line is no dead one
                server.send(text[start : start + _BLOCK])
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


class _Line:
    """A connection kept from letter to letter. Made by ``SmtpTransport.kept``."""

    def __init__(self, transport: SmtpTransport) -> None:
        self._transport = transport
        self._server: smtplib.SMTP | None = None
        self._carried = 0
        self._refused: DeliveryError | None = None

    def send(self, letter: Letter) -> None:
        """As ``SmtpTransport.send``."""
        if self._refused is not None:
            raise self._refused
        server = self._open()
        try:
            with _ended_after(self._transport.whole_timeout, server):
                self._transport._hand_over(server, letter)
        except BaseException:
            self.hang_up()  # an answer that came late must not be taken for that to the next letter
            raise
        self._carried += 1

    def check(self, *, timeout: float = 30.0) -> str:
        """As ``SmtpTransport.check``, on a connection of its own."""
        return self._transport.check(timeout=timeout)

    def hang_up(self) -> None:
        """Take leave; the verdicts are known, so politeness may fail."""
        server, self._server = self._server, None
        if server is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if server.sock is not None:
                server.sock.settimeout(min(self._transport.timeout, 5.0))
            server.docmd("QUIT")
        server.close()

    def _open(self) -> smtplib.SMTP:
        if self._server is not None and self._carried < MOST_ON_A_LINE and self._is_alive(self._server):
            return self._server
        self.hang_up()
        try:
            self._server = self._transport._connected()
        except DeliveryError as error:
            self._refused = error
            raise
        self._carried = 0
        return self._server

    def _is_alive(self, server: smtplib.SMTP) -> bool:
        """Whether the server still listens. Asked before a letter is begun: then a line that went dead loses none."""
        try:
            if server.sock is not None:
                server.sock.settimeout(self._transport.timeout)
            return server.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False


@contextlib.contextmanager
def _ended_after(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut the line after so many seconds: whoever reads from it then hears that it was lost."""

    def cut() -> None:
        if server.sock is None:
            return
        with contextlib.suppress(OSError):  # it was closed meanwhile
            socket.socket.shutdown(server.sock, socket.SHUT_RDWR)  # not that of ssl, which takes its reader's footing

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _show_token(server: smtplib.SMTP, user: str, token: str) -> None:
    """Log in by XOAUTH2. A server that refuses says why in a challenge first, as JSON in base64."""
    offered = server.esmtp_features.get("auth", "").upper().split()
    if "XOAUTH2" not in offered:
        raise smtplib.SMTPNotSupportedError(f"XOAUTH2; it offers {', '.join(offered) or 'no log-in'}")
    shown = base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode("ascii")
    code, words = server.docmd("AUTH", f"XOAUTH2 {shown}")
    because = ""
    if code == 334:
        because = _challenge(words)
        code, words = server.docmd("")
    if code != 235:
        said = words.decode("utf-8", "replace")
        raise smtplib.SMTPAuthenticationError(code, f"{said} {because}".strip())


def _without_secrets(text: str, user: str, secrets: tuple[str, ...]) -> str:
    """Some servers repeat what they were told, as it was or as it came over the line."""
    for secret in secrets:
        forms = (secret, f"\0{user}\0{secret}", f"user={user}\x01auth=Bearer {secret}\x01\x01")
        for form in (secret, *(base64.b64encode(one.encode()).decode("ascii").rstrip("=") for one in forms)):
            text = without(form, text) if len(secret) > 3 else text
    return text


def _challenge(words: bytes) -> str:
    """What a refused token lacked, out of the server's challenge; its own words where it is no such JSON."""
    try:
        said = json.loads(base64.b64decode(words, validate=True))
        told = [f"{name} {said[name]}" for name in ("status", "scope") if said.get(name)]
    except (ValueError, AttributeError, RecursionError):
        return ""
    return brief(f"[{', '.join(told)}]", 120) if told else ""


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
    if code in wanted:
        return
    found = explained(code, words)
    means, do = (f": {found.means}", found.do) if found else ("", "")
    if code in SETTINGS_REFUSED:
        raise DeliveryError(
            f"The mail server wants a log-in or encryption first ({answer(code, words)}){means}.",
            remedy=do or "Check TRACKER_SMTP_USER, TRACKER_SMTP_PASSWORD_FILE and TRACKER_SMTP_SECURITY.",
        )
    raise DeliveryError(
        f"The mail server refused {about} ({answer(code, words)}){means}.", permanent=code >= 500, remedy=do
    )


def _dot_stuffed(raw: bytes) -> bytes:
    """The text as it goes over the line: CRLF throughout, a dot doubled at the start of a line (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")
