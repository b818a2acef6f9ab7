"""Settings: one frozen object, read once at the edge and passed down."""

from __future__ import annotations

from tracker.config.loading import load
from tracker.config.settings import Secret, Setting, Settings, declared

__all__ = ["Secret", "Setting", "Settings", "declared", "load"]
