"""News stories: one headline on several sites, found by a search, kept as one announcement.

It is known when a machine saw it first, to the day; who is meant is read off the headline alone.
"""

from __future__ import annotations

from tracker.model.announcement import Announcement

DOCUMENT_TYPE = "news story"
"""What tells such an announcement from one that an authority made."""

LEAST_SITES = 3
"""On how many sites a headline must be for a person to be asked."""


def is_story(announcement: Announcement) -> bool:
    """Whether an announcement is a news story."""
    return announcement.document_type == DOCUMENT_TYPE
