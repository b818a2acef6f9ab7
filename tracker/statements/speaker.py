"""Who can speak: a speaker, and the register of those a document has named so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tracker.model.actor import Actor, Gazetteer, folded
from tracker.statements.titles import COLLECTIVE, HEADS, IN_ENGLISH

# How a speaker was found, the surest first: what confidence rests on.
WAYS = ("known", "titled", "institution", "surname", "pronoun", "role", "plain", "label")


@dataclass(frozen=True, slots=True)
class Speaker:
    """An attributable speaker. ``way`` is one of ``WAYS``."""

    actor: str
    role: str
    institution: str
    jurisdiction: str
    way: str


def of_actor(actor: Actor, day: date | None, way: str = "known") -> Speaker:
    """An actor of the gazetteer as a speaker on that day; an office that is over or to come is said to be."""
    if not actor.person:
        return Speaker(actor.institution, "", actor.institution, actor.jurisdiction, "institution")
    if actor.in_office(day):
        return Speaker(actor.person, actor.role, actor.institution, actor.jurisdiction, way)
    past = day is not None and actor.valid_until is not None and actor.valid_until <= day
    return Speaker(actor.person, f"former {actor.role}" if past else "", "", actor.jurisdiction, way)


def in_office(actors: tuple[Actor, ...], day: date | None, role: str = "") -> Actor | None:
    """Of one name's actors the one in office that day whose role fits the printed words best, else the latest."""
    if not actors:
        return None
    printed = {word.casefold() for word in role.split()}
    return max(actors, key=lambda one: (one.in_office(day), _likeness(one.role, printed), _began(one, day)))


def _likeness(role: str, printed: set[str]) -> int:
    return len(printed.intersection(role.casefold().replace("adviser", "advisor").split()))


def _began(actor: Actor, day: date | None) -> tuple[bool, date]:
    since = actor.valid_from or date.min
    return (day is None or since <= day, since)


@dataclass(slots=True)
class Register:
    """Whom the document has named so far. Lives for one reading of one document."""

    gazetteer: Gazetteer
    day: date | None
    home: str = ""
    by_surname: dict[str, Speaker] = field(default_factory=dict)
    by_head: dict[str, Speaker] = field(default_factory=dict)
    by_office: dict[tuple[str, str], Speaker] = field(default_factory=dict)
    last_person: Speaker | None = None
    last_speaker: Speaker | None = None
    last_institution: Speaker | None = None

    def meet(self, speaker: Speaker) -> Speaker:
        """Remember a speaker who was named in full."""
        if speaker.way == "institution":
            self.last_institution = speaker
            return speaker
        self.by_surname[folded(speaker.actor.split()[-1])] = speaker
        for word in speaker.role.casefold().replace("advisor", "adviser").split():
            if word in HEADS:
                self.by_head[word] = speaker
                self.by_office[speaker.jurisdiction, word] = speaker
        self.last_person = speaker
        return speaker

    def surnamed(self, surname: str, role: str = "") -> Speaker | None:
        """The person of a last name: the one the document named, else one of the gazetteer if there is just one."""
        met = self.by_surname.get(folded(surname))
        if met is not None:
            self.last_person = met
            return replace(met, way="surname")
        known = self.gazetteer.surnamed(surname) or tuple(a for a in self.gazetteer.named((surname,)) if a.person)
        if (
            len({one.person for one in known}) > 1
        ):  # "President Tusk" and "Prime Minister Tusk" are one; two Johnsons are not
            known = tuple(
                one for one in known if one.in_office(self.day) and _likeness(one.role, set(role.casefold().split()))
            )
        if known and len({one.person for one in known}) == 1:
            best = in_office(known, self.day, role)
            return self.meet(of_actor(best, self.day, "surname")) if best else None
        return None

    def in_role(self, head: str, words: set[str], jurisdiction: str) -> Speaker | None:
        """Whom "the chancellor" or "Russia's foreign minister" means, or None where that is not certain."""
        head = IN_ENGLISH.get(head, head).replace("advisor", "adviser")
        met = self.by_office.get((jurisdiction, head)) if jurisdiction else self.by_head.get(head)
        if met is not None and words <= set(met.role.casefold().split()) | {head}:
            return replace(met, way="role")
        if not jurisdiction or head in COLLECTIVE - {"commander"}:
            return None
        fits = [
            one
            for one in self.gazetteer.officers(jurisdiction)
            if self.day is not None and one.in_office(self.day) and words | {head} <= set(one.role.casefold().split())
        ]
        fits = [one for one in fits if len(one.role.split()) == min(len(two.role.split()) for two in fits)]
        if len({one.person for one in fits}) == 1:
            return self.meet(of_actor(fits[0], self.day, "role"))
        return None
