"""Writing a bundle, and computing it again from nothing but itself."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import NoDataError, UsageError
from tracker.model.plain_text import clean
from tracker.services.bundles.archive import packed, unpacked
from tracker.services.bundles.inputs import INPUTS, LEVELS, Held, held_of
from tracker.services.bundles.outputs import MANIFEST, VERSIONS, outputs_of
from tracker.services.bundles.reading import read_levels, read_question, read_study

if TYPE_CHECKING:
    from tracker.services.prepared import Prepared

_MOST_BYTES = 300_000_000


def bundle(prepared: Prepared) -> bytes:
    """The study of prepared events as one file; the same study of the same data at the same instant: the same bytes."""
    held = held_of(prepared)
    levels = held.files.get(LEVELS) or held.withheld or b""
    study = read_study(held.files, levels, "the bundle")
    return packed(outputs_of(study, held), study.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A file that came out otherwise. ``words`` say how far."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A bundle computed again.

    ``content`` is the new bundle; ``same`` whether its files are those of the old one, byte for byte; ``whole`` whether
    the two archives are. ``versions`` are those that differ, as (name, then, now). ``altered`` are files that were
    changed after the bundle was written; without a ``manifest`` nobody can say which.
    """

    file: str
    content: bytes
    files: int
    whole: bool
    differences: tuple[Difference, ...]
    versions: tuple[tuple[str, str, str], ...]
    altered: tuple[str, ...]
    manifest: bool = True
    others_data: bool = False

    @property
    def same(self) -> bool:
        """Whether everything came out as it was."""
        return not self.differences and not self.altered and self.manifest

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {
            "file": self.file,
            "same": self.same,
            "same_archive": self.whole,
            "files": self.files,
            "differences": [{"file": one.name, "how": one.words} for one in self.differences],
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in self.versions],
            "altered": list(self.altered),
            "has_manifest": self.manifest,
            "other_rates": self.others_data,
        }

    def lines(self) -> Iterator[str]:
        """In words."""
        for name in self.altered:
            yield f"{self.file}: {name} was changed after the bundle was written."
        if not self.manifest:
            yield f"{self.file}: {MANIFEST} is missing, so what was changed since cannot be told from its hashes."
        if self.same:
            yield f"{self.file}: computed again from its own data, all {self.files} files are the same, byte for byte."
            if not self.whole:
                yield "The archive itself was packed again since; what it holds is unchanged."
            return
        if not self.manifest and not self.differences:
            yield f"{self.file}: computed again from its own data, all its other files are the same, byte for byte."
        if self.differences:
            yield f"{self.file}: computed again, {len(self.differences)} of {self.files} files are different:"
        for one in self.differences:
            yield f"  {one.name}: {one.words}"
        for name, then, now in self.versions:
            yield f"  {name} was {then}, here it is {now}"
        if self.others_data:
            yield "The rates given are not those the bundle was made with: their sha256 is another."
        elif self.differences and not self.versions and not self.altered and self.manifest:
            yield "No version differs: another processor or another mathematics library rounds otherwise."


def read_file(path: Path) -> bytes:
    """The bytes of a file somebody names; ``UsageError`` where it cannot be read or is too large to be a bundle."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path} is too large to be a bundle or its rates.")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def replay(content: bytes, file: str, rates: tuple[bytes, str] | None = None) -> Replayed:
    """Compute a bundle again. ``rates``: bytes and name of a CSV of the rates, for a bundle that may not hold them.

    Raises ``UsageError`` for what is no bundle, ``NoDataError`` where the rates are neither in it nor given.
    """
    files = unpacked(content, file)
    question = read_question(files, file)
    levels, other = _levels(files, question, file, rates)
    inputs = {name: files[name] for name in INPUTS if name in files}
    study = read_study(inputs, levels, file)
    try:
        made = outputs_of(study, Held(files=inputs))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # what it says contradicts itself
        said = " ".join(clean(str(error)).split())[:200] or type(error).__name__
        raise UsageError(f"{file} cannot be computed again: {said}.") from None
    again = packed(made, study.now)
    names = sorted(made.keys() | files.keys())
    changed = tuple(
        Difference(name=name, words=_how(files.get(name), made.get(name), name))
        for name in names
        if files.get(name) != made.get(name) and name != MANIFEST
    )
    return Replayed(
        file=Path(file).name,
        content=again,
        files=len(names),
        whole=again == content,
        differences=changed,
        versions=_versions(files.get(VERSIONS), made[VERSIONS]),
        altered=_altered(files) if MANIFEST in files else (),
        manifest=MANIFEST in files,
        others_data=other,
    )


def _levels(
    files: Mapping[str, bytes], question: Mapping[str, object], file: str, rates: tuple[bytes, str] | None
) -> tuple[bytes, bool]:
    import hashlib

    if LEVELS in files:
        if rates is not None:
            raise UsageError(f"{file} holds its rates.", remedy="Leave out --data.")
        return files[LEVELS], False
    try:
        data = question["data"]["levels"]  # type: ignore[index]  # anybody may have written it
        series = clean(str(question["series"]["key"]))  # type: ignore[index]
        because, wanted = clean(str(data["withheld_because"])), str(data["sha256"])
        number = int(data["observations"])
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{file} is no whole bundle: it neither holds its rates nor says which they are.") from None
    if rates is None:
        raise NoDataError(
            f"{file} does not hold the {number:,} rates of {series} it was made with: {because}.",
            remedy=f"Fetch or import them, then: tracker rates {series} --format csv -o rates.csv; then: tracker study"
            f" --replay {file} --data rates.csv",
        )
    given, name = rates
    found = read_levels(given, name)
    wanted_labels = _labels(files)
    if lacking := [label for label in wanted_labels if label not in found]:
        raise NoDataError(
            f"{name} lacks {len(lacking):,} of the {len(wanted_labels):,} rates the bundle was made with, the first of"
            f" {lacking[0]}.",
            remedy=f"tracker fetch with --since asks for the past; see tracker rates {series}.",
        )
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("label", "value"))
    writer.writerows((label, repr(found[label])) for label in wanted_labels)
    levels = out.getvalue().encode()
    return levels, hashlib.sha256(levels).hexdigest() != wanted


def _labels(files: Mapping[str, bytes]) -> list[str]:
    from tracker.services.bundles.inputs import DAYS

    try:
        rows = list(csv.reader(io.StringIO(files.get(DAYS, b"").decode(), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []
    return [row[0] for row in rows[1:] if row]


def _versions(then: bytes | None, now: bytes) -> tuple[tuple[str, str, str], ...]:
    try:
        before = json.loads(then or b"{}")
        before = {str(name): clean(str(one))[:60] for name, one in before.items()}
    except (ValueError, AttributeError, RecursionError):
        before = {}
    here = json.loads(now)
    names = sorted(before.keys() | here.keys())
    return tuple(
        (clean(name)[:60], before.get(name, "not said"), here.get(name, "not said"))
        for name in names
        if before.get(name) != here.get(name)
    )


def _altered(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Files that no longer have the sha256 the manifest gives them, or are not in it."""
    import hashlib

    try:
        told = json.loads(files[MANIFEST])
        told = {str(name): str(one) for name, one in told.items()}
    except (ValueError, AttributeError, RecursionError):
        return (MANIFEST,)
    names = (told.keys() | files.keys()) - {MANIFEST}
    return tuple(
        clean(name)[:120]
        for name in sorted(names)
        if name not in files or hashlib.sha256(files[name]).hexdigest() != told.get(name)
    )


def _how(then: bytes | None, now: bytes | None, name: str) -> str:
    if then is None:
        return "was not in the bundle"
    if now is None:
        return "does not follow from the data"
    if not name.endswith(".csv"):
        return "other bytes"
    cells = [list(csv.reader(io.StringIO(one.decode("utf-8", "replace"), newline=""))) for one in (then, now)]
    if [len(row) for row in cells[0]] != [len(row) for row in cells[1]]:
        return "other rows or columns"
    apart = [
        (one, other)
        for before, after in zip(*cells, strict=True)
        for one, other in zip(before, after, strict=True)
        if one != other
    ]
    sizes = [_apart(one, other) for one, other in apart]
    words = f"{len(apart)} other cell{'s' if len(apart) != 1 else ''}"
    return f"{words}, relatively at most {max(sizes):.1g} apart" if sizes and max(sizes) < math.inf else words


def _apart(one: str, other: str) -> float:
    try:
        left, right = float(one), float(other)
    except ValueError:
        return math.inf
    size = max(abs(left), abs(right))
    return abs(left - right) / size if math.isfinite(size) and size else math.inf
