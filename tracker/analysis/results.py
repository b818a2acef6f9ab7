"""What a study found: numbers in tidy frames, reasons as values, text on request."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tracker.analysis.spec import StudySpec


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """A result that could not be computed, and why, in words that follow "not applicable, because"."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyResult:
    """A study's results. All moves are log points; positive is a weaker quote currency (USD/RUB: a weaker rouble).

    Attributes
    ----------
    spec : StudySpec
        What was asked for.
    rows : DataFrame
        One row per event, in the order of the events: ``event_id`` (empty for pairs), ``column, pre, label, spans,
        ambiguous, n_estimation, n_excluded`` (observations passed over because they are not ordinary), ``raw`` (the
        move over the window), ``car, se, pvalue`` (headline), ``pvalue_earliest, pvalue_latest, pvalue_span`` (only
        where ambiguous), ``gap_days, method_break``, the factors' own moves ``move_NAME``; ``sigma, critical`` (the
        smallest own part that would stand out), ``interval_lower, interval_upper, mde, variance_ratio`` where ``fhs``
        is asked for; ``KEY_stat, KEY_pvalue, KEY_df`` for each statistic (df is NaN where the reference is not a t
        distribution) and its own columns; ``holm_pvalue, bh_pvalue, romano_wolf_pvalue``: the headline p, allowing for
        the number of distinct windows. NaN where not applicable, with the reason in ``not_applicable``.
    aggregate : DataFrame
        ``statistic, n_events, n_windows, k_effective, family_size, caar, stat, pvalue, adjusted_pvalue, df,
        expected_false_flags``: a row ``caar``, one for each test over many windows, and ``pre_trend`` where windows
        begin before τ = −1. Windows that overlap merge into their union, and unions are counted (``n_windows``) and
        averaged (``caar``), not events; a test that uses other windows counts those. ``k_effective`` weighs the
        windows before they merge, those that end at one rate as one; ``family_size`` counts the
        distinct ones with a headline p, ``expected_false_flags`` is 0.05 times as many. ``adjusted_pvalue`` is the
        headline test's own (``circular``, or the first asked for); its sensitivities have none.
    abnormal : DataFrame
        ``row, column, label, tau, label_tau, abnormal``: every observation of every window; for an ambiguous event τ
        begins ``spans − 1`` earlier.
    path : DataFrame
        ``tau, mean, lower, upper, lower_simultaneous, upper_simultaneous, n``: mean cumulative abnormal return over
        distinct windows, zero at τ = −1, with bands of 95 per cent (`tracker.analysis.bands`).
    not_applicable : DataFrame
        ``row, statistic, because``; row −1 is the aggregate, the path, or a column missing in every row.
    """

    spec: StudySpec
    rows: pd.DataFrame
    aggregate: pd.DataFrame
    abnormal: pd.DataFrame
    path: pd.DataFrame
    not_applicable: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """The rows: one event per row, one number per column."""
        return self.rows.copy()

    def summary(self) -> str:
        """The study as text: what was done, one line per event, and what could not be done."""
        spec, rows = self.spec, self.rows
        total = self.aggregate.iloc[0]
        first, last = spec.window
        how = f"model {spec.model}, {spec.estimation} observations ending {spec.gap} before the window"
        count = f"{total['n_events']:.0f} events in {total['n_windows']:.0f} windows"
        lines = [
            f"Event study: {how}, window [{first}, {last}], headline {spec.headline}",
            f"{count}, as informative as {_number(total['k_effective'], 1)} separate ones",
            f"mean CAR {_per_cent(total['caar'])} log per cent",
            *(
                f"{row['statistic']}: {_number(row['stat'], 3)}, p {_number(row['pvalue'], 4)}"
                for row in self.aggregate.iloc[1:].to_dict("records")
            ),
            "",
            f"{'event':<32} {'day 0':<20} {'spans':>5} {'CAR %':>8} {'se %':>7} {'p':>7} {'mde %':>7}",
        ]
        for row in rows.to_dict("records"):
            name = str(row["event_id"] or row["column"])
            name = name if len(name) <= 32 else name[:31] + "…"
            moves = " ".join(f"{_per_cent(row[key]):>{width}}" for key, width in (("car", 8), ("se", 7)))
            lines.append(
                f"{name:<32} {row['label']!s:<20} {row['spans']:>5} {moves} "
                f"{_number(row['pvalue'], 4):>7} {_per_cent(row['mde']):>7}"
            )
        if len(self.not_applicable):
            lines += ["", "Not applicable:"]
            entries = self.not_applicable.to_numpy(dtype=object).tolist()
            lines += [
                f"  {'all events' if row < 0 else f'event {row + 1}'}, {statistic}: {because}"
                for row, statistic, because in entries
            ]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()


def _per_cent(value: object) -> str:
    return _number(value * 100 if isinstance(value, float) else value, 2)


def _number(value: object, digits: int) -> str:
    return "–" if not isinstance(value, float) or value != value else f"{value:.{digits}f}"  # noqa: PLR0124 - NaN
