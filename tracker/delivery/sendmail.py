"""Handing letters to a command of this machine that is called like ``sendmail``: Postfix, Exim, OpenSMTPD, msmtp.

The command says how it went by its exit code (``sysexits.h``). One that was ended while it had the whole letter may
have queued it.

======================================== ==============================================
exit code                                DeliveryError
======================================== ==============================================
0                                        none: it took the letter
65 (the text), 67 (no such reader)       ``permanent``
any other, or it cannot be run           retryable: nothing was taken
stopped, or ended by a signal            ``uncertain`` when it had been handed all of it
======================================== ==============================================

68 and 69, by their names about the reader's host and the service, are what small relays answer when their own server
is away: so they are tried again.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tracker.delivery import commands
from tracker.errors import ConfigError, DeliveryError
from tracker.model.plain_text import brief
from tracker.model.work import Letter

_PERMANENT = {65: "the letter's text is not to its liking", 67: "there is no such mailbox"}
_TEMPORARY = {
    64: "it was called in a way it does not understand",
    66: "it could not read the letter",
    68: "a host is not known",
    69: "the service is not available",
    70: "it has an error of its own",
    71: "this machine lacks something it needs",
    72: "a file of the system is missing",
    73: "it could not write its output",
    74: "it could not read or write",
    75: "it asks to be tried again",
    76: "the other side broke the protocol",
    77: "it is not permitted",
    78: "it is not set up",
}
_CHECK = "Check TRACKER_SENDMAIL_COMMAND, and the mail log of this machine."


@dataclass(frozen=True, slots=True, kw_only=True)
class SendmailTransport:
    """A command. Sender and recipient are added to it, the letter is its input.

    Attributes
    ----------
    command : str
        Split into words as a shell would, without a shell.
    timeout : float
        Seconds after which it is stopped.
    """

    command: str = "/usr/sbin/sendmail -i"
    timeout: float = 120.0

    def __post_init__(self) -> None:
        if not self._words():
            raise ConfigError("No command that sends mail is set.", remedy="Set TRACKER_SENDMAIL_COMMAND.")

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Returns when the command took it; ``DeliveryError`` otherwise."""
        words = self._words()
        if not {"-i", "-oi"} & set(words):
            words.append("-i")  # else a line with a dot alone would end the letter
        text = re.sub(rb"\r\n?", b"\n", letter.raw)  # lines end here as files' do; the command makes CRLF of it
        try:
            done = commands.run([*words, "-f", letter.sender, "--", letter.recipient], text=text, seconds=self.timeout)
        except (OSError, ValueError) as error:
            raise DeliveryError(
                f"The command {words[0]} cannot be run: {getattr(error, 'strerror', None) or error}.", remedy=_CHECK
            ) from None
        if done.code == 0:
            return
        said = brief(done.err.decode("utf-8", "replace") or done.out.decode("utf-8", "replace"), 300).rstrip(".")
        words_said = f" ({said})" if said else ""
        if done.code is None or done.code < 0:
            how = f"did not end within {self.timeout:g} s" if done.code is None else f"was ended by signal {-done.code}"
            if done.fed:
                raise DeliveryError(
                    f"The command {words[0]} had the letter to {letter.recipient}, but {how}{words_said}. It may have"
                    " been sent.",
                    uncertain=True,
                    remedy="Look into this machine's mail queue and log; `tracker email resend` sends it once more.",
                )
            raise DeliveryError(
                f"The command {words[0]} {how} before it had the whole letter to {letter.recipient}{words_said}.",
                remedy=_CHECK,
            )
        means = {**_TEMPORARY, **_PERMANENT}.get(done.code, "it did not take it")
        raise DeliveryError(
            f"The command {words[0]} refused the letter to {letter.recipient}: exit code {done.code},"
            f" {means}{words_said}.",
            permanent=done.code in _PERMANENT,
            remedy="" if done.code in {67, 75} else _CHECK,
        )

    def check(self, *, timeout: float = 30.0) -> str:  # noqa: ARG002  # other transports need it
        """Whether the command can be run at all; what was proved as a clause. ``timeout`` is not needed."""
        program = self._words()[0]
        if shutil.which(program) is None:
            there = Path(program).exists()
            raise DeliveryError(
                f"The command {program} {'cannot be run: it is no program' if there else 'is not there'}.",
                remedy="Install a mail server or a relay like msmtp, or name its command in TRACKER_SENDMAIL_COMMAND.",
            )
        return f"the command {program} is there"

    def _words(self) -> list[str]:
        try:
            return commands.words_of(self.command)
        except ValueError as error:
            raise ConfigError(f"TRACKER_SENDMAIL_COMMAND cannot be read: {error}.", remedy="Close the quote.") from None
