"""How good is this: sources, second cut-off, ledger, knowledge, method; what is missing and what readers miss by it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.instants import format_instant
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.choice_words import choice_rows
from tracker.reports.cleaning import clean
from tracker.reports.coverage_words import news_lines, of_kind, source_line
from tracker.reports.document import Notes, Section, Text, as_str, text, told_at, toned, typed
from tracker.reports.numbers import percent
from tracker.reports.phrases import NO_CAUSE

_SHOWN = 3
_MOST_CORRECTIONS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySection:
    """HOW GOOD IS THIS."""

    key: str = "quality"
    order: int = 80

    def build(self, briefing: Briefing) -> Section:
        """Keyed remarks; the last one keeps coincidence and cause apart."""
        rows = [
            *_rates(briefing),
            *(choice_rows(briefing.choice) if briefing.choice is not None else ()),
            *_set_aside(briefing),
            *_second(briefing),
            *_under("news", news_lines(briefing.coverage)),
            _ledger(briefing),
            *_knowledge(briefing),
            *_method(briefing),
        ]
        rows += [("assumed", text(clean(assumption, 200))) for assumption in briefing.assumptions]
        rows += _corrected(briefing)
        rows += [
            ("warning", toned(_warning(item.source, item.message), "warning"))
            for item in briefing.warnings
            if item.code != "ledger"  # said at the top, once
        ]
        rows += [("credit", text(clean(credit, 160))) for credit in briefing.credits]
        rows.append(_version(briefing))
        rows.append(("", text(NO_CAUSE)))
        return Section(key=self.key, title="HOW GOOD IS THIS", blocks=(Notes(rows=tuple(rows)),))


def _corrected(briefing: Briefing) -> list[tuple[str, Text]]:
    """What was corrected since the period ended, the newest first."""
    newest = sorted(briefing.corrections, key=lambda one: one.recorded_at, reverse=True)
    lines = [
        text(f"{dates.short(one.recorded_at.date(), year=True)}, {clean(one.about, 60)}: {clean(one.text, 300)}")
        for one in newest[:_MOST_CORRECTIONS]
    ]
    more = len(newest) - len(lines)
    return _under("corrected", [*lines, *([text(f"and {more} more; the JSON form has all")] if more else [])])


def _version(briefing: Briefing) -> tuple[str, Text]:
    made = f"of {clean(briefing.period.label, 40)}, ledger {clean(briefing.ledger_version, 40) or 'unknown'}"
    return "version", text(
        f"{briefing.version} {made}. This version number changes whenever anything told here changes."
    )


def _warning(source: str, message: str) -> str:
    return f"{clean(source, 40)}: {clean(message, 300)}" if source else clean(message, 300)


def _rates(briefing: Briefing) -> list[tuple[str, Text]]:
    lines = _under("rates", [source_line(line) for line in of_kind(briefing.coverage, "rates")])
    ended = clean(briefing.info.ended, 120)
    if not lines:
        return [("rates", text(f"{briefing.info.schedule}" + (f"; {ended}" if ended else "")))]
    if ended and not any(ended in as_str(said) for _, said in lines):
        key, first = lines[0]
        lines[0] = (key, text(first, f"; {ended}"))
    return lines


def _under(word: str, lines: list[Text]) -> list[tuple[str, Text]]:
    """The lines, the first under a word."""
    return [(word if number == 0 else "", line) for number, line in enumerate(lines)]


def _set_aside(briefing: Briefing) -> list[tuple[str, Text]]:
    found = briefing.set_aside
    shown = [("set aside" if number == 0 else "", text(clean(said, 200))) for number, said in enumerate(found[:_SHOWN])]
    more = len(found) - len(shown)
    review = typed("tracker rates review", before="; see ")
    return [*shown, *([("", text(f"and {more} more", review))] if more else [])]


def _second(briefing: Briefing) -> list[tuple[str, Text]]:
    rows = []
    for second in briefing.second:
        if second.windows:
            continue
        name = ", ".join(part for part in (clean(second.title, 60), clean(second.cutoff, 60)) if part)
        lacking = f"no second cut-off ({name}): {clean(second.missing, 160)}"
        rows.append(("", text(lacking, typed(clean(second.advice, 120), before=": "))))
    return rows


def _ledger(briefing: Briefing) -> tuple[str, Text]:
    found = briefing.quality
    noun = "announcement" if found.n == 1 else "announcements"
    dagger = "; † not fully confirmed" if found.unconfirmed else ""
    whose = dates.this_period(briefing.period)
    if briefing.ledger_from is not None:
        begun = dates.short(briefing.ledger_from, year=True)
        return "ledger", text(f"begins on {begun} and knows nothing of {whose}")
    if not found.n:
        return "ledger", text(f"no announcement of {whose} logged; a day without an entry may still have had news")
    logged = told_at(f"{found.n} {noun}", "log")
    said = f" of {whose}: {found.primary} from a primary text, {found.timed} with an hour or a bound{dagger}"
    return "ledger", text(logged, said)


def _knowledge(briefing: Briefing) -> list[tuple[str, Text]]:
    rows = []
    since = briefing.recorded_since
    if briefing.as_of is not None:
        said = f"only what this installation had recorded by {format_instant(briefing.as_of)}"
        rows.append(("knowledge", text(said)))
    elif since is not None and briefing.period.end <= since:
        said = f"entered in {since.year}: shows what was public then, not what this installation knew then"
        rows.append(("knowledge", text(said)))
    if briefing.public_by < briefing.generated_at and briefing.public_by < briefing.period.end:
        rows.append(("", text(f"only what was public by {format_instant(briefing.public_by)}")))
    return rows


def _method(briefing: Briefing) -> list[tuple[str, Text]]:
    if not briefing.windows:
        return []
    own = text(told_at("own part", "own"), f": {clean(briefing.model, 200)}; ") if briefing.model else ()
    allowed = f" allows effects up to ± {percent(briefing.plausible_effect, digits=0)}"
    return [("method", text(own, told_at("“ordinary”", "verdicts"), allowed))]


SECTION = QualitySection()
