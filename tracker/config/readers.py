"""Readers: from the text of a setting to its value. Each raises ``ValueError`` saying what is expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tracker.model.instants import zone
from tracker.model.series import SeriesName
from tracker.model.sqlite_url import sqlite_url

_ADDRESS = re.compile(r"^(?:[^<>@\r\n]*<[^<>@\s,;]+@[^<>@\s,;]+>|[^<>@\s,;]+@[^<>@\s,;]+)$")
_PAGE = re.compile(r"^https?://[^\s/]+(?:/\S*)?$")
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def text(value: str) -> str:
    """One line of text."""
    if "\n" in value or "\r" in value:
        raise ValueError("one line of text is expected")
    return value.strip()


def boolean(value: str) -> bool:
    """``true``/``false``, ``yes``/``no``, ``on``/``off``, ``1``/``0``; nothing else, so that a slip is no silent no."""
    try:
        return _WORDS[value.strip().lower()]
    except KeyError:
        raise ValueError(f"true or false is expected, not {value!r}") from None


def folder(value: str) -> Path:
    """A folder as an absolute path; ``~`` is the user's home."""
    if not value.strip():
        raise ValueError("the path of a folder is expected")
    return Path(value.strip()).expanduser().absolute()


def existing_file(value: str) -> Path | None:
    """The path of a readable file, or nothing."""
    if not value.strip():
        return None
    path = folder(value)
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def zone_name(value: str) -> str:
    """An IANA time zone."""
    try:
        zone(value.strip())
    except ValueError:
        raise ValueError(f"an IANA time zone is expected, like Europe/Berlin, not {value!r}") from None
    return value.strip()


def pairs(value: str) -> tuple[str, ...]:
    """Currency pairs, separated by commas; ``RUB/USD`` means ``USD/RUB``."""
    names = [SeriesName.parse(part) for part in value.split(",") if part.strip()]
    found = tuple(dict.fromkeys(name.pair for name in names))
    if not found or not all(name.is_pair for name in names):
        raise ValueError("at least one pair is expected, like USD/RUB")
    return found


def sources_or_kinds(value: str) -> tuple[str, ...]:
    """Keys of sources or kinds of them, separated by commas, each kept once; or nothing."""
    return source_names(value, kinds=("rates", "lists", "announcements"))


def source_names(value: str, *, kinds: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Keys of sources, separated by commas, each kept once; or nothing."""
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
    if wanted:
        from tracker.sources.catalog import sources

        for name in wanted:
            known = (*kinds, *sources())
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}" if near else f"known are {', '.join(known)}"
                raise ValueError(f"there is no source {name!r}; {hint}")
    return wanted


def database_url(value: str) -> str:
    """A SQLAlchemy URL of SQLite or PostgreSQL; the bare path of a file means SQLite."""
    wanted = value.strip()
    if "://" not in wanted:
        if not wanted:
            raise ValueError("a database URL is expected, like sqlite:////var/lib/tracker/tracker.sqlite3")
        return sqlite_url(folder(wanted))
    dialect, _, driver = wanted.partition("://")[0].partition("+")
    if dialect == "sqlite" and driver in {"", "pysqlite"}:
        if wanted.partition("://")[2] in {"", "/", "/:memory:"}:
            raise ValueError("a SQLite database needs a file, like sqlite:////var/lib/tracker/tracker.sqlite3")
        return wanted
    if dialect in {"postgresql", "postgres"} and driver in {"", "psycopg"}:
        return f"postgresql+psycopg://{wanted.partition('://')[2]}"
    raise ValueError(f"sqlite:// or postgresql:// is expected, not {dialect}{'+' * bool(driver)}{driver}://")


def port(value: str) -> int:
    """A TCP port."""
    if not value.strip().isdecimal() or not 1 <= int(value) <= 65535:
        raise ValueError(f"a port from 1 to 65535 is expected, not {value!r}")
    return int(value)


def smtp_security(value: str) -> str:
    """``starttls`` (upgrade or fail), ``tls`` (from the first byte) or ``none`` (a relay on this machine)."""
    word = value.strip().lower()
    if word not in {"starttls", "tls", "none"}:
        raise ValueError(f"starttls, tls or none is expected, not {value!r}")
    return word


def address(value: str) -> str:
    """One e-mail address, bare or as ``Name <address>``; or nothing."""
    wanted = value.strip()
    if wanted and not _ADDRESS.match(wanted):
        raise ValueError(f"an e-mail address is expected, not {value!r}")
    return wanted


def addresses(value: str) -> tuple[str, ...]:
    """E-mail addresses separated by commas, each kept once."""
    return tuple(dict.fromkeys(address(part) for part in value.split(",") if part.strip()))


def page(value: str) -> str:
    """The address of a web page, or nothing."""
    wanted = value.strip()
    if wanted and not (_PAGE.match(wanted) and urlsplit(wanted).hostname):
        raise ValueError(f"a web address is expected, like https://example.org/rouble, not {value!r}")
    return wanted


def fraction(value: str) -> float:
    """A number above 0 and below 1: 0.02 is two per cent."""
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 < number < 1:
        raise ValueError(f"a number above 0 and below 1 is expected (0.02 is 2 %), not {value!r}")
    return number


def hours(value: str) -> str:
    """Local office hours as ``9-18`` or ``09:00-18:00``, or nothing."""
    if value.strip():
        from tracker.events.assumptions import OfficeHours

        OfficeHours.parse(value)
    return value.strip()


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words, in lower case."""

    def read(value: str) -> str:
        word = value.strip().lower()
        if word not in words:
            raise ValueError(f"{', '.join(words[:-1])} or {words[-1]} is expected, not {value!r}")
        return word

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, both included."""

    def read(value: str) -> int:
        wanted = value.strip().replace("_", "")
        if not wanted.isdecimal() or not least <= int(wanted) <= most:
            raise ValueError(f"a whole number from {least:,} to {most:,} is expected, not {value!r}")
        return int(wanted)

    return read


def optional_port(value: str) -> int | None:
    """A TCP port, or nothing."""
    return port(value) if value.strip() else None


def optional_folder(value: str) -> Path | None:
    """A folder as an absolute path, or nothing."""
    return folder(value) if value.strip() else None


def words_list(value: str) -> tuple[str, ...]:
    """Words separated by commas, each kept once; or nothing."""
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def secure_page(value: str) -> str:
    """The https address of a page, or nothing."""
    wanted = page(value)
    if wanted and not wanted.startswith("https://"):
        raise ValueError(f"an https address is expected, like https://example.org/stop, not {value!r}")
    return wanted


def night(value: str) -> tuple[int, int] | None:
    """Quiet hours as ``22-7``: from 22:00 to 07:00 of the reader's zone, at most twelve hours; or nothing."""
    if not value.strip():
        return None
    first, dash, last = (part.strip() for part in value.partition("-"))
    if not dash or not (first.isdecimal() and last.isdecimal()) or int(first) > 23 or int(last) > 23:
        raise ValueError(f"hours like 22-7 are expected, not {value!r}")
    begin, end = int(first), int(last)
    if not 1 <= (end - begin) % 24 <= 12:
        raise ValueError(f"at most twelve quiet hours are expected, like 22-7, not {value!r}")
    return begin, end
