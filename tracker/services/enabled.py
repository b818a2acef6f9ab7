"""Which sources are asked: all but those that declare themselves off, and of these the ones the user has enabled."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.config import Settings
from tracker.errors import UsageError
from tracker.model.source import SourceInfo
from tracker.sources.base import Source


def is_enabled(info: SourceInfo, settings: Settings) -> bool:
    """Whether a source is asked here: by its own declaration, or because the setting ``sources_enabled`` names it."""
    return info.enabled or info.key in settings.sources_enabled


def enabled_sources(settings: Settings) -> Mapping[str, Source]:
    """The sources that are asked here, by key, in the order of the keys."""
    from tracker.sources.catalog import sources

    return {key: source for key, source in sources().items() if is_enabled(source.info, settings)}


def how_to_enable(key: str, settings: Settings) -> str:
    """The setting that turns a source on, in both its forms, what is on already included."""
    names = ",".join((*settings.sources_enabled, key))
    return f'TRACKER_SOURCES_ENABLED={names} (in a file of settings: sources_enabled = "{names}")'


def require_enabled(info: SourceInfo, settings: Settings) -> None:
    """Raise ``UsageError`` with the reason and the setting for a source that is off here."""
    if not is_enabled(info, settings):
        raise UsageError(
            f"{info.key} is off, so it was not asked, nor was any other. {info.note}",
            remedy=f"To use it, set {how_to_enable(info.key, settings)}.",
        )
