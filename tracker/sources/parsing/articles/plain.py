"""Plain text and markdown."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

from tracker.sources.parsing.articles.days import in_line, in_lines, published_as
from tracker.sources.parsing.articles.forms import MOST_LINES, Article, one_line, paragraphs

_TITLE = 160
_HEAD = 6
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6} +|> ?|[-*+] +|\d{1,3}[.)] +)")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\([^()\s]{0,2000}\)")
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)")
_FIELD = re.compile(r"([A-Za-z_-]{1,40}):\s*(.*)")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})|(.))")
_JOINED = "\\"
_LONGEST_FIELD = 10_000
_ENDS = (".", "!", "?", ":", ";", ",")


def text_article(text: str, zone_name: str) -> Article:
    """A plain text: its first line that is no sentence is its title, and a line that is a date its publication."""
    lines = text.splitlines()
    return Article(
        form="text",
        text=paragraphs(lines),
        title=_title(lines, zone_name),
        published=in_lines(lines, zone_name),
    )


def markdown_article(text: str, zone_name: str) -> Article:
    """A markdown document without its marks; title and date from its front matter, else as of plain text."""
    fields, body = _front_matter(text)
    lines, fenced, heading = [], False, ""
    for line in body.splitlines()[:MOST_LINES]:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        bare = _EMPHASIS.sub("", _LINK.sub(r"\1", _IMAGE.sub("", _MARKS.sub("", line, count=1))))
        if not heading and line.lstrip().startswith("# "):
            heading = bare.strip()
        lines.append(re.sub(r"\\(?=[^\w\s])", "", bare))
    published = None
    for name in ("published_time", "published", "date"):
        found = published_as(fields.get(name, ""), zone_name)
        if found is not None:
            published = replace(found, basis=f"its front matter ({name})")
            break
    return Article(
        form="markdown",
        text=paragraphs(lines),
        title=one_line(fields.get("title", "")) or one_line(heading) or _title(lines, zone_name),
        byline=one_line(fields.get("author", "")),
        published=published or in_lines(lines, zone_name),
        address=one_line(fields.get("source_url", "")) if fields.get("source_url", "").startswith("https://") else "",
        language=fields.get("lang", "")[:2].lower(),
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple fields between two lines of hyphens, and what follows them."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, text
    end = next((at for at, line in enumerate(lines[1:200], start=1) if line.strip() == "---"), None)
    if end is None:
        return {}, text
    fields: dict[str, str] = {}
    last = ""
    for line in lines[1:end]:
        found = _FIELD.fullmatch(line)
        if found:
            last = found[1].lower() if found[1].lower() not in fields else ""
            fields.setdefault(found[1].lower(), found[2].strip())
        elif last and line.startswith("  ") and len(fields[last]) < _LONGEST_FIELD:  # a text that goes on
            before = fields[last]
            fields[last] = f"{before.removesuffix(_JOINED)}{'' if before.endswith(_JOINED) else ' '}{line.strip()}"
    return {name: _unquoted(value) for name, value in fields.items()}, "\n".join(lines[end + 1 :])


def _unquoted(value: str) -> str:
    """What a field says: in double quotes with its escapes read, in single ones with doubled quotes as one."""
    value = value[:_LONGEST_FIELD]
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if value[:1] == '"':
        return _ESCAPE.sub(_escaped, value[1:].removesuffix('"'))
    return value.strip("'\"")


def _escaped(found: re.Match[str]) -> str:
    """One escape of a text in double quotes; what is no character people read becomes a space."""
    digits = found[1] or found[2] or found[3]
    if digits is None:
        return found[4] if found[4] in '"\\/' else " "
    code = int(digits, 16)
    character = chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else " "
    return character if character.isprintable() else " "


def _title(lines: list[str], zone_name: str) -> str:
    head = [line.strip() for line in lines[:40] if line.strip()][:_HEAD]
    for line in head:
        if len(line) <= _TITLE and not line.endswith(_ENDS) and in_line(line, zone_name) is None:
            return one_line(line)
    return ""
