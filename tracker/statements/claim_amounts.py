"""The numbers of a sentence with their units and with what their wording allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracker.model.claim import Band
from tracker.statements import claim_words as words
from tracker.statements.claim_tokens import Token, follows, number, unit

_RANGE = frozenset(("-", "–", "—", "to", "and"))
_SIDES = frozenset(("above", "over", "below", "under", "past", "through", "beyond"))
_UNITS = frozenset(("million", "trillion", "thousand", "m", "mn", "trn", "a", "an", "per", "each", "-", "worth"))
_PEAK = "“{0}” is of the furthest moment, perhaps within a day, and the rates are made once a day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number at tokens [start, end), its wording included.

    Attributes
    ----------
    unit : str
        ``share`` (a fraction), ``roubles``, ``barrel`` (dollars), ``billions`` (of dollars), ``record``, ``largest``.
    direction : str
        Where the word itself has one ("halved").
    quote : str
        The currency that so many roubles are paid for; empty where none is named beside it.
    side : str
        Of a level that is said to be crossed, not reached: the word for it; else empty.
    in_points : bool
        Percentage or basis points: a difference, not a share.
    unknown : str
        Why it cannot be checked.
    days : int
        Of ``largest``: the length of the move.
    back : int
        Of a record: among the values of how many days ("a five-year low"); 0 where nothing is said.
    of_all : bool
        Of a record: among all there are ("all-time low"); a time beside it is when it was reached.
    """

    start: int
    end: int
    unit: str
    wording: str
    value: Fraction | None = None
    band: Band | None = None
    direction: str = ""
    quote: str = ""
    side: str = ""
    in_points: bool = False
    unknown: str = ""
    days: int = 1
    back: int = 0
    of_all: bool = False

    def band_towards(self, direction: str, subject: str) -> Band | None:
        """What a level allows: one that is crossed lies beyond, on the side to which the subject moved.

        A weaker rouble is a higher number of roubles, so that "fell below 50 to the dollar" is 50 or more.
        """
        if not self.side or self.value is None:
            return self.band
        upwards = direction == ("fall" if subject == "rouble" else "rise")
        if not direction:
            upwards = self.side not in {"below", "under"}
        return Band(low=self.value, high=None) if upwards else Band(low=None, high=self.value)


def amounts(sentence: Sequence[Token], text: str, *, late: bool = False) -> Iterator[Amount]:
    """Every number of a known form, in order. ``late``: the verb of a clause may stand behind its number."""
    at = 0
    while at < len(sentence):
        found = _percent(sentence, at, text) or _fraction(sentence, at, text, late=late) or _level(sentence, at, text)
        if found is not None:
            yield found
        at = found.end if found is not None else at + 1


def band_of(low: Fraction, high: Fraction, tolerance: words.Tolerance) -> Band:
    """What a number, or a range of two, may stand for with an approximating word."""
    below = None if tolerance.below is None else low - low * tolerance.below
    above = None if tolerance.above is None else high + high * tolerance.above
    return Band(low=below, high=above)


def _percent(sentence: Sequence[Token], at: int, text: str) -> Amount | None:
    """ "nearly 40 percent", "30 to 40 %", "150 basis points"."""
    first = number(sentence[at].word)
    if first is None:
        return None
    end, last, exact = at + 1, first, unit(sentence[at].word)
    # "From 8 to 9.5 percent" is no range: the second number is where it stands now.
    moved = at > 0 and sentence[at - 1].word == "from"
    if at + 2 < len(sentence) and sentence[at + 1].word in _RANGE and not moved:
        second = number(sentence[at + 2].word)
        if second is not None and second > first:
            end, last = at + 3, second
    after = _per_cent_until(sentence, end)
    if after is None:
        return None
    points = sentence[after - 1].word in {"points", "point"}
    scale = Fraction(1, 10_000) if points and sentence[after - 2].word == "basis" else Fraction(1, 100)
    return _worded(
        sentence,
        at,
        after,
        text,
        values=(first * scale, last * scale),
        half=None if last != first else exact * scale / 2,
        unit_name="share",
        in_points=points,
    )


def _per_cent_until(sentence: Sequence[Token], at: int) -> int | None:
    """The position after "percent", "per cent", "%", with "points"; None where there is none."""
    if at < len(sentence) and sentence[at].word == "-":  # "a 10-percent fall"
        at += 1
    if at >= len(sentence):
        return None
    end = at + 1 if sentence[at].word in words.PER_CENT else at + 2 if follows(sentence, at, ("per", "cent")) else None
    if end is None and sentence[at].word == "basis":
        end = at + 1
    if end is not None and end < len(sentence) and sentence[end].word in {"points", "point"}:
        return end + 1
    return None if end is None or sentence[end - 1].word in {"percentage", "basis"} else end


def _fraction(sentence: Sequence[Token], at: int, text: str, *, late: bool) -> Amount | None:
    """ "a third of its value", "two thirds", "halved"."""
    word = sentence[at].word
    if word in words.HALVED or word in words.DOUBLED:
        value = Fraction(1, 2) if word in words.HALVED else Fraction(1)
        way = "fall" if word in words.HALVED else "rise"
        return _worded(
            sentence, at, at + 1, text, values=(value, value), tolerance=words.ABOUT, unit_name="share", direction=way
        )
    many = Fraction(1)
    if word in words.FRACTIONS and word.endswith("s") and at:
        many = number(sentence[at - 1].word) or Fraction(0)
    elif word not in words.FRACTIONS or (at and sentence[at - 1].word in {"first", "second", "the"}):
        return None
    value = words.FRACTIONS[word] * many
    start = at - 1 if at and (word.endswith("s") or sentence[at - 1].word in {"a", "one"}) else at
    of_value = at + 3 < len(sentence) and follows(sentence, at + 1, ("of",)) and sentence[at + 3].word == "value"
    around = sentence[max(0, start - 4) : at + 5 if late else start]
    moved = any(token.word in words.FALL | words.RISE for token in around)
    if not 0 < value < 1 or not (of_value or moved):
        return None
    return _worded(sentence, start, at + 1, text, values=(value, value), tolerance=words.ABOUT, unit_name="share")


def _level(sentence: Sequence[Token], at: int, text: str) -> Amount | None:
    """ "46.30 roubles to the dollar", "50 per euro", "$80 a barrel", "$428.6 billion"."""
    value = number(sentence[at].word)
    if value is None or not value:
        return None
    half = unit(sentence[at].word) / 2
    dollars = at > 0 and sentence[at - 1].word == "$"
    end, name, quote = at + 1, "", ""
    if end < len(sentence) and sentence[end].word in {"rouble", "roubles", "ruble", "rubles"} and not dollars:
        end, name = end + 1, "roubles"
    if not dollars and (named := _quote(sentence, end)):
        end, quote, name = *named, "roubles"
    elif dollars and end + 1 < len(sentence) and sentence[end + 1].word == "barrel":
        end, name = end + 2, "barrel"
    elif end < len(sentence) and sentence[end].word in {"billion", "bn"}:
        end, name = end + 1, "billions"
    elif dollars and (end >= len(sentence) or sentence[end].word not in _UNITS):
        name = "barrel"  # "Brent fell below $80": of nothing else is a number of dollars a level here
    elif follows(sentence, end, ("dollars", "a", "barrel")) or follows(sentence, end, ("dollars", "per", "barrel")):
        end, name = end + 3, "barrel"
    if not name:
        return None
    start = at - 1 if dollars else at
    return _worded(sentence, start, end, text, values=(value, value), half=half, unit_name=name, quote=quote)


def _quote(sentence: Sequence[Token], at: int) -> tuple[int, str] | None:
    """The position after "to the dollar", "per euro", "a dollar", and the currency."""
    if at >= len(sentence) or sentence[at].word not in words.AGAINST:
        return None
    for further in range(at + 1 if sentence[at].word not in {"a", "one", "each"} else at, min(at + 5, len(sentence))):
        if sentence[further].word in words.QUOTES:
            return further + 1, words.QUOTES[sentence[further].word]
        if sentence[further].word not in {"the", "a", "one", "us", "u", ".", "s", "each", "against"}:
            return None
    return None


def _worded(
    sentence: Sequence[Token],
    start: int,
    end: int,
    text: str,
    *,
    values: tuple[Fraction, Fraction],
    unit_name: str,
    half: Fraction | None = None,
    tolerance: words.Tolerance | None = None,
    direction: str = "",
    quote: str = "",
    in_points: bool = False,
) -> Amount:
    """The amount with the words before it that say how nearly it is meant."""
    begin, unknown, side = start, "", ""
    before = start - 1 if start and sentence[start - 1].word in {"a", "an"} and direction == "" else start
    for stop in dict.fromkeys((start, before)):
        for phrase in sorted(words.APPROXIMATIONS, key=len, reverse=True):
            if begin == start and follows(sentence, stop - len(phrase), phrase):
                begin, tolerance = stop - len(phrase), words.APPROXIMATIONS[phrase]
        for phrase in words.PEAKS:
            if begin == start and follows(sentence, stop - len(phrase), phrase):
                begin, unknown = stop - len(phrase), _PEAK.format(" ".join(phrase))
    if unit_name != "share" and start and sentence[start - 1].word in _SIDES:
        begin, side = start - 1, sentence[start - 1].word
    band = (
        band_of(*values, tolerance)
        if tolerance is not None
        else Band(low=values[0] - (half or 0), high=values[1] + (half or 0))
    )
    return Amount(
        start=begin,
        end=end,
        unit=unit_name,
        wording=" ".join(text[sentence[begin].start : sentence[end - 1].end].split()),
        value=values[0],
        band=band,
        direction=direction,
        quote=quote,
        side=side,
        in_points=in_points,
        unknown=unknown,
    )
