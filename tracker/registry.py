"""Finding declared objects: one new thing is one new file, and no list names it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache


@cache
def modules(package: str) -> tuple[str, ...]:
    """Names of the public modules directly inside a package, sorted; nothing is imported but the package."""
    found = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def declared(package: str, attribute: str) -> dict[str, object]:
    """The object each module of a package declares under ``attribute``, by its ``key``.

    A module without the attribute, or two objects with one key, is a mistake in the program and raises at once.
    """
    found: dict[str, object] = {}
    for name in modules(package):
        declaration = getattr(importlib.import_module(f"{package}.{name}"), attribute)
        key: str = declaration.key
        if key in found:
            raise RuntimeError(f"{package}: two modules declare {key!r}")
        found[key] = declaration
    return found
