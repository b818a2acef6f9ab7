"""The gazetteer for languages whose words bend: printed forms are found in every case."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from tracker.model.actor import LONGEST_ALIAS, Actor, Gazetteer
from tracker.statements.grammar import Grammar, key
from tracker.statements.tokens import Token

_BUILT: WeakKeyDictionary[Gazetteer, dict[str, Forms]] = WeakKeyDictionary()


class Forms:
    """The printed forms of a gazetteer by the stems of their words. Built once for each language."""

    def __init__(self, gazetteer: Gazetteer, grammar: Grammar) -> None:
        self.gazetteer = gazetteer
        self.grammar = grammar
        self._forms: dict[tuple[str, ...], dict[str, list[Actor]]] = {}
        self._longest: dict[str, int] = {}
        for actor in gazetteer.actors:
            for printed in (actor.name, *actor.aliases):
                words = printed.replace(",", " ").split()
                if words:
                    self._add(words, actor)

        for printed, institution in grammar.aliases.items():
            for actor in gazetteer.named(tuple(institution.split())):
                self._add([printed], actor)

    def _add(self, words: list[str], actor: Actor) -> None:
        form = self._form(words)
        printed = " ".join(words).casefold()
        known = self._forms.setdefault(form, {}).setdefault(printed, [])
        if actor not in known:
            known.append(actor)
        for first in {form[0], self.key(words[0], alone=False)}:
            self._longest[first] = max(len(form), self._longest.get(first, 0))

    def _form(self, words: list[str]) -> tuple[str, ...]:
        return tuple(self.key(word, alone=len(words) == 1) for word in words)

    def key(self, word: str, *, alone: bool) -> str:
        """A word as forms are compared."""
        return key(word, self.grammar, alone=alone)

    def longest(self, tokens: list[Token], at: int) -> tuple[int, tuple[Actor, ...], bool]:
        """The longest form that begins here: how many tokens, whose, and whether it is printed as in the first case."""
        if not tokens[at].word:
            return 0, (), False
        many, alone = self.key(tokens[at].text, alone=False), self.key(tokens[at].text, alone=True)
        most = min(max(self._longest.get(many, 0), self._longest.get(alone, 0)), LONGEST_ALIAS)
        best: tuple[int, tuple[Actor, ...], bool] = (0, (), False)
        words: list[str] = []
        form: list[str] = []
        for place in range(at, min(len(tokens), at + 2 * most)):
            token = tokens[place]
            if token.quoted or len(words) == most:
                break
            if token.text in {".", "-"} and place > at:
                continue
            if not token.word:
                break
            words.append(token.text)
            form.append(self.key(token.text, alone=False))
            found = self._forms.get((alone,) if len(words) == 1 else tuple(form))
            if found and (tokens[at].capital or token.capital):
                exact = found.get(" ".join(words).casefold())
                actors = tuple(exact or dict.fromkeys(one for known in found.values() for one in known))
                first_case = exact is not None or (self.grammar.language == "de" and len(words) > 1)
                best = (place + 1 - at, actors, first_case)
        return best


def forms_of(gazetteer: Gazetteer, grammar: Grammar) -> Forms:
    """The forms of a gazetteer in a language, remembered as long as the gazetteer lives."""
    built = _BUILT.setdefault(gazetteer, {})
    if grammar.language not in built:
        built[grammar.language] = Forms(gazetteer, grammar)
    return built[grammar.language]
