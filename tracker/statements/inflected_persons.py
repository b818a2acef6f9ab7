"""Names of persons in German and Russian: known in every case, or told by a title or a first name."""

from __future__ import annotations

from tracker.model.actor import Actor, folded
from tracker.statements.inflected_titles import Title, TitleReader
from tracker.statements.names import Mention
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

LONGEST_NAME = 4
LONGEST_BRACKET = 14
LONGEST_BARE = 3
FIRST_NAMES = (
    *(("ия", "ий"), ("ея", "ей"), ("ая", "ай"), ("ии", "ия")),
    *(("ы", "а"), ("и", "я"), ("а", ""), ("я", "ь")),
)
OBLIQUE_NAMES = ("ом", "ем", "ым", "им", "ому", "ему")


class PersonReader(TitleReader):
    """Reads names in the words of one sentence."""

    def person(self, title: Title) -> tuple[Mention, bool] | None:
        """The person named behind a title, or without one, and whether in the first case."""
        at = title.at
        if at >= len(self.tokens) or title.publication:
            return None
        if self.tokens[at].text == "," and title.heads and title.body_end == at:
            at += 1
        if at >= len(self.tokens) or self.tokens[at].quoted or not self.tokens[at].word:
            return None
        size, actors, exact = self.forms.longest(self.tokens, at)
        people = tuple(one for one in actors if one.person)
        titled = bool(title.heads) or title.honorific
        if not people and titled:
            size, people = self._by_surname(at, title)
        end = at + size if people else self._name_end(at, titled=titled)
        if not people and not titled and end == at + 2 and self._begins(at) and self._surname(at + 1):
            return None  # a capital only because the sentence begins
        if end == at and self._met(at):
            end = at + 1
        if end == at or (at > title.at and end - at < 2):
            return None
        if people and not titled and size == 1 and self._more(end):
            wider = self._name_end(at, titled=True)
            if wider > end:
                end, people = wider, ()
        if not people and title.anonymous:
            return None
        name = tuple(token.text for token in self.tokens[at:end] if token.word)
        if people:
            person = people[0].person.split()
            name = tuple(person) if size > 1 else (self._bare(name[0], people),)
        elif not exact:
            name = self._first_cased(name, title)
        closing = self.past_bracket(end)
        if at > title.at and closing < len(self.tokens) and self.tokens[closing].text == ",":
            closing += 1
        described = title.body is not None or title.nation is not None or title.institution != ""
        if not titled and not people and described and title.at > title.start:
            return None
        body = title.body.institution if title.body else title.institution
        mention = Mention(
            title.start,
            closing,
            "person",
            name=name,
            actors=people,
            role=self.printed(title),
            heads=tuple(title.heads),
            words=frozenset(title.words),
            institution=body,
            jurisdiction=title.jurisdiction,
            titled=titled,
        )
        if not people and not titled and self.grammar.language == "ru" and name[0].casefold().endswith(OBLIQUE_NAMES):
            return mention, False
        return mention, exact or not people or (self.grammar.language == "de" and not self._genitive(end - 1, people))

    def _by_surname(self, at: int, title: Title) -> tuple[int, tuple[Actor, ...]]:
        """Somebody whose first name is printed as the gazetteer does not have it, told by office and surname."""
        end = self._name_end(at, titled=True)
        if end != at + 2 or title.body is None:
            return 0, ()
        size, actors, _ = self.forms.longest(self.tokens, at + 1)
        here = tuple(one for one in actors if one.person and one.institution == title.body.institution)
        return (2, here) if size == 1 and here else (0, ())

    def _bare(self, printed: str, people: tuple[Actor, ...]) -> str:
        """A surname as the gazetteer has it, so that its forms are one."""
        surname = people[0].person.split()[-1]
        return surname if self.forms.gazetteer.surnamed(surname) else printed

    def _genitive(self, at: int, people: tuple[Actor, ...]) -> bool:
        low = self.tokens[at].low
        return low.endswith("s") and not any(one.person.casefold().endswith("s") for one in people)

    def _met(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.capital:
            return False
        return folded(token.text) in self.met or (token.text.endswith("s") and folded(token.text[:-1]) in self.met)

    def _begins(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].text in {".", "!", "?", ":"}

    def _surname(self, at: int) -> bool:
        size, actors, _ = self.forms.longest(self.tokens, at)
        return size == 1 and any(one.person for one in actors)

    def _more(self, end: int) -> bool:
        if end >= len(self.tokens):
            return False
        token = self.tokens[end]
        return self.grammar.language == "de" and token.capital and not token.quoted and self._is_name(token, end)

    def _is_name(self, token: Token, at: int) -> bool:
        grammar = self.grammar
        measure = token.low.startswith(grammar.acts.measures) or token.low.endswith(grammar.acts.measure_ends)
        return not (
            not token.capital
            or not token.text[0].isalpha()
            or (grammar.language == "ru" and token.low[0] < "\u0400")
            or token.low in grammar.starters
            or token.low in grammar.publications
            or self.head(token.low) is not None
            or nation_of(token.low.partition("-")[0]) is not None
            or self.organ(token.low)
            or measure
            or (len(token.text) > 1 and token.text.isupper())
            or (at > 0 and any(not one.person for one in self.forms.longest(self.tokens, at)[1]))
        )

    def _name_end(self, at: int, *, titled: bool) -> int:
        """Where a name nobody knows ends; of German words with capitals only a first name makes one without a title."""
        end, capitals = at, 0
        while end < len(self.tokens) and end - at < LONGEST_NAME + 1 and not self.tokens[end].quoted:
            token = self.tokens[end]
            if (token.low in self.grammar.particles and (capitals or titled) and self._next_is_name(end)) or (
                token.text == "." and capitals and len(self.tokens[end - 1].text) == 1
            ):
                end += 1
            elif self._is_name(token, end):
                capitals += 1
                end += 1
            else:
                break
        german = self.grammar.language == "de"
        first = self.tokens[at].low
        if german and not titled and first not in self.grammar.first_names:
            return at
        if german and titled and first not in self.grammar.first_names and capitals > 1:
            end = min(end, at + 2 if self.tokens[at].text.endswith(".") or capitals > 1 else at + 1)
        return end if capitals >= (1 if titled else 2) else at

    def _next_is_name(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and (
            self._is_name(self.tokens[at + 1], at + 1) or self.tokens[at + 1].low in self.grammar.particles
        )

    def _first_cased(self, name: tuple[str, ...], title: Title) -> tuple[str, ...]:
        """A name as its bearer has it: "Сергея Иванова" behind a title in another case, "Müllers"."""
        if self.grammar.language == "de" or not title.heads:
            return name
        if not self.grammar.oblique(tuple(one.low for one in self.tokens[title.start : title.at])):
            return name
        return tuple(nominative(word, last=place == len(name) - 1, first=name[0]) for place, word in enumerate(name))

    def printed(self, title: Title) -> str:
        """A title as it is printed, without its article."""
        words = [token.text for token in self.tokens[title.start : title.at]]
        if words and words[0].casefold() in self.grammar.determiners:
            words = words[1:]
        return " ".join(words).replace(" ,", ",").strip(" ,") if title.heads else ""

    def past_bracket(self, at: int) -> int:
        """Past "(SPD)"."""
        if at >= len(self.tokens) or self.tokens[at].text != "(":
            return at
        for place in range(at + 1, min(len(self.tokens), at + LONGEST_BRACKET)):
            if self.tokens[place].text == ")":
                return place + 1
        return at


def nominative(word: str, *, last: bool, first: str) -> str:
    """A Russian name in the first case, from the second: Сергея -> Сергей, Иванова -> Иванов, Марии -> Мария.

    >>> nominative("Сергея", last=False, first="Сергея"), nominative("Рябкова", last=True, first="Сергея")
    ('Сергей', 'Рябков')
    """
    female = first.endswith(("ы", "ии", "ьи", "ой", "ей")) or (first.endswith("и") and len(first) > LONGEST_BARE)
    if not last:
        return next((word[: -len(end)] + other for end, other in FIRST_NAMES if word.endswith(end)), word)
    endings = (
        (("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("ской", "ская"), ("ой", "а"))
        if female
        else (
            ("ского", "ский"),
            ("цкого", "цкий"),
            ("ого", "ый"),
            ("ова", "ов"),
            ("ева", "ев"),
            ("ина", "ин"),
            ("а", ""),
            ("я", "ь"),
        )
    )
    return next(
        (word[: -len(end)] + other for end, other in endings if word.endswith(end) and len(word) > len(end) + 1), word
    )
