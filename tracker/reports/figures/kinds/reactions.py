"""The period's rates as a forest plot: what of each move was its own, and what would have stood out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports import dates
from tracker.reports.briefing import Briefing, WindowFinding
from tracker.reports.cleaning import clean, plain
from tracker.reports.currencies import pair_of
from tracker.reports.figures.figure import Figure
from tracker.reports.figures.reactions import ReactionsFigure, Reading, draw_reactions, shown_of, size_said
from tracker.reports.numbers import percent, size_of_log, stands_out, verdict_of
from tracker.reports.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsKind:
    """Own parts of the period's rates."""

    key: str = "reactions"

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """The rates whose own part is known; None where there is none."""
        found = [one for one in briefing.windows if one.own_part is not None]
        if not found:
            return None
        every = [_reading(briefing, one, words) for one in found]
        shown = shown_of(every)
        pair = pair_of(briefing.info.series.name, words)
        credit = clean(words.of(briefing.info.credit), 90)
        content = ReactionsFigure(
            readings=shown,
            axis=words.sentence("figure.reactions.axis", a_quote=pair.a_quote),
            left=words("figure.side.stronger", quote=pair.quote),
            right=words("figure.side.weaker", quote=pair.quote),
            small=words("figure.small.below", a_base=pair.a_base),
            credit=words("figure.credit", credit=credit) if credit else "",
            words=words,
        )
        caption = _caption(briefing, found, words)
        return Figure(
            key=self.key,
            title=words.sentence("figure.reactions.title", the_quote=pair.the_quote),
            caption=caption,
            spoken=" ".join((caption, *(one.said for one in shown))),
            reading=" ".join(_explained(briefing, shown, len(every), words)),
            credit=content.credit,
            content=content,
            draw=draw_reactions,
        )


def _explained(briefing: Briefing, shown: Sequence[Reading], number: int, words: Words) -> list[str]:
    said = [words("figure.reactions.reading" if briefing.factors else "figure.reactions.reading_mean")]
    if any(one.threshold is not None for one in shown):
        said.append(words("figure.reactions.reading_bar"))
    if any(one.mde is not None for one in shown):
        said.append(words("figure.reactions.reading_mde"))
    if len(shown) < number:
        said.append(words("figure.reactions.most", n=words.cardinal(len(shown)), of=words.cardinal(number)))
    return said


def _reading(briefing: Briefing, found: WindowFinding, words: Words) -> Reading:
    day = _day(briefing, found, words)
    own = found.own_part or 0.0
    said = [words("figure.reactions.own", day=day, size=size_said(own, words))]
    if found.interval is not None:
        low, high = (size_said(end, words) for end in found.interval)
        said.append(words("figure.reactions.interval", low=low, high=high))
    if found.threshold is not None:
        said.append(words("figure.reactions.threshold", share=percent(size_of_log(found.threshold), words=words)))
    if found.mde is not None:
        said.append(words("figure.reactions.mde", share=percent(size_of_log(found.mde), words=words)))
    return Reading(
        name=plain(day),
        own=own,
        interval=found.interval,
        threshold=found.threshold,
        mde=found.mde,
        stands_out=stands_out(found),
        note=plain(verdict_of(found, words)),
        href=f"#rate-{found.label}",
        said=plain(words("figure.reactions.said", parts="; ".join(said))),
    )


def _caption(briefing: Briefing, found: Sequence[WindowFinding], words: Words) -> str:
    """How many stand out, and the largest own move beside what would have stood out."""
    largest = max(found, key=lambda one: abs(one.own_part or 0.0))
    n, out = len(found), [one for one in found if stands_out(one)]
    against = ""
    if largest.threshold is not None:
        share = percent(size_of_log(largest.threshold), words=words)
        against = words("figure.reactions.against", share=share)
    key = "one" if n == 1 else ("none", "single", "some")[min(len(out), 2)]
    return plain(
        words.sentence(
            f"figure.reactions.caption.{key}",
            out=words.cardinal(len(out), most=9),
            n=words.cardinal(n, most=9),
            day=_day(briefing, largest, words),
            size=size_said(largest.own_part or 0.0, words),
            against=against,
            verdict=verdict_of(largest, words),
        )
    )


def _day(briefing: Briefing, found: WindowFinding, words: Words) -> str:
    day = dates.local_day_of(found.window.fixing.made_to, briefing.info.zone)
    named = dates.day_in_table(day, year=dates.crosses_years(briefing.period), words=words)
    if "T" in found.label:
        named = f"{named} {dates.clock(found.window.fixing.made_to, briefing.info.zone)}"
    return plain(named)


FIGURE = ReactionsKind()
