"""Which sources are asked: all but those that declare themselves off, and of these the ones the user has enabled.

What the user has disabled, by name or kind, is asked in no case.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.config import Settings
from tracker.errors import UsageError
from tracker.model.source import SourceInfo
from tracker.sources.base import Source


def is_enabled(info: SourceInfo, settings: Settings) -> bool:
    """Whether a source is asked here: by its own declaration, or because the setting ``sources_enabled`` names it."""
    return not is_disabled(info, settings) and (info.enabled or info.key in settings.sources_enabled)


def is_disabled(info: SourceInfo, settings: Settings) -> bool:
    """Whether the setting ``sources_disabled`` names a source or all of its kind."""
    return bool({info.key, info.kind} & set(settings.sources_disabled))


def enabled_sources(settings: Settings) -> Mapping[str, Source]:
    """The sources that are asked here, by key, in the order of the keys."""
    from tracker.sources.catalog import sources

    return {key: source for key, source in sources().items() if is_enabled(source.info, settings)}


def how_to_enable(key: str, settings: Settings) -> str:
    """The setting that turns a source on, in both its forms, what is on already included."""
    names = ",".join((*settings.sources_enabled, key))
    return f'TRACKER_SOURCES_ENABLED={names} (in a file of settings: sources_enabled = "{names}")'


def why_off(info: SourceInfo, settings: Settings) -> str:
    """Why a source is not asked here, and what would change that; empty for one that is asked."""
    if is_disabled(info, settings):
        return "the setting sources_disabled names it or its kind."
    return "" if is_enabled(info, settings) else f"{info.note} Enable it with {how_to_enable(info.key, settings)}."


def require_enabled(info: SourceInfo, settings: Settings) -> None:
    """Raise ``UsageError`` with the reason and the setting for a source that is off here."""
    if is_disabled(info, settings):
        raise UsageError(
            f"{info.key} is off, because the setting sources_disabled names it or its kind; nothing was asked.",
            remedy="Take it out of TRACKER_SOURCES_DISABLED, or of sources_disabled in a file of settings.",
        )
    if not is_enabled(info, settings):
        raise UsageError(
            f"{info.key} is off, so it was not asked, nor was any other. {info.note}",
            remedy=f"To use it, set {how_to_enable(info.key, settings)}.",
        )
