"""What a mail server's refusal means, in plain words, and what to do about it.

The codes are those of RFC 3463 with the registry of RFC 5248 and the additions of RFC 7372 (SPF, DKIM) and RFC 7505.
Many servers give a general code (5.7.1) and say in words what they mean, so words go before codes where they are plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 2000
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a refusal means (a clause) and what to do next (sentences)."""

    means: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One meaning. ``statuses`` are enhanced codes without their class: whether it is final the first digit says."""

    means: str
    do: str
    words: str = ""
    statuses: frozenset[str] = frozenset()
    codes: frozenset[int] = frozenset()
    only: str = ""
    """First digit the answer must have."""


def status_of(words: str) -> str:
    """The enhanced status code an answer begins with; empty where it has none.

    >>> status_of("5.7.1 Relay access denied")
    '5.7.1'
    """
    found = _STATUS.match(words)
    return ".".join(found.groups()) if found else ""


def meaning(code: int, words: str) -> Meaning | None:
    """What an answer means; None where it is no refusal, or says nothing that is known.

    >>> meaning(550, "5.1.1 <x@example.org>: Recipient address rejected: User unknown").means
    'there is no such mailbox'
    >>> meaning(451, "4.7.1 Greylisting in action, please come back later").means
    'the server takes letters of unknown senders at the second try only (greylisting)'
    """
    if not 400 <= code <= 599:
        return None
    words = words[:_LONGEST]
    detail = status_of(words).partition(".")[2]
    rules = [rule for rule in _RULES if rule.only in {"", str(code)[0]}]
    chosen = (
        next((rule for rule in rules if rule.words and re.search(rule.words, words, re.IGNORECASE)), None)
        or next((rule for rule in rules if detail and detail in rule.statuses), None)
        or next((rule for rule in rules if code in rule.codes), None)
    )
    return Meaning(means=chosen.means, do=chosen.do) if chosen else None


def _rule(means: str, do: str, *, words: str = "", statuses: str = "", codes: str = "", only: str = "") -> _Rule:
    return _Rule(
        means=means,
        do=do,
        words=words,
        statuses=frozenset(statuses.split()),
        codes=frozenset(map(int, codes.split())),
        only=only,
    )


_AGAIN = "Letters are tried again by themselves, after five minutes first, for 48 hours; a test: run it again later."
_DNS = "Let whoever keeps the DNS of the sender's domain (TRACKER_EMAIL_FROM) "

_RULES: tuple[_Rule, ...] = (
    _rule(
        "the server takes letters of unknown senders at the second try only (greylisting)",
        f"Nothing needs doing. {_AGAIN}",
        words=r"gr[ae]y[- ]?list|postgrey",
        only="4",
    ),
    _rule(
        "it came too fast, or too many came in a short time",
        f"{_AGAIN} If it stays so, ask the provider for its limits.",
        words=r"rate.?limit|too many (messages|connections|recipients|mails)|sending (rate|limit|quota)|throttl"
        r"|quota exceeded for sender|user sending quota",
        statuses="4.5 5.3",
    ),
    _rule(
        "the sender's domain forbids what fails both SPF and DKIM (its DMARC policy), and this letter does",
        _DNS + "let this mail server sign (DKIM) or add it to the SPF record, or send through the domain's own server.",
        words=r"dmarc",
    ),
    _rule(
        "the sender's domain does not name the sending server among its own (SPF)",
        _DNS + "add the server to the SPF record, or send through the domain's own server (TRACKER_SMTP_HOST).",
        words=r"\bspf\b|sender policy framework",
        statuses="7.23 7.24",
    ),
    _rule(
        "the letter bears no valid signature of the sender's domain (DKIM)",
        "Turn DKIM on at the mail server that sends (TRACKER_SMTP_HOST), or send through one that signs.",
        words=r"\bdkim\b",
        statuses="7.20 7.21 7.22",
    ),
    _rule(
        "neither SPF nor DKIM proves that the letter comes from its sender's domain",
        _DNS + "name the sending server in SPF and turn DKIM on, or send through the domain's own server.",
        words=r"unauthenticated (mail|e-?mail|message)|not authenticated.*(sender|domain)",
        statuses="7.26",
    ),
    _rule(
        "the sending server's address has no name that leads back to it (reverse DNS)",
        "Send through a provider's mail server (TRACKER_SMTP_HOST), or have the address's PTR record set.",
        words=r"reverse (dns|hostname)|\bptr\b|cannot find your (reverse )?hostname",
        statuses="7.25",
    ),
    _rule(
        "the sending server's address is on a blocklist or has a bad name",
        "Look the address up at the list the answer names and ask to be taken off, or send through another server.",
        words=r"spamhaus|spamcop|barracuda|sorbs|block ?list|black ?list|deny ?list|\brbl\b|dnsbl|reputation"
        r"|blocked using|is listed|listed (at|in|on|by)",
    ),
    _rule(
        "the server passes nothing on to other domains for us (relaying)",
        "Log in (TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD_FILE), or name a server that takes the sender's mail.",
        words=r"relay(ing)? (access )?(is )?(denied|not (allowed|permitted))"
        r"|(unable|not permitted|not allowed) to relay"
        r"|we do not relay|relaying|no relay",
    ),
    _rule(
        "the server wants an encrypted line first",
        "Set TRACKER_SMTP_SECURITY to starttls (port 587) or tls (port 465).",
        words=r"starttls|(tls|ssl|encryption|encrypted).{0,40}(required|first|needed)|(must|require).{0,40}(tls|encrypt)",
        statuses="7.10 7.11",
    ),
    _rule(
        "log-in by password is switched off there",
        "Have the provider's administrator allow SMTP log-in, or use TRACKER_SMTP_AUTH=xoauth2.",
        words=r"smtpclientauthentication is disabled|basic authentication is disabled"
        r"|password authentication.*disabled",
        statuses="7.139",
    ),
    _rule(
        "the provider wants a password made for this program alone",
        "Make an app password in the provider's account settings and put it into the file TRACKER_SMTP_PASSWORD_FILE"
        " names, or use TRACKER_SMTP_AUTH=xoauth2.",
        words=r"app(lication)?[- ]specific password|app password",
        statuses="7.9",
        codes="534",
    ),
    _rule(
        "the log-in was not accepted",
        "Check TRACKER_SMTP_USER (often the whole address) and TRACKER_SMTP_PASSWORD_FILE; with xoauth2, whether the"
        " token is fresh and made for this user and for mail.",
        words=r"authentication (failed|unsuccessful|credentials invalid)|bad credentials|invalid (credentials|login)"
        r"|username and password not accepted",
        statuses="7.8",
        codes="535",
    ),
    _rule(
        "the server wants a log-in first",
        "Check TRACKER_SMTP_USER, TRACKER_SMTP_PASSWORD_FILE and TRACKER_SMTP_SECURITY.",
        words=r"authentication (is )?required|(must|need to) (log ?in|authenticate)|not logged in",
        codes="530",
    ),
    _rule(
        "the mailbox is full",
        "Let the reader make room; then send it again (tracker email resend).",
        words=r"mailbox.{0,20}full|over ?quota|quota exceeded|out of storage|insufficient (disk )?space for user",
        statuses="2.2",
    ),
    _rule(
        "the letter is larger than the server takes",
        "Leave out what makes it large: a reader's wish xlsx (TRACKER_EMAIL_OPTIONS); or ask for a higher limit.",
        words=r"(message|size|mail).{0,40}(exceed|too (big|large)|larger)|too (big|large)",
        statuses="3.4 2.3 7.16",
        codes="552",
    ),
    _rule(
        "the server does not let this log-in, or anybody, write as this sender",
        "Set TRACKER_EMAIL_FROM to an address of the account that logs in (TRACKER_SMTP_USER), on a domain that"
        " exists.",
        words=r"sender (address )?(rejected|denied|not (allowed|permitted|owned))|not owned by user|send as this sender"
        r"|sender verify failed|from (address|header).{0,30}not (allowed|permitted|authori[sz]ed)"
        r"|(mail from|sender).{0,30}domain.{0,30}(not|does)|domain of sender",
        statuses="1.7 1.8 7.27 7.60",
    ),
    _rule(
        "there is no such mailbox",
        "Correct the address in TRACKER_EMAIL_TO, or take it out.",
        words=r"(user|recipient|mailbox|address(ee)?|account).{0,20}(unknown|not (found|exist)|does ?n.t exist"
        r"|does not exist)|(unknown|no such|invalid) (local )?(user|recipient|mailbox|address)|no mailbox here",
        statuses="1.1 1.3 1.6",
        only="5",
    ),
    _rule(
        "the domain of the reader's address takes no mail, or does not exist",
        "Correct the address in TRACKER_EMAIL_TO, or take it out.",
        words=r"(domain|host) (not found|unknown|does not exist)|unknown (host|domain)|null mx|no mx",
        statuses="1.2 1.10",
    ),
    _rule(
        "the mailbox takes nothing at present",
        "Ask the reader by another way, or take the address out of TRACKER_EMAIL_TO.",
        words=r"(mailbox|account|user).{0,20}(disabled|inactive|suspended|locked)",
        statuses="2.1 7.13",
    ),
    _rule(
        "the server takes it for unsolicited mail",
        "Ask the receiving side to allow the sender; SPF, DKIM and DMARC of the sender's domain help most.",
        words=r"\bspam\b|unsolicited|junk|content (was )?(rejected|filter)|policy reasons",
    ),
    _rule(
        "the address needs SMTPUTF8, which a server on the way does not offer",
        "Use an address in plain ASCII, or a mail server with SMTPUTF8.",
        statuses="6.7 6.8 6.9",
    ),
    _rule(
        "the letter went round in a loop",
        "Somebody's forwarding leads back to itself: tell the keeper of the reader's domain.",
        statuses="4.6",
    ),
    _rule(
        "the server could not reach, or not find, the next one",
        f"{_AGAIN} If it stays so, check the domain in TRACKER_EMAIL_TO.",
        statuses="4.1 4.2 4.3 4.4 4.7",
    ),
    _rule(
        "the server has no room, or takes nothing just now",
        _AGAIN,
        statuses="3.0 3.1 3.2 3.5 2.0",
        codes="421 452",
        only="4",
    ),
    _rule(
        "the server's rules forbid it",
        "Its words say more; whoever keeps that server can say which rule it was.",
        statuses="7.0 7.1 7.2 7.15",
    ),
    _rule(
        "the server does not understand a command",
        "Check that TRACKER_SMTP_HOST and TRACKER_SMTP_PORT are those of a mail server for sending.",
        codes="500 501 502 503",
    ),
    _rule("there is no such mailbox, or it is closed to us", "Check the address, and its words.", codes="550 553"),
    _rule("the server is busy, or wants us to come again", _AGAIN, codes="450 451", only="4"),
    _rule("the server turned it down", "Its words say more; whoever keeps that server can say why.", codes="554"),
)
"""The first whose words fit; else the first with the enhanced code; else the first with the plain one."""
