"""The period's move as a sum: a stair of parts, each beginning where the one before ended, and the whole beneath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean, plain
from tracker.reports.currencies import pair_of
from tracker.reports.decomposed import rounded_parts
from tracker.reports.figures.drawing import Margins, Scale, Sheet, credit_lines, fitting, wide, wrapped
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.palette import GREEN, GRID, INK, LINE, ORANGE, SKY, SOFT
from tracker.reports.figures.scales import around, signed_text, ticks_of
from tracker.reports.wording import Words

_ROW, _ABOVE, _FOOT = 26, 44, 24
_COLOURS = {"dollar": SKY, "emerging": GREEN, "oil": ORANGE, "own": LINE, "drift": SOFT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part in log per cent at two decimals, from where to where on the stair."""

    key: str
    name: str
    value: float
    begins: float
    ends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stair:
    """The parts in order, the last of them the whole."""

    steps: tuple[Step, ...]
    axis: str
    credit: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DecompositionKind:
    """What the move is made of."""

    key: str = "decomposition"

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """The parts of the period's move; None where they are not known."""
        if briefing.decomposition is None:
            return None
        pair = pair_of(briefing.info.series.name, words)
        total, parts = rounded_parts(briefing.decomposition)
        named = words.sentence("figure.parts.total", a_base=pair.a_base)
        steps, at = [], 0.0
        for key, text, value in parts:
            steps.append(
                Step(
                    key=key, name=_name(key, text, pair.base, words), value=value, begins=at, ends=round(at + value, 2)
                )
            )
            at = round(at + value, 2)
        steps.append(Step(key="total", name=named, value=total, begins=0.0, ends=total))
        credit = clean(words.of(briefing.info.credit), 90)
        content = Stair(
            steps=tuple(steps),
            axis=words.sentence("figure.parts.axis", a_base=pair.a_base),
            credit=words("figure.credit", credit=credit) if credit else "",
            words=words,
        )
        own = next(step for step in steps if step.key == "own")
        others = [step for step in steps[:-1] if step.key != "own"]
        largest = max(others, key=lambda step: abs(step.value)) if others else own
        caption = words.sentence(
            f"figure.parts.caption.{'rise' if total >= 0 else 'fall'}",
            a_base=pair.a_base,
            size=words.number(f"{abs(total):.2f}"),
            own=signed_text(own.value, 2, words),
            its_quote=pair.its_quote,
            largest=largest.name,
            value=signed_text(largest.value, 2, words),
        )
        listed = ", ".join(f"{step.name} {signed_text(step.value, 2, words)}" for step in steps[:-1])
        return Figure(
            key=self.key,
            title=words.sentence("figure.parts.title", a_base=pair.a_base),
            caption=plain(caption),
            spoken=plain(f"{caption} {words('figure.parts.spoken', parts=listed)}"),
            reading=words("figure.parts.reading"),
            credit=content.credit,
            content=content,
            draw=_draw,
        )


def _name(key: str, text: str, base: str, words: Words) -> str:
    if key == "dollar":
        return words("figure.parts.of.dollar", base=base)
    return words(f"figure.parts.of.{key}") if key in _COLOURS else clean(words.of(text), 60)


def _draw(content: Stair, frame: Frame) -> dict[str, Any]:
    narrow = frame.width < 500
    texts = [signed_text(step.value, 2, content.words) for step in content.steps]
    left = 10 if narrow else int(min(max(wide(step.name) for step in content.steps) + 18, frame.width * 0.42))
    right = 10 if narrow else int(max(wide(text, bold=True) for text in texts) + 18)
    axis = wrapped(content.axis, frame.width - 16, bold=True)
    credit = credit_lines(content.credit, frame.width, 8)
    row = _ABOVE if narrow else _ROW
    low, high = around((end for step in content.steps for end in (step.begins, step.ends)), least=0.1, margin=0.04)
    down = row * len(content.steps) + 8
    sheet = Sheet(
        width=frame.width,
        down=down,
        margins=Margins(
            left=left, right=right, top=12 + 17 * len(axis), bottom=_FOOT + 4 + (16 * len(credit) + 4 if credit else 0)
        ),
        x=Scale(low=low, high=high, begin=0, end=frame.width - left - right),
        y=Scale(low=0, high=1, begin=0, end=1),
    )
    ticks = ticks_of(low, high, max(3, sheet.across // 70), content.words)
    sheet.add("rule", ticks, {"color": GRID}, x="v", y=0, y2=down)
    sheet.add("rule", [{"v": 0.0}], {"color": SOFT}, x="v", y=0, y2=down)
    sheet.add("text", ticks, {"align": "center", "baseline": "middle"}, x="v", y=down + 11, text="s")
    sheet.write(axis, 8 - left, 14 - sheet.margins.top, fontWeight="bold", color=INK)
    if credit:
        sheet.write(credit, 8 - left, down + _FOOT + 8, fontSize=11)
    _steps(sheet, content, texts, row, narrow=narrow)
    return sheet.spec()


def _steps(sheet: Sheet, content: Stair, texts: list[str], row: int, *, narrow: bool) -> None:
    bars, joins, names, numbers = [], [], [], []
    for number, (step, text) in enumerate(zip(content.steps, texts, strict=True)):
        y = row * number + (row - 14 if narrow else row / 2 + 4)
        colour = INK if step.key == "total" else _COLOURS.get(step.key, SOFT)
        low, high = sorted((step.begins, step.ends))
        bars.append({"v": low, "v2": high, "py": y - 8, "py2": y + 8, "c": colour, "d": f"{step.name}: {text}"})
        if number < len(content.steps) - 1:
            joins.append({"v": step.ends, "py": y + 8, "py2": y + row - 8})
        if narrow:
            names.append({"px": 0, "py": y - 19, "s": fitting(step.name, sheet.across - 60)})
            numbers.append({"px": sheet.across, "py": y - 19, "s": text})
        else:
            names.append({"px": -12, "py": y, "s": fitting(step.name, sheet.margins.left - 14)})
            numbers.append({"px": sheet.across + sheet.margins.right - 8, "py": y, "s": text})
    if narrow:
        sheet.clear((row * number, row * number + row - 23) for number in range(len(bars)))
    sheet.add("rule", joins if not narrow else [], {"color": SOFT, "strokeDash": (2, 2)}, x="v", y="py", y2="py2")
    sheet.add("rect", bars, {"opacity": 1}, x="v", x2="v2", y="py", y2="py2", color="c")
    edges = [{name: bar[name] for name in ("v", "py", "py2", "c")} for bar in bars]  # of a part too small to be seen
    sheet.add("rule", edges, {"strokeWidth": 2}, x="v", y="py", y2="py2", color="c")
    looks = {"align": "left" if narrow else "right", "baseline": "middle", "color": INK}
    sheet.add("text", names, looks, x="px", y="py", text="s")
    looks = {"align": "right", "baseline": "middle", "fontWeight": "bold", "color": INK}
    sheet.add("text", numbers, looks, x="px", y="py", text="s")


FIGURE = DecompositionKind()
