"""A study of events: shown in a notebook, as a frame, in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from tracker.services.studies import StudyAnswer


class Study:
    """What a rate did around a selection of events; made by `Store.study`. Moves are log points, above zero: weaker."""

    def __init__(self, answer: StudyAnswer) -> None:
        self._answer = answer

    @property
    def series(self) -> str:
        """The series it was made at."""
        return self._answer.aligned.levels.series.key

    @property
    def left_out(self) -> dict[str, str]:
        """Events no rate could be set against, by id, and why."""
        return dict(self._answer.left_out)

    def to_frame(self) -> pd.DataFrame:
        """One event a row: fixings, ``raw`` move, own part ``car`` with interval, ``pvalue``, ``verdict``, statistics.

        ``attrs`` holds ``units`` by column, ``credits``, and ``not_applicable``: why a number is missing.
        """
        frame = self._answer.table()
        frame["verdict"] = [verdict.word for verdict in self._answer.verdicts]
        frame.attrs.update(
            units=dict(self._answer.units),
            credits=list(self._answer.credits),
            not_applicable=self._answer.result.not_applicable.to_dict("records"),
        )
        return frame

    def aggregate(self) -> pd.DataFrame:
        """All windows together, one test a row."""
        return self._answer.result.aggregate.copy()

    def path(self) -> pd.DataFrame:
        """The average path around the events, one fixing before or after them a row."""
        return self._answer.result.path.copy()

    def summary(self) -> str:
        """The answer in words, as ``tracker study`` prints it."""
        return "\n".join(self._answer.lines())

    def record(self) -> dict[str, Any]:
        """The answer as ``tracker study --format json`` has it."""
        return self._answer.record()

    def __repr__(self) -> str:
        return f"<tracker.Study of {len(self._answer.events)} events at {self.series}>"

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        # A notebook's own style would set columns in a proportional font.
        return f'<pre style="font-family:monospace;line-height:1.3;overflow-x:auto">{escape(self.summary())}</pre>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002 - the protocol's names
        return {"text/html": self._repr_html_(), "text/plain": self.summary()}
