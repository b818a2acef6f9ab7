"""Acts told by a measure's name, without a verb of acting: "new sanctions on", "no further sanctions"."""

from __future__ import annotations

from tracker.statements import acts
from tracker.statements.lexicon import words
from tracker.statements.manner import Act, conditioned, qualified
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

RUSSIAN_SIDE = frozenset({"RU", "BY"})
UNNEEDED = words("geplant nötig vorgesehen needed necessary planned warranted justified table foreseen envisaged")
JOINING = words("join joining participate support back")
NONE = words("no kein keine keinen ни нет oppose opposes opposed reject rejects rejected")
HANGING = words("on against of to from in gegen против for with")
GOING = words("move moving moved go going proceed proceeding press pressing")
AHEAD = words("forward ahead")
SHORT = 8  # words of a heading: "New sanctions and export controls."
COMMON_NOUNS = words("duty duties measure measures emergency round package packages")  # "equal measures of freedom"
COMPRISING = words("include includes including comprises comprising")
READY = words("ready prepared able")
OPEN = words("could may might would")
SEVERE = words(
    "severe massive strong tough harsh crippling devastating unprecedented swift significant robust punishing"
)
OWN_ANSWER = words(
    "response responses retaliatory retaliation reciprocal counter-sanctions countermeasures our answer mirror"
)
NEEDED = ("time for", "time for new", "call for", "need for", "need for more", "need for new", "need for further")


def bare_act(content: list[Token], lows: list[str], jurisdiction: str, *, announcing: bool) -> Act | None:
    """The first act a measure's name tells of, or None. Each word is looked at with a bounded number of others."""
    hangs = conditioned(lows) or bool(acts.CONDITIONS & set(lows))
    theirs = jurisdiction in RUSSIAN_SIDE and not OWN_ANSWER & set(lows)
    for at, low in enumerate(lows):
        plainly = low in acts.PLAINLY
        if not (plainly or low in acts.MEASURES or low.endswith("sanktionen")):
            continue
        found = _refused(content, lows, at, jurisdiction) or (None if theirs else _meant(lows, at, hangs=hangs))
        if found is not None:
            return found
        if theirs:
            continue
        following = set(lows[at + 1 : at + 3]) if lows[at + 1 : at + 2] != ["adopted"] else set()
        if low in acts.MEASURES and following & {"on", "against", "for", "under"} and "table" in lows[at : at + 7]:
            return None
        if (
            low in acts.MEASURES
            and (low not in COMMON_NOUNS or following & {"on", "against"})
            and at < 14
            and (announcing or (at and lows[at - 1] in {"new", "neue", "новые"}))
            and (following & {"on", "against", "of", "to", "for"} or (announcing and len(lows) <= SHORT and at <= 2))
        ):
            return qualified(lows, at, "impose")
    return None


def _refused(content: list[Token], lows: list[str], at: int, jurisdiction: str) -> Act | None:
    """ "No further sanctions", "sanctions are not needed"; without the negation the need for them."""
    low = lows[at]
    if low in acts.PLAINLY | {"measures"} and _without(lows, at) and not by_other_side(content, at, jurisdiction):
        return Act("impose", negated=True, conditional=False, threat=False, call=False)
    if (
        (low in acts.PLAINLY or low.endswith("sanktionen"))
        and {"not", "nicht"} & set(lows[at : at + 6])
        and UNNEEDED & set(lows[at : at + 7])
    ):
        return Act("impose", negated=True, conditional=False, threat=False, call=False)
    return None


def _meant(lows: list[str], at: int, *, hangs: bool) -> Act | None:
    low = lows[at]
    before = lows[max(0, at - 5) : at]
    following = lows[at + 1 : at + 6]
    threat = Act("impose", negated=False, conditional=False, threat=True, call=False)
    call = Act("impose", negated=False, conditional=False, threat=False, call=True)
    if low in acts.MEASURES and SEVERE & set(before) and hangs:
        return threat
    if low in acts.MEASURES and (_comprised(lows, at) or (GOING & set(before) and AHEAD & set(before))):
        return qualified(lows, at, "impose")
    if low not in acts.PLAINLY:
        return None
    if following[:1] in (["are"], ["is"]) and UNNEEDED & set(following):
        return call
    if acts.CONSIDERING & set(before) or (READY & set(before) and (hangs or acts.MORE & set(before))):
        return threat
    behind = lows[at + 1 : at + 9]
    if any(behind[place : place + 2] in (["will", "follow"], ["would", "follow"]) for place in range(len(behind))):
        return threat
    if acts.MORE & set(before):
        if hangs or OPEN & set(following[:1]) or {"follow", "coming"} & set(following):
            return threat
        if acts.WANTING & set(before):
            return call
        if "be" in before and "will" in before:
            return qualified(lows, at, "expand")
    if " ".join(before).endswith(NEEDED):
        return call
    if at > 1 and lows[at - 2] in {"with", "through", "by", "including"}:
        if lows[at - 1] in acts.MORE:
            return qualified(lows, at, "expand")
        if lows[at - 1] in SEVERE and "we" in lows[:at]:
            return qualified(lows, at, "impose")
    return None


def _comprised(lows: list[str], at: int) -> bool:
    """Whether an act consists of the measure: "this includes the listing of a firm", "costs we are imposing"."""
    following = lows[at + 1 : at + 5]
    if lows[at - 1] == "of" and {"set", "package", "series"} & set(lows[max(0, at - 4) : at]):
        return bool(COMPRISING & set(lows[max(0, at - 6) : at]))
    if lows[at + 1 : at + 2] and lows[at + 1] in {"on", "of", "against", "targeting"}:
        return bool(COMPRISING & set(lows[max(0, at - 4) : at]))
    return (
        "are" in following and following[-1:] != [] and following[-1] in {"imposing", "announcing", "taking", "adding"}
    )


def _without(lows: list[str], at: int) -> bool:
    """Whether a measure is one that is not planned: "no further sanctions", "not planning sanctions"."""
    before = lows[max(0, at - 5) : at]
    return bool(NONE & set(before)) or (
        any(low == "not" or low.endswith("n't") or low == "не" for low in before)
        and bool((acts.CONSIDERING | JOINING) & set(before))
    )


def by_other_side(content: list[Token], at: int, jurisdiction: str) -> bool:
    """Whether the nearest country or "we" before the verb is the other side of the speaker's."""
    for place in range(at - 1, max(-1, at - 9), -1):
        token = content[place]
        if token.low in {"be", "been", "being", "is", "are", "was", "were"} and place >= at - 2:
            return False  # "Russian banks would be cut off": the country is not who acts
        if place and content[place - 1].low in HANGING:
            continue
        if token.low in {"we", "our", "i", "us"} and token.text != "US":
            return False
        if token.low in {"west", "western"} and token.capital:
            return jurisdiction in RUSSIAN_SIDE
        nation = nation_of(token.low)
        if nation is not None and jurisdiction:
            return (nation.code in RUSSIAN_SIDE) != (jurisdiction in RUSSIAN_SIDE)
    return False
