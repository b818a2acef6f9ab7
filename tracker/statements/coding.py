"""Which way a statement leans: action, stance and kind from declared words, with negation, condition and call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracker.statements import acts, domestic
from tracker.statements.acting import act_in
from tracker.statements.blame import blames
from tracker.statements.lexicon import phrases, words
from tracker.statements.manner import Act, adds, conditioned
from tracker.statements.measures import RUSSIAN_SIDE
from tracker.statements.nations import Nation, nation_of
from tracker.statements.tokens import Token

PRESSED = frozenset({"RU", "BY", "IR", "KP", "CN", "SY", "VE"})
UNDECIDED = phrases("no decision | not decided | yet to decide | had not decided")
DONE = words("""
    conduct interfere interfered attack attacked poison poisoned supply supplied send sent meddle meddled invade
    shell shelled involved planning intend intends plan plans wish threaten threatened
""")
AGGRESSION = words("""
    launch launches invade invades attack attacks escalate escalates continue continues choose chooses violate
    violates move moves proceed proceeds refuse refuses fail fails use uses take takes
""")
ANSWERING = words("we nato allies cost costs consequences response respond sanctions pay there")
CEASING = words("""
    cease ceases stop stops halt halts end ends withdraw withdraws release releases refrain pull
""")
PRICES = words("cost costs consequences price")


@dataclass(frozen=True, slots=True)
class Coding:
    """What a statement does. ``strength`` is 2 for an act with its measure, 1 for words of tone, 0 for neither."""

    kind: str
    action: str
    stance: str
    target: str
    strength: int


def code(
    content: list[Token],
    around: list[Token],
    *,
    hint: str,
    verb_negated: bool,
    jurisdiction: str,
    announcing: bool = False,
    past: bool = False,
    reported: bool = True,
    referring: bool = False,
) -> Coding:
    """Code what is said.

    Parameters
    ----------
    content : list of Token
        What is said, without who says it.
    around : list of Token
        The whole sentence, where the target is looked for in the second place.
    hint : str
        What the reporting verb says by itself (``deny`` for "dismissed").
    verb_negated : bool
        "did not rule out".
    jurisdiction : str
        Of the speaker: an act of the other side is not the speaker's.
    announcing : bool
        The text is an act of its author, so that a bare noun ("Full blocking sanctions on two banks") acts too.
    reported : bool
        Said in the news, where words of blame need no object; in a speech they do.
    referring : bool
        It begins with "they" or "these" and goes on with a country under pressure.
    past : bool
        The sentence tells of an earlier day: an act in it is background.
    """
    lows = [token.low for token in content]
    text = f" {' '.join(low for low in lows if low not in acts.FILLERS)} ".replace(" lies with ", " is with ")
    act = None if past or _has(text, UNDECIDED) else act_in(content, lows, jurisdiction, announcing=announcing)
    action, stance, strength = _decided(
        act,
        content,
        lows,
        text,
        hint,
        verb_negated=verb_negated,
        jurisdiction=jurisdiction,
        reported=reported,
        referring=referring,
    )
    target = target_of(content, jurisdiction, action) or target_of(around, jurisdiction, action)
    return Coding(_kind(action, text, jurisdiction), action, stance, target, strength)


def _has(text: str, beginnings: tuple[str, ...]) -> bool:
    """Whether words begin so in a text with a space at both ends; ``lies `` is not in allies, nor in liest."""
    index = _by_start(beginnings)
    return any(one in text for start in _starts(text) & index.keys() for one in index[start])


@lru_cache(maxsize=64)
def _by_start(beginnings: tuple[str, ...]) -> dict[str, list[str]]:
    """Beginnings, each with the space before it, by the first two letters of their first word."""
    found: dict[str, list[str]] = {}
    for one in beginnings:
        found.setdefault(one.partition(" ")[0][:2], []).append(f" {one}")
    return found


@lru_cache(maxsize=2)
def _starts(text: str) -> frozenset[str]:
    """The first two letters of every word: what begins otherwise need not be looked for."""
    return frozenset(word[:2] for word in text.split())


def on_sanctions(lows: list[str], *, strictly: bool = False) -> bool:
    """Whether words speak of sanctions, tariffs or the like by name; unless strictly, of measures in general too."""
    named = acts.PLAINLY | acts.ACTING_ALONE if strictly else acts.PLAINLY | acts.ACTING_ALONE | acts.LISTED
    return any(low in named for low in lows)


def on_country(lows: list[str]) -> bool:
    """Whether words speak of a country under pressure, or of the one attacked."""
    return any((nation := nation_of(low)) is not None and nation.code in PRESSED | {"UA"} for low in lows)


def _decided(
    act: Act | None,
    content: list[Token],
    lows: list[str],
    text: str,
    hint: str,
    *,
    verb_negated: bool,
    jurisdiction: str,
    reported: bool,
    referring: bool,
) -> tuple[str, str, int]:
    measured = any(low in acts.MEASURES for low in lows)
    if hint == "rule_out":
        return ("neutral", "hold", 1) if verb_negated else ("rule_out", "hold", 2 if measured else 1)
    if (
        hint == "deny"
        and measured
        and any(low in {"calls", "call", "proposals", "proposal", "demands", "idea", "talk"} for low in lows)
    ):
        return "rule_out", "hold", 2
    if hint == "deny" and measured and _has(text, acts.CONDEMNATIONS):
        return "condemn", "escalate", 2
    if hint == "deny":
        return "deny", "hold", 2
    if act is None and hint == "call" and measured and not _has(text, acts.CONDEMNATIONS):
        return "neutral", "escalate", 1
    if hint == "welcome" and measured:
        return "neutral", "escalate", 1
    if act is None and hint == "announce" and measured:
        return ("expand" if adds(lows) else "impose"), "escalate", 2
    if not reported and _has(text, acts.EVASIONS) and "but" not in lows:
        return "neutral", "hold", 0
    if measured and "off the table" in text:
        return "rule_out", "hold", 2
    if act is not None and hint != "condemn":
        return _acted(act, hint)
    if hint == "condemn":
        return "condemn", "escalate", 2
    warned = hint == "warn" and bool(acts.WARNINGS & set(lows)) and "against" not in lows[:2]
    if _has(text, acts.UNTIMELY) and not act:
        return "neutral", "hold", 0
    if hint == "threaten" or warned or (hint in {"warn", "vow"} and (measured or _has(text, acts.DANGERS))):
        return "threaten", "escalate", 2
    if jurisdiction in PRESSED and any(
        low in {"not", "never", "no"} and DONE & set(lows[at + 1 : at + 3]) for at, low in enumerate(lows)
    ):
        return "deny", "hold", 1
    if (_has(text, acts.DENIALS) and (reported or not _own_policy(lows))) or (
        reported and _has(text, acts.FALSEHOODS) and not blames(content, lows, jurisdiction)
    ):
        return "deny", "hold", 1
    if (
        PRICES & set(lows)
        and (reported or referring or pressed_in(lows))
        and ({"if", "unless"} & set(lows) or conditioned(lows))
    ):
        return "threaten", "escalate", 1
    spared = not reported and domestic.at_home(lows) and not pressed_in(lows)
    if _has(text, acts.DANGERS) and not spared and not _has(text, ("no consequences", "without consequences")):
        return "threaten", "escalate", 1
    if pressed_in(lows) and _on_aggression(lows):
        return "threaten", "escalate", 1
    if not domestic.unwanted(lows) and (
        _condemns(lows, text, jurisdiction, reported=reported, referring=referring)
        or blames(content, lows, jurisdiction, referring=referring)
    ):
        return "condemn", "escalate", 1
    if "responsible" in lows and "for" in lows and pressed_in(lows) and jurisdiction not in RUSSIAN_SIDE:
        return "condemn", "escalate", 1
    if pressed_in(lows) and (("accountable" in lows and {"hold", "holding", "held"} & set(lows)) or _demands(lows)):
        return "neutral", "escalate", 1
    if hint == "welcome" or _has(text, acts.OPENINGS):
        return "neutral", "deescalate", 1
    return "neutral", "hold", 0


def pressed_in(lows: list[str]) -> bool:
    """Whether a country under pressure is named."""
    return any(
        ((nation := nation_of(low)) is not None and nation.code in PRESSED)
        or (low == "north" and lows[at + 1 : at + 2] != [] and lows[at + 1].startswith("korea"))
        for at, low in enumerate(lows)
    )


def _own_policy(lows: list[str]) -> bool:
    """Whether a speech denies what is said of its own policy at home, which is no answer to the other side."""
    return bool({"my", "our"} & set(lows)) and not pressed_in(lows) and not any(low in acts.MEASURES for low in lows)


def _on_aggression(lows: list[str]) -> bool:
    """ "If Russia invades, there will be", "if it makes that choice, we are ready": what follows wrong to come."""
    for at, low in enumerate(lows):
        if low in {"if", "should"} and pressed_in(lows[at + 1 : at + 4]) and AGGRESSION & set(lows[at + 2 : at + 12]):
            return bool({"will", "would", "ready", "prepared"} & set(lows)) and bool(ANSWERING & set(lows))
    return False


def _demands(lows: list[str]) -> bool:
    """ "We demand that Russia cease", "we call on Iran to release": a demand, without a measure."""
    asked = bool({"demand", "demands", "demanded"} & set(lows)) or any(
        low in {"call", "calls", "called", "urge", "urges"} and lows[at + 1 : at + 2] != ["for"]
        for at, low in enumerate(lows)
    )
    return asked and bool(CEASING & set(lows))


def _acted(act: Act, hint: str) -> tuple[str, str, int]:
    if act.negated:
        return "rule_out", "deescalate" if act.name == "extend" else "hold", 2
    harder = act.name in {"impose", "expand"}
    if act.name == "extend" and act.call:
        return "extend", "hold", 1
    if act.call or hint == "call":
        return "neutral", "escalate" if harder else "hold" if act.name == "extend" else "deescalate", 1
    if harder and (act.conditional or act.threat or hint in {"threaten", "warn"}):
        return "threaten", "escalate", 2
    if act.name == "extend":
        return "extend", "hold", 2
    if harder:
        return act.name, "escalate", 2
    if act.conditional or act.threat:
        return "neutral", "deescalate", 1
    return act.name, "deescalate", 2


def _condemns(lows: list[str], text: str, jurisdiction: str, *, reported: bool, referring: bool) -> bool:
    others = [nation for low in lows if (nation := nation_of(low)) is not None and nation.code != jurisdiction]
    if _has(text, acts.CONDEMNATIONS) and (reported or referring or others or acts.ABOUT & set(lows)):
        return True
    if _has(text, acts.CONCERNS) and any(one.code in PRESSED for one in others):
        return True
    if jurisdiction in RUSSIAN_SIDE:
        return False
    words = set(lows)
    russian = any((nation := nation_of(low)) is not None and nation.code in RUSSIAN_SIDE for low in lows)
    return russian and bool(words & acts.PRESENCE) and bool(words & acts.CROSSING)


def _kind(action: str, text: str, jurisdiction: str) -> str:
    """A statement that does something is of the kind of what is done, as the ledger codes it."""
    if action not in {"impose", "expand", "extend", "ease", "lift"}:
        return "statement"
    if action in {"ease", "lift"}:
        return "delisting_easing"
    found = next((kind for kind, words in acts.KINDS if _has(text, words)), "sectoral_sanctions")
    if jurisdiction in RUSSIAN_SIDE and found not in {"legal_framework", "price_cap"}:
        return "countermeasure"
    return found


def target_of(content: list[Token], jurisdiction: str, action: str) -> str:
    """The country or body a statement is about: the one pressed, else the first that is not the speaker's."""
    found: list[Nation] = []
    for at, token in enumerate(content):
        nation = nation_of(token.low) if token.capital or token.low > "\u0400" else None
        if nation is None or nation.code == jurisdiction or (token.low == "us" and token.text != "US"):
            continue
        if at and content[at - 1].low in {"on", "against", "targeting", "gegen", "против"} and action != "deny":
            return nation.name
        found.append(nation)
    pressed = [nation for nation in found if nation.code in PRESSED] if jurisdiction not in RUSSIAN_SIDE else []
    return (pressed or found or [Nation("", "", "")])[0].name
