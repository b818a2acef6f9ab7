"""The command lines that the README shows, in the order in which it shows them."""

from __future__ import annotations

import re
import shlex

_LINE = re.compile(r"^    (?:\$ )?(?:\.venv/bin/)?(tracker(?: .*)?)$")
_CELL = re.compile(r"^\| [^|]* \| `(tracker[^`]*)` \|$")
_REMARK = re.compile(r"\s+# .*$")


ARTICLE = """<html><body><p>11 November 2014</p><p>The rouble is down almost 40 percent against the dollar since the
start of the year.</p><p>Chancellor Angela Merkel said on Tuesday that no further economic sanctions were planned.</p>
</body></html>"""
"""The article.html of the README."""


def shown(readme: str) -> list[tuple[str, ...]]:
    """What follows the word ``tracker``: of indented lines, and of tables that say which command is for what."""
    found = [match[1] for line in readme.splitlines() if (match := _LINE.match(line) or _CELL.match(line))]
    return [tuple(shlex.split(_REMARK.sub("", line))[1:]) for line in found]
