"""The one place that reads the clock; everything below is given the instant."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the edge the ban points to
