"""The words of acts and of tone in German."""

from __future__ import annotations

from tracker.statements.grammar import Acts
from tracker.statements.lexicon import phrases, words


def _stems(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ACTS = Acts(
    triggers=(
        ("expand", _stems("""
            ausweit ausgeweit auszuweit ausgedehnt ausdehn auszudehnen verschärf erweiter verstärk erhöh ausbau
            ausgebau auszubau hochfahren anzieh nachleg
        """)),
        ("extend", _stems("""
            verlänger beibehalt beizubehalt aufrechterh aufrechtzuerh aufrecht fortsetz fortgesetz fortbestehen
            fortführ bestehen festhalt festzuhalt festgehalten fest bleib geltung fortbestand weiterführ
        """)),
        ("lift", _stems("""
            aufheb aufgehob aufzuheb aufhöb hebt hob hoben beend beendigung abschaff abzuschaff abgeschafft
            streich gestrichen wegfall fallen ende auslaufen rücknahme zurücknehm zurückgenommen entfern
        """)),
        ("ease", _stems("""
            locker gelocker lockerung abbau abgebaut abzubau abmilder abgemilder milder lindern linderung aussetz
            ausgesetzt auszusetz reduzier verringer erleichter abschwäch abgeschwäch freigabe freigegeben
        """)),
        ("impose", _stems("""
            verhäng verhing einführ eingeführ einzuführ erlass erließ erlassen sanktionier einfrier eingefror
            einzufrier fror froren verbiet verbot verbieten belegen belegt belegte ergreif ergriff ergreifen
            treffen getroffen ausschließen ausweis ausgewiesen ausgeschlossen auferleg aufgelegt stopp stoppen
            kappen abkoppel sperr setzt gesetzt annehmen angenommen verabschiede strafzöll
        """)),
    ),
    announced=_stems("""
        beschließ beschloss beschlossen unterzeichn unterschrieb gebilligt billig einigt einigung geeinigt
        verständig angekündigt ankündig kündigt vorbereit vorzubereit weg vorgeschlag vorschlag vorlegen plan
        erwäg erwog prüf diskutier droh androh
    """),
    measures=_stems("""
        sanktion strafmaßnahm maßnahm embargo strafzöll zöll restriktion beschränkung einreiseverbot einreisesperr
        kontosperr vermögenssperr exportverbot importverbot einfuhrverbot ausfuhrverbot handelsverbot preisdeckel
        sanktionspaket gegenmaßnahm gegensanktion ölembargo gasembargo importstopp einfuhrstopp importstop
        exportkontroll ausfuhrbeschränk einfuhrbeschränk ausfuhrkontroll beschränk strafpaket strafliste
        sanktionsliste ausfuhrverbot listung vergeltungsmaßnahm ausweisung gegenreaktion sanktionsmaßnahm
        sanktionsregime zwangsmaßnahm wirtschaftssanktion
    """),
    measure_ends=_stems("""
        sanktionen sanktion sanktionspaket sanktionspakets embargo embargos maßnahmen verbot verbote verbots
        verboten zölle zöllen beschränkungen stopp liste importe restriktionen
    """),
    loose=_stems("vermögen guthaben konten gelder reserven zugang diplomaten swift"),
    plainly=_stems("sanktion strafmaßnahm wirtschaftssanktion gegenmaßnahm embargo"),
    negations=words("nicht kein keine keinen keiner keinem keinerlei nie niemals weder ohne nichts verfrüht"),
    against=_stems("gegen ablehn lehnt abgelehnt nein verfrüht unangebracht skeptisch warnt dagegen"),
    calls=_stems("""
        müss muss müsst soll sollen sollte sollten forder notwendig nötig brauch bräuchte verlang dringend dafür
    """),
    threats=_stems("""
        könnt droh androh bereit erwäg erwog prüf überleg notfalls gegebenenfalls diskutier möglich denkbar
    """),
    conditions=words("wenn falls sofern"),
    listed=phrases("auf die sanktionsliste | auf die liste | auf der sanktionsliste"),
    only=("erst", "nur", "solange", "bevor", "bis"),
    more=_stems("weiter zusätzlich schärfer härter verschärf strenger erneut zweite dritte"),
    own=phrases("""
        gegensanktion | gegenmaßnahm | vergeltung | lebensmittelembargo | einfuhrverbot | importverbot | wir
        | unser | russland verhängt | moskau verhängt | russland hat | importstopp
    """),
    not_excluded=phrases("""
        nicht ausgeschlossen | nicht auszuschließen | nicht ausschließen | schließt nicht | schloss nicht
        | nicht aus | nicht aus
    """),
    unplanned=phrases("""
        keine neuen sanktionen | keine weiteren sanktionen | keine sanktionen | keine zusätzlichen sanktionen
        | nicht geplant | nicht vorgesehen | stehe nicht zur debatte | steht nicht zur debatte
        | nicht auf der tagesordnung | kein thema | nicht zur diskussion | keinen anlass | keinen grund
        | kein grund | kein anlass | nicht die zeit | nicht der zeitpunkt | nicht der richtige zeitpunkt
        | nicht an der zeit | nicht auf dem tisch | keine entscheidung | nicht über sanktionen
    """),
    doubts=phrases("""
        erwarte nicht | erwartet nicht | rechne nicht | rechnet nicht | glaube nicht | glaubt nicht
        | gehe nicht davon
    """),
    denials=phrases("""
        haltlos | unbegründet | unsinn | absurd | nicht wahr | nicht der wahrheit | entbehr | aus der luft
        | erfunden | nichts zu tun | keine beweise | nicht beteiligt | lüge | falschmeldung | frei erfunden
        | unwahr | nicht zutreffend | keine pläne | niemanden angreifen | keine absicht | stimmt nicht
        | stimme nicht | fake | keinerlei beweise | entspreche nicht | entspricht nicht | hysterie | unterstellung
    """),
    condemnations=phrases("""
        verurteil | völkerrechtswidrig | inakzeptabel | nicht akzeptabel | nicht hinnehmbar | nicht hinnehmen
        | unrechtmäßig | rechtswidrig | illegal | illegitim | angriffskrieg | kriegsverbrech | verbrech | aggressi
        | unprovoziert | brutal | barbarisch | bruch des völkerrecht | verstoß gegen | verstoß | feindselig
        | feindlich | unfreundlich | erpress | provokation | nicht anerkennen | nicht anerkannt | scharf kritisier
        | empör | schande | mord | terror | krieg geführt | wirtschaftskrieg | handelskrieg | gebrochen
        | verletzt das völkerrecht | kontraproduktiv | schockier | gräuel | ungerechtfertigt | unangemessen
        | befremdlich | nicht gerechtfertigt | scheinreferend | annexion | unverantwortlich | inakzeptable
    """),
    dangers=phrases("""
        konsequenz | hohen preis | preis zahlen | preis dafür | nicht unbeantwortet | antwort wird | antwort werde
        | werden antworten | wird antworten | werde antworten | reagieren werde | werde reagieren | wird reagieren
        | werden reagieren | nicht ohne antwort | gegenmaßnahm | vergeltung | mit gleicher münze | spürbare folgen
        | ernste folgen | schwere folgen | harte antwort | entsprechend reagier | angemessen reagier
        | reaktion folgen | spiegelbild | spiegelgerecht | beantworten | behalten uns | behält sich
        | entschieden reagieren | entschlossen reagieren | zu reagieren | nächste stufe | weitere schritte
        | teuer zu stehen
    """),
    openings=phrases("""
        gesprächsbereit | bereit zu gespräch | bereit zu verhandl | zum dialog bereit | dialogbereit
        | zu gesprächen bereit | verhandlungsbereit | waffenruhe vereinbart | annäherung | entspannung
        | normalisier | dialog fortsetz | dialog | verhandlungstisch | diplomatische lösung | verständigung
    """),
    kinds=(
        ("price_cap", phrases("preisdeckel | ölpreisdeckel | preisobergrenze")),
        ("export_control", phrases("""
            exportkontroll | exportverbot | ausfuhrverbot | ausfuhrkontroll | ausfuhrbeschränk | dual-use
        """)),
        ("countermeasure", phrases("gegenmaßnahm | gegensanktion | vergeltung | lebensmittelembargo")),
        ("asset_freeze", phrases("""
            eingefroren | einfrieren | einzufrieren | vermögenssperr | kontosperr | kontensperr
        """)),
        ("trade_embargo", phrases("""
            embargo | ölembargo | gasembargo | kohleembargo | importverbot | einfuhrverbot | importstopp
            | einfuhrstopp | strafzöll
        """)),
        ("designation", phrases("""
            einreiseverbot | einreisesperr | personen | sanktionsliste | oligarch | funktionär | liste
        """)),
        ("sectoral_sanctions", phrases("""
            wirtschaftssanktion | sektor | finanzsanktion | swift | banken | kapitalmarkt
        """)),
    ),
)  # fmt: skip
