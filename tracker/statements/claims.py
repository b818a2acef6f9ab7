"""Claims: the sentences of a document that state a number about a series that is measured here.

A claim needs a subject that is measured, a number of a known form near it, and, but for levels, a word of motion. What
is only expected, possible or denied is no claim, nor is a number said of something else (shares, inflation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from tracker.model.claim import Band, Claim
from tracker.model.document import Document
from tracker.statements import claim_words as words
from tracker.statements.claim_amounts import Amount, amounts
from tracker.statements.claim_extremes import extremes
from tracker.statements.claim_german import GERMAN
from tracker.statements.claim_russian import RUSSIAN
from tracker.statements.claim_subjects import STOPS, Subject, subject_of, subjects_in
from tracker.statements.claim_times import Mention, mentions, when
from tracker.statements.claim_tokens import Token, sentences, tokens
from tracker.statements.claim_tongues import LATE, in_english, is_genitive

MOST = 200
"""Claims of one document; a text with more is no article."""

_FAR = 8
"""Tokens between a word of motion and its number."""

_HINTS = {
    "en": ("uble", "currency", "oil", "brent", "crude", "rate", "reserves", "dollar", "euro", "yuan"),
    "de": ("rubel", "währung", "öl", "brent", "leitzins", "reserven", "dollar", "euro", "yuan", "renminbi"),
    "ru": ("рубл", "валют", "нефт", "brent", "ставк", "резерв", "доллар", "евро", "юан"),
}
_TONGUES = {"de": GERMAN, "ru": RUSSIAN}
_ROUBLE = ("rouble", "ruble", "rubel", "рубл")
_RUSSIA = ("russia", "russisch", "russland", "росси", "moscow", "moskau", "москв")
_IT = ("it ", "er ", "он ", "она ")


def find_claims(document: Document) -> tuple[Claim, ...]:
    """The claims of a document in English, German or Russian, in order; none in another language."""
    hints = _HINTS.get(document.language)
    if hints is None:
        return ()
    speech = _TONGUES.get(document.language)
    found: list[Claim] = []
    spoken_of, it = False, ""
    russian = document.language == "ru" or _has(document.title.lower(), _RUSSIA)
    for start, end in sentences(document.text):
        lowered = document.text[start:end].lower()
        spoken_of = spoken_of or _has(lowered, _ROUBLE)
        russian = russian or spoken_of or _has(lowered, _RUSSIA)
        meant, it = it if lowered.startswith(_IT) else "", ""
        if not meant and not _has(lowered, hints):
            continue
        sentence = tokens(document.text, start, end)
        if speech is not None:
            sentence = in_english(sentence, speech)
        subjects = subjects_in(sentence, currency=spoken_of, russian=russian, it=meant)
        names = {one.name for one in subjects}
        it = names.pop() if len(names) == 1 else ""
        found.extend(_claims_of(document, sentence, (start, end), subjects))
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def _has(lowered: str, parts: Sequence[str]) -> bool:
    return any(part in lowered for part in parts)


def _claims_of(
    document: Document, sentence: Sequence[Token], span: tuple[int, int], subjects: Sequence[Subject]
) -> Iterator[Claim]:
    if not any(one.name for one in subjects):
        return
    times = mentions(sentence, document.text, document.published_on)
    late = document.language in LATE
    for amount in (*amounts(sentence, document.text, late=late), *extremes(sentence, document.text)):
        subject = subject_of(sentence, subjects, amount)
        if (
            subject is None
            or _is_no_fact(sentence, amount.start)
            or (late and _is_no_fact_behind(sentence, amount.end))
        ):
            continue
        claim = _claim(document, sentence, span, amount, subject, times)
        if claim is not None:
            yield claim


def _is_no_fact(sentence: Sequence[Token], at: int) -> bool:
    """Whether the clause up to the number says that it may be, will be or is not so."""
    for place in range(at - 1, max(-1, at - 15), -1):
        token = sentence[place]
        if token.word in STOPS:
            return False
        if token.word in words.NOT_FACTS and not (token.word == "may" and _is_month(sentence, place)):
            return True
    return False


def _is_month(sentence: Sequence[Token], at: int) -> bool:
    """Whether "may" is the month: after a preposition, or beside a number."""
    before = sentence[at - 1].word if at else ""
    after = sentence[at + 1].word if at + 1 < len(sentence) else ""
    return before in {"in", "since", "on", "of", "by", "last", "early", "late", "mid", "from"} or (
        before[:1].isdigit() or after[:1].isdigit()
    )


def _is_no_fact_behind(sentence: Sequence[Token], at: int) -> bool:
    """The same where the verb stands behind: "um 10 Prozent fallen könnte"."""
    for place in range(at, min(len(sentence), at + 14)):
        word = sentence[place].word
        if word in STOPS or word in {",", "."}:
            return False
        if word in words.MODAL and not (word == "may" and _is_month(sentence, place)):
            return True
    return False


def _claim(
    document: Document,
    sentence: Sequence[Token],
    span: tuple[int, int],
    amount: Amount,
    subject: Subject,
    times: Sequence[Mention],
) -> Claim | None:
    if _is_share_of_others(sentence, amount):
        return None
    late = document.language in LATE
    direction = amount.direction or _direction(sentence, amount, subject, late=late)
    measure = _measure(sentence, amount, subject.name)
    if not measure or (not direction and measure != "level"):
        return None
    if measure == "level" and not direction and not _stands(sentence, amount, subject, late=late):
        return None
    band = amount.band_towards(direction, subject.name) if measure == "level" else amount.band
    value = amount.value
    if subject.name == "key rate" and value is not None and band is not None:
        value, band = 100 * value, _in_per_cent(band)  # as the series counts
    pair, unknown = _pair(sentence, subject, amount, at_home=document.language == "ru")
    mention = _time_of(times, amount, sentence)
    first = measure == "level" and _first_time(sentence, amount)
    among = "found" if amount.of_all else "record" if first else measure
    told = when(mention, among, document.published_on)
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
        first=first,
        moment=measure == "level" and _touched(sentence, amount, subject, late=late),
    )


def _is_share_of_others(sentence: Sequence[Token], amount: Amount) -> bool:
    """Whether a percentage counts other things: "40 percent of the traders", "40 Prozent der Händler"."""
    if amount.unit != "share":
        return False
    ahead = [token.word for token in sentence[amount.end : amount.end + 5]]
    if ahead[:1] in (["of"], ["the"]):
        return not {"value", "worth"} & set(ahead)
    return bool(ahead) and is_genitive(ahead[0])


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
    if (
        not amount.side and not amount.unknown and (before == "by" or before in words.FALL | words.RISE)
    ):  # so much more, not so much
        return ""
    wanted = {"roubles": currency, "barrel": subject == "oil", "billions": subject == "reserves"}
    return "level" if wanted.get(amount.unit) else ""


def _direction(sentence: Sequence[Token], amount: Amount, subject: Subject, *, late: bool) -> str:
    """The nearest word of motion: before the number with nothing but its own clause between, or right after it.

    Else the noun before the subject ("a fall of the rouble by"); ``late``: the verb there, or that ends the clause.
    """
    within = subject.at < amount.start and subject.name != "key rate"  # which is raised, and does not rise
    first = subject.at + 1 if within else max(0, amount.start - _FAR)
    for at in range(amount.start - 1, max(first, amount.start - _FAR) - 1, -1):
        word = sentence[at].word
        if word in {",", "(", ")"} or (word == "and" and amount.unit == "share" and not _goes_on(sentence, at, amount)):
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
    leading = _direction_before(sentence, subject, late=late) if within else ""
    return leading or (_verb_behind(sentence, amount) if late else "")


def _goes_on(sentence: Sequence[Token], at: int, amount: Amount) -> bool:
    """Whether "and" joins two numbers of one verb: "2 percent against the euro and 3 percent against the dollar"."""
    return at + 1 == amount.start and amount.end < len(sentence) and sentence[amount.end].word in words.REFERENCE


def _word_before(sentence: Sequence[Token], subject: Subject) -> str:
    """What leads to the subject: "the fall of the rouble", "fiel der Rubel"."""
    at = subject.at - 1
    while at >= 0 and sentence[at].word in {"of", "in", "the", "a"}:
        at -= 1
    return sentence[at].word if at >= 0 and subject.at - at <= 3 else ""


def _direction_before(sentence: Sequence[Token], subject: Subject, *, late: bool) -> str:
    word = _word_before(sentence, subject)
    if late and word in words.FALL | words.RISE:
        return "fall" if word in words.FALL else "rise"
    return words.MOVE_NOUNS.get(word, "")


def _verb_behind(sentence: Sequence[Token], amount: Amount) -> str:
    found = _rest_of_clause(sentence, amount)
    return next(("fall" if one in words.FALL else "rise" for one in found if one in words.FALL | words.RISE), "")


def _rest_of_clause(sentence: Sequence[Token], amount: Amount) -> list[str]:
    ahead = [token.word for token in sentence[amount.end : amount.end + 2 * _FAR]]
    return ahead[: next((at for at, one in enumerate(ahead) if one in STOPS | {",", ".", "and", "(", ")"}), len(ahead))]


def _touched(sentence: Sequence[Token], amount: Amount, subject: Subject, *, late: bool) -> bool:
    """Whether a level is one of a moment: "hit", "erreichte der Dollar"."""
    before = {_word_before(sentence, subject)} if late else set()
    return bool((_between(sentence, amount, subject) | before) & words.TOUCHES)


def _first_time(sentence: Sequence[Token], amount: Amount) -> bool:
    """Whether a level is crossed "for the first time", before or behind its number."""
    near = [token.word for token in sentence[max(0, amount.start - _FAR) : amount.end + _FAR]]
    return bool(amount.side) and ("first", "time") in pairwise(near)


def _stands(sentence: Sequence[Token], amount: Amount, subject: Subject, *, late: bool) -> bool:
    around = {*_rest_of_clause(sentence, amount), _word_before(sentence, subject)} if late else set()
    return bool((_between(sentence, amount, subject) | around) & words.STANDS)


def _between(sentence: Sequence[Token], amount: Amount, subject: Subject) -> set[str]:
    return {token.word for token in sentence[min(subject.at, amount.start) : amount.start]}


def _pair(sentence: Sequence[Token], subject: Subject, amount: Amount, *, at_home: bool) -> tuple[str, str]:
    """The series a claim is about, and why there is none. ``at_home``: what is measured in nothing is so in roubles."""
    fixed = {"oil": "BRENT/USD", "key rate": "RU/KEYRATE", "reserves": "RU/RESERVES"}.get(subject.name)
    if fixed:
        return fixed, ""
    against = _counterpart(sentence, amount)
    if subject.name != "rouble":
        base = words.QUOTES[subject.name]
        if amount.unit == "roubles" or against == "RUB" or (at_home and not against):
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
        and not (amount.unit not in {"record", "largest"} and _of_the_number_before(sentence, amount, one))
    ]
    return min(usable, key=distance, default=None)


def _of_the_number_before(sentence: Sequence[Token], amount: Amount, one: Mention) -> bool:
    """Whether a time is that of what a level is set against: "46 roubles, up from 33 in January"."""
    between = [token.word for token in sentence[amount.end : one.start]]
    return amount.unit != "share" and any(
        first in {"from", "with", "to"} and second[0].isdigit() for first, second in pairwise(between)
    )


def _in_another_clause(sentence: Sequence[Token], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether ", and" or the like stands between two places."""
    between = [token.word for token in sentence[one[1] : other[0]]]
    return any(
        first == "," and second in {"and", "but", "while", "as", "after", "which", "who"}
        for first, second in pairwise(between)
    )
