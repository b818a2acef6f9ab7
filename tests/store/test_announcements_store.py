"""Announcements: every version kept, each in review until somebody decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker.model.announcement import FILED, Announcement
from tracker.store.unit_of_work import UnitOfWork

FIRST = Announcement(
    source="us_federal_register",
    external_id="2014-05612",
    published_on=date(2014, 3, 19),
    published_at=datetime(2014, 3, 18, 12, 45, tzinfo=UTC),
    adopted_on=date(2014, 3, 16),
    title="Blocking Property of Additional Persons",
    url="https://example.test/2014-05612",
    issuer="President of the United States",
    jurisdiction="US",
    document_type="executive order",
    topics=("Ukraine", "sanctions"),
)
SECOND = replace(FIRST, external_id="2014-06612", published_on=date(2014, 3, 24), published_at=None)


def test_announcements_come_back_as_they_were_by_day(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.announcements.add([SECOND, FIRST], recorded_at=noon, sha256=None) == 2
        assert work.announcements.all() == (FIRST, SECOND)
        assert work.announcements.all(since=date(2014, 3, 20)) == (SECOND,)
        assert work.announcements.newest("us_federal_register") == SECOND
        assert work.announcements.newest("uk") is None


def test_the_newest_of_each_source_is_what_is_asked_for_one_by_one(engine: Engine, noon: datetime) -> None:
    later = replace(FIRST, source="uk", external_id="a")
    said = [later, replace(later, external_id="b"), SECOND, FIRST, replace(FIRST, source="eu")]
    with UnitOfWork(engine, write=True) as work:
        assert work.announcements.newest_of_each() == {}
        work.announcements.add(said, recorded_at=noon, sha256=None)
        work.announcements.add([replace(SECOND, title="Corrected")], recorded_at=noon + timedelta(days=1), sha256=None)
        keys = ("us_federal_register", "uk", "eu")
        assert work.announcements.newest_of_each() == {key: work.announcements.newest(key) for key in keys}
        assert work.announcements.newest_of_each()["uk"].external_id == "b"


def test_the_same_announcement_adds_nothing(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.announcements.add([FIRST, FIRST], recorded_at=noon, sha256=None) == 1
        assert work.announcements.add([FIRST], recorded_at=noon, sha256=None) == 0
        assert work.announcements.versions(FIRST.source, FIRST.external_id) == (FIRST,)


def test_a_corrected_announcement_is_a_new_version_of_the_same(engine: Engine, noon: datetime) -> None:
    corrected = replace(FIRST, title="Blocking Property; correction")
    with UnitOfWork(engine, write=True) as work:
        work.announcements.add([FIRST], recorded_at=noon, sha256=None)
        assert work.announcements.add([corrected], recorded_at=noon + timedelta(days=1), sha256=None) == 0
        assert work.announcements.all() == (corrected,)
        assert work.announcements.all(as_of=noon) == (FIRST,)
        assert work.announcements.versions(FIRST.source, FIRST.external_id) == (FIRST, corrected)


def test_a_decision_outlives_a_correction(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.announcements.add([FIRST, SECOND], recorded_at=noon, sha256=None)
        assert work.announcements.all("review") == (FIRST, SECOND)
        assert work.announcements.mark(FIRST.source, FIRST.external_id, "accepted")
        corrected = replace(FIRST, summary="Corrected.")
        work.announcements.add([corrected], recorded_at=noon, sha256=None)
        assert work.announcements.all("accepted") == (corrected,)
        assert work.announcements.all("review") == (SECOND,)
        assert not work.announcements.mark(FIRST.source, "none", "accepted")
        with pytest.raises(ValueError, match="not a review status"):
            work.announcements.mark(FIRST.source, FIRST.external_id, "maybe")


FILING = replace(
    FIRST,
    title="Blocking Property",
    published_on=date(2014, 3, 17),
    published_at=datetime(2014, 3, 17, 12, 45, tzinfo=UTC),
    adopted_on=None,
    document_type=f"Executive order, {FILED}",
)
PRINTED = replace(FIRST, published_at=None)
ONE = replace(PRINTED, published_on=FILING.published_on, published_at=FILING.published_at)


@pytest.mark.parametrize("order", [(FILING, PRINTED), (PRINTED, FILING), (FILING, PRINTED, FILING, PRINTED)])
def test_a_filing_and_what_is_printed_later_are_one_with_the_earlier_moment(
    engine: Engine, noon: datetime, order: tuple[Announcement, ...]
) -> None:
    with UnitOfWork(engine, write=True) as work:
        new = [work.announcements.add([one], recorded_at=noon, sha256=None) for one in order]
        assert new == [1] + [0] * (len(order) - 1)
        assert work.announcements.all() == (ONE,)
        assert work.announcements.versions(FIRST.source, FIRST.external_id) == (order[0], ONE)
        assert work.announcements.all(as_of=noon) == (ONE,)
