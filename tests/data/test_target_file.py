"""Profiles of targets: what ships is sound, and what is wrong is refused by file and key."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tracker.data import target_file
from tracker.data.loader import (
    quotable,
    series_of,
    shipped_events,
    sources_of_series,
    target_of,
    targets,
    unit_of,
)
from tracker.data.target_file import parse_target
from tracker.model.series import SeriesName
from tracker.reports.currencies import pair_of

SOUND = """
name = "Ruritania"
role = "target"
currency = "RUB"
unit = ["rouble", "roubles"]
because = "A sentence."
pairs = ["USD/RUB"]
covers = ["Ruritania"]
[rates]
official = ["cbr"]
[[regime]]
since = 2014-11-10
words = "floating"
reference = "a notice"
[[rule]]
[[rule.period]]
until = 2022-03-02
because = "a reason"
grounds = [{ source = "ecb", because = "a reason" }]
[[rule.period]]
since = 2022-03-02
because = "a reason"
grounds = [{ source = "cbr", because = "a reason" }]
"""


def parsed(text: str):
    return parse_target(text, file="ruritania.toml", sources=sources_of_series())


def test_a_sound_profile_is_read_whole() -> None:
    target = parsed(SOUND)
    assert (target.key, target.name, target.unit) == ("ruritania", "Ruritania", ("rouble", "roubles"))
    assert target.rule("EUR/RUB") == target.rules[0]
    assert [one.until for one in target.rules[0].periods] == [date(2022, 3, 2), None]
    assert target.rules[0].sources() == ("ecb", "cbr")
    assert target.is_about("Banks of Ruritania", "")
    assert not target.is_about("Russia", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "target"', 'role = "foe"', "role: 'foe' is none of later, placebo, target"),
        ('currency = "RUB"', 'currency = "rouble"', "currency: 'rouble' is no code"),
        ('name = "Ruritania"', "", "name: a text is needed"),
        ('because = "A sentence."', "because = 3", "because: a text is needed"),
        ('covers = ["Ruritania"]', 'covers = ["Ruritania"]\ncalendar = "russia"', "calendar: unknown key"),
        ("[[rule]]", "[[closure]]\nsince = 2022-02-28\nwords = 'shut'\n[[rule]]", "reference: a text is needed"),
        ('covers = ["Ruritania"]', 'covers = ["Ruritania"]\ncolour = "red"', "colour: unknown key"),
        ('covers = ["Ruritania"]', "", "covers: no word says"),
        ('pairs = ["USD/RUB"]', 'pairs = ["USD/TRY"]', "pairs: 'USD/TRY' is no pair of RUB"),
        ('pairs = ["USD/RUB"]', 'pairs = ["RUB/USD"]', "pairs: 'RUB/USD' is no pair of RUB"),
        ('pairs = ["USD/RUB"]', 'pairs = ["USD/RUB", "USD/RUB"]', "pairs: something is in it twice"),
        ('official = ["cbr"]', 'official = ["cbr"]\nblack = ["cbr"]', "rates.black: unknown key"),
        (
            'official = ["cbr"]',
            'official = ["nobody"]',
            "rates.official: no series is declared for the source 'nobody'",
        ),
        ("since = 2014-11-10", 'since = "2014-11-10"', "regime[1].since: a date is needed"),
        ("since = 2014-11-10", "since = 2014-11-10\nuntil = 2014-11-10", "regime[1].until: is not after since"),
        ('reference = "a notice"', "", "regime[1].reference: a text is needed"),
        ('source = "ecb"', 'source = "fed"', "rule[1].period[1].grounds[1].source: no series is declared for the"),
        ('[{ source = "cbr", because = "a reason" }]', "[]", "rule[1].period[2].grounds: no series is named"),
        ('{ source = "cbr", because = "a reason" }', '{ source = "cbr" }', "period[2].grounds[1].because: a text is"),
        ("since = 2022-03-02", "since = 2022-03-03", "rule[1].period[2].since: a period begins on the day on which"),
        ("until = 2022-03-02\n", "", "rule[1].period[2].since: a period begins on the day on which"),
        ("[[rule]]", "[[rule]]\npairs = ['CNY/TRY']", "rule[1].pairs: 'CNY/TRY' is no pair of RUB"),
        ("[[rule]]", "[[rule]]\n[[rule.period]]\n[[rule]]", "rule[1].period[1].because: a text is needed"),
        ("name =", "name ==", "ruritania.toml: no TOML"),
    ],
)
def test_what_is_wrong_is_refused_by_file_and_key(old: str, new: str, said: str) -> None:
    assert old in SOUND
    with pytest.raises(ValueError, match=r"^ruritania\.toml: ") as caught:
        parsed(SOUND.replace(old, new, 1))
    assert said in str(caught.value)


def test_what_ships_is_three_studied_and_two_named_for_later() -> None:
    assert {key: one.role for key, one in targets().items()} == {
        "russia": "target",
        "belarus": "target",
        "turkey": "placebo",
        "iran": "later",
        "venezuela": "later",
    }
    assert target_of("USD", "VEF").key == "venezuela"
    assert target_of("EUR", "USD") is None
    assert target_of("RUB", "TRY").key == "russia"  # a target before a placebo
    assert target_of("BYN", "RUB").key == "russia"  # of two targets the quote


@pytest.mark.parametrize("key", ["russia", "belarus", "turkey"])
def test_each_profile_agrees_with_what_else_is_declared(key: str) -> None:
    target = targets()[key]
    for pair in target.pairs:
        base, _, quote = pair.partition("/")
        rule = target.rule(pair)
        assert any(quotable(base, quote, source) for source in rule.sources()), pair
        for period in rule.periods:
            for ground in period.grounds:
                one = quotable(base, quote, ground.source)
                assert one is None or (one.kind in {"fixing", "close"} and not one.opt_in and not one.cross_check)
    words = pair_of(SeriesName(base="USD", quote=target.currency))
    assert (words.quote, words.quotes) == target.unit
    assert unit_of(SeriesName(base="USD", quote=target.currency)) == f"{target.unit[1]} per dollar"


def test_the_programmes_of_russia_are_named_as_in_the_ledger() -> None:
    events = shipped_events()
    for programme in targets()["russia"].programmes:
        assert any(programme in event.programme for event in events), programme
    for key in ("belarus", "turkey"):
        assert not [event.id for event in events if targets()[key].is_about(event.target, event.programme)], key


def test_no_series_is_a_ground_after_its_end() -> None:
    for pair in targets()["russia"].pairs:
        for period in targets()["russia"].rule(pair).periods:
            for one in (*period.grounds, *period.seconds):
                base, _, quote = pair.partition("/")
                found = quotable(base, quote, one.source)
                if found is not None and found.ends is not None:
                    assert period.since is None or period.since <= found.ends, (pair, one.source)
    assert series_of(SeriesName.parse("USD/RUB@ecb")).ends == date(2022, 3, 1)


def test_what_a_rule_gives_up_has_ended_by_then() -> None:
    """So a report that begins before a change and rests on one side of it holds nothing from beyond it."""
    given_up = set()
    for target in targets().values():
        for rule in target.rules:
            for earlier, later in pairwise(rule.periods):
                for source in {one.source for one in earlier.grounds} - {one.source for one in later.grounds}:
                    for base, quote in (pair.split("/") for pair in rule.pairs or target.pairs):
                        found = quotable(base, quote, source)
                        assert found is None or (found.ends is not None and found.ends < later.since), (target, source)
                        given_up.add(source)
    assert given_up == {"ecb"}


def test_no_profile_speaks_of_causes_of_a_move() -> None:
    text = " ".join(one.read_text("utf-8") for one in Path(target_file.__file__).with_name("targets").glob("*.toml"))
    assert len(text) > 5000
    causes = r"\b(caus\w+|because of|due to|led to|thanks to|sparked|triggered|driven|moved by)\b"
    assert re.findall(causes, text, re.IGNORECASE) == []
