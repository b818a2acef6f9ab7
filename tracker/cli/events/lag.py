"""``tracker events lag``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width
from tracker.model.plain_text import clean

if TYPE_CHECKING:
    from tracker.services.ledger_quality import Lag, Lags

_HEADERS = ("what", "who", "target", "subject", "first_on", "followed_from", "followed_by", "days")


_NAMED = 10
"""Parties of two authorities that are named; the others are a number."""


@click.command("lag", short_help="Days from announcement to list, and who followed whom.")
@click.option("--target", metavar="NAME", default="", help="Of parties those listed about it alone, like Russia.")
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def lag(invocation: Invocation, target: str, form: str, output: str | None) -> None:
    """Measure the days from announcement to list by issuer, and who listed a party after whom.

    \b
    Examples:
      tracker events lag
      tracker events lag --target Russia
      tracker events lag --format csv -o lags.csv

    The first rests on accounts of lists that were merged into what was announced; the second on parties of one name and
    target that several authorities have on their lists, by the day the list states or a change was seen. Where copies
    lie far apart and no day is stated there are no days to count; who was first is told as far as the copies show it.
    """
    from tracker.services import ledger_quality

    found = ledger_quality.lags(invocation.context, target=target)
    nothing = not (found.list_cases or found.following_cases or found.shared)
    if form == "json":
        emit(invocation, json_text(invocation, _body(found), units={"days": "days"}), output)
    elif form == "csv":
        emit_csv(invocation, _HEADERS, _rows(found), output)
    elif not nothing:
        emit(invocation, "\n".join(folded(_lines(found), page_width(output))), output)
    if nothing:
        invocation.note("No account of a list was merged yet, and no party is on the lists of two authorities.")


def _lag_json(one: Lag) -> dict[str, object]:
    return {"who": one.who, "median_days": one.median_days, "cases": one.cases, "basis": one.basis}


def _body(found: Lags) -> dict[str, object]:
    return {
        "announcement_to_list": [_lag_json(one) for one in found.lists],
        "announcement_to_list_cases": [
            {
                "issuer": one.issuer,
                "event_id": one.event_id,
                "title": one.title,
                "announced_on": one.announced_on,
                "listed_from": one.listed_from,
                "listed_by": one.listed_by,
                "days": one.days,
            }
            for one in found.list_cases
        ],
        "following": [_lag_json(one) for one in found.following],
        "following_cases": [
            {
                "name": one.name,
                "target": one.target,
                "first": one.first,
                "first_on": one.first_on,
                "follower": one.follower,
                "followed_on": one.followed_on,
                "days": one.days,
            }
            for one in found.following_cases
        ],
        "on_both_lists": [
            {
                "one": one.one,
                "other": one.other,
                "parties": one.parties,
                "one_first": one.one_first,
                "other_first": one.other_first,
                "same_day": one.same_day,
                "unknown": one.unknown,
            }
            for one in found.shared
        ],
    }


def _rows(found: Lags) -> Iterator[tuple[str, ...]]:
    for case in found.list_cases:
        days = (case.announced_on, case.listed_from, case.listed_by)
        yield "list", case.issuer, "", case.event_id, *(day.isoformat() for day in days), str(case.days)
    for one in found.following_cases:
        who = f"{one.follower} after {one.first}"
        first, later = one.first_on.isoformat(), one.followed_on.isoformat()
        yield "following", who, one.target, one.name, first, later, later, str(one.days)


def _lines(found: Lags) -> Iterator[str]:
    if found.lists:
        yield "From announcement to list, at most"
    for one in found.lists:
        yield f"  {one.who}: median {one.median_days:g} days ({one.basis})"
        for case in found.list_cases:
            if case.issuer == one.who:
                span = case.listed_by.isoformat()
                if case.listed_from != case.listed_by:
                    span = f"{case.listed_from.isoformat()} to {span}"
                yield f"    {case.event_id}: announced {case.announced_on.isoformat()}, listed {span}, {case.days} days"
    if found.following:
        yield "Who followed whom"
    for one in found.following:
        yield f"  {one.who}: median {one.median_days:g} days ({one.basis})"
        parties = [party for party in found.following_cases if f"{party.follower} after {party.first}" == one.who]
        for party in parties[-_NAMED:]:
            yield (
                f"    {clean(party.name)} ({party.target}): {party.first_on.isoformat()}, then"
                f" {party.followed_on.isoformat()}, {party.days} days"
            )
        if len(parties) > _NAMED:
            yield f"    and {len(parties) - _NAMED:,} before them; all: --format csv"
    if found.shared:
        yield "On the lists of both"
    for pair in found.shared:
        parties_word = "1 party" if pair.parties == 1 else f"{pair.parties:,} parties"
        yield (
            f"  {pair.one} and {pair.other}: {parties_word}; {pair.one} first: {pair.one_first:,}, {pair.other} first:"
            f" {pair.other_first:,}, on one day: {pair.same_day:,}, not known: {pair.unknown:,}"
        )


COMMAND = lag
