"""Who says what in a sentence of German or Russian: the verb of a clause and its subject, on either side of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.statements.attribution import Attribution
from tracker.statements.grammar import Grammar, Verb
from tracker.statements.inflected_clauses import Clauses
from tracker.statements.lexicon import words
from tracker.statements.names import Mention
from tracker.statements.tokens import Token

SPEAKING = frozenset({"person", "institution", "office", "pronoun", "nobody"})
FARTHEST_POINTER = 9
THAT = words("dass что :")
FARTHEST_NAME = 4
LEAST_WORDS = 3
LONGEST_TITLE = 6  # of a programme or paper in quotation marks, which is no speech
HIS = {
    "его": "er", "ее": "sie", "её": "sie", "их": "они", "seinen": "er", "seiner": "er", "ihren": "sie", "ihrer": "sie",
    "ihm": "er", "ihr": "sie",
}  # fmt: skip
WORDS_OF = words("словам мнению данным утверждению оценке worten angaben ansicht einschätzung aussage meinung")


@dataclass(frozen=True, slots=True)
class _Found:
    """An attribution with where its clause lies. ``behind`` says that what is said stands before it."""

    made: Attribution
    start: int
    end: int
    behind: bool
    at: int
    act: bool
    reported: bool


def attributions(tokens: list[Token], named: list[tuple[Mention, bool]], grammar: Grammar) -> list[Attribution]:
    """The attributions of one sentence in the order of their clauses. In time proportional to the sentence's length."""
    return _Sentence(tokens, named, grammar).read()


class _Sentence(Clauses):
    """Reads the attributions of one sentence."""

    def read(self) -> list[Attribution]:
        found: list[_Found] = []
        done = -1
        for at, token in enumerate(self.tokens):
            if token.quoted or at < done:
                continue
            one = (
                self._according(at) or self._so(at) or self._quoted_by(at) or self._colon(at) or self._spoken(at, found)
            )
            if one is not None and one.made.who.kind in SPEAKING:
                found = self._with(found, one)
        return self._parted(found)

    def _with(self, found: list[_Found], one: _Found) -> list[_Found]:
        """The attributions with one more, without those that are told within another."""
        if found:
            last = found[-1]
            if last.start == one.start and last.made.who == one.made.who:
                better = not one.act and last.act
                return [*found[:-1], one] if better else found
            if not last.behind and not one.behind and one.reported:
                return found
            if not last.behind and not one.behind and not self._breaks(last, one):
                return found
        if one.behind:
            found = [
                before
                for before in found
                if (before.behind and before.made.who.kind != "pronoun")
                or before.made.form == "quoted"
                or self._contrasted(before, one)
            ]
        return [*found, one]

    def _breaks(self, last: _Found, one: _Found) -> bool:
        """Whether a clause goes on beside the one before instead of within what is said there."""
        if one.start <= last.end:
            return last.start != one.start or last.made.who == one.made.who
        between = [token.low for token in self.tokens[last.end : one.start + 1]]
        if one.made.who == last.made.who:
            return True
        return bool({";", "."} & set(between)) or self.tokens[one.start].low in self.grammar.contrasting

    def _contrasted(self, before: _Found, one: _Found) -> bool:
        return any(token.text in {";", "."} for token in self.tokens[before.end : one.start])

    def _spoken(self, at: int, found: list[_Found]) -> _Found | None:
        """A verb with its subject."""
        if self.inside[at]:
            return None
        start, end = self.clause(at)
        for verb in self.grammar.verbs.get(self.tokens[at].low, ()):
            if self.fits(verb, at, start, end):
                return self._of(verb, at, start, end, found)
        return None

    def _of(self, verb: Verb, at: int, start: int, end: int, found: list[_Found]) -> _Found | None:
        tokens, grammar = self.tokens, self.grammar
        wide = start
        helper = self.helper(verb, at)
        if helper >= 0:
            wide = min(start, self.clause(helper)[0])
        who, before = self.subject(verb, at, wide, end, [one.made.who for one in found])
        if who is None or (who.kind == "publication"):
            return None
        negated = any(token.low in grammar.acts.negations for token in tokens[max(wide, at - 2) : at]) or (
            verb.hint == "rule_out" and "nicht" in {token.low for token in tokens[at:end]}
        )
        if negated and verb.hint != "rule_out" and grammar.language == "ru":
            return None
        silent = self.tokens[at].low.startswith(
            ("äußer", "kommentier", "reagier", "nannt", "nennt")
        ) and not self.has_more(end)
        if silent and "nicht" in {token.low for token in tokens[at:end]}:
            return None
        if verb.act and helper >= 0 and tokens[helper].low in {"hatte", "hatten"}:
            return None
        after = self.has_more(end)
        quoted_before = self.behind_quotation(wide)
        like = tokens[wide].low in {"wie", "как"}
        behind = wide > 0 and (
            quoted_before or like or (not before and tokens[wide - 1].text in {",", "\u2014", "\u2013", "-"})
        )
        behind = behind or (wide > 0 and tokens[wide - 1].text == ".")
        if not before and wide > 0 and tokens[wide - 1].text == ":" and not quoted_before:
            behind = False
        reported = helper >= 0 and tokens[helper].low in grammar.reported and tokens[helper].low != "haben"
        content = self._content(who, wide, end, behind=behind)
        if not content or not (after or behind or verb.hint or wide > 0 or end - wide > LEAST_WORDS):
            return None
        form = "quoted" if any(tokens[place].quoted for a, b in content for place in range(a, b)) else "indirect"
        circumstances = ((wide, max(end, who.end)), (0, 0 if behind else min(wide, 8)))
        made = Attribution(who, verb.hint, content, circumstances, form, negated)
        return _Found(made, wide, end, behind, at, verb.act, reported)

    def _content(self, who: Mention, start: int, end: int, *, behind: bool) -> tuple[tuple[int, int], ...]:
        """Everything but the mention; what lies beyond is cut when the attributions are known."""
        size = len(self.tokens)
        parts = [(0, start)] if behind else []
        if start <= who.start < end or who.start < start:
            inner = [(start, who.start), (who.end, size)]
        else:
            inner = [(start, size)]
        return tuple((a, b) for a, b in (*parts, *inner) if any(token.word for token in self.tokens[a:b]))

    def _according(self, at: int) -> _Found | None:
        tokens, grammar = self.tokens, self.grammar
        if (his := self._his(at)) is not None:
            return his
        if tokens[at].low in grammar.following:
            who = next((one for one, _ in self.named if one.end == at), None)
            return self._told(who, at, at + 1) if who else None
        for marks in grammar.according_by_first.get(tokens[at].low, ()):
            if tuple(token.low for token in tokens[at : at + len(marks)]) == marks:
                place = at + len(marks)
                while place < len(tokens) and tokens[place].low in {"von", "des", "der"} and not self.inside[place]:
                    place += 1
                who = self._named_near(place)
                if who is not None:
                    return self._told(who, at, max(who.end, at + len(marks)))
        return None

    def _named_near(self, place: int) -> Mention | None:
        """Who is named at a place or behind a few words of an office there: "ihres Koordinators Peter Beyer"."""
        for one, _ in self.named:
            if place <= one.start <= place + FARTHEST_NAME:
                between = self.tokens[place : one.start]
                plain = all(token.word and token.low not in self.grammar.verbs for token in between)
                return one if plain and (one.start == place or one.kind == "person") else None
        return None

    def _his(self, at: int) -> _Found | None:
        """Somebody named before: "по его словам", "seinen Worten zufolge"."""
        lows = [token.low for token in self.tokens[at : at + 3]]
        if len(lows) == 3 and lows[0] in {"по", "nach"} and lows[1] in HIS and lows[2] in WORDS_OF:
            return self._told(Mention(at + 1, at + 2, "pronoun", name=(HIS[lows[1]],)), at, at + 3)
        if len(lows) == 3 and lows[0] in HIS and lows[1] in WORDS_OF and lows[2] in self.grammar.following:
            return self._told(Mention(at, at + 1, "pronoun", name=(HIS[lows[0]],)), at, at + 3)
        if len(lows) > 1 and lows[0] in {"ihm", "ihr"} and lows[1] in self.grammar.following:
            return self._told(Mention(at, at + 1, "pronoun", name=(HIS[lows[0]],)), at, at + 2)
        return None

    def _so(self, at: int) -> _Found | None:
        if self.tokens[at].low not in self.grammar.so or at == 0:
            return None
        if not (self.tokens[at - 1].quoted or self.tokens[at - 1].text in {",", "-", "\u2013"}):
            return None
        who = next((one for one, subject in self.named if one.start == at + 1 and subject), None)
        return self._told(who, at, who.end) if who else None

    def _quoted_by(self, at: int) -> _Found | None:
        """Direct speech that somebody else repeats: "…", цитирует Меркель агентство."""
        if self.tokens[at].low not in self.grammar.quoting or not any(token.quoted for token in self.tokens[:at]):
            return None
        near = (
            one for one, _ in self.named if at < one.start <= at + FARTHEST_NAME and one.kind in {"person", "office"}
        )
        who = next(near, None)
        return self._told(who, at, who.end) if who else None

    def _told(self, who: Mention, at: int, end: int) -> _Found | None:
        tokens = self.tokens
        start = min(at, who.start)
        content = tuple(
            part
            for part in ((0, start), (max(end, who.end), len(tokens)))
            if any(one.word for one in tokens[part[0] : part[1]])
        )
        if not content:
            return None
        quoted = any(tokens[place].quoted for a, b in content for place in range(a, b))
        circumstances = ((max(end, who.end), min(len(tokens), max(end, who.end) + 5)), (max(0, start - 4), start))
        behind = start > 2
        made = Attribution(who, "", content, circumstances, "quoted" if quoted else "according")
        return _Found(made, start, max(end, who.end), behind, at, act=False, reported=False)

    def _colon(self, at: int) -> _Found | None:
        """A name, a colon, what was said."""
        if self.tokens[at].text != ":" or self.inside[at]:
            return None
        who = next((one for one, subject in self.named if one.end == at and subject and one.start <= 1), None)
        if who is None or who.kind not in {"person", "institution"} or not self.has_more(at):
            return None
        made = Attribution(
            who,
            "",
            ((at + 1, len(self.tokens)),),
            ((0, at),),
            "quoted" if self.tokens[-2:] and any(t.quoted for t in self.tokens[at:]) else "indirect",
        )
        return _Found(made, who.start, at, behind=False, at=at, act=False, reported=False)

    def _parted(self, found: list[_Found]) -> list[Attribution]:
        """Of several attributions each has its own part of the sentence."""
        made: list[Attribution] = []
        floor = 0
        for place, one in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            low = floor if one.behind else max(floor, one.start)
            high = len(self.tokens)
            if following is not None:
                high = one.end if following.behind else following.start
            content = tuple((max(a, low), min(b, high)) for a, b in one.made.content if a < high and b > low)
            floor = high if following is not None else floor
            made.append(replace(one.made, content=content or one.made.content))
        return made


def points_back(tokens: list[Token], grammar: Grammar) -> bool:
    """Whether a sentence only tells who said the one before: "Das sagte …", "Об этом сообщил …"."""
    if sum(token.quoted for token in tokens) > LONGEST_TITLE or any(token.low in THAT for token in tokens):
        return False
    starts = [0, *(at + 1 for at, token in enumerate(tokens[:FARTHEST_POINTER]) if token.text == ",")]
    return any(
        tuple(token.low for token in tokens[start : start + len(marks)]) == marks
        for start in starts
        for marks in grammar.back
    )
