"""A long period is answered for all of its fixings, against chance, and not by the rarest of them."""

from __future__ import annotations

from dataclasses import replace

from tests.reports.briefings import week_of_the_float
from tracker.reports.document import as_str
from tracker.reports.many import looked_at
from tracker.reports.sections.link import SECTION


def test_many_are_counted_and_their_number_is_allowed_for() -> None:
    briefing = week_of_the_float()
    one = replace(briefing.windows[1], pvalue=0.5, verdict="cannot tell")
    rare = replace(one, pvalue=0.004, verdict="unusual")
    assert looked_at((*[one] * 9, rare)) is None, "few are judged one by one"
    looked = looked_at((*[one] * 10, rare))
    assert looked is not None
    assert (looked.n, looked.marked, looked.needed) == (11, 1, 220)
    assert looked.left == (rare,), "0.004 × 11 is less than 0.05"
    assert looked_at((*[one] * 13, rare)).left == ()  # type: ignore[union-attr]
    section = SECTION.build(replace(briefing, windows=(*[one] * 13, rare)))
    assert section is not None
    assert as_str(section.aside) == "1 of 14 fixings marked; chance gives 1."
    assert "none stands out. For that a move must be rarer than 1 of 280 ordinary days" in repr(section).replace(
        "\\xa0", " "
    )
