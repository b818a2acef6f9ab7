"""What stands before a name: determiners, countries, institutions and the words of an office."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.model.actor import Actor, Gazetteer, folded
from tracker.statements.lexicon import words
from tracker.statements.nations import Nation, nation_of
from tracker.statements.titles import HEADS, HONORIFICS, MODIFIERS, PUBLICATIONS
from tracker.statements.tokens import Token

DETERMINERS = words("the a an its his her their our der die das dem den ein eine")


LONGEST_CHUNK = 14


# What a secretary or minister is of: behind it a name begins.
FIELDS = words("""
    house senate parliament duma
    state defense defence treasury energy commerce justice interior labor agriculture education transportation
    trade finance economy security affairs health
""")
ORGANS = words("""
    ministry embassy office bank department parliament presidency ministerium министерство government regierung
""")


@dataclass(slots=True)
class Chunk:
    """What stands before a name, while it is read."""

    start: int
    at: int
    heads: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    institution: Actor | None = None
    nation: Nation | None = None
    organ: str = ""
    honorific: bool = False
    publication: bool = False
    first_word: int = -1
    institution_end: int = -1
    definite: bool = False
    form_at: int = -1  # where the form was looked for that ended it: the name behind begins there
    form: tuple[int, tuple[Actor, ...]] = (0, ())

    @property
    def jurisdiction(self) -> str:
        """Whose institution or nation it is, or nothing."""
        return self.institution.jurisdiction if self.institution else self.nation.code if self.nation else ""

    @property
    def body(self) -> str:
        """The institution, as the gazetteer or else the text names it."""
        return self.institution.institution if self.institution else self.organ


def before_name(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Chunk:
    """Read determiners, nations, institutions and titles as far as they go."""
    chunk = Chunk(at, at)
    last = min(len(tokens), at + LONGEST_CHUNK)
    while chunk.at < last and not tokens[chunk.at].quoted:
        token = tokens[chunk.at]
        chunk.form_at, chunk.form = chunk.at, longest_form(tokens, chunk.at, gazetteer)
        size, actors = chunk.form
        body = next((one for one in actors if not one.person), None) if actors else None
        person = bool(actors) and any(one.person for one in actors)
        if person and (size > 1 or body is None) and not (size == 1 and token.low in HEADS):
            break
        if token.low in DETERMINERS and chunk.at == at and not body:
            chunk.definite = token.low == "the"
            chunk.at += 1
        elif chunk.at > at and _possessive(tokens, chunk.at):
            chunk.at += 1
        elif body and not (token.low in HEADS and size == 1):
            _read_body(tokens, chunk, body, size)
        elif not _read_word(tokens, chunk, gazetteer):
            break
    return chunk


def _possessive(tokens: list[Token], at: int) -> bool:
    low = tokens[at].low
    return low in {"'s", "\u2019s"} or (low in {"'", "\u2019"} and tokens[at - 1].low.endswith("s"))


def _read_body(tokens: list[Token], chunk: Chunk, body: Actor, size: int) -> None:
    nation = nation_of(tokens[chunk.at].low) if size == 1 else None
    following = tokens[chunk.at + 1].low if chunk.at + 1 < len(tokens) else ""
    if nation and chunk.nation is None:
        chunk.nation = nation
    if chunk.institution is None or not chunk.heads:
        chunk.institution = body
    _mark(chunk)
    if following in ORGANS and nation:
        chunk.organ = f"{nation.adjective} {tokens[chunk.at + 1].text}"
    chunk.at += size
    chunk.institution_end = chunk.at


def _read_word(tokens: list[Token], chunk: Chunk, gazetteer: Gazetteer) -> bool:
    """Read one word that belongs before a name; whether it did."""
    token = tokens[chunk.at]
    low = token.low.rstrip(".")
    following = tokens[chunk.at + 1] if chunk.at + 1 < len(tokens) else None
    vice = low == "vice" and following is not None and following.low in HEADS  # the Vice President, not the magazine
    if (
        not vice
        and low in PUBLICATIONS
        and (token.capital or chunk.publication or low in {"newspaper", "agency", "agencies", "broadcaster"})
    ):
        chunk.publication = True
    elif low in {"state-owned", "state-run", "news"} and chunk.at > chunk.start:
        chunk.publication = chunk.publication or low != "news"
    elif (nation := nation_of(token.low)) is not None and token.capital | (nation.code == "EU"):
        chunk.nation = chunk.nation or nation
    elif low in HEADS:
        chunk.heads.append(low)
        if chunk.at + 1 < len(tokens) and following and following.text == ".":
            chunk.at += 1
    elif low in HONORIFICS:
        chunk.honorific = True
        if following and following.text == ".":
            chunk.at += 1
    elif low in ORGANS and (chunk.words or chunk.nation):
        chunk.organ = _organ(tokens, chunk)
    elif low in MODIFIERS:
        chunk.words.append(low)
    elif low in {"of", "for", "at", "to"} and chunk.heads and following:
        return _read_complement(tokens, chunk, gazetteer)
    elif _acronym(token) and following and (following.low.rstrip(".") in HEADS | MODIFIERS):
        chunk.organ = token.text
    elif low == "and" and chunk.words and following and following.low in MODIFIERS | HEADS:
        pass
    else:
        return False
    _mark(chunk)
    chunk.at += 1
    return True


def _read_complement(tokens: list[Token], chunk: Chunk, gazetteer: Gazetteer) -> bool:
    """Read "of the Presidential Office" after a title; capitals that nothing explains are taken to belong to it."""
    at = chunk.at + 1
    while at < len(tokens) and tokens[at].low in DETERMINERS:
        at += 1
    size, actors = longest_form(tokens, at, gazetteer)
    body = next((one for one in actors if not one.person), None)
    if body:
        chunk.institution = body
        chunk.nation = chunk.nation or nation_of(tokens[at].low)
        chunk.at = at + size
        chunk.institution_end = chunk.at
        return True
    first = at
    while (
        at < len(tokens)
        and at - first < 6
        and (tokens[at].capital or tokens[at].low in {"of", "and", "for"})
        and tokens[at].word
    ):
        nation = nation_of(tokens[at].low)
        chunk.nation = chunk.nation or nation
        chunk.words.extend(word for word in (tokens[at].low,) if word in MODIFIERS)
        at += 1
        joined = at < len(tokens) and tokens[at].low in {"and", "of", "for"}
        if nation or (tokens[at - 1].low in FIELDS and not joined):
            break
    if at == first:
        return False
    chunk.at = at
    return True


def _mark(chunk: Chunk) -> None:
    if chunk.first_word < 0:
        chunk.first_word = chunk.at


def _organ(tokens: list[Token], chunk: Chunk) -> str:
    first = chunk.nation.adjective if chunk.nation else ""
    words = [
        token.text for token in tokens[max(chunk.start, chunk.at - 2) : chunk.at + 1] if token.low in MODIFIERS | ORGANS
    ]
    return " ".join(word for word in (first, *(word.capitalize() for word in words)) if word)


def _acronym(token: Token) -> bool:
    return 2 <= len(token.text) <= 6 and token.text.isupper() and token.text.isalpha() and token.low not in PUBLICATIONS


def longest_form(tokens: list[Token], at: int, gazetteer: Gazetteer) -> tuple[int, tuple[Actor, ...]]:
    """The longest printed form of the gazetteer that begins here: how many tokens it has, and whose it is."""
    if at >= len(tokens):
        return 0, ()
    most = gazetteer.longest(folded(tokens[at].text))
    if not most or not tokens[at].word:
        return 0, ()
    words: list[str] = []
    best: tuple[int, tuple[Actor, ...]] = (0, ())
    for place in range(at, min(len(tokens), at + 2 * most)):
        low = tokens[place].low
        if tokens[place].quoted or len(words) == most:
            break
        if low in {"'s", "\u2019s", ".", ","}:  # "Ukraine's foreign ministry", "Joseph R. Biden, Jr."
            if low == "," and tokens[min(place + 1, len(tokens) - 1)].low.rstrip(".") != "jr":
                break
            continue
        words.append(folded(tokens[place].text))
        actors = gazetteer.by_form(tuple(words))
        if actors and (tokens[at].capital or tokens[place].capital):
            best = (place + 1 - at, actors)
    return best


def printed(tokens: list[Token], chunk: Chunk) -> str:
    """The title as printed, without its article."""
    if chunk.first_word < 0 or not chunk.heads:
        return ""
    words: list[str] = []
    for token in tokens[chunk.first_word : chunk.at]:
        if token.low in {"'s", "\u2019s", ".", "'", "\u2019"} and words:
            words[-1] += token.text
        else:
            words.append(token.text)
    if words and words[0].casefold() in DETERMINERS:
        words = words[1:]
    return " ".join(words).rstrip(",'\u2019")


def after_parenthesis(tokens: list[Token], at: int) -> int:
    """Past "(OSCE)"."""
    if at + 2 < len(tokens) and tokens[at].text == "(" and tokens[at + 2].text == ")":
        return at + 3
    return at
