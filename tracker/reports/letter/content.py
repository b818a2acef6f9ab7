"""What the weekly letter says, once, for its text and its HTML part: words, never the field's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.held_flat import reason_alone
from tracker.reports import ahead_words, dates
from tracker.reports.briefing import AheadItem, Briefing, EventItem, WindowFinding
from tracker.reports.build import notices
from tracker.reports.cleaning import NO_BREAK, clean, shorten
from tracker.reports.coverage_words import unseen_words
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.document import as_str
from tracker.reports.headline import early_end, move_sentence, nothing_announced, sanctions_sentence, unchanged
from tracker.reports.letter.corrected import corrected_sentences
from tracker.reports.letter.lists import ListRow, list_rows, lists_note
from tracker.reports.letter.numbers import Chart, NumberRow, capital, chart_of, numbers_note, numbers_of
from tracker.reports.letter.second import other_rates
from tracker.reports.method_breaks import break_sentence
from tracker.reports.numbers import count, level, one_in, percent, size_of_log, stands_out, untold, verdict_of
from tracker.reports.phrases import (
    JURISDICTIONS,
    direction,
    event_day,
    fall_or_rise,
    headline_of,
    host_of,
    is_official,
    made_day,
    main_source,
    unconfirmed,
    web_address,
)
from tracker.reports.ranking import by_relevance, is_new_sanction
from tracker.reports.sent_figures import Change
from tracker.reports.twosided import sentence, two_ends
from tracker.reports.watched_words import watched_sentence
from tracker.reports.wording import ENGLISH, Words

_NOUN = "rate"
_MOST_SAID = 10
_MOST_COMING = 6
_PREVIEW = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """One announcement. ``link`` is an official page or empty; ``read_in`` a host name."""

    day: str
    who: str
    title: str
    read_in: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingRow:
    """One thing ahead. ``link`` is where it is said or empty; ``read_in`` a host name."""

    day: str
    what: str
    read_in: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """The letter, part by part, in the order of reading.

    ``corrected`` opens the letter: numbers and verdicts of earlier letters that are others now, as "we wrote …; it is
    …". ``corrections`` are those of the ledger and of sources, told at the end.
    """

    subject: str
    preview: str
    period: str
    notices: tuple[str, ...]
    minute: str
    pair: Pair
    numbers: tuple[NumberRow, ...]
    numbers_note: str
    watched: tuple[str, ...]
    chart: Chart | None
    said: tuple[SaidRow, ...]
    said_notes: tuple[str, ...]
    verdict: str
    moved: tuple[str, ...]
    coming: tuple[ComingRow, ...]
    unseen: tuple[str, ...]
    corrections: tuple[str, ...]
    quote_as: str
    credits: tuple[str, ...]
    site_url: str
    corrected: tuple[str, ...] = ()
    lists: tuple[ListRow, ...] = ()
    lists_note: str = ""
    words: Words = ENGLISH


def content_of(
    briefing: Briefing, *, site_url: str = "", words: Words = ENGLISH, changes: Sequence[Change] = ()
) -> LetterContent:
    """The letter of a briefing; ``changes`` are what earlier letters told and is another now."""
    period = briefing.period
    chosen = _chosen(briefing)
    found = briefing.most_unusual
    return LetterContent(
        subject=_subject(briefing),
        preview=_preview(briefing),
        period=dates.span(period.since, period.until),
        notices=tuple(as_str(notice) for notice in notices(briefing)),
        minute=_minute(briefing, found),
        pair=pair_of(briefing.info.series.name),
        numbers=numbers_of(briefing),
        numbers_note=numbers_note(briefing),
        watched=tuple(watched_sentence(found) for found in briefing.watched),
        chart=chart_of(briefing),
        said=tuple(_said(item) for item in chosen),
        said_notes=_said_notes(briefing, chosen),
        verdict="" if found is None else capital(verdict_of(found)),
        moved=() if found is None else _moved(briefing, found),
        coming=tuple(_coming(item, period.since.year) for item in briefing.ahead[:_MOST_COMING]),
        unseen=_unseen(briefing),
        corrections=tuple(
            f"{dates.short(item.recorded_at.date())}, {clean(item.about, 80)}: {clean(item.text, 400)}"
            for item in briefing.corrections
        ),
        quote_as=_quote_as(briefing),
        credits=tuple(clean(said, 160) for said in briefing.credits),
        site_url=web_address(site_url),
        corrected=corrected_sentences(changes, words),
        lists=list_rows(briefing, words),
        lists_note=lists_note(briefing, words),
        words=words,
    )


def _subject(briefing: Briefing) -> str:
    period, pair = briefing.period, pair_of(briefing.info.series.name)
    when = dates.span(period.since, period.until, year=False, months=3)
    what = f"{capital(pair.quote)} {'week ' if period.kind == 'week' else ''}{when}"
    rate = briefing.rate
    if rate is None:
        moved = "no rate"
    elif unchanged(rate.period.move):
        moved = f"unchanged, {level(rate.period.to_value)} per {pair.base}"
    else:
        move = rate.period.move
        worth, costs = percent(abs(move.value_change)), percent(abs(move.pair_change))
        more = "more" if move.log_return > 0 else "less"
        sides = "" if worth == costs else f" ({pair.a_base} costs {costs} {more})"
        moved = f"{worth} {direction(move)}{sides}, {level(rate.period.to_value)} per {pair.base}"
    new = sum(is_new_sanction(item.event) for item in briefing.in_period)
    sanctions = count(new, "new sanctions decision") if new else "no new sanctions"
    return f"{what}: {moved}; {sanctions} logged"


def _preview(briefing: Briefing) -> str:
    found = briefing.largest
    parts = []
    if found is not None and not unchanged(found.window.move):
        day = dates.weekday_in(made_day(found.window.fixing, briefing.info), briefing.period)
        parts.append(f"Largest move: {fall_or_rise(found.window)} on {day}.")
    leading = by_relevance(briefing.in_period)[:1]
    parts += [f"{headline_of(item.event, 80)}." for item in leading]
    return shorten(" ".join(parts) or sanctions_sentence(briefing), _PREVIEW)


def _minute(briefing: Briefing, found: WindowFinding | None) -> str:
    rate, pair = briefing.rate, pair_of(briefing.info.series.name)
    span_word = dates.this_period(briefing.period).removeprefix("this ")
    if rate is None:
        first = clean(briefing.no_rate, 400) or f"No rate of the {pair.quote} was made in this period."
    elif unchanged(rate.period.move):
        first = f"The {pair.quote} ended the {span_word} where it began, at"
        first += f" {level(rate.period.to_value)} per {pair.base}."
    else:
        move = rate.period.move
        words = "more" if move.log_return > 0 else "less"
        first = (
            f"The {pair.quote} ended the {span_word} {percent(abs(move.value_change))}"
            f" {direction(move)} ({pair.a_base} costs {percent(abs(move.pair_change))} {words}), at"
            f" {level(rate.period.to_value)} per {pair.base}{early_end(briefing)}."
        )
    parts = [first, break_sentence(briefing), move_sentence(briefing), sanctions_sentence(briefing)]
    if found is not None and (found.window.certain or found.window.possible):
        parts.append(_linked(found))
    return " ".join(part for part in parts if part)


def _linked(found: WindowFinding) -> str:
    if stands_out(found):
        return "One move stands out; which of the announcements it met, if any, moved it, the rate alone cannot say."
    return "We cannot link any move to any announcement."


def _chosen(briefing: Briefing) -> list[EventItem]:
    """The period's most relevant announcements, in order of time."""
    kept = {item.event.id for item in by_relevance(briefing.in_period)[:_MOST_SAID]}
    return [item for item in briefing.in_period if item.event.id in kept]


def _said(item: EventItem) -> SaidRow:
    event = item.event
    source = main_source(event)
    title = clean(event.title, 140) + (f"{NO_BREAK}*" if unconfirmed(event) else "")
    return SaidRow(
        day=dates.weekday(event_day(event))[:3],
        who=JURISDICTIONS.get(event.jurisdiction, clean(event.jurisdiction, 20)),
        title=title,
        read_in=host_of(source.url) if source else "",
        link=web_address(source.url) if source and is_official(source) else "",
    )


def _coming(item: AheadItem, year: int) -> ComingRow:
    return ComingRow(
        day=ahead_words.when(item, year=year),
        what=clean(item.what, 140),
        read_in=host_of(item.url),
        link=web_address(item.url),
    )


def _said_notes(briefing: Briefing, chosen: list[EventItem]) -> tuple[str, ...]:
    notes = []
    left = len(briefing.in_period) - len(chosen)
    if left:
        notes.append(f"And {count(left, 'more announcement')} in the full report.")
    if any(unconfirmed(item.event) for item in chosen):
        notes.append("* Not fully confirmed: the day, the speaker or the words quoted in the press.")
    if not chosen:
        notes.append(nothing_announced(briefing))
    return tuple(notes)


def _moved(briefing: Briefing, found: WindowFinding) -> tuple[str, ...]:
    day = dates.weekday_in(made_day(found.window.fixing, briefing.info), briefing.period)
    noun = "fall" if found.window.move.log_return > 0 else "rise"
    paragraphs = [_judged(briefing, found, f"{day}'s {noun}")]
    groups = two_ends(briefing)
    if groups:
        paragraphs.append(sentence(groups[0], briefing, {}, noun=_NOUN))
    paragraphs += other_rates(briefing)
    tally = briefing.tally
    if tally is not None:
        so_far = f"In {tally.year} so far {tally.marked} of {tally.n} daily rates stood out; by chance alone"
        paragraphs.append(f"{so_far} {tally.by_chance:.0f} would.")
    return tuple(paragraphs)


def _judged(briefing: Briefing, found: WindowFinding, subject: str) -> str:
    quote = pair_of(briefing.info.series.name).quote
    if found.pvalue is None:
        reason = clean(reason_alone(found.not_applicable), 200)
        return f"{subject} cannot be judged{': ' + reason if reason else ''}."
    met = len(found.window.certain) + len(found.window.possible)
    rare = "no comparable day had a larger move" if found.at_floor else f"{one_in(found.pvalue)} is as large"
    if untold(found):
        return f"{subject} cannot be judged: {untold(found)}."
    if stands_out(found):
        said = f"{subject} stands out: {rare}."
        if met:
            said += f" It met {count(met, 'announcement')}; the rate alone cannot say which of them, if any, moved it."
        return said
    if found.verdict == "ordinary":
        within = percent(briefing.plausible_effect, digits=0)
        if all(one.verdict == "ordinary" for one in briefing.windows):
            return f"No move stood out, and the numbers leave no room for an effect beyond ± {within}."
        return f"{subject} did not stand out; for that day the numbers leave no room for an effect beyond ± {within}."
    said = f"{subject} was the least ordinary move, yet {rare}."
    if found.mde is not None:
        smallest = percent(size_of_log(found.mde))
        said += (
            f" The smallest effect we would find four times in five is {smallest} of the {quote}'s value;"
            " anything smaller stays hidden."
        )
    return said


def _unseen(briefing: Briefing) -> tuple[str, ...]:
    lines = []
    credit = clean(briefing.info.credit, 120)
    if credit:
        lines.append(f"Rates: {credit}.")
    lines += [
        f"No second rate made at another hour ({clean(one.title, 60)})." for one in briefing.second if not one.windows
    ]
    lines += unseen_words(briefing.coverage)
    if not briefing.lists.stored:
        lines.append(f"No copies of the sanctions lists for {briefing.period.since.year}.")
    lines += [clean(one.message, 200) for one in briefing.warnings if one.code != "ledger"]
    lines.append("A day without an entry may still have had news.")
    return tuple(lines)


def _quote_as(briefing: Briefing) -> str:
    quote = pair_of(briefing.info.series.name).quote
    version = f", version {clean(briefing.software_version, 30)}" if briefing.software_version else ""
    others = (*(one.info for one in briefing.second), *(one.info for one in briefing.watched))
    names = dict.fromkeys(info.credit for info in (briefing.info, *others) if info is not None and info.credit)
    credit = f"; rates: {clean(', '.join(names), 120)}" if names else ""
    dated = dates.span(briefing.period.since, briefing.period.until)
    return f"“{capital(quote)} and sanctions, {dated}{version}{credit}”"
