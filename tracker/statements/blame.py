"""Conduct a country under pressure is charged with: the country as the subject of a verb of misconduct."""

from __future__ import annotations

from tracker.statements.lexicon import words
from tracker.statements.nations import nation_of
from tracker.statements.tokens import Token

FARTHEST_VERB = 10


# Countries that are charged, and who acts for them: "Russian forces", "Iran's proxies".
CHARGED = frozenset({"RU", "BY", "IR", "KP", "SY", "VE"})
AGENTS = words("""
    actions conduct behavior behaviour elite elites cronies guard forces force troops military army government
    regime leaders leadership authorities proxies proxy separatists militants militias soldiers security services
    intelligence actors hackers officials state president aggressor fighters mercenaries artillery missiles drones
    warplanes
""")
ALONE = words("separatists regime kremlin militants proxies")


# Verbs that are blame with any object ...
MISCONDUCT = words("""
    threaten threatens enable enables enabled enabling lie lies lied lying attack attacks attacked attacking
    invade invades invaded invading bomb bombs bombed bombing bombarding murder murders murdered murdering kill
    kills killed killing torture tortures tortured torturing imprison imprisons imprisoned imprisoning plunder
    plundered plundering destroy destroys destroyed destroying violate violates violated violating violation annex
    annexes annexed annexing occupies occupied occupying abduct abducted abducting poison poisoned poisoning
    coerce coerced coercing terrorize terrorizes terrorized terrorizing terrorise terrorising intimidate
    intimidated intimidating undermine undermines undermined undermining destabilize destabilizes destabilized
    destabilizing destabilise destabilising interfere interferes interfered interfering meddle meddled meddling
    hack hacked hacking weaponize weaponizes weaponized weaponizing weaponising tamper tampered tampering falsify
    falsified rigged silence silenced silencing repress repressed repressing jail jailed jailing persecute
    persecuted persecuting brutalize brutalizing shelled shelling pummeled pummeling massacred massacring suppress
    suppressed suppressing crushed crushing oppress oppressed oppressing raped raping slaughter slaughtered
    slaughtering targeting blackmail blackmailing exploit exploiting flout flouted flouting ignore ignored
    ignoring failed refuses refused refusing backtracked reneged sow sows sowed sowing stoke stokes stoked stoking
    instigated instigating inflict inflicts inflicted inflicting aid aiding fuels fueled fueling fuelling
""")
# ... and those that are with one of these things only.
ARMING = words("""
    support supports supported supporting supply supplies supplied supplying provide provides provided providing
    send sends sent sending arm arms armed arming train trains trained training fund funds funded funding finance
    finances financed financing export exports exported exporting transfer transfers transferred transferring
    launch launches launched launching fire fires fired firing use uses used using prop props propped choose chose
    chosen chooses continue continues continued wage wages waged waging
""")
OF_WAR = words("""
    gunmen insurgents fighters mercenaries shells separatists militants militias terrorists terrorist terror
    terrorism proxies rebels missiles missile drones drone weapons weaponry rockets rocket artillery strikes
    assault attacks attack bombardment war aggression invasion civilians hospitals violence escalation chaos
    destabilizing destabilization intervention
""")
# What is not charged: what may happen, what is asked, what is denied.
OPEN = words("""
    if would could might may should must whether unless when once can will shall cannot not never n't nor until
    whoever any
""")
BEFORE = words("""
    if should unless whether when once until on against to of for from with by in at into about after before over
    toward towards than between help helping see
""")


def blames(tokens: list[Token], lows: list[str], jurisdiction: str, *, referring: bool = False) -> bool:
    """Whether a country under pressure, other than the speaker's, is said to do wrong.

    Linear: behind each subject a bounded number of words is looked at. With ``referring`` "they" at the beginning is
    such a country.
    """
    if referring and {"they", "it", "he"} & set(lows[:2]) and jurisdiction not in CHARGED and _does_wrong(lows, 1):
        return True
    return any(_subject(tokens, lows, at, jurisdiction) and _does_wrong(lows, at + 1) for at in range(len(lows)))


def _subject(tokens: list[Token], lows: list[str], at: int, jurisdiction: str) -> bool:
    low = lows[at]
    if low in ALONE:
        return jurisdiction not in CHARGED and not _hangs(lows, at)
    nation = nation_of(low) if tokens[at].capital else None
    if nation is None or nation.code not in CHARGED or nation.code == jurisdiction or jurisdiction in {"RU", "BY"}:
        return False
    following = lows[at + 1] if at + 1 < len(lows) else ""
    possessive = following in {"'s", "\u2019s"}
    if (possessive or low == nation.adjective.casefold()) and not AGENTS & set(lows[at + 1 : at + 5]):
        return False
    return not _hangs(lows, at)


def _hangs(lows: list[str], at: int) -> bool:
    """Whether a preposition or a condition stands before the subject."""
    return bool(BEFORE & set(lows[max(0, at - 2) : at]))


def _does_wrong(lows: list[str], start: int) -> bool:
    for place in range(start, min(len(lows), start + FARTHEST_VERB)):
        low = lows[place]
        if low in OPEN or low.endswith("n't") or low in {";", ":", "?"}:
            return False
        passive = low.endswith("ed") and lows[place - 1] in {"was", "were", "been", "being", "is", "are", "be"}
        if low in MISCONDUCT and not passive and _is_verb(lows, place):
            return True
        if low in ARMING and not passive and OF_WAR & set(lows[place + 1 : place + 9]):
            return True
    return False


def _is_verb(lows: list[str], place: int) -> bool:
    """Whether a form that may be a noun is a verb here: "Russia attacks", not "Russia's attacks"."""
    return lows[place - 1] not in {"'s", "\u2019s", "the", "a", "an", "of", "its", "their", "these", "this"}
