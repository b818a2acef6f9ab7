"""What the weekly letter says, once, for its text and its HTML part: words, never the field's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.reader import LANGUAGES
from tracker.reports import ahead_words, dates
from tracker.reports.briefing import AheadItem, Briefing, EventItem, PeriodInfo, WindowFinding, belongs
from tracker.reports.build import notices
from tracker.reports.cleaning import NO_BREAK, clean, shorten
from tracker.reports.coverage_words import unseen_words
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.document import as_str
from tracker.reports.headline import early_end, move_sentence, nothing_announced, sanctions_sentence, unchanged
from tracker.reports.letter.corrected import corrected_sentences
from tracker.reports.letter.lists import ListRow, list_rows, lists_note
from tracker.reports.letter.moved import moved_of, smaller_sentence
from tracker.reports.letter.numbers import Chart, NumberRow, chart_of, numbers_note, numbers_of
from tracker.reports.method_breaks import break_sentence
from tracker.reports.numbers import level, percent, stands_out, verdict_of
from tracker.reports.phrases import (
    event_day,
    fall_or_rise,
    headline_of,
    host_of,
    jurisdiction,
    made_day,
    main_source,
    unconfirmed,
    web_address,
)
from tracker.reports.ranking import by_relevance, is_new_sanction
from tracker.reports.sent_figures import Change
from tracker.reports.watched_words import watched_sentence
from tracker.reports.wording import ENGLISH, Told, Words, capital

_MOST_SAID = 10
_MOST_COMING = 6
_PREVIEW = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """One announcement. ``link`` is where it is said or empty; ``read_in`` a host name; ``lang`` that of the title."""

    day: str
    who: str
    title: str
    read_in: str
    link: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingRow:
    """One thing ahead. ``link`` is where it is said or empty; ``read_in`` a host name; ``lang`` that of ``what``."""

    day: str
    what: str
    read_in: str = ""
    link: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """The letter, part by part, in the order of reading.

    ``title`` stands above the period; ``question`` heads what the tests say; ``columns`` are the heads of the numbers
    beside the first, and ``short_columns`` the same where there is little room.
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
    title: str = ""
    question: str = ""
    columns: tuple[str, str, str] = ("", "", "")
    short_columns: tuple[str, str, str] = ("", "", "")


def content_of(
    briefing: Briefing,
    *,
    site_url: str = "",
    words: Words = ENGLISH,
    changes: Sequence[Change] = (),
    notes: Sequence[str] = (),
) -> LetterContent:
    """The letter of a briefing.

    ``changes`` are what earlier letters told and is another now; ``notes`` are told with what could not be seen.
    """
    period = briefing.period
    chosen = _chosen(briefing)
    found = briefing.most_unusual
    pair = pair_of(briefing.info.series.name, words)
    levels, costs = pair.unit, words("letter.label.costs", a_base=pair.a_base)
    return LetterContent(
        subject=_subject(briefing, pair, words),
        preview=_preview(briefing, words),
        period=dates.span(period.since, period.until, words=words),
        notices=tuple(as_str(notice) for notice in notices(briefing, words)),
        minute=_minute(briefing, found, pair, words),
        pair=pair,
        numbers=numbers_of(briefing, words),
        numbers_note=numbers_note(briefing, words),
        watched=tuple(watched_sentence(found, words) for found in briefing.watched),
        chart=chart_of(briefing, words),
        said=tuple(_said(item, period, words) for item in chosen),
        said_notes=_said_notes(briefing, chosen, words),
        verdict="" if found is None else capital(verdict_of(found, words)),
        moved=() if found is None else moved_of(briefing, found, words),
        coming=tuple(_coming(item, period.since.year, words) for item in briefing.ahead[:_MOST_COMING]),
        unseen=(*_unseen(briefing, words), *notes),
        corrections=tuple(
            words(
                "letter.correction",
                day=dates.short(item.recorded_at.date(), words=words),
                about=clean(item.about, 80),
                text=clean(words.of(item.text), 400),
            )
            for item in briefing.corrections
        ),
        quote_as=_quote_as(briefing, pair, words),
        credits=tuple(clean(words.of(said), 160) for said in briefing.credits),
        site_url=web_address(site_url),
        corrected=corrected_sentences(changes, words),
        lists=list_rows(briefing, words),
        lists_note=lists_note(briefing, words),
        words=words,
        title=_title(pair, words),
        question=words("letter.heading.moved", it_quote=pair.it_quote),
        columns=(levels, costs, words("letter.label.worth", a_quote=pair.a_quote)),
        short_columns=(levels, costs, words("letter.label.one_is_worth")),
    )


def _title(pair: Pair, words: Words) -> str:
    return words.sentence("letter.title", quote=pair.quote)


def _subject(briefing: Briefing, pair: Pair, words: Words) -> str:
    period, rate = briefing.period, briefing.rate
    if rate is None:
        moved = words(f"letter.subject.{'no_rate_yet' if _to_come(briefing) else 'no_rate'}")
    else:
        move = rate.period.move
        worth, costs = (percent(abs(change), words=words) for change in (move.value_change, move.pair_change))
        kind = "unchanged" if unchanged(move) else "weaker" if move.log_return > 0 else "stronger"
        moved = words(
            f"letter.subject.{kind}{'' if worth == costs or kind == 'unchanged' else '_both'}",
            worth=worth,
            a_base=pair.a_base,
            costs=costs,
            level=level(rate.period.to_value, words=words),
            per=pair.per,
        )
    new = sum(is_new_sanction(item.event) for item in briefing.in_period)
    return words.sentence(
        f"letter.subject.{'week' if period.kind == 'week' else 'other'}",
        quote=pair.quote,
        when=dates.span(period.since, period.until, year=False, short=True, words=words),
        moved=moved,
        sanctions=words.counted("letter.subject.sanctions", new) if new else words(_no_sanctions(briefing)),
    )


def _no_sanctions(briefing: Briefing) -> str:
    """The message for the subject where no new sanctions are logged: what nobody looked at is not said to be empty."""
    if not briefing.unseen:
        return "letter.subject.sanctions.none"
    return f"letter.subject.sanctions.{'partly_seen' if briefing.in_period else 'unseen'}"


def _to_come(briefing: Briefing) -> bool:
    """Whether a period without a rate may still get one; of a day, that its rate is expected."""
    if briefing.period.complete or briefing.period.kind != "day":
        return not briefing.period.complete
    return isinstance(briefing.no_rate, Told) and briefing.no_rate.key == "rates.due_today"


def _preview(briefing: Briefing, words: Words) -> str:
    found = briefing.largest
    parts = []
    if found is not None and not unchanged(found.window.move):
        day = dates.weekday_in(made_day(found.window.fixing, briefing.info), briefing.period, words)
        parts.append(words("letter.preview.largest", move=fall_or_rise(found.window, words), day=day))
    leading = by_relevance(briefing.in_period)[:1]
    parts += [f"{headline_of(item.event, 80)}." for item in leading]
    return shorten(" ".join(parts) or sanctions_sentence(briefing, words), _PREVIEW)


def _minute(briefing: Briefing, found: WindowFinding | None, pair: Pair, words: Words) -> str:
    rate = briefing.rate
    if rate is None:
        no_rate = clean(words.of(briefing.no_rate), 400)
        first = no_rate or words("letter.minute.no_rate", its_quote=pair.its_quote)
    else:
        move = rate.period.move
        kind = "unchanged" if unchanged(move) else "weaker" if move.log_return > 0 else "stronger"
        first = words.sentence(
            f"letter.minute.{kind}{'' if briefing.period.complete else '_so_far'}",
            the_quote=pair.the_quote,
            a_base=pair.a_base,
            worth=percent(abs(move.value_change), words=words),
            costs=percent(abs(move.pair_change), words=words),
            level=level(rate.period.to_value, words=words),
            per=pair.per,
            over=dates.this_period(briefing.period, words, form="over"),
            out_of=dates.this_period(briefing.period, words, form="out_of"),
            early_end=early_end(briefing, words),
        )
    said = (break_sentence(briefing, words), move_sentence(briefing, words), sanctions_sentence(briefing, words))
    parts = [first, *said]
    smaller = "" if found is None else smaller_sentence(briefing, found, words)
    if smaller:
        parts.append(smaller)
    elif found is not None and (found.window.certain or found.window.possible):
        parts.append(words(_which_moved(found) if stands_out(found) else "letter.minute.none_linked"))
    return " ".join(part for part in parts if part)


def _which_moved(found: WindowFinding) -> str:
    """The message about what moved the one move that stands out: of one announcement, nobody asks which."""
    window = found.window
    if len(window.certain) + len(window.possible) > 1:
        return "letter.minute.one_stands_out"
    return f"letter.minute.one_stands_out_{'met' if window.certain else 'may_have_met'}"


def _told(briefing: Briefing) -> tuple[EventItem, ...]:
    """What the letter lists: the period's announcements; of a day, those of other days that its rate may have known."""
    return briefing.named if briefing.period.kind == "day" else briefing.in_period


def _chosen(briefing: Briefing) -> list[EventItem]:
    """The most relevant announcements, in order of time."""
    listed = _told(briefing)
    kept = {item.event.id for item in by_relevance(listed)[:_MOST_SAID]}
    return [item for item in listed if item.event.id in kept]


def _said(item: EventItem, period: PeriodInfo, words: Words) -> SaidRow:
    event = item.event
    source = main_source(event)
    name = dates.weekday_in_table if belongs(event, period) else dates.day_in_table
    title = clean(event.title, 140) + (f"{NO_BREAK}*" if unconfirmed(event) else "")
    return SaidRow(
        day=name(event_day(event), words=words),
        who=jurisdiction(event.jurisdiction, words),
        title=title,
        read_in=host_of(source.url) if source else "",
        link=web_address(source.url) if source else "",
    )


def _coming(item: AheadItem, year: int, words: Words) -> ComingRow:
    return ComingRow(
        day=ahead_words.when(item, year=year, words=words),
        what=clean(words.of(item.what), 200),
        read_in=host_of(item.url),
        link=web_address(item.url),
        lang=words.language if words.knows(item.what) else LANGUAGES[0],
    )


def _said_notes(briefing: Briefing, chosen: list[EventItem], words: Words) -> tuple[str, ...]:
    notes = []
    left = len(_told(briefing)) - len(chosen)
    if left:
        notes.append(words.counted("letter.said.more", left))
    if any(unconfirmed(item.event) for item in chosen):
        notes.append(words("letter.said.unconfirmed"))
    if not briefing.in_period:
        notes.append(nothing_announced(briefing, words))
    return tuple(notes)


def _unseen(briefing: Briefing, words: Words) -> tuple[str, ...]:
    lines = []
    credit = clean(words.of(briefing.info.credit), 120)
    if credit:
        lines.append(words("letter.unseen.rates", credit=credit))
    lines += [
        words("letter.unseen.no_second", name=clean(words.of(one.title), 60))
        for one in briefing.second
        if not one.windows
    ]
    if briefing.period.begun:  # of a week to come nothing is missing yet
        lines += unseen_words(briefing.coverage, words)
    if not briefing.lists.stored and not briefing.lists.left_out:
        lines.append(words("letter.unseen.no_lists", year=briefing.period.since.year))
    lines += [clean(words.of(one.message), 200) for one in briefing.warnings if one.code != "ledger"]
    lines.append(words("letter.unseen.no_entry"))
    return tuple(lines)


def _quote_as(briefing: Briefing, pair: Pair, words: Words) -> str:
    release = clean(briefing.version, 30)
    others = (*(one.info for one in briefing.second), *(one.info for one in briefing.watched))
    infos = (briefing.info, *others)
    names = dict.fromkeys(words.of(info.credit) for info in infos if info is not None and info.credit)
    credit = clean(", ".join(names), 120)
    return words(
        f"letter.quote_as.{'credited' if credit else 'plain'}",
        title=_title(pair, words),
        dates=dates.span(briefing.period.since, briefing.period.until, words=words),
        version=f", {words('letter.quote_as.version', version=release)}" if release else "",
        credit=credit,
    )
