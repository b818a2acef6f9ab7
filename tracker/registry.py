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
    """The objects the modules of a package declare under ``attribute``, by their ``key``.

    A module that makes several of a table declares them as a tuple under the plural (``SOURCES`` for ``SOURCE``). A
    module with neither, or two objects with one key, is a mistake in the program and raises at once.
    """
    found: dict[str, object] = {}
    for name in modules(package):
        module = importlib.import_module(f"{package}.{name}")
        several = getattr(module, f"{attribute}S", None)
        for declaration in (getattr(module, attribute),) if several is None else several:
            key: str = declaration.key
            if key in found:
                raise RuntimeError(f"{package}: two modules declare {key!r}")
            found[key] = declaration
    return found
