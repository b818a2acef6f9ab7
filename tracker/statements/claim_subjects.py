"""Whose number a number is: the currencies, oil, the key rate and reserves of a sentence, and what else it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.statements import claim_words as words
from tracker.statements.claim_amounts import Amount
from tracker.statements.claim_tokens import Token, follows

STOPS = frozenset((";", ":", "—", "–", "while", "whereas", "but", "although", "though"))
"""What ends a clause."""
_OTHER_ROUBLES = frozenset(
    ("belarusian", "belarussian", "belarus", "transnistrian", "soviet", "weißrussisch", "belarussisch")
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing at a token; its name is empty where it is not measured here."""

    name: str
    at: int


def subjects_in(sentence: Sequence[Token], *, currency: bool, russian: bool, it: str) -> list[Subject]:
    """Whose numbers may follow, in order; a name is empty for something that is not measured here.

    ``currency``: the rouble was spoken of, so that "the currency" is it; ``russian``: Russia was, and so are the rate
    and reserves that are named after nobody. ``it`` is what a sentence that begins with that word speaks of, where a
    word of motion follows soon.
    """
    found: list[Subject] = []
    elsewhere = any(token.word in words.OF_OTHERS for token in sentence)
    if it and any(token.word in words.FALL | words.RISE for token in sentence[1:4]):
        found.append(Subject(it, 0))
    for at, token in enumerate(sentence):
        phrase = next((name for part, name in words.SUBJECT_PHRASES.items() if follows(sentence, at, part)), "")
        name = phrase or words.SUBJECTS.get(token.word, "")
        if not name and currency and token.word == "currency" and at and sentence[at - 1].word == "the":
            name = "rouble"
        if name in {"key rate", "reserves"} and (elsewhere or not russian):
            name = ""
        if name == "rouble" and at and sentence[at - 1].word in _OTHER_ROUBLES:
            found.append(Subject("", at))
            continue
        verb = token.word == "trade" and at > 0 and sentence[at - 1].word == "to"
        if not name and token.word in words.OTHERS and not verb:
            if token.word in words.PRICES and found and found[-1].at == at - 1 and found[-1].name == "oil":
                continue
            found.append(Subject("", at))
        if name and not _is_reference(sentence, at, name):
            found.append(Subject(name, at))
    return found


def _is_reference(sentence: Sequence[Token], at: int, name: str) -> bool:
    """Whether a currency is only what another is measured in: "against the dollar", "46 roubles to the dollar"."""
    if sentence[at].word in {"roubles", "rubles"} and at and sentence[at - 1].word[:1].isdigit():
        return True
    if name not in {"dollar", "euro", "yuan", "rouble"}:
        return False
    before = at - 1
    while before >= 0 and sentence[before].word in {"the", "a", "one", "us", "u", ".", "s", "both", "each"}:
        before -= 1
    leading = words.REFERENCE if name == "rouble" else words.REFERENCE | {"to", "per", "for"}
    if before >= 0 and sentence[before].word in leading:
        return True
    return before >= 0 and sentence[before].word == "and" and _is_reference_to(sentence, before)


def _is_reference_to(sentence: Sequence[Token], at: int) -> bool:
    """Whether "and the euro" goes on with "against the dollar"."""
    return any(one.word in words.REFERENCE for one in sentence[max(0, at - 4) : at])


def subject_of(sentence: Sequence[Token], subjects: Sequence[Subject], amount: Amount) -> Subject | None:
    """The nearest subject before the number in its clause, or the one in "a 3 percent fall in the rouble"."""
    after = next((one for one in subjects if amount.end <= one.at <= amount.end + 6), None)
    if after is not None and after.name and _leads_to(sentence, amount, after.at):
        return after
    before = [one for one in subjects if one.at < amount.start]
    if not before or not before[-1].name:
        return None
    nearest = before[-1]
    between = {token.word for token in sentence[nearest.at + 1 : amount.start]}
    return None if between & STOPS and not between & {"it", "its"} else nearest


def _leads_to(sentence: Sequence[Token], amount: Amount, at: int) -> bool:
    """Whether a noun of motion and "in", "of" or "for" lead from the number to the subject."""
    between = {token.word for token in sentence[amount.end - 1 : at]}
    if amount.unit == "largest" and at - amount.end <= 2:  # "падение рубля", "Verlust der russischen Währung"
        return True
    return bool({"in", "of", "for"} & between) and (amount.unit == "largest" or bool(between & words.MOVE_NOUNS.keys()))
