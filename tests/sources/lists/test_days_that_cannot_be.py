"""One day that cannot be, in one entry of a list: the list is taken, the day left out, and told whose it was."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from tests.sources.lists.one_file_lists import recorded, snapshot, source_of
from tracker.errors import ParseError
from tracker.model.announcement import ListEntry
from tracker.sources.base import Records

FUTURE, NONE_SUCH, ANCIENT = "2205-03-02", "2022-13-40", "0001-01-01"
LATEST, EARLIEST = "9999-12-31", "0000-00-00"

XML_LISTS = (
    ("un_sc", "consolidated.xml", "<LISTED_ON>2012-04-18<", "<LISTED_ON>{}<", "QDi.902"),
    ("ca_sema", "two_languages.xml", "Dinscription>2022-02-24<", "Dinscription>{}<", "Primer Bank"),
    (
        "ch_seco",
        "whole.xml",
        'publication-date="2016-05-18" effective-date="2016-05-18"',
        'effective-date="{}"',
        "5201",
    ),
    ("ch_seco", "whole.xml", 'publication-date="2016-05-18"', 'publication-date="{}"', "5201"),
    ("uk_ofsi_conlist", "targets.xml", "<DateListed>2021-08-09T00:00:00<", "<DateListed>{}T00:00:00<", "OFSI 90002"),
    ("uk_ofsi_conlist", "targets.xml", "<LastUpdated>2023-01-05T00:00:00<", "<LastUpdated>{}T00:00:00<", "OFSI 90001"),
)


def parsed(key: str, content: bytes | str, kind: str = "list") -> Records:
    return source_of(key).parse(snapshot(key, content, kind=kind))


def entries(records: Records) -> tuple[ListEntry, ...]:
    assert records.listing is not None
    return records.listing.entries


@pytest.mark.parametrize("day", [FUTURE, NONE_SUCH, ANCIENT, LATEST, EARLIEST])
@pytest.mark.parametrize(("key", "name", "there", "instead", "whose"), XML_LISTS)
def test_a_day_that_cannot_be_costs_nothing_else(
    key: str, name: str, there: str, instead: str, whose: str, day: str
) -> None:
    text = recorded(key, name).decode()
    assert text.count(there) == 1
    whole, found = parsed(key, text), parsed(key, text.replace(there, instead.format(day)))
    assert [replace(one, listed_on=None, details="") for one in entries(found)] == [
        replace(one, listed_on=None, details="") for one in entries(whole)
    ]
    assert all(one.listed_on is None or one.listed_on.year in range(1945, 2028) for one in entries(found))
    assert all(change.stated_on is None or change.stated_on.year < 2027 for change in found.changes)
    if "LastUpdated" not in there or day in (NONE_SUCH, EARLIEST):  # when it was updated is kept as text
        said = [warning for warning in found.warnings if warning not in whole.warnings]
        assert any(day in warning and whose in warning for warning in said), said


DAYS_OF_EU = {'designationDate="2022-02-25"': 'designationDate="{}"', 'Date="2022-02-28"': 'Date="{}"'}
DAYS_OF_UK = {"<DateDesignated>24/02/2022<": "<DateDesignated>{}<"}


@pytest.mark.parametrize("day", [date(2205, 3, 2), date.max, date.min])
@pytest.mark.parametrize(
    ("key", "file", "days", "form"),
    [
        ("eu_fsf", "xml-1.1.xml", DAYS_OF_EU, "{0.year:04}-{0.month:02}-{0.day:02}"),
        ("uk_sanctions_list", "list.xml", DAYS_OF_UK, "{0.day:02}/{0.month:02}/{0.year:04}"),
    ],
)
def test_a_day_years_off_is_named_with_its_entry(
    key: str, file: str, days: dict[str, str], form: str, day: date
) -> None:
    text = recorded(key, file).decode()
    for there, instead in days.items():
        assert there in text
        text = text.replace(there, instead.format(form.format(day)))
    found = parsed(key, text)
    first = entries(found)[0]
    assert len(entries(found)) == len(entries(parsed(key, recorded(key, file))))
    assert first.listed_on is None
    assert any(f"{day.isoformat()} of {first.entry_id} {first.name}" in one for one in found.warnings)


def test_the_swiss_history_goes_on_without_the_day_of_one_change() -> None:
    text = recorded("ch_seco", "whole.xml").decode()
    there = 'publication-date="2023-01-11" effective-date="2023-01-11"'
    records = parsed("ch_seco", text.replace(there, 'publication-date="2203-01-11" effective-date="2023-01-11"'))
    designation, amendment = (one for one in records.changes if one.entry.entry_id == "5001")
    assert (designation.stated_on, amendment.stated_on) == (date(2022, 3, 16), date(2023, 1, 11))
    assert amendment.details.startswith("Published by SECO: the day of publication it tells cannot be; enacted")
    assert "5001 publication-date 2203-01-11 Primerov Ivan" in records.warnings[0]
    # where no other day is told, the change is left out of the history, and the party stays where it is
    there = f'enactment-date="2023-01-10" {there}'
    records = parsed("ch_seco", text.replace(there, 'publication-date="2203-01-11"'))
    assert [one.change for one in records.changes if one.entry.entry_id == "5001"] == ["designation"]
    assert [one.entry_id for one in entries(records)] == ["5001", "5201"]


def test_a_swiss_file_full_of_changes_to_come_is_not_of_its_day() -> None:
    text = recorded("ch_seco", "whole.xml").decode()
    change = '<modification modification-type="amended" publication-date="2027-11-19"/>'
    few, many = (text.replace("<modification ", f"{change * count}<modification ", 1) for count in (3, 4))
    assert parsed("ch_seco", few).changes
    with pytest.raises(ParseError, match="4 changes published later than it was retrieved"):
        parsed("ch_seco", many)


def test_a_delisting_with_a_mistyped_year_still_takes_effect() -> None:
    text = recorded("ch_seco", "whole.xml").decode()
    there = 'modification-type="listed" enactment-date="2019-05-02" publication-date="2019-05-02" effective-date="2019'
    assert there in text
    records = parsed("ch_seco", text.replace(there, there.removesuffix("2019") + "2109"))
    assert [one.entry_id for one in entries(records)] == ["5001", "5201"], "5101 was de-listed in 2025"


def test_a_change_tomorrow_waits_and_one_of_today_is_taken() -> None:
    text = recorded("ch_seco", "whole.xml").decode()  # retrieved at 00:00 UTC on 20 November 2026
    for day, taken in (("2026-11-20", True), ("2026-11-21", False)):
        there = 'publication-date="2023-01-11" effective-date="2023-01-11"'
        changed = text.replace(f'enactment-date="2023-01-10" {there}', f'publication-date="{day}"')
        changes = parsed("ch_seco", changed).changes
        assert (date.fromisoformat(day) in {one.stated_on for one in changes}) == taken


def test_the_days_of_a_feed_of_changes() -> None:
    text = recorded("us_ofac_sdn", "publication.xml").decode()
    there = "<sanctionsList "
    assert there in text
    whole = parsed("us_ofac_sdn", text, kind="changes")
    for day in (FUTURE, NONE_SUCH, "soon"):
        found = parsed("us_ofac_sdn", text.replace(there, f'{there}datePublished="{day}" ', 1), kind="changes")
        assert len(found.changes) == len(whole.changes)
        first = text[: text.index(there)].rpartition('<entity id="')[2].partition('"')[0]
        assert any(day in warning and first in warning for warning in found.warnings)


def test_a_cell_of_a_workbook_that_is_no_day() -> None:
    content = recorded("au_dfat", "list.xlsx")
    whole = parsed("au_dfat", content)
    serial = str((date(2022, 3, 18) - date(1899, 12, 30)).days)
    for number in ("99999999", "2958465", "-5"):
        out = io.BytesIO()
        changed = 0
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                changed += old.read(name).count(f"<v>{serial}</v>".encode())
                new.writestr(name, old.read(name).replace(f"<v>{serial}</v>".encode(), f"<v>{number}</v>".encode()))
        assert changed
        found = parsed("au_dfat", out.getvalue())
        assert [one.entry_id for one in entries(found)] == [one.entry_id for one in entries(whole)]
        assert entries(found)[0].listed_on is None
