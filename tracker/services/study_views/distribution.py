"""``--distribution``: how far the rate had moved some days after the events, beside ordinary days."""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.comparing.dated import Dated
from tracker.analysis.comparing.distribution import LEAST, SHARES, After, distribution
from tracker.reports.numbers import percent, value_of_log
from tracker.services.prepared import Prepared
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views import _words as words

_UNITS = {
    **dict.fromkeys(("moves", "quantiles", "ordinary", "move"), words.LOG),
    "pair_change": "fraction: how much more a unit of the base currency costs",
    "value_change": "fraction: how much more a unit of the quote currency buys; < 0: less",
}
_ID = 40


class Distribution:
    """Percentiles over several horizons and the worst with its day."""

    key = "distribution"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:  # noqa: ARG002 - a bare flag
        """Of at least ten windows percentiles, of fewer the list."""
        import pandas as pd

        found = words.dated_of(prepared.frames, prepared.alignments, words.spec_of(prepared, window=(0, 0)))
        after = distribution(found)
        ids = [event.id for event in prepared.events]
        record = {
            "view": "distribution",
            "series": prepared.chosen.levels.series.key,
            "shares": SHARES.tolist(),
            "horizons": [_record(one, found, ids) for one in after],
            "left_out": words.left_out_record(prepared),
        }
        frame = pd.DataFrame([_flat(one, found, ids, whose) for one in after for whose in ("events", "ordinary")])
        return words.Answer(
            said=tuple(_lines(prepared, found, after, ids)),
            found=record,
            frame=frame,
            units=_UNITS,
            barred=prepared.barred,
            credits=prepared.credits(),
        )


def _lines(prepared: Prepared, found: Dated, after: tuple[After, ...], ids: list[str]) -> list[str]:
    name = prepared.chosen.levels.series.name
    lines = [*words.head(prepared, "moves from the first rate that could know each"), ""]
    many = any(np.isfinite(one.quantiles).any() for one in after)
    shares = "".join(f"{f'{share:.0%}'.replace('%', ' %'):>9}" for share in SHARES)
    lines.append(f"{'rates':>5}  {'':<15}{'windows':>8}{shares}")
    for one in after:
        if many:
            lines.append(f"{one.observations:>5}  {'after events':<15}{one.n_windows:>8}{_row(one.quantiles)}")
        ordinary = f"{'' if many else one.observations:>5}  {'ordinary days':<15}{'':>8}{_row(one.ordinary)}"
        lines.append(ordinary)
    lines.append("")
    lines += words.wrapped(
        "ordinary days: past days of like volatility, brought to that of each event's day, each event counting alike."
        " windows: events that begin at one rate are one; those that not so many rates follow are left out."
    )
    overlapping = [one for one in after if one.n_windows - one.k_effective > 0.5]
    if overlapping:
        told = ", ".join(f"{one.k_effective:.0f} at {one.observations} rates" for one in overlapping)
        lines += words.wrapped(f"Windows overlap; they tell as much as {told} that do not.")
    fewest = min(one.n_windows for one in after)
    if fewest < LEAST:
        lines += words.wrapped(f"Fewer than {LEAST} windows have no percentiles; the list:")
        lines += _listed(after, ids)
    for one in after:
        if one.worst:
            lines += words.wrapped(_worst(one, found, ids, name.base, name.quote))
    lines += words.left_out_lines(prepared)
    return lines


def _row(values: Floats) -> str:
    return "".join(f"{words.move(value):>9}" for value in values.tolist())


def _listed(after: tuple[After, ...], ids: list[str]) -> list[str]:
    lines = [f"  {'event':<{_ID}}" + "".join(f"{words.count(one.observations, 'rate'):>10}" for one in after)]
    for number, event_id in enumerate(ids):
        moves = "".join(f"{words.move(float(one.moves[number])):>10}" for one in after)
        lines.append(f"  {words.cut(event_id, _ID - 1):<{_ID}}{moves}")
    return lines


def _worst(one: After, found: Dated, ids: list[str], base: str, quote: str) -> str:
    move = float(one.moves[one.worst[0]])
    label = found.judge.column.labels[one.worst_last]
    rates = words.count(one.observations, "rate")
    if move > 0:
        sizes = (
            f"one {base} cost {percent(math.expm1(move), digits=1)} more {quote}, which is"
            f" {percent(-value_of_log(move), digits=1)} off the value of the {quote}"
        )
    else:
        sizes = f"even then one {base} cost {percent(-math.expm1(move), digits=1)} less {quote}"
    return f"worst over {rates}, to {label}: {sizes} ({', '.join(_ids(one, ids))})"


def _ids(one: After, ids: list[str]) -> list[str]:
    """The events of the worst move, in an order of their own."""
    return sorted(ids[row] for row in one.worst)


def _record(one: After, found: Dated, ids: list[str]) -> dict[str, object]:
    move = float(one.moves[one.worst[0]]) if one.worst else math.nan
    worst: dict[str, object] = {
        "event_ids": _ids(one, ids),
        "last": str(found.judge.column.labels[one.worst_last]) if one.worst else None,
        "move": move,
        "pair_change": math.expm1(move),
        "value_change": value_of_log(move),
    }
    enough = bool(np.isfinite(one.quantiles).all())
    return {
        "observations": one.observations,
        "n_windows": one.n_windows,
        "k_effective": words.number(one.k_effective),
        "quantiles": one.quantiles.tolist() if enough else None,
        "because": None if enough else f"fewer than {LEAST} windows have no percentiles",
        "ordinary": one.ordinary.tolist() if np.isfinite(one.ordinary).all() else None,
        "moves": [
            {"event_id": event_id, "move": words.number(move)}
            for event_id, move in zip(ids, one.moves.tolist(), strict=True)
        ],
        "worst": worst if one.worst else None,
    }


def _flat(one: After, found: Dated, ids: list[str], whose: str) -> dict[str, object]:
    values = one.quantiles if whose == "events" else one.ordinary
    worst = whose == "events" and bool(one.worst)
    return {
        "observations": one.observations,
        "days": whose,
        "n_windows": one.n_windows,
        **{f"q{share * 100:02.0f}": value for share, value in zip(SHARES, values.tolist(), strict=True)},
        "worst": one.moves[one.worst[0]] if worst else math.nan,
        "worst_last": str(found.judge.column.labels[one.worst_last]) if worst else "",
        "worst_event_ids": " | ".join(_ids(one, ids)) if worst else "",
    }


VIEW = Distribution()
