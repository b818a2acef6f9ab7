"""Verbs that report speech, and the words that may stand between them, their subject and what was said."""

from __future__ import annotations

from tracker.statements.dates import WORDS as DATE_WORDS
from tracker.statements.lexicon import words

# What the verb alone says of its content; an empty hint leaves it to the content.
HINTS: dict[str, str] = {
    **dict.fromkeys(
        words("""
            condemned condemns condemn denounced denounces deplored blamed blames accused accuses verurteilte
            осудил осудила обвинил обвинила criticized criticised decried lambasted slammed lamented
        """),
        "condemn",
    ),
    **dict.fromkeys(
        words("""
            denied denies deny dismissed dismisses rejected rejects refuted refutes disputed disputes dementierte
            wies опроверг опровергла отверг отвергла
        """),
        "deny",
    ),
    **dict.fromkeys(words("threatened threatens drohte пригрозил пригрозила"), "threaten"),
    **dict.fromkeys(words("warned warns cautioned warnte предупредил предупредила"), "warn"),
    **dict.fromkeys(
        words("""
            urged urges called calls asked demanded demands appealed forderte потребовал потребовала призвал
            призвала
        """),
        "call",
    ),
    **dict.fromkeys(words("welcomed welcomes praised praises hailed begrüßte приветствовал"), "welcome"),
    **dict.fromkeys(words("ruled rules excluded refused schloss исключил исключила"), "rule_out"),
    **dict.fromkeys(
        words("""
            announced announces unveiled proposed proposes kündigte объявил объявила
        """),
        "announce",
    ),
    **dict.fromkeys(words("vowed vows pledged pledges promised promises"), "vow"),
}
PLAIN = words("""
    answered answers said says voiced voices voicing made makes conveys announced announces told tells added adds
    stated states stressed stresses underscored emphasized emphasised reiterated reaffirmed declared declares
    explained explains argued argues claimed claims insisted insists confirmed confirms noted notes acknowledged
    conceded admitted suggested suggests predicted cautioned hinted signalled signaled indicated disclosed
    revealed proposed replied responded commented concluded recalled repeated testified remarked wrote writes
    tweeted posted agreed maintained asserted alleged described describes expressed conveyed affirmed quipped
    complained joked estimated decided proclaimed expects expected hoped hopes believes thinks outlined underlined
    highlighted shared sagte sagt erklärte erklärt betonte betont kündigte teilte äußerte bekräftigte räumte
    bestätigte schrieb nannte verkündete meinte сказал сказала заявил заявила заявили сообщил сообщила сообщили
    подчеркнул подчеркнула отметил отметила добавил добавила пояснил пояснила объявил объявила напомнил напомнила
    считает рассказал рассказала подтвердил подтвердила написал написала назвал назвала заверил
""")
# Not of speech unless something that was said follows.
WEAK = words("""
    agreed decided expects expected hoped hopes believes thinks called asked shared described rules calls notes
    claims states demands promises praised considers
""")
PARTICIPLES = words("""
    saying adding warning calling insisting stressing arguing noting telling claiming accusing denying vowing
    pledging
""")
VERBS = PLAIN | frozenset(HINTS) | PARTICIPLES
INVERTING = frozenset(word for word in VERBS if word > "\u0400") | words("""
    sagte sagt erklärte erklärt betonte betont kündigte teilte äußerte bekräftigte räumte bestätigte schrieb
    nannte verkündete meinte verurteilte warnte drohte forderte begrüßte schloss dementierte wies
""")
# What they report is a thing or a demand, so that a day behind it is that of the report.
WITH_OBJECT = words("""
    announced announces condemned denounced denied dismissed rejected accused urged called appealed proposed
    unveiled confirmed welcomed warned threatened outlined described expressed reaffirmed reiterated demanded
    verurteilte wies agreed
""")
QUOTING = words("reported quoted cited quotes quoting reports citing")
BE = words("be been being is was were are am gets got")
NEGATIONS = words("""
    not never no without neither nor nobody none cannot nicht kein keine keinen keiner nie не нет ни без
""")
ADVERBS = words("""
    also again later then once recently repeatedly subsequently already often always still meanwhile earlier
    separately however first further just even only jointly bluntly therefore thus instead too reportedly has have
    had having did does do will would to continue continued continues went on since so far now previously
    consistently categorically flatly publicly auch am ferner уже также ранее
""")
CIRCUMSTANCES = DATE_WORDS | words("""
    in on at during after before from to via by with through for of ahead a an the his her their its this same
    statement statements interview interviews news press conference briefing briefings speech address remarks
    television tv radio call phone telephone reporters journalists lawmakers parliament senate house bundestag
    congress summit meeting meetings email e-mail emailed tweet twitter post posts telegram channel social media
    facebook blog letter article op-ed joint televised written daily weekly regular annual separate published
    released local state website audience crowd delegates investors colleagues cabinet government party forum
    committee hearing session visit trip speaking standing alongside us me them him reporters' sunday's evening's
    early late public am vor nach im dem der einem journalisten auf bei zu в на во журналистам журналистов
    брифинге интервью эфире
""")


def adverb(low: str) -> bool:
    """Whether a word may stand between subject and verb."""
    return low in ADVERBS or (low.endswith("ly") and len(low) > 4)
