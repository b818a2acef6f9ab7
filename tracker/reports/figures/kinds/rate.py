"""The rate over some weeks, with the announcements of each authority in lanes beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.reports.briefing import Briefing
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.rate import RateFigure, rate_with_events
from tracker.reports.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RateKind:
    """The rate."""

    key: str = "rate"

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """Six weeks up to the end of the period."""
        content = rate_with_events(briefing, words)
        if content is None:
            return None
        return Figure(
            key=self.key,
            title=content.title,
            caption=content.caption,
            spoken=content.spoken,
            reading=content.reading,
            credit=content.credit,
            content=content,
            draw=_draw,
            joint=tuple(sign.leads for lane in content.lanes for sign in lane.signs if sign.count > 1),
        )


def _draw(content: RateFigure, frame: Frame) -> dict[str, Any]:
    from tracker.reports.figures.spec import spec_of

    return spec_of(content, frame)


FIGURE = RateKind()
