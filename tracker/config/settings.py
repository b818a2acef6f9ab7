"""What can be set: every setting declared once, with its default, its reader and its help."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tracker.config import readers
from tracker.config.recipients import Options, parse_options
from tracker.errors import ConfigError
from tracker.model.masking import MASK


class Secret:
    """Text that is never printed: ``reveal`` is the only way to it.

    One that could not be read is set all the same: only who needs it hears of the ``problem``.
    """

    __slots__ = ("_problem", "_text")

    def __init__(self, text: str = "", *, problem: ConfigError | None = None) -> None:
        self._text = text
        self._problem = problem

    @property
    def problem(self) -> ConfigError | None:
        """Why it cannot be had, or None."""
        return self._problem

    def reveal(self) -> str:
        """The secret itself, for the one place that hands it over; ``ConfigError`` where it could not be read."""
        if self._problem is not None:
            raise self._problem
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text) or self._problem is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(set)" if self else "Secret(empty)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written to a file or sent to another process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The declaration of one setting.

    ``name`` is its key in a file; ``TRACKER_NAME`` its variable. ``default`` is the text that stands for the default.
    """

    name: str
    help: str
    default: str
    read: Callable[[str], object]
    secret: bool = False

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"TRACKER_{self.name.upper()}"

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that sets it; a secret may also be read from a file."""
        return (self.variable, f"{self.variable}_FILE") if self.secret else (self.variable,)


def _setting(default: str, read: Callable[[str], object], help_text: str, *, secret: bool = False) -> Any:
    """Declare a field of ``Settings``; ``default`` in angle brackets stands for something computed when read."""
    metadata = {"default": default, "read": read, "help": help_text, "secret": secret}
    return field(metadata=metadata) if default.startswith("<") else field(default=read(default), metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its value. Built by ``tracker.config.load``; ``origins`` says where each came from."""

    home: Path = _setting(
        "<user data folder>",
        readers.folder,
        "Where everything lives: database, archive, caches, and then also the user's own settings file.",
    )
    database_url: str = _setting(
        "<home>/tracker.sqlite3",
        readers.database_url,
        "Another database: a SQLAlchemy URL, SQLite or PostgreSQL.",
    )
    zone: str = _setting("UTC", readers.zone_name, "IANA time zone in which weeks and days begin.")
    pairs: tuple[str, ...] = _setting("USD/RUB", readers.pairs, "Currency pairs, separated by commas; first leads.")
    sources_enabled: tuple[str, ...] = _setting(
        "",
        readers.source_names,
        "Sources to use although off by default, separated by commas; `tracker sources` says why they are off.",
    )
    sources_disabled: tuple[str, ...] = _setting(
        "",
        readers.sources_or_kinds,
        "Sources never asked, separated by commas: their names, or rates, lists, announcements for all of a kind.",
    )
    feed_pages: bool = _setting(
        "false",
        readers.boolean,
        "Ask for the page of an item of which a feed gives the headline or a summary only, to read statements in it.",
    )
    offline: bool = _setting("false", readers.boolean, "Open no connection at all.")
    ca_bundle: Path | None = _setting(
        "", readers.existing_file, "Certificate authorities (PEM) to trust instead of the system's own."
    )
    smtp_host: str = _setting("", readers.text, "Mail server for the weekly letter; without one no letter is sent.")
    smtp_port: int = _setting("587", readers.port, "Its port.")
    smtp_security: str = _setting(
        "starttls", readers.smtp_security, "starttls, tls, or none (for a relay on this machine)."
    )
    smtp_user: str = _setting("", readers.text, "User name at the mail server; empty for none.")
    smtp_password: Secret = _setting(
        "", Secret, "Its password; better in a file, named by TRACKER_SMTP_PASSWORD_FILE.", secret=True
    )
    smtp_auth: str = _setting(
        "password", readers.one_of("password", "xoauth2"), "How to log in: password, or xoauth2 with an access token."
    )
    smtp_token_command: str = _setting(
        "", readers.text, "Command that prints a fresh access token for xoauth2; without one the password is the token."
    )
    email_transport: str = _setting(
        "smtp",
        readers.one_of("smtp", "sendmail", "folder"),
        "How letters leave: smtp, sendmail (a command of this machine), or folder (files, for looking at).",
    )
    sendmail_command: str = _setting(
        "/usr/sbin/sendmail -i", readers.text, "The command of the transport sendmail; the recipient is added to it."
    )
    email_folder: Path | None = _setting(
        "", readers.optional_folder, "Where the transport folder puts one .eml file for each letter."
    )
    email_from: str = _setting("", readers.address, "Sender of the letter.")
    email_to: tuple[str, ...] = _setting("", readers.addresses, "Recipients of the letter, separated by commas.")
    email_options: Options = _setting(
        "",
        parse_options,
        "What single readers want, like `jane@example.org language=de flash; joe@example.org alerts`.",
    )
    email_reply_to: str = _setting("", readers.address, "Where replies reach a person; the sender if not set.")
    unsubscribe_url: str = _setting(
        "", readers.secure_page, "An https address that ends a subscription when a mail program posts to it (RFC 8058)."
    )
    site_url: str = _setting("", readers.page, "Web address to which reports and the letter point.")
    site_dir: Path | None = _setting(
        "", readers.optional_folder, "Folder in which the daemon keeps a site of all weeks, for a web server to show."
    )
    site_public: bool = _setting(
        "true",
        readers.boolean,
        "The kept site carries only numbers and names that may be put where others read them; false if you alone do.",
    )
    letter_public: bool = _setting(
        "true",
        readers.boolean,
        "Letters carry only numbers and names that may be put where others read them; false if you alone read them.",
    )
    alert_programmes: tuple[str, ...] = _setting(
        "", readers.words_list, "Programmes or families whose new designations raise an alert, separated by commas."
    )
    alert_designations: int = _setting(
        "1", readers.whole(1, 10_000), "So many new designations of a watched programme make a round worth an alert."
    )
    alert_pvalue: float = _setting(
        "0.01", readers.fraction, "A move as rare as this raises an alert: 0.01 is one ordinary day in a hundred."
    )
    alert_most: int = _setting(
        "6", readers.whole(1, 1000), "Most alerts to one reader in 24 hours; the rest is told in one."
    )
    alert_quiet: tuple[int, int] | None = _setting(
        "", readers.night, "Hours in which alerts wait, like 22-7, in the zone of their reader; at most twelve."
    )
    alert_webhook: Secret = _setting(
        "", Secret, "Address to which alerts are posted as JSON; better in a file.", secret=True
    )
    alert_apprise: Secret = _setting(
        "", Secret, "Addresses for the package apprise, separated by blanks; better in a file.", secret=True
    )
    watch_port: int | None = _setting(
        "", readers.optional_port, "Port on 127.0.0.1 where the daemon answers /healthz, /readyz and /metrics."
    )
    ping_url: Secret = _setting(
        "",
        Secret,
        "Address the daemon calls after its work (healthchecks-compatible); silence then raises the alarm.",
        secret=True,
    )
    log_format: str = _setting("text", readers.one_of("text", "json"), "Lines of the daemon's log: text or json.")
    archive_days: int = _setting(
        "0", readers.whole(0, 36_500), "Days to keep fetched documents whose values are stored; 0 keeps them for ever."
    )
    archive_megabytes: int = _setting(
        "0", readers.whole(0, 10_000_000), "Most megabytes of fetched documents; the oldest go first; 0 for no limit."
    )
    backups_kept: int = _setting(
        "7", readers.whole(0, 1000), "Daily backups the daemon keeps in the folder backups of the home; 0 makes none."
    )
    plausible_effect: float = _setting(
        "0.02", readers.fraction, "Largest effect still called ordinary: 0.02 is a move of 2 %."
    )
    chromium: str = _setting(
        "", readers.text, "Chromium, Chrome or Edge for `--format pdf`: a path or a name; found by itself if not set."
    )
    office_hours: str = _setting(
        "",
        readers.hours,
        "Local hours, like 9-18, in which an event known only by its day is assumed; empty for no assumption.",
    )
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, compare=False)

    def shown(self, name: str) -> str:
        """The value of a setting as it may be printed: secrets and passwords masked."""
        value = getattr(self, name)
        if isinstance(value, Secret):
            return value.problem.message if value.problem else MASK if value else ""
        if name == "email_options":
            return "; ".join(" ".join((who, *map(_option, said))) for who, said in value)
        if name == "alert_quiet":
            return "" if value is None else f"{value[0]}-{value[1]}"
        if isinstance(value, tuple):
            return ", ".join(value)
        if isinstance(value, bool):
            return str(value).lower()
        if name == "database_url":
            return masked_url(str(value))
        return "" if value is None else str(value)


def _option(said: tuple[str, str]) -> str:
    return f"{said[0]}={said[1]}" if said[1] else said[0]


def declared() -> tuple[Setting, ...]:
    """Every setting, in the order of declaration."""
    return tuple(Setting(name=each.name, **each.metadata) for each in fields(Settings) if each.metadata)


def masked_url(url: str) -> str:
    """A URL with its password hidden, wherever a URL is shown.

    >>> masked_url("postgresql+psycopg://me:secret@db/tracker")
    'postgresql+psycopg://me:***@db/tracker'
    >>> masked_url("postgresql://db/tracker?sslpassword=secret")
    'postgresql://db/tracker?sslpassword=***'
    """
    if url.startswith("sqlite"):
        return url
    masked = re.sub(r"^([^:/]+://[^:/@]*):.*@", rf"\1:{MASK}@", url)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", rf"\1{MASK}", masked)
