"""``tracker events codebook``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text
from tracker.model.codebook import FIELDS, Field


@click.command("codebook")
@format_option("markdown", "json")
@output_option
@pass_invocation
def codebook(invocation: Invocation, form: str, output: str | None) -> None:
    """Write the codebook: every coded field, its values, what they mean, and an event that has each.

    \b
    Examples:
      tracker events codebook
      tracker events codebook -o codebook.md
      tracker events codebook --format json

    It is the table by which events are checked. The fields marked as coded are those of `tracker events code`.
    """
    if form == "json":
        emit(invocation, json_text(invocation, {"fields": [_json(field) for field in FIELDS]}), output)
        return
    emit(
        invocation,
        "\n".join(["# Codebook of policy events", *(line for field in FIELDS for line in _lines(field))]),
        output,
    )


def _json(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "question": field.question,
        "level": field.level,
        "coded": field.coded,
        "values": [{"value": one.word, "definition": one.definition, "example": one.example} for one in field.values],
    }


def _lines(field: Field) -> list[str]:
    asked = ", asked of a second coder" if field.coded else ""
    return [
        "",
        f"## {field.name}",
        "",
        f"{field.question} ({field.level}{asked})",
        "",
        "| value | definition | example |",
        "|---|---|---|",
        *(
            f"| `{one.word}` | {one.definition} | {f'`{one.example}`' if one.example else 'none'} |"
            for one in field.values
        ),
    ]


COMMAND = codebook
