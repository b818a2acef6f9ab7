"""A real SMTP server on loopback that can misbehave on request."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, LoginPassword, Session

from tracker.delivery.message import mailbox_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One letter the server took (or, with a fault after DATA, had in full)."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)  # type: ignore[return-value]  # the policy makes it one

    @property
    def identity(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class MailServer:
    """Start with ``with MailServer() as server``; ``server.port`` is its port.

    ``rcpt_replies`` and ``data_replies`` hold, per bare address, answers to give first, one per attempt; ``"drop"``
    aborts the line there, ``"hang"`` never answers. ``rset_replies`` the same for a line that is kept. ``on_data`` is
    called when a whole letter has arrived, before it is acknowledged. ``token``: user and access token of XOAUTH2.
    """

    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    login: tuple[str, str] | None = None
    token: tuple[str, str] | None = None
    greeting: str = ""
    on_data: Callable[[Received], None] | None = None
    rcpt_replies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    data_replies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    rset_replies: list[str] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._arrived = threading.Condition()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(60)

    def wait_for(self, count: int, seconds: float) -> None:
        """Until so many letters have arrived; fails after the deadline."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= count, seconds), (
                f"{len(self.received)} of {count} letters after {seconds} s"
            )

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main(started))
        self._loop.close()

    async def _main(self, started: threading.Event) -> None:
        self._stop = asyncio.Event()
        server = await self._loop.create_server(
            self._protocol, "127.0.0.1", 0, ssl=self.tls if self.implicit_tls else None
        )
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _protocol(self) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            loop=self._loop,
            enable_SMTPUTF8=True,
            tls_context=None if self.implicit_tls else self.tls,
            require_starttls=self.tls is not None and not self.implicit_tls,
            auth_require_tls=False,
            authenticator=self._authenticate if self.login or self.token else None,
            auth_exclude_mechanism=["LOGIN", "PLAIN"] if self.token else ["XOAUTH2"],
            hostname="loopback.example",
            ident=self.greeting or "test server",
        )

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=good, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:  # noqa: N802
        assert self.token is not None
        user, token = self.token
        if b64decode(words[1]).decode() == f"user={user}\x01auth=Bearer {token}\x01\x01":
            return AuthResult(success=True, auth_data=user)
        said = {"status": "400", "schemes": "Bearer", "scope": "https://mail.example.net/"}
        answer = await server.challenge_auth(json.dumps(said).encode())
        assert answer in {b"", MISSING}
        self.commands.append("AUTH refused")
        return AuthResult(success=False, handled=False, message="535 5.7.8 Username and Password not accepted")

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return await self._fault(server, self.rset_replies)

    async def handle_EHLO(  # noqa: N802  # aiosmtpd finds handlers by this name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.commands.append(f"EHLO {hostname}")
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"RCPT {address}")
        if (self.login or self.token) and not session.authenticated:
            return "530 5.7.0 authentication required"
        reply = await self._fault(server, self.rcpt_replies[mailbox_key(address)])
        if not reply.startswith("2"):
            return reply
        envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos  # one letter, one reader: anything else fails here
        content = envelope.content
        assert isinstance(content, bytes)
        letter = Received(sender=str(envelope.mail_from), recipient=recipient, raw=content)
        replies = self.data_replies[mailbox_key(recipient)]
        if not replies or replies[0] in {"drop", "hang"}:
            with self._arrived:
                self.received.append(letter)
                self._arrived.notify_all()
            if self.on_data is not None:
                await self._loop.run_in_executor(None, self.on_data, letter)
        return await self._fault(server, replies)

    async def _fault(self, server: SMTP, replies: list[str]) -> str:
        if not replies:
            return "250 OK"
        reply = replies.pop(0)
        if reply == "drop":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if reply == "hang":
            await asyncio.Event().wait()
        return reply
