"""Mentions of possible speakers in German and Russian: title and name, institution, office, pronoun."""

from __future__ import annotations

from collections.abc import Container

from tracker.model.actor import Gazetteer
from tracker.statements.dates import MONTHS
from tracker.statements.grammar import Grammar
from tracker.statements.inflected import forms_of
from tracker.statements.inflected_persons import PersonReader
from tracker.statements.inflected_titles import Title
from tracker.statements.names import Mention
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token


def mentions(
    tokens: list[Token], gazetteer: Gazetteer, grammar: Grammar, met: Container[str] = ()
) -> list[tuple[Mention, bool]]:
    """The mentions outside quotations, in order, none within another; with each whether it can be a subject."""
    forms = forms_of(gazetteer, grammar)
    found: list[tuple[Mention, bool]] = []
    end = 0
    reader = _Reader(tokens, forms, met)
    for at, token in enumerate(tokens):
        if at < end or token.quoted or not token.word:
            continue
        one = reader.mention(at)
        if one is not None:
            found.append(one)
            end = max(one[0].end, at + 1)
    return found


class _Reader(PersonReader):
    """Reads one mention of a sentence."""

    def mention(self, at: int) -> tuple[Mention, bool] | None:
        token = self.tokens[at]
        low = token.low
        if low in self.grammar.pronouns and (not token.capital or at == 0 or self.tokens[at - 1].text in {".", ":"}):
            name = {"он": "er", "она": "sie"}.get(low, low)
            return Mention(at, at + 1, "pronoun", name=(name,)), True
        if not self._may_begin(token, at):
            return None
        title = self.title(at)
        subject = not self.grammar.oblique(tuple(one.low for one in self.tokens[at : max(title.at, at + 1)]))
        named = self.person(title)
        if named is not None:
            mention, exact = named
            mention = self._with_apposition(mention)
            return mention, subject and (exact or bool(title.heads))
        if title.publication:
            return Mention(at, title.at, "publication"), True
        if title.heads:
            return self._office(title), subject
        subject = subject and not self._genitive_acronym(at, title.at)
        if title.body is not None and title.body_end == title.at:
            end = self.past_bracket(title.at)
            return (
                Mention(at, end, "institution", actors=(title.body,), jurisdiction=title.body.jurisdiction),
                subject and title.exact,
            )
        if title.nation is not None and self._country(title):
            whose = title.nation
            return (
                Mention(
                    at, title.at, "institution", institution=f"{whose.adjective} Government", jurisdiction=whose.code
                ),
                subject,
            )
        if title.institution and title.body_end == title.at:
            return (
                Mention(at, title.at, "institution", institution=title.institution, jurisdiction=title.jurisdiction),
                subject and title.exact,
            )
        return None

    def _may_begin(self, token: Token, at: int) -> bool:
        grammar = self.grammar
        return (
            token.capital
            or token.low in grammar.determiners
            or token.low in grammar.modifiers
            or self.head(token.low) is not None
            or nation_of(token.low) is not None
            or token.low in grammar.publications
            or self.organ(token.low) != ""
            or self.forms.longest(self.tokens, at)[0] > 1
        )

    def _genitive_acronym(self, at: int, end: int) -> bool:
        """Whether an acronym hangs on the noun before it: "санкции США", "мер РФ"."""
        if self.grammar.language == "de" or end != at + 1 or not self.tokens[at].text.isupper() or at == 0:
            return False
        before = self.tokens[at - 1]
        return (
            before.word
            and before.text.islower()
            and len(before.text) > 2
            and before.low not in self.grammar.verbs
            and before.low not in MONTHS
            and before.low
            not in {
                "что",
                "как",
                "если",
                "пока",
                "когда",
                "также",
                "ранее",
                "тогда",
                "однако",
                "чтобы",
                "вчера",
                "сегодня",
                "накануне",
            }
            and not before.low.endswith(("о", "ли", "ет", "ют"))
        )

    def _country(self, title: Title) -> bool:
        """Whether a country is named by its noun, so that it speaks: "Ungarn lehnt ab"."""
        token = self.tokens[title.at - 1]
        if not token.capital or title.at - title.start > 2 or title.publication or title.honorific:
            return False
        if self.grammar.language == "de":
            return not token.low.endswith(("isch", "ische", "ischen", "ischer", "isches", "deutsche", "deutschen", "s"))
        return (
            token.low.endswith(("ия", "ша", "ва", "цы", "ай", "тан", "ан", "ды")) and nation_of(token.low) is not None
        )

    def _office(self, title: Title) -> Mention:
        return Mention(
            title.start,
            self.past_bracket(title.at),
            "nobody" if title.anonymous else "office",
            role=self.printed(title),
            heads=tuple(title.heads),
            words=frozenset(title.words),
            actors=(title.body,) if title.body else (),
            institution=title.institution,
            jurisdiction=title.jurisdiction,
            definite=self._definite(title),
        )

    def _definite(self, title: Title) -> bool:
        """Whether a certain person is meant: not "ein Sprecher", nor "представитель"."""
        if self.grammar.language == "de":
            return self.tokens[title.start].low not in {"ein", "eine", "einem", "einer"}
        return "spokesperson" not in title.heads or any(word.startswith("официальн") for word in title.words)

    def _with_apposition(self, found: Mention) -> Mention:
        """Take ", außenpolitischer Sprecher der Fraktion," behind a name into its mention."""
        at = found.end
        if at + 1 >= len(self.tokens) or self.tokens[at].text != "," or self.tokens[at + 1].quoted:
            return found
        if not self.tokens[at + 1].word or self.tokens[at + 1].low in self.grammar.verbs:
            return found
        title = self.title(at + 1)
        if not title.heads or title.at >= len(self.tokens) or self.tokens[title.at].text != ",":
            return found
        body = title.body.institution if title.body else title.institution
        return Mention(
            found.start,
            title.at + 1,
            "person",
            name=found.name,
            actors=found.actors,
            role=found.role or self.printed(title),
            heads=found.heads + tuple(title.heads),
            words=found.words | title.words,
            institution=found.institution or body,
            jurisdiction=found.jurisdiction or title.jurisdiction,
            titled=True,
        )
