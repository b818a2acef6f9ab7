"""Items of feeds as documents to read: their whole text where the feed or its page gives it, else title and summary."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.errors import UsageError
from tracker.model.actor import Actor
from tracker.model.announcement import Announcement
from tracker.model.document import Document
from tracker.model.feed import Feed
from tracker.model.plain_text import clean
from tracker.model.source import Snapshot
from tracker.model.statement import Statement
from tracker.sources.parsing.articles.forms import MOST_CHARACTERS
from tracker.sources.parsing.articles.web import text_of_markup

WHOLE = 600
"""Characters from which the text of a feed is taken for the article; summaries are shorter."""

TEXT, SUMMARY, PAGE, UNREADABLE, GONE = "text", "summary", "page", "unreadable", "gone"
"""What an item was read from; or that it could not be, or that the bytes it came in are stored no more."""

_SPOKESPERSONS = ("Press Secretary", "Spokesperson", "Spokesman", "Spokeswoman")
_ENDS = ".!?…:;\"'”’»)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """An item to read. ``basis`` says what its text is; ``snapshot`` are the bytes it stands in."""

    document: Document
    basis: str
    snapshot: Snapshot


def feed_document(announcement: Announcement, feed: Feed, markup: str, snapshot: Snapshot) -> FeedDocument:
    """The document of an item by what its feed gives of it, markup that nothing can be read of aside."""
    try:
        text = text_of_markup(markup, announcement.url)[:MOST_CHARACTERS] if markup.strip() else ""
    except UsageError:
        text = ""
    if len(text) < WHOLE:
        return FeedDocument(
            document=_document(announcement, feed, _short(announcement, text)), basis=SUMMARY, snapshot=snapshot
        )
    return FeedDocument(document=_document(announcement, feed, text), basis=TEXT, snapshot=snapshot)


def page_document(announcement: Announcement, feed: Feed, text: str, page: Snapshot) -> FeedDocument:
    """The document of an item by the page it leads to; when it was published, and by whom, the feed says."""
    return FeedDocument(document=_document(announcement, feed, text), basis=PAGE, snapshot=page)


def as_printed(statements: tuple[Statement, ...], title: str) -> tuple[Statement, ...]:
    """Statements without a headline's own that says nothing or what the text below says, and a headline as printed.

    A headline was given a full stop to be read.
    """
    printed = f"{clean(title)}."
    said = {one.action for one in statements if one.sentence != printed} | {"neutral"}
    return tuple(
        replace(one, sentence=one.sentence[:-1]) if one.sentence == printed else one
        for one in statements
        if one.sentence != printed or one.action not in said
    )


def of_publisher(
    statements: tuple[Statement, ...], document: Document, publisher: Actor | None
) -> tuple[Statement, ...]:
    """A spokesperson whom no table knows speaks for the publisher, where the title names that office before the name.

    Offices change hands before tables do: "Press Briefing by Press Secretary Jane Sample".
    """
    words = clean(document.title).split()
    if publisher is None:
        return statements
    return tuple(
        replace(one, role=role, institution=publisher.institution, jurisdiction=publisher.jurisdiction)
        if not one.institution and not one.jurisdiction and (role := _office(one.actor, words))
        else one
        for one in statements
    )


def _office(name: str, title: list[str]) -> str:
    """The spokesperson's office that a title gives before the last word of a name; empty where it gives none."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    for at, word in enumerate(title):
        if word.strip(",.;:") != last:
            continue
        before = " ".join(title[max(0, at - 4) : at]).casefold()
        return next((office for office in _SPOKESPERSONS if office.casefold() in before), "")
    return ""


def _short(announcement: Announcement, text: str) -> str:
    """Title and summary. A headline says something only where nothing else does, so it is read as a sentence."""
    title = clean(announcement.title)
    stopped = title if title[-1:] in _ENDS else f"{title}."
    return "\n\n".join(filter(None, (stopped, text or announcement.summary)))


def _document(announcement: Announcement, feed: Feed, text: str) -> Document:
    return Document(
        text=text,
        title=announcement.title,
        published_at=announcement.published_at,
        published_on=announcement.published_on,
        zone=feed.zone,
        source=announcement.url,
        language=feed.language,
    )
