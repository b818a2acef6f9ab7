"""Can the moves be linked to announcements? The verdict, what it could have seen, both ends where an hour decides."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.held_flat import reason_alone
from tracker.reports import dates
from tracker.reports.briefing import Briefing, WindowFinding
from tracker.reports.cleaning import NO_BREAK
from tracker.reports.currencies import pair_of
from tracker.reports.document import Item, Listing, Section, Text, text, toned
from tracker.reports.findings import Tally
from tracker.reports.headline import larger_than
from tracker.reports.many import Looked, looked_at
from tracker.reports.numbers import (
    count,
    odds_of,
    percent,
    size_of_log,
    stands_out,
    untold,
    value_of_log,
    verdict_of,
)
from tracker.reports.phrases import made_day, speaker, surname, tone_of
from tracker.reports.ranking import by_relevance, tags
from tracker.reports.refs import numbered, refs_of_window
from tracker.reports.tallied import counted_ones
from tracker.reports.twosided import told, two_ends
from tracker.reports.wording import ENGLISH, capital

_MOST_GROUPS = 3
_STANDS_OUT = 0.05
_MOST_LEFT = 6
_MORE_THAN_THERE_ARE = 20_000
"""Ordinary days: no daily rate was made for eighty years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSection:
    """CAN WE LINK THEM?"""

    key: str = "link"
    order: int = 40

    def build(self, briefing: Briefing) -> Section | None:
        """Verdict of the most unusual window, the two-ended events, the tally against chance."""
        found = briefing.most_unusual
        if found is None:
            return None
        looked = looked_at(briefing.windows)
        if looked is None:
            met = any(one.window.certain or one.window.possible for one in briefing.windows)
            nothing = "" if met else "Nothing in the log met them. "
            aside = f"{nothing}{capital(verdict_of(found))}."
            texts = [_verdict(briefing, found), *_ends(briefing, found), _textbook(briefing, found, briefing.tally)]
        else:
            noun = briefing.info.observation
            aside = f"{looked.marked} of {looked.n} {noun}s marked; chance gives {looked.by_chance:.0f}."
            texts = [_of_all(briefing, looked), _rarest(briefing, found), *_ends(briefing, found)]
            texts.append(_textbook(briefing, found, None))
        texts = [one for one in texts if one]
        return Section(
            key=self.key,
            title="CAN WE LINK THEM?",
            aside=toned(aside, "strong"),
            blocks=(Listing(items=tuple(Item(content=content) for content in texts)),),
        )


def _day(briefing: Briefing, found: WindowFinding) -> str:
    return dates.weekday_in(made_day(found.window.fixing, briefing.info), briefing.period)


def _of_all(briefing: Briefing, looked: Looked) -> Text:
    """Both tests over all of many observations, against chance, and what is left when their number is allowed for."""
    noun, needed = briefing.info.observation, f"{looked.needed:,}".replace(",", NO_BREAK)
    said = (
        f"Of the {looked.n} {noun}s tested, at 5 % each, our test marks {looked.marked} and the textbook test"
        f" {looked.textbook}; chance alone would mark {looked.by_chance:.0f}. Among so many some must be rare:"
        " corrected for their number (Holm)"
    )
    if looked.left:
        days = [_day(briefing, one) for one in looked.left[:_MOST_LEFT]]
        more = len(looked.left) - len(days)
        named = ENGLISH.listed([*days, *([f"{more} more"] if more else [])])
        return text(f"{said} {count(len(looked.left), 'still stands', 'still stand')} out, {named}.")
    beyond = ", and there are not that many to compare with" if looked.needed > _MORE_THAN_THERE_ARE else ""
    return text(f"{said} none stands out. For that a move must be rarer than 1 of {needed} ordinary days{beyond}.")


def _rarest(briefing: Briefing, found: WindowFinding) -> Text:
    """The rarest of many, which is no verdict on them."""
    refs, other = refs_of_window(found.window), _larger(briefing, found)
    own = "" if found.own_part is None else percent(value_of_log(found.own_part), signed=True)
    its_own = f" ({pair_of(briefing.info.series.name).quote}'s own {own})" if own else ""
    larger = f" {other}'s is larger, but less rare for its time." if other else ""
    said = f"The rarest move for its time is {_day(briefing, found)}'s{its_own}: {odds_of(found)}.{larger}"
    return numbered(said, (own, refs)) if own else text(said)


def _larger(briefing: Briefing, found: WindowFinding) -> str:
    """The day of the headline's move where that is another one than is spoken of here; else empty."""
    told = larger_than(briefing, found)
    return "" if told is None else _day(briefing, told)


def _two_days(briefing: Briefing, found: WindowFinding) -> str:
    other, day, larger = _larger(briefing, found), _day(briefing, found), larger_than(briefing, found)
    if larger is None or larger.pvalue is None or untold(larger):
        return f"{other}'s move is larger but cannot be judged; of the other moves {day}'s is the most unusual."
    return f"{other}'s move is larger, {day}'s rarer for its time: that is the one judged."


def _verdict(briefing: Briefing, found: WindowFinding) -> Text:
    quote, day = pair_of(briefing.info.series.name).quote, _day(briefing, found)
    met = len(found.window.certain) + len(found.window.possible)
    parts = [_two_days(briefing, found)] if larger_than(briefing, found) is not None else []
    numbers: list[str] = []
    if found.pvalue is None:
        parts.append(f"{day}'s move cannot be judged: {reason_alone(odds_of(found))}.")
    elif untold(found):
        parts.append(f"{day}'s move cannot be judged: {untold(found)}.")
    elif stands_out(found):
        own = "" if found.own_part is None else f", {percent(value_of_log(found.own_part), signed=True)},"
        numbers.append(own.strip(", "))
        parts.append(f"{day}'s move of the {quote}'s own{own} stands out: {odds_of(found)}.")
        if met:
            parts.append("The rate alone cannot say which of the announcements it met, if any, moved it.")
    elif found.verdict == "ordinary":
        within = percent(briefing.plausible_effect, digits=0)
        whole = all(one.verdict == "ordinary" for one in briefing.windows)
        subject, when = ("No move", "") if whole else (f"{day}'s move, the least ordinary one, does not", " that day")
        verb = "stands" if whole else "stand"
        parts.append(f"{subject} {verb} out, and the data leave no room for an effect beyond ± {within}{when}.")
    if found.threshold is not None and found.mde is not None:
        bar, smallest = percent(size_of_log(found.threshold)), percent(size_of_log(found.mde))
        parts.append(
            f"On {day} a move of the {quote}'s own had to pass {bar} to stand out; a true"
            f" effect of {smallest} would have been found four times in five."
            " Smaller effects would stay hidden."
        )
        numbers += [bar, smallest]
    refs = refs_of_window(found.window)
    return numbered(" ".join(parts), *((number, refs) for number in numbers))


def _ends(briefing: Briefing, found: WindowFinding) -> list[Text]:
    groups = two_ends(briefing)
    all_tags = tags(briefing.events)
    result = [told(group, briefing, all_tags) for group in groups[:_MOST_GROUPS]]
    more = sum(len(group.items) for group in groups[_MOST_GROUPS:] if not group.broken)
    if more:
        result.append(
            toned(
                f"An hour would decide as much for {count(more, 'more announcement')}; the JSON form has all.", "muted"
            )
        )
    known = briefing.by_id
    certain = by_relevance(known[event_id] for event_id in found.window.certain if event_id in known)
    named = [speaker(item.event) for item in certain if item.event.kind == "statement" and surname(item.event)]
    if groups and named:
        result.append(text(f"{' and '.join(named[:2])} can only have met {_day(briefing, found)}'s."))
    return result


def _textbook(briefing: Briefing, found: WindowFinding, tally: Tally | None) -> Text:
    """The textbook test on the same move, and both tests' tally of the year against chance."""
    day = _day(briefing, found)
    parts = []
    marks = found.textbook_pvalue is not None and found.textbook_pvalue <= _STANDS_OUT
    if found.textbook_t is not None and found.textbook_pvalue is not None:
        statistic = f"{abs(found.textbook_t):.1f}, {tone_of(found.textbook_t) or 'neither way'}"
        calls = f"calls {day} significant" if marks else f"does not call {day} significant"
        parts.append(f"The textbook test {calls} (t = {statistic})")
    if tally:
        year = f"{tally.textbook} of the {tally.n} {counted_ones(tally, briefing.info)}"
        chance = f"where chance gives {tally.by_chance:.0f}"
        joint = ", as it does " if marks else "; it does so for " if parts else "The textbook test calls significant "
        parts.append(f"{joint}{year}, {chance}. Our test marks {tally.marked} of the {tally.n}{_this_one(found)}")
    return text(f"{''.join(parts)}.") if parts else ()


def _this_one(found: WindowFinding) -> str:
    if found.pvalue is None or untold(found):
        return ""
    return ", this one among them" if stands_out(found) else ", and not this one"


SECTION = LinkSection()
