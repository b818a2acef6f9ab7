"""Which way a statement leans: negation, condition, call, and whose act it is."""

from __future__ import annotations

import pytest

from tracker.statements.coding import code
from tracker.statements.tokens import tokens


def coded(text, jurisdiction="US", hint="", **of):
    words = tokens(text, 0, len(text))
    return code(words, words, hint=hint, verb_negated=False, jurisdiction=jurisdiction, **of)


@pytest.mark.parametrize(
    ("text", "action", "stance"),
    [
        ("we are imposing sanctions on Russian banks", "impose", "escalate"),
        ("we are imposing further sanctions on Russian banks", "expand", "escalate"),
        ("it would add 20 firms to the list", "expand", "escalate"),
        ("the sanctions would be extended by six months", "extend", "hold"),
        ("sanctions will remain in place until Minsk is carried out", "extend", "hold"),
        ("it had eased sanctions on potash", "ease", "deescalate"),
        ("it would lift sanctions on three firms", "lift", "deescalate"),
        ("Russia will face severe consequences", "threaten", "escalate"),
        ("we are ready to impose sanctions", "threaten", "escalate"),
        ("if it invades, we will impose sanctions", "threaten", "escalate"),
        ("his cabinet was not preparing more trade sanctions", "rule_out", "hold"),
        ("there was no reason to lift sanctions", "rule_out", "hold"),
        ("we will not ease sanctions", "rule_out", "hold"),
        ("sanctions were not needed now", "rule_out", "hold"),
        ("sanctions relief is off the table", "rule_out", "hold"),
        ("it opposes an embargo on gas", "rule_out", "hold"),
        ("it would only lift sanctions when Minsk is carried out", "extend", "hold"),
        ("it had issued a general licence for energy payments", "ease", "deescalate"),
        ("the ban on food would be extended until 2016", "extend", "hold"),
        ("it might add products to the import ban", "threaten", "escalate"),
        ("no decision on sanctions had been made", "neutral", "hold"),
        ("Europe must impose more sanctions", "neutral", "escalate"),
        ("sanctions imposed on Russia hurt farmers", "neutral", "hold"),
        ("Russian troops had crossed the border", "condemn", "escalate"),
        ("the vote was illegal", "condemn", "escalate"),
        ("the reports are baseless", "deny", "hold"),
        ("the weather was fine", "neutral", "hold"),
        ("should Russia invade, there will be costs", "threaten", "escalate"),
        ("we should have expected snow", "neutral", "hold"),
        ("in the event of an attack there will be massive sanctions", "threaten", "escalate"),
        ("further sanctions may come in spring", "threaten", "escalate"),
        ("sanctions on whole sectors will follow", "threaten", "escalate"),
        ("if Russia attacks, we are ready", "threaten", "escalate"),
        ("sanctions are necessary", "neutral", "escalate"),
        ("this includes sanctions on a bank", "impose", "escalate"),
        ("the banks are removed from SWIFT", "impose", "escalate"),
        ("we suspended Russia from the group", "impose", "escalate"),
        ("he ordered a number of actions", "impose", "escalate"),
        ("it is shutting down two Russian compounds", "impose", "escalate"),
        ("it is shutting down two mines", "neutral", "hold"),
        ("the reserves will remain immobilized until Russia pays", "extend", "hold"),
        ("we will enforce sanctions on shippers", "extend", "hold"),
        ("sanctions against Russia will remain in place", "extend", "hold"),
        ("we will reimpose sanctions on its oil", "impose", "escalate"),
        ("in announcing that we will expand sanctions on Russia", "expand", "escalate"),
        ("our ability to impose costs, and announcing sanctions on two banks", "impose", "escalate"),
        ("we will not be taking other steps", "neutral", "hold"),
        ("Russia lies to the world", "condemn", "escalate"),
        ("Iran has armed the militias", "condemn", "escalate"),
        ("Russia's forces have shelled a school", "condemn", "escalate"),
        ("Russia could attack", "neutral", "hold"),
        ("a bank in Russia funds schools", "neutral", "hold"),
        ("the blame lies with nobody", "neutral", "hold"),
        ("Putin is responsible for his death", "condemn", "escalate"),
        ("it is too early to talk of retaliation", "neutral", "hold"),
        ("we demand that Iran cease its tests", "neutral", "escalate"),
        ("Russian coal is no longer welcome in our harbours", "impose", "escalate"),
        ("visitors are no longer welcome in our harbours", "neutral", "hold"),
        ("we are choking off Iran's access to chips", "impose", "escalate"),
        ("we are cutting off the noise at night", "neutral", "hold"),
        ("we cut three of Russia's largest lenders from the global banking system", "impose", "escalate"),
        ("we will inflict pain on Belarus's rulers", "impose", "escalate"),
        ("we are seizing the yachts of his friends", "impose", "escalate"),
        ("we keep the optionality to seize the assets of Russia", "threaten", "escalate"),
        ("we are taking measures to protect our farmers from the sanctions", "neutral", "hold"),
        ("since we froze these reserves of Russia four years ago", "neutral", "hold"),
        ("we do not want to destabilize Iran", "neutral", "hold"),
    ],
)
def test_actions(text, action, stance):
    found = coded(text)
    assert (found.action, found.stance) == (action, stance)


def test_the_verb_of_saying_has_its_own_voice():
    assert coded("the claim", hint="deny").action == "deny"
    assert coded("the attack on Kharkiv", hint="condemn").stance == "escalate"
    assert coded("calls for sanctions", hint="deny").action == "rule_out"
    assert coded("new sanctions", hint="welcome").stance == "escalate"
    assert coded("for tougher sanctions", hint="call").stance == "escalate"
    assert coded("the new sanctions as illegal", "RU", hint="deny").action == "condemn"
    words = tokens("further sanctions", 0, 17)
    assert code(words, words, hint="rule_out", verb_negated=True, jurisdiction="EU").action == "neutral"


def test_the_other_sides_act_is_not_the_speakers():
    text = "Washington has imposed sanctions on grain"
    assert coded(text, "US").action == "impose"
    assert coded(text, "RU").action == "neutral"
    assert coded("Moscow has banned imports of fruit", "EU").action == "neutral"


def test_an_act_told_of_an_earlier_day_is_background():
    text = "we imposed sanctions on banks"
    assert coded(text).action == "impose"
    assert coded(text, past=True).action == "neutral"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("we are imposing full blocking sanctions on a bank", "asset_freeze"),
        ("we are imposing export controls on chips", "export_control"),
        ("we are banning imports of Russian oil: a ban on imports", "trade_embargo"),
        ("we are imposing a price cap on oil", "price_cap"),
        ("we are designating 20 individuals", "designation"),
        ("we lift sanctions on a firm", "delisting_easing"),
        ("Russia will face consequences", "statement"),
    ],
)
def test_kinds_are_those_of_the_ledger(text, kind):
    assert coded(text).kind == kind


def test_a_russian_ban_is_a_countermeasure_and_the_target_is_not_the_speaker():
    found = coded("Moscow bans food imports from the EU", "RU")
    assert (found.kind, found.target) == ("countermeasure", "European Union")
    assert coded("sanctions against Russia over Ukraine", "EU").target == "Russia"


def test_an_answer_that_gives_none_says_nothing_of_what_is_asked():
    assert coded("I'm not going to get into consequences", reported=False).action == "neutral"
    assert (
        coded("I'm not going to get into details, but there will be consequences", reported=False).action == "threaten"
    )
    assert coded("I heard questions about sanctioning banks", reported=False).action == "neutral"


def test_they_and_these_are_those_of_the_sentence_before():
    assert coded("they have shelled a school", reported=False).action == "neutral"
    assert coded("they have shelled a school", reported=False, referring=True).action == "condemn"
    assert coded("these attacks are unacceptable", reported=False, referring=True).action == "condemn"


@pytest.mark.parametrize("text", ["we know of possible new sanctions", "restrictions are targeting Russia"])
def test_what_others_may_do_is_no_threat_of_the_one_they_do_it_to(text):
    assert coded(text, "RU").action == "neutral"
    assert coded(text.replace("Russia", "banks"), "US").action != "neutral"


@pytest.mark.parametrize(
    ("text", "action", "stance"),
    [
        ("there will be costs for households here", "neutral", "hold"),
        ("there will be consequences for Russia, and we shall feel them at home", "threaten", "escalate"),
        ("it is not true that my policies made bread dear", "neutral", "hold"),
        ("it is not true that our sanctions made bread dear", "deny", "hold"),
    ],
)
def test_a_speech_on_its_own_country_threatens_and_denies_nothing(text, action, stance):
    found = coded(text, reported=False)
    assert (found.action, found.stance) == (action, stance)
