"""Which reader of statements this is: a digest of its rules, so that a changed one reads again what another read."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

_DATA = "actors.csv"
_CODE = (("tracker.data", (_DATA,)), ("tracker.services", ("proposing.py", "feed_documents.py")))


@cache
def reader_version() -> str:
    """Twelve signs over the rules of statements, the actors, and what is proposed of them."""
    digest = hashlib.sha256()
    rules = resources.files("tracker.statements")
    for one in sorted(rules.iterdir(), key=lambda file: file.name):
        if one.name.endswith(".py") and not one.name.startswith("claim"):  # claims are checked, and nothing is kept
            digest.update(one.read_bytes())
    for package, names in _CODE:
        for name in names:
            digest.update((resources.files(package) / name).read_bytes())
    return digest.hexdigest()[:12]
