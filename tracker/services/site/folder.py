"""The folder of a site: one build at a time, whole files only, and nothing touched that somebody else put there."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tracker.errors import UsageError
from tracker.model.plain_text import clean
from tracker.services import file_lock
from tracker.services.site.manifest import NAME, Manifest, Written

LOCK = ".tracker-site.lock"
JOURNAL = ".tracker-site.journal"
"""What is written between two savings of the manifest, told first: so nothing a killed build wrote stays unknown."""

_MARK = ".tracker-writing."
_OWN = frozenset((NAME, LOCK, JOURNAL))


class FolderHeldError(UsageError):
    """Another build is at work in the folder."""


class Folder:
    """The files of one site while they are brought up to date. Paths are relative, with ``/``."""

    def __init__(self, root: Path, before: Manifest) -> None:
        self.root = root
        self.before = before
        self.files: dict[str, Written] = {}
        self.removed = 0
        self._fresh: set[str] = set()
        self._drafts: dict[str, Written] = {}
        self._drafting = False
        self._folders: set[Path] = set()
        self._begun = before.unfinished

    @property
    def known(self) -> dict[str, Written]:
        """Every file of ours that may be there, while the build goes on."""
        return {**self.before.files, **self._drafts, **self.files}

    @property
    def written(self) -> int:
        """How many of the files were written by this build, be it as a draft that stayed as it was."""
        return len(self._fresh & self.files.keys())

    @contextmanager
    def drafts(self) -> Iterator[None]:
        """What is written meanwhile is for readers of a build that goes on: it is written again at its end."""
        files = dict(self.files)
        self._drafting = True
        try:
            yield
        finally:
            self._drafting = False
            self._drafts |= {path: one for path, one in self.files.items() if path not in files}
            self.files = files

    def write(self, path: str, content: str | bytes) -> None:
        """Have a file with this content; one that is there already as it should be is left alone."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        made = Written(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        if path in self.files:
            raise ValueError(f"two pages want to be {path}")
        if self._drafts.get(path, self.before.files.get(path)) != made or not self._there(path, made):
            self.begun()
            self._tell(path, made)
            self._put(path, data)
            self._fresh.add(path)
        self.files[path] = made

    def keep(self, path: str) -> None:
        """Leave a file as it was."""
        self.files[path] = self.before.files[path]

    def has(self, path: str) -> bool:
        """Whether a file is there as it was left, as far as a look without reading can tell."""
        known = self.before.files.get(path)
        return known is not None and self._there(path, known)

    def clear(self) -> None:
        """Take away what was ours and is no longer wanted, and what a build that was killed left half-written.

        A file that somebody changed since is not ours any more and stays.
        """
        known = self.known
        for path in known.keys() - self.files.keys():
            target = self._target(path)
            with suppress(OSError):
                if not target.is_symlink() and _digest(target) == known[path].sha256:
                    target.unlink()
                    self.removed += 1
        for folder in {self.root, *(self.root / name for name in ("weeks", "events", "sources", "data", "assets"))}:
            for left in folder.glob(f"{_MARK}*"):
                with suppress(OSError):
                    left.unlink()

    def begun(self) -> None:
        """Say that the folder is being written to, once."""
        if not self._begun:
            self._begun = True
            self.save(replace(self.before, unfinished=True))

    def save(self, manifest: Manifest) -> None:
        """Write the manifest: from then on the folder is what it says."""
        text = manifest.text()
        path = self.root / NAME
        if not path.is_file() or path.read_text("utf-8") != text:
            self._put(NAME, text.encode("utf-8"))
        with suppress(OSError):
            (self.root / JOURNAL).unlink()

    def _tell(self, path: str, made: Written) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(self.root / JOURNAL, flags, 0o644), "a", encoding="ascii") as journal:
            journal.write(json.dumps([path, made.sha256, made.size]) + "\n")

    def _there(self, path: str, known: Written) -> bool:
        with suppress(OSError):
            found = self._target(path)
            if found.is_symlink() or not found.is_file() or found.stat().st_size != known.size:
                return False
            return not self.before.unfinished or _digest(found) == known.sha256
        return False

    def _target(self, path: str) -> Path:
        return inside(self.root, path)

    def _put(self, path: str, data: bytes) -> None:
        target = self._target(path)
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(self.root.resolve()):
                raise UsageError(f"{target.parent} leads out of the site's folder.", remedy="Take the link away.")
            self._folders.add(target.parent)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_MARK)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            _readable(name)
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


@contextmanager
def site_folder(root: Path, scope: Mapping[str, object], *, weeks: Collection[str] | None = None) -> Iterator[Folder]:
    """The folder, held against other builds until the end.

    Raises ``UsageError`` for a folder with things in it that no manifest of ours speaks for, and while another build
    is at work in it. Another ``scope`` than the one before begins anew; its files are then still known as ours. That
    takes every page of the other away, so it is a ``UsageError`` where that has others than the ``weeks`` asked for
    (None: all). What only its owner may read goes before anything is written for others: a build that is killed must
    not leave it beside pages that say it is not there.
    """
    root.mkdir(parents=True, exist_ok=True)
    if not (root / NAME).is_file() and not all(
        one.name in _OWN or one.name.startswith(_MARK) for one in root.iterdir()
    ):
        raise UsageError(
            f"{root} is not empty, and no site of this program: nothing was written.",
            remedy="Name a new or an empty folder.",
        )
    with _held(root / LOCK, root):
        before = _with_journal(_manifest(root), root)
        if before.scope != scope:
            if weeks is not None and before.weeks.keys() - set(weeks):
                raise UsageError(
                    f"The site in {root} is of {scope_words(before.scope)}: nothing was written.",
                    remedy="Name another folder, or replace all of it: without --since and --until.",
                )
            narrowed = bool(before.files) and bool(scope.get("public")) and not before.scope.get("public")
            before = Manifest(scope=dict(scope), files=before.files, unfinished=before.unfinished or narrowed)
            if narrowed:
                _cleared(root, before)
                before = replace(before, files={})
        folder = Folder(root, before)
        if not (root / NAME).is_file():
            folder.save(before)
        yield folder


def _cleared(root: Path, before: Manifest) -> None:
    """Take every page away; the manifest knows them until the last one is gone."""
    folder = Folder(root, before)
    folder.save(before)
    folder.clear()
    left = next((path for path in sorted(before.files) if folder.has(path)), None)
    if left is not None:
        raise UsageError(
            f"{root / left} is not for others and cannot be taken away: nothing was written.",
            remedy="Take it away, or name another folder.",
        )
    folder.save(replace(before, files={}))


def _manifest(root: Path) -> Manifest:
    path = root / NAME
    if not path.is_file():
        return Manifest()
    found = Manifest.read(path.read_text("utf-8", errors="replace"))
    if found is None:
        raise UsageError(
            f"{path} is of another version of this program, or spoilt: nothing was written.",
            remedy="Delete the folder and make the site anew, or name another folder.",
        )
    return found


def scope_words(scope: Mapping[str, object]) -> str:
    """ "USD/RUB, with --public"."""
    return f"{clean(str(scope.get('pair')))[:40]}, {'with' if scope.get('public') else 'without'} --public"


def _with_journal(manifest: Manifest, root: Path) -> Manifest:
    """The state with what a build that was killed wrote since it was saved."""
    path, files = root / JOURNAL, dict(manifest.files)
    if not path.is_file() or path.is_symlink():
        return manifest
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        with suppress(ValueError, TypeError, OSError):  # the last line may be cut; a file may be gone
            name, sha256, size = json.loads(line)
            if _digest(inside(root, name)) == sha256:
                files[name] = Written(sha256=sha256, size=size)
    return replace(manifest, files=files, unfinished=True)


def inside(root: Path, path: str) -> Path:
    """Where a path leads; ``ValueError`` where that is out of the folder."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or ":" in path or "\\" in path:
        raise ValueError(f"not a path inside a site: {path!r}")
    return root.joinpath(*parts)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _readable(name: str) -> None:
    """As everybody's programs write files: a web server that is another user must read them."""
    mask = os.umask(0)
    os.umask(mask)
    with suppress(OSError):
        Path(name).chmod(0o666 & ~mask)


@contextmanager
def _held(path: Path, root: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        if not file_lock.take(descriptor):
            raise FolderHeldError(
                f"Another build is at work in {root}.", remedy="Wait until it is done, or name another folder."
            )
        yield
    finally:
        os.close(descriptor)
