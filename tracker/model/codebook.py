"""The codebook: every coded field of an event, every value it may have, and what the value means.

The words that validation accepts are those of this table. Examples are ids of shipped events that carry the value.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field. ``example`` is the id of a shipped event, empty where none has the value."""

    word: str
    definition: str
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One coded column of the event file.

    Attributes
    ----------
    level : str
        ``nominal``, or ``ordinal`` where ``values`` stand in their order, lowest first.
    coded : bool
        Whether a second coder is asked for it: the others state facts, or how well the row was checked.
    """

    name: str
    question: str
    level: str = "nominal"
    coded: bool = False
    values: tuple[Value, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The values as words, in the order of the table."""
        return tuple(value.word for value in self.values)


KIND = Field(
    name="kind",
    question="What sort of act or event is it?",
    coded=True,
    values=(
        Value("designation", "Named persons, entities or vessels are put on a list.", "2014-03-17-eu-first-listings"),
        Value(
            "sectoral_sanctions",
            "Dealings with a sector or its firms are restricted, such as finance, energy or arms; nobody is frozen.",
            "2014-07-29-eu-sectoral-agreed",
        ),
        Value(
            "legal_framework",
            "The legal ground on which measures can be taken is made, widened or prolonged.",
            "2014-03-06-eo-13660",
        ),
        Value(
            "export_control",
            "Exports of goods, software or technology to the target are controlled or forbidden.",
            "2022-02-24-bis-export-controls",
        ),
        Value(
            "asset_freeze",
            "Assets of a state or its central bank are immobilised, or it is cut off from payments.",
            "2022-02-27-eu-cbr-airspace",
        ),
        Value(
            "trade_embargo",
            "Imports from, or trade and investment with, the target are forbidden or taxed.",
            "2014-06-23-eu-crimea-import-ban",
        ),
        Value("price_cap", "A ceiling on the price of the target's exports.", "2022-09-02-g7-price-cap-plan"),
        Value(
            "delisting_easing",
            "Names are taken off a list, or a measure is licensed, relaxed or ended.",
            "2019-01-27-ofac-rusal-delisted",
        ),
        Value(
            "statement",
            "Words alone: an announcement, threat, refusal, denial or condemnation without an act.",
            "2014-11-11-merkel-no-new-sanctions",
        ),
        Value("military", "The use, movement or incident of armed force.", "2014-07-17-mh17"),
        Value(
            "diplomatic",
            "Talks, agreements, votes, and memberships or relations suspended.",
            "2014-09-05-minsk-protocol",
        ),
        Value("countermeasure", "The target's own measures in answer.", "2014-08-06-russia-food-embargo"),
        Value(
            "central_bank",
            "A decision of a central bank on rates, intervention or the exchange-rate regime.",
            "2014-03-03-cbr-hike-7",
        ),
        Value("market_structure", "Markets closed, opened, or their rules changed.", "2022-02-28-moex-closed"),
    ),
)

ACTION = Field(
    name="action",
    question="What is done, or said to be done, with the pressure?",
    coded=True,
    values=(
        Value("impose", "A measure is taken for the first time.", "2014-03-17-eu-first-listings"),
        Value("expand", "A measure there is gains names, goods or reach.", "2014-03-20-eu-12-more"),
        Value("extend", "A measure there is lasts longer, unchanged in reach.", "2015-01-29-eu-extends-listings"),
        Value("ease", "A measure is relaxed, delayed or licensed, and stays.", "2018-04-16-trump-delays"),
        Value("lift", "A measure ends.", "2019-01-27-ofac-rusal-delisted"),
        Value("threaten", "A measure is announced as possible or to come.", "2014-07-22-eu-fac-threat"),
        Value("rule_out", "It is said that a step will not be taken.", "2014-11-11-merkel-no-new-sanctions"),
        Value("condemn", "Conduct is denounced; no measure is named.", "2014-11-04-nato-troops-near-border"),
        Value("deny", "What is alleged is said not to be so.", "2014-11-12-russian-mod-denial"),
        Value("neutral", "None of these.", "2014-09-05-minsk-protocol"),
    ),
)

STANCE = Field(
    name="stance",
    question="Which way does it move the pressure between the sides (not: the rouble)?",
    level="ordinal",
    coded=True,
    values=(
        Value("deescalate", "Less pressure than before.", "2014-09-05-minsk-protocol"),
        Value("hold", "No more and no less.", "2014-11-11-merkel-no-new-sanctions"),
        Value("escalate", "More pressure than before.", "2014-03-17-eu-first-listings"),
    ),
)

JURISDICTION = Field(
    name="jurisdiction",
    question="On whose behalf does the issuer act?",
    coded=True,
    values=(
        Value("US", "United States.", "2014-03-06-eo-13660"),
        Value("EU", "European Union.", "2014-03-17-eu-first-listings"),
        Value("UK", "United Kingdom.", "2018-03-12-may-highly-likely"),
        Value("RU", "Russia.", "2014-03-03-cbr-hike-7"),
        Value("UA", "Ukraine, and what happens in it.", "2014-03-16-crimea-referendum"),
        Value("DE", "Germany, where it acts for itself.", "2014-11-11-merkel-no-new-sanctions"),
        Value("JP", "Japan.", "2014-03-18-japan-measures"),
        Value("CA", "Canada.", "2019-03-15-canada-kerch"),
        Value("CH", "Switzerland.", "2022-02-28-switzerland-adopts-eu"),
        Value("G7", "The Group of Seven together.", "2014-03-24-g7-hague"),
        Value("NATO", "The North Atlantic Treaty Organization.", "2014-11-12-breedlove-sofia"),
        Value(
            "OSCE",
            "The Organization for Security and Co-operation in Europe and its missions.",
            "2014-11-08-osce-convoy",
        ),
        Value("INT", "Several together, the United Nations, and anybody else.", "2014-03-27-unga-68-262"),
    ),
)

EXPECTEDNESS = Field(
    name="expectedness",
    question="Was it expected before it became public?",
    values=(
        Value("scheduled", "Its day was fixed in public before.", "2014-03-16-crimea-referendum"),
        Value("anticipated", "It was reported as likely before.", "2014-03-17-eo-13661"),
        Value("surprise", "Nothing public pointed to it.", "2014-03-03-cbr-hike-7"),
        Value("unknown", "Nobody looked, or it cannot be said.", "2014-11-04-nato-troops-near-border"),
    ),
)

PRECISION = Field(
    name="precision",
    question="How well is the time known at which it became public?",
    values=(
        Value("minute", "Remarks that began at a known time; 30 minutes are meant.", "2014-04-28-ofac-sechin"),
        Value("interval", "Not before one instant, public by another.", "2014-11-10-cbr-free-float"),
        Value("day", "Only the local day is known.", "2014-03-01-federation-council-force"),
    ),
)

TIME_BASIS = Field(
    name="time_basis",
    question="What is the clock time the time of? Empty without one.",
    values=(
        Value("announcement", "The words themselves.", "2014-04-28-ofac-sechin"),
        Value("posting", "The page or the file appeared.", "2021-04-15-eo-14024"),
        Value("report", "An agency reported it.", "2023-01-11-minfin-fx-sales"),
        Value("effective", "The rule took effect; never the market's moment.", "2014-03-03-cbr-hike-7"),
    ),
)

VERIFIED = Field(
    name="verified",
    question="Was the row checked against its pages?",
    values=(
        Value("yes", "Day and content.", "2014-03-03-cbr-hike-7"),
        Value("partial", "One of them, or on a page at second hand.", "2014-04-25-cbr-hike-7-5"),
        Value("no", "Not yet."),
    ),
)

FIELDS = (KIND, ACTION, STANCE, JURISDICTION, EXPECTEDNESS, PRECISION, TIME_BASIS, VERIFIED)
"""The whole codebook, in the order in which it is printed."""

CODED = tuple(field for field in FIELDS if field.coded)
"""What a second coder is asked for."""
