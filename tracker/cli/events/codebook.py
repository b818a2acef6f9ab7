"""``tracker events codebook``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text
from tracker.model.codebook import FIELDS, Field


@click.command("codebook", short_help="Every coded field, its values, what they mean, and an example of each.")
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

    It is the table by which events are checked. `tracker events code` asks for the fields that say so. The last column
    has near cases with the value that they get instead.
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
        "values": [
            {"value": one.word, "definition": one.definition, "example": one.example, "boundary": one.boundary}
            for one in field.values
        ],
    }


def _lines(field: Field) -> list[str]:
    asked = ", asked of a second coder" if field.coded else ""
    return [
        "",
        f"## {field.name}",
        "",
        f"{field.question} ({field.level}{asked})",
        "",
        *_table(field),
    ]


def _table(field: Field) -> list[str]:
    """The values; with the near cases that get another one, where the field has any."""
    near = any(one.boundary for one in field.values)
    return [
        f"| value | definition | example |{' not this, but |' if near else ''}",
        f"|---|---|---|{'---|' if near else ''}",
        *(
            f"| `{one.word}` | {one.definition} | {f'`{one.example}`' if one.example else 'none'} |"
            + (f" {one.boundary} |" if near else "")
            for one in field.values
        ),
    ]


COMMAND = codebook
