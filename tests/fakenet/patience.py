"""How long a test's client waits for a network in a box: a busy machine is slow, and no upstream."""

from __future__ import annotations

PATIENCE: dict[str, float] = {"connect": 60.0, "read": 60.0, "total": 120.0, "library": 120.0}
"""For ``HttpClient``: seconds that only something that hangs takes. Every answer here comes at once or never."""
