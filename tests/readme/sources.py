"""The README's table of sources, made from what each source declares of itself: ``make sources`` writes it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tracker.model.source import SourceInfo
from tracker.sources.catalog import sources

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN = "<!-- what stands between these two marks is written by: make sources -->"
END = "<!-- end of sources -->"

_KINDS = {"rates": "Rates", "announcements": "Announcements", "lists": "Sanctions lists"}
_HEAD = "| source | what, and whose | asked every | may be republished | on | tried on |"
_LEFT = "|---|---|---|---|---|---|"
_GAP = "&nbsp;"


def table() -> str:
    """All sources: those of rates, of announcements and of lists, each in the order of their keys."""
    return "\n".join((_HEAD, _LEFT, *_rows()))


def with_table(readme: str, text: str) -> str:
    """The README with what stands between its two marks replaced."""
    before, found, rest = readme.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"README.md has no place for the table: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def _rows() -> Iterator[str]:
    infos = [source.info for source in sources().values()]
    if unknown := {info.kind for info in infos} - _KINDS.keys():
        raise SystemExit(f"No heading for sources of the kind {', '.join(sorted(unknown))}.")
    for kind, heading in _KINDS.items():
        yield f"| **{heading}** | | | | | |"
        yield from (_row(info) for info in infos if info.kind == kind)


def _row(info: SourceInfo) -> str:
    rights = info.rights
    whose = "" if info.publisher in info.title else f", {info.publisher}"
    read = "real files, in part" if info.not_verified else "real files"
    cells = (
        f"`{info.key}`",
        f"[{info.title}]({info.homepage}){whose}",
        _every(info.cadence),
        f"yes: {rights.licence}" if rights.republish else f"**no**: {rights.because or rights.licence}",
        "yes" if info.enabled else "no",
        (read if info.verified else "descriptions").replace(" ", _GAP),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _every(cadence: timedelta) -> str:
    hours = int(cadence.total_seconds() // 3600)
    return f"{hours}{_GAP}h" if hours <= 24 else f"{hours // 24}{_GAP}days"


def main() -> None:
    """Write the table into the README."""
    README.write_text(with_table(README.read_text(encoding="utf-8"), table()), encoding="utf-8")
    sys.stdout.write(f"README.md: {len(sources())} sources\n")


if __name__ == "__main__":
    main()
