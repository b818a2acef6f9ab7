"""The sanctions and economic pressure tracker: announcements, rates, and which rate could have known what.

``tracker.connect()`` opens what an installation has stored, for reading alone; see `tracker.api`.
"""

__version__ = "0.1.0"

_API = ("Report", "Store", "Study", "connect")


def __getattr__(name: str) -> object:
    """The public names, loaded when they are first asked for: to import the package costs nothing."""
    if name in _API:
        from importlib import import_module

        return getattr(import_module("tracker.api"), name)
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*globals(), *_API))
