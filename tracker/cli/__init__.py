"""The command line: one file per command, loaded when it is typed.

Modules here import click, the standard library, ``tracker.errors`` and the model. Whatever is heavy (services and the
libraries below them) is imported inside the function that needs it, so that ``tracker --help`` answers at once.
"""

from __future__ import annotations

from tracker.cli._main import main

__all__ = ["main"]
