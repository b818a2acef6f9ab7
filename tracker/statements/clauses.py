"""The parts of a sentence that reports speech: what is said, and the words that tell when and where."""

from __future__ import annotations

from tracker.statements import verbs
from tracker.statements.lexicon import words
from tracker.statements.names import Mention
from tracker.statements.tokens import Token

PREPOSITIONS = words("""
    in of from at near to with by against on for about over under between into inside across after before as
    than like via toward towards through throughout around within outside
""")


CLAUSES = words("""
    and but while which who as after before because since although saying adding stating noting warning calling
    arguing amid hours days
""")
INTRODUCTIONS = PREPOSITIONS | words(
    """
    while when if although though because since once despite asked speaking responding however but and yet still
    meanwhile last earlier yesterday
    today on this that just the
    """
)
WHEN = words("after before as when while following referring hours minutes moments")
STARTERS = words("""
    responding speaking talking asked addressing writing commenting appearing visiting
""")


def past_audience(tokens: list[Token], at: int, by_start: dict[int, Mention]) -> int:
    """Past the one who is told: "told VICE News", "told Reuters in Berlin"."""
    if tokens[at].low not in {"told", "tells", "telling", "assured", "reminded", "asked", "warned"}:
        return at + 1
    place = at + 1
    while (
        place < len(tokens)
        and tokens[place].low in {"the", "a", "state", "german", "russian", "us", "state-run"}
        and place not in by_start
    ):
        place += 1
    one = by_start.get(place)
    if (
        one is not None
        and one.end < len(tokens)
        and tokens[one.end].low not in {"is", "was", "has", "had", "would", "will"}
    ):
        return one.end
    return place


def circumstances_end(tokens: list[Token], at: int) -> int:
    """Where the words on place, time and occasion end that follow a verb."""
    place = at
    if at < len(tokens) and (tokens[at].low in verbs.CIRCUMSTANCES or tokens[at - 1].low not in {"said", "says"}):
        that = next(
            (
                one
                for one in range(at, min(len(tokens), at + 20))
                if tokens[one].quoted or tokens[one].low in {"that", ":"}
            ),
            at,
        )
        if that > at and not tokens[that].quoted and not any(token.low in CLAUSES for token in tokens[at:that]):
            return that
    while place < len(tokens) and not tokens[place].quoted:
        token = tokens[place]
        named = (
            token.capital
            and place > at
            and (tokens[place - 1].low in PREPOSITIONS | {"the", "a"} or tokens[place - 1].capital)
        )
        number = token.text.isdecimal() and len(token.text) <= 4
        comma = (
            token.text in {",", "."} and place + 1 < len(tokens) and tokens[place + 1].text.isdecimal() and place > at
        )
        if not (token.low in verbs.CIRCUMSTANCES or named or number or comma):
            break
        place += 1
    while place > at and tokens[place - 1].low in {"the", "a", "an", "its", "his", "their", "her", "that", "this"}:
        place -= 1
    return place


def rest_of_clause(tokens: list[Token], at: int) -> int:
    """Where the clause ends whose verb came after what was said."""
    for place in range(at, min(len(tokens), at + 16)):
        if tokens[place].quoted or tokens[place].low in {"that", ";", ":"} | CLAUSES:
            return place
    return min(len(tokens), at + 16)


def behind_object(tokens: list[Token], low: str, end: int) -> tuple[int, int]:
    """The clause behind a verb that takes an object: "announced sanctions on Tuesday"."""
    if low not in verbs.WITH_OBJECT or (end < len(tokens) and tokens[end].low in {"that", "it", "he", "she", "they"}):
        return (end, end)
    for place in range(end, min(len(tokens), end + 30)):
        if (
            tokens[place].quoted
            or tokens[place].text == ";"
            or (tokens[place].text == "," and _begins(tokens, place + 1))
        ):
            return (end, place)
    return (end, min(len(tokens), end + 30))


def behind_audience(tokens: list[Token], low: str, end: int) -> tuple[int, int]:
    """The clause behind "told reporters of the plan on Monday"."""
    if low not in {"told", "spoke"} or end >= len(tokens) or tokens[end].low not in {"about", "of"}:
        return (end, end)
    return (end, next((at for at in range(end, min(len(tokens), end + 16)) if tokens[at].text == ","), end))


def _begins(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in CLAUSES


def opening(tokens: list[Token], end: int) -> tuple[int, int]:
    """The beginning of the sentence as far as it tells when: "On Tuesday,", "Responding to NATO on Wednesday,"."""
    first = tokens[0].low
    stop = next((place for place in range(min(end, 24)) if tokens[place].text == ","), min(end, 24))
    last = min(stop, end) if first in STARTERS or stop <= 8 else min(4, end)
    return (0, next((place for place in range(last) if tokens[place].quoted), last))


def content_of(tokens: list[Token], who: Mention, at: int, end: int) -> tuple[tuple[int, int], ...]:
    """What is said with a verb behind its subject: what follows, and direct speech before."""
    quoted = any(token.quoted for token in tokens[: who.start])
    after = _after(tokens, end, _contrast(tokens, end), quoted=quoted)
    before_mark = who.start > 0 and (tokens[who.start - 1].quoted or tokens[who.start - 1].text in {",", "?", "!"})
    before = trimmed((0, who.start), tokens) if before_mark else ()
    if before and not quoted:
        introduced = tokens[before[0][0]].low in INTRODUCTIONS or verbs.adverb(tokens[before[0][0]].low)
        if after and (introduced or who.start < 6):
            before = ()
    if not after and not before and who.start < at:
        return ()
    return before + after


def _contrast(tokens: list[Token], at: int) -> int:
    """Where ", but authorities in Kiev" begins: a clause of somebody else, unlike one with a pronoun or a verb."""
    for place in range(at + 4, len(tokens) - 2):
        if (
            tokens[place].text == ","
            and tokens[place + 1].low in {"but", "while", "whereas", "although"}
            and not tokens[place].quoted
        ):
            following = tokens[place + 2]
            if following.capital or following.low in {
                "authorities",
                "officials",
                "analysts",
                "the",
                "critics",
                "experts",
                "reporters",
            }:
                return place
    return len(tokens)


def said_around(tokens: list[Token], before: tuple[int, int], end: int) -> tuple[tuple[int, int], ...]:
    """What is said with a verb before its subject: what stands before and what follows."""
    quoted = any(token.quoted for token in tokens[before[0] : before[1]])
    return trimmed(before, tokens) + _after(tokens, end, len(tokens), quoted=quoted)


def _after(tokens: list[Token], at: int, end: int, *, quoted: bool) -> tuple[tuple[int, int], ...]:
    """What follows, unless it tells of direct speech before it when: "shortly after the sanctions were announced"."""
    after = trimmed((at, end), tokens)
    if not quoted or not after or any(token.quoted for token in tokens[after[0][0] : after[0][1]]):
        return after
    return () if WHEN & {token.low for token in tokens[after[0][0] : after[0][0] + 3]} else after


def trimmed(part: tuple[int, int], tokens: list[Token]) -> tuple[tuple[int, int], ...]:
    """The part without signs at its ends, or nothing where no word is left."""
    start, end = part
    while start < end and not tokens[start].word:
        start += 1
    while end > start and not tokens[end - 1].word:
        end -= 1
    return ((start, end),) if end > start else ()


def has_speech(tokens: list[Token], low: str, end: int) -> bool:
    """Whether a weak verb is followed by something that was said."""
    following = tokens[end].low if end < len(tokens) else ""
    if following in {"that", "there"} or any(token.quoted for token in tokens[end:]):
        return True
    return (low in {"called", "calls", "described"} and following not in {"off", "up"}) or (
        low in {"agreed", "decided"} and "to" in {following, tokens[end - 1].low}
    )


def form_of(tokens: list[Token], content: tuple[tuple[int, int], ...], otherwise: str) -> str:
    """``quoted`` where some of it is direct speech."""
    quoted = sum(token.quoted for start, end in content for token in tokens[start:end])
    return "quoted" if quoted and otherwise != "according" else otherwise
