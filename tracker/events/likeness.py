"""How likely two accounts speak of one act: points for what they have in common, each in words, and what rules it out.

The same in both directions, from the two accounts alone. Days count by every day an account gives, public or legal: an
official journal prints an act days after it was announced, with the day of its adoption.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracker.events.act_names import acts_of, is_framework
from tracker.events.common_words import COMMON
from tracker.model.event import MACHINE_CODED, READ, PolicyEvent
from tracker.model.instants import zone
from tracker.model.plain_text import clean, slug

AUTOMATIC = 70
"""Points from which two accounts are one event without asking: issuer, day and one or two things more."""

SUGGESTED = 45
"""Points from which a person is asked."""

NEAR = timedelta(days=3)
"""Accounts further apart than this, by every day they give, are of two acts, unless they name the same
single act, or two names."""

TRAILING = timedelta(days=30)
"""A journal prints an act at most this long after it. What was read in a document trails nothing: it tells its day."""

_EASING, _EXTENDING, _OPEN = frozenset(("ease", "lift")), frozenset(("extend",)), frozenset(("neutral",))
_SPHERES = {
    "central_bank": "money",
    "market_structure": "money",
    "military": "war",
    "countermeasure": "answer",
    "statement": "words",
    "diplomatic": "words",
}
_SAME_HOUSE = (
    ("treasury", "ofac", "foreign assets control"),
    ("white house", "the president"),
    ("council of the eu", "eu council", "european council"),
    ("commission",),
    ("state department", "department of state"),
    ("fcdo", "ofsi", "treasury of the uk", "foreign, commonwealth"),
    ("german chancellor", "german chancellery"),
    ("german government", "german federal government"),
    ("kremlin", "president of russia"),
    ("commerce", "bis", "industry and security"),
)
_SEVERAL = "INT"
"""The jurisdiction of all that have none of their own: it is nothing two issuers have in common."""

_COUNTRIES = {
    "Russia": r"russia\w*|ukraine-(?:/russia-)?related|moscow|kremlin|putin|crimea\w*|donetsk|luhansk|donbas"
    r"|nord stream\w*|rosneft|sberbank|vtb|eo 1366[012]|eo 13685|eo 14024|eo 14039|eo 1406[568]|eo 14071|eo 14114"
    r"|peesa|ssides",
    "Belarus": r"belarus\w*|lukashenk\w*|eo 14038|eo 13405",
    "Ukraine": r"ukrain\w*",
    "Iran": r"iran\w*",
    "Venezuela": r"venezuela\w*|pdvsa",
    "Syria": r"syria\w*",
    "North Korea": r"north korea\w*|dprk",
    "Cuba": r"cuba\w*",
    "China": r"chin(?:a|ese)",
    "Myanmar": r"myanmar|burm\w+",
    "Libya": r"libya\w*",
    "Iraq": r"iraq\w*",
    "Terrorism": r"terroris\w+|sdgt|al-qa\w+|taqa",
    "Narcotics": r"narcotic\w*|kingpin\w*|sdntk?|illicit drug\w*",
}
_ONE_WAR = frozenset(("Russia", "Ukraine"))
"""Programmes over the war name the one country or the other: that rules nothing out."""

_ABOUT = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _COUNTRIES.items()}
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w.&'-]{2,}")
_ORIGIN = re.compile(r"([a-z0-9]+(?:_[a-z0-9]+)+)[: ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What of an event is compared. ``public`` are its first and last local day, ``days`` those and the legal ones.

    ``speaker`` is the person of a statement; of an account that was ``read`` in a document, whoever speaks in it.
    ``pages`` are its addresses, or the document where that has none; ``itself`` says that an institution speaks, not a
    person; ``sentences`` are those it was read in, and ``accepted`` says that a person has decided so; ``empty`` is an
    announcement of which the titles say nothing. ``origins`` are the lists and registers it was
    grouped from: each of them tells of an act once. ``sphere`` is empty where it rules nothing out.
    """

    event_id: str
    jurisdiction: str
    issuer: str
    house: str
    direction: str
    sphere: str
    programmes: frozenset[str]
    countries: frozenset[str]
    acts: frozenset[str]
    origins: frozenset[str]
    public: tuple[date, date]
    legal: frozenset[date]
    names: frozenset[str]
    words: frozenset[str]
    speaker: str = ""
    action: str = ""
    pages: frozenset[str] = frozenset()
    read: bool = False
    itself: bool = False
    empty: bool = False
    accepted: bool = False
    sentences: frozenset[str] = frozenset()

    @property
    def days(self) -> frozenset[date]:
        """Every day the account gives."""
        return self.legal | set(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The outcome for two accounts: ``evidence`` holds points and words; a ``refusal`` rules out that they are one."""

    evidence: tuple[tuple[int, str], ...] = ()
    refusal: str = ""

    @property
    def score(self) -> int:
        """Points in sum, never below 0; 0 where something rules it out."""
        return 0 if self.refusal else max(0, sum(points for points, _ in self.evidence))

    @property
    def words(self) -> str:
        """For people: ``same issuer (20), same day (25)``, or what rules it out."""
        return self.refusal or ", ".join(f"{words} ({points})" for points, words in self.evidence)


@lru_cache(maxsize=4_000)  # more than a ledger and its candidates, which are read again and again
def profile(event: PolicyEvent) -> Profile:
    """What of an event is compared with others."""
    told = f"{event.target} {event.programme} {event.title} {event.summary}"
    acts = acts_of(f"{event.programme} {event.title} {event.summary}")
    about = f"{told} {' '.join(sorted(acts))}"
    place = zone(event.time.zone)
    # The end of an interval is its first instant outside: a whole day ends on that day, not on the next.
    last = max(event.time.interval.start, event.time.interval.end - timedelta(microseconds=1))
    issuer = clean(event.issuer).lower()
    # A machine that reads news takes a refusal for the act, and words for deeds: until a person has looked at it,
    # neither says what it is not.
    coded = event.provenance == MACHINE_CODED and event.status == "review"
    return Profile(
        event_id=event.id,
        jurisdiction=event.jurisdiction,
        issuer=issuer,
        house=_house(issuer),
        direction="open" if coded else _direction(event),
        sphere="" if coded else _SPHERES.get(event.kind, "sanctions"),
        programmes=frozenset(filter(None, (clean(one).lower() for one in event.programme.split(";")))),
        countries=frozenset(name for name, pattern in _ABOUT.items() if pattern.search(about)),
        acts=acts,
        origins=_origins(event),
        public=(event.time.interval.start.astimezone(place).date(), last.astimezone(place).date()),
        legal=frozenset(day for day in (event.adopted_on, event.effective_on, event.legal_on) if day is not None),
        names=_names(f"{event.title} {event.summary} {event.target} {event.actor}"),
        words=frozenset(word for word in slug(event.title, limit=400).split("-") if len(word) > 2),
        speaker=_speaker(event),
        action=event.action,
        pages=frozenset(source.url for source in event.sources) or _document(event),
        read=event.provenance == READ,
        itself=not event.actor,
        accepted=event.status == "accepted",
        sentences=_sentences(event),
        empty=(event.provenance, event.kind, event.action) == ("source", "legal_framework", "neutral"),
    )


def likeness(one: Profile, other: Profile) -> Likeness:
    """How likely both accounts speak of one act."""
    single = {act for act in one.acts & other.acts if not is_framework(act)}
    names = sorted(one.names & other.names)
    trailing = (bool(single) or len(names) > 1) and not (one.read or other.read)
    if refusal := _refusal(one, other, trailing=trailing):
        return Likeness(refusal=refusal)
    found: list[tuple[int, str]] = [_issuers(one, other), _days(one, other)]
    common = one.acts & other.acts
    if single:
        found.append((30, f"same act {', '.join(sorted(single))}"))
    elif common:
        found.append((15, f"both under {', '.join(sorted(common))}"))
    if countries := one.countries & other.countries:
        found.append((10, f"same target {', '.join(sorted(countries))}"))
    if names:
        points = min(30, 12 * len(names))
        found.append((points, f"both name {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"))
    if one.speaker and one.speaker == other.speaker and not _says_otherwise(one, other):
        found.append((20, "same speaker"))
    if _read_anew(one, other):
        found.append((70, "the same sentence, read anew"))
    elif _of_one_page(one, other):
        found.append((40, "read in its page"))
    share = len(one.words & other.words) / max(1, len(one.words | other.words))
    if share >= 0.4:
        found.append((round(20 * share), "titles alike"))
    return Likeness(evidence=tuple(found))


def _says_otherwise(one: Profile, other: Profile) -> bool:
    """Whether a program read one of them as doing something else: then a person is asked."""
    if one.action == other.action or not (one.read or other.read):
        return False
    return (one.read and other.read) or "neutral" not in {one.action, other.action}


def tells_of_page(one: Profile, other: Profile) -> bool:
    """Whether one was read in a page of the other and is what that page announces: an act, or its publisher's own word.

    What a person says in a page besides is an event of its own.
    """
    if not one.read or other.read or not one.pages & other.pages:
        return False
    return one.sphere != "words" or (one.itself and one.house == other.house)


def is_all_of_page(one: Profile, other: Profile) -> bool:
    """Whether one is a person's word read in the only page of the other, an announcement that says nothing itself."""
    if not one.read or not other.empty or len(other.pages) != 1 or not other.pages <= one.pages:
        return False
    return not tells_of_page(one, other)


def _read_anew(one: Profile, other: Profile) -> bool:
    """Whether a sentence somebody accepted is proposed again: by a reader that sees another speaker or action in it."""
    if not (one.read and other.read and one.pages & other.pages) or one.accepted == other.accepted:
        return False
    return bool(one.sentences & other.sentences) and (one.speaker == other.speaker or one.action == other.action)


def _of_one_page(one: Profile, other: Profile) -> bool:
    return any(
        tells_of_page(first, second) or is_all_of_page(first, second) for first, second in ((one, other), (other, one))
    )


def _refusal(one: Profile, other: Profile, *, trailing: bool) -> str:
    if one.jurisdiction != other.jurisdiction and one.issuer != other.issuer:
        return f"of different jurisdictions, {' and '.join(sorted((one.jurisdiction, other.jurisdiction)))}"
    if one.jurisdiction == other.jurisdiction == _SEVERAL and one.house != other.house:
        return f"of different issuers, {' and '.join(sorted((one.issuer, other.issuer)))}"
    if shared := one.origins & other.origins:
        return f"two accounts of one source, {', '.join(sorted(shared))}"
    if _read_anew(one, other):
        return ""
    if one.read and other.read and one.pages & other.pages:
        return "two statements of one page"
    persons = one.read and other.read and not (one.itself or other.itself)
    if persons and one.sphere == other.sphere == "words" and one.speaker != other.speaker:
        return f"of two speakers, {' and '.join(sorted((one.speaker, other.speaker)))}"
    if one.sphere and other.sphere and one.sphere != other.sphere and not _of_one_page(one, other):
        return f"of different kinds, {' and '.join(sorted((one.sphere, other.sphere)))}"
    if one.direction != other.direction and "open" not in (one.direction, other.direction):
        return f"different actions, {' and '.join(sorted((one.direction, other.direction)))}"
    if one.countries and other.countries and not _at_war(one.countries) & _at_war(other.countries):
        return "different targets: " + " and ".join(
            sorted((", ".join(sorted(one.countries)), ", ".join(sorted(other.countries))))
        )
    apart = _apart(one, other)
    if apart > (TRAILING if trailing else NEAR):
        return f"{apart.days} days apart"
    return ""


def _at_war(countries: frozenset[str]) -> frozenset[str]:
    return countries | _ONE_WAR if countries & _ONE_WAR else countries


def _issuers(one: Profile, other: Profile) -> tuple[int, str]:
    if one.house == other.house:
        return 20, "same issuer"
    return 10, "issuers of one jurisdiction"


def _days(one: Profile, other: Profile) -> tuple[int, str]:
    if one.public[0] <= other.public[1] and other.public[0] <= one.public[1]:
        wide = max(one.public[1] - one.public[0], other.public[1] - other.public[0])
        return (25, "public on the same day") if wide <= timedelta(days=1) else (10, "public in the same days")
    first, later = (one, other) if one.public < other.public else (other, one)
    if any(first.public[0] <= day <= first.public[1] for day in later.legal):
        return 25, "the legal day of the later one is the day of the other"
    if any(later.public[0] <= day <= later.public[1] for day in first.legal):
        # Agreed, then adopted: two moments of one measure, of which markets learnt on two days.
        return 5, "the earlier one announces what the later one does"
    apart = _apart(one, other)
    if not apart:
        return 5, "of one legal day"
    if apart == timedelta(days=1):
        return 10, "a day apart"
    return -20, "no day in common"


def _apart(one: Profile, other: Profile) -> timedelta:
    """The least distance between a day of the one and a day of the other; none where their public days overlap."""
    if one.public[0] <= other.public[1] and other.public[0] <= one.public[1]:
        return timedelta()
    return min(abs(mine - theirs) for mine in one.days for theirs in other.days)


def _house(issuer: str) -> str:
    for names in _SAME_HOUSE:
        if any(re.search(rf"\b{re.escape(name)}\b", issuer) for name in names):
            return names[0]
    return issuer


def _direction(event: PolicyEvent) -> str:
    if event.action in _EASING or event.kind == "delisting_easing":
        return "easing"
    if event.action in _EXTENDING:
        return "extension"
    return "open" if event.action in _OPEN else "tightening"


def _speaker(event: PolicyEvent) -> str:
    if event.provenance == READ:
        return clean(event.actor or event.issuer).lower()
    said = event.provenance == MACHINE_CODED or _SPHERES.get(event.kind) == "words"
    return clean(event.actor).lower() if said else ""


def _sentences(event: PolicyEvent) -> frozenset[str]:
    if event.provenance != READ:
        return frozenset()
    told = (part.partition(": “")[2].removesuffix("”") for part in event.evidence.split(" ; "))
    return frozenset(sentence for part in told for sentence in part.split(" … ") if sentence)


def _document(event: PolicyEvent) -> frozenset[str]:
    """What an account without an address was read in, as its evidence says."""
    return frozenset((event.evidence.partition(": “")[0],)) if event.provenance == READ else frozenset()


def _origins(event: PolicyEvent) -> frozenset[str]:
    """The sources its evidence names, of an event that was grouped from them."""
    if event.provenance == MACHINE_CODED:
        return frozenset(part.partition(":")[0] for part in event.evidence.split(" ; "))
    if event.provenance != "source":
        return frozenset()
    return frozenset(match[1] for part in event.evidence.split(" ; ") if (match := _ORIGIN.match(part)))


def _names(text: str) -> frozenset[str]:
    found = (match.lower().rstrip(".'-").removesuffix("'s") for match in _NAME.findall(text))
    return frozenset(name for name in found if name not in COMMON and not name.startswith(("eo1", "russia-")))
