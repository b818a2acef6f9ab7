"""Whatever changed: what is brought up to date is, byte for byte, what is made anew from nothing but the same past."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.services.lists import INFO, numbered
from tests.services.site.conftest import LATER, NOW, WANTED, Place, build, files_of, opened
from tracker.model.observation import Quote
from tracker.services import decisions, reviewing
from tracker.services.context import Context
from tracker.services.listing import take
from tracker.services.site import inputs
from tracker.services.site.building import Wanted, build_site
from tracker.services.site.manifest import NAME, Manifest
from tracker.store.unit_of_work import UnitOfWork

SETTLED, UNSETTLED = "2014-W46", "2014-W47"
RECORDED = datetime(2027, 1, 1, tzinfo=UTC)
"""After what the home holds: the clock of its making is the real one."""


def correct(series: str, label: str, value: str) -> Callable[[Context], None]:
    def change(context: Context) -> None:
        with UnitOfWork(context.engine, write=True) as work:
            work.observations.add(
                [Quote(series=series, label=label, value=Decimal(value))], vintage=RECORDED, sha256=None
            )
            work.commit()

    return change


def set_aside(context: Context) -> None:
    reviewing.decide(context, "EUR/RUB@ecb", accept=(), reject=("2014-11-12",), reason="a test", by="t")


def added(day: str, title: str, **others: str) -> Callable[[Context], None]:
    def change(context: Context) -> None:
        columns = {
            "date": day,
            "title": title,
            "kind": "statement",
            "action": "threaten",
            "stance": "escalate",
            "issuer": "EU Council",
            "jurisdiction": "EU",
            "zone": "Europe/Brussels",
            "precision": "day",
            "source_urls": "https://example.org/a",
            **others,
        }
        decisions.add(context, columns, by="t")

    return change


def edited(event_id: str, **changes: str) -> Callable[[Context], None]:
    return lambda context: (decisions.edit(context, event_id, changes, reason="a test", by="t"), None)[1]


def nothing(_: Context) -> None:
    """Nothing changes."""


def copies(context: Context) -> None:
    first = datetime(2014, 11, 11, 12, tzinfo=UTC)
    with UnitOfWork(context.engine, write=True) as work:
        for at, found in ((first, numbered(1, 2, 3)), (first + timedelta(days=2), numbered(1, 2, 3, 4))):
            take(work, INFO, found, at=at, sha256=None)
        work.commit()


@dataclass(frozen=True)
class Case:
    """A change of the data, the instant and settings of the next build, and which week is made anew where not both."""

    change: Callable[[Context], None] = nothing
    now: datetime = LATER
    settings: dict[str, str] = field(default_factory=dict)
    anew: tuple[str, ...] = (SETTLED, UNSETTLED)
    told_otherwise: tuple[str, ...] = ()
    """Weeks that are in their second version then."""


CASES = {
    "nothing": Case(anew=(UNSETTLED,)),
    "a rate of the week corrected": Case(
        correct("EUR/RUB@ecb", "2014-11-12", "57.0"), told_otherwise=(SETTLED, UNSETTLED)
    ),
    "a rate of another currency corrected": Case(correct("EUR/PLN@ecb", "2014-11-12", "4.4")),
    "a later rate corrected": Case(correct("EUR/RUB@ecb", "2015-11-12", "99"), anew=(UNSETTLED,)),
    "a rate set aside": Case(set_aside, told_otherwise=(SETTLED, UNSETTLED)),
    "another source": Case(correct("USD/RUB@cbr", "2014-11-12", "46.1"), told_otherwise=(SETTLED,)),
    "an announcement added": Case(added("2014-11-13", "A warning"), told_otherwise=(SETTLED, UNSETTLED)),
    "an announcement mended": Case(
        edited("2014-11-11-rhodes-beijing", title="Rhodes <b>again</b>"), told_otherwise=(SETTLED,)
    ),
    "an announcement of half a year before added": Case(added("2014-05-13", "A warning")),
    "the kind of an announcement of half a year before": Case(
        edited("2014-04-28-eu-15-more", kind="delisting_easing", action="lift", stance="deescalate")
    ),
    "the title of an announcement of half a year before": Case(
        edited("2014-04-28-eu-15-more", title="Another"), anew=(UNSETTLED,)
    ),
    "copies of a list": Case(copies, told_otherwise=(SETTLED,)),
    "office hours": Case(settings={"TRACKER_OFFICE_HOURS": "9-13"}),
}


BY_DEFAULT = {
    "nothing",
    "a rate of the week corrected",
    "an announcement of half a year before added",
    "an announcement mended",
    "copies of a list",
}


@pytest.mark.parametrize(
    "name", [name if name in BY_DEFAULT else pytest.param(name, marks=pytest.mark.thorough) for name in CASES]
)
def test_bringing_up_to_date_is_making_anew(name: str, copied: Callable[[str], Place], tmp_path: Path) -> None:
    case, place = CASES[name], copied("a")
    other = Path(shutil.copytree(place.site, tmp_path / "other"))
    with opened(place.home, case.now, **case.settings) as context:
        case.change(context)
        built = build_site(context, place.site, WANTED)
        build_site(context, other, replace(WANTED, full=True))

    assert built.made == len(case.anew)
    assert files_of(place.site) == files_of(other)
    manifest = Manifest.read((place.site / NAME).read_text())
    assert manifest is not None
    second = tuple(label for label, kept in manifest.weeks.items() if len(kept.versions) == 2)
    assert second == case.told_otherwise or not case.told_otherwise
    if name == "nothing":
        assert (built.written, built.removed) == (0, 0)


def test_a_week_before_the_ledger_tells_when_it_begins(made_once: Place, tmp_path: Path) -> None:
    """However much later the announcement is that is the first one now."""
    home = Path(shutil.copytree(made_once.home, tmp_path / "home"))
    place, week = Place(home=home, site=tmp_path / "site"), Wanted(since=date(2013, 9, 2), until=date(2013, 9, 9))
    build(place, NOW, week)
    other = Path(shutil.copytree(place.site, tmp_path / "other"))
    with opened(home, LATER) as context:
        added("2013-12-20", "A warning")(context)
        build_site(context, place.site, week)
        build_site(context, other, replace(week, full=True))

    assert "20 Dec 2013" in (place.site / "weeks" / "2013-W36.html").read_text().replace("\N{NO-BREAK SPACE}", " ")
    assert files_of(place.site) == files_of(other)


def test_the_first_week_is_that_of_the_first_day_at_its_place(made_once: Place, tmp_path: Path) -> None:
    """A Monday in Auckland begins before the Sunday evening in Honolulu that is the week before it."""
    home = Path(shutil.copytree(made_once.home, tmp_path / "home"))
    place = Place(home=home, site=tmp_path / "site")
    with opened(home) as context:
        added("2013-11-04", "In Auckland", zone="Pacific/Auckland")(context)
        evening = {"precision": "minute", "time_utc": "2013-11-04T06:00:00Z", "time_basis": "announcement"}
        added("2013-11-03", "In Honolulu", zone="Pacific/Honolulu", **evening)(context)

    build(place, NOW, Wanted(until=date(2013, 11, 11)))

    assert {path.stem for path in (place.site / "weeks").glob("2013-*")} == {"2013-W44", "2013-W45"}
    assert len(list((place.site / "events").glob("2013-11-*"))) == 2


def test_another_program_makes_all_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(place.site)
    assert build(place, LATER).made == 1

    monkeypatch.setattr(inputs, "program_digest", lambda: "another")
    built = build(place, LATER)

    assert built.made == 2
    assert built.written == 0  # it tells the same
    assert {path for path, data in files_of(place.site).items() if data != before.get(path)} <= {NAME, "about.html"}


def test_the_figure_of_a_week_that_is_kept_is_drawn_where_it_is_missing(place: Place) -> None:
    """As after a build that was killed between the weeks and the front page."""
    settled = replace(WANTED, until=date(2014, 11, 17))
    shutil.rmtree(place.site)
    build(place, LATER, settled)
    before = (place.site / "index.html").read_text()
    assert "<svg" in before
    manifest = Manifest.read((place.site / NAME).read_text())
    assert manifest is not None
    (place.site / NAME).write_text(replace(manifest, shared={}, unfinished=True).text())
    assert build(place, LATER, settled).made == 0
    assert (place.site / "index.html").read_text() == before
