"""Logging in with an access token that a command prints."""

from __future__ import annotations

import ssl
import sys
import threading
from pathlib import Path

import pytest
import trustme

from tests.delivery.mailserver import MailServer
from tests.delivery.test_smtp import is_retryable, letter, scripted
from tracker.delivery import commands
from tracker.delivery.access_token import access_token
from tracker.delivery.smtp import SmtpTransport
from tracker.errors import ConfigError, DeliveryError

TOKEN = "ya29.a0AfH6SMBx-Yz_0123456789abcdefghijklmnopqrstuvwxyz"

pytestmark = [
    pytest.mark.watches_processes,
    pytest.mark.skipif(sys.platform == "win32", reason="the commands are scripts of a shell"),
]


def command(folder: Path, script: str) -> str:
    """A program of the user's that does this."""
    path = folder / "print token"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"'{path}' --account 'me; echo x'"


def transport(server: MailServer, token_command: str = "", password: str = "") -> SmtpTransport:
    return SmtpTransport(
        host="127.0.0.1",
        port=server.port,
        security="none",
        user="me@example.net",
        password=password,
        auth="xoauth2",
        token_command=token_command,
        timeout=60,
    )


def failure(found: str, *, seconds: float = 60) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        access_token(found, seconds=seconds)
    assert is_retryable(caught.value)
    assert "TRACKER_SMTP_TOKEN_COMMAND" in caught.value.remedy
    return caught.value


def test_one_token_logs_in_for_all_letters_of_a_pass(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    fresh = command(tmp_path, f'echo "$2" >> {asked}; echo {TOKEN}')
    with MailServer(token=("me@example.net", TOKEN)) as server, transport(server, fresh).kept() as line:
        for _ in range(3):
            line.send(letter())
    assert len(server.received) == 3
    assert asked.read_text() == "me; echo x\n", "asked once, its words whole, and no shell read them"


def test_over_an_encrypted_line_the_password_may_be_the_token(tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with MailServer(tls=tls, token=("me@example.net", TOKEN)) as server:
        SmtpTransport(
            host="127.0.0.1",
            port=server.port,
            user="me@example.net",
            password=TOKEN,
            auth="xoauth2",
            ca_bundle=bundle,
        ).send(letter())
    assert len(server.received) == 1


def test_a_refused_token_is_explained_with_what_the_server_said_and_never_shown(tmp_path: Path) -> None:
    with MailServer(token=("me@example.net", "another")) as server, pytest.raises(DeliveryError) as caught:
        transport(server, command(tmp_path, f"echo {TOKEN}")).send(letter())
    error = caught.value
    assert is_retryable(error)
    assert server.commands[-1] == "AUTH refused", "the conversation was brought to its end"
    assert "535 5.7.8" in str(error)
    assert "status 400, scope https://mail.example.net/" in str(error)
    assert "token" in error.remedy
    assert TOKEN not in repr(error) + str(error) + repr(error.__cause__)
    assert error.__suppress_context__


def test_a_server_without_xoauth2_is_named_with_what_it_offers() -> None:
    with MailServer(login=("me", "x")) as server, pytest.raises(DeliveryError, match=r"XOAUTH2; it offers .*PLAIN"):
        transport(server, password=TOKEN).send(letter())
    assert server.received == []


def test_what_a_server_says_it_offers_drives_no_terminal() -> None:
    lines = (b"220 hi", b"250-hello\r\n250 AUTH \x1b[31mPLAIN " + b"X" * 5000)
    with scripted(*lines, swallow=1000) as port, pytest.raises(DeliveryError) as caught:
        SmtpTransport(
            host="127.0.0.1", port=port, security="none", user="me", password=TOKEN, auth="xoauth2", timeout=60
        ).send(letter())
    assert "XOAUTH2" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_command_that_fails_is_told_with_its_own_words_and_without_the_token(tmp_path: Path) -> None:
    error = failure(command(tmp_path, f"echo {TOKEN}; echo 'refresh of {TOKEN} refused: invalid_grant' >&2; exit 3"))
    assert "exit code 3" in str(error)
    assert "refused: invalid_grant" in str(error)
    assert TOKEN not in str(error)


def test_a_token_in_its_complaint_alone_is_masked_all_the_same(tmp_path: Path) -> None:
    error = failure(command(tmp_path, f"echo 'got {TOKEN}, cannot write cache' >&2; exit 1"))
    assert "cannot write cache" in str(error)
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("true", "printed nothing"),
        (f"echo {TOKEN}; echo {TOKEN}", "printed more than one token"),
        ("echo Login needed:; echo open a browser", "printed more than one token, or something else"),
        ("printf 'tok\\033[31men'", "something else"),
        ("yes x | head -c 200000 | tr -d '\\n'", "something else"),
        (f"printf '{TOKEN}\\000\\r\\nRCPT TO:<x@example.org>'", "something else"),
    ],
    ids=["nothing", "two", "words", "control", "endless", "commands"],
)
def test_what_is_no_token_goes_nowhere(tmp_path: Path, script: str, words: str) -> None:
    error = failure(command(tmp_path, script))
    assert words in str(error)
    assert "token alone" in error.remedy
    assert TOKEN not in str(error)


def is_gone(number: str) -> bool:
    """Whether no process of that number works any more."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_command_that_never_ends_is_ended_with_all_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    error = failure(command(tmp_path, f"sleep 600 & echo $! > {child}; echo waiting >&2; wait"), seconds=0.5)
    assert "did not end within 0.5 s" in str(error)
    number = child.read_text().strip() if child.exists() else ""  # on a busy machine all may have ended before that
    assert not number or any(is_gone(number) or threading.Event().wait(0.05) for _ in range(1000))


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "No such file" in str(failure(str(tmp_path / "none")))


def test_what_a_command_says_without_end_is_bounded(tmp_path: Path) -> None:
    done = commands.run(["/bin/sh", "-c", "yes | head -c 5000000; yes no | head -c 5000000 >&2"], seconds=60)
    assert (done.code, done.cut) == (0, True)
    assert (len(done.out), len(done.err)) == (commands.MOST, commands.MOST)


def test_its_input_is_that_text_and_nothing_of_ours() -> None:
    done = commands.run([sys.executable, "-c", "import sys; print(len(sys.stdin.read()))"], text=b"x" * 3, seconds=60)
    assert done.out.split() == [b"3"]
    assert done.fed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"user": ""}, "TRACKER_SMTP_USER"),
        ({"password": ""}, "TRACKER_SMTP_TOKEN_COMMAND"),
        ({"host": "mail.example.net"}, "token would go to the mail server mail.example.net in clear"),
        ({"host": "127.0.0.1.example.net"}, "in clear text"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_any_connection(changes: dict[str, str], words: str) -> None:
    given = {"host": "127.0.0.1", "security": "none", "user": "me", "password": TOKEN, "auth": "xoauth2"}
    with pytest.raises(ConfigError) as caught:
        SmtpTransport(**(given | changes))  # type: ignore[arg-type]  # all of these are texts
    assert words in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_may_be_spoken_to_in_clear(host: str) -> None:
    SmtpTransport(host=host, security="none", user="me", password=TOKEN, auth="xoauth2")


@pytest.mark.parametrize("text", ["", "token 'open"])
def test_a_command_line_that_cannot_be_read_is_a_settings_error(text: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_SMTP_TOKEN_COMMAND"):
        access_token(text)
