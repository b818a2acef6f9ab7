"""``tracker email preview``: a letter as one reader would get it, shown, written to files or opened in a browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._output import emit, emit_bytes, to_stdout
from tracker.errors import NoDataError, UsageError
from tracker.model.period import iso_week, last_complete_week
from tracker.model.reader import LANGUAGES

_PARTS = ("text", "html", "eml", "png", "xlsx")
_BY_SUFFIX = {".txt": "text", ".html": "html", ".htm": "html", ".eml": "eml", ".png": "png", ".xlsx": "xlsx"}
_FOLDER = "preview"


@click.command("preview")
@click.option("--week", metavar="WEEK", help="An ISO week, like 2014-W46; the last complete one if none.")
@click.option("--part", type=click.Choice(_PARTS), help="One part of it; text unless -o says more.")
@click.option("--to", metavar="ADDRESS", help="As this reader would get it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="In another language than that reader's.")
@click.option("--pair", metavar="PAIR", help="About another pair than the first configured one, like EUR/RUB.")
@click.option("--browser", is_flag=True, help="Write it to the folder of -o, or of the home, and open the page.")
@click.option(
    "-o", "--output", metavar="DIR|FILE", help="A folder for letter.eml, .html and .txt; or a file (- = stdout)."
)
@pass_invocation
def preview(
    invocation: Invocation,
    week: str | None,
    part: str | None,
    to: str | None,
    language: str | None,
    pair: str | None,
    browser: bool,
    output: str | None,
) -> None:
    """Show a letter without sending or storing anything.

    \b
    Examples:
      tracker email preview --week 2014-W46
      tracker email preview --week 2014-W46 --browser
      tracker email preview --week 2014-W46 -o letter
      tracker email preview --week 2014-W46 --part xlsx -o numbers.xlsx
      tracker email preview --week 2014-W46 --language de
      tracker email preview --week 2014-W46 --pair USD/TRY

    Without --part, a file's ending says which part it is: .txt, .html, .eml, .png or .xlsx.
    """
    from tracker.services.letters import preview as preview_letter

    folder = _folder_of(output, part, invocation.settings.home / _FOLDER if browser else None)
    if folder is None and part is None:
        part = _BY_SUFFIX.get(Path(output or "").suffix.lower(), "text")
    zone = invocation.settings.zone
    chosen = (
        last_complete_week(invocation.instant, zone)
        if week is None
        else iso_week(week, zone=zone, now=invocation.instant)
    )
    letter = preview_letter(
        invocation.context,
        chosen,
        recipient=to,
        pair=pair,
        language=language,
        wishes=frozenset(["xlsx"] if part == "xlsx" else []),
    )
    shown = f"Subject: {letter.subject}\nPreview: {letter.preview}\n\n{letter.text}"
    if folder is not None:
        page = _write_folder(invocation, folder, letter.raw, letter.page, shown)
        if browser and not webbrowser.open_new_tab(page.absolute().as_uri()):
            invocation.note(f"No browser could be started; {page} is the page.")
    elif part in {"eml", "png", "xlsx"}:
        raw = {"eml": letter.raw, "png": letter.png, "xlsx": letter.xlsx}[part]
        if not raw:
            raise NoDataError(
                "This letter has no picture: it shows no rates, or they cannot be drawn here.",
                remedy="tracker email preview --part text shows what it says.",
            )
        emit_bytes(invocation, raw, output)
    else:
        to_file = part == "html" and not to_stdout(output)
        emit(invocation, letter.page if to_file else letter.html if part == "html" else shown, output)


def _folder_of(output: str | None, part: str | None, otherwise: Path | None) -> Path | None:
    """The folder asked for, or None where one part goes to a file or to stdout."""
    if otherwise is not None and (part is not None or output == "-"):
        raise UsageError("--browser shows the whole letter.", remedy="Leave --part and -o - out.")
    if output is None:
        return otherwise
    path = Path(output)
    if part is not None or output == "-" or (path.suffix.lower() in _BY_SUFFIX and not path.is_dir()):
        if otherwise is not None:
            raise UsageError("--browser writes several files.", remedy="Name a folder with -o.")
        return None
    return path


def _write_folder(invocation: Invocation, folder: Path, raw: bytes, page: str, shown: str) -> Path:
    """The message, the page and the text; the path of the page."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "letter.eml").write_bytes(raw)
        (folder / "letter.html").write_text(page, encoding="utf-8", newline="\n")
        (folder / "letter.txt").write_text(shown, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.", remedy="Name another folder with -o."
        ) from None
    invocation.note(f"Written: letter.eml, letter.html and letter.txt in {folder}")
    return folder / "letter.html"


COMMAND = preview
