"""Acts and days in texts of the US Government: what is written is found, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.parsing.us_acts import acts_in, days_in, instant_of, licences_in
from tracker.sources.parsing.us_programmes import may_be_about, programmes_in


def told(text: str) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(one.number, one.expires_on and one.expires_on.isoformat(), one.replaces) for one in licences_in(text)]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Executive Order (E.O.) 14024", ()),
        ("under Executive Order 14024 of April 15, 2021", ("EO 14024",)),
        ("E.O. 13660, 13661 and 13662", ("EO 13660", "EO 13661", "EO 13662")),
        ("Executive Orders No. 13685", ("EO 13685",)),
        ("Executive Order 140240", ()),
        ("General License 8C; General Licence 13", ("GL 8C", "GL 13")),
        ("General Licenses 6D, 8L, and 124", ("GL 6D", "GL 8L", "GL 124")),
        ("General License 2022 report", ()),
        ("General License", ()),
        ("31 CFR part 587 and 31 C.F.R. Part 589", ("31 CFR 587", "31 CFR 589")),
        ("GL 8C before EO 14024 before GL 8C", ("EO 14024",)),
    ],
)
def test_acts_are_found_as_written(text: str, acts: tuple[str, ...]) -> None:
    assert acts_in(text) == acts


ENERGY = "OFAC is issuing Russia-related General License 8C, “Transactions Related to Energy,”"


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        (
            f"{ENERGY} until 12:01 a.m. eastern daylight time, May 5, 2023, and replaces General License 8B entirely.",
            [("8C", "2023-05-05", ("8B",))],
        ),
        (f"{ENERGY} through 12:01 AM EST on December 1, 2022.", [("8C", "2022-12-01", ())]),
        (f"{ENERGY} until 12:01 a.m. eastern daylight time, February 30, 2023.", [("8C", None, ())]),
        (f"{ENERGY} until May 5, 2023.", [("8C", None, ())]),  # no such form of an end is known
        (
            f"{ENERGY} and Belarus-related General License 4, until 12:01 a.m. EST, March 1, 2027.",
            [("8C", None, ()), ("4", "2027-03-01", ())],
        ),
        (
            "Issued today: General Licenses 8C and 13B until 12:01 a.m. EST, March 1, 2027.",
            [("8C", None, ()), ("13B", None, ())],  # whose end that is cannot be told
        ),
        ("OFAC is issuing FAQ 1117 regarding General License 8C.", []),
        (f"{ENERGY} and Frequently Asked Question 9 regarding General License 55.", [("8C", None, ())]),
        ("General License 8B has expired.", []),
        (
            "OFAC issued General License 13C, superseding Russia-related General License 13B.",
            [("13C", None, ("13B",))],
        ),
        (
            (
                "OFAC is issuing General License 8C, which does not authorize transactions under General License 13. "
                "General License 124C is revoked as of 12:01 a.m. EST, March 1, 2027."
            ),
            [("8C", None, ())],
        ),
        (
            "OFAC issued General License 134B. For more information on General License 134, see below.",
            [("134B", None, ())],
        ),
        ("OFAC issued General License 8C. General License 8B expired.", [("8C", None, ())]),
        ("OFAC issued General License 8C and is revoking General License 7.", [("8C", None, ())]),
        (
            (
                "OFAC issued under E.O. 14024 General License 8C. Russia-related General License 13B. "
                "General License 4, “A Title of the U.S. Government.” General License 55 (which is long)."
            ),
            [("8C", None, ()), ("13B", None, ()), ("4", None, ()), ("55", None, ())],
        ),
        (
            f"{ENERGY} until 11:59 p.m. Eastern Daylight Time, June 24, 2022, and General License 9.",
            [("8C", "2022-06-24", ()), ("9", None, ())],
        ),
        ("", []),
    ],
)
def test_licences_are_those_that_are_issued(text: str, licences: list[tuple[str, str | None, tuple[str, ...]]]) -> None:
    assert told(text) == licences


def test_the_word_before_a_licence_names_its_programme() -> None:
    (one,) = licences_in("OFAC issued Ukraine-/Russia-related General License 13.")
    assert (one.programme, one.passage) == ("Ukraine-/Russia-related", "General License 13.")


def test_licences_of_one_breath_share_their_names_alone() -> None:
    two = licences_in("OFAC issued Russia-related General Licenses 8C and 13B, which end some day. See below.")
    assert {one.passage for one in two} == {"General Licenses 8C and 13B"}
    assert [one.programme for one in two] == ["Russia-related"] * 2
    many = [f"{number}{letter}" for letter in "ABCDEFGHIJ" for number in range(1000)]
    found = licences_in(f"OFAC issued General Licenses {', '.join(many)} and that is all. {'More is said. ' * 10_000}")
    assert [one.number for one in found] == many[:50]
    assert sum(len(one.passage) for one in found) < 50 * 300


def test_days_are_month_first_and_real() -> None:
    text = "05/06/2023, October 7, 2023, 13/01/2023, Smarch 3, 2023, june 8 2023"
    assert days_in(text) == (date(2023, 5, 6), date(2023, 10, 7), date(2023, 6, 8))


@pytest.mark.parametrize(
    ("written", "instant", "day"),
    [
        ("2026-10-19T21:30:00-04:00", datetime(2026, 10, 20, 1, 30, tzinfo=UTC), date(2026, 10, 19)),
        ("2026-10-19T12:00:00Z", None, date(2026, 10, 19)),  # how a day without an hour is written
        ("2026-10-19T12:00:30Z", datetime(2026, 10, 19, 12, 0, 30, tzinfo=UTC), date(2026, 10, 19)),
        ("2026-10-19T09:00:00", None, date(2026, 10, 19)),
        ("2026-10-19", None, date(2026, 10, 19)),
    ],
)
def test_an_hour_is_one_only_where_it_is_given_with_its_zone(written: str, instant: datetime | None, day: date) -> None:
    assert instant_of(written) == (instant, day)


@pytest.mark.parametrize("written", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month must"):
        instant_of(written)


@pytest.mark.parametrize(
    ("title", "programmes", "kept"),
    [
        ("Russia-related Designations; Counter Terrorism Designations", ("Russia", "Terrorism"), True),
        ("Iran-related Designations", ("Iran",), False),
        ("Executive Orders 14024 and 14065", ("Russia",), True),
        ("Iran; Executive Orders 13902, and 14024", ("Russia", "Iran"), True),
        ("E.O. 14024 designations", ("Russia",), True),
        ("Changes to 31 CFR part 589", ("Russia",), True),
        ("Executive Order No. 14024", ("Russia",), True),
        ("Executive Order 140240", (), True),
        ("Publication of Guidance", (), True),
        ("Burma-related Designations", ("Myanmar",), False),
        ("Cubanite mining", ("Cuba",), False),
        ("Cyber-related Designations; Belarus", ("Belarus", "Cyber"), True),
        ("Blocking Property Pursuant to Executive Order 14038", ("Belarus",), True),
        ("Designations under E.O. 13405", ("Belarus",), True),
    ],
)
def test_a_title_is_left_out_only_where_it_names_other_programmes_alone(
    title: str, programmes: tuple[str, ...], kept: bool
) -> None:
    assert programmes_in(title) == programmes
    assert may_be_about(programmes) == kept


def plainly(text: str, place: int) -> bool:
    """Whether a licence at a place is said to be issued, looked for from the start each time."""
    low = text.casefold()
    issued = [match.end() for match in re.finditer(r"\bissu(?:ing|ed|es|ance)\b", low) if match.end() <= place]
    if not issued:
        return False
    for end in (match.end() for match in re.finditer(r'(?<!\bx)\.["\u201d]*\s+(?=[A-Z"])', text)):
        is_name = re.match(r'General License 8C ?(?:[.;"]|$)', text[end:])
        if issued[-1] < end <= place and not is_name:
            return False
    since = max(issued[-1], *(low.rfind(mark, 0, place) + 1 for mark in ';"\u201d'))
    barred = r"\b(?:regarding|faqs?|authorizing|revoked|information on)\b|\bunder (?=general license)"
    return not [match for match in re.finditer(barred, low) if since <= match.start() < place]


WORDS = st.sampled_from(
    (
        *("issued ", "issuing, ", "regarding ", "FAQ", "faqs ", "; ", '"', "\u201d ", "General License 8C ", "x"),
        *("under ", "authorizing ", "revoked ", "information on ", ". ", "The ", "General License 8C. "),
    )
)


@given(st.lists(WORDS, max_size=30).map("".join))
def test_a_licence_is_issued_by_the_last_word_before_it(text: str) -> None:
    places = [match.start() for match in re.finditer(r"\bGeneral License 8C\b", text)]
    assert bool(licences_in(text)) == any(plainly(text, place) for place in places)


def test_every_sentence_of_a_description_is_read() -> None:
    text = "See below. General License 8C ends at 12:01 a.m. EST, March 1, 2027. FAQ 9 regarding General License 7."
    (one,) = licences_in(text, described=True)
    assert (one.number, one.expires_on, licences_in(text)) == ("8C", date(2027, 3, 1), ())
