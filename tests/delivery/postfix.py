"""Debian's Postfix on loopback: an instance of its own in a folder of its own, delivering to maildirs."""

from __future__ import annotations

import mailbox
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import trustme

PROGRAMS = Path("/usr/lib/postfix/sbin")
DEADLINE = 60.0
QUEUE = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")

MAIN = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
maillog_file = /dev/stdout
command_directory = /usr/sbin
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.org
virtual_mailbox_base = {place}/mail
virtual_mailbox_maps = inline:{{ {{ jane@example.org = jane/ }}, {{ joe@example.org = joe/ }},
    {{ ann@example.org = ann/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
message_size_limit = 300000
default_transport = error:nothing leaves this machine
smtpd_relay_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
smtputf8_enable = yes
disable_dns_lookups = yes
smtpd_tls_security_level = may
smtpd_tls_chain_files = {place}/config/chain.pem
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def lacking() -> str:
    """Why it cannot run here; empty when it can."""
    if not (PROGRAMS / "master").exists():
        return "postfix is not installed"
    return "" if os.geteuid() == 0 else "postfix can be started by root only"


class Postfix:
    """A running instance. ``port`` takes SMTP; ``config`` is its folder of settings, ``authority`` signed for it."""

    def __init__(self, place: Path, port: int) -> None:
        self.config = place / "config"
        self.authority = place / "authority.pem"
        self.port = port
        self._mail = place / "mail"

    def letters(self, name: str, identity: str, count: int = 1) -> list[bytes]:
        """The letters of that Message-ID in a reader's maildir, once so many are there."""
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            box = mailbox.Maildir(self._mail / name, create=False)
            found = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118  # no mapping
            found = [raw for raw in found if str(parsed(raw)["Message-ID"]) == identity]
            if len(found) >= count:
                return found
            threading.Event().wait(0.02)
        raise AssertionError(f"{count} letters {identity} for {name} did not arrive")


def parsed(raw: bytes) -> EmailMessage:
    """A letter as a mail program reads it."""
    return BytesParser(policy=default).parsebytes(raw)


@contextmanager
def running() -> Iterator[Postfix]:
    """An instance until the end; everything of it is gone afterwards."""
    import grp
    import pwd

    owner, drop, nobody = pwd.getpwnam("postfix"), grp.getgrnam("postdrop"), pwd.getpwnam("nobody")
    place = Path(tempfile.mkdtemp(prefix="tracker-postfix."))
    place.chmod(0o755)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    try:
        for folder in ("config", "queue", "data", "mail", "queue/pid"):
            (place / folder).mkdir()
        for folder in QUEUE:
            (place / "queue" / folder).mkdir(mode=0o700)
            os.chown(place / "queue" / folder, owner.pw_uid, 0)
        for folder, mode in (("maildrop", 0o730), ("public", 0o710)):
            (place / "queue" / folder).mkdir()
            os.chown(place / "queue" / folder, owner.pw_uid, drop.gr_gid)
            (place / "queue" / folder).chmod(mode)
        os.chown(place / "data", owner.pw_uid, 0)
        for name in ("jane", "joe", "ann"):
            mailbox.Maildir(place / "mail" / name)
        for folder in (place / "mail", *(place / "mail").rglob("*")):
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(place / "authority.pem"))
        own = authority.issue_cert("127.0.0.1")
        chain = place / "config" / "chain.pem"
        chain.touch(mode=0o600)
        chain.write_bytes(b"".join(one.bytes() for one in (own.private_key_pem, *own.cert_chain_pems)))
        names = {"place": place, "programs": PROGRAMS, "port": port, "uid": nobody.pw_uid, "gid": nobody.pw_gid}
        (place / "config" / "main.cf").write_text(MAIN.format(**names))
        (place / "config" / "master.cf").write_text(MASTER.format(**names))
        os.utime(place / "config" / "main.cf", (0, 0))  # Postfix waits until its settings are two seconds old
        with (place / "log").open("wb") as log:
            master = subprocess.Popen(
                [PROGRAMS / "master", "-c", place / "config", "-d"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            _wait_for(port, master, place / "log")
            yield Postfix(place, port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(master.pid, signal.SIGTERM)
            master.wait(DEADLINE)
    finally:
        shutil.rmtree(place)


def _wait_for(port: int, master: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        assert master.poll() is None, log.read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as line:
            assert line.recv(3) == b"220", log.read_text()
            return
        threading.Event().wait(0.02)
    raise AssertionError(log.read_text())
