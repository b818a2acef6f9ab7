"""Groups of events side by side, for the views that compare some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.analysis.comparing.groups import LEAST, NO_WINDOW, Group, Groups, Pair, Piece, compare
from tracker.analysis.localised import LEVEL
from tracker.data.csv_cells import guarded
from tracker.model.alignment import Alignment
from tracker.reports.numbers import signed
from tracker.services.prepared import Prepared
from tracker.services.study_views import _words as words

_UNITS = {
    **dict.fromkeys(("mean", "effect", "interval", "own_part"), words.LOG),
    **dict.fromkeys(("difference", "score"), words.SWINGS),
    "size_difference": "standard deviations forecast the day before, without sign",
    "adjusted_pvalue": "Holm's over the groups that have a p",
    "size": "mean size of the own part, 1 = as on ordinary days of like volatility",
    "pvalue": "share of all shifts of the dates with a mean at least as large; of pairs, of all exchanges of labels",
}
_NAME = 25


def grouped(
    prepared: Prepared,
    alignments: Sequence[Alignment],
    groups: Sequence[Sequence[str]],
    names: Sequence[str],
    *,
    question: Mapping[str, object],
    title: str,
    without: Sequence[str],
    what_without: str,
) -> words.Answer:
    """Compare; ``groups`` are those of each alignment, ``without`` the ids of events that are in none and why not."""
    import pandas as pd

    spec = words.spec_of(prepared)
    found = words.dated_of(prepared.frames, alignments, spec)
    ids = [one.event_id for one in alignments]
    result = compare(found, groups, names, seed=spec.seed)
    because = {event_id: str(why) for event_id, why, one in zip(ids, found.because, groups, strict=True) if one and why}
    lines = [*words.head(prepared, title), "", *_table(result), "", *_meaning(result)]
    lines += ["", *_pair_lines(result)] if len(names) > 1 else []
    lines += _piece_lines(result, ids)
    if without:
        lines += words.wrapped(f"{what_without}: {words.some(without)}")
    for why in dict.fromkeys(because.values()):
        lines += words.wrapped(f"not studied, because {why}: {', '.join(i for i, w in because.items() if w == why)}")
    lines += words.left_out_lines(prepared)
    record = {
        **question,
        "series": prepared.chosen.levels.series.key,
        "window": list(spec.window),
        "model": spec.model,
        "seed": spec.seed,
        "groups": [_group_record(one, ids) for one in result.groups],
        "pairs": [_pair_record(one) for one in result.pairs],
        "shared": [_piece_record(one, ids) for one in result.shared],
        "in_no_group": list(without),
        "not_studied": [{"event_id": event_id, "because": why} for event_id, why in because.items()],
        "left_out": words.left_out_record(prepared),
    }
    frame = pd.DataFrame([_flat(one) for one in result.groups])
    return words.Answer(
        said=tuple(lines),
        found=record,
        frame=frame,
        units=_UNITS,
        barred=prepared.barred,
        credits=prepared.credits(),
    )


def _table(result: Groups) -> list[str]:
    lead = f"{'group':<{_NAME}}{'events':>7}{'windows':>9}{'mean':>8}{'common':>8}  "
    lines = [f"{lead}{'interval, 95 %':<18}{'p':>7}{'Holm':>8}{'× usual':>8}"]
    for one in result.groups:
        if not one.pieces:
            continue
        common = one.common
        size = f"{one.size:.1f}×" if words.number(one.size) is not None else "–"
        lines.append(
            f"{words.cut(one.name, _NAME - 1):<{_NAME}}{one.n_events:>7}{len(one.pieces):>9}{words.move(one.mean):>8}"
            f"{words.move(common.effect):>8}  {words.between(common.lower, common.upper):<18}"
            f"{words.p(common.pvalue):>7}{words.p(one.adjusted):>8}{size:>8}"
        )
    if bare := [one.name for one in result.groups if not one.pieces]:
        lines += words.wrapped(f"{NO_WINDOW}: {', '.join(bare)}")
    return lines


def _meaning(result: Groups) -> list[str]:
    lines = words.wrapped(
        "windows: those that overlap are one, counted and averaged once. mean: of their own parts. common: the same"
        " with each window weighted by how calm its days were, so that one storm does not decide (those that overlap"
        " and end at different rates both weigh in); interval and p"
        " shift all its dates along the series, every way there is, each group by itself; Holm: p corrected for"
        " the number of groups. × usual: size of the own part, whatever its sign, as a multiple of that of ordinary"
        " days of like volatility."
    )
    known = [one for one in result.groups if not one.common.because]
    if known:
        marked = sum(one.common.pvalue <= LEVEL for one in known)
        sure = [one.name for one in known if one.adjusted <= LEVEL]
        lines += words.wrapped(
            f"Of {words.count(len(known), 'group')} with a p {marked or 'none'} {'has' if marked < 2 else 'have'}"
            f" p ≤ 0.05, by chance {LEVEL * len(known):.1f}; after Holm's correction {', '.join(sure) or 'none'}."
        )
    shared = sum(len(one.rows) for one in result.shared)
    if shared:
        lines += words.wrapped(
            f"{words.count(shared, 'event')} in {words.count(len(result.shared), 'window')} that several groups have a"
            " part in: such a move can be attributed to none of them and is counted in none."
        )
    return lines


def _pair_lines(result: Groups) -> list[str]:
    lines = []
    tested = [one for one in result.pairs if not one.because]
    if len(tested) > 1:
        lines.append(f"{'pair':<{2 * _NAME}}{'size differs':>14}{'p':>8}{'mean differs':>14}{'p':>8}")
        for one in tested:
            pair = f"{words.cut(one.first, _NAME - 2)} – {words.cut(one.second, _NAME - 2)}"
            numbers = f"{signed(one.size_difference):>14}{words.p(one.size_adjusted):>8}{signed(one.difference):>14}"
            lines.append(f"{pair:<{2 * _NAME}}{numbers}{words.p(one.adjusted):>8}")
    differing = [one for one in tested if min(one.adjusted, one.size_adjusted) <= LEVEL]
    for one in tested if len(tested) == 1 else differing:
        lines += words.wrapped(pair_words(one))
    if len(tested) > 1 and not differing:
        lines.append("No pair differs by more than chance: cannot tell which moves it more.")
    if tested:
        ways = {one.exact for one in tested}
        how = "9,999 drawn exchanges" if ways == {False} else "all exchanges" if ways == {True} else "exchanges"
        corrected = f"; p are Holm's over {words.count(len(tested), 'pair')}" if len(tested) > 1 else ""
        lines += words.wrapped(
            f"Differences are first less second, in usual swings (own part over the forecast of the day before), by"
            f" {how} of labels over separate windows{corrected}."
        )
    few = [one.name for one in result.groups if one.pieces and not one.testable]
    if few:
        verb, whose = ("has", "its") if len(few) == 1 else ("have", "their")
        lines += words.wrapped(
            f"Too few to test: {', '.join(few)} {verb} fewer than {LEAST} separate windows of {whose} own that can be"
            " measured; the list follows."
        )
    return lines


def pair_words(one: Pair) -> str:
    """A tested pair in one sentence, both questions."""
    if one.size_adjusted <= LEVEL:
        sizes = f"{one.first}: moves {'larger' if one.size_difference > 0 else 'smaller'} than {one.second}"
    else:
        sizes = f"cannot tell whether {one.first} or {one.second} moves it more"
    way = "the mean differs" if one.adjusted <= LEVEL else "no difference in the mean can be told"
    size, mean = signed(one.size_difference), signed(one.difference)
    return (
        f"{sizes} (sizes differ by {size} swings, {words.p_is(one.size_adjusted)}); {way} ({mean} swings,"
        f" {words.p_is(one.adjusted)})."
    )


def _piece_lines(result: Groups, ids: Sequence[str]) -> list[str]:
    """The windows of groups too small to be tested, and those that several share."""
    lines: list[str] = []
    for one in result.groups:
        if one.pieces and not one.testable:
            lines += [f"{one.name}:"]
            for piece in one.pieces:
                lines += _piece(piece, ids)
    every = [piece for one in result.groups for piece in one.pieces] + list(result.shared)
    for why in sorted({piece.because for piece in every if piece.because}):
        told = [words.period(piece.first, piece.last) for piece in every if piece.because == why]
        lines += words.wrapped(f"not measured in usual swings, because {why}: {', '.join(told)}")
    if result.shared:
        lines += ["shared:"]
        for piece in result.shared:
            lines += _piece(piece, ids, groups=True)
    return lines


def _piece(piece: Piece, ids: Sequence[str], *, groups: bool = False) -> list[str]:
    named = ", ".join(ids[row] for row in piece.rows)
    whose = f" ({', '.join(piece.groups)})" if groups else ""
    return words.wrapped(f"{words.period(piece.first, piece.last)}  {words.move(piece.car)}  {named}{whose}", "  ")


def _group_record(one: Group, ids: Sequence[str]) -> dict[str, object]:
    common = one.common
    bounds = [words.number(common.lower), words.number(common.upper)]
    return {
        "group": one.name,
        "n_events": one.n_events,
        "n_windows": len(one.pieces),
        "n_shared_events": one.n_shared_events,
        "mean": words.number(one.mean),
        "effect": words.number(common.effect),
        "interval": None if bounds[0] is None else bounds,
        "score": words.number(common.score),
        "pvalue": words.number(common.pvalue),
        "adjusted_pvalue": words.number(one.adjusted),
        "size": words.number(one.size),
        "because": common.because or None,
        "windows": [_piece_record(piece, ids) for piece in one.pieces],
    }


def _piece_record(piece: Piece, ids: Sequence[str]) -> dict[str, object]:
    return {
        "first": piece.first,
        "last": piece.last,
        "event_ids": [ids[row] for row in piece.rows],
        "groups": list(piece.groups),
        "own_part": words.number(piece.car),
        "score": words.number(piece.score),
        "because": piece.because or None,
    }


def _pair_record(one: Pair) -> dict[str, object]:
    names = ("difference", "pvalue", "adjusted", "size_difference", "size_pvalue", "size_adjusted")
    return {
        "first": one.first,
        "second": one.second,
        **{name: words.number(getattr(one, name)) for name in names},
        "exact": one.exact if not one.because else None,
        "exchanges": one.ways or None,
        "because": one.because or None,
    }


def _flat(one: Group) -> dict[str, object]:
    common = one.common
    return {
        "group": guarded(one.name),
        "n_events": one.n_events,
        "n_windows": len(one.pieces),
        "n_shared_events": one.n_shared_events,
        "mean": one.mean,
        "effect": common.effect,
        "interval_lower": common.lower,
        "interval_upper": common.upper,
        "pvalue": common.pvalue,
        "adjusted_pvalue": one.adjusted,
        "size": one.size,
        "because": common.because,
    }
