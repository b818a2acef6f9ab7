"""Actors: persons in an office, institutions, and the gazetteer that finds them by what is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SUFFIXES = ("ого", "его", "ому", "ему", "ий", "ый", "ой", "ей", "ым", "им", "ом", "ем", "ия", "ию", "ии", *"аеиоуыюяй")
LONGEST_ALIAS = 8
_WORDS_KEPT = 8192  # of a text the same words are asked for again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in one office for one span of days, or an institution that speaks for itself.

    Attributes
    ----------
    person, role : str
        Empty for an institution.
    institution, jurisdiction : str
        As the ledger names them: ``US White House``, ``US``.
    aliases : tuple of str
        Other printed forms, those in other scripts included.
    valid_from, valid_until : date or None
        First day and the day of the successor; None is open.
    sites : tuple of str
        Hosts an institution publishes under.
    source : str
        Where the facts can be looked up.
    """

    person: str
    institution: str
    aliases: tuple[str, ...]
    role: str
    jurisdiction: str
    valid_from: date | None = None
    valid_until: date | None = None
    sites: tuple[str, ...] = ()
    source: str = ""

    @property
    def name(self) -> str:
        """The person, or the institution where nobody is named."""
        return self.person or self.institution

    def in_office(self, day: date | None) -> bool:
        """Whether the role was held on that day; unknown days fit everything."""
        if day is None:
            return True
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


@lru_cache(maxsize=_WORDS_KEPT)
def folded(word: str) -> str:
    """A word as aliases are compared: case, typographic apostrophes and Russian case endings do not count.

    >>> folded("Пескова") == folded("Песков"), folded("U.S.") == folded("US"), folded("US") == folded("us")
    (True, True, False)
    """
    word = word.replace("\u2019", "'").strip(".")
    if len(word) <= 5:
        word = word.replace(".", "")
        if word.isupper():  # acronyms are not words: US is not us
            return word
    low = word.casefold()
    if "\u0400" <= low[:1] <= "\u04ff":
        return next((low[: -len(end)] for end in SUFFIXES if low.endswith(end) and len(low) - len(end) >= 4), low)
    return low


class Gazetteer:
    """Actors by printed form. Built once; every look-up costs the same however many actors there are.

    >>> merkel = Actor(person="Angela Merkel", institution="German Chancellery", aliases=("Merkel",),
    ...                role="Chancellor of Germany", jurisdiction="DE")
    >>> Gazetteer([merkel]).named(("Merkel",))[0].role
    'Chancellor of Germany'
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.actors = tuple(actors)
        self._forms: dict[tuple[str, ...], list[Actor]] = {}
        self._surnames: dict[str, list[Actor]] = {}
        self._offices: dict[str, list[Actor]] = {}
        self._sites: dict[str, Actor] = {}
        for actor in self.actors:
            for form in {form_of(one) for one in (actor.name, *actor.aliases)}:
                self._forms.setdefault(form, []).append(actor)
            if actor.person:
                self._surnames.setdefault(form_of(actor.person)[-1], []).append(actor)
                self._offices.setdefault(actor.jurisdiction, []).append(actor)
            for site in actor.sites:
                self._sites[site] = actor
        self._longest: dict[str, int] = {}
        for form in self._forms:
            self._longest[form[0]] = min(max(len(form), self._longest.get(form[0], 0)), LONGEST_ALIAS)

    def longest(self, first: str) -> int:
        """How many words the longest form beginning with that folded word has; 0 when none begins so."""
        return self._longest.get(first, 0)

    def named(self, words: tuple[str, ...]) -> tuple[Actor, ...]:
        """The actors printed as those words."""
        return self.by_form(tuple(folded(word) for word in words))

    def by_form(self, form: tuple[str, ...]) -> tuple[Actor, ...]:
        """The actors of a folded form."""
        return tuple(self._forms.get(form, ()))

    def surnamed(self, surname: str) -> tuple[Actor, ...]:
        """The persons with that last name."""
        return tuple(self._surnames.get(folded(surname), ()))

    def officers(self, jurisdiction: str) -> tuple[Actor, ...]:
        """The persons of a jurisdiction, in all their offices."""
        return tuple(self._offices.get(jurisdiction, ()))

    def of_site(self, host: str) -> Actor | None:
        """The institution that publishes under a host or one above it."""
        labels = host.casefold().split(".")[-LONGEST_ALIAS:]
        return next(
            (self._sites[one] for at in range(len(labels)) if (one := ".".join(labels[at:])) in self._sites), None
        )


def form_of(name: str) -> tuple[str, ...]:
    """The folded words of a printed name."""
    words = name.replace(",", " ").replace("'s", " 's").replace("\u2019s", " 's").split()
    return tuple(folded(word) for word in words if folded(word) != "'s") or ("",)
