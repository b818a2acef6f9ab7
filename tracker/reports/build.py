"""From a briefing to the report: every declared section in its order, and the headline above them."""

from __future__ import annotations

from typing import cast

from tracker.registry import declared
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Report, SectionBuilder, Text, text, toned
from tracker.reports.headline import headline
from tracker.reports.wording import ENGLISH, Words


def builders() -> tuple[SectionBuilder, ...]:
    """The declared sections in the order of the report."""
    found = cast("dict[str, SectionBuilder]", declared("tracker.reports.sections", "SECTION"))
    return tuple(sorted(found.values(), key=lambda builder: (builder.order, builder.key)))


def build_report(briefing: Briefing) -> Report:
    """The format-neutral report of a briefing; pure: the same briefing gives the same report."""
    sections = (builder.build(briefing) for builder in builders())
    quote = pair_of(briefing.info.series.name).quote
    return Report(
        title=f"{quote.upper()} AND SANCTIONS",
        period=dates.period_title(briefing.period),
        notices=notices(briefing),
        headline=headline(briefing),
        sections=tuple(section for section in sections if section is not None),
        briefing=briefing,
    )


def notices(briefing: Briefing, words: Words = ENGLISH) -> tuple[Text, ...]:
    """What a reader must know before the first number: another period than asked for, an unfinished one, indicative
    quotes."""
    result: list[Text] = []
    if briefing.stale is not None:
        key = "notice.newest_week" if briefing.period.kind == "week" else "notice.newest_period"
        asked = dates.week_with_dates(briefing.stale.asked_for, words)
        result.append(toned(words(key, asked=asked, because=words.of(briefing.stale.because)), "warning"))
    if not briefing.period.begun:
        result.append(toned(words("notice.not_begun"), "warning"))
    elif not briefing.period.complete:
        key = "notice.day_not_over" if briefing.period.kind == "day" else "notice.not_ended"
        result.append(toned(words(key), "warning"))
    if briefing.info.series.indicative and briefing.rate is not None:
        result.append(text(words("notice.indicative")))
    if briefing.ledger_note:
        result.append(text(clean(words.of(briefing.ledger_note), 400)))
    return tuple(result)
