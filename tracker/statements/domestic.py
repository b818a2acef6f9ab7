"""What looks like an act or a threat against a country under pressure, and is none: costs at home, care, background."""

from __future__ import annotations

from tracker.statements.lexicon import words

AT_HOME = words("here home gas pump consumers families americans taxpayers inflation household households")
CARING = words("""
    ensure ensuring protect protecting secure stabilize stabilise lower reduce bring help support bolster mitigate
    ease relieve assist shelter resupply reassure
""")
STEPS = words("steps step action actions measures measure")
TAKING = words("take takes taking")
WISHING = words("seek seeking want wanting wish trying intend aim")
OURS = words("we i our us")
BARRED = words("acceptable welcome allowed accepted permitted")
GOODS = words(
    "oil gas coal lng diamonds goods ships vessels vodka seafood caviar imports exports banks aircraft planes steel"
)
REACH = 6


def at_home(lows: list[str]) -> bool:
    """Whether a cost falls on the speaker's own people: "there will be costs here in the United States"."""
    return bool(AT_HOME & set(lows))


def caring(lows: list[str], at: int) -> bool:
    """Whether steps are taken for somebody: "taking steps to ensure the supply of energy"."""
    if lows[at] not in TAKING:
        return False
    following = lows[at + 1 : at + 1 + REACH]
    place = next((place for place, low in enumerate(following) if low in STEPS), None)
    return (
        place is not None
        and following[place + 1 : place + 2] == ["to"]
        and bool(CARING & set(following[place + 2 : place + 3]))
    )


def unwanted(lows: list[str]) -> bool:
    """Whether the speaker's side says what it does not want: "we do not seek to destabilize Russia"."""
    for at, low in enumerate(lows):
        if low in OURS:
            behind = lows[at + 1 : at + 5]
            if any(word in {"not", "never"} or word.endswith("n't") for word in behind) and WISHING & set(behind):
                return True
    return False


def recalled(lows: list[str], at: int) -> bool:
    """Whether an act is only a point in time: "when we immobilized these assets, two years ago"."""
    if not lows[at].endswith(("ed", "froze", "cut")):
        return False
    return lows[max(0, at - 2) : at] in (["when", "we"], ["since", "we"]) and "ago" in lows[at : at + 12]


def barred(lows: list[str]) -> bool:
    """Whether goods are no longer let in: "Russian oil will no longer be acceptable at our ports"."""
    for at in range(len(lows) - 1):
        if lows[at] == "no" and lows[at + 1] == "longer" and BARRED & set(lows[at + 2 : at + 5]):
            return bool(GOODS & set(lows[max(0, at - REACH) : at]))
    return False
