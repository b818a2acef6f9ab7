"""What a site is made of: valid pages whose links lead somewhere, feeds that readers of feeds read, and one truth."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import feedparser
import html5lib
import lxml.etree
import pytest

from tests.model.test_icalendar import read
from tests.services.site.conftest import LATER, WANTED, Place, build, opened
from tests.services.site.test_incremental import added
from tracker.data.loader import ledger_version
from tracker.model.instants import format_instant
from tracker.model.period import iso_week
from tracker.services.briefing import brief
from tracker.services.site.building import Wanted, build_site
from tracker.services.site.inputs import inputs_of
from tracker.services.site.manifest import NAME

HREF = re.compile(r'(?:href|src)="([^"]*)"')
ID = re.compile(r' id="([^"]*)"')


def test_every_page_is_valid_and_its_links_lead_somewhere(made_once: Place) -> None:
    pages = {path: path.read_text() for path in made_once.site.rglob("*.html")}
    ids = {path: set(ID.findall(text)) for path, text in pages.items()}
    beyond = set()
    for path, text in pages.items():
        html5lib.HTMLParser(strict=True).parse(text)
        assert text.count("<h1") == 1, path
        for href in HREF.findall(text):
            parts = urlsplit(href)
            if parts.scheme:
                beyond.add(parts.scheme)
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            assert target.is_file(), (path, href)
            if parts.fragment:
                assert parts.fragment in ids[target], (path, href)
    assert beyond == {"https", "http", "data"}


def test_the_page_the_numbers_and_the_report_are_one(made_once: Place) -> None:
    label = "2014-W46"
    told = json.loads((made_once.site / f"data/{label}.json").read_text())
    page = (made_once.site / f"weeks/{label}.html").read_text()
    assert told["page_version"] == 1
    assert told["public_by"] == "2014-12-15T00:00:00Z"  # as of four weeks after its end
    with opened(made_once.home) as context:
        week = iso_week(label, zone="UTC", now=context.now)
        briefing = brief(context.at(week.end.replace(month=12, day=15)), week)
    assert briefing.rate is not None
    assert told["rate"]["end"] == float(briefing.rate.period.to_value)
    assert [one["id"] for one in told["events"]] == [item.event.id for item in briefing.events]
    for item in briefing.in_period:
        event = (made_once.site / f"events/{item.event.id}.html").read_text()
        assert f"weeks/{label}.html" in event
        assert f"events/{item.event.id}.html" in page
    assert "pressure" in (made_once.site / "events/2014-11-11-merkel-no-new-sanctions.html").read_text()


def event_text(site: Path, event_id: str) -> tuple[str, str]:
    """The page of an announcement, and what of it a reader reads, with plain spaces."""
    page = (site / f"events/{event_id}.html").read_text()
    main = page[page.index("<main") : page.index("</main>")]
    text = " ".join(html5lib.parse(main, namespaceHTMLElements=False).itertext())
    return main, " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def test_the_front_page_tells_the_rates_of_its_own_pair(made_once: Place, tmp_path: Path) -> None:
    """Whatever pairs the settings name: the site is of another one."""
    place = Place(home=Path(shutil.copytree(made_once.home, tmp_path / "home")), site=tmp_path / "site")
    build(place, wanted=replace(WANTED, pair="EUR/TRY"))
    front = (place.site / "index.html").read_text()
    assert "European Central Bank: EUR/TRY" in front
    assert "USD/RUB" not in front


def test_the_front_page_counts_the_whole_ledger_and_is_drawn_anew_only_where_that_changed(
    copied: Callable[[str], Place],
) -> None:
    place = copied("ledger")
    manifest = place.site / NAME

    def counted() -> tuple[int, str]:
        text = (place.site / "index.html").read_text()
        (found,) = re.findall(r"(\d+) announcements are logged from (.+?) to", text.partition('id="part-ledger"')[2])[
            :1
        ]
        return int(found[0]), found[1]

    def kept() -> str:
        return json.dumps(json.loads(manifest.read_text("utf-8"))["shared"]["ledger"])

    number, first = counted()
    assert first == "27 Feb 2014"
    with opened(place.home) as context:
        assert number == len(inputs_of(context, "USD/RUB", public=False).public) > 60
    before = kept()
    build(place)
    assert kept() == before
    with opened(place.home) as context:
        added("2014-05-05", "A threat of May")(context)
    build(place)
    assert counted()[0] == number + 1
    assert kept() != before


def test_a_week_names_the_version_of_the_ledger_with_what_is_other_here_near_it(copied: Callable[[str], Place]) -> None:
    place = copied("own")

    def versions() -> list[str]:
        found = [json.loads((place.site / f"data/2014-W{week}.json").read_text()) for week in (46, 47)]
        return [one["ledger"]["version"] for one in found]

    assert versions() == [ledger_version()] * 2
    with opened(place.home) as context:
        added("2014-05-05", "A threat of May")(context)
    build(place)
    assert versions() == [ledger_version()] * 2, "it is far away"
    with opened(place.home) as context:
        added("2014-11-12", "A threat of that week")(context)
    build(place)
    assert all(re.fullmatch(rf"{ledger_version()}\+[0-9a-f]{{6}}", one) for one in versions())


def test_an_announcement_is_told_with_both_measures_and_how_sure_they_are(made_once: Place) -> None:
    main, text = event_text(made_once.site, "2014-11-11-rhodes-beijing")
    assert "a dollar costs a rouble buys" in text
    assert "46.6734 +2.6 % −2.6 % (weaker)" in text
    assert "Cannot tell : as large on 8 of 100 ordinary days." in text
    assert "−2.1 % (weaker) was the rouble's own part; an effect between −4.5 % (weaker) and +0.4 % (stronger)" in text
    assert "the smallest effect we would find four times in five is 3.2 %" in text
    assert "How this was reckoned" in text
    _, text = event_text(made_once.site, "2014-11-11-merkel-no-new-sanctions")
    assert (
        "Cannot tell : of the 2 moves that could have known it first the most unusual, their number allowed for, is"
        " as large on 16 of 100 ordinary days."
    ) in text
    assert main.count('href="../weeks/2014-W46.html#from-') >= 4


def test_the_first_that_could_and_the_first_that_must_are_one_row_where_they_are_one_rate(made_once: Place) -> None:
    one, two = (event_text(made_once.site, f"2014-11-{name}")[1] for name in ("11-rhodes-beijing", "10-psaki-costs"))
    assert "First that could and must know" in one
    assert "First that could know" not in one
    assert "First that could and must know" not in two
    assert 0 < two.index("First that could know") < two.index("First that must know")


def test_readers_of_feeds_read_them(made_once: Place, tmp_path: Path) -> None:
    with opened(made_once.home, TRACKER_SITE_URL="https://example.org/rouble") as context:
        build_site(context, tmp_path / "site", Wanted(since=WANTED.since, until=WANTED.until))
    folder = tmp_path / "site"
    for base, root in (("", made_once.site), ("https://example.org/rouble/", folder)):
        parsed = feedparser.parse((root / "feed.xml").read_text())
        assert parsed.bozo == 0
        assert parsed.version == "rss20"
        items = json.loads((root / "feed.json").read_text())["items"]
        links = [f"{base}weeks/2014-W47.html", f"{base}weeks/2014-W46.html"]
        assert [entry.link for entry in parsed.entries] == [item["url"] for item in items] == links
        assert [entry.id for entry in parsed.entries] == [item["id"] for item in items]
        assert "The rouble lost 2.5" in parsed.entries[1].description
        appointments = read((root / "calendar.ics").read_bytes().decode())
        uids = [one["UID"] for one in appointments]
        assert appointments
        assert len(uids) == len(set(uids))
    linked = feedparser.parse((folder / "feed.xml").read_text()).feed.links
    assert {"rel": "self", "href": "https://example.org/rouble/feed.xml"}.items() <= linked[-1].items()
    mapped = {one.text for one in lxml.etree.parse(folder / "sitemap.xml").iter() if one.tag.endswith("loc")}
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    assert mapped == {f"https://example.org/rouble/{'' if page == 'index.html' else page}" for page in pages}
    assert not (made_once.site / "sitemap.xml").exists()


@pytest.mark.parametrize("name", [".tracker-site.lock", "tracker-site.json"])
def test_every_file_has_a_name_that_windows_takes(made_once: Place, name: str) -> None:
    for path in made_once.site.rglob("*"):
        inside = PurePosixPath(path.relative_to(made_once.site).as_posix())
        assert (
            inside.name == name
            or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,110}(\.[a-z]+)?", inside.name)
            or (inside.name.startswith((".tracker-site", "tracker-site")))
        )


def test_a_corrected_page_says_so(place: Place) -> None:
    from tests.services.site.test_incremental import correct

    with opened(place.home) as context:
        correct("EUR/RUB@ecb", "2014-11-14", "60.0")(context)
    build(place, LATER)
    label, at = "2014-W46", format_instant(LATER)
    versions = json.loads((place.site / f"data/{label}.json").read_text())["versions"]
    assert [(one["version"], one["made_at"]) for one in versions][1:] == [(2, at)]
    said = versions[1]["why"][0]
    assert "we wrote 46.14 → 47.30" in said.replace("\N{NO-BREAK SPACE}", " ")
    for page in (f"weeks/{label}.html", "versions.html"):
        assert "we wrote 46.14" in (place.site / page).read_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "The week of 17–23 November 2014" in (place.site / "index.html").read_text()
    assert "(version 2)" in feedparser.parse((place.site / "feed.xml").read_text()).entries[1].title


def test_the_versions_name_the_announcements(place: Place) -> None:
    from tests.services.site.test_incremental import added, edited

    with opened(place.home) as context:
        added("2014-11-13", "A warning")(context)
        edited("2014-11-11-rhodes-beijing", title="Rhodes <b>again</b>")(context)
    build(place, LATER)
    why = json.loads((place.site / "data/2014-W46.json").read_text())["versions"][1]["why"]
    assert "announcement added: “A warning”" in why
    assert any(one.startswith("announcement changed: “Rhodes") and " → " in one for one in why)
    versions = (place.site / "versions.html").read_text()
    assert re.search(r'announcement added: “<a href="events/[^"]+">A warning</a>”', versions)
    assert "Announcements added later" in versions
    assert "<b>again" not in versions
    assert "announcement added" in (place.site / "feed.xml").read_text()
