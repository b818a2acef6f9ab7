"""``tracker events``: the ledger, one file per command."""

from __future__ import annotations

from tracker.cli._group import LazyGroup

COMMAND = LazyGroup(
    "events",
    package="tracker.cli.events",
    no_args_is_help=True,
    short_help="Read and correct the ledger of policy events.",
    help="""Read and correct the ledger of policy events.

\b
Examples:
  tracker events list --week 2014-W46
  tracker events show 2014-11-11-merkel-no-new-sanctions
  tracker events add --date 2026-11-20 --zone Europe/Brussels --title "…" \\
      --kind designation --issuer "Council of the EU" --jurisdiction EU
  tracker events edit ID --title "…" --reason "the day was wrong"

Your decisions lie over the shipped log, keep their history and survive upgrades.
""",
)
