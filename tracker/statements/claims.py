"""Claims: the sentences of a document that state a number about a series that is measured here.

A claim needs a subject that is measured, a number of a known form near it, and, but for levels, a word of motion. What
is only expected, possible or denied is no claim, nor is a number said of something else (shares, inflation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from tracker.model.claim import Band, Claim
from tracker.model.document import Document
from tracker.statements import claim_words as words
from tracker.statements.claim_amounts import Amount, amounts
from tracker.statements.claim_extremes import extremes
from tracker.statements.claim_times import Mention, mentions, when
from tracker.statements.claim_tokens import Token, follows, sentences, tokens

MOST = 200
"""Claims of one document; a text with more is no article."""

_FAR = 8
"""Tokens between a word of motion and its number."""

_HINTS = ("uble", "currency", "oil", "brent", "crude", "rate", "reserves", "dollar", "euro", "yuan")
_STOPS = frozenset((";", ":", "—", "–", "while", "whereas", "but", "although", "though"))


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    at: int


def find_claims(document: Document) -> tuple[Claim, ...]:
    """The claims of a document in English, in order; none in another language."""
    if document.language != "en":
        return ()
    found: list[Claim] = []
    spoken_of, russian, it = False, "russia" in document.title.lower(), ""
    for start, end in sentences(document.text):
        lowered = document.text[start:end].lower()
        spoken_of = spoken_of or "rouble" in lowered or "ruble" in lowered
        russian = russian or spoken_of or "russia" in lowered
        meant, it = it if lowered.startswith("it ") else "", ""
        if not meant and not any(hint in lowered for hint in _HINTS):
            continue
        sentence = tokens(document.text, start, end)
        subjects = _subjects(sentence, currency=spoken_of, russian=russian, it=meant)
        names = {one.name for one in subjects}
        it = names.pop() if len(names) == 1 else ""
        found.extend(_claims_of(document, sentence, (start, end), subjects))
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _claims_of(
    document: Document, sentence: Sequence[Token], span: tuple[int, int], subjects: Sequence[_Subject]
) -> Iterator[Claim]:
    if not any(one.name for one in subjects):
        return
    times = mentions(sentence, document.text, document.published_on)
    for amount in (*amounts(sentence, document.text), *extremes(sentence, document.text)):
        subject = _subject_of(sentence, subjects, amount)
        if subject is None or _is_no_fact(sentence, amount.start):
            continue
        claim = _claim(document, sentence, span, amount, subject, times)
        if claim is not None:
            yield claim


def _subjects(sentence: Sequence[Token], *, currency: bool, russian: bool, it: str) -> list[_Subject]:
    """Whose numbers may follow, in order; a name is empty for something that is not measured here.

    ``currency``: the rouble was spoken of, so that "the currency" is it; ``russian``: Russia was, and so are the rate
    and reserves that are named after nobody. ``it`` is what a sentence that begins with that word speaks of, where a
    word of motion follows soon.
    """
    found: list[_Subject] = []
    elsewhere = any(token.word in words.OF_OTHERS for token in sentence)
    if it and any(token.word in words.FALL | words.RISE for token in sentence[1:4]):
        found.append(_Subject(it, 0))
    for at, token in enumerate(sentence):
        phrase = next((name for part, name in words.SUBJECT_PHRASES.items() if follows(sentence, at, part)), "")
        name = phrase or words.SUBJECTS.get(token.word, "")
        if not name and currency and token.word == "currency" and at and sentence[at - 1].word == "the":
            name = "rouble"
        if name in {"key rate", "reserves"} and (elsewhere or not russian):
            name = ""
        verb = token.word == "trade" and at > 0 and sentence[at - 1].word == "to"
        if not name and token.word in words.OTHERS and not verb:
            if token.word in words.PRICES and found and found[-1].at == at - 1 and found[-1].name == "oil":
                continue
            found.append(_Subject("", at))
        if name and not _is_reference(sentence, at, name):
            found.append(_Subject(name, at))
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


def _subject_of(sentence: Sequence[Token], subjects: Sequence[_Subject], amount: Amount) -> _Subject | None:
    """The nearest subject before the number in its clause, or the one in "a 3 percent fall in the rouble"."""
    after = next((one for one in subjects if amount.end <= one.at <= amount.end + 6), None)
    if after is not None and after.name and _leads_to(sentence, amount, after.at):
        return after
    before = [one for one in subjects if one.at < amount.start]
    if not before or not before[-1].name:
        return None
    nearest = before[-1]
    between = {token.word for token in sentence[nearest.at + 1 : amount.start]}
    return None if between & _STOPS and not between & {"it", "its"} else nearest


def _leads_to(sentence: Sequence[Token], amount: Amount, at: int) -> bool:
    """Whether a noun of motion and "in", "of" or "for" lead from the number to the subject."""
    between = {token.word for token in sentence[amount.end - 1 : at]}
    return bool({"in", "of", "for"} & between) and (amount.unit == "largest" or bool(between & words.MOVE_NOUNS.keys()))


def _is_no_fact(sentence: Sequence[Token], at: int) -> bool:
    """Whether the clause up to the number says that it may be, will be or is not so."""
    for token in reversed(sentence[max(0, at - 14) : at]):
        if token.word in _STOPS:
            return False
        if token.word in words.NOT_FACTS and not (token.word == "may" and token.end - token.start != 3):
            return True
    return False


def _claim(
    document: Document,
    sentence: Sequence[Token],
    span: tuple[int, int],
    amount: Amount,
    subject: _Subject,
    times: Sequence[Mention],
) -> Claim | None:
    direction = amount.direction or _direction(sentence, amount, subject)
    measure = _measure(sentence, amount, subject.name)
    if not measure or (not direction and measure != "level"):
        return None
    if measure == "level" and not direction and not _stands(sentence, amount, subject):
        return None
    band = amount.band_towards(direction, subject.name) if measure == "level" else amount.band
    value = amount.value
    if subject.name == "key rate" and value is not None and band is not None:
        value, band = 100 * value, _in_per_cent(band)  # as the series counts
    pair, unknown = _pair(sentence, subject, amount)
    mention = _time_of(times, amount, sentence)
    told = when(mention, "found" if amount.of_all else measure, document.published_on)
    if amount.back and document.published_on is not None:
        told = replace(told, since=document.published_on - timedelta(days=amount.back))
    if unknown or amount.unknown:
        told = replace(told, unknown=unknown or amount.unknown)
    return Claim(
        text=" ".join(document.text[span[0] : span[1]].split()),
        span=span,
        subject=subject.name,
        pair=pair,
        direction=direction,
        measure=measure,
        wording=amount.wording,
        value=value,
        band=band,
        when=told,
        days=amount.days,
        moment=measure == "level" and _between(sentence, amount, subject) & words.TOUCHES != set(),
    )


def _in_per_cent(band: Band) -> Band:
    low, high = (None if end is None else 100 * end for end in (band.low, band.high))
    return Band(low=low, high=high)


def _measure(sentence: Sequence[Token], amount: Amount, subject: str) -> str:
    """How the number is to be read for its subject; empty where it says nothing of it."""
    currency = subject in {"rouble", "dollar", "euro", "yuan"}
    if amount.unit in {"record", "largest"}:
        return amount.unit if subject != "key rate" or amount.unit == "record" else ""
    if amount.unit == "share" and subject == "key rate":
        at = amount.start - 1
        to = at >= 0 and sentence[at].word in {"to", "at", "is", "stands", "stood"}
        return "level" if to else "points" if at >= 0 and sentence[at].word == "by" and amount.in_points else ""
    before = sentence[amount.start - 1].word if amount.start else ""
    if amount.unit == "share":
        return "" if amount.in_points or before in {"to", "from", "at"} else "change"
    if not amount.side and (before == "by" or before in words.FALL | words.RISE):  # so much more, not so much
        return ""
    wanted = {"roubles": currency, "barrel": subject == "oil", "billions": subject == "reserves"}
    return "level" if wanted.get(amount.unit) else ""


def _direction(sentence: Sequence[Token], amount: Amount, subject: _Subject) -> str:
    """The nearest word of motion: before the number with nothing but its own clause between, or right after it."""
    within = subject.at < amount.start and subject.name != "key rate"  # which is raised, and does not rise
    first = subject.at + 1 if within else max(0, amount.start - _FAR)
    for at in range(amount.start - 1, max(first, amount.start - _FAR) - 1, -1):
        word = sentence[at].word
        if word in {",", "(", ")"} or (word == "and" and amount.unit == "share"):
            break
        if word in words.FALL:
            return "fall"
        if word in words.RISE:
            return "rise"
    for token in sentence[amount.end : amount.end + 3]:
        if token.word in words.MOVE_NOUNS or token.word in {"lower", "weaker", "higher", "stronger", "down", "up"}:
            return words.MOVE_NOUNS.get(token.word, "") or (
                "fall" if token.word in {"lower", "weaker", "down"} else "rise"
            )
        if token.word in {",", ";", "."}:
            break
    return ""


def _stands(sentence: Sequence[Token], amount: Amount, subject: _Subject) -> bool:
    return bool(_between(sentence, amount, subject) & words.STANDS)


def _between(sentence: Sequence[Token], amount: Amount, subject: _Subject) -> set[str]:
    return {token.word for token in sentence[min(subject.at, amount.start) : amount.start]}


def _pair(sentence: Sequence[Token], subject: _Subject, amount: Amount) -> tuple[str, str]:
    """The series a claim is about, and why there is none."""
    fixed = {"oil": "BRENT/USD", "key rate": "RU/KEYRATE", "reserves": "RU/RESERVES"}.get(subject.name)
    if fixed:
        return fixed, ""
    against = _counterpart(sentence, amount)
    if subject.name != "rouble":
        base = words.QUOTES[subject.name]
        if amount.unit == "roubles" or against == "RUB":
            return f"{base}/RUB", ""
        return "", f"the {subject.name} is measured here against the rouble alone"
    if against == "basket":
        return "", "the basket of dollar and euro is not checked"
    return f"{against or 'USD'}/RUB", ""


def _counterpart(sentence: Sequence[Token], amount: Amount) -> str:
    """The currency after "against", nearest to the number; ``RUB`` for the rouble itself; empty where none is named."""
    if amount.quote:
        return amount.quote
    found: list[tuple[int, str]] = []
    for at, token in enumerate(sentence):
        if token.word not in words.REFERENCE:
            continue
        for further in sentence[at + 1 : at + 6]:
            name = words.QUOTES.get(further.word) or {"rouble": "RUB", "ruble": "RUB", "basket": "basket"}.get(
                further.word, ""
            )
            if name:
                found.append((abs(at - amount.start), name))
                break
    return min(found)[1] if found else ""


def _time_of(times: Sequence[Mention], amount: Amount, sentence: Sequence[Token]) -> Mention | None:
    """The time that belongs to a number: one that follows it in its clause, else the nearest one."""

    def distance(one: Mention) -> tuple[int, int]:
        if one.start >= amount.end:
            commas = sum(token.word in {",", "and", "but"} for token in sentence[amount.end : one.start])
            return commas, one.start - amount.end
        commas = sum(token.word in {",", "and", "but"} for token in sentence[one.end : amount.start])
        return commas + (one.end != 1 and commas > 0), amount.start - one.end + 2

    usable = [
        one
        for one in times
        if not (one.start < amount.end and amount.start < one.end)
        and not (amount.of_all and one.words.lower().startswith("since"))
        and not _in_another_clause(sentence, *sorted(((one.start, one.end), (amount.start, amount.end))))
    ]
    return min(usable, key=distance, default=None)


def _in_another_clause(sentence: Sequence[Token], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether ", and" or the like stands between two places."""
    between = [token.word for token in sentence[one[1] : other[0]]]
    return any(
        first == "," and second in {"and", "but", "while", "as", "after", "which", "who"}
        for first, second in pairwise(between)
    )
