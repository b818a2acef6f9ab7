"""Records and largest moves: "to a record low", "its lowest since March", "the steepest fall since 1998"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.statements import claim_words as words
from tracker.statements.claim_amounts import Amount
from tracker.statements.claim_tokens import Token, number

_NEAR = 7
_DAYS = {"week": 7, "month": 30, "year": 365}
_BAD = frozenset(("worst", "steepest", "sharpest", "deepest", "heaviest"))


def extremes(sentence: Sequence[Token], text: str) -> Iterator[Amount]:
    """Every record and every largest move that is compared with a stated time or with all there is."""
    for at, token in enumerate(sentence):
        if token.word in words.LOW | words.HIGH:
            found = _record(sentence, at, text)
        elif token.word in words.SUPERLATIVES:
            found = _largest(sentence, at, text)
        else:
            continue
        if found is not None:
            yield found


def _record(sentence: Sequence[Token], at: int, text: str) -> Amount | None:
    start = at
    while start and start > at - 3 and (sentence[start - 1].word in words.EVER or _length(sentence[start - 1].word)):
        start -= 1
    marked = start < at or _of_all(sentence, at)
    of_all = any(token.word in words.EVER for token in sentence[start:at]) or _since_records_began(sentence, at)
    if not marked and not _compared(sentence, at):
        return None
    return Amount(
        start=start,
        end=at + 1,
        unit="record",
        wording=_written(sentence, start, at + 1, text),
        direction="fall" if sentence[at].word in words.LOW else "rise",
        of_all=of_all,
        back=next((days for token in sentence[start:at] if (days := _length(token.word))), 0),
    )


def _largest(sentence: Sequence[Token], at: int, text: str) -> Amount | None:
    days, end = 1, at + 1
    while end < len(sentence) and end < at + 4 and sentence[end].word not in words.MOVE_NOUNS:
        days = words.LENGTHS.get(sentence[end].word, days)
        if sentence[end].word in {"day", "week", "month"} and sentence[at].word in {"worst", "best"}:
            days = {"day": 1, "week": 7, "month": 30}[sentence[end].word]
            break
        end += 1
    if end >= len(sentence) or end >= at + 4:
        return None
    noun = sentence[end].word
    direction = words.MOVE_NOUNS.get(noun, "fall" if sentence[at].word in _BAD else "rise")
    if not _compared(sentence, end) and not _of_all(sentence, end):
        return None
    return Amount(
        start=at,
        end=end + 1,
        unit="largest",
        wording=_written(sentence, at, end + 1, text),
        direction=direction,
        days=days,
    )


def _compared(sentence: Sequence[Token], at: int) -> bool:
    """Whether "since …" or "in five years" follows soon."""
    ahead = [token.word for token in sentence[at + 1 : at + 1 + _NEAR]]
    if "since" in ahead:
        return True
    return any(
        one in {"in", "for"} and number(two) is not None and three.startswith(("year", "month", "week"))
        for one, two, three in zip(ahead, ahead[1:], ahead[2:], strict=False)
    )


def _of_all(sentence: Sequence[Token], at: int) -> bool:
    """Whether "ever" or "on record" follows soon."""
    return any(token.word in {"ever", "record", "history"} for token in sentence[at + 1 : at + 4])


def _since_records_began(sentence: Sequence[Token], at: int) -> bool:
    ahead = [token.word for token in sentence[at + 1 : at + 3 + _NEAR]]
    return ("since", "records", "began") in zip(ahead, ahead[1:], ahead[2:], strict=False)


def _length(word: str) -> int:
    """Days of "five-year"; 0 for anything else."""
    first, _, rest = word.partition("-")
    many = number(first)
    return int(many) * _DAYS[rest] if many is not None and many < 100 and rest in _DAYS else 0


def _written(sentence: Sequence[Token], start: int, end: int, text: str) -> str:
    return " ".join(text[sentence[start].start : sentence[end - 1].end].split())
