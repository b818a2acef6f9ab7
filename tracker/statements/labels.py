"""Labels of speakers in transcripts of German and Russian: "StS Seibert:", "Frage:", "В.Путин:", "Вопрос:"."""

from __future__ import annotations

import re

from tracker.statements.text import Span

LONGEST_LABEL = 90
_NAME = r"[A-ZÄÖÜ][\wäöüß\u2019'-]{1,30}"
_GERMAN = re.compile(
    r"(?P<nobody>Frage|Zusatzfrage|Zusatz|Nachfrage|Moderation|Moderator|Moderatorin|Vorsitzende[r]?(?: "
    + _NAME
    + r")?)"
    r"(?: \([^()\n]{1,40}\))?:\s"
    r"|(?:StS(?:in)?|BK(?:['\u2019]in)?|BM(?:['\u2019]in)?|MP|Bundeskanzler(?:in)?|Bundesminister(?:in)?|Präsident(?:in)?"
    r"|Ministerpräsident(?:in)?|Kommissionspräsident(?:in)?) (?:Dr\. )?(?P<titled>"
    + _NAME
    + r")(?: \([^()\n]{1,40}\))?:\s"
    r"|(?:Dr\. )?(?P<named>" + _NAME + r") \([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{0,6}\):\s"
)
_RUSSIAN = re.compile(
    r"(?P<nobody>Вопрос|Реплика|Ведущий|Ведущая|Модератор|Журналист|Корреспондент)(?: \([^()\n]{1,60}\))?:\s"
    r"|[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?(?P<named>[А-ЯЁ][А-ЯЁа-яё-]{1,30})(?: \([^()\n]{1,60}\))?:\s"
)


def german_label(text: str, span: Span) -> tuple[str, int] | None:
    """The last name of the speaker a paragraph begins with, ``Q`` for questions, and where what is said begins."""
    return _label(_GERMAN.match(text, span.start, min(span.end, span.start + LONGEST_LABEL)))


def russian_label(text: str, span: Span) -> tuple[str, int] | None:
    """The same for Russian."""
    return _label(_RUSSIAN.match(text, span.start, min(span.end, span.start + LONGEST_LABEL)))


def _label(match: re.Match[str] | None) -> tuple[str, int] | None:
    if match is None:
        return None
    names = match.groupdict()
    return names.get("titled") or names.get("named") or "Q", match.end()
