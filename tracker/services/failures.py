"""What failed in one conversation, said once: the same trouble of ten documents is one sentence, not ten."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import SourceError

_SHOWN = 3


def told(failures: Sequence[SourceError]) -> str:
    """All failures of one source for people: what, where, how often; then what was kept and what helps, once each.

    Empty without failures. At most three different troubles are told in full.
    """
    alike: dict[str, list[SourceError]] = {}
    for failure in failures:
        alike.setdefault(failure.message, []).append(failure)
    shown = list(alike.values())[:_SHOWN]
    sentences = [_sentence(group) for group in shown]
    more = sum(map(len, alike.values())) - sum(map(len, shown))
    if more:
        sentences.append(f"{more} more failed in other ways." if more > 1 else "One more failed in another way.")
    remedies = dict.fromkeys(group[0].remedy for group in shown if group[0].remedy)
    return " ".join((*sentences, *remedies))


def _sentence(group: Sequence[SourceError]) -> str:
    first = group[0]
    where = f" ({first.url})" if first.url else ""
    rest = len(group) - 1
    also = "" if not rest else f" The same of {rest} more." if rest > 1 else " The same of one more."
    return f"{first.source}: {first.message}{where}{also}"
