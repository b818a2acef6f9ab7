"""The words of offices, and the words that are no speaker's name."""

from __future__ import annotations

from tracker.statements.lexicon import phrases, words

# Who asks: never a speaker, with a name or without.
ASKERS = words("host anchor interviewer correspondent reporter columnist presenter moderator")
# An office needs one of these; what follows it with a capital is a name.
HEADS = ASKERS | words("""
    president vice-president chancellor minister premier secretary secretary-general spokesman spokeswoman
    spokesperson commander director director-general chief head chair chairman chairwoman chairperson governor
    ambassador envoy adviser advisor senator congressman congresswoman commissioner undersecretary counselor
    counsellor general lieutenant-general lieutenant-colonel colonel lieutenant major admiral captain marshal
    brigadier speaker leader king queen prince pope professor analyst economist strategist expert lawmaker mp mep
    negotiator diplomat coordinator representative official officials officer aide aides source sources
    authorities ministers leaders ambassadors spokespeople diplomats founder ceo lawyer attorney member
    counterpart lawmakers deputy researcher fellow manager mayor principal apnsa oligarch historian trader gen lt
    col sen rep gov adm amb maj capt kanzler kanzlerin bundeskanzler bundeskanzlerin präsident präsidentin
    außenminister außenministerin finanzminister finanzministerin verteidigungsminister wirtschaftsminister
    regierungssprecher regierungssprecherin sprecher sprecherin kremlsprecher ministerpräsident
    kommissionspräsidentin generalsekretär botschafter außenamtssprecherin bundespräsident bundesfinanzminister
    bundesaußenminister us-präsident us-außenminister us-finanzministerin nato-generalsekretär eu-außenbeauftragte
    eu-außenbeauftragter eu-kommissionspräsidentin kremlchef президент президента министр министра канцлер
    канцлера премьер-министр премьер пресс-секретарь пресс-секретаря представитель представителя глава главы
    спикер спикера генсек секретарь замглавы вице-премьер госсекретарь официальный председатель председателя
""")
MODIFIERS = words("""
    prime vice deputy foreign finance defence defense interior economy economic energy trade justice health
    treasury state national security press special acting first high permanent assistant associate executive
    administration former then top senior supreme allied chief under principal policy affairs budget central bank
    communications government presidential federal military army navy air force opposition parliamentary party
    main lead commerce human rights strategic international global commander-in-chief homeland joint managing
    political oil intelligence council ministry department office stellvertretende stellvertretender официальный
    официального заместитель заместителя иностранных дел финансов обороны
""")
# Heads of other languages, as roles of the gazetteer have them.
IN_ENGLISH = {
    "kanzler": "chancellor", "kanzlerin": "chancellor", "bundeskanzler": "chancellor", "bundeskanzlerin": "chancellor",
    "präsident": "president", "präsidentin": "president", "minister": "minister", "ministerin": "minister",
    "außenminister": "minister", "außenministerin": "minister", "sprecher": "spokesman", "sprecherin": "spokesperson",
    "министр": "minister", "президент": "president", "канцлер": "chancellor", "премьер": "minister",
    "глава": "minister", "представитель": "spokesperson", "пресс-секретарь": "spokesman", "премьер-министр": "minister",
}  # fmt: skip
HONORIFICS = words("mr mrs ms dr sir lord dame herr frau madam г-н г-жа")
# Of an office without a name these stand for their institution ...
COLLECTIVE = words("""
    official officials spokesman spokeswoman spokesperson spokespeople authorities ministers leaders ambassadors
    representative sprecher sprecherin representatives lawmakers commander commanders regierungssprecher
    представитель пресс-секретарь
""")
# ... and these for nobody.
ANONYMOUS = ASKERS | words("""
    counterpart source sources diplomat diplomats aide aides analyst analysts expert experts economist economists
    person people trader traders member members lawyer lawyers researcher researchers strategist oligarch fellow
    lawmaker officer
""")
UNNAMED = (
    "on condition of anonymity",
    "declined to be named",
    "asked not to be named",
    "not authorized",
    "not authorised",
    "familiar with",
)

PUBLICATIONS = words("""
    reuters tass itar-tass ria interfax afp ap dpa bloomberg bbc cnn nbc cbs abc npr rt vice sputnik xinhua kyodo
    anadolu ukrinform unian politico axios spiegel bild zeit faz handelsblatt tagesschau kommersant vedomosti rbc
    izvestia novosti guardian telegraph economist newsweek times post journal tribune gazette herald magazine news
    newspaper broadcaster tv television radio daily weekly press agency agencies twitter facebook telegram
    rossiya-24 getty zeitung тасс риа интерфакс рбк коммерсант новости euronews al-jazeera jazeera fox msnbc cnbc
    wsj
""")
ORGANISATIONS = words("""
    ministry department office agency group bank university institute committee service services research council
    party union fund company corp corporation commission court parliament congress senate house board association
    organization organisation foundation centre center watch international initiative alliance federation
    authority bureau command mission forces administration treasury exchange observatory network ministerium
    министерство
""")
NOT_NAMES = words("""
    the a an on in at of for and but or if when while as after before since with without under over from to by
    that this these those he she it they we i you his her its their our my your there here what who which where
    why how yes no not also meanwhile however yet still earlier later last next just even although though because
    despite according speaking responding asked monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december today yesterday tomorrow tonight
    thank thanks good well so now then sanctions executive order section article one two three both some many most
    more all any each every such several other another additional further new american western european q
    moderator today's during through until across between about photo image video credit file picture caption via
    sec art
""")
PLACES = words("""
    donetsk luhansk lugansk crimea donbas donbass mariupol kharkiv kherson odesa odessa lviv sevastopol simferopol
    geneva brussels strasbourg munich hiroshima bucha europe asia africa eurasia baltic caspian caucasus siberia
    davos normandy hollywood york bulgaria sofia bavaria istanbul riyadh jeddah doha dubai brisbane milan elmau
""")
CAPTIONS = phrases("""
    photo: | photo by | image via | image: | photograph | getty images | (photo | credit: | picture: | file photo
    | illustration
""")
FURNITURE = phrases("""
    by_ | follow_ | reporting by | editing by | additional reporting | writing by | read more | related: | sign up
    | subscribe | copyright | © | advertisement | see also | watch: | this story | updated | tags:
""")
