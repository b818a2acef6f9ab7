"""The clauses of a sentence of German or Russian, and the subject of each verb that reports speech."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from tracker.statements.grammar import Grammar, Verb
from tracker.statements.names import Mention
from tracker.statements.tokens import Token

SEPARATORS = frozenset({",", ";", ":", ".", "\u2014", "\u2013", "-", "!", "?", "\u2026", "(", ")"})
FARTHEST_PARTICLE = 40
FARTHEST_AUXILIARY = 40
FARTHEST_SUBJECT = 14
QUOTED_AHEAD = 3
LONGEST_ADVERBS = 2
LONGEST_INSERTION = 18
MOST_COMMAS = 2


class Clauses:
    """The words of one sentence with its mentions, parted into clauses."""

    def __init__(self, tokens: list[Token], named: list[tuple[Mention, bool]], grammar: Grammar) -> None:
        self.tokens = tokens
        self.named = named
        self.grammar = grammar
        self.inside = [False] * len(tokens)
        for one, _ in named:
            for place in range(one.start, min(one.end, len(tokens))):
                self.inside[place] = True
        self.edges = self._edges()
        self.clauses = self._clauses()
        self.starts = [one.start for one, _ in named]

    def _edges(self) -> list[int]:
        """The number of the clause each token is in."""
        found, number = [], 0
        for at, token in enumerate(self.tokens):
            before = self.tokens[at - 1] if at else token
            if token.quoted != before.quoted or (token.text in SEPARATORS and not self.inside[at] and not token.quoted):
                number += 1
            found.append(number)
        return found

    def _clauses(self) -> list[tuple[int, int]]:
        """[start, end) of the clause of each token."""
        found: list[tuple[int, int]] = []
        start = 0
        for at in range(1, len(self.tokens) + 1):
            if at == len(self.tokens) or self.edges[at] != self.edges[start]:
                found += [(start, at)] * (at - start)
                start = at
        return found

    def clause(self, at: int) -> tuple[int, int]:
        """[start, end) of the clause of a token, without the sign before it."""
        start, end = self.clauses[at]
        while start < at and not self.tokens[start].word:
            start += 1
        return start, end

    def subjects(self, start: int, end: int) -> list[Mention]:
        """The mentions within [start, end) that can be the subject of a verb there."""
        near = range(bisect_left(self.starts, start), bisect_right(self.starts, end))
        return [
            one
            for one, subject in (self.named[place] for place in near)
            if subject and one.end <= end + 1 and not self.governed(one.start) and not self._dateline(one)
        ]

    def _dateline(self, one: Mention) -> bool:
        """Whether a place only says where the report was written: "Brüssel (AFP)", "Kiew/Berlin"."""
        if one.kind != "institution" or one.start > 2:
            return False
        following = self.tokens[one.end].text if one.end < len(self.tokens) else ""
        return following in {"(", "/", "\u2013", "\u2014", "-"} or self.tokens[one.end - 1].text == ")"

    def governed(self, start: int) -> bool:
        """Whether a preposition stands before a mention."""
        if start == 0 or self.tokens[start - 1].low not in self.grammar.prepositions:
            return False
        comparing = self.tokens[start - 1].low in {"wie", "как"}
        return not (comparing and self.clause(start - 1)[0] == start - 1)  # "wie Biden sagte"

    def fits(self, verb: Verb, at: int, start: int, end: int) -> bool:
        """Whether a word is this verb here: with its particle, its auxiliary, and no infinitive."""
        tokens = self.tokens
        if verb.particles:
            return self._particle(verb, at)
        if verb.bare and self.grammar.modals & {token.low for token in tokens[max(0, at - FARTHEST_AUXILIARY) : at]}:
            return False
        if at and tokens[at - 1].low in {"zu", "um", "чтобы", "бы"}:
            return False
        if not self.grammar.auxiliaries:
            return True
        near = range(max(0, at - FARTHEST_AUXILIARY), min(len(tokens), at + 3))
        around = [tokens[place].low for place in near if not tokens[place].quoted]
        helped = any(low in self.grammar.auxiliaries for low in around)
        if verb.participle and helped and (not verb.finite or at + 1 == end or tokens[at - 1].low != ","):
            return "worden" not in around
        if not verb.finite:
            return False
        inner = {tokens[place].low for place in range(start, end)}
        return not (verb.participle and inner & self.grammar.passives)

    def _particle(self, verb: Verb, at: int) -> bool:
        """Whether the particle of a verb follows: a prefix at the end of a clause, another word within it."""
        tokens = self.tokens
        for place in range(at + 1, min(len(tokens), at + FARTHEST_PARTICLE)):
            if tokens[place].low not in verb.particles or tokens[place].quoted:
                continue
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            ends = following is None or not following.word or following.low in self.grammar.joining
            if ends or (self.edges[place] == self.edges[at] and tokens[place].low not in self.grammar.prefixes):
                return True
        return False

    def helper(self, verb: Verb, at: int) -> int:
        """Where the auxiliary of a participle stands, or -1."""
        if not verb.participle:
            return -1
        for place in range(at, max(-1, at - FARTHEST_AUXILIARY), -1):
            if self.tokens[place].low in self.grammar.auxiliaries and not self.tokens[place].quoted:
                return place
        if at + 1 < len(self.tokens) and self.tokens[at + 1].low in self.grammar.auxiliaries:
            return at + 1
        return -1

    def subject(self, verb: Verb, at: int, start: int, end: int, spoken: list[Mention]) -> tuple[Mention | None, bool]:
        """The subject of a verb, and whether it stands before it."""
        candidates = [one for one in self.subjects(start, end) if one.end <= at or one.start - at <= FARTHEST_SUBJECT]
        before = [one for one in candidates if one.end <= at]
        after = [one for one in candidates if one.start > at]
        if before:
            return (before[0] if self.grammar.language == "de" else before[-1]), True
        if after:
            return after[0], False
        inserted = self._before_insertion(at, start)
        if inserted is not None:
            return inserted, True
        place = self._in_place(verb, start, end)
        if place is not None:
            return place, place.start < at
        joined = start > 0 and self.tokens[start].low in self.grammar.joining
        inner = any(token.low in self.grammar.joining for token in self.tokens[start:at])
        if (joined or inner) and spoken:
            return spoken[-1], True
        if self.tokens[start].low in {"der", "die", "который", "которая"} and start > 1:
            return next((one for one, subject in self.named if one.end in {start, start - 1}), None), True
        if joined or inner:
            return next((one for one, subject in self.named if subject and not self.governed(one.start)), None), True
        return None, False

    def _before_insertion(self, at: int, start: int) -> Mention | None:
        """The subject before words between commas: "Правительство, в свою очередь, предложило"."""
        if at - start > LONGEST_ADVERBS or start == 0 or self.tokens[start - 1].text != ",":
            return None
        first, commas = start - 1, 1
        while first > 0 and start - first < LONGEST_INSERTION:
            token = self.tokens[first - 1]
            if token.quoted or (token.text in SEPARATORS and not self.inside[first - 1]):
                commas += 1
                if token.quoted or token.text != "," or commas > MOST_COMMAS:
                    break
            if token.low in self.grammar.verbs and not self.inside[first - 1]:
                return None
            first -= 1
        found = self.subjects(first, start)
        return found[0] if found and commas > 1 else None

    def _in_place(self, verb: Verb, start: int, end: int) -> Mention | None:
        """Who speaks through "в Кремле заявили" and "hieß es aus dem Kreml"."""
        if not verb.plural:
            return None
        for one, _ in self.named:
            if start <= one.start < end and one.kind == "institution":
                place = one.start - 1
                while place > start and self.tokens[place].low.startswith(
                    ("пресс-служб", "аппарат", "администрац", "ведомств")
                ):
                    place -= 1
                if place >= 0 and self.tokens[place].low in self.grammar.places:
                    return one
        return None

    def has_more(self, end: int) -> bool:
        """Whether words follow."""
        return any(token.word for token in self.tokens[end:])

    def behind_quotation(self, start: int) -> bool:
        """Whether direct speech stands just before a clause."""
        near = self.tokens[max(0, start - QUOTED_AHEAD) : start]
        return any(token.quoted for token in near) and self.tokens[start].low not in self.grammar.joining
