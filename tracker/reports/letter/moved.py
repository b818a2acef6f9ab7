"""Did any of it move the rate? What the tests say of the least ordinary move, in a letter's words."""

from __future__ import annotations

from tracker.model.held_flat import reason_alone
from tracker.reports import dates
from tracker.reports.briefing import Briefing, WindowFinding
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.findings import Tally
from tracker.reports.headline import larger_than, perhaps_more, unchanged
from tracker.reports.letter.second import other_rates
from tracker.reports.numbers import percent, rare, size_of_log, stands_out, untold
from tracker.reports.phrases import made_day
from tracker.reports.twosided import sentence, two_ends
from tracker.reports.wording import ENGLISH, Words


def moved_of(briefing: Briefing, found: WindowFinding, words: Words = ENGLISH) -> tuple[str, ...]:
    """Paragraphs: the verdict on one move, an hour nobody knows, other rates of the same pair, the year's tally."""
    judged = (_two_days(briefing, found, words), _judged(briefing, found, _subject(briefing, found, words), words))
    paragraphs = [" ".join(said for said in judged if said)]
    groups = two_ends(briefing)
    if groups:
        paragraphs.append(sentence(groups[0], briefing, {}, noun=words("two_ends.noun"), words=words))
    paragraphs += other_rates(briefing, words)
    tally = briefing.tally
    if tally is not None:
        paragraphs.append(_tally(tally, briefing.info.zone, words))
    return tuple(paragraphs)


def smaller_sentence(briefing: Briefing, found: WindowFinding, words: Words = ENGLISH) -> str:
    """That a move stands out which is not the largest, with what it met; empty where none does."""
    if larger_than(briefing, found) is None or not stands_out(found):
        return ""
    subject = _subject(briefing, found, words)
    said = words.sentence("letter.moved.smaller", subject=subject, rare=rare(found, words))
    return f"{said} {_met(found, words)}".rstrip()


def _two_days(briefing: Briefing, found: WindowFinding, words: Words) -> str:
    """That the headline's move is of another day than the one judged; empty where it is not, or no day is named."""
    larger = larger_than(briefing, found)
    if larger is None or unchanged(larger.window.move) or all(one.verdict == "ordinary" for one in briefing.windows):
        return ""
    key = "two_days_one_judged" if larger.pvalue is None or untold(larger) else "two_days"
    names = {"larger": _subject(briefing, larger, words), "rarer": _subject(briefing, found, words)}
    return words.sentence(f"letter.moved.{key}", **names)


def _subject(briefing: Briefing, found: WindowFinding, words: Words) -> str:
    """A move by its day: "Tuesday's fall"."""
    day = dates.weekday_in(made_day(found.window.fixing, briefing.info), briefing.period, words)
    return words(f"letter.moved.{'fall_of' if found.window.move.log_return > 0 else 'rise_of'}", day=day)


def _tally(tally: Tally, zone: str, words: Words) -> str:
    numbers = {"marked": tally.marked, "n": tally.n, "by_chance": f"{tally.by_chance:.0f}"}
    if tally.stretch == "last":
        day = dates.short(dates.label_day(tally.through, zone), year=True, words=words)
        return words("letter.moved.tally_of_last", day=day, **numbers)
    return words(
        "letter.moved.tally" if tally.stretch == "so far" else "letter.moved.tally_of_year", year=tally.year, **numbers
    )


def _judged(briefing: Briefing, found: WindowFinding, subject: str, words: Words) -> str:
    if found.pvalue is None:
        reason = clean(reason_alone(words.of(found.not_applicable)), 200)
        return _not_judged(subject, reason, words)
    if untold(found):
        return _not_judged(subject, untold(found, words), words)
    if stands_out(found):
        said = words.sentence("letter.moved.stands_out", subject=subject, rare=rare(found, words))
        return f"{said} {_met(found, words)}".rstrip()
    if found.verdict == "ordinary":
        within = percent(briefing.plausible_effect, digits=0, words=words)
        alone = any(one.verdict != "ordinary" for one in briefing.windows)
        return words.sentence(f"letter.moved.{'ordinary' if alone else 'all_ordinary'}", subject=subject, within=within)
    said = words.sentence("letter.moved.least_ordinary", subject=subject, rare=rare(found, words))
    if found.mde is None:
        return said
    its_quote = pair_of(briefing.info.series.name, words).its_quote
    share = percent(size_of_log(found.mde), words=words)
    return f"{said} {words('letter.moved.smallest', share=share, its_quote=its_quote)}"


def _met(found: WindowFinding, words: Words) -> str:
    """How many announcements a move met, and how many of them for certain; empty for none."""
    sure, n = len(found.window.certain), len(found.window.certain) + len(found.window.possible)
    if n == 0:
        return ""
    if sure == 0:
        return words.counted("letter.moved.may_have_met", n)
    if sure == n:
        return words.counted("letter.moved.met", n)
    certainly = words.counted("letter.moved.sure", sure)
    return words("letter.moved.met_some", sure=certainly, more=perhaps_more(n - sure, words))


def _not_judged(subject: str, reason: str, words: Words) -> str:
    if not reason:
        return words.sentence("letter.moved.not_judged", subject=subject)
    return words.sentence("letter.moved.not_judged_because", subject=subject, because=reason)
