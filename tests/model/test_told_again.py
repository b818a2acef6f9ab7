"""What is known of one publication after it was told again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.model.announcement import FILED, Announcement, told_again

PRINTED = Announcement(
    source="s",
    external_id="1",
    published_on=date(2026, 11, 24),
    title="As printed",
    url="https://example.test/1",
    issuer="i",
    jurisdiction="US",
    document_type="Rule",
)
FILING = replace(
    PRINTED,
    title="As filed",
    published_on=date(2026, 11, 20),
    published_at=datetime(2026, 11, 20, 21, 15, tzinfo=UTC),
    document_type=f"Rule, {FILED}",
)
ONE = replace(PRINTED, published_on=FILING.published_on, published_at=FILING.published_at)
LATER = datetime(2026, 11, 21, 9, tzinfo=UTC)
EARLIER = datetime(2026, 11, 19, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "given", "expected"),
    [
        (PRINTED, PRINTED, PRINTED),
        (FILING, PRINTED, ONE),
        (PRINTED, FILING, ONE),
        (ONE, FILING, ONE),
        (ONE, PRINTED, ONE),
        (FILING, replace(FILING, title="As filed again"), replace(FILING, title="As filed again")),
        (ONE, replace(PRINTED, title="Corrected"), replace(ONE, title="Corrected")),
        (ONE, replace(FILING, published_at=LATER, published_on=LATER.date()), ONE),
        (
            ONE,
            replace(FILING, published_at=EARLIER, published_on=EARLIER.date()),
            replace(ONE, published_at=EARLIER, published_on=EARLIER.date()),
        ),
        (ONE, replace(ONE, published_at=LATER), replace(ONE, published_at=LATER)),  # the publisher corrects its hour
    ],
)
def test_the_later_words_and_the_first_moment_stay(
    known: Announcement, given: Announcement, expected: Announcement
) -> None:
    assert told_again(known, given) == expected
