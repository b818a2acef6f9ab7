"""Taking in a document that a person names: a file, standard input or an address, read in bounded time.

What comes from an address is kept with its retrieval before it is read, like every fetched document; where it cannot be
asked, the copy that is kept answers.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from tracker.config.files import read_limited
from tracker.errors import FetchError, UsageError
from tracker.model.document import Document
from tracker.model.instants import local_instant, zone
from tracker.model.source import Request, Snapshot
from tracker.net.addresses import shown
from tracker.services.context import Context
from tracker.sources.parsing.articles.days import published_as
from tracker.sources.parsing.articles.forms import MOST_BYTES, Article, Published, language_of, unreadable
from tracker.sources.parsing.articles.reading import read_article

SOURCE = "document"
"""Under which retrievals of such documents are kept."""

_PDF_SECONDS = 15.0
_LANGUAGES = frozenset(("en", "de", "ru"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """A document with what is known of its publication.

    Attributes
    ----------
    form : str
        What it came as: ``web page``.
    basis : str
        Where the day of publication comes from; empty where none is known.
    snapshot : Snapshot
        The bytes. Stored only where they were fetched.
    assumed : bool
        Whether its clock time came without a zone and was read in this installation's.
    warnings : tuple of str
        As sentences.
    """

    document: Document
    form: str
    basis: str
    snapshot: Snapshot
    assumed: bool = False
    warnings: tuple[str, ...] = ()


def take_in(context: Context, name: str, *, published: str = "", item: int = 1) -> TakenIn:
    """Read the document ``name`` is: an https address, a file, or ``-`` for standard input.

    ``published`` overrules what the document says of its day; ``item`` picks one of a feed. Raises ``UsageError`` for
    what cannot be read or understood, ``FetchError`` for an address that gives nothing.
    """
    given = _given(published, context.settings.zone) if published else None
    snapshot, warnings = _snapshot(context, name)
    told = "standard input" if name == "-" else name if _is_address(name) else Path(name).name
    article = _article(snapshot, told, context.settings.zone, item)
    found = given or article.published
    warnings += article.warnings
    if found is not None and found.at is not None and found.assumed:
        warnings += (f"The clock time of publication names no zone and was read as {found.zone}; see --published.",)
    if found is not None and _begins(found) > context.now:
        if given is not None:
            raise UsageError(f"{published} has not come yet.", remedy="--published is when the document was published.")
        warnings += (f"It says it was published on {found.day.isoformat()}, which has not come yet; say --published.",)
        found = None
    if found is None:
        warnings += ("No day of publication was found in it; say it with --published.",)
    language = article.language if article.language in _LANGUAGES else language_of(article.text)
    document = Document(
        text=article.text,
        title=article.title,
        byline=article.byline,
        published_at=None if found is None else found.at,
        published_on=None if found is None else found.day,
        zone=context.settings.zone if found is None else found.zone,
        source=shown(name) if _is_address(name) else article.address or told,
        language=language,
    )
    basis = "" if found is None else found.basis
    assumed = found is not None and found.at is not None and found.assumed
    return TakenIn(
        document=document,
        form=article.form,
        basis=basis,
        snapshot=snapshot,
        assumed=assumed,
        warnings=warnings,
    )


def _begins(found: Published) -> datetime:
    return found.at or local_instant(found.day, time(0), found.zone)


def _given(text: str, zone_name: str) -> Published:
    """What ``--published`` says: a day, a local time in the configured zone, or an instant with its zone."""
    found = published_as(text.strip(), zone_name)
    if found is None:
        raise UsageError(f"{text!r} is no day or time.", remedy="Write it like 2014-11-12 or 2014-11-12T19:15Z.")
    # The document's words mean the days of this installation's zone, whatever zone the instant was written in.
    day = found.day if found.at is None else found.at.astimezone(zone(zone_name)).date()
    return replace(found, day=day, zone=zone_name, basis="as given", assumed=False)


def _is_address(name: str) -> bool:
    return name.lower().startswith(("https://", "http://"))


def _snapshot(context: Context, name: str) -> tuple[Snapshot, tuple[str, ...]]:
    if _is_address(name):
        return _fetched(context, name)
    try:
        content = read_limited(None if name == "-" else Path(name), most=MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from None
    url = "" if name == "-" else f"file:{Path(name).name}"
    return _kept(context, url, content, ""), ()


def _fetched(context: Context, url: str) -> tuple[Snapshot, tuple[str, ...]]:
    """The document at an address, stored with its retrieval; the copy stored before where it cannot be had now."""
    from tracker.store.unit_of_work import UnitOfWork

    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        raise UsageError("The address is malformed.") from None
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    request = Request(url=url, kind="article", max_bytes=MOST_BYTES)
    try:
        answer = context.http.get(request, source=SOURCE, hosts=(host, other))
    except FetchError as error:
        with UnitOfWork(context.engine, write=False) as unit:
            before = unit.snapshots.latest(SOURCE, url)
        if before is None:
            raise
        told = f"{error.message.rstrip('.')}: the copy retrieved on {before.retrieved_at:%Y-%m-%d} was read."
        return before, (f"The address was {told}" if told.startswith("not ") else told[:1].upper() + told[1:],)
    snapshot = _kept(context, url, answer.content, answer.media_type)
    with UnitOfWork(context.engine, write=True) as unit:
        unit.snapshots.add(snapshot)
        unit.commit()
    return snapshot, ()


def _kept(context: Context, url: str, content: bytes, media_type: str) -> Snapshot:
    return Snapshot(
        source=SOURCE,
        url=url,
        kind="article",
        retrieved_at=context.clock(),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type=media_type,
    )


def _article(snapshot: Snapshot, name: str, zone_name: str, item: int) -> Article:
    if snapshot.content.lstrip()[:5] != b"%PDF-":
        return read_article(snapshot, name=name, zone_name=zone_name, item=item)
    from tracker.sources.parsing.articles.pdf_child import article_of

    command = (sys.executable, "-P", "-m", "tracker.sources.parsing.articles.pdf_child", name[:200], zone_name)
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, and a module of ours
            command, input=snapshot.content, capture_output=True, timeout=_PDF_SECONDS, check=True
        )
        return article_of(done.stdout)
    except subprocess.TimeoutExpired:
        raise unreadable(name, f"its pages took longer than {_PDF_SECONDS:.0f} seconds") from None
    except (subprocess.CalledProcessError, ValueError, TypeError, KeyError):
        raise unreadable(name, "it is a damaged PDF") from None
