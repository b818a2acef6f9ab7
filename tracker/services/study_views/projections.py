"""How far the rate has gone h rates after the events, beside ordinary days: local projections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from tracker.analysis.beyond.projections import AROUND, HORIZONS, LAGGED, Projections, local_projections
from tracker.services.findings import factor_words
from tracker.services.prepared import Prepared
from tracker.services.view_words import (
    LOG,
    column,
    counted,
    factors_used,
    finite,
    folded_lines,
    log_per_cent,
    per_cent,
    plain_p,
    records,
)

_UNITS = {**dict.fromkeys(("effect", "lower", "upper"), LOG), "se": "log points", "horizon": "rates after the first"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProjectionsAnswer:
    """Local projections of the selected events."""

    prepared: Prepared
    found: Projections
    controls: tuple[str, ...]

    @property
    def units(self) -> Mapping[str, str]:
        """What the numbers are measured in."""
        return _UNITS

    @property
    def barred(self) -> tuple[str, ...]:
        """Which sources are missing because others read this."""
        return self.prepared.barred

    @property
    def credits(self) -> tuple[str, ...]:
        """Whose numbers are in it."""
        return self.prepared.credits()

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "series": self.prepared.frames.column,
            "method": "local projections (Jordà 2005), Newey–West errors with leverage-adjusted residuals",
            "controls": list(self.controls),
            "first": self.found.first,
            "last": self.found.last,
            "n_events": len(self.prepared.events),
            "n_dates": self.found.n_dates,
            "event_ids": [event.id for event in self.prepared.events],
            "ambiguous": [one.event_id for one in self.prepared.alignments if one.ambiguous],
            "horizons": records(self.found.table),
            "left_out": [{"event_id": one, "because": because} for one, because in self.prepared.left_out],
            "credits": list(self.credits),
        }

    def table(self) -> pd.DataFrame:
        """One horizon per row."""
        return self.found.table

    def lines(self) -> Iterator[str]:
        """The path with its errors, and what they are worth."""
        name = self.prepared.chosen.levels.series.name
        yield from folded_lines(
            f"{counted(len(self.prepared.events), 'event')} on {counted(self.found.n_dates, 'date')} at"
            f" {self.prepared.frames.column}: how much further the rate has gone since the rate before than on ordinary"
            f" days, in per cent, up = {name.quote} weaker"
        )
        yield ""
        yield f"{'rates after':>11}{'further':>10}{'± se':>8}{'95 % from':>12}{'to':>9}{'p':>8}{'dates':>7}"
        for row in self.found.table.to_dict("records"):
            yield (
                f"{row['horizon']:>11}{per_cent(row['effect']):>10}{log_per_cent(row['se']):>8}"
                f"{per_cent(row['lower']):>12}{per_cent(row['upper']):>9}{plain_p(row['pvalue']):>8}{row['n_events']:>7}"
            )
        yield ""
        for because in dict.fromkeys(str(one) for one in self.found.table["because"] if one):
            yield from folded_lines(f"no standard error: {because}")
        yield from self._notes()
        for said in (*self.barred, *self.credits):
            yield from folded_lines(said)

    def _notes(self) -> Iterator[str]:
        yield from folded_lines(
            f"0 is the first rate that could have known an event. Beside {'; '.join(self.controls)};"
            f" ordinary days are those from {self.found.first} to {self.found.last}."
        )
        wide = [one.event_id for one in self.prepared.alignments if one.ambiguous]
        if wide:
            yield from folded_lines(
                f"Of {counted(len(wide), 'event')} the hour is not known: the reaction may begin after 0."
            )
        if self.found.table["se"].notna().any():
            yield from folded_lines(
                "The rows are one path, no separate tests: with 21 rows one is often small by chance. Of 100 sets of"
                " dates without any effect this test marks 2 to 7 at the 5 % level where they lie evenly, and up to 15"
                " at the last rows where they crowd into a storm (simulated)."
            )
        missing = self.found.n_dates - int(self.found.table["n_events"].iloc[0])
        if missing:
            yield from folded_lines(
                f"{counted(missing, 'date')} left out: a long gap, a change of method or a missing control is near."
            )
        for because in dict.fromkeys(because for _, because in self.prepared.left_out):
            ids = [event_id for event_id, reason in self.prepared.left_out if reason == because]
            yield from folded_lines(f"left out, because {because}: {', '.join(ids)}")


@dataclass(frozen=True, slots=True)
class ProjectionsView:
    """``--projections``."""

    key: str = "projections"

    def answer(self, prepared: Prepared, option: str | None) -> ProjectionsAnswer:
        """Horizons 0 to 20; ``option`` is not used."""
        del option
        series = column(prepared)
        firsts = [one.earliest.label for one in prepared.alignments if one.earliest is not None]
        longest = finite(prepared.frames.longest_gap)
        used = factors_used(prepared)
        factors = [factor_words(prepared.frames.column, str(name)) for name in used.columns] if used is not None else []
        said = (f"the same rates' moves of {', '.join(factors)}",) if factors else ()
        return ProjectionsAnswer(
            prepared=prepared,
            found=local_projections(
                series, firsts, horizons=HORIZONS, lagged=LAGGED, around=AROUND, max_gap_days=longest
            ),
            controls=(*said, f"the {LAGGED} moves before"),
        )


VIEW = ProjectionsView()
