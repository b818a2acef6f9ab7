"""What every figure is, whatever it shows: words beside it, and one Vega-Lite specification for every medium.

A figure is made of a briefing (or a study) alone, like the tables and sentences around it: they cannot disagree.
Its words and the object it draws are there at once; Altair is imported only when somebody asks for a specification.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from tracker.registry import declared
from tracker.reports.briefing import Briefing
from tracker.reports.wording import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The room a figure has: pixels across. Its height follows from what it shows."""

    width: int


WIDE = Frame(width=720)
"""A page on a screen or on paper."""

NARROW = Frame(width=348)
"""The same page on a phone: signs keep their size, so that words stay readable."""

LETTER = Frame(width=480)
"""A mail program, which shows it larger on a desk and smaller on a phone: its words are readable on both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure.

    Attributes
    ----------
    key : str
        Unique within a document; letters, digits and dashes.
    title, caption : str
        A few words; one sentence computed from what is drawn, with its numbers.
    spoken : str
        The figure in words for who does not see it.
    reading : str
        How it is read, for who does; may be empty.
    credit : str
        Whose numbers are in it; may be empty.
    content : object
        What is drawn: frozen, hashable where it can be.
    draw : callable
        ``draw(content, frame)`` gives the Vega-Lite specification, whose data are all in it. Signs that stand for an
        event or an observation carry ``href`` to ``#event-ID`` or ``#rate-LABEL`` and a ``description`` of their own.
    joint : tuple of tuple of str
        Of each sign that stands for several, where it leads to, in order; its ``href`` is the first.
    """

    key: str
    title: str
    caption: str
    spoken: str
    reading: str = ""
    credit: str = ""
    content: Any
    draw: Callable[[Any, Frame], dict[str, Any]]
    joint: tuple[tuple[str, ...], ...] = ()

    def spec(self, frame: Frame = WIDE) -> dict[str, Any]:
        """The Vega-Lite specification for a frame; the same figure gives the same one."""
        return self.draw(self.content, frame)


class FigureKind(Protocol):
    """What each module in ``kinds`` declares as ``FIGURE``."""

    @property
    def key(self) -> str:
        """Key of its figures."""

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """The figure of a briefing, or None where there is nothing to draw."""


def figure_of(briefing: Briefing, key: str, words: Words = ENGLISH) -> Figure | None:
    """The figure of one kind, ``rate`` for instance; ``KeyError`` for a kind that is not declared."""
    kinds = cast("dict[str, FigureKind]", declared("tracker.reports.figures.kinds", "FIGURE"))
    return kinds[key].of(briefing, words)
