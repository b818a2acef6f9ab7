"""An HTML page printed to PDF by a Chromium of this machine, which gets nothing else to see.

The browser runs without a window, in a profile of its own that is removed afterwards, with scripts switched off and
no host it could reach. What takes too long is ended with everything it started.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import ConfigError, TrackerError
from tracker.reports.cleaning import clean, scrub
from tracker.reports.document import Report

SECONDS = 60.0
"""A report takes one second; a page of two megabytes on a slow machine some."""

MOST_PAGE = 32_000_000
"""Bytes of HTML; a report has a few hundred thousand."""

MOST_PDF = 64_000_000
MOST_MEMORY = 3 << 30
"""Bytes each process of the browser may hold of its own, where the system can limit that."""

_ANOTHER = "Name another by TRACKER_CHROMIUM."
_TICK = 0.05
_KEPT = 400
_LONGEST = 1000
_END = b"%%EOF"
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--use-mock-keychain",
    # no way out: no name has an address, nobody is asked for one, and nothing is fetched in passing
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    # the page says itself what stands at its foot; headings become bookmarks and tags, for who reads by ear
    "--no-pdf-header-footer",
    "--print-to-pdf-no-header",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
_LIMITED = ("/bin/sh", "-c", 'ulimit -d "$0"; exec "$@"', str(MOST_MEMORY // 1024)) if sys.platform == "linux" else ()
"""What starts it where memory can be limited: the shell does so before the first process of the browser is there."""

_WITHOUT_SCRIPTS = {"profile": {"default_content_setting_values": {"javascript": 2}}}


def pdf_of(html: str, *, program: Path, seconds: float = SECONDS, about: Mapping[str, str] | None = None) -> bytes:
    """The page as PDF: tagged, with title, language and bookmarks of its own.

    ``about`` adds entries to what the file says of itself, such as ``{"/Subject": "…"}``. ``TrackerError`` where the
    page is too large or the browser fails, ``ConfigError`` where it cannot be started.
    """
    content = html.encode("utf-8", "replace")
    if len(content) > MOST_PAGE:
        raise TrackerError(
            f"The page has {len(content) // 1_000_000} MB, too many to print.", remedy="Report a shorter period."
        )
    with _folder(program) as folder:
        page, out = folder / "page.html", folder / "page.pdf"
        page.write_bytes(content)
        settings = folder / "profile" / "Default" / "Preferences"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(_WITHOUT_SCRIPTS), encoding="utf-8")
        said = _run(program, folder, page, out, seconds)
        printed = out.read_bytes() if out.is_file() and out.stat().st_size <= MOST_PDF else b""
    if not printed.startswith(b"%PDF-") or _END not in printed[-64:]:
        raise TrackerError(f"{program} printed no PDF. {said}".rstrip(), remedy=_remedy(said))
    return _told(printed, about) if about else printed


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFormat:
    """The report as its page is printed. ``width``, ``color`` and ``ascii`` mean nothing here."""

    program: Path
    key: str = "pdf"
    suffix: str = ".pdf"
    binary: bool = True

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> bytes:  # noqa: A002, ARG002 - the contract's names
        """The whole document."""
        from tracker.reports.document import as_str
        from tracker.reports.formats import formats

        page = formats()["html"].render(report)
        about = {
            "/Subject": as_str(report.headline),
            "/Creator": f"Sanctions pressure tracker {report.briefing.software_version}",
        }
        return pdf_of(str(page), program=self.program, about=about)


@contextmanager
def _folder(program: Path) -> Iterator[Path]:
    """A folder for this one page. A browser packed as a snap sees no temporary files but those in its own folder."""
    own = Path.home() / "snap" / "chromium" / "common" if "snap" in program.parts else None
    if own is not None:
        own.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tracker-pdf-", dir=own, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _run(program: Path, folder: Path, page: Path, out: Path, seconds: float) -> str:
    """Let the browser print; the last words it said, for who must know why it did not."""
    words = [*_LIMITED, str(program), *_OPTIONS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={out}"]
    if getattr(os, "geteuid", lambda: 1)() == 0:  # its sandbox refuses to run as root
        words.append("--no-sandbox")
    environ = dict(os.environ)
    if "snap" not in program.parts and sys.platform != "win32":
        environ["HOME"] = str(folder)  # it leaves caches and key stores there
    if shutil.which(program) is None:
        raise ConfigError(f"{program} cannot be started.", remedy=_ANOTHER)
    with (folder / "said").open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - a browser of this machine, with our words
                [*words, page.as_uri()],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environ,
                start_new_session=True,
            )
        except OSError as error:
            raise ConfigError(f"{program} cannot be started: {error.strerror}.", remedy=_ANOTHER) from None
        try:
            ended = _finished(process, out, seconds)
        finally:
            _kill(process)
    if not ended:
        raise TrackerError(
            f"{program} did not print the page within {seconds:g} s and was stopped.",
            remedy="Try again, or take --format html, which every browser shows and prints.",
            retryable=True,
        )
    return _last_words(folder / "said")


def _finished(process: subprocess.Popen[bytes], out: Path, seconds: float) -> bool:
    """Wait until the browser ended, or has written all; some versions stay when they are done."""
    last = time.monotonic() + seconds
    size = -1
    while time.monotonic() < last:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_TICK)
            return True
        before, size = size, out.stat().st_size if out.exists() else 0
        if size and size == before and _whole(out):
            return True
    return False


def _whole(out: Path) -> bool:
    with suppress(OSError), out.open("rb") as file:
        file.seek(max(0, out.stat().st_size - 64))
        return _END in file.read()
    return False


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the browser and what it started, whether it ended itself or not."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        with suppress(OSError):
            subprocess.run(  # noqa: S603 - a number
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607 - a program of Windows
                check=False,
                capture_output=True,
            )
        process.kill()
    process.wait()


def _last_words(said: Path) -> str:
    """What it said last that is no remark about missing services of a desktop."""
    lines = [scrub(line) for line in said.read_text(encoding="utf-8", errors="replace").splitlines()]
    told = [line.strip() for line in lines if line.strip() and "dbus" not in line]
    return f"It said: {told[-1][:_KEPT]}" if told else ""


def _remedy(said: str) -> str:
    if "sandbox" in said.lower():
        return "Let it start its sandbox (unprivileged user namespaces), or name a browser by TRACKER_CHROMIUM."
    return "Try another browser, by TRACKER_CHROMIUM, or take --format html, which every browser shows and prints."


def _told(printed: bytes, about: Mapping[str, str]) -> bytes:
    """The same document, which says more of itself."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed)))
    writer.add_metadata({name: clean(text, _LONGEST) for name, text in about.items()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
