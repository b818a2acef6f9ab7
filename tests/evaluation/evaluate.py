"""Score the reader of statements on labelled passages: ``python -m tests.evaluation.evaluate [--errors]``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.evaluation.labels import documents, passages
from tests.evaluation.scoring import FIELDS, Result, calibration, evaluate
from tracker.data.actors import gazetteer

FOLDER = Path(__file__).parents[3] / "shared" / "payloads" / "news" / "whitehouse_md"
TITLES = {
    "development": "development, English",
    "held-out": "later set, English, adapted to since",
    "german": "German, adapted to since",
    "russian": "Russian, adapted to since",
}


def table(title: str, result: Result, *, errors: bool) -> str:
    """The scores of one part as lines."""
    lines = [title, f"  {'field':8} precision recall    F1"]
    for name in FIELDS:
        score = result.scores[name]
        shares = f"{score.precision:.2f}   {score.recall:.2f}  {score.f1:.2f}"
        lines.append(f"  {name:8}      {shares}   ({score.labelled} labelled, {score.found} found)")
    lines.append(f"  confidence: Brier score {result.brier:.3f}; of statements in each band the share that was right")
    lines += [
        f"    {band}  n={count:3}  said {mean:.2f}  were {share:.2f}"
        for band, count, mean, share in calibration(result.judged)
    ]
    if errors:
        lines += [f"    {one}" for one in result.errors]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the scores of all parts, and of the documents beside the checkout where they are."""
    errors = "--errors" in arguments
    labelled = passages()
    for part in ("development", "held-out", "german", "russian"):
        chosen = [one for one in labelled if one.part == part]
        sys.stdout.write(
            table(f"{TITLES[part]}: {len(chosen)} passages", evaluate(chosen, gazetteer()), errors=errors) + "\n\n"
        )
    if FOLDER.is_dir():
        chosen = documents(FOLDER)
        title = f"documents: {len(chosen)} briefings beside the checkout, of each the labelled sentences"
        sys.stdout.write(table(title, evaluate(chosen, gazetteer()), errors=errors) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
