"""Every form ends with one and the same sentence on coincidence and cause."""

from __future__ import annotations

import re

from tests.reports.figures_of_all_kinds import full_week
from tests.reports.forms import everything

SAID = re.compile(r"moved (?:with|because|by)\W+is not\W+[^.;:<&\n]*", re.IGNORECASE)


def test_moved_with_is_not_moved_by_in_all_forms() -> None:
    forms = everything(full_week())
    ended = {
        name: {re.sub(r"[^a-z ]", "", one.lower()).strip() for one in SAID.findall(form)}
        for name, form in forms.items()
    }
    told = {name for name, found in ended.items() if found}
    assert told >= {"text", "markdown", "html", "json", "latex", "xlsx"}
    assert {one for found in ended.values() for one in found} == {"moved with is not moved by"}
