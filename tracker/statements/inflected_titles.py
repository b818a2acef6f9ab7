"""What stands before a name in German and Russian: articles, countries, institutions and the words of an office."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from tracker.model.actor import Actor
from tracker.statements.grammar import Head, head, organ
from tracker.statements.inflected import Forms
from tracker.statements.nations import Nation, nation_of
from tracker.statements.tokens import Token

LONGEST_TITLE = 16
LONGEST_COMPLEMENT = 9
PAST = ("ил", "ила", "или", "ило", "ала", "али", "ал", "ало", "лся", "лась", "лись")
NO_PAST = frozenset({"генерал", "генерала", "капитала", "капитал", "канала"})
HONORIFICS = frozenset({"herr", "frau", "dr", "господин", "госпожа", "г-н", "г-жа"})
# Institutions of one country that are not called by its adjective.
BODIES = {
    "US Foreign Ministry": "US State Department",
    "US State Department": "US State Department",
    "US Finance Ministry": "US Treasury",
    "US Defence Ministry": "US Defense Department",
    "US Justice Ministry": "US Justice Department",
    "US Commerce Ministry": "US Commerce BIS",
    "US Congress": "US Congress",
    "US Presidency": "US White House",
    "Russian Finance Ministry": "Russian Ministry of Finance",
    "Russian Defence Ministry": "Russian Ministry of Defence",
    "Russian Central Bank": "Bank of Russia",
    "Russian Parliament": "State Duma",
    "Russian Presidency": "Kremlin",
    "British Government": "UK Government",
    "British Foreign Ministry": "UK FCDO/OFSI",
    "British Finance Ministry": "UK Treasury",
    "British Defence Ministry": "UK Defence Ministry",
    "European Council": "EU Council",
    "European Commission": "European Commission",
    "European Parliament": "European Parliament",
    "French Presidency": "French Presidency",
}


@dataclass(slots=True)
class Title:
    """What stands before a name, while it is read."""

    start: int
    at: int
    heads: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    nation: Nation | None = None
    jurisdiction: str = ""
    body: Actor | None = None
    institution: str = ""
    anonymous: bool = False
    publication: bool = False
    head_at: int = -1
    body_end: int = -1
    exact: bool = True
    honorific: bool = False


class TitleReader:
    """Reads titles in the words of one sentence."""

    def __init__(self, tokens: list[Token], forms: Forms, met: Container[str]) -> None:
        self.tokens = tokens
        self.forms = forms
        self.grammar = forms.grammar
        self.met = met

    def title(self, at: int) -> Title:
        """Read articles, countries, institutions and titles as far as they go."""
        title = Title(at, at)
        last = min(len(self.tokens), at + LONGEST_TITLE)
        while title.at < last and not self.tokens[title.at].quoted:
            token = self.tokens[title.at]
            if token.low in self.grammar.determiners and title.at == at:
                title.at += 1
                title.at += title.at < last and self.tokens[title.at].text.isdecimal()
                continue
            if not token.word:
                break
            size, actors, exact = self.forms.longest(self.tokens, title.at)
            person = any(one.person for one in actors)
            head = self.head(token.low)
            if head is not None and self.grammar.language == "ru" and title.body is not None and not title.heads:
                break  # "в Москве глава МИД": a place, then somebody
            body = next((one for one in actors if not one.person), None)
            if person and head is None:
                break
            if body is not None and (head is None or size > 1 or exact):
                if not self._body(title, body, size, exact=exact):
                    break
            elif not self._word(title, token, head):
                break
        return title

    def _body(self, title: Title, body: Actor, size: int, *, exact: bool) -> bool:
        nation = nation_of(self.tokens[title.at].low) if size == 1 else None
        organ = self.organ(self.tokens[title.at].low)
        if organ and title.nation is not None:
            named = self._named_body(title.nation, organ)
            body = named or body
        if title.body is not None and not title.heads:
            if nation is None or title.body_end != title.at:
                return False
            return self._of_country(title, nation, size)
        if title.heads and title.body is not None and title.body_end == title.at and nation is None:
            return False
        following = self.tokens[title.at + size].low if title.at + size < len(self.tokens) else ""
        if organ and (after := nation_of(following)) and (other := self._named_body(after, organ)):
            body, size = other, size + 1
        if title.heads and nation is not None and title.body is not None:
            title.nation = title.nation or nation
        else:
            title.body = body
            title.nation = title.nation or nation
        if not title.heads:
            title.exact = exact
        title.jurisdiction = title.jurisdiction or body.jurisdiction
        title.at += size
        title.body_end = title.at
        return True

    def _of_country(self, title: Title, nation: Nation, size: int) -> bool:
        """Read the country behind an institution: "министерство иностранных дел Украины"."""
        if title.body is None or title.at - title.start < 1:
            return False
        if nation.code != title.body.jurisdiction:
            kind = title.body.institution.partition(" ")[2]
            other = self._named_body(nation, kind)
            if other is None or not kind:
                return False
            title.body, title.jurisdiction = other, other.jurisdiction
        title.at += size
        title.body_end = title.at
        return True

    def _word(self, title: Title, token: Token, head: Head | None) -> bool:
        """Read one word that belongs before a name; whether it did."""
        low = token.low
        nation = nation_of(low.partition("-")[0]) if "-" in low else nation_of(low)
        organ = self.organ(low)
        if low in self.grammar.publications and (token.capital or low in self.grammar.publications):
            title.publication = True
        elif head is not None:
            self._head(title, head, nation)
        elif organ and not title.heads:
            return self._read_organ(title, nation, organ)
        elif nation is not None:
            if title.body is not None and not title.heads and title.body_end == title.at:
                return False
            title.nation = title.nation or nation
            title.jurisdiction = title.jurisdiction or nation.code
        elif low in HONORIFICS:
            title.honorific = True
        elif low in self.grammar.modifiers or (not title.heads and self._described(title.at)):
            title.words.add(low)
        elif low in {"und", "и"} and title.heads and self._head_follows(title.at):
            pass
        elif title.head_at >= 0:
            return self._complement(title)
        else:
            return False
        title.at += 1
        return True

    def _head_follows(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and self.head(self.tokens[at + 1].low) is not None

    def _described(self, at: int) -> bool:
        """Whether a word is an adjective of the office that follows: "политический директор"."""
        if at + 1 >= len(self.tokens) or not self.tokens[at].low.endswith(self.grammar.adjectives):
            return False
        return self.head(self.tokens[at + 1].low) is not None or bool(self.organ(self.tokens[at + 1].low))

    def _head(self, title: Title, head: Head, nation: Nation | None) -> None:
        title.heads.extend(head.heads)
        title.words |= head.words
        title.anonymous = title.anonymous or head.anonymous
        title.jurisdiction = title.jurisdiction or head.jurisdiction or (nation.code if nation else "")
        if nation is not None:
            title.nation = title.nation or nation
        if head.institution and title.body is None:
            title.institution = head.institution
        title.head_at = title.at

    def organ(self, low: str) -> str:
        """What an institution's word is called in English."""
        return organ(low, self.grammar)

    def head(self, low: str) -> Head | None:
        """The office a word means."""
        return head(low, self.grammar)

    def _read_organ(self, title: Title, nation: Nation | None, organ: str) -> bool:
        nation = nation or title.nation
        end = title.at + 1
        if nation is None:
            ahead = end + (end < len(self.tokens) and self.tokens[end].low in {"in", "der", "des"})
            nation = nation_of(self.tokens[ahead].low) if ahead < len(self.tokens) else None
            if nation is None:
                return False
            end = ahead + 1
        body = self._named_body(nation, organ)
        title.nation = title.nation or nation
        title.jurisdiction = title.jurisdiction or nation.code
        title.body = body
        if body is None:
            if organ in {"Council", "Presidency"}:
                return False
            title.institution = f"{nation.adjective} {organ}"
        title.exact = self._first_case(title.at)
        title.at = title.body_end = end
        return True

    def _first_case(self, at: int) -> bool:
        low = self.tokens[at].low
        if self.grammar.language == "de":
            return not low.endswith("iums")
        return low in self.grammar.organs or low in {"правительство", "администрация", "власти", "посольство"}

    def _named_body(self, nation: Nation, organ: str) -> Actor | None:
        name = f"{nation.adjective} {organ}"
        name = BODIES.get(name, name)
        actors = self.forms.gazetteer.named(tuple(name.split()))
        return next((one for one in actors if not one.person and one.institution == name), None) or next(
            (one for one in actors if not one.person), None
        )

    def _complement(self, title: Title) -> bool:
        """Read what hangs on a title: "des Auswärtigen Amts", "комитета Госдумы по международным делам"."""
        at, limit = title.at, min(len(self.tokens), title.at + LONGEST_COMPLEMENT)
        german = self.grammar.language == "de"
        if self._stops(self.tokens[at], at, german=german):
            return False
        if german and (
            self.tokens[at].low not in self.grammar.complement or (title.body is not None and title.body_end == at)
        ):
            return False
        if not german and self.tokens[at].low in self.grammar.prepositions - {"по", "при"} and not self._posted(at):
            return False
        while at < limit and self.tokens[at].word and not self.tokens[at].quoted:
            token = self.tokens[at]
            if (at > title.at or not german) and self._stops(token, at, german=german):
                break
            size, actors, _ = self.forms.longest(self.tokens, at)
            if any(one.person for one in actors):
                break
            body = next((one for one in actors if not one.person), None)
            nation = nation_of(token.low.partition("-")[0])
            organ = self.organ(token.low)
            if body is not None:
                title.body = title.body or body
                title.jurisdiction = title.jurisdiction or body.jurisdiction
                title.nation = title.nation or nation
                at += size
                if german:
                    break
                continue
            if organ and nation is None and title.nation is not None and title.body is None:
                title.body = self._named_body(title.nation, organ)
            elif organ and nation is not None:
                title.body = title.body or self._named_body(nation, organ)
            if nation is not None:
                title.nation = title.nation or nation
                title.jurisdiction = title.jurisdiction or nation.code
            title.words |= {word for stem, word in self.grammar.meanings.items() if token.low.startswith(stem)}
            at += 1
            named = at < limit and self.tokens[at].capital and token.low.endswith("en")
            if german and token.capital and not named:  # der Deutschen Wirtschaft
                break
        if at == title.at:
            return False
        title.at = title.body_end = at
        return True

    def _posted(self, at: int) -> bool:
        """Whether "в США" says where somebody is posted: a country, then a name."""
        following = self.tokens[at + 1 : at + 3]
        return (
            self.tokens[at].low == "в"
            and len(following) > 1
            and nation_of(following[0].low) is not None
            and following[1].capital
        )

    def _stops(self, token: Token, at: int, *, german: bool) -> bool:
        if token.low in self.grammar.verbs or token.low in {"что", "как", "и", "также", "ранее", "уже"}:
            return True
        if token.low.endswith(PAST) and token.low not in NO_PAST:
            return True
        if german:
            return False
        if token.low in self.grammar.prepositions - {"по", "при", "в"}:
            return True
        if token.low == "в" and not (at + 1 < len(self.tokens) and self.tokens[at + 1].capital):
            return True
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return (
            token.capital
            and following is not None
            and following.capital
            and nation_of(token.low) is None
            and not token.text.isupper()
            and not token.low.endswith(("ой", "ого", "его", "ых", "их"))
            and self.forms.longest(self.tokens, at)[0] < 1
        )
