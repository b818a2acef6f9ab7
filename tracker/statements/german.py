"""The words of German: verbs of speech with their prefixes, offices, institutions and what stands around them."""

from __future__ import annotations

from types import MappingProxyType

from tracker.statements.first_names import FIRST_NAMES
from tracker.statements.german_acts import ACTS
from tracker.statements.grammar import Grammar, Head, Verb
from tracker.statements.lexicon import words

# hint | particles of which one must follow | finite forms | participle
_VERBS = """
| | sagt sagte sagten sagen | gesagt
| | erklärt erklärte erklärten erklären | erklärt
| | betont betonte betonten betonen | betont
| | bekräftigt bekräftigte bekräftigten | bekräftigt
| | bestätigt bestätigte bestätigten | bestätigt
| | unterstreicht unterstrich unterstrichen | unterstrichen
| | äußert äußerte äußerten | geäußert
| | meint meinte meinten | gemeint
| | schreibt schrieb schrieben | geschrieben
| | twittert twitterte | getwittert
| | nennt nannte nannten | genannt
| | bezeichnet bezeichnete bezeichneten | bezeichnet
| | erläutert erläuterte erläuterten | erläutert
| | ergänzt ergänzte | ergänzt
| | antwortet antwortete | geantwortet
| | argumentiert argumentierte | argumentiert
| | berichtet berichtete berichteten | berichtet
| | versichert versicherte versicherten | versichert
| | behauptet behauptete behaupteten | behauptet
announce | | verkündet verkündete verkündeten | verkündet
| sich | zeigt zeigte zeigten | gezeigt
| | glaubt glaubte | geglaubt
| | hofft hoffte | gehofft
| | erwartet erwartete | erwartet
| | prognostiziert prognostizierte | prognostiziert
| | resümiert resümierte | resümiert
| | kommentiert kommentierte kommentierten | kommentiert
| | reagiert reagierte reagierten | reagiert
stand | | verteidigt verteidigte verteidigten | verteidigt
| | gesteht gestand | gestanden
| von | spricht sprach sprachen |
| | verweist verwies verwiesen | verwiesen
| | erinnert erinnerte | erinnert
| infrage | stellt stellte stellten |
| für | hält hielt halten hielten |
| als | wertet wertete werten werteten |
| damit | rechnet rechnete rechneten rechnen |
| | beziffert bezifferte | beziffert
| davon | geht ging gehen gingen |
| | begründet begründete begründeten | begründet
| keine | sieht sah sehen sahen |
| keinen | sieht sah sehen sahen |
stand | | plädiert plädierte plädierten | plädiert
| | mitteilt mitteilte mitteilten | mitgeteilt
| mit | teilt teilte teilten |
| | fügt fügte | hinzugefügt
| ein | räumt räumte | eingeräumt
| | hinwies hinweist | hingewiesen
| hin | weist wies |
| fest | stellt stellte | festgestellt
call | | fordert forderte forderten | gefordert
call | | verlangt verlangte verlangten | verlangt
call | | mahnt mahnte mahnten | gemahnt
call | | appelliert appellierte appellierten | appelliert
call | auf | ruft rief riefen | aufgerufen
call | | | aufgefordert
call | an | mahnte mahnten | angemahnt
announce | an | kündigt kündigte kündigten | angekündigt
announce | | ankündigte ankündigten ankündigt |
propose | vor | schlägt schlug schlugen schlagen | vorgeschlagen
| von | sprechen |
| | nennen schreiben |
call | auf | rufen |
vow | | versprechen |
deny | zurück | weisen |
deny | | bestreiten widersprechen leugnen |
rule_out | aus | schließen |
stand | aus | sprechen |
announce | | präsentierte präsentierten | präsentiert
vow | | verspricht versprach versprachen | versprochen
vow | zu | sagte sagten | zugesagt
warn | | warnt warnte warnten | gewarnt
threaten | | droht drohte drohten | gedroht
threaten | an | droht drohte drohten | angedroht
welcome | | begrüßt begrüßte begrüßten | begrüßt
welcome | | lobt lobte lobten | gelobt
condemn | | verurteilt verurteilte verurteilten | verurteilt
condemn | | kritisiert kritisierte kritisierten | kritisiert
condemn | | rügt rügte | gerügt
condemn | vor | wirft werfen warf warfen | vorgeworfen
condemn | | beschuldigt beschuldigte beschuldigten | beschuldigt
condemn | | verwahrt verwahrte |
deny | zurück | weist wies wiesen | zurückgewiesen
deny | | zurückwies zurückwiesen |
deny | | dementiert dementierte dementierten | dementiert
deny | | bestreitet bestritt bestritten | bestritten
deny | | widerspricht widersprach widersprachen | widersprochen
deny | | leugnet leugnete leugneten | geleugnet
refuse | ab | lehnt lehnte lehnten | abgelehnt
refuse | | ablehnte ablehnt |
rule_out | aus | schließt schloss schlossen | ausgeschlossen
rule_out | | ausschloss ausschließt |
stand | sich | wandte wandten wendet wendete |
stand | | | gewandt
stand | | wirbt warb warben | geworben
stand | aus | spricht sprach sprachen | ausgesprochen
stand | | aussprach aussprachen ausspricht |
stand | ein | setzt setzte setzten |
act | | verhängt verhängte verhängten | verhängt
act | | beschließt beschloss beschlossen | beschlossen
act | | verlängert verlängerte verlängerten | verlängert
act | | billigt billigte billigten | gebilligt
act | | unterzeichnet unterzeichnete unterzeichneten unterschrieb | unterzeichnet
act | | verschärft verschärfte verschärften | verschärft
act | | verbietet verbot verboten | verboten
act | | lockert lockerte lockerten | gelockert
act | | sanktioniert sanktionierte | sanktioniert
act | auf | hebt hob hoben | aufgehoben
act | aus | weitet weitete weiteten setzt setzte setzten | ausgeweitet
act | ein | friert fror froren | eingefroren
act | sich | einigt einigte einigten verständigten | geeinigt verständigt
act | | erlässt erließ erließen | erlassen
act | in | setzt setzte setzten | gesetzt
"""
# end of the word | heads | words of the role; a bar at the end marks those nobody can name
_HEADS = """
außenminister außenministerin außenministers außenamtschef außenamtschefin chefdiplomat|minister|foreign
finanzminister finanzministerin finanzministers|minister|finance
verteidigungsminister verteidigungsministerin verteidigungsministers|minister|defence
wirtschaftsminister wirtschaftsministerin wirtschaftsministers|minister|economy
energieminister energieministerin|minister|energy
vizekanzler|minister|
kanzler kanzlerin kanzlers regierungschef regierungschefin|chancellor|
ministerpräsident ministerpräsidentin ministerpräsidenten|minister|prime
premier premierminister premierministerin premierministers|minister|prime
kommissionspräsident kommissionspräsidentin|president|european commission
kommissionspräsidenten kommissionschef kommissionschefin|president|european commission
ratspräsident ratspräsidenten ratschef|president|european council
parlamentspräsident parlamentspräsidentin|president|european parliament
vizepräsident vizepräsidentin|president|vice
präsident präsidentin präsidenten staatschef staatschefs kremlchef kremlchefs kremlherr|president|
außenbeauftragte außenbeauftragter außenbeauftragten|representative|high
generalsekretär generalsekretärin generalsekretärs|secretary|general
zentralbankchef zentralbankchefin notenbankchef notenbankchefin notenbankpräsident|governor|
sprecher sprecherin sprechers|spokesman|
minister ministerin ministers|minister|
beauftragte beauftragter beauftragten|representative|
botschafter botschafterin botschafters|ambassador|
chef chefin chefs vize vorsitzende vorsitzender vorsitzenden vorstand obmann|head|
politiker politikerin politikers kollege kollegin kollegen abgeordnete|member|
abgeordneter abgeordneten parlamentarier staatssekretär staatssekretärin|member|
kommissar kommissarin kommissars|commissioner|
senator senatorin berater beraterin vertreter vertreterin direktor|official|
direktorin leiter leiterin gouverneur koordinator koordinatorin koordinators|official|
general generals admiral oberst befehlshaber kommandeur oberbefehlshaber|commander|
experte expertin expertinnen experten ökonom ökonomin ökonomen|expert||
analyst analystin analysten professor historiker forscher forscherin|expert||
wissenschaftler politologe politologin volkswirt volkswirtin|expert||
chefvolkswirt unternehmer manager händler beobachter|expert||
diplomat diplomaten beamter beamte beamten insider|source||
insidern quelle quellen kreise kreisen regierungsvertreter vertretern|source||
"""
_PREFIXES = {
    "us": "US", "eu": "EU", "nato": "NATO", "un": "UN", "uno": "UN", "bundes": "DE", "kreml": "RU", "osze": "OSCE",
    "außenamts": "DE", "regierungs": "DE", "ezb": "EU", "russlands": "RU", "ukraine": "UA", "pentagon": "US",
}  # fmt: skip
_BODIES = {
    "kreml": "Kremlin",
    "nato": "NATO",
    "pentagon": "US Defense Department",
    "außenamts": "German Foreign Ministry",
}
_FEMININE = ("eu", "nato", "ukraine", "türkei", "schweiz", "duma", "union", "g7", "ezb", "uno", "osze", "regierung",
             "kommission", "bank", "partei", "fraktion", "behörde", "zeitung", "agentur", "in", "spd", "cdu", "csu",
             "fdp", "linken", "grünen", "afd", "opposition", "seite")  # fmt: skip


def _verbs() -> dict[str, tuple[Verb, ...]]:
    found: dict[str, tuple[Verb, ...]] = {}
    for line in _VERBS.strip().splitlines():
        hint, particles, finite, participles = (cell.split() for cell in line.split("|"))
        name = hint[0] if hint else ""
        plurals = [plural(word) for word in finite if word.endswith("t")] if name != "act" else []
        finite += plurals
        for word in {*finite, *participles}:
            separable = word in finite and bool(particles)
            one = Verb(
                name,
                frozenset(particles) if separable else frozenset(),
                word in finite,
                word in participles,
                name == "act",
                bare=word in plurals,
            )
            found[word] = (*found.get(word, ()), one)
    return {word: tuple(sorted(verbs, key=lambda one: not one.particles)) for word, verbs in found.items()}


def plural(word: str) -> str:
    """The plural of a present form: sagt -> sagen, fordert -> fordern."""
    return word[:-1] + ("n" if word.endswith(("ert", "elt")) and not word.endswith("iert") else "en")


def _heads() -> tuple[tuple[str, Head], ...]:
    found: dict[str, Head] = {}
    for line in _HEADS.strip().splitlines():
        ends, heads, meaning, *rest = line.split("|")
        one = Head(tuple(heads.split()), frozenset(meaning.split()), anonymous=bool(rest))
        found.update(dict.fromkeys(ends.split(), one))
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


_ENDS = _heads()
_SUFFIXES = tuple(end for end, _ in _ENDS)
_AMERICAN = {
    "foreign": ("secretary", "state"),
    "finance": ("secretary", "treasury"),
    "defence": ("secretary", "defense"),
}


def head(low: str) -> Head | None:
    """The office a word ends with: Kremlsprecher, US-Außenminister, CDU-Politikerin.

    >>> head("us-außenminister").words, head("kremlsprecher").institution, head("sanktionen")
    (frozenset({'state'}), 'Kremlin', None)
    """
    if not low.endswith(_SUFFIXES):
        return None
    end, one = next(item for item in _ENDS if low.endswith(item[0]))
    before = low[: -len(end)].rstrip("-")
    if end in {"chef", "chefs", "chefin", "vize", "minister"} and not before and end != "minister":
        before = ""
    elif len(before) < 2 and before:
        return None
    name = next((prefix for prefix in _PREFIXES if before == prefix or before.startswith(f"{prefix}-")), "")
    if not name and before.startswith("bundes"):
        name = "bundes"
    whose = _PREFIXES.get(
        name, "RU" if end.startswith("kreml") else "DE" if end.startswith(("kanzler", "vizekanzler")) else ""
    )
    meaning = one
    if whose == "US" and (american := next((_AMERICAN[word] for word in one.words if word in _AMERICAN), None)):
        meaning = Head((american[0],), frozenset(american[1:]))
    role = set(meaning.words)
    if name == "regierungs" or before == "bundesregierungs":
        role.add("government")
    return meaning._replace(jurisdiction=whose, institution=_BODIES.get(name, ""), words=frozenset(role))


def stem(low: str) -> str:
    """A word without its ending, the same for all its forms.

    >>> stem("weißen"), stem("weißes"), stem("hauses") == stem("haus")
    ('weiß', 'weiß', True)
    """
    for _ in range(2):
        low = next((low[: -len(end)] for end in ("es", "en", "er", "em", "e", "s", "n") if _ends(low, end)), low)
    return low


def _ends(low: str, end: str) -> bool:
    return low.endswith(end) and len(low) - len(end) >= 3


def oblique(phrase: tuple[str, ...]) -> bool:
    """Whether a phrase with its article cannot be a subject: "dem Kreml", "der russischen Regierung"."""
    first = phrase[0]
    if first in {
        "dem",
        "den",
        "des",
        "einem",
        "einen",
        "eines",
        "einer",
        "deren",
        "dessen",
        "seinem",
        "ihrem",
        "seiner",
    }:
        return True
    if first != "der" or len(phrase) < 2:
        return False
    second = phrase[1]
    return second.endswith(("schen", "deren", "igen", "ten")) or (
        second.endswith(_FEMININE) and not second.endswith(("berlin", "putin"))
    )


GERMAN = Grammar(
    language="de",
    stem=stem,
    head=head,
    oblique=oblique,
    pronouns=words("er sie"),
    determiners=words("""
        der die das dem den des ein eine einer eines einem einen sein seine ihr ihre seines ihres seiner ihrer
        seinem ihrem seinen ihren
    """),
    prepositions=words("""
        an am auf aus bei beim bis durch für gegen hinter im in ins mit nach neben ohne seit über um unter von vom
        vor wegen zu zum zur zwischen laut gegenüber trotz samt als wie statt anstelle entgegen dank außer
        inklusive
    """),
    particles=words("von van der den de del la le al zu di ten"),
    modifiers=words("""
        frühere früherer früheren ehemalige ehemaliger ehemaligen neue neuer neuen designierte designierter
        scheidende scheidender stellvertretende stellvertretender stellvertretenden amtierende amtierender
        geschäftsführende außenpolitische außenpolitischer wirtschaftspolitische wirtschaftspolitischer
        verteidigungspolitische verteidigungspolitischer energiepolitische finanzpolitische hochrangiger
        hochrangige ranghoher ranghohe oberster oberste heutige derzeitige jetzige parlamentarische
        parlamentarischer persönliche zuständige ständige ständiger höchste grüne grüner linke konservative
        republikanische republikanischer demokratische demokratischer damalige damaliger offizielle offizieller
        vize
    """),
    starters=words("""
        der die das ein eine am im in nach vor auch aber doch und wenn während zuvor später zudem außerdem dabei
        damit daher so wie als mit bei für zur zum auf aus gegen seit unter über laut es er sie wir ich man das
        dies diese dieser dieses montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend januar
        februar märz april mai juni juli august september oktober november dezember ende anfang mitte millionen
        milliarden prozent euro dollar rubel jahr jahre neue weitere europa zugleich gleichzeitig heute gestern
        bislang bisher allerdings jedoch frage zusatzfrage quelle foto bild russland hinweis thema
    """),
    publications=words("""
        reuters tass interfax ria dpa afp ap bloomberg bbc cnn ard zdf ntv n-tv spiegel focus bild faz welt zeit
        handelsblatt tagesschau tagesspiegel zeitung rundfunk deutschlandfunk nachrichtenagentur agentur
        wirtschaftswoche funke redaktionsnetzwerk rnd apa orf tagesthemen heute-journal sender magazin blatt
        kommersant rbk iswestija getty imago twitter facebook telegram wdr ndr mdr swr rbb phoenix dts
    """),
    organs=MappingProxyType({
        "außenministerium": "Foreign Ministry", "außenamt": "Foreign Ministry", "finanzministerium": "Finance Ministry",
        "verteidigungsministerium": "Defence Ministry", "wirtschaftsministerium": "Economy Ministry",
        "handelsministerium": "Commerce Ministry", "justizministerium": "Justice Ministry", "regierung": "Government",
        "notenbank": "Central Bank", "zentralbank": "Central Bank", "präsidialamt": "Presidency",
        "parlament": "Parliament", "führung": "Government", "seite": "Government", "staaten": "Council",
        "botschaft": "Embassy", "kommission": "Commission", "mitgliedstaaten": "Council",
        "außenminister": "Council", "mitgliedsstaaten": "Council", "mitgliedsländer": "Council", "länder": "Council",
        "botschafter": "Council", "innenministerium": "Interior Ministry", "kongress": "Congress", "senat": "Congress",
    }),
    verbs=MappingProxyType(_verbs()),
    auxiliaries=words("hat haben habe hatte hatten hätten hätte"),
    passives=words("wird wurde wurden werden worden würden würde ist sind sei seien war waren"),
    modals=words("""
        wird werde werden würde würden will wolle wollen wollte wollten soll solle sollen sollte sollten kann
        könne können könnte könnten muss müsse müssen müsste müssten darf dürfe dürfen mag um zu lassen lässt
    """),
    according=tuple(tuple(one.split()) for one in (
        "laut", "nach angaben", "nach worten", "nach den worten", "nach ansicht", "nach auffassung",
        "nach einschätzung",
        "nach darstellung", "nach aussage", "nach aussagen", "nach überzeugung", "nach meinung", "den worten",
        "den angaben", "nach den angaben", "aus sicht", "aus der sicht", "nach informationen", "nach mitteilung",
        "heißt es in einer erklärung", "heißt es in einer mitteilung", "hieß es in einer erklärung", "hieß es aus",
        "hieß es in einer mitteilung", "hieß es im", "heißt es im", "hieß es bei", "nach angabe",
    )),
    following=words("zufolge"),
    so=words("so"),
    quoting=words("zitiert zitierte zitierten"),
    back=tuple(tuple(one.split()) for one in (
        "das sagte", "das sagten", "das erklärte", "das erklärten", "das teilte", "das teilten", "das kündigte",
        "das kündigten", "das betonte", "dies sagte", "dies erklärte", "dies teilte", "dies kündigte", "das bestätigte",
        "dies bestätigte", "das berichtete", "das schrieb", "das gab", "das machte", "darauf haben sich", "so äußerte",
        "das beschlossen", "das beschloss", "das hat", "das haben", "dies hat",
    )),
    prefixes=words("an ab aus auf ein zu zurück vor mit hin fest"),
    meanings=MappingProxyType({}),
    joining=words("und aber sowie"),
    contrasting=words("während hingegen dagegen doch und aber"),
    reported=words("habe hätten hätte haben sei seien werde würden würde wolle wollten könne könnten müsse müssten"),
    complement=words("der des für im von vom beim in zur den am"),
    places=words("im aus in beim"),
    first_names=FIRST_NAMES,
    adjectives=("ische", "ischer", "ischen", "ige", "iger"),
    aliases=MappingProxyType({"USA": "US Government", "Fed": "US Federal Reserve", "Peking": "Chinese Government"}),
    acts=ACTS,
)  # fmt: skip
