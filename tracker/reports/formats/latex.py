"""The windows and events of a report as LaTeX tables: to compile as it is, or to take in by ``input``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.model.ascii_form import to_ascii
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.citations import slug
from tracker.reports.cleaning import clean, plain
from tracker.reports.currencies import pair_of
from tracker.reports.document import Report, as_str
from tracker.reports.findings import WindowFinding
from tracker.reports.numbers import level, signed, value_of_log, verdict_of
from tracker.reports.phrases import NO_CAUSE_SENTENCE, event_day, headline_of, made_day
from tracker.reports.ranking import tags
from tracker.reports.tables.briefed import credits_of
from tracker.reports.tex import typeset
from tracker.reports.wording import capital

_HEAD = r"""% {title}
% Compile it as it is, or take it in with \input{{this file}} after \begin{{document}}.
\makeatletter
\ifx\@nodocument\relax
  \def\trackerends{{}}
\else
  \def\trackerends{{\end{{document}}}}
  \documentclass[11pt,a4paper]{{article}}
  \usepackage[T1]{{fontenc}}
  \usepackage[margin=2cm]{{geometry}}
  \usepackage{{booktabs}}
  \begin{{document}}
\fi
\makeatother
\providecommand{{\toprule}}{{\hline}}
\providecommand{{\midrule}}{{\hline}}
\providecommand{{\bottomrule}}{{\hline}}
"""


_NOT_IN_T1 = "ĦħĸĿŀŉŦŧ"
"""Letters of Europe that the usual encoding of fonts lacks: to set one is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatexFormat:
    """Two tables with caption, label and note; booktabs where it is loaded. Width and colour mean nothing here."""

    key: str = "latex"
    suffix: str = ".tex"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The whole file."""
        briefing = report.briefing
        head = _HEAD.format(title=to_ascii(plain(f"{report.title}, {report.period}")))
        parts = [head, _windows(report), *([_events(briefing)] if briefing.named else []), "\\trackerends\n"]
        text = "\n".join(parts)
        return to_ascii(text) if ascii else text


def _windows(report: Report) -> str:
    briefing = report.briefing
    pair = pair_of(briefing.info.series.name)
    heads = (
        "Day",
        "Rate",
        f"{pair.quote.capitalize()} buys",
        f"{pair.base.capitalize()} costs",
        "Own part",
        "95 % interval",
        "$p$",
        "Verdict",
        "Events",
    )
    note = (
        f"Rate: {briefing.info.series.unit}, {briefing.info.schedule}. Moves in per cent. Own part:"
        f" {briefing.model or 'not measured'}; with its interval it is of what a {pair.quote} buys. p: share of"
        " comparable ordinary days with a move at least as large. Events: public since the last fixing for certain +"
        f" possibly. Each move is counted once, however many events share it. {NO_CAUSE_SENTENCE}."
    )
    rows = [_row(briefing, found) for found in briefing.windows]
    caption = plain(f"{capital(report.period)}: {as_str(report.headline)}")
    return _table(
        caption, f"tab:tracker-{slug(briefing.period.label)}", "lrrrrrrlr", heads, rows, (note, *credits_of(briefing))
    )


def _row(briefing: Briefing, found: WindowFinding) -> tuple[str, ...]:
    window, move = found.window, found.window.move
    day = dates.day_name(made_day(window.fixing, briefing.info), year=dates.crosses_years(briefing.period))
    own = "" if found.own_part is None else _per_cent(value_of_log(found.own_part))
    interval = ""
    if found.interval is not None:
        low, high = sorted(value_of_log(end) for end in found.interval)
        interval = f"{_per_cent(low)} to {_per_cent(high)}"
    return (
        day,
        level(window.value, 3),
        _per_cent(move.value_change),
        _per_cent(move.pair_change),
        own,
        interval,
        "" if found.pvalue is None else f"{found.pvalue:.3f}",
        verdict_of(found) if found.pvalue is not None else found.not_applicable or verdict_of(found),
        f"{len(window.certain)} + {len(window.possible)}",
    )


def _per_cent(fraction: float) -> str:
    return signed(100 * fraction, 1)


def _events(briefing: Briefing) -> str:
    all_tags = tags(briefing.events)
    rows = [
        (
            all_tags[item.event.id],
            dates.day_name(event_day(item.event), year=True),
            headline_of(item.event),
            "confirmed" if item.event.verified == "yes" else "not fully confirmed",
        )
        for item in briefing.named
    ]
    caption = f"Announcements logged in or near the period: {dates.period_title(briefing.period)}"
    note = f"Version {briefing.ledger_version} of the ledger. Days are those of the place of announcement."
    label = f"tab:tracker-{slug(briefing.period.label)}-events"
    return _table(caption, label, "llp{0.45\\linewidth}l", ("", "Day", "Announcement", "Source"), rows, (note,))


def _table(
    caption: str,
    label: str,
    columns: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    notes: Iterable[str],
) -> str:
    """One floating table; every cell and word is escaped here, but the heads that are formulas."""
    head = " & ".join(one if one.startswith("$") else said(one) for one in heads)
    lines = [
        "\\begin{table}[htbp]",
        "\\centering\\footnotesize\\setlength{\\tabcolsep}{4pt}",
        f"\\caption{{{said(caption)}}}",
        f"\\label{{{label}}}",
        f"\\begin{{tabular}}{{{columns}}}",
        "\\toprule",
        f"{head} \\\\",
        "\\midrule",
        *(f"{' & '.join(map(said, row))} \\\\" for row in rows),
        "\\bottomrule",
        "\\end{tabular}",
        f"\\par\\smallskip\\parbox{{\\linewidth}}{{{said(' '.join(notes))}}}",
        "\\end{table}",
        "",
    ]
    return "\n".join(lines)


def said(text: str) -> str:
    """Text as LaTeX prints it with the fonts everybody has: letters of Europe as they are, others by stand-ins."""
    return typeset("".join(one if _printed(one) else to_ascii(one) for one in clean(text, 1000)))


def _printed(sign: str) -> bool:
    letter = "À" <= sign <= "ž" and sign.isalpha() and sign not in _NOT_IN_T1
    return sign.isascii() or letter or typeset(sign) != sign or sign in "–—‘’“”£"


FORMAT = LatexFormat()
