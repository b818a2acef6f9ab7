"""The codebook: every coded field of an event, every value it may have, and what the value means.

The words that validation accepts are those of this table. Examples are ids of shipped events that carry the value.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field.

    ``example`` is the id of a shipped event, empty where none has the value; ``boundary`` is a near case that gets
    another value, with that value's word.
    """

    word: str
    definition: str
    example: str = ""
    boundary: str = ""


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
        Value(
            "designation",
            "Persons, entities or vessels are put on a list by name.",
            "2014-03-17-eu-first-listings",
            "A firm that is kept from loans or markets and not frozen: sectoral_sanctions.",
        ),
        Value(
            "sectoral_sanctions",
            "Dealings with a sector or with firms of it (finance, energy, arms) are restricted, and nobody is frozen.",
            "2014-07-29-eu-sectoral-agreed",
            "A bank whose assets are frozen by name: designation.",
        ),
        Value(
            "legal_framework",
            "The legal ground of measures is made, widened or prolonged: an order, a law, a bill on its way.",
            "2014-03-06-eo-13660",
            "Names put on a list under that ground: designation.",
        ),
        Value(
            "export_control",
            "Exports of goods, software or technology to the target are controlled or forbidden.",
            "2022-02-24-bis-export-controls",
            "Imports from the target: trade_embargo.",
        ),
        Value(
            "asset_freeze",
            "Assets of a state or its central bank are immobilised or used, or the state is cut off from payments.",
            "2022-02-27-eu-cbr-airspace",
            "Assets of persons or firms on a list: designation.",
        ),
        Value(
            "trade_embargo",
            "Imports from, or trade and investment with, the target are forbidden or taxed.",
            "2014-06-23-eu-crimea-import-ban",
            "Oil that may still be bought up to a price: price_cap.",
        ),
        Value(
            "price_cap",
            "A ceiling is put on the price of the target's exports, or the ceiling is changed.",
            "2022-09-02-g7-price-cap-plan",
            "Oil that may not be bought at any price: trade_embargo.",
        ),
        Value(
            "delisting_easing",
            "Names are taken off a list, or a measure is licensed, relaxed or ended.",
            "2019-01-27-ofac-rusal-delisted",
            "Words that a planned step waits: statement.",
        ),
        Value(
            "statement",
            "Words alone: an announcement, threat, refusal, denial or condemnation, and nothing is done.",
            "2014-11-11-merkel-no-new-sanctions",
            "A ceiling that ministers agree on and that begins later: price_cap.",
        ),
        Value(
            "military",
            "Armed force is used, moved or authorised, or an armed incident happens.",
            "2014-07-17-mh17",
            "One side's charge that the other has moved troops: statement.",
        ),
        Value(
            "diplomatic",
            "Talks are held, agreements or votes made, relations or memberships suspended, envoys expelled.",
            "2014-09-05-minsk-protocol",
            "A leader's words about talks: statement.",
        ),
        Value(
            "countermeasure",
            "The target's own measures against others, and orders of its government in answer to sanctions.",
            "2014-08-06-russia-food-embargo",
            "A rate that the target's central bank sets: central_bank.",
        ),
        Value(
            "central_bank",
            "A central bank decides on rates, intervention, currency rules or the exchange-rate regime.",
            "2014-03-03-cbr-hike-7",
            "Trading that an exchange suspends: market_structure.",
        ),
        Value(
            "market_structure",
            "Markets close, open or change their rules, or a debtor fails to pay.",
            "2022-02-28-moex-closed",
            "Dealings that sanctions forbid: sectoral_sanctions.",
        ),
    ),
)

ACTION = Field(
    name="action",
    question="What is done, or said to be done, with the pressure?",
    coded=True,
    values=(
        Value(
            "impose",
            "A measure is taken that was not there before.",
            "2014-03-17-eu-first-listings",
            "More names under a measure that is there: expand.",
        ),
        Value(
            "expand",
            "A measure that is there gains names, goods or reach.",
            "2014-03-20-eu-12-more",
            "The same names for six more months: extend.",
        ),
        Value(
            "extend",
            "A measure that is there lasts longer, with the same reach.",
            "2015-01-29-eu-extends-listings",
            "A roll-over that also adds names: expand.",
        ),
        Value(
            "ease",
            "A measure is relaxed, delayed or licensed, and what is left of it stays.",
            "2018-04-16-trump-delays",
            "A measure of which nothing is left: lift.",
        ),
        Value(
            "lift", "A measure ends.", "2019-01-27-ofac-rusal-delisted", "A licence for some dealings under it: ease."
        ),
        Value(
            "threaten",
            "A measure is said to be possible or to come, on a condition or later.",
            "2014-07-22-eu-fac-threat",
            "A measure that is adopted today and begins next month: impose.",
        ),
        Value(
            "rule_out",
            "It is said that a step will not be taken, be it a new measure or the end of one.",
            "2014-11-11-merkel-no-new-sanctions",
            "“Not now, but it stays on the table”, which promises neither: neutral.",
        ),
        Value(
            "condemn",
            "Conduct is denounced, and no measure is named.",
            "2014-11-04-nato-troops-near-border",
            "“This will have costs”: threaten.",
        ),
        Value(
            "deny",
            "What somebody alleges is said not to be so.",
            "2014-11-12-russian-mod-denial",
            "A demand that is refused: rule_out.",
        ),
        Value(
            "neutral",
            "None of these: talks, reports, and decisions that are no measure of pressure.",
            "2014-09-05-minsk-protocol",
            "A report that charges a side with a wrong: condemn.",
        ),
    ),
)

STANCE = Field(
    name="stance",
    question="Which way does it move the pressure between the sides (not: the rouble)?",
    level="ordinal",
    coded=True,
    values=(
        Value(
            "deescalate",
            "There is less pressure than before, or it is said that there will be.",
            "2014-09-05-minsk-protocol",
            "A planned measure that is ruled out adds nothing and takes nothing away: hold.",
        ),
        Value(
            "hold",
            "There is no more and no less of it.",
            "2014-11-11-merkel-no-new-sanctions",
            "A new threat, though nothing is done yet: escalate.",
        ),
        Value(
            "escalate",
            "There is more pressure than before, or it is said that there will be.",
            "2014-03-17-eu-first-listings",
            "A measure that only lasts longer, as was usual: hold.",
        ),
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
        Value(
            "UA",
            "Ukraine, and what happens in it.",
            "2014-03-16-crimea-referendum",
            "A report of the OSCE on what happens there: OSCE.",
        ),
        Value(
            "DE",
            "Germany, where it acts for itself.",
            "2014-11-11-merkel-no-new-sanctions",
            "Germany's vote in the Council: EU.",
        ),
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
        Value(
            "INT",
            "Several together, the United Nations, and anybody else.",
            "2014-03-27-unga-68-262",
            "The seven of the G7 in their own name: G7.",
        ),
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
