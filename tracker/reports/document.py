"""The report as a format-neutral document: sections of typed blocks whose text carries tones instead of colours.

A format renders every block it is given and decides nothing about content. All text passes ``scrub`` on its way into
a ``Span``, so nothing from outside can reach a format unclean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeAlias

from tracker.reports.cleaning import scrub, shorten
from tracker.reports.figures.figure import Figure

if TYPE_CHECKING:
    from tracker.reports.briefing import Briefing
    from tracker.reports.citations import Citation

_LONGEST = 4000
COMMAND, KEEPER = "command", "keeper"
TONES = frozenset(("", "strong", "weaker", "stronger", "muted", "reference", "warning", COMMAND, KEEPER))
"""What a stretch of text means: ``weaker``/``stronger`` for the quote currency, ``muted`` for asides, …

``command`` is one that only who keeps the installation can type, ``keeper`` the words around it: nobody else is told
either (`tracker.reports.commands`).
"""
MARKS = {"certain": "● ", "possible": "○ ", "": ""}
"""What formats of plain characters set before an item, by its ``mark``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text of one tone. The text is scrubbed on creation.

    ``refs``: keys of the origins (``Briefing.origins``) the number it tells was made from, ``place`` where more is
    told (``sources``, ``source:ecb``, ``log``, ``own``, ``verdicts``), for formats that can lead there.
    """

    text: str
    tone: str = ""
    refs: tuple[str, ...] = ()
    place: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}")
        object.__setattr__(self, "text", shorten(scrub(self.text), _LONGEST))


Text: TypeAlias = tuple[Span, ...]


def text(*parts: str | Span | Text) -> Text:
    """Text from strings, spans and other texts; empty parts vanish."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(text=part))
        elif isinstance(part, Span):
            spans.append(part)
        else:
            spans.extend(part)
    return tuple(span for span in spans if span.text)


def toned(content: str, tone: str) -> Text:
    """Text of one tone."""
    return text(Span(text=content, tone=tone))


def told_at(content: str, place: str) -> Text:
    """Words that lead to where more is told, in formats that have such a place."""
    return text(Span(text=content, place=place))


def typed(command: str, before: str = "", after: str = "") -> Text:
    """A command for whoever keeps the installation, with words around it that are nothing without it."""
    around = (Span(text=before, tone=KEEPER), Span(text=command, tone=COMMAND), Span(text=after, tone=KEEPER))
    return text(*around) if command else ()


def sourced(content: str, *refs: str, tone: str = "") -> Text:
    """A number with the keys of the origins it was made from."""
    return text(Span(text=content, tone=tone, refs=refs))


def joined(parts: Iterable[Text], separator: str = " ") -> Text:
    """Non-empty texts with a separator between them."""
    result: list[Span] = []
    for part in parts:
        if part:
            if result:
                result.append(Span(text=separator))
            result.extend(part)
    return tuple(result)


def as_str(content: Text) -> str:
    """The text without its tones."""
    return "".join(span.text for span in content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    content: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its title and whether its cells stand on the right."""

    title: str
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text under titled columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """Levels in order, in groups (weeks); the first and last label in words; a note that names low, high and marks."""

    groups: tuple[tuple[Decimal, ...], ...]
    first: str
    last: str
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list. ``mark``: certain (●), possible (○) or none. ``tags`` refer to the log section.

    ``events``: ids of the ledger's events it is about, in the order of its tags.
    """

    content: Text
    mark: str = ""
    tags: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowBlock:
    """One observation: day, level, its move, what the tests say, and the events that met it.

    ``label``: of the observation in the headline series; ``refs``: keys of the origins of its level and of the one
    before.
    """

    label: str = ""
    refs: tuple[str, ...] = ()
    day: str
    level: str
    move: Text
    judgement: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of items."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Keyed remarks, such as the lines of "how good is this"."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A figure. A format that cannot draw writes its caption, but where other blocks say the same (``instead``)."""

    figure: Figure
    instead: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Plain lines whose columns stand beneath each other: their spaces count. They are scrubbed on creation."""

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(shorten(scrub(line), _LONGEST) for line in self.lines))


Block: TypeAlias = Paragraph | Table | Sparkline | WindowBlock | Listing | Notes | FigureBlock | Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part. ``aside`` stands beside the title. Blocks may be empty: then title and aside say it all."""

    key: str
    title: str
    aside: Text = ()
    blocks: tuple[Block, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole document. ``briefing`` is the object every word and number of it came from.

    A document of an answer of its own, such as a study, says how that is cited (``citation``), its ``version``, and
    the ``command`` that computes it again; otherwise it is the report of its briefing.
    """

    title: str
    period: str
    notices: tuple[Text, ...]
    headline: Text
    sections: tuple[Section, ...]
    briefing: Briefing
    citation: Citation | None = None
    version: str = ""
    command: str = ""


class SectionBuilder(Protocol):
    """What each module in ``sections`` declares as ``SECTION``."""

    @property
    def key(self) -> str:
        """Unique key."""

    @property
    def order(self) -> int:
        """Place in the report, ascending."""

    def build(self, briefing: Briefing) -> Section | None:
        """The section, or None where it has nothing to say."""
