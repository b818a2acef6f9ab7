"""A briefing in one of the formats of the report: text, or bytes where the format is a binary one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from tracker.errors import UsageError
from tracker.model.plain_text import clean
from tracker.reports.briefing import Briefing
from tracker.reports.document import Report
from tracker.reports.explanation import Explanation
from tracker.reports.formats import Format, formats
from tracker.reports.formats.html import HtmlFormat

_WIDTH = 100
_ALSO = {".htm": ".html", ".markdown": ".md"}


def chosen_format(
    asked: str | None,
    output: str | None = None,
    *,
    among: Collection[str] | None = None,
    chromium: str | None = None,
    keeper: bool = False,
) -> Format:
    """The format asked for; of none, the one whose files end as the name of the output does; else ``text``.

    ``UsageError`` for a name with an ending that no format has.

    ``among``: the formats there are for this answer; all of them by default. ``chromium`` names the browser that prints
    where that is asked for, "" the first that is found, None that nothing is printed here; ``ConfigError`` where there
    is none. ``keeper``: who keeps the installation reads it, whose page has a box of commands.
    """
    known = {key: one for key, one in formats().items() if among is None or key in among}
    if keeper and "html" in known:
        known["html"] = HtmlFormat(keeper=True)
    ending = PurePath(output or "").suffix.lower()
    if chromium is not None and (asked == "pdf" or (asked is None and ending == ".pdf")):
        from tracker.services import browsers
        from tracker.services.printing import PdfFormat

        return PdfFormat(program=browsers.required(chromium))
    if asked is not None:
        if asked not in known:
            raise UsageError(f"There is no format {asked!r}.", remedy=f"Known: {', '.join(known)}.")
        return known[asked]
    by_ending = {"": known["text"], **{one.suffix: one for one in known.values()}}
    by_ending |= {other: by_ending[suffix] for other, suffix in _ALSO.items() if suffix in by_ending}
    if ending not in by_ending:
        endings = ", ".join(sorted({*filter(None, by_ending), *([".pdf"] if chromium is not None else [])}))
        raise UsageError(
            f"{clean(ending)[:20]} is the ending of no format.",
            remedy=f"Known: {endings}; with --format any name will do, and one without an ending is text.",
        )
    return by_ending[ending]


def render(
    briefing: Briefing, form: str | Format, *, width: int = _WIDTH, color: bool = False, plain: bool = False
) -> str | bytes:
    """Build the report of a briefing and write it in a format; ``plain`` asks for the ASCII form."""
    from tracker.reports.build import build_report

    chosen = formats()[form] if isinstance(form, str) else form
    return chosen.render(build_report(briefing), width=width, color=color, ascii=plain)


def render_report(
    report: Report, form: Format, *, width: int = _WIDTH, color: bool = False, plain: bool = False
) -> str | bytes:
    """Write a document that is built already; ``plain`` asks for the ASCII form."""
    return form.render(report, width=width, color=color, ascii=plain)


def headline_text(briefing: Briefing) -> str:
    """What happened, in a few sentences."""
    from tracker.reports.cleaning import plain
    from tracker.reports.document import as_str
    from tracker.reports.headline import headline

    return plain(as_str(headline(briefing)))


def fragment(briefing: Briefing) -> str:
    """The report of a briefing as a piece of HTML for somebody else's page."""
    from tracker.reports.build import build_report
    from tracker.reports.fragment import fragment as fragment_of

    return fragment_of(build_report(briefing))


def render_explanation(
    found: Explanation, form: str | Format, *, width: int = _WIDTH, color: bool = False, plain: bool = False
) -> str | bytes:
    """Build the document of an explanation and write it in a format; its JSON has fields of its own."""
    from tracker.reports.explaining.build import build_explanation

    report = build_explanation(found)
    chosen = formats()[form] if isinstance(form, str) else form
    if chosen.key == "json":
        import json

        from tracker.reports.explaining.machine import explanation_record

        return json.dumps(explanation_record(found, report), ensure_ascii=plain, allow_nan=False, indent=2) + "\n"
    return chosen.render(report, width=width, color=color, ascii=plain)
