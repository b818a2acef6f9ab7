"""The words of Russian: verbs of speech, offices, institutions, case endings and what stands around them."""

from __future__ import annotations

from types import MappingProxyType

from tracker.statements.grammar import Grammar, Head, Verb
from tracker.statements.lexicon import words
from tracker.statements.russian_acts import ACTS

# hint | beginnings of the past (with л, ла, ло, ли) | forms of the present and future
_VERBS = """
| заяви сообщи сказа отмети подчеркну добави поясни рассказа |
| напомни подтверди написа назва завери уточни указа уверя |
| высказа вырази прокомментирова ответи отвеча счита считал констатирова предположи призна резюмирова допусти |
| объясни обрати предрек усомни выступи отреагирова упомяну заключи поведа проинформирова процитирова оцени |
| отмеча поясня сообща заявля подчеркива подчёркива писа уточня рассказыва напомина мотивирова возрази пошути |
| утвержда говори рассужда надея наде полага думал дума |
| намекну анонсирова посоветова разъясни повтори заметил заметила замети |
| | заявляет сообщает отмечает подчеркивает подчёркивает считает полагает утверждает говорит пишет называет надеется
| | уверен уверена убежден убеждена убеждён заявляют сообщают
| | отмечают считают полагают утверждают говорят уточняют напоминают
| | подтверждает подтверждают заверяет объясняет поясняет уточняет добавляет констатирует признает признаёт
call | призва потребова предложи попроси поручи | призывает призывают требует требуют предлагает предлагают
announce | объяви анонсирова | объявляет объявляют
vow | пообеща обеща | обещает обещают
warn | предупреди предостере | предупреждает предупреждают предостерег предостерегла
threaten | пригрози угрожа | угрожает грозит
welcome | приветствова одобри похвали | приветствует
condemn | осуди обвини раскритикова критикова возмути | осуждает осуждают обвиняет обвиняют
deny | опроверга | опровергает опровергают отвергает отвергают отрицает отрицают отрицал отрицала отрицали
deny | | опроверг опровергла опровергли отверг отвергла отвергли
rule_out | исключи исключа | исключает исключают
refuse | отказа | отказывается отказываются
stand | поддержа | поддерживает поддерживают
act | ввё вве подписа продли расшири ужесточи сня отмени |
act | приня утверди запрети одобри смягчи ослаби согласова включи внес |
act | | вводит вводят ввел ввёл ввела ввели продлевает снимает внес внесла внесли введет введут приняли принял приняла
act | заблокирова заморози высла приостанови наложи |
"""
# beginning of the word | heads | words of the role
_HEADS = """
пресс-секретар|spokesman|
представител|spokesperson|
замминистр|member|deputy
вице-премьер|minister|deputy prime
премьер-министр премьер|minister|prime
министр|minister|
канцлер|chancellor|
президент|president|
госсекретар|secretary|state
генсек|secretary|general
секретар|secretary|
глав|head|
замглав|head|deputy
спикер|speaker|
председател|chair|
посол посл|ambassador|
постпред|ambassador|
депутат сенатор политик|member|
лидер|leader|
помощник советник|aide|
директор руководител зампред|official|
канцлер|chancellor|
командующ|commander|
дипломат источник собеседник|source||
аналитик эксперт экономист политолог трейдер наблюдател участник|expert||
чиновник|official||
"""
_ENDINGS = tuple(
    sorted(
        words("""
    ого его ому ему ыми ими ами ями ией иям иях ия ии ию ий ый ой ей ым им ом ем ём ая яя ую юю ое ее ые ие ых их
    ея ею еем ам ям ах ях ью еи а я о е и ы у ю ь й ё
        """),
        key=lambda end: (-len(end), end),
    )
)


def _verbs() -> dict[str, tuple[Verb, ...]]:
    found: dict[str, tuple[Verb, ...]] = {}
    for line in _VERBS.strip().splitlines():
        hint, past, present = (cell.strip() for cell in line.split("|"))
        forms = [(stem + end, end == "ли") for stem in past.split() for end in ("л", "ла", "ло", "ли")]
        forms += [(stem + end, end == "лись") for stem in past.split() for end in ("лся", "лась", "лось", "лись")]
        forms += [(word, word.endswith(("ют", "ят", "ли"))) for word in present.split()]
        for word, plural in forms:
            if word not in found or hint != "":
                one = Verb(hint, frozenset(), finite=True, participle=False, act=hint == "act", plural=plural)
                found[word] = (one,)
    return found


def _heads() -> tuple[tuple[str, Head], ...]:
    found: dict[str, Head] = {}
    for line in _HEADS.strip().splitlines():
        stems, heads, meaning, *rest = line.split("|")
        one = Head(tuple(heads.split()), frozenset(meaning.split()), anonymous=bool(rest))
        found.update(dict.fromkeys(stems.split(), one))
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


_BEGINNINGS = _heads()
_STEMS = tuple(stem for stem, _ in _BEGINNINGS)
_LONGEST_ENDING = 4


def head(low: str) -> Head | None:
    """The office a word means in any of its cases.

    >>> head("министром").heads, head("глава").heads, head("главный")
    (('minister',), ('head',), None)
    """
    if not low.startswith(_STEMS):
        return None
    name, one = next(item for item in _BEGINNINGS if low.startswith(item[0]))
    rest = low[len(name) :]
    if name == "посл" and rest not in {"а", "у", "ом", "ы", "ов"}:
        return None
    return one if rest == "" or (len(rest) <= _LONGEST_ENDING and rest in {*_ENDINGS, "ша"}) else None


def stem(low: str) -> str:
    """A word without its case ending.

    >>> stem("захаровой"), stem("белого"), stem("дмитрия") == stem("дмитрий")
    ('захаров', 'бел', True)
    """
    if not "\u0400" <= low[:1] <= "\u04ff":
        return low
    return next((low[: -len(end)] for end in _ENDINGS if low.endswith(end) and len(low) - len(end) >= 3), low)


_NOMINATIVE = words("""
    пресс-секретарь представитель представители замминистра вице-премьер премьер-министр премьер министр министры
    канцлер президент президенты госсекретарь генсек секретарь глава главы замглавы спикер председатель посол
    послы постпред депутат депутаты политик сенатор сенаторы лидер лидеры помощник советник директор руководитель
    зампред командующий дипломат дипломаты источник источники собеседник аналитик аналитики эксперт эксперты
    экономист экономисты политолог трейдер наблюдатели участники чиновник чиновники
""")


def oblique(phrase: tuple[str, ...]) -> bool:
    """Whether a title stands in another case than the first: "министра", "главой"."""
    title = next((word for word in phrase if head(word) is not None), "")
    return title != "" and title not in _NOMINATIVE


RUSSIAN = Grammar(
    language="ru",
    stem=stem,
    head=head,
    oblique=oblique,
    pronouns=words("он она они"),
    determiners=frozenset(),
    prepositions=words("""
        в во на о об обо от до из с со к ко у по за над под при про против между через для без ради около после
        перед вокруг среди вместо кроме согласно благодаря как чем
    """),
    particles=words("фон ван дер де ди да ла ле аль бин"),
    modifiers=words("""
        официальный официального официальная официальной официальному официальным бывший бывшего бывшая нынешний
        нынешнего первый первого заместитель заместителя исполняющий постоянный постоянного специальный
        специального верховный верховного верховная действующий старший высокопоставленный главный главного
        избранный замглавы временный чрезвычайный генеральный генерального
    """),
    starters=words("""
        в на по с к о об от до из у за для при как что это этот эта эти так также кроме однако ранее позже
        накануне сегодня вчера вместе между тем если когда пока хотя но а и или он она они мы я вы его ее её их
        наши наш напомним отметим по-прежнему теперь таким после перед среди несмотря согласно вопрос санкции
        новые новый слова заявление решение понедельник вторник среда четверг пятница суббота воскресенье января
        февраля марта апреля мая июня июля августа сентября октября ноября декабря фото видео источник читайте
        материал также москва помимо впрочем кстати при ответные рубль доллар евро курс россия фактически очевидно
        конечно безусловно поэтому тогда здесь там все всё некоторые многие другие главное речь действительно
        напротив вчерашний европейские западные российские американские соединенные штаты союз комиссия совет
        закон указ
    """),
    publications=words("""
        тасс риа интерфакс рбк коммерсант коммерсантъ ведомости известия reuters bloomberg bbc cnn тас агентство
        агентства агентству агентством газета газеты газете издание издания издании телеканал телеканала
        телеканале телеканалу журнал лента rt лайф рейтер dpa politico axios spiegel bild агентстве wsj времени
        дождь радиостанция радиостанции эхо euronews times post journal telegram россия-24 lenta.ru би-би-си
    """),
    organs=MappingProxyType({
        "мид": "Foreign Ministry", "минфин": "Finance Ministry", "минобороны": "Defence Ministry",
        "минэкономразвития": "Economy Ministry", "минэкономик": "Economy Ministry", "минторг": "Commerce Ministry",
        "правительств": "Government", "кабмин": "Government", "центробанк": "Central Bank", "нацбанк": "Central Bank",
        "парламент": "Parliament", "минюст": "Justice Ministry", "посольств": "Embassy", "госдеп": "State Department",
        "госдепартамент": "State Department", "власт": "Government", "конгресс": "Congress", "сенат": "Congress",
        "администраци": "Presidency",
    }),
    verbs=MappingProxyType(_verbs()),
    auxiliaries=frozenset(),
    passives=frozenset(),
    modals=frozenset(),
    according=tuple(tuple(one.split()) for one in (
        "по словам", "по мнению", "по данным", "по информации", "по утверждению", "по сообщению", "по заявлению",
        "говорится в заявлении", "говорится в сообщении", "говорится в документе", "говорится в пресс-релизе",
        "говорится в распоряжении",
        "сообщается в заявлении", "говорится в комментарии", "указывается в заявлении", "отмечается в заявлении",
        "отмечается в сообщении", "заявлении", "по оценке", "по оценкам", "по убеждению", "по заверению",
        "согласно заявлению", "с точки зрения",
    )),
    following=frozenset(),
    so=frozenset(),
    quoting=words("цитирует цитируют процитировал процитировало приводит приводят привел привёл привело привели"),
    back=tuple(tuple(one.split()) for one in (
        "об этом", "такое заявление", "такое мнение", "с таким заявлением", "такую позицию",
        "соответствующее заявление",
        "такую оценку", "соответствующий указ", "так он", "так она", "это заявил", "такой комментарий", "о этом",
    )),
    prefixes=frozenset(),
    meanings=MappingProxyType({
        "иностран": "foreign", "финанс": "finance", "оборон": "defence", "экономи": "economy", "энергетик": "energy",
    }),
    joining=words("и а но"),
    contrasting=words("а но тогда"),
    reported=frozenset(),
    complement=frozenset(),
    places=words("в во"),
    first_names=frozenset(),
    adjectives=("ий", "ый", "ой", "ая", "ого", "ому", "ым", "им"),
    aliases=MappingProxyType({}),
    acts=ACTS,
)  # fmt: skip
