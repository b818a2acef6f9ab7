"""The words claims are made of, as tables: whose number, which way, how nearly, which extreme.

What an approximation allows is declared here and printed with every answer. A number n that is written

- without such a word is n within half a unit of its last printed digit ("40" from 39.5 to 40.5, "40.9" from 40.85);
- "about", "around", "some", "roughly", "approximately" is within a tenth of n;
- "nearly", "almost", "close to", "just under", "approaching" is from a tenth below n up to n;
- "just over", "slightly more than", "a little over" is from n up to a tenth above it;
- "more than", "over", "above", "at least", "exceeding" is n or anything larger;
- "less than", "under", "below", "at most", "no more than" is anything up to n;
- in words ("a third", "half") is within a tenth of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

TENTH = Fraction(1, 10)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far a number may be off, as fractions of it; None: without end."""

    below: Fraction | None
    above: Fraction | None


ABOUT = Tolerance(below=TENTH, above=TENTH)
NEARLY = Tolerance(below=TENTH, above=Fraction(0))
JUST_OVER = Tolerance(below=Fraction(0), above=TENTH)
MORE = Tolerance(below=Fraction(0), above=None)
LESS = Tolerance(below=None, above=Fraction(0))

APPROXIMATIONS: dict[tuple[str, ...], Tolerance] = {
    ("about",): ABOUT,
    ("around",): ABOUT,
    ("some",): ABOUT,
    ("roughly",): ABOUT,
    ("approximately",): ABOUT,
    ("circa",): ABOUT,
    ("nearly",): NEARLY,
    ("almost",): NEARLY,
    ("close", "to"): NEARLY,
    ("just", "under"): NEARLY,
    ("just", "below"): NEARLY,
    ("approaching",): NEARLY,
    ("just", "over"): JUST_OVER,
    ("just", "above"): JUST_OVER,
    ("slightly", "more", "than"): JUST_OVER,
    ("slightly", "over"): JUST_OVER,
    ("a", "little", "over"): JUST_OVER,
    ("a", "little", "more", "than"): JUST_OVER,
    ("more", "than"): MORE,
    ("over",): MORE,
    ("above",): MORE,
    ("at", "least"): MORE,
    ("exceeding",): MORE,
    ("upwards", "of"): MORE,
    ("less", "than"): LESS,
    ("under",): LESS,
    ("below",): LESS,
    ("at", "most"): LESS,
    ("no", "more", "than"): LESS,
}
"""Longer phrases are tried first."""

PEAKS = (("as", "much", "as"), ("up", "to"), ("as", "low", "as"), ("as", "high", "as"))
"""Of a moment within a day, which rates made once a day do not show."""

SUBJECTS = {
    "rouble": "rouble",
    "ruble": "rouble",
    "roubles": "rouble",
    "rubles": "rouble",
    "oil": "oil",
    "brent": "oil",
    "crude": "oil",
    "dollar": "dollar",
    "greenback": "dollar",
    "euro": "euro",
    "yuan": "yuan",
    "reserves": "reserves",
}

SUBJECT_PHRASES: dict[tuple[str, ...], str] = {
    ("russian", "currency"): "rouble",
    ("russia", "currency"): "rouble",
    ("national", "currency"): "rouble",
    ("key", "rate"): "key rate",
    ("key", "interest", "rate"): "key rate",
    ("benchmark", "rate"): "key rate",
    ("benchmark", "interest", "rate"): "key rate",
    ("main", "interest", "rate"): "key rate",
    ("policy", "rate"): "key rate",
}

OTHERS = _words("""
    inflation prices shares share stocks stock index indices gdp economy exports imports bonds bond
    yields yield output production sales trade turnover wages income incomes capital profit profits
    revenue revenues budget deficit debt population gold gas wti gasoline petrol hryvnia lira pound yen
    franc tenge bitcoin micex moex rts sberbank gazprom rosneft lukoil investment investments deposits
    loans demand supply growth spending unemployment inventories stockpiles
    company companies giant producer producers refinery tanker rigs minister ministry zone
    """)
"""Nouns whose numbers are not measured here: what is said after one of them is said of it."""

OF_OTHERS = _words(
    """
    fed federal ecb european england ukraine ukrainian kyiv kiev turkey turkish japan china chinese kazakhstan belarus
    belarusian swiss norway indian india iran iranian
    """
)
"""In a sentence with one of these a key rate or reserves are not Russia's."""

PRICES = frozenset(("prices", "price"))
"""Not of another thing where they follow the name of what is priced: "oil prices"."""

FALL = _words("""
    fall falls fell fallen falling drop drops dropped dropping tumble tumbles tumbled tumbling plunge
    plunges plunged plunging plummet plummets plummeted plummeting slide slides slid sliding sink sinks
    sank sunk sinking lose loses lost losing weaken weakens weakened weakening depreciate depreciates
    depreciated depreciating depreciation decline declines declined declining slump slumps slumped
    slumping crash crashes crashed crashing collapse collapses collapsed collapsing dive dives dived
    slip slips slipped slipping shed sheds tanked cut cuts lowered shrank shrunk shrink dwindled down
    loss losses devaluation weaker cheaper decrease decreased reduced
""")

RISE = _words("""
    rise rises rose risen rising gain gains gained gaining climb climbs climbed climbing jump jumps
    jumped jumping surge surges surged surging soar soars soared soaring strengthen strengthens
    strengthened strengthening appreciate appreciates appreciated appreciating appreciation advance
    advances advanced rally rallies rallied rebound rebounds rebounded recover recovers recovered firmed
    up raise raises raised hiked hike hikes lifted increase increases increased stronger dearer added
""")

HALVED = frozenset(("halved", "halving"))
DOUBLED = frozenset(("doubled", "doubling"))

STANDS = _words("""
    trade trades traded trading stand stands stood hit hits hitting reach reaches reached fixed set
    closed close ended opened quoted worth changed touched bought buys cost costs is was at
""")
"""Words of a level without a direction."""

TOUCHES = frozenset(("hit", "hits", "hitting", "touched", "touches", "touching", "reached", "reaches", "reaching"))
"""Of a level that may have stood for a moment."""

NOT_FACTS = _words("""
    could may might would will shall should can expected expects expect forecast forecasts predicted
    predicts predict projected projects if unless risk risks threatens threaten potentially possible
    possibly hypothetical likely not never hardly n't didn't hasn't won't doesn't wasn't isn't cannot
    can't without deny denied denies
""")
"""Before the number in its clause: then nothing is said to have happened."""

MODAL = frozenset(("could", "may", "would", "will", "should"))
"""What also makes no fact of a clause that it ends."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
            *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        )
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

FRACTIONS = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "fifths": Fraction(1, 5),
    "tenth": TENTH,
}

PER_CENT = frozenset(("percent", "%", "pct", "percentage"))

LOW = frozenset(("low", "lows", "lowest", "weakest", "nadir", "bottom", "cheapest"))
HIGH = frozenset(("high", "highs", "highest", "strongest", "peak"))
EVER = frozenset(("record", "all-time", "historic", "historical", "lifetime", "ever"))

SUPERLATIVES = frozenset(("steepest", "sharpest", "biggest", "largest", "worst", "deepest", "greatest", "heaviest"))
MOVE_NOUNS = {
    "fall": "fall",
    "drop": "fall",
    "decline": "fall",
    "slide": "fall",
    "loss": "fall",
    "losses": "fall",
    "slump": "fall",
    "plunge": "fall",
    "depreciation": "fall",
    "rise": "rise",
    "gain": "rise",
    "gains": "rise",
    "jump": "rise",
    "rally": "rise",
    "surge": "rise",
    "increase": "rise",
}
LENGTHS = {
    "one-day": 1,
    "single-day": 1,
    "daily": 1,
    "weekly": 7,
    "one-week": 7,
    "monthly": 30,
    "one-month": 30,
}

QUOTES = {
    "dollar": "USD",
    "greenback": "USD",
    "usd": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "yuan": "CNY",
    "renminbi": "CNY",
}
AGAINST = frozenset(("against", "versus", "vs", "to", "per", "for", "in", "a", "one", "each"))
REFERENCE = frozenset(("against", "versus", "vs"))
