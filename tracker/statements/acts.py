"""The words of acts: what is done with sanctions, with which measures, and how sure it is to be done."""

from __future__ import annotations

from tracker.statements.lexicon import phrases, words


def _words(**classes: str) -> dict[str, str]:
    return {word: name for name, words in classes.items() for word in words.split()}


TRIGGERS = _words(
    impose="""
        level levelled leveled leveling levelling inflict inflicted inflicting
        declaring declared shutting shut closing
        ordered ordering confiscate confiscated confiscating reinstate reinstates reinstated reinstating
        reimpose reimposes reimposed authorize authorizes authorized authorizing authorise authorised
        authorising reimposing restore restores restored restoring institute instituting instituted apply
        applying applied levying levies slapping initiate initiating implement
        implements implementing implemented punishing approve approved approves approving endorse endorsed seize
        seized seizing disconnect disconnected disconnecting expel expelled expelling hitting impose imposes
        imposed imposing imposition re-impose introduce introduces introduced introducing slap slapped levy
        levied ban bans banned banning sanctioned sanctioning designate designates designated designating
        blacklist blacklisted freeze freezes freezing froze frozen block blocks blocked blocking prohibit
        prohibits prohibited prohibiting prohibitions restrict restricts restricted restricting bar barred
        barring adopt adopts adopted adopting enact enacted unveil unveils unveiled unveiling punish punishing
        penalise penalize target targets targeted targeting place placed placing halt halting cut cutting
        issuing issue issued immobilise immobilize immobilised immobilized revoking deny denying announce
        announces announcing announced take takes taking hit hitting agreed verhängen verhängt verhängte
        verhängten einführen beschlossen beschließen ввести введем введёт введет введут ввел ввела ввели вводит
        вводить
    """,
    expand="""
        escalate escalating ratchet ratcheting ratcheted
        expand expands expanded expanding broaden broadens broadened broadening widen widened widening
        strengthen strengthens strengthening strengthened tighten tightens tightened tightening toughen
        toughened intensify intensified intensifying increase increases increased increasing ramp ramping step
        stepping add adds added adding deepen deepens deepened deepening amend amended raise raising ausweiten
        ausgeweitet verschärfen verschärft расширить расширяет расширил расширили расширила ужесточить
        ужесточает ужесточили
    """,
    extend="""
        enforce enforces enforced enforcing uphold upholds upholding upheld sustain sustaining
        extend extends extended extending extension prolong prolonged renew renews renewed renewing renewal roll
        rolled maintain maintains maintained maintaining keep keeps keeping kept continue continuing
        continuation remain remains stay stays verlängern verlängert verlängerte bleiben продлить продлили
        продлил продлила продлевает
    """,
    ease="""
        pause paused pausing
        ease eases eased easing relax relaxed relaxing soften softened loosen loosened waive waived waiving
        waiver exempt exempted exempting suspend suspended suspending suspension delay delayed delaying postpone
        postponed unfreeze lockern gelockert lockerung смягчить смягчение ослабить
    """,
    lift="""
        lift lifts lifted lifting remove removes removed removing removal end ends ended ending revoke revoked
        rescind rescinded repeal repealed delist delisted delisting drop dropped dropping scrap scrapped
        scrapping cancel cancelled canceled abolish terminate terminated terminating aufheben aufgehoben
        aufhebung отменить отмена отмены отмену отменил отменили снять снял сняли снятие
    """,
)
# What an act is done with. The second set is too common a word for anything but imposing and expanding.
MEASURES = words("""
    sanction sanctions restrictions restriction restrictive measures measure embargo embargoes ban bans tariff
    tariffs penalties penalty duties controls cap designation designations blacklist listing listings package
    packages duty visa visas counter-sanctions countersanctions countermeasures emergency sanktion sanktionen
    expulsion expulsions strafmaßnahmen maßnahmen санкции санкций санкциями санкциям санкция меры мер ограничения
    ограничений эмбарго санкциях мерах ограничениях пакет запрет запрета запреты prohibition prohibitions round
""")
LOOSE_MEASURES = words("""
    importation exportation services transfer assets asset list costs cost pressure consequences imports exports
    import export bank banks companies company individuals entities oligarchs elites transactions property order
    trade oil gas goods vessels officials debt persons technology access food ships action actions steps status
    mfn activos investment yacht yachts principal активы активов
""")
ACTING_ALONE = words(
    "sanctioned sanctioning blacklisted designated designating disconnect disconnected disconnecting expel expelled"
)
ANNOUNCING = words("""
    implement implements implementing implemented approve approved approves approving endorse endorsed announce
    announces announcing announced unveil unveils unveiled unveiling take takes taking place placed placing issue
    issued issuing adopt adopted adopting agreed cut cutting halt halting deny denying ordered ordering intensify
    intensified intensifying deepen deepens deepened deepening step stepping add adds added adding continue
    continuing remain remains stay stays end ends ended ending keep keeps keeping kept increase increases
    increased increasing remove removed removing amend amended block blocks blocked blocking strengthen
    strengthening strengthened maintain maintaining drop dropped dropping revoking bleiben
""")
WARNINGS = words(
    "nuclear response retaliation retaliate force war costs cost price sanctions consequences escalate escalation"
)
SUSPENDED = words("""
    participation membership meetings preparations contacts visa visas issuance licences licenses cooperation
    exports imports trade supplies deliveries certification talks gas flights
""")
WANTING = words("backed backs back support supports supported favours favors wants want sought seeks urging demanded")
PERSONS = words(
    "those individuals entities persons banks companies oligarchs vessels elites sectors people firms officials"
)
CONSIDERING = words("""
    планируем планирует планируют developing drafting drawing potential possible considering consider considers
    weigh weighing weighs preparing threatening threatened threatens studying examining mulling discussing plans
    planning
""")
LIGHT = words("""
    apply applies applied applying take takes taking place placed placing issue issued issuing agreed cut cutting
    end ends ended ending step stepping
""")
CUTTING = words(
    "remove removed removing exclude excluded excluding suspend suspended suspending expel expelled expelling"
)
SIGNING = words("sign signs signed signing issue issued issuing")
CUT_FROM = words("flows money funding swift system markets market dollar finance financing technology banking capital")
LISTED = words("measures designations penalties designated sanctioned")
PLAINLY = words("""
    sanctions sanction tariffs tariff restrictions sanktionen санкции санкций countermeasures embargo curbs мер
    меры ограничения
""")
ABOUT = words("""
    attack attacks war invasion aggression annexation referendum referendums regime sanctions poisoning repression
    shelling bombardment strikes strike occupation violation violations
""")
MORE = words("""
    further additional more fresh another extra wider broader tougher stronger expanded expanding weitere weiteren
    zusätzliche дополнительные новые новых
""")
NEGATIONS = words("""
    not no never nor neither without cannot nothing n't refused refuses declined declines premature unwilling
    unnecessary against opposed opposes nicht kein keine keinen не нет преждевременно excluded ruled
""")
CONDITIONS = words("if unless until wenn falls если depending assuming")
THREATS = words("""
    flexibility optionality would could may might ready prepared preparing consider considering considers weigh weighing
    weighs threat threaten threatened threatens threatening option options könnte könnten bereit готов готова
    готовы possible possibility reserve reserves able ability capacity opportunity opportunities tools
    contemplating evaluating exploring looked plan plans planning looking intend intends potential studying
    examining discuss discussing
""")
CALLS = words("""
    expect expects encourage encourages encouraging press pressing must need needs urge urges urged call calls
    called ought demand demands demanded let asked asking appeal appealed нужно необходимо müsse müssen
""")
DANGERS = phrases("""
    prepared to respond | ready to respond | more to come | do more if | will do more | significant consequence
    | serious consequence | cannot remain unanswered | can't remain unanswered | not be left unanswered
    | chooses a different path | prepared to go further | ready to go further | prepared to do more
    | ready to do more | be swift | incur cost | incur additional | incur further | incur a | apply costs
    | on the table | not hesitate | will answer any | would answer any | answer in kind | risk losing | risk being
    | at risk of sanctions | exposed to sanctions | right to defend | will be costs | be consequences
    | additional costs | costs would follow | без ответа | consequences | pay a price | pay a steep | pay a high
    | will pay a | steeper price | greater price | price for | pay a heavy price | heavy price | will face
    | would face | costs will rise | cost will rise | will respond | would respond | retaliat | will be forced to
    | severe costs | massive costs | high cost | heavy cost | serious costs | more costs | further costs
    | harsh response | painful response | response will | mirror | will not go unanswered | not remain unanswered
    | if russia further invades | swift and severe | зеркальн | ответные меры | ответит | konsequenzen
    | hohen preis | come at a cost | will only rise | steep price | economic costs | right to respond
    | unavoidable | inevitable | respond in kind | nicht unbeantwortet | готовит ответ
""")
DENIALS = phrases("""
    не планирует напад | не собира | не вмешива | не причаст | не имеет отношения | not threaten
    | no one is threatening | not threatening | никому не угрожа | фальшивк | unfounded | baseless | groundless
    | no evidence | not true | untrue | nonsense | absurd | fabricat | no real facts | no facts | ludicrous
    | no role in | not involved | was not behind | did not carry out | is not a party | there are no russian
    | no russian troops | haltlos | unbegründet | unsinn | не соответству | беспочвенн | необоснованн | голословн
    | абсурд | ложь | do not correspond | does not correspond | hysteri | not planning to attack
    | no intention of invading | no plans to invade | never planned
""")
# Answers that give none: what follows in them is not said.
EVASIONS = phrases("""
    not going to get into | not gonna get into | not going to get ahead | not going to preview
    | not going to speculate | not going to predict | not going to comment | not going to characterize
    | not going to detail | won't get into | won't speculate | can't speak to | not in a position to
    | nothing to announce | nothing to preview | don't have anything | don't have any | would refer you to
    | have no announcement
""")
# What it is too early for is not threatened.
UNTIMELY = phrases("""
    too early to | premature to | too soon to | wrong to speak
""")
# Adverbs that part no phrase.
FILLERS = words("""
    now also again therefore likewise very certainly clearly obviously still only really indeed fully firmly
""")
STAYING = phrases("""
    remain immobilized | remain immobilised | remain frozen | remain blocked | stay immobilized | stay immobilised
    | stay frozen | assets immobilized | assets immobilised | assets frozen | remains immobilized
    | continue in effect | continues in effect | remain in effect | remains in effect | remain in force
    | stay in effect
""")
CONCERNS = phrases("""
    deeply concerning | deep concern | deeply concern | deeply troubled | grave concern | gravely concerned
    | serious concern | serious concerns | seriously concerned
""")
# Of somebody else when a speech has them, of the matter itself when an answer is reported.
FALSEHOODS = phrases("""
    lies_ | false claim | falsehood | nothing to do with | had no role | figment | invention | invented | fake_
    | fake
""")
CONDEMNATIONS = phrases("""
    assault on | attack on the very | false pretext | pretext | trumped-up | buildup of troops | vicious
    | condemnation of | inadmissible | make a mockery | mockery of | state sponsor of | malign | denounc
    | dictatorship | unusual and extraordinary threat | murderous | evil_ | butcher | thug | tyran | terroriz
    | reign of | trade war | crime against | hybrid attack | hybrid war | not recognise | not recognize
    | never recognise | never recognize | condemn_ | condemns_ | condemned_ | condemning_ | unprovoked
    | unjustified | illegal | illegitimate | unlawful | unacceptable | outrage | brutal | atrocit | war crime
    | reckless | violat | flagrant | barbaric | despicable | deplor | heinous | murder | breach of | affront
    | aggressor | act of aggression | act of war | economic war | hostile | unfriendly | blackmail | provocation
    | military involvement | destabili | deliberately | cruel | sham | lawless | war of choice | genocid
    | verurteil | völkerrechtswidrig | inakzeptabel | незаконн | неприемлем | осужда | враждебн | недружествен
    | war against ukraine is | disgrace | shameful | coercion | bullying | totally disproportionate
    | bears responsibility | to blame | naked aggression | premeditated
""")
PRESENCE = words("""
    troops tanks forces soldiers columns artillery equipment specialists convoys armour armor fighters servicemen
""")
CROSSING = words("""
    crossed crossing cross entered entering enter inside active moved moving invaded seized poured sent supplied
    supplying operating remain massed
""")
OPENINGS = phrases("""
    talks in good faith | continue talks | off ramp | off-ramp | open to diplomacy | be rolled back
    | ready for talks | ready for dialogue | open to talks | open to dialogue | ready to negotiate
    | ceasefire agreed | agreed to a ceasefire | prisoner exchange | de-escalat | resume talks
    | peace deal is close | ready for negotiations | willing to negotiate | progress toward peace
    | progress towards peace | normalis | normaliz | bereit zu gesprächen | готов к переговорам
    | готовы к переговорам | sanctions relief
""")

KINDS = (
    ("price_cap", ("price cap", "cap on the price", "oil price cap", "preisdeckel", "потолок цен")),
    (
        "export_control",
        ("export control", "export controls", "export restrictions", "dual-use", "export ban on", "exportkontrollen"),
    ),
    (
        "countermeasure",
        (
            "countermeasure",
            "counter-sanction",
            "countersanction",
            "food embargo",
            "food import",
            "retaliat",
            "ответные",
            "контрсанкци",
        ),
    ),
    (
        "legal_framework",
        ("executive order", "national emergency", "legal framework", "general license", "general licence", "directive"),
    ),
    (
        "asset_freeze",
        (
            "asset freeze",
            "freeze assets",
            "freeze the assets",
            "freezing assets",
            "frozen assets",
            "immobili",
            "full blocking",
            "reserves",
            "active freeze",
        ),
    ),
    (
        "trade_embargo",
        (
            "embargo",
            "import ban",
            "ban on imports",
            "ban on import",
            "banning the import",
            "banning imports",
            "ban imports",
            "tariff",
            "import of russian",
            "imports of russian",
            "эмбарго",
        ),
    ),
    (
        "sectoral_sanctions",
        (
            "sectoral",
            "economic sanctions",
            "sanctions on the",
            "financial sanctions",
            "energy sector",
            "sovereign debt",
            "capital market",
            "swift",
            "banking",
            "banks",
            "sector",
            "wirtschaftssanktionen",
        ),
    ),
    (
        "designation",
        (
            "designat",
            "blacklist",
            "individuals",
            "entities",
            "oligarch",
            "visa ban",
            "travel ban",
            "listings",
            "list of",
            "persons",
            "elites",
            "people",
            "officials",
            "companies",
            "vessels",
        ),
    ),
)
