"""Files and disks in words: sizes, and whether a folder is on a network file system."""

from __future__ import annotations

from pathlib import Path

_NETWORKED = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs", "davfs")
)
_MOUNTS = Path("/proc/self/mounts")


def size_words(size: int) -> str:
    """ "512 kB", "41 MB", "1.2 GB".

    >>> size_words(41_000_000)
    '41 MB'
    """
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1e6:.0f} MB" if size < 1_000_000_000 else f"{size / 1e9:.1f} GB"


def network_file_system(folder: Path, mounts: str | None = None) -> str:
    """The kind of network file system a folder is on; empty where it is on none, or where nobody can tell.

    >>> network_file_system(Path("/srv/data/x"), "/dev/sda1 / ext4 rw 0 0\\nhost:/x /srv/data nfs4 rw 0 0\\n")
    'nfs4'
    """
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
            folder = folder.resolve()
        except OSError:
            return ""
    rows = [line.split() for line in mounts.splitlines()]
    over = [(len(row[1]), row[2]) for row in rows if len(row) > 2 and _is_under(folder, row[1].replace("\\040", " "))]
    kind = max(over, default=(0, ""))[1]
    return kind if kind in _NETWORKED else ""


def _is_under(folder: Path, mount: str) -> bool:
    return folder == Path(mount) or Path(mount) in folder.parents
