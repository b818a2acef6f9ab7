"""What the reader of a document met and does not know, collected and told once for each kind of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tracker.model.plain_text import clean

MOST_NAMED = 5
"""How many names a warning lists before it says how many more there are."""


@dataclass(slots=True)
class Strange:
    """``fields`` are names nobody reads, ``cases`` what is odd about which parties, ``sentences`` are of the document.

    Nothing in it stops the reading.
    """

    fields: set[str] = field(default_factory=set)
    cases: dict[str, Counter[str]] = field(default_factory=dict)
    sentences: set[str] = field(default_factory=set)

    def look(self, found: Iterable[str], known: Collection[str] = (), where: str = "") -> None:
        """Remember the fields that are not known, by where they stand; an empty name is none."""
        self.fields.update(f"{where}{name}" for name in found if name and name not in known)

    def met(self, what: str, case: str) -> None:
        """Remember a case of something; ``what`` goes on where a sentence began "The list has"."""
        self.cases.setdefault(what, Counter())[clean(case)[:60]] += 1

    def tell(self, sentence: str) -> None:
        """Remember something about the document as a whole."""
        self.sentences.add(sentence)

    def warnings(self, of: str) -> tuple[str, ...]:
        """Sentences for people, empty when there was nothing strange. ``of`` is the list's name, in capitals."""
        told = [*unread(of, self.fields)]
        for what, cases in sorted(self.cases.items()):
            told.append(f"{of} has {what} ({cases.total()} of them): {first_few(list(cases))}.")
        told += (f"{of}: {sentence}." for sentence in sorted(self.sentences))
        return tuple(told)


def unread(of: str, names: Iterable[str], what: str = "fields") -> tuple[str, ...]:
    """The one sentence about fields nobody reads; nothing where there are none."""
    found = sorted({*names})
    return (f"{of} has {what} new to this program, not read: {first_few(found)}.",) if found else ()


def first_few(names: Iterable[str]) -> str:
    """Names for a sentence: the first of them, and how many more there are."""
    every = [clean(name)[:60] or "(empty)" for name in names]
    more = len(every) - MOST_NAMED
    return ", ".join(every[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
