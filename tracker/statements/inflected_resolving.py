"""Who a mention of German or Russian is: as in English, and offices of spokesmen that everybody knows."""

from __future__ import annotations

from dataclasses import replace

from tracker.model.actor import Actor
from tracker.statements.lexicon import words
from tracker.statements.names import Mention
from tracker.statements.resolving import government
from tracker.statements.resolving import resolve as resolve_as_english
from tracker.statements.speaker import Register, Speaker, of_actor

PARTIES = {
    **dict.fromkeys(("spd", "cdu", "csu", "fdp", "grünen", "linken", "afd", "unions", "bsw"), "DE"),
    **dict.fromkeys(("övp", "fpö", "spö", "neos"), "AT"),
}
AGAIN = frozenset({"member", "official", "head", "minister", "diplomat"})  # whom a text names so a second time
KINDS = (("Finance", "Treasury"), ("Foreign Ministry", "State Department", "FCDO"), ("Defence", "Defense"))
VOWELS = "aeiouyhаяиьн"  # and what ends many names of women besides: Sarah, Kathrin
WOMEN = words("""
    janet jen liz karine karoline catherine christine heather sarah kayleigh morgan yvette mélanie élisabeth
    ulrike sabine annegret ilse hatice любовь
""")
MEN = words("joschka sascha nikita mykola mikola ilya luca никита илья фома лука")
MINISTRIES = (("Foreign Ministry", "foreign"), ("Finance", "finance"), ("Defence", "defence"), ("Economy", "economy"))
ROLES = words("""
    foreign finance defence economy energy prime state treasury defense high general european commission council
    parliament vice deputy
""")
SPOKEN = ("spokes", "sprecher", "представител", "пресс-секретар", "press secretary")
SPOKESMEN = frozenset({"spokesman", "spokesperson", "representative"})


def resolve(one: Mention, register: Register) -> Speaker | None:
    """The speaker a mention means, or None where it means nobody who can be named."""
    if one.kind == "office":
        return _office(one, register)
    if one.kind == "pronoun" and one.name[0] in {"er", "sie"}:
        return _pronoun(one.name[0], register)
    if one.kind == "institution" and not one.actors and not one.institution:
        return None
    if one.kind == "nobody" and one.role.casefold() == "дипломат" and register.last_speaker is not None:
        return replace(register.last_speaker, way="role")
    if one.kind == "institution" and one.actors and one.end == one.start + 1:
        return register.meet(_bare(one.actors[0], register))
    return resolve_as_english(one, register)


def _pronoun(word: str, register: Register) -> Speaker | None:
    """The last speaker, or whoever was named last, when only that one can be meant by "sie" or "он"."""
    found = resolve_as_english(Mention(0, 1, "pronoun", name=(word,)), register)
    other = register.last_person
    if found is not None and other is not None and _female(found) != (word == "sie") == _female(other):
        return replace(other, way="pronoun")
    if found is not None and word == "sie" and _male(found):
        return None
    return found


def _male(speaker: Speaker) -> bool:
    """Whether a first name ends as no woman's name does that is not listed."""
    first = speaker.actor.split()[0].casefold()
    return first not in WOMEN and first[-1] not in VOWELS and speaker.actor != speaker.institution


def _female(speaker: Speaker) -> bool:
    """Whether a first name is a woman's; names of men that end like one are listed."""
    first = speaker.actor.split()[0].casefold()
    return first in WOMEN or (first.endswith(("a", "а", "я")) and first not in MEN)


def _bare(actor: Actor, register: Register) -> Speaker:
    """A ministry without its country is that of the document's last one of its kind: "В Минфине" after "Минфин США"."""
    last = register.last_institution
    if last is not None and actor.jurisdiction == "RU" and last.jurisdiction != "RU":
        for kind in KINDS:
            if any(word in actor.institution for word in kind) and any(word in last.institution for word in kind):
                return last
    return of_actor(actor, register.day)


def _office(one: Mention, register: Register) -> Speaker | None:
    spoken = SPOKESMEN & set(one.heads)
    if spoken and "high" not in one.words:
        return _spokesman(one, register)
    heads, meaning = _meaning(one)
    whose = one.jurisdiction
    speaking = register.last_speaker
    person = speaking if speaking is not None and speaking.actor != speaking.institution else register.last_person
    leading = person is not None and any(word in person.role.casefold() for word in ("prime minister", "chancellor"))
    if leading and person is not None and not whose and not one.actors and "правительств" in one.role.casefold():
        return replace(person, way="role")
    if not whose and person is not None and {heads, *meaning} <= set(person.role.casefold().split()):
        return replace(person, way="role")
    found = register.in_role(heads, meaning, whose or register.home)
    if found is None and not whose:
        found = register.in_role(heads, meaning, "")
    if found is not None:
        return found
    party = PARTIES.get(one.role.casefold().partition("-")[0], "")
    if party and (person is None or person.jurisdiction not in {party, ""}):
        return None  # "der FDP-Chef" is not the Commissioner who spoke before
    if not one.actors and person is not None and one.definite and heads in AGAIN and not (whose and heads == "head"):
        return replace(person, way="role")
    return None


def _meaning(one: Mention) -> tuple[str, set[str]]:
    """The head and the words of a role: the head of a ministry is its minister."""
    head = one.heads[-1]
    named = set(one.words & ROLES)
    body = one.actors[0].institution if one.actors else ""
    if head == "head":
        for part, word in MINISTRIES:
            if part in body:
                return "minister", named | {word}
        if body == "US State Department":
            return "secretary", named | {"state"}
        if body == "US Treasury":
            return "secretary", named | {"treasury"}
        if "Bank" in body:
            return "governor", named
        if body in {"European Commission", "European Council"}:
            return "president", {word.casefold() for word in body.split()}
        if "дипломати" in one.role.casefold() and one.jurisdiction == "EU":
            return "high", {"representative"}
        if body == "German Government":
            return "chancellor", named
        if body.endswith("Government") and "прав" in one.role.casefold() and one.jurisdiction != "US":
            return "minister", {"prime"}
        if (not body and one.jurisdiction) or body.endswith(("Government", "Kremlin", "White House")):
            return "president", named
    if head == "representative":
        return "high", {"representative"}
    if head == "leader":
        return "president", named
    if head == "chancellor" and one.jurisdiction not in {"", "DE", "AT"}:
        return "minister", named | {"prime"}
    if head == "minister" and not named and body:
        return _meaning(replace(one, heads=("head",)))
    return head, named


def _spokesman(one: Mention, register: Register) -> Speaker | None:
    """The one who speaks for an institution, where the text names or means a certain person, else the institution."""
    body = one.actors[0].institution if one.actors else one.institution
    met = register.last_person
    told_again = met is not None and any(word in met.role.casefold() for word in SPOKEN)
    if met is not None and told_again and one.definite and (not body or met.institution in {body, ""}):
        return replace(met, way="role")
    whose = one.jurisdiction or register.home
    if not body and "government" in one.words:
        body = "German Government"
    if one.definite and body:
        holders = {
            actor.person: actor
            for actor in register.gazetteer.officers(whose or "DE")
            if register.day is not None
            and actor.in_office(register.day)
            and ("spokes" in actor.role.casefold() or "press secretary" in actor.role.casefold())
            and actor.institution == body
        }
        if len(holders) == 1:
            return register.meet(of_actor(next(iter(holders.values())), register.day, "role"))
    actor = one.actors[0] if one.actors else None
    if actor is None and body:
        known = register.gazetteer.named(tuple(body.split()))
        actor = next((found for found in known if not found.person), None)
    if actor is None and whose:
        actor = government(whose, register)
    return replace(of_actor(actor, register.day), role=one.role, way="role") if actor is not None else None
