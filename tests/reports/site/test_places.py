"""Names of pages: every file system takes them, and two announcements never share one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.site import places


@given(st.text(max_size=300))
def test_any_text_is_a_name_that_every_system_takes(text: str) -> None:
    name = places.safe(text)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,120}", name)
    assert name not in {"con", "nul", "index", "com1"}


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_texts_have_two_names(one: str, other: str) -> None:
    assert (places.safe(one) == places.safe(other)) == (one == other)


def test_a_slug_is_its_own_name() -> None:
    assert places.event_page("2014-11-10-cbr-free-float") == "events/2014-11-10-cbr-free-float.html"


@pytest.mark.parametrize("label", ["../x", "2014-W1", "", "2014-W46/../a"])
def test_only_a_week_has_a_page_of_weeks(label: str) -> None:
    with pytest.raises(ValueError, match="not a week"):
        places.week_page(label)
