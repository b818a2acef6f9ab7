"""What every form of article is read into, and how one that cannot be read is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.errors import UsageError
from tracker.model.plain_text import clean

MOST_BYTES = 4 * 1024 * 1024
"""Of one document; the longest briefings have a tenth of it."""

MOST_CHARACTERS = 250_000
"""Of its text that are read: twice the longest communiqué of a summit."""

MOST_LINES = 20_000
"""Of its text."""

_LONGEST_LINE = 500
_GERMAN = frozenset(("der", "die", "das", "und", "nicht", "es", "um", "ein", "eine", "sich", "den", "dem", "zu"))
_ENGLISH = frozenset(("the", "of", "and", "to", "a", "that", "is", "was", "for", "it", "with", "by"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When a document says it was published.

    Attributes
    ----------
    day : date
        The local day, as printed.
    at : datetime or None
        The instant (UTC); None where no clock time is given.
    zone : str
        IANA zone the local time was read in.
    basis : str
        Where it stands: ``its metadata (article:published_time)``.
    assumed : bool
        Whether a clock time came without a zone, and ``zone`` is this installation's.
    """

    day: date
    at: datetime | None
    zone: str
    basis: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document as it was read.

    Attributes
    ----------
    form : str
        ``text``, ``web page``, ``markdown``, ``feed item``, ``e-mail`` or ``PDF``.
    text : str
        Paragraphs separated by blank lines, without hidden characters.
    language : str
        As the document itself declares it, two letters; empty where it does not.
    address : str
        The address it gives itself; empty where it gives none.
    warnings : tuple of str
        What was left out, as sentences.
    """

    form: str
    text: str
    title: str = ""
    byline: str = ""
    published: Published | None = None
    language: str = ""
    address: str = ""
    warnings: tuple[str, ...] = ()


def unreadable(name: str, problem: str, remedy: str = "") -> UsageError:
    """The error of a document that cannot be read; nothing was stored of it."""
    return UsageError(
        f"{clean(name)[:200]} cannot be read as a document: {problem}.",
        remedy=remedy or "Save its text to a file and name that: tracker read article.txt",
    )


def paragraphs(lines: list[str]) -> str:
    """Lines cleaned one by one and joined, at most one blank line between two of them; of too many the first ones."""
    kept: list[str] = []
    length = 0
    for line in lines[:MOST_LINES]:
        line = line[: MOST_CHARACTERS + 1]  # noqa: PLW2901  # of a line without an end its beginning
        text = " ".join(line.split()) if line.isascii() and line.isprintable() else clean(line)
        if not text and (not kept or not kept[-1]):
            continue
        kept.append(text)
        length += len(text) + 1
        if length > MOST_CHARACTERS:
            break
    return "\n".join(kept).strip("\n")


def language_of(text: str) -> str:
    """German and Russian by their commonest words and letters, in a text that does not declare itself; else English.

    >>> language_of("Die Kanzlerin sagte, dass es nicht um die Strafen und das Embargo geht."), language_of("Он")
    ('de', 'ru')
    """
    beginning = text[:20_000].lower()
    letters = sum(sign.isalpha() for sign in beginning)
    if 2 * sum("а" <= sign <= "я" for sign in beginning) > letters:
        return "ru"
    found = beginning.split()
    german = sum(word in _GERMAN for word in found)
    return "de" if german > 2 and german > sum(word in _ENGLISH for word in found) else "en"


def bounded(article: Article) -> Article:
    """The article with no more text than is read, and a warning where some was left out."""
    if len(article.text) <= MOST_CHARACTERS:
        return article
    told = f"It is longer than any article: its first {MOST_CHARACTERS:,} characters were read."
    return replace(article, text=article.text[:MOST_CHARACTERS], warnings=(*article.warnings, told))


def one_line(text: str) -> str:
    """A title or a name: one line of bounded length."""
    return clean(text[: 4 * _LONGEST_LINE])[:_LONGEST_LINE]
