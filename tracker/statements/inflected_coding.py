"""Which way a statement in German or Russian leans: the same codes as for English, from the language's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.statements.coding import PRESSED, Coding, target_of
from tracker.statements.grammar import Acts, Grammar, Phrases
from tracker.statements.measures import RUSSIAN_SIDE
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

NEAR_OBJECT = 9
FAR_OBJECT = 16  # verbs stand at the end of a German clause
NEAR_NEGATION = 5
HARDER = frozenset({"impose", "expand"})
SOFTER = frozenset({"ease", "lift"})


@dataclass(frozen=True, slots=True)
class _Act:
    name: str
    at: int
    negated: bool = False
    against: bool = False
    conditional: bool = False
    threat: bool = False
    call: bool = False


def code(
    content: list[Token], around: list[Token], grammar: Grammar, *, hint: str, verb_negated: bool, jurisdiction: str
) -> Coding:
    """Code what is said, as ``coding.code`` does for English; the parameters are the same."""
    lows = [token.low for token in content]
    text = f" {' '.join(lows)} "
    acts = grammar.acts
    act = _act(lows, text, acts, jurisdiction, hint=hint)
    action, stance, strength = _decided(act, lows, text, acts, hint, negated=verb_negated, jurisdiction=jurisdiction)
    target = target_of(content, jurisdiction, action) or target_of(around, jurisdiction, action)
    return Coding(_kind(action, text, acts, jurisdiction), action, stance, target, strength)


def _has(text: str, beginnings: Phrases) -> bool:
    return any(f" {words}" in text for words in beginnings)


def measure(low: str, acts: Acts) -> bool:
    """Whether a word names a measure: "Strafmaßnahmen", "EU-Sanktionen", "санкциям"."""
    return low.startswith(acts.measures) or low.endswith(acts.measure_ends)


def plainly(low: str, acts: Acts) -> bool:
    """Whether a word names sanctions or the like by itself."""
    return low.startswith(acts.plainly) or low.endswith(("sanktionen", "sanktion"))


def _act(lows: list[str], text: str, acts: Acts, jurisdiction: str, *, hint: str) -> _Act | None:
    """The first act the speaker's own side does, or None."""
    russian = jurisdiction in RUSSIAN_SIDE
    if _has(text, acts.unplanned) and any(plainly(low, acts) for low in lows):
        return _Act("impose", 0, negated=True)
    call = hint == "call"
    own = hint == "act" or not russian or _has(text, acts.own)
    for at, name in _named(lows, acts):
        low = lows[at]
        if not name or not _object(lows, at, low, name, acts) or _described(lows, at, low):
            continue
        if not own and name in SOFTER and call:
            return _called(_qualified(lows, text, at, name, acts))
        if not (own or _russian_does(lows, at)) or _others(lows, at, jurisdiction):
            continue
        return _qualified(lows, text, at, name, acts)
    if own and _has(text, acts.listed):
        return _Act("expand", 0)
    return None


def _russian_does(lows: list[str], at: int) -> bool:
    """Whether Russia is named as who does it: "Россия вводит запрет"."""
    near = range(max(0, at - 3), at)
    subjects = {"россия", "москва", "russland", "moskau", "мы", "wir"}
    return any(lows[place] in subjects and (not place or lows[place - 1] not in {"gegen", "für"}) for place in near)


def _called(act: _Act) -> _Act | None:
    """The lifting of what the other side has imposed, as a demand."""
    return None if act.negated or act.against else replace(act, call=True)


def _named(lows: list[str], acts: Acts) -> Iterator[tuple[int, str]]:
    """Where acts are named: those with a verb of their own first, then those only announced or weighed."""
    for at, low in enumerate(lows):
        name = next((name for name, stems in acts.triggers if low.startswith(stems)), "")
        if name:
            yield at, name
    for at, low in enumerate(lows):
        if low.startswith(acts.announced):
            yield at, "impose"


def _object(lows: list[str], at: int, low: str, name: str, acts: Acts) -> bool:
    if measure(low, acts) and name != "impose":
        return True
    window = (*lows[max(0, at - FAR_OBJECT) : at], *lows[at + 1 : at + 1 + NEAR_OBJECT])
    if any(measure(word, acts) for word in window):
        return name != "extend" or low not in {"fest", "geltung"} or _near_in_force(lows, at)
    return (
        name == "impose"
        and low.startswith(("einfr", "eingefr", "заморо", "замораж", "высл", "высыл", "вышл", "ausgewies"))
        and any(word.startswith(acts.loose) for word in window)
    )


def _near_in_force(lows: list[str], at: int) -> bool:
    return bool({"hält", "halten", "hielt", "halte", "in", "an"} & set(lows[max(0, at - NEAR_OBJECT) : at]))


def _described(lows: list[str], at: int, low: str) -> bool:
    """ "die 2014 verhängten Sanktionen": a participle describes measures that are there."""
    if low.endswith(("ten", "ete", "enen")) and {"vom", "von"} & set(lows[max(0, at - 4) : at]):
        return True
    if low.endswith(("нные", "нных", "нными", "нная", "нной", "нную", "тые", "тых", "тыми")):
        return True
    if at and lows[at - 1] in {"которые", "который", "которая", "которых"}:
        return True
    if lows[at + 1 : at + 2] and lows[at + 1] in {"worden", "wurden", "wurde", "waren"}:
        return True
    if not low.endswith(("ten", "nen", "ene", "te", "enen", "elten", "erten")) or at + 1 >= len(lows) or not at:
        return False
    behind = lows[at + 1]
    before = lows[max(0, at - 6) : at]
    noun = behind.endswith(("sanktionen", "maßnahmen", "embargo", "sanktionspaket", "strafmaßnahmen"))
    return noun and bool({"die", "der", "den", "das", "von", "vom", "seit", "alle", "bisher", "bereits"} & set(before))


def _others(lows: list[str], at: int, jurisdiction: str) -> bool:
    """Whether the nearest nation before the verb, as its subject, is the other side of the speaker's."""
    for place in range(at - 1, max(-1, at - 7), -1):
        nation = nation_of(lows[place])
        if nation is None or lows[place].startswith(("putin", "путин")):
            continue
        governed = place and lows[place - 1] in {
            "gegen",
            "против",
            "mit",
            "с",
            "für",
            "von",
            "in",
            "в",
            "к",
            "an",
            "отношении",
            "на",
            "der",
            "des",
        }
        if governed or lows[place].endswith(
            ("ischen", "ische", "ого", "их", "ых", "ие", "ые", "ой", "ую", "lands", "ии", "ию")
        ):
            continue
        return bool(jurisdiction) and (nation.code in RUSSIAN_SIDE) != (jurisdiction in RUSSIAN_SIDE)
    return False


def _qualified(lows: list[str], text: str, at: int, name: str, acts: Acts) -> _Act:
    before = lows[max(0, at - NEAR_NEGATION) : at]
    near = lows[max(0, at - NEAR_NEGATION) : at + NEAR_OBJECT]
    behind = lows[at + 1 : at + 7]
    ends = (place for place, low in enumerate(behind) if low in {"und", "aber", "sondern", ",", ";", "и", "а", "но"})
    behind = behind[: next(ends, len(behind))]
    if name == "impose" and any(_adds(lows, place, acts) for place in range(max(0, at - 12), min(len(lows), at + 8))):
        name = "expand"
    negated = any(low in acts.negations for low in before) or (
        any(
            low in {"nicht", "kein", "keine", "keinen", "keiner", "нет", "рано", "преждевременно"} for low in behind[:4]
        )
    )
    if {"nur", "только"} & set(before) and {"nicht", "не"} & set(before):
        negated = False
    if name in SOFTER and not negated and any(low in acts.only for low in lows):
        name = "extend"
    if _has(text, acts.not_excluded):
        return _Act(name, at, threat=True)
    against = _against(lows, at, acts)
    if "nichts dagegen" in text:
        negated = against = False
    conditional = bool(acts.conditions & set(lows))
    threat = any(low.startswith(acts.threats) for low in near)
    conditional = conditional or any(
        low == "sollte" and (not place or lows[place - 1] in {",", '"'}) for place, low in enumerate(lows)
    )
    call = any(low.startswith(acts.calls) and low != "sollte" for low in lows[max(0, at - 10) : at + 6])
    return _Act(name, at, negated=negated, against=against, conditional=conditional, threat=threat, call=call)


def _against(lows: list[str], at: int, acts: Acts) -> bool:
    """Whether an act is opposed: "gegen eine Lockerung", "против отмены"; "gegen Russland" opposes nothing."""
    for place in range(max(0, at - 8), at):
        if not lows[place].startswith(acts.against):
            continue
        if lows[place] not in {"gegen", "против"}:
            return True
        between = lows[place + 1 : at]
        if not any(measure(low, acts) or nation_of(low.partition("-")[0]) for low in between):
            return True
    return False


def _adds(lows: list[str], at: int, acts: Acts) -> bool:
    """Whether a word like "weitere" belongs to a measure."""
    if not lows[at].startswith(acts.more):
        return False
    return any(measure(low, acts) for low in lows[at + 1 : at + 5])


def _decided(
    act: _Act | None, lows: list[str], text: str, acts: Acts, hint: str, *, negated: bool, jurisdiction: str
) -> tuple[str, str, int]:
    measured = any(measure(low, acts) for low in lows)
    if hint == "rule_out":
        return ("neutral", "hold", 1) if negated else ("rule_out", "hold", 2 if measured else 1)
    if hint == "refuse":
        return _refused(act, text, acts, measured=measured)
    if hint == "stand":
        hint = "" if act is None else "against" if act.against or " dagegen" in text else "call"
    if hint == "deny":
        return ("rule_out", "hold", 2) if act is not None and act.name in SOFTER and measured else ("deny", "hold", 2)
    if hint == "welcome" and measured:
        return "neutral", "escalate", 1
    if _has(text, acts.not_excluded) and measured:
        return "neutral", "hold", 1
    if hint == "" and _has(text, acts.doubts) and measured:
        return "neutral", "hold", 0
    if hint == "condemn":
        return "condemn", "escalate", 2
    if hint in {"announce", "propose"} and act is None and measured and jurisdiction not in RUSSIAN_SIDE:
        return ("expand" if any(_adds(lows, at, acts) for at in range(len(lows))) else "impose"), "escalate", 2
    if act is not None:
        return _acted(act, hint)
    if hint == "call" and measured and not _has(text, acts.condemnations):
        return "neutral", "hold" if jurisdiction in RUSSIAN_SIDE else "escalate", 1
    return _toned(lows, text, acts, hint, measured=measured, jurisdiction=jurisdiction)


def _toned(
    lows: list[str], text: str, acts: Acts, hint: str, *, measured: bool, jurisdiction: str
) -> tuple[str, str, int]:
    if hint == "threaten" or (hint in {"warn", "vow"} and _has(text, acts.dangers)):
        return "threaten", "escalate", 2
    if _has(text, acts.denials):
        return "deny", "hold", 1
    if _has(text, acts.dangers) and measured and _denied(lows, acts):
        return "rule_out", "hold", 2
    if _has(text, acts.dangers) and not (jurisdiction not in PRESSED and hint == "warn"):
        return "threaten", "escalate", 1
    if _has(text, acts.condemnations):
        return "condemn", "escalate", 1
    if hint == "welcome" or _has(text, acts.openings):
        return "neutral", "deescalate", 1
    if hint == "vow" and measured:
        return "threaten", "escalate", 1
    return "neutral", "hold", 0


def _denied(lows: list[str], acts: Acts) -> bool:
    """Whether the countermeasures are those that will not come: "nicht mit Gegenmaßnahmen reagieren"."""
    return any(
        low.startswith(("gegenmaßnahm", "vergeltung", "ответн", "контрмер"))
        and any(word in acts.negations - {"без", "ohne"} for word in lows[max(0, at - 3) : at])
        for at, low in enumerate(lows)
    )


def _refused(act: _Act | None, text: str, acts: Acts, *, measured: bool) -> tuple[str, str, int]:
    """What "lehnte … ab" refuses: an act, or a reproach."""
    if act is not None:
        return "rule_out", "deescalate" if act.name == "extend" else "hold", 2
    if measured:
        return ("condemn", "escalate", 1) if _has(text, acts.condemnations) else ("rule_out", "hold", 1)
    return "deny", "hold", 1


def _acted(act: _Act, hint: str) -> tuple[str, str, int]:
    if hint == "against" or act.negated or (act.against and hint != "call"):
        return "rule_out", "deescalate" if act.name == "extend" else "hold", 2
    if act.name == "extend":
        return "extend", "hold", 1 if act.call else 2
    harder = act.name in HARDER
    if hint == "propose" and not harder:
        hint = "call"
    if harder and hint in {"threaten", "warn"}:
        return "threaten", "escalate", 2
    if act.call or hint == "call":
        return "neutral", "escalate" if harder else "deescalate", 1
    if harder and (act.threat or act.conditional):
        return "threaten", "escalate", 2
    if harder:
        return act.name, "escalate", 2
    if act.threat or act.conditional:
        return "neutral", "deescalate", 1
    return act.name, "deescalate", 2


def _kind(action: str, text: str, acts: Acts, jurisdiction: str) -> str:
    if action not in {*HARDER, *SOFTER, "extend"}:
        return "statement"
    if action in SOFTER:
        return "delisting_easing"
    found = next((kind for kind, beginnings in acts.kinds if _has(text, beginnings)), "sectoral_sanctions")
    if jurisdiction in RUSSIAN_SIDE and found not in {"legal_framework", "price_cap"}:
        return "countermeasure"
    return found
