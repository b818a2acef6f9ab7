"""Whether every case of the costly tests is run, or by default a fixed part of them."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("TRACKER_TEST_THOROUGH"))
