"""Of a week that nobody looked at, nothing is said to be absent."""

from __future__ import annotations

from datetime import timedelta

from tracker.model.period import iso_week
from tracker.reports.build import build_report
from tracker.reports.headline import sanctions_sentence
from tracker.services.briefing import brief
from tracker.services.context import Context
from tracker.services.letters import preview
from tracker.services.unseen import announcements_unseen
from tracker.store.unit_of_work import UnitOfWork


def unseen(context: Context, label: str) -> bool:
    return announcements_unseen(context, iso_week(label, zone="UTC", now=context.now))


def test_a_week_after_the_ledger_is_unseen_until_a_register_was_read_since(own_context: Context) -> None:
    assert unseen(own_context, "2026-W46")
    assert not unseen(own_context, "2014-W46"), "the shipped ledger covers it"
    ended = iso_week("2026-W46", zone="UTC", now=own_context.now).end
    for source, at, expected in (
        ("cbr", ended, True),
        ("us_federal_register", ended - timedelta(days=1), True),
        ("us_federal_register", ended, False),
    ):
        with UnitOfWork(own_context.engine, write=True) as work:
            work.runs.note_success(source, at)
            work.commit()
        assert unseen(own_context, "2026-W46") is expected


def test_letter_and_report_say_so(shipped_context: Context) -> None:
    week = iso_week("2026-W46", zone="UTC", now=shipped_context.now)
    briefing = brief(shipped_context, week)
    assert sanctions_sentence(briefing).startswith("We have not seen what was announced this week")
    assert "o new sanctions" not in repr(build_report(briefing))
    letter = preview(shipped_context, week)
    german = preview(shipped_context, week, language="de")
    assert letter.subject.endswith("; announcements not seen")
    assert german.subject.endswith("; Ankündigungen nicht gesehen")
    assert "o new sanctions" not in letter.text
    assert "keine neuen Sanktionen" not in german.text
