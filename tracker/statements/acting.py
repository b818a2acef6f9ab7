"""The act in what is said: which one, on which measure, negated, conditional or called for, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.statements import acts
from tracker.statements.lexicon import words
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

NEAR_OBJECT = 11


NEAR_NEGATION = 6


RUSSIAN_SIDE = frozenset({"RU", "BY"})


UNNEEDED = words("geplant nötig vorgesehen needed necessary planned warranted justified table foreseen envisaged")


JOINING = words("join joining participate support back")


NONE = words("no kein keine keinen ни нет oppose opposes opposed reject rejects rejected")
LICENCES = words("licence licences license licenses")
THAT_IS_THERE = words("the its this their those these")


INFINITIVE = words("to will also would we can could not shall")


HANGING = words("on against of to from in gegen против for with")


COMMON_VERBS = words("place end step roll cut hit keep kept add drop target")


AUXILIARIES = words("be been being is are was were werden wurden würden worden")


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its name in ``acts.TRIGGERS`` and how it is spoken of."""

    name: str
    negated: bool
    conditional: bool
    threat: bool
    call: bool


def act_in(content: list[Token], lows: list[str], jurisdiction: str, *, announcing: bool) -> Act | None:
    """The first act the speaker's own side does, or None."""
    for at, low in enumerate(lows):
        name = acts.TRIGGERS.get(low)
        if low == "general" and LICENCES & set(lows[at + 1 : at + 2]):
            return _qualified(lows, at, "ease")
        if low in {"ban", "embargo"} and at and lows[at - 1] in THAT_IS_THERE:
            continue
        if low == "sanction" and at and lows[at - 1] in INFINITIVE:
            name = "impose"
        if (
            name is None
            or not _has_object(lows, at, name)
            or _described(lows, at)
            or _by_other_side(content, at, jurisdiction)
        ):
            continue
        return _qualified(lows, at, name)
    for at, low in enumerate(lows):
        if low in acts.PLAINLY | {"measures"} and _without(lows, at) and not _by_other_side(content, at, jurisdiction):
            return Act("impose", negated=True, conditional=False, threat=False, call=False)
        if (
            (low in acts.PLAINLY or low.endswith("sanktionen"))
            and {"not", "nicht"} & set(lows[at : at + 6])
            and UNNEEDED & set(lows[at : at + 7])
        ):
            return Act("impose", negated=True, conditional=False, threat=False, call=False)
        before = lows[max(0, at - 5) : at]
        if low in acts.PLAINLY and acts.CONSIDERING & set(before):
            return Act("impose", negated=False, conditional=False, threat=True, call=False)
        if low in acts.PLAINLY and acts.WANTING & set(before) and acts.MORE & set(before):
            return Act("impose", negated=False, conditional=False, threat=False, call=True)
        if low in acts.PLAINLY and " ".join(before).endswith(
            ("time for", "time for new", "call for", "need for", "need for more", "need for new", "need for further")
        ):
            return Act("impose", negated=False, conditional=False, threat=False, call=True)
        if (
            low in acts.PLAINLY
            and at > 1
            and lows[at - 1] in acts.MORE
            and lows[at - 2] in {"with", "through", "by", "including"}
        ):
            return _qualified(lows, at, "expand")
        following = set(lows[at + 1 : at + 3]) if lows[at + 1 : at + 2] != ["adopted"] else set()
        if low in acts.MEASURES and following & {"on", "against", "for", "under"} and "table" in lows[at : at + 7]:
            return None
        if (
            low in acts.MEASURES
            and at < 14
            and (announcing or (at and lows[at - 1] in {"new", "neue", "новые"}))
            and following & {"on", "against", "of", "to", "for"}
        ):
            return _qualified(lows, at, "impose")
    return None


def _has_object(lows: list[str], at: int, name: str) -> bool:
    low = lows[at]
    if (
        low == "sanction"
        or low in acts.ACTING_ALONE
        or (low in {"cut", "cutting"} and bool(acts.CUT_FROM & set(lows[at + 1 : at + 9])))
    ):
        return True
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
    if low.startswith("target"):
        nouns = acts.MEASURES | acts.PERSONS
    if low.startswith("suspen"):
        nouns = nouns | acts.SUSPENDED
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
        return any(word in acts.MEASURES for word in lows[at + 1 : at + 8]) and "to" not in lows[at + 1 : at + 2]
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


def _without(lows: list[str], at: int) -> bool:
    """Whether a measure is one that is not planned: "no further sanctions", "not planning sanctions"."""
    before = lows[max(0, at - 5) : at]
    return bool(NONE & set(before)) or (
        any(low == "not" or low.endswith("n't") or low == "не" for low in before)
        and bool((acts.CONSIDERING | JOINING) & set(before))
    )


def _by_other_side(content: list[Token], at: int, jurisdiction: str) -> bool:
    """Whether the nearest country or "we" before the verb is the other side of the speaker's."""
    for place in range(at - 1, max(-1, at - 9), -1):
        token = content[place]
        if token.low in {"be", "been", "being", "is", "are", "was", "were"} and place >= at - 2:
            return False  # "Russian banks would be cut off": the country is not who acts
        if place and content[place - 1].low in HANGING:
            continue
        if token.low in {"we", "our", "i", "us"} and token.text != "US":
            return False
        nation = nation_of(token.low)
        if nation is not None and jurisdiction:
            return (nation.code in RUSSIAN_SIDE) != (jurisdiction in RUSSIAN_SIDE)
    return False


def adds(lows: list[str]) -> bool:
    """Whether something is added to what there was; "more than 400" is not."""
    return any(low in acts.MORE and lows[at + 1 : at + 2] != ["than"] for at, low in enumerate(lows))


def _qualified(lows: list[str], at: int, name: str) -> Act:
    before = lows[max(0, at - NEAR_NEGATION) : at]
    near = lows[max(0, at - 3) : at + NEAR_OBJECT]
    if lows[at].startswith("suspen") and acts.SUSPENDED & set(near) and not acts.PLAINLY & set(near):
        name = "impose"
    listed = {"to", "list"} <= set(near)
    if name == "impose" and (listed or adds(near)):
        name = "expand"
    if name == "extend" and listed and lows[at].startswith("exten"):
        name = "expand"
    unhesitating = "hesitate" in before
    negated = _negated(lows, at) and not unhesitating
    if name in {"lift", "ease"} and "only" in before:  # what is tied to a condition is kept until then
        name = "extend"
    conditional = unhesitating or bool(acts.CONDITIONS & set(lows))
    call = bool(acts.CALLS & set(before)) or ("should" in before)
    threat = bool(acts.THREATS & set(before)) and not (
        "would" in before and not conditional and not (acts.THREATS - {"would"}) & set(before)
    )
    if conditional and "until" in lows and not {"if", "unless"} & set(lows) and name in {"extend", "impose", "expand"}:
        conditional = False
    if negated and name in {"lift", "ease"}:
        call = False
    return Act(
        name, negated=negated, conditional=conditional, threat=threat, call=call and not negated and not conditional
    )


def _negated(lows: list[str], at: int) -> bool:
    before = lows[max(0, at - NEAR_NEGATION) : at]
    for place, low in enumerate(before):
        if low in {"only", "just", "before"} and place and before[place - 1] in {"not", "never"}:
            return False
    if any(low in {"but", ";"} for low in before):
        before = before[max(place for place, low in enumerate(before) if low in {"but", ";"}) :]
    return any(low in acts.NEGATIONS or low.endswith("n't") for low in before) or ("rule" in before and "out" in before)
