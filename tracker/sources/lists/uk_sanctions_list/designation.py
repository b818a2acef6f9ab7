"""One designation of the UK Sanctions List, collected from either form of the file, as an entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.model.announcement import ListEntry
from tracker.sources.parsing.days import born, day_first
from tracker.sources.parsing.parties import NAMELESS, described, distinct, listed, once, unescaped, with_about
from tracker.sources.parsing.strange import Strange
from tracker.sources.parsing.uk_parties import Names, entity_type, whole_name

KEY = "uk_sanctions_list"
WHAT = "the UK Sanctions List"

SINGLE = {
    "lastupdated": "updated",
    "datedesignated": "designated",
    "ofsigroupid": "OFSI Group ID",
    "unreferencenumber": "UN",
    "regimename": "regime",
    "individualentityship": "kind",
    "designationtype": "kind",
    "designationsource": "Designated by",
    "sanctionsimposed": "Sanctions",
    "otherinformation": "Other information",
    "ukstatementofreasons": "Reasons",
    "phonenumber": "Phone",
    "website": "Website",
    "emailaddress": "E-mail",
    "dob": "Born",
    "nationality": "Nationality",
    "nationalityies": "Nationality",
    "position": "Position",
    "title": "Title",
    "gender": "Gender",
    "typeofentity": "Kind of entity",
    "subsidiary": "Subsidiary",
    "subsidiaries": "Subsidiary",
    "parentcompany": "Parent company",
    "businessregistrationnumber": "business registration",
    "businessregistrationnumbers": "business registration",
    "imonumber": "IMO",
    "currentowneroperator": "Owner or operator",
    "currentowneroperators": "Owner or operator",
    "previousowneroperator": "Previous owner or operator",
    "previousowneroperators": "Previous owner or operator",
    "currentbelievedflagofship": "Flag",
    "previousflag": "Previous flag",
    "previousflags": "Previous flag",
    "typeofship": "Kind of ship",
    "tonnageofship": "Tonnage",
    "lengthofship": "Length",
    "yearbuilt": "Built",
    "hullidentificationnumber": "hull",
    "hullidentificationnumberhin": "hull",
}
"""What is told once a row or an element, by its plain name."""

NAME = frozenset((*(f"name{number}" for number in range(1, 7)), "nametype", "aliasstrength"))
SCRIPT = frozenset({"namenonlatinscript", "nonlatinscripttype", "nonlatinscriptlanguage"})
ADDRESS = frozenset((*(f"addressline{number}" for number in range(1, 7)), "addresspostalcode", "addresscountry"))
PASSPORT = frozenset({"passportnumber", "passportadditionalinformation"})
NATIONAL = frozenset({"nationalidentifiernumber", "nationalidentifieradditionalinformation"})
BIRTHPLACE = frozenset({"townofbirth", "countryofbirth"})
GROUPS = (NAME, SCRIPT, ADDRESS, PASSPORT, NATIONAL, BIRTHPLACE)
"""What belongs together; strengths of aliases, scripts and languages are not read."""

_DETAILS = (
    *("Designated by", "Sanctions", "Title", "Position", "Gender", "Born", "Birthplace", "Nationality"),
    *("Kind of entity", "Parent company", "Subsidiary", "Address", "Phone", "E-mail", "Website", "Kind of ship"),
    *("Flag", "Previous flag", "Owner or operator", "Previous owner or operator", "Tonnage", "Length", "Built"),
    *("Other information", "Reasons", "updated"),
)
_IDENTIFIERS = ("OFSI Group ID", "UN", "business registration", "IMO", "hull", "passport", "national identifier")


@dataclass(slots=True, kw_only=True)
class Designation:
    """What the file says of one designation, by label, in its order; each thing once."""

    unique_id: str
    names: Names = field(default_factory=Names)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, name: str, text: str) -> None:
        """One field, by its plain name in ``SINGLE``."""
        label = SINGLE[name]
        parts = text.split("|") if label == "Sanctions" else [text]
        self.told[label] += [unescaped(part) for part in parts]

    def tell_group(self, cells: Mapping[str, str], strange: Strange) -> None:
        """Fields that belong together, by their plain names; those of several groups at once may be given."""

        def of(name: str) -> str:
            return unescaped(cells.get(name, ""))

        self.names.add(unescaped(whole_name(cells)), of("nametype"), strange)
        if of("namenonlatinscript"):
            self.names.others.append(of("namenonlatinscript"))
        lines = [of(f"addressline{number}") for number in range(1, 7)]
        self.told["Address"].append(listed(*lines, of("addresspostalcode"), of("addresscountry")))
        self.told["passport"].append(with_about(of("passportnumber"), of("passportadditionalinformation")))
        national = with_about(of("nationalidentifiernumber"), of("nationalidentifieradditionalinformation"))
        self.told["national identifier"].append(national)
        self.told["Birthplace"].append(listed(of("townofbirth"), of("countryofbirth")))


def entry_of(found: Designation, strange: Strange) -> ListEntry:
    """The designation as an entry; what cannot be understood is told and kept as text."""
    told = found.told
    names = once(found.names.all())
    if not names:
        strange.met("designations without a name", found.unique_id)
    name = names[0] if names else NAMELESS
    days = [day for text in once(told["designated"]) if (day := _day(text, strange)) is not None]
    told["Born"] = [born(text) for text in told["Born"]]
    updated = [_day(text, strange) or text for text in once(told["updated"])]
    told["updated"] = [str(max(map(str, updated)))] if updated else []
    identifiers = [f"{kind} {_number(kind, text)}" for kind in _IDENTIFIERS for text in once(told[kind])]
    return ListEntry(
        list_key=KEY,
        entry_id=found.unique_id,
        name=name,
        entity_type=entity_type(found.unique_id, told["kind"], strange),
        programmes=once(told["regime"]),
        aliases=distinct(names, but=[name]),
        identifiers=distinct(identifiers),
        listed_on=min(days, default=None),
        details=described(*((label[0].upper() + label[1:], told[label]) for label in _DETAILS)),
    )


def _number(kind: str, text: str) -> str:
    return text.removeprefix("IMO").strip() if kind == "IMO" else text


def _day(text: str, strange: Strange) -> date | None:
    try:
        return day_first(text)
    except ValueError:
        strange.met("days that are not written day/month/year, left out", text)
        return None
