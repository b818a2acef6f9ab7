"""A report: shown in a notebook, asked for its tables, written in any format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.services.data_frames import frame_of
from tracker.services.rendering import chosen_format, fragment, headline_text, render
from tracker.services.tables import briefing_table

if TYPE_CHECKING:
    import pandas as pd

    from tracker.reports.briefing import Briefing


class Report:
    """The report of one period; made by `Store.report`. A notebook shows it, ``print`` prints it.

    Its numbers, words and tables come from one object and agree. Frames are as those of the store.
    """

    def __init__(self, briefing: Briefing) -> None:
        self._briefing = briefing

    @property
    def headline(self) -> str:
        """What happened, in a few sentences."""
        return headline_text(self._briefing)

    @property
    def period(self) -> str:
        """``2014-W46`` for a week, ``2022-02-28`` for a day, ``2014-11-10/2014-11-13`` otherwise."""
        return self._briefing.period.label

    @property
    def series(self) -> str:
        """The series it rests on."""
        return self._briefing.series

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why it is stale or partial, in sentences."""
        return tuple(one.message for one in self._briefing.warnings)

    @property
    def credits(self) -> tuple[str, ...]:
        """The credits to print with its numbers."""
        return tuple(self.windows().attrs["credits"])

    def windows(self) -> pd.DataFrame:
        """Each fixing of the period with its move, of this series and those beside it; as `Store.windows`."""
        return self._frame("windows")

    def events(self) -> pd.DataFrame:
        """The events of the period and those that met one of its fixings; as `Store.events`."""
        return self._frame("events")

    def alignments(self) -> pd.DataFrame:
        """Those events against the series of the report; as `Store.alignments`, with p and verdict."""
        return self._frame("alignments")

    def rates(self) -> pd.DataFrame:
        """The values of the period and of the weeks before it: ``series``, ``label``, ``made_to``, ``value``."""
        return self._frame("rates")

    def list_changes(self) -> pd.DataFrame:
        """Changes of the sanctions lists in the period; as `Store.list_changes`."""
        return self._frame("list_changes")

    def render(self, format: str = "text") -> str | bytes:  # noqa: A002 - what the command line calls it
        """The report in a format of ``tracker report --format``; bytes for spreadsheets and the like."""
        return render(self._briefing, chosen_format(format, chromium=""))

    def save(self, path: str | os.PathLike[str], format: str | None = None) -> Path:  # noqa: A002 - the same
        """Write it to a file, in the format its name ends with where none is said; the path."""
        target = Path(path)
        written = render(self._briefing, chosen_format(format, str(target), chromium=""))
        target.write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
        return target

    def __repr__(self) -> str:
        return f"<tracker.Report {self.period}, {self.series}>"

    def __str__(self) -> str:
        return str(self.render("text"))

    def _repr_html_(self) -> str:
        return fragment(self._briefing)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002 - the protocol's names
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def _frame(self, name: str) -> pd.DataFrame:
        return frame_of(briefing_table(self._briefing, name))
