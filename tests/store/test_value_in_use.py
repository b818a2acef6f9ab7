"""A suspicious recording never takes a sound one out of use; a person, or a judgement of that very value, does."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tracker.model.observation import Judged, Quote
from tracker.store.in_use import in_use
from tracker.store.observations import Added
from tracker.store.unit_of_work import UnitOfWork

SERIES, LABEL = "USD/RUB@desk", "2014-11-10"
ASIDE, REJECTED, ACCEPTED = "set aside: a jump", "set aside: rejected by anna: no", "accepted by anna: yes"
HISTORIES = [
    ([("40", "ok"), ("0.02", ASIDE)], "40", "0.02"),
    ([("40", "ok"), ("0.02", ASIDE), ("0.03", ASIDE)], "40", "0.03"),
    ([("40", "ok"), ("0.02", ASIDE), ("0.02", REJECTED)], "40", "0.02"),
    ([("40", "ok"), ("0.02", ASIDE), ("0.02", ACCEPTED)], "0.02", None),
    ([("40", "ok"), ("0.02", ASIDE), ("0.02", ACCEPTED), ("0.02", REJECTED)], "40", "0.02"),
    ([("40", "ok"), ("0.02", ASIDE), ("41", "ok")], "41", None),
    ([("40", "ok"), ("40.0", REJECTED)], None, "40.0"),
    ([("39", "ok"), ("40", "ok"), ("40", REJECTED)], None, "40"),
    ([("40", "ok"), ("0.02", ASIDE), ("40", REJECTED)], None, "40"),
    ([("0.02", ASIDE)], None, "0.02"),
    ([("0.02", ASIDE), ("0.02", "ok: set aside until confirmed by ecb")], "0.02", None),
]


def record(engine: Engine, at: datetime, value: str, quality: str) -> None:
    quote = Quote(series=SERIES, label=LABEL, value=Decimal(value))
    with UnitOfWork(engine, write=True) as work:
        if quality == "ok":
            work.observations.add([quote], vintage=at, sha256=None)
        else:
            work.judgements.record([Judged(quote=quote, quality=quality)], vintage=at, sha256=None)
        work.commit()


@pytest.mark.parametrize(("history", "used", "aside"), HISTORIES)
def test_what_is_used_and_what_is_shown_beside_it(
    engine: Engine, noon: datetime, history: list[tuple[str, str]], used: str | None, aside: str | None
) -> None:
    for hours, (value, quality) in enumerate(history):
        record(engine, noon + timedelta(hours=hours), value, quality)
    expected = {} if used is None else {LABEL: float(used)}
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.floats([SERIES])[SERIES] == expected
        rows = work.observations.read(SERIES)
        (level,) = work.observations.levels([SERIES])[SERIES].values()
        first = work.observations.floats([SERIES], as_of=noon)[SERIES]
    assert [(one.value, one.quality.startswith("set aside")) for one in rows] == [
        (Decimal(value), doubted) for value, doubted in ((used, False), (aside, True)) if value is not None
    ]
    assert level == Decimal(used or aside or "")
    assert first == ({} if history[0][1] == ASIDE else {LABEL: float(history[0][0])})


def test_a_sound_value_said_again_answers_the_suspicious_one(engine: Engine, noon: datetime) -> None:
    record(engine, noon, "40", "ok")
    record(engine, noon + timedelta(hours=1), "0.02", ASIDE)
    with UnitOfWork(engine, write=True) as work:
        quote = Quote(series=SERIES, label=LABEL, value=Decimal(40))
        again = work.observations.add([quote], vintage=noon + timedelta(hours=2), sha256=None)
        work.commit()
    assert again == Added(confirmed=1)
    with UnitOfWork(engine, write=False) as work:
        assert [one.quality for one in work.observations.read(SERIES)] == ["ok"]
        assert work.judgements.set_aside() == {}


STEPS = st.lists(st.tuples(st.sampled_from("1234"), st.sampled_from(["ok", ASIDE, REJECTED])), max_size=12)


@given(STEPS)
def test_the_newest_sound_value_is_used_unless_that_very_value_was_put_out_since(steps: list[tuple[str, str]]) -> None:
    used, _ = in_use([(LABEL, value, quality) for value, quality in steps])
    sound = [at for at, (_, quality) in enumerate(steps) if quality == "ok"]
    last = sound[-1] if sound else len(steps)
    put_out = last == len(steps) or any(value == steps[last][0] for value, _ in steps[last + 1 :])
    assert [row[1] for row in used.values()] == ([] if put_out else [steps[last][0]])
