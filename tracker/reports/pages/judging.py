"""How a move was judged: what was computed, from what, in a note that opens beneath it.

It speaks as the page does; what the field calls a number stands after it as ``small``, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from tracker.reports import dates
from tracker.reports.currencies import pair_of
from tracker.reports.findings import WindowFinding
from tracker.reports.numbers import level, odds, odds_of, percent, signed, size_of_log, untold, value_of_log, verdict_of
from tracker.reports.pages.markup import element, together
from tracker.reports.pages.telling import Telling, said
from tracker.reports.phrases import made_day, tone_of

_LEAST = 0.0001


def how_judged(telling: Telling, found: WindowFinding) -> Markup | None:
    """The inputs of a move's verdict; None for a move that was not tested."""
    if not found.tested:
        return None
    rows = [element("div", element("dt", key), element("dd", content)) for key, content in _rows(telling, found)]
    return element(
        "details",
        element("summary", "How this was reckoned"),
        element("dl", rows, class_="reckoned"),
        class_="how",
    )


def _rows(telling: Telling, found: WindowFinding) -> Iterator[tuple[str, Markup]]:
    briefing = telling.briefing
    info, window = briefing.info, found.window
    pair = pair_of(info.series.name)
    noun, key = info.observation, info.series.key
    before, after = (
        telling.number(together(level(value, 4)), [f"{key} {fixing.label}"])
        for value, fixing in ((window.value_before, window.pre), (window.value, window.fixing))
    )
    pre_day = dates.day_name(made_day(window.pre, info), year=True)
    yield (
        "Move",
        together(
            before,
            f" ({pre_day}) → ",
            after,
            f" {said(info.series.unit, 60)}: {signed(100 * window.move.log_return)} log %, a {pair.base} costs"
            f" {percent(window.move.pair_change, signed=True, digits=2)}, a {pair.quote} buys"
            f" {percent(window.move.value_change, signed=True, digits=2)}",
        ),
    )
    if found.own_part is not None:
        model = f": {said(briefing.model)}" if briefing.model else ""
        value = percent(value_of_log(found.own_part), signed=True, digits=2)
        own = f"{value}, {_side(found.own_part)} ({signed(100 * found.own_part)} log %)"
        yield "Own part", together(f"{own}{model}")
    if found.sigma is not None:
        yield (
            "Usual size",
            together(
                f"a move of the {pair.quote}'s own of {percent(size_of_log(found.sigma), digits=2)} was to be expected"
                f" that day (one standard deviation, forecast from the {noun}s before)"
            ),
        )
    if found.pvalue is not None:
        reason = untold(found)
        yield (
            "Share",
            together(
                f"{odds_of(found)}, weaker or stronger",
                _called(f"{_p(found.pvalue)}, two-sided"),
                ": the own part over its expected size, ranked among those of earlier ordinary days, of which the"
                f" equally nervous ones weigh most{f'; {reason}' if reason else ''}",
            ),
        )
    elif found.not_applicable:
        yield "Not judged", together(said(found.not_applicable))
    if found.interval is not None:
        low, high = sorted(value_of_log(bound) for bound in found.interval)
        yield (
            "Range",
            together(
                f"an effect between {percent(low, signed=True)} and {percent(high, signed=True)} on the {pair.quote}"
                " fits the data (95 %)"
            ),
        )
    if found.threshold is not None and found.mde is not None:
        yield (
            "Reach",
            together(
                f"{percent(size_of_log(found.threshold))} had to be passed to stand out;"
                f" {percent(size_of_log(found.mde))} would have been found four times in five"
            ),
        )
    if found.textbook_t is not None and found.textbook_pvalue is not None:
        yield "Textbook test", _textbook(found.textbook_t, found.textbook_pvalue, pair.quote)
    if found.pvalue is not None and briefing.calibrated:
        yield "Checked", together(said(briefing.calibrated))
    within = percent(briefing.plausible_effect, digits=0)
    yield "Verdict", together(f"{verdict_of(found)}; “ordinary” allows effects up to ± {within}")


def _side(log_points: float) -> str:
    """The direction of a number whose sign is that of the pair: above zero, the quote currency weakened."""
    return tone_of(log_points) or "neither weaker nor stronger"


def _textbook(statistic: float, pvalue: float, noun: str) -> Markup:
    """The share without a sign: the own part beside it has that of the currency, the statistic that of the pair."""
    share = odds(pvalue) if pvalue >= _LEAST else f"as large on less than 1 of {round(1 / _LEAST)} ordinary days"
    side = _side(statistic)
    return together(
        f"the {noun} {side}, {share} were days as the textbook has them",
        _called(f"t = {abs(statistic):.2f}, {side}, {_p(pvalue)}"),
        "; for comparison alone",
    )


def _called(terms: str) -> Markup:
    """What the field calls a number that was just told in readers' words."""
    return together(" ", element("small", f"(statisticians call this {terms})"))


def _p(value: float) -> str:
    """A p-value that never claims to be nothing."""
    return f"p = {value:.4f}" if value >= _LEAST else f"p < {_LEAST}"
