"""What the sources of lists share: a snapshot may be made of several files, and one file alone may be a snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model.announcement import ListDocument
from tracker.model.source import Request, Snapshot
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.listed_days import with_days_that_can_be


class ListSource(HttpSource):
    """A list of parties. ``read`` is the parser; a document that is no snapshot (a change feed) overrides ``parse``."""

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        """The list in these files: the parts of one snapshot in any order, told apart by what they hold.

        The primary part alone is a complete snapshot. Pure. ``ParseError`` names the file (``url``) that is another
        list's, cut, in another encoding, a web page or empty, and what is there twice or has no primary part.
        """
        raise NotImplementedError

    def records(self, parts: Sequence[Snapshot]) -> Records:
        """The list in these files, without days of listing that cannot be."""
        listing = with_days_that_can_be(self.read(parts), at=parts[0].retrieved_at, zone_name=self.info.zone)
        return Records(listing=listing, warnings=listing.warnings)

    def parse(self, snapshot: Snapshot) -> Records:
        """The list in one file."""
        return self.records((snapshot,))


class PresentList(ListSource):
    """A list whose publisher gives the present one alone: ``document`` is asked for, ``past`` answers a back-fill."""

    document: Request
    past: str = "The publisher gives its present list alone; earlier ones come from files somebody kept."

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:  # noqa: ARG002  # there is one document, the newest
        """The one document."""
        return (self.document,)

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """What cannot be had of the past."""
        return (self.past,) if plan.back_fill else ()
