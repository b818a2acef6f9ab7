"""``--placebo``: the same selection some rates earlier or later, where nothing of it happened."""

from __future__ import annotations

import numpy as np

from tracker.analysis.comparing.common import Common
from tracker.analysis.comparing.together import placebos, together
from tracker.analysis.localised import LEVEL
from tracker.errors import NoDataError
from tracker.services.prepared import Prepared
from tracker.services.study_views import ViewAnswer
from tracker.services.study_views import _words as words

STEPS = tuple(step for step in range(-60, 61, 5) if step)
"""Rates by which the dates are shifted."""

_UNITS = {
    **dict.fromkeys(("effect", "interval"), words.LOG),
    "pvalue": "share of comparable ordinary days, or of all shifts of the dates, with a move at least as large",
    "offset": "rates; > 0: later",
}


class PlaceboDates:
    """The real dates among shifted ones."""

    key = "placebo"

    def answer(self, prepared: Prepared, option: str | None) -> ViewAnswer:  # noqa: ARG002 - a bare flag
        """The real selection and the shifted ones, each with its test."""
        import pandas as pd

        found = words.dated_of(prepared.frames, prepared.alignments, words.spec_of(prepared))
        real = together(found, found.windows())
        if real.because:
            raise NoDataError(f"These events cannot be tested: {real.because}.")
        shifted = placebos(found, np.array(STEPS, dtype=np.intp))
        rows = [_row(0, real), *(_row(one.offset, one.common) for one in shifted)]
        known = [one for one in shifted if not one.common.because]
        larger = sum(abs(one.common.score) > abs(real.score) for one in known)
        record = {
            "view": "placebo",
            "series": prepared.chosen.levels.series.key,
            "window": list(prepared.question.window),
            "real": words.nested(rows[0]),
            "placebos": [words.nested(row) for row in rows[1:]],
            "n_tested": len(known),
            "n_significant": sum(one.common.pvalue <= LEVEL for one in known),
            "n_larger": larger,
            "left_out": words.left_out_record(prepared),
        }
        lines = [*words.head(prepared, "beside the same dates shifted"), "", words.common_head("shifted by")]
        lines.append(words.common_row("not shifted", real))
        lines += [words.common_row(_shift(one.offset), one.common) for one in known]
        lines.append("")
        for because in dict.fromkeys(one.common.because for one in shifted if one.common.because):
            those = [_shift(one.offset, "") for one in shifted if one.common.because == because]
            lines += words.wrapped(f"not shifted by {', '.join(those)}: {because}")
        lines += words.wrapped(
            f"Of {len(known)} shifted selections {record['n_significant']} have p ≤ 0.05, by chance"
            f" {LEVEL * len(known):.1f}; {larger} moved more in usual swings than the real one. Shifted windows that"
            " touch a real one are left out. Neighbouring shifts share their weather and are no independent trials."
        )
        lines += words.left_out_lines(prepared)
        return words.Answer(
            said=tuple(lines),
            found=record,
            frame=pd.DataFrame(rows),
            units=_UNITS,
            barred=prepared.barred,
            credits=prepared.credits(),
        )


def _shift(offset: int, noun: str = " rates") -> str:
    return f"{offset:+d}{noun}".replace("-", "−")


def _row(offset: int, common: Common) -> dict[str, object]:
    return {"offset": offset, **words.common_fields(common)}


VIEW = PlaceboDates()
