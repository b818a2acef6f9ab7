"""A test that somebody asked for; never found by a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.services.alerts.kind import Found, Kind, Looking, Saying

if TYPE_CHECKING:
    from tracker.reports.wording import Words


def _find(_looking: Looking) -> Iterable[Found]:
    return ()


def _say(facts: Mapping[str, object], words: Words) -> Saying:
    from tracker.reports.alerts.saying import instant_of

    return Saying(
        title=words("alert.test.title"),
        lines=(words("alert.test.line", at=instant_of(facts["at"], words)),),
        caveat=words("alert.test.caveat"),
    )


KIND = Kind(key="test", find=_find, say=_say)
