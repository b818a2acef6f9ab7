"""The act in what is said: which one, on which measure, and whether it is the speaker's."""

from __future__ import annotations

from tracker.statements import acts, domestic
from tracker.statements.lexicon import words
from tracker.statements.manner import INFINITIVE, NEAR_OBJECT, Act, qualified
from tracker.statements.measures import RUSSIAN_SIDE, bare_act, by_other_side
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

PRESSED = frozenset({"RU", "BY", "IR"})
LICENCES = words("licence licences license licenses")
THAT_IS_THERE = words("the its this their those these")
COUNTED = words("number series range set package")
CHOKING = words("choke choking choked cut cutting")
INFLICTED = words("pain cost costs")
PREMISES = words("compound compounds consulate consulates embassy mission missions facilities")
COMMON_VERBS = words("place end step roll cut hit keep kept add drop target")
AUXILIARIES = words("be been being is are was were werden wurden würden worden")


def act_in(content: list[Token], lows: list[str], jurisdiction: str, *, announcing: bool) -> Act | None:
    """The first act the speaker's own side does, or None."""
    text = f" {' '.join(low for low in lows if low not in acts.FILLERS)} "
    if any(f" {words}" in text for words in acts.STAYING) and (acts.MEASURES | {"assets", "reserves"}) & set(lows):
        return Act("extend", negated=False, conditional=False, threat=False, call=False)
    if " blocked and may not be " in text:  # how an order freezes property
        return Act("impose", negated=False, conditional=False, threat=False, call=False)
    if "longer" in lows and domestic.barred(lows) and any(_pressed(token) for token in content):
        return Act("impose", negated=False, conditional=False, threat=False, call=False)
    announced: Act | None = None
    first: Act | None = None  # "our ability to impose costs, and announcing sanctions": the second is the act
    for at, low in enumerate(lows):
        name = acts.TRIGGERS.get(low)
        if low == "general" and LICENCES & set(lows[at + 1 : at + 2]):
            return qualified(lows, at, "ease")
        if at and ((low in {"ban", "embargo"} and lows[at - 1] in THAT_IS_THERE) or _asked(lows, at)):
            continue  # "the ban", "questions about sanctioning banks"
        if name and (domestic.caring(lows, at) or domestic.recalled(lows, at)):
            continue
        if low in acts.CUTTING and "from" in lows[at + 1 : at + 8] and _outside(content, lows, at):
            return qualified(lows, at, "impose")  # "removed from SWIFT", "suspended Russia from the G8"
        if low in CHOKING and lows[at + 1 : at + 2] == ["off"] and "access" in lows[at + 2 : at + 8]:
            return qualified(lows, at, "impose")  # "choking off its access to technology"
        if low in acts.SIGNING and lows[at + 1 : at + 6].count("order") and "executive" in lows[at + 1 : at + 6]:
            return qualified(lows, at, "impose")
        if low == "sanction" and at and lows[at - 1] in INFINITIVE:
            name = "impose"
        if (
            name is None
            or not _has_object(lows, at, name)
            or _described(lows, at)
            or (low.startswith("target") and jurisdiction in RUSSIAN_SIDE)
            or by_other_side(content, at, jurisdiction)
        ):
            continue
        act = qualified(lows, at, name)
        if low.startswith(("announc", "unveil")) and lows[at + 1 : at + 2] == ["that"]:
            announced = announced or act  # "announcing that we will widen": the second is the act
            continue
        if first is None or (low.endswith("ing") and not (act.threat or act.negated or act.conditional)):
            first = act
        if not first.threat or low.endswith("ing"):
            return first
    if first or announced:
        return first or announced
    return bare_act(content, lows, jurisdiction, announcing=announcing)


def _asked(lows: list[str], at: int) -> bool:
    """Whether it is asked about: "questions about sanctioning banks"."""
    before = set(lows[max(0, at - 4) : at])
    return bool({"about", "on"} & before) and bool({"question", "questions", "asked", "ask"} & before)


def _outside(content: list[Token], lows: list[str], at: int) -> bool:
    """Whether what somebody is cut from is a system, or a country under pressure is cut from a body."""
    start = at + 1 + lows[at + 1 : at + 8].index("from")
    if acts.CUT_FROM & set(lows[start : start + 6]):
        return True
    nation = nation_of(lows[start - 1]) if start - 1 > at and content[start - 1].capital else None
    return nation is not None and nation.code in PRESSED


def _cut_off(lows: list[str], at: int) -> bool:
    """Whether what is cut is cut from money or markets: "cut its largest banks from the international system"."""
    behind = lows[at + 1 : at + 9]
    return bool(acts.CUT_FROM & set(behind)) or ("from" in behind and bool(acts.CUT_FROM & set(lows[at + 1 : at + 13])))


def _pressed(token: Token) -> bool:
    nation = nation_of(token.low) if token.capital else None
    return nation is not None and nation.code in PRESSED


def _has_object(lows: list[str], at: int, name: str) -> bool:
    low = lows[at]
    if low == "sanction" or low in acts.ACTING_ALONE or (low in {"cut", "cutting"} and _cut_off(lows, at)):
        return True
    if low.startswith("inflict"):
        return bool(INFLICTED & set(lows[at + 1 : at + 6]))
    if low.startswith("add") and "list" in lows[at + 1 : at + 16] and "to" in lows[at + 1 : at + 12]:
        return True
    if low.startswith("add") and ("that" in lows[at + 1 : at + 2] or "to" not in lows[at + 1 : at + 12]):
        return False
    behind = lows[at + 1 : at + 1 + (4 if low in acts.LIGHT else NEAR_OBJECT)]
    before = lows[max(0, at - NEAR_OBJECT) : at]
    passive = (
        (bool(AUXILIARIES & set(lows[max(0, at - 3) : at])) and not low.endswith("ing"))
        or low in {"remain", "remains", "stay", "stays", "bleiben"}
        or low > "\u0400"
        or "ß" in low
        or low.endswith(("en", "ern", "t"))
    )
    strict = low in acts.ANNOUNCING or name in {"ease", "lift", "extend"}
    nouns = acts.MEASURES if strict else acts.MEASURES | acts.LOOSE_MEASURES
    if (
        low.startswith("target")
        and acts.PLAINLY & set(lows[max(0, at - 3) : at])
        and "that" not in lows[max(0, at - 3) : at]
    ):
        return True
    if low.startswith("target"):
        if lows[at + 1 : at + 2] == ["those"]:
            return True
        nouns = acts.MEASURES | acts.PERSONS
    if low.startswith("suspen"):
        nouns = nouns | acts.SUSPENDED
    if low.startswith(("order", "authori", "approv")) and COUNTED & set(behind[:4]):
        nouns = nouns | {"action", "actions", "steps"}  # "ordered a number of actions"
    if low in {"declaring", "declared", "declare"}:
        return behind[:3] == ["persona", "non", "grata"] or behind[1:4] == ["persona", "non", "grata"]
    if low in {"shutting", "shut", "closing"}:
        return bool(PREMISES & set(behind))
    if low.startswith("escalat") and lows[at - 1] in {"aggression", "war", "conflict", "tensions", "violence"}:
        return False
    if low in {"take", "takes", "taking"} and "congress" in before[-4:]:
        return False
    if "national" not in behind:
        nouns = nouns - {"emergency"}
    if low in {"take", "takes", "taking"} and {"not", "no", "never"} & set(before[-6:]):
        return bool((acts.MORE | acts.MEASURES) & set(behind))  # "will not take other steps"
    if low in {"take", "takes", "taking"}:
        nouns = nouns | {"action", "actions", "steps"}
    if low in {"freeze", "freezes", "freezing", "froze", "frozen", "block", "blocking", "blocks"}:
        nouns = nouns | {"assets", "property", "reserves", "funds"}
    if low in {"ban", "bans", "embargo", "prohibitions"} and "on" in behind[:2]:
        return True
    if low.startswith("roll") and "over" not in lows[at + 1 : at + 3]:
        return False
    if low in {"remain", "remains", "stay", "stays"}:
        kept = lows[at + 1 : at + 2] == ["in"] and any(word in acts.MEASURES for word in before)
        return kept or (lows[at + 1 : at + 2] == ["committed"] and any(word in acts.MEASURES for word in behind))
    if low.startswith("continu") and lows[at + 1 : at + 2] and lows[at + 1].endswith("ing"):
        return False
    if low.startswith("continu") and lows[at + 1 : at + 2] == ["in"]:
        return any(word in acts.MEASURES for word in lows[:at])
    if low.startswith(("continu", "maintain", "remain", "keep", "stay")) and not passive:
        held = acts.MEASURES | {"pressure"} if low.startswith("continu") else acts.MEASURES
        return any(word in held for word in lows[at + 1 : at + 8]) and "to" not in lows[at + 1 : at + 2]
    if any(word in nouns for word in behind):
        return low not in COMMON_VERBS or any(word in acts.MEASURES | {"pressure", "assets"} for word in behind)
    return passive and not low.startswith("target") and any(word in nouns for word in before)


def _described(lows: list[str], at: int) -> bool:
    """ "sanctions imposed on Russia": the past participle describes measures that are there."""
    if (
        at
        and lows[at].endswith(("ed", "frozen"))
        and lows[at - 1]
        in {
            "the",
            "these",
            "those",
            "of",
            "its",
            "their",
            "our",
            "any",
            "using",
            "from",
            "on",
            "to",
            "this",
            "russian",
            "and",
            "other",
        }
    ):
        return True
    return (
        lows[at].endswith("ed")
        and at > 0
        and (
            lows[at - 1] in acts.MEASURES
            or (lows[at - 1] in {"already", "previously"} and at > 1 and lows[at - 2] in acts.MEASURES)
        )
    )
