"""Items of feeds through the reader: evidence, once each, in any order, after a crash, and by a better reader."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import SHARED
from tests.services.conftest import opened
from tests.services.feeds_of_tests import Entry, rss, store
from tracker.errors import BusyDatabaseError
from tracker.model.document import Document
from tracker.model.event import READ, UNSURE, PolicyEvent
from tracker.model.statement import Statement
from tracker.services import decisions, heard, ledger, reading
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.services.heard import Heard, hear
from tracker.services.intake import TakenIn
from tracker.services.items_read import counted
from tracker.services.proposing import propose
from tracker.services.reading import Reading
from tracker.store.hashes import contents
from tracker.store.read_items import ReadItems
from tracker.store.tables import CANDIDATE_EVENT, READ_ITEM

THURSDAY = datetime(2026, 11, 19, 16, tzinfo=UTC)
HOUSE = "https://www.whitehouse.gov/briefings-statements/2026/11"
ORDINARY = "<p>The garden of the house is open to visitors, as it is in every month of the year.</p>" * 9

MERZ = Entry(
    "Bundeskanzler zu Russland",
    "https://www.bundeskanzler.de/bk-de/russland",
    THURSDAY,
    summary="Bundeskanzler Friedrich Merz sagte am Mittwoch, es werde keine Lockerung der Sanktionen gegen Russland "
    "geben.",
)
NABIULLINA = Entry(
    "О санкциях",
    "https://www.cbr.ru/press/event/1",
    THURSDAY,
    summary="Председатель Банка России Эльвира Набиуллина заявила, что новые санкции против банков незаконны.",
)
PACKAGE = Entry(
    "Council adopts 24th package of sanctions against Russia",
    "https://www.consilium.europa.eu/en/press/24th-package",
    THURSDAY,
    summary="The Council adopted a 24th package of restrictive measures against Russia today, on energy and on banks.",
)
SHEET = Entry(
    "Fact Sheet: New Sanctions on Russian Shipyards",
    f"{HOUSE}/fact-sheet",
    THURSDAY,
    text=f"<p>Today, the United States is imposing sanctions on three Russian shipyards.</p>{ORDINARY}",
)
PESKOV = Entry(
    "Answers to the press on Ukraine",
    "https://en.kremlin.ru/events/president/news/1",
    THURSDAY,
    summary="Kremlin spokesman Dmitry Peskov threatened the European Union with new sanctions on Thursday.",
)
ALL = {
    "de_bundeskanzler": MERZ,
    "ru_cbr_news": NABIULLINA,
    "eu_council": PACKAGE,
    "us_white_house": SHEET,
    "ru_kremlin": PESKOV,
}


@pytest.fixture
def here(ready_home: Path, tmp_path: Path) -> Iterator[Context]:
    """An installation on SQLite, for what does not depend on the database."""
    yield from opened({"TRACKER_OFFLINE": "true", "TRACKER_HOME": str(ready_home)}, tmp_path)


def heard_of(context: Context, **entries: Entry) -> Heard:
    for key, entry in entries.items():
        store(context, key, rss(entry))
    return hear(context)


def read_events(context: Context) -> dict[str, PolicyEvent]:
    """Everything proposed from documents, by its id; merged or not."""
    found = ledger.read(context)
    every = (*found.events, *(merger.event for merger in found.mergers))
    return {event.id: event for event in every if event.provenance == READ}


def candidates_of(context: Context) -> object:
    with context.engine.connect() as connection:
        return contents(connection, [CANDIDATE_EVENT])


def test_a_statement_has_its_sentence_speaker_office_day_odds_and_page(here: Context) -> None:
    outcome = heard_of(here, de_bundeskanzler=MERZ)
    assert (outcome.items, outcome.proposed, outcome.known, outcome.summaries) == (1, 1, 0, 1)
    (event,) = outcome.events
    assert event.id.startswith("2026-11-18-de-friedrich-merz-rule-out-")  # "am Mittwoch", told on a Thursday
    assert (event.actor, event.role, event.issuer, event.target) == (
        "Friedrich Merz",
        "Chancellor of Germany",
        "German Chancellery",
        "Russia",
    )
    assert (event.action, event.stance, event.status, event.verified) == ("rule_out", "hold", "review", "no")
    assert event.summary == MERZ.summary
    assert f"“{MERZ.summary}”" in event.evidence
    assert "its day: by its weekday; right in" in event.note
    assert [(one.url, one.tier) for one in event.sources] == [(MERZ.link, "official")]
    assert event.time.zone == "Europe/Berlin"


def test_a_new_spokesperson_speaks_for_the_house_that_publishes_and_a_guest_does_not(here: Context) -> None:
    said = "If Russia goes on with its attacks, we will impose new sanctions on its banks."
    text = f"<p>MS. SAMPLE: Good afternoon. {said}</p><p>Q  When?</p><p>MR. GUEST: {said}</p>{ORDINARY}"
    title = "Press Briefing by Press Secretary Jane Sample and Economist Max Guest on Russia"
    outcome = heard_of(here, us_white_house=Entry(title, f"{HOUSE}/b", THURSDAY, text))
    events = {event.actor: event for event in outcome.events}
    sample, guest = events["Jane Sample"], events["Max Guest"]
    assert (sample.role, sample.issuer, sample.jurisdiction) == ("Press Secretary", "US White House", "US")
    assert (guest.role, guest.jurisdiction) == ("", "INT")


def test_a_russian_item_is_read(here: Context) -> None:
    (event,) = heard_of(here, ru_cbr_news=NABIULLINA).events
    assert (event.actor, event.issuer, event.jurisdiction) == ("Elvira Nabiullina", "Bank of Russia", "RU")
    assert NABIULLINA.summary in event.evidence


def test_an_item_is_read_once(own_context: Context) -> None:
    assert heard_of(own_context, **ALL).items == 5
    before = candidates_of(own_context)
    assert hear(own_context) == Heard()
    store(own_context, "de_bundeskanzler", rss(MERZ, replace(MERZ, link=f"{MERZ.link}/2", title="Besuch in Russland")))
    assert hear(own_context).items == 1, "what is new in a feed, and nothing else of it"
    assert candidates_of(own_context) != before
    assert (counted(own_context).read, counted(own_context).waiting) == (6, 0)


def test_the_order_of_feeds_and_of_the_work_does_not_matter(own_context: Context) -> None:
    outcomes = []
    for order in list(permutations(("de_bundeskanzler", "eu_council", "us_white_house")))[::2]:
        for key in order:
            store(own_context, key, rss(ALL[key]))
            if key == "eu_council":
                hear(own_context)
                group_announcements(own_context)
        group_announcements(own_context)
        hear(own_context)
        found = ledger.read(own_context)
        outcomes.append((found.events, found.mergers))
        with own_context.engine.begin() as connection:
            connection.execute(READ_ITEM.delete())
            connection.execute(CANDIDATE_EVENT.delete())
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len([event for event in outcomes[0][0] if event.status == "review"]) == 3


def test_an_announcement_is_not_told_a_second_time_by_its_own_page(here: Context) -> None:
    store(here, "eu_council", rss(PACKAGE))
    store(here, "us_white_house", rss(SHEET))
    group_announcements(here)
    before = {event.id for event in ledger.waiting(here).events}
    outcome = hear(here)
    assert (outcome.proposed, outcome.known) == (0, 2)
    waiting = {event.id: event for event in ledger.waiting(here).events}
    assert waiting.keys() == before == {"2026-11-19-eu-council-of-the-eu", "2026-11-19-us-us-white-house"}
    assert PACKAGE.summary in waiting["2026-11-19-eu-council-of-the-eu"].evidence
    assert "imposing sanctions on three Russian shipyards" in waiting["2026-11-19-us-us-white-house"].evidence


def test_an_announcement_that_says_nothing_itself_is_told_by_what_is_said_in_its_only_page(
    here: Context,
) -> None:
    store(here, "de_bundeskanzler", rss(MERZ))
    group_announcements(here)
    assert [event.id for event in ledger.waiting(here).events] == ["2026-11-19-de-german-chancellor"]
    assert hear(here).proposed == 1
    (event,) = ledger.waiting(here).events
    assert (event.actor, event.action) == ("Friedrich Merz", "rule_out")
    store(here, "de_bundeskanzler", rss(replace(MERZ, link=f"{MERZ.link}/2", title="Besuch aus der Ukraine")))
    group_announcements(here)
    waiting = [event.id for event in ledger.waiting(here).events]
    assert "2026-11-19-de-german-chancellor" in waiting, "of two pages, one of them says not all"


def test_a_briefing_on_other_things_is_kept_for_what_is_said_in_it_and_announces_nothing(here: Context) -> None:
    title = "Press Briefing by Press Secretary Jane Sample"
    said = "MS. SAMPLE: If Russia goes on with its attacks, we will impose new sanctions on its banks."
    link = '<p>See <a href="https://www.whitehouse.gov/sanctions/">our pages</a>.</p>'
    found = store(
        here,
        "us_white_house",
        rss(
            Entry(title, f"{HOUSE}/b", THURSDAY, text=f"<p>{said}</p><p>Q  Who?</p>{ORDINARY}"),
            Entry(title, f"{HOUSE}/c", THURSDAY, text=f"{link}{ORDINARY}"),
        ),
    )
    assert found == 1, "an address is no text"
    assert group_announcements(here) == 0
    assert [event.actor for event in hear(here).events] == ["Jane Sample"]


def test_what_two_persons_say_in_a_page_are_two_events(here: Context) -> None:
    both = f"{PESKOV.summary} On Thursday, Foreign Minister Sergei Lavrov threatened Japan with sanctions."
    store(here, "ru_kremlin", rss(replace(PESKOV, summary=both)))
    group_announcements(here)
    hear(here)
    assert {event.actor for event in ledger.waiting(here).events} == {"Dmitry Peskov", "Sergei Lavrov"}


def test_one_statement_in_two_feeds_and_an_article_is_one_event_with_three_sources(own_context: Context) -> None:
    told = replace(MERZ, link="https://www.bundesregierung.de/breg-de/russland")
    outcome = heard_of(own_context, de_bundeskanzler=MERZ, de_bundesregierung=told)
    assert (outcome.proposed, outcome.known) == (1, 1)
    page = replace(
        document_of("On Wednesday, Chancellor Friedrich Merz said that sanctions against Russia would not be eased."),
        source="https://paper.example/merz",
    )
    taken = TakenIn(document=page, form="text", basis="as given", snapshot=snapshot_of(own_context))
    (found,) = propose(own_context, Reading(taken=taken, claims=(), statements=reading.statements_of(page)))
    (event,) = ledger.waiting(own_context).events
    assert found.into == event.id
    assert {one.url for one in event.sources} == {MERZ.link, told.link, page.source}


def document_of(text: str) -> Document:
    return Document(text=text, title="A report", published_on=THURSDAY.date(), published_at=THURSDAY, source="a.txt")


def snapshot_of(context: Context) -> object:
    from tests.services.test_proposing import SNAPSHOT

    return replace(SNAPSHOT, retrieved_at=context.clock())


def test_what_leans_no_way_or_presses_nobody_is_counted_and_not_proposed(here: Context) -> None:
    idle = replace(
        PESKOV,
        summary="Dmitry Peskov said on Thursday that the talks on Ukraine were held in Istanbul. Dmitry Peskov said "
        "that reports of a flood in the garden were false.",
    )
    outcome = heard_of(here, ru_kremlin=idle)
    assert outcome.statements == outcome.dropped == 2
    assert outcome.events == ()


def test_what_was_read_with_little_confidence_is_shown_last(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    sure = heard.statements_of

    def unsure(document: Document) -> tuple[Statement, ...]:
        low = 0.5 if document.source == MERZ.link else 0.9
        return tuple(replace(one, confidence=low) for one in sure(document))

    monkeypatch.setattr(heard, "statements_of", unsure)
    heard_of(here, de_bundeskanzler=MERZ, ru_kremlin=PESKOV)  # Merz spoke a day earlier
    waiting = ledger.waiting(here).events
    assert [event.actor for event in waiting] == ["Dmitry Peskov", "Friedrich Merz"]
    assert [event.sets for event in waiting] == [(), (UNSURE,)]
    accepted = decisions.decide(here, waiting[1].id, accept=True)
    assert (accepted.status, accepted.sets) == ("accepted", ())


def test_a_better_reader_reads_again_and_takes_back_what_it_does_not_find(
    own_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard_of(own_context, de_bundeskanzler=MERZ, ru_kremlin=PESKOV, ru_cbr_news=NABIULLINA)
    first = read_events(own_context)
    kept = next(event for event in first.values() if event.actor == "Dmitry Peskov")
    decisions.decide(own_context, kept.id, accept=True)
    monkeypatch.setattr(heard, "reader_version", lambda: "another")
    assert hear(own_context).again == 3, "the same reading by another reader doubles nothing"
    assert read_events(own_context).keys() == first.keys()

    def better(document: Document) -> tuple[Statement, ...]:
        found = reading.statements_of(document)
        return (
            tuple(replace(one, action="threaten", stance="escalate") for one in found)
            if "Merz" in document.text
            else ()
        )

    monkeypatch.setattr(heard, "reader_version", lambda: "a third")
    monkeypatch.setattr(heard, "statements_of", better)
    outcome = hear(own_context)
    assert (outcome.items, outcome.proposed, outcome.withdrawn) == (3, 1, 2)
    now = {event.actor: event.action for event in read_events(own_context).values()}
    assert now == {"Friedrich Merz": "threaten", "Dmitry Peskov": kept.action}, "what was decided about stays"


def test_a_reader_that_fails_keeps_what_another_found(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    heard_of(here, de_bundeskanzler=MERZ, ru_kremlin=PESKOV)
    before = candidates_of(here)

    def broken(document: Document) -> tuple[Statement, ...]:
        if "Merz" in document.text:
            raise ZeroDivisionError
        return reading.statements_of(document)

    monkeypatch.setattr(heard, "reader_version", lambda: "another")
    monkeypatch.setattr(heard, "statements_of", broken)
    outcome = hear(here)
    assert (outcome.items, outcome.again, outcome.withdrawn) == (2, 1, 0)
    assert "1 item of a feed could not be read" in outcome.failures[0]
    assert candidates_of(here) == before
    assert hear(here) == Heard(), "it is not tried for ever"


def test_a_database_that_fails_marks_no_item(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    store(here, "de_bundeskanzler", rss(MERZ))
    with monkeypatch.context() as failing:
        failing.setattr("tracker.store.snapshots.Snapshots.latest", raising(BusyDatabaseError("It is busy.")))
        with pytest.raises(BusyDatabaseError):
            hear(here)
    assert hear(here).proposed == 1


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_text_that_its_publisher_changed_is_read_again(here: Context) -> None:
    heard_of(here, de_bundeskanzler=MERZ)
    other = MERZ.summary.replace("keine Lockerung der Sanktionen", "neue Sanktionen")
    store(here, "de_bundeskanzler", rss(replace(MERZ, summary=other)))
    outcome = hear(here)
    assert outcome.items == 1
    assert all(MERZ.summary not in event.evidence for event in read_events(here).values())


def test_rows_and_their_marks_are_written_together(own_context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, entry in ALL.items():
        store(own_context, key, rss(entry))
    before = candidates_of(own_context)
    with monkeypatch.context() as failing:
        failing.setattr(ReadItems, "mark", raising(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            hear(own_context)
    assert candidates_of(own_context) == before
    assert hear(own_context).items == 5


KILLED = """
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from tracker.config import load
from tracker.services import heard
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
context = open_context(load(dict(os.environ), cwd=Path()), load=False).rehearsal(lambda: NOW)
heard._TOGETHER = 2
commits, commit = [], UnitOfWork.commit

def killing(self):
    commits.append(self)
    if len(commits) == 2:  # the first two items are committed, the next two are written and are not
        os.kill(os.getpid(), signal.SIGKILL)
    commit(self)

UnitOfWork.commit = killing
heard.hear(context)
"""


def test_a_run_that_is_killed_leaves_items_unread_and_doubles_nothing(
    own_context: Context, prepared_environ: dict[str, str], root: Path
) -> None:
    for key, entry in ALL.items():
        store(own_context, key, rss(entry))
    environment = {**os.environ, **prepared_environ, "PYTHONPATH": str(root)}
    ended = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (counted(own_context).read, counted(own_context).waiting) == (2, 3)
    rest = hear(own_context)
    assert (rest.items, rest.again) == (3, 0)
    after = candidates_of(own_context)
    with own_context.engine.begin() as connection:
        connection.execute(READ_ITEM.delete())
    assert hear(own_context).items == 5
    assert candidates_of(own_context) == after


def test_an_item_that_another_run_reads_meanwhile_is_not_counted_twice(
    own_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(own_context, "de_bundeskanzler", rss(MERZ))
    nested: list[Heard] = []
    read = heard._read

    def slow(*arguments: object) -> object:
        found = read(*arguments)  # type: ignore[arg-type]
        if not nested:
            nested.append(Heard())
            nested[0] = hear(own_context)
        return found

    monkeypatch.setattr(heard, "_read", slow)
    assert (hear(own_context).items, nested[0].items, nested[0].proposed) == (0, 1, 1)


def test_more_items_than_one_run_reads_wait_for_the_next_the_newest_first(here: Context) -> None:
    entries = [replace(MERZ, link=f"{MERZ.link}/{number}", at=THURSDAY - timedelta(days=number)) for number in range(5)]
    store(here, "de_bundeskanzler", rss(*entries))
    first = hear(here, most=2)
    assert (first.items, first.left) == (2, 3)
    assert {url for event in read_events(here).values() for url in urls(event)} == {
        f"{MERZ.link}/0",
        f"{MERZ.link}/1",
    }
    assert [hear(here, most=2).left, hear(here, most=2).left] == [1, 0]


def urls(event: PolicyEvent) -> Iterator[str]:
    return (source.url for source in event.sources)


def test_an_item_of_which_the_bytes_are_gone_keeps_what_was_proposed(
    here: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard_of(here, de_bundeskanzler=MERZ)
    before = candidates_of(here)
    monkeypatch.setattr(heard, "reader_version", lambda: "another")
    monkeypatch.setattr("tracker.store.snapshots.Snapshots.retrieved_as", lambda *_: None)
    assert (hear(here).withdrawn, candidates_of(here)) == (0, before)


HOSTILE: dict[str, Callable[[], str]] = {
    "a script": lambda: (
        "<script>alert('sanctions on Russia')</script><p>Dmitry Peskov said sanctions were illegal.</p>"
    ),
    "text that runs the other way": lambda: (
        "<p>Dmitry Peskov said \u202esanctions\u202c on \u2066Russia\u2069 were illegal\u200b\ufeff.</p>"
    ),
    "a megabyte of quotation marks": lambda: "“" * 700_000 + '"' * 300_000 + " sanctions on Russia",
    "elements without end": lambda: "<b>" * 50_000 + "sanctions on Russia",
    "formulas": lambda: '<p>=cmd|"/c calc"!A0</p><p>Dmitry Peskov said: “=1+1 sanctions are illegal”.</p>',
    "no words at all": lambda: "<p>…</p>" * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_a_stranger_puts_in_a_feed_does_no_harm(text: Callable[[], str], here: Context) -> None:
    outcome = heard_of(
        here, ru_kremlin=replace(PESKOV, title="On sanctions", summary="", text=text()), de_bundeskanzler=MERZ
    )
    assert outcome.items == 2
    assert outcome.failures == ()
    assert any(event.actor == "Friedrich Merz" for event in outcome.events)
    for event in outcome.events:
        assert "alert(" not in event.evidence
        assert not set("\u202e\u202c\u2066\u2069\u200b\ufeff") & set(event.evidence + event.title + event.summary)
        assert len(event.evidence) < 1_500


@pytest.mark.extended
def test_real_feeds_pass_through_without_a_failure_and_once(here: Context) -> None:
    files = sorted((SHARED / "payloads" / "news").glob("whitehouse_rss_*.xml"))
    if not files:
        pytest.skip("no real feeds are beside this checkout")
    for file in files:
        store(here, "us_white_house", file.read_bytes())
    waiting = counted(here).waiting
    assert waiting >= 4
    outcome = hear(here)
    assert (outcome.items, outcome.failures) == (waiting, ())
    assert hear(here) == Heard()
    with here.engine.connect() as connection:
        assert set(connection.scalars(select(READ_ITEM.c.basis))) == {"summary"}, "those feeds give headlines alone"
