"""The hosts of the declared feeds with synthetic items: one on sanctions and one about nothing each day at nine UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from tests.fakenet.fakenet import Ask, Handler, Reply
from tests.fakenet.ground import Clock
from tracker.data.loader import feeds

_TITLES = {
    "en": ("New sanctions, package {n}", "Visit to a school {n}"),
    "de": ("Neue Sanktionen, Paket {n}", "Besuch einer Schule {n}"),
    "ru": ("Новые санкции, пакет {n}", "Посещение школы {n}"),
}
_DAYS = 10


def feed_hosts(now: Clock, others: dict[str, Handler]) -> dict[str, Handler]:
    """A handler for every host of a feed; what is not a feed's path is left to the host's handler in ``others``."""
    paths: dict[str, dict[str, str]] = {}
    for feed in feeds().feeds.values():
        for address in feed.addresses.values():
            parts = urlsplit(address)
            paths.setdefault(parts.hostname or "", {})[parts.path] = feed.language
    return {host: _host(now, languages, others.get(host)) for host, languages in paths.items()}


def _host(now: Clock, languages: dict[str, str], other: Handler | None) -> Handler:
    def answer(ask: Ask) -> Reply:
        if ask.path in languages:
            body = _document(now(), ask.host, ask.path, _TITLES[languages[ask.path]])
            return Reply(body=body, media_type="application/rss+xml; charset=utf-8")
        return other(ask) if other is not None else Reply(status=404)

    return answer


def _document(now: datetime, host: str, path: str, titles: tuple[str, ...]) -> bytes:
    last = (now - timedelta(hours=9)).date()
    items = []
    for back in range(_DAYS):
        day = last - timedelta(days=back)
        for which, title in enumerate(titles):
            link = f"https://{host}{path}/{day.isoformat()}/{which}"
            at = format_datetime(datetime.combine(day, time(9), tzinfo=UTC), usegmt=True)
            text = title.format(n=day.toordinal() % 1000)
            items.append(
                f"<item><title>{text}</title><link>{link}</link><guid>{link}</guid><pubDate>{at}</pubDate></item>"
            )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()
    )
