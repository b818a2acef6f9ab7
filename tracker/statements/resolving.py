"""Who a mention is: through the gazetteer on that day, else through what the document itself has said."""

from __future__ import annotations

from dataclasses import replace

from tracker.model.actor import Actor
from tracker.statements.names import Mention
from tracker.statements.speaker import Register, Speaker, in_office, of_actor
from tracker.statements.titles import ANONYMOUS, COLLECTIVE

THEY = frozenset({"they", "они"})
UNTOLD = frozenset({"top", "senior", "deputy", "presidential"})  # what a printed office may lack
SPOKESPEOPLE = frozenset({"spokesman", "spokeswoman", "spokesperson"})
IT = frozenset({"it"})


def resolve(one: Mention, register: Register) -> Speaker | None:
    """The speaker a mention means, or None where it means nobody who can be named."""
    if one.kind == "person":
        return _person(one, register)
    if one.kind == "institution":
        return register.meet(_institution(one, register))
    if one.kind == "office":
        return _office(one, register)
    if one.kind == "pronoun":
        return _pronoun(one.name[0], register)
    return None


def _person(one: Mention, register: Register) -> Speaker | None:
    if one.actors:
        found = _known(one, register)
        if found is not None:
            return found
    if not one.name:
        return None
    if len(one.name) == 1:
        return register.surnamed(one.name[0], one.role) or (_new(one, register) if one.titled and one.heads else None)
    met = register.by_surname.get(one.name[-1].casefold())
    if met is not None and met.actor.split()[0] == one.name[0]:
        return register.meet(replace(met, way="titled"))
    known = register.gazetteer.named((one.name[0], one.name[-1]))  # Janet Louise Yellen
    people = tuple(actor for actor in known if actor.person)
    best = in_office(people, register.day, one.role)
    if best is not None:
        return register.meet(of_actor(best, register.day))
    return _new(one, register)


def _known(one: Mention, register: Register) -> Speaker | None:
    if len(one.name) == 1:
        met = register.surnamed(one.name[0], one.role)
        if met is not None:
            return met
    best = in_office(one.actors, register.day, one.role)
    if best is None:
        return None
    if not best.in_office(register.day) and one.role and one.titled:  # the text knows an office the table does not
        return register.meet(replace(_new_speaker(one), actor=best.person, way="titled"))
    return register.meet(
        of_actor(best, register.day, "known" if len(one.name) > 1 else "titled" if one.titled else "surname")
    )


def _new(one: Mention, register: Register) -> Speaker:
    return register.meet(_new_speaker(one))


def _new_speaker(one: Mention) -> Speaker:
    return Speaker(" ".join(one.name), one.role, one.institution, one.jurisdiction, "titled" if one.titled else "plain")


def _institution(one: Mention, register: Register) -> Speaker:
    if one.actors:
        return of_actor(one.actors[0], register.day)
    return Speaker(one.institution, "", one.institution, one.jurisdiction, "institution")


def _office(one: Mention, register: Register) -> Speaker | None:
    """An office without a name: its holder where that is certain, else its institution."""
    if set(one.heads) & ANONYMOUS:
        return None
    head = one.heads[-1]
    whose = one.jurisdiction or register.home
    speaking = register.last_speaker
    if speaking is not None and speaking.actor == speaking.institution:
        speaking = None
    if "former" in one.words | {head}:  # never the holder of today
        told_again = one.definite and not one.actors and not one.institution and speaking is not None
        return replace(speaking, way="role") if told_again and speaking is not None else None
    again = one.definite and not whose and not one.words
    if again and speaking is not None and head in speaking.role.casefold().split():
        return replace(speaking, way="role")  # "the president further called", of the one who just spoke
    found = register.in_role(head, set(one.words - UNTOLD), whose)
    if found is not None and head not in COLLECTIVE - {"commander"}:
        return found
    if found is not None and speaking is not None and found.actor == speaking.actor and head in SPOKESPEOPLE:
        return found  # "the Russian presidential spokesman added", of the one who just spoke
    if not set(one.heads) <= COLLECTIVE:
        return None
    group = register.last_institution
    plural = one.definite and one.heads == ("leaders",) and not one.actors and not one.jurisdiction
    if plural and group is not None and group.jurisdiction in {"G7", "EU", "NATO"}:
        return replace(group, way="role")  # "the leaders said", behind "G7 leaders agreed"
    body: Actor | None = one.actors[0] if one.actors else government(one.jurisdiction, register)
    if "administration" in one.words and not one.actors and one.jurisdiction in {"", "US"}:
        body = _white_house(register) or body
    if body is not None:
        return replace(of_actor(body, register.day), role=one.role, way="role")
    return Speaker(one.institution, one.role, one.institution, one.jurisdiction, "role") if one.institution else None


def _white_house(register: Register) -> Actor | None:
    """Who "administration officials" speak for."""
    return next(iter(register.gazetteer.named(("White", "House"))), None)


def government(jurisdiction: str, register: Register) -> Actor | None:
    """The institution that speaks for a country as a whole."""
    for actor in register.gazetteer.actors:
        if (
            not actor.person
            and actor.jurisdiction == jurisdiction
            and actor.institution.endswith((" Government", "NATO", "OSCE", "European Union"))
        ):
            return actor
    return None


def _pronoun(word: str, register: Register) -> Speaker | None:
    if word in IT:
        found = register.last_institution
    elif word in THEY:
        found = register.last_speaker if register.last_speaker and register.last_speaker.way == "institution" else None
    else:
        speaking = register.last_speaker
        found = speaking if speaking is not None and speaking.actor != speaking.institution else register.last_person
    return replace(found, way="pronoun") if found is not None else None
