"""The answer of a study in a few plain sentences: what stands out, what all of it says together, what it cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from tracker.analysis.family import LEVEL
from tracker.analysis.verdicts import CANNOT_TELL, SOMEWHAT_UNUSUAL, UNUSUAL, VERDICTS, Verdict
from tracker.reports.cleaning import clean
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.document import Text, text
from tracker.reports.figures.reactions import size_said
from tracker.reports.numbers import odds, percent, size_of_log
from tracker.reports.wording import ENGLISH, capital
from tracker.services.studies import StudyAnswer
from tracker.services.study_tests import HEADLINE, number, of_a_hundred

Row = Mapping[Hashable, Any]
OUT = frozenset((UNUSUAL, SOMEWHAT_UNUSUAL))
"""Verdicts of what stands out."""


def headline_of_study(answer: StudyAnswer) -> Text:
    """The first sentence says the most important; no sentence says why a rate moved."""
    rows = tested(answer)
    if not rows:
        return text("None of these announcements could be tested. ", _why_none(answer))
    said = _of_one(answer, *next(iter(rows.values()))) if len(rows) == 1 else _of_several(answer, rows)
    return text(" ".join((*said, "Nothing here says why the rate moved.")))


def tested(answer: StudyAnswer) -> dict[tuple[str, int], tuple[Row, Verdict]]:
    """The separate moves that have a p, in order of time, each with its verdict: events that share one count once."""
    rows = zip(answer.result.rows.to_dict("records"), answer.verdicts, strict=True)
    found = {
        (str(row["label"]), int(row["spans"])): (row, judged)
        for row, judged in rows
        if number(row["pvalue"]) is not None
    }
    return dict(sorted(found.items()))


def _why_none(answer: StudyAnswer) -> str:
    table = answer.result.not_applicable
    why = set(table[table["statistic"] == "pvalue"]["because"].astype(str))
    if len(why) > 1:
        return "The reasons stand below, by announcement."
    return f"{capital(clean(why.pop(), 300))}." if why else ""


def _of_one(answer: StudyAnswer, row: Row, verdict: Verdict) -> Iterator[str]:
    pair = pair_of(answer.aligned.levels.series.name)
    own, share = size_said(float(row["car"]), ENGLISH), rare_of(row)
    share = f"the {share}" if share.startswith("largest") else share
    if row["spans"] > 1:
        most = "Of the rates that could have known it first, the most unusual one, their number allowed for,"
        said = f"Its own part was {own}. {most} is {share}."
    else:
        said = f"Its own part, {own}, is {share}."
    move = f"{capital(pair.the_quote)} was {size_said(float(row['raw']), ENGLISH)} {_over(answer, row)}"
    if verdict.word in OUT:
        yield f"{move}: {verdict}."
        yield said
    elif verdict.word == CANNOT_TELL:
        yield f"{move}, and nobody can tell whether that is more than an ordinary day."
        yield f"{said}{_blind(row)}"
    else:
        yield f"{move}, which is {verdict}."
        yield said


def rare_of(row: Row) -> str:
    """How rare the own part of a tested row is; where several rates are tested, the smallest p there is says less."""
    pvalue, floor = number(row["pvalue"]) or 0.0, number(row.get("fhs_floor"))
    return odds(pvalue, at_floor=row["spans"] == 1 and floor is not None and pvalue <= floor * (1 + 1e-9))


def _over(answer: StudyAnswer, row: Row) -> str:
    begin, end = answer.result.spec.window
    if (begin, end) != (0, 0):
        return f"over the {int(row['spans']) + end - begin} rates looked at"
    if row["spans"] > 1:
        return f"over the {row['spans']} rates that could have known it first"
    return "at the first rate that must have known it"


def _blind(row: Row) -> str:
    mde = number(row.get("mde"))
    return "" if mde is None else f" Only {percent(size_of_log(mde))} or more would have been found four times in five."


def _of_several(answer: StudyAnswer, rows: Mapping[tuple[str, int], tuple[Row, Verdict]]) -> Iterator[str]:
    n, verdicts = len(rows), Counter(verdict.word for _, verdict in rows.values())
    borderline = Counter(verdict.word for _, verdict in rows.values() if verdict.borderline)
    out = sum(verdicts[one] for one in OUT)
    expected = number(answer.result.aggregate["expected_false_flags"].iloc[0])
    chance = "" if expected is None else f", where chance alone marks about {round(expected, 1):g}"
    yield f"{_so_many(out, n)} out{chance}."
    yield from _together(answer, pair_of(answer.aligned.levels.series.name))
    told = [
        f"{verdicts[one]} {one}{f' ({borderline[one]} of them borderline)' if borderline[one] else ''}"
        for one in VERDICTS
        if verdicts[one]
    ]
    yield f"The verdicts: {', '.join(told)}."


def _so_many(out: int, n: int) -> str:
    """How many of the moves stand out, as the beginning of a sentence.

    >>> _so_many(0, 4), _so_many(1, 4), _so_many(2, 2), _so_many(4, 4)
    ('None of 4 moves stands', 'One of 4 moves stands', 'Both moves stand', 'All 4 moves stand')
    """
    if out == n:
        return "Both moves stand" if n == 2 else f"All {n} moves stand"
    lead = capital(ENGLISH.cardinal(out, most=9)) if out else "None"
    return f"{lead} of {n} moves {'stands' if out < 2 else 'stand'}"


def _together(answer: StudyAnswer, pair: Pair) -> Iterator[str]:
    """How the test of all stands, and by itself the size of the mean: the one is in swings, the other in per cent."""
    total = answer.result.aggregate.iloc[0]
    found = answer.result.aggregate[answer.result.aggregate["statistic"] == HEADLINE].to_dict("records")
    mean, swings, pvalue = number(total["caar"]), None, None
    if found:
        swings, pvalue = number(found[0]["stat"]), number(found[0]["pvalue"])
    if mean is None or swings is None or pvalue is None:
        return
    tells = (
        "so together they stand out" if pvalue <= LEVEL else "so nothing tells these dates from others of the series"
    )
    yield (
        "Each day measured by its own swing, the mean is as large at"
        f" {of_a_hundred(pvalue)} of 100 shifts of the same dates, {tells}."
    )
    if mean * swings > 0:  # weighed by swings it may go the other way: then the plain size would mislead
        yield f"{capital(pair.the_quote)}'s own part was {size_said(mean, ENGLISH)} {_apart(int(total['n_windows']))}."


def _apart(separate: int) -> str:
    """Over what a mean own part is taken: moves that overlap are one stretch.

    >>> _apart(1), _apart(7)
    ('over the one stretch of time they share', 'on average over 7 separate stretches of time')
    """
    one = "over the one stretch of time they share"
    return one if separate == 1 else f"on average over {separate} separate stretches of time"
