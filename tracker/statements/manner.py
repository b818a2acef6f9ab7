"""How an act is spoken of: negated, on a condition, as a threat, as a demand, as one more of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.statements import acts
from tracker.statements.lexicon import words

NEAR_OBJECT = 11
NEAR_NEGATION = 6
FAR_DEMAND = 12
INFINITIVE = words("to will also would we can could not shall")
INVERTED_AFTER = words(", ; ( - \u2014 \u2013 and or costs ready that forward what course act")
DEMANDS = words("calls call called urges urge urged asks asked")
RESUMING = words("we i they it he she the our russia moscow")


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its name in ``acts.TRIGGERS`` and how it is spoken of."""

    name: str
    negated: bool
    conditional: bool
    threat: bool
    call: bool


def conditioned(lows: list[str]) -> bool:
    """Whether what is said hangs on what may happen: "Should Russia invade", "in the event of", but not "we should"."""
    for at, low in enumerate(lows):
        following = lows[at + 1] if at + 1 < len(lows) else ""
        if (
            low == "should"
            and (at == 0 or lows[at - 1] in INVERTED_AFTER)
            and following not in INFINITIVE | {"be", "not", ""}
        ):
            return True
        if low == "in" and (
            lows[at + 1 : at + 4] == ["the", "event", "of"]
            or lows[at + 1 : at + 3] in (["case", "of"], ["case", "when"])
        ):
            return True
        if low == "response" and lows[at + 1 : at + 2] == ["to"] and {"further", "any"} & set(lows[at + 2 : at + 5]):
            return True
    return False


def adds(lows: list[str]) -> bool:
    """Whether something is added to what there was; "more than 400" is not."""
    things = acts.MEASURES | acts.LOOSE_MEASURES
    return any(
        low in acts.MORE
        and lows[at + 1 : at + 2] != ["than"]
        and (low != "further" or bool(things & set(lows[at + 1 : at + 5])))  # "will further curtail" adds nothing
        for at, low in enumerate(lows)
    )


def qualified(lows: list[str], at: int, name: str) -> Act:
    """The act of a name at one word, with what stands around it: negation, condition, threat, demand."""
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
    negated = negated_at(lows, at) and not unhesitating
    if name in {"lift", "ease"} and "only" in before:  # what is tied to a condition is kept until then
        name = "extend"
    conditional = unhesitating or bool(acts.CONDITIONS & set(lows)) or conditioned(lows)
    far = lows[max(0, at - FAR_DEMAND) : at]
    call = bool(acts.CALLS & set(before)) or ("should" in before) or (bool(DEMANDS & set(far)) and "to" in before)
    if before[-1:] == ["and"] and lows[at].endswith("ing"):
        before = []  # "our ability to impose costs, and announcing sanctions"
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


def negated_at(lows: list[str], at: int) -> bool:
    """Whether a negation stands shortly before a word, in the same clause."""
    before = lows[max(0, at - NEAR_NEGATION) : at]
    for place, low in enumerate(before):
        if low in {"only", "just", "before"} and place and before[place - 1] in {"not", "never"}:
            return False
    cuts = [place for place, low in enumerate(before) if low in {"but", ";"} or _resumes(before, place)]
    if cuts:
        before = before[cuts[-1] :]
    return any(
        (low in acts.NEGATIONS and not (low == "against" and place and before[place - 1] in acts.MEASURES))
        or low.endswith("n't")
        for place, low in enumerate(before)
    ) or ("rule" in before and "out" in before)


def _resumes(before: list[str], place: int) -> bool:
    """Whether a new clause begins behind a comma: "when they are not met, we must continue with sanctions"."""
    return before[place] == "," and before[place + 1 : place + 2] != [] and before[place + 1] in RESUMING
