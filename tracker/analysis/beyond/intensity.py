"""How much sanctioning there was: weighted acts of the ledger by month. Experimental."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

ACTION_WEIGHTS = {
    "impose": 1.0,
    "expand": 1.0,
    "threaten": 0.25,
    "condemn": 0.1,
    "extend": 0.0,
    "rule_out": 0.0,
    "deny": 0.0,
    "neutral": 0.1,
    "ease": 1.0,
    "lift": 1.0,
}
"""How much an act counts: a measure 1, a threat a quarter, words a tenth, what changes nothing 0. They are ours."""

STANCE_SIGNS = {"escalate": 1.0, "hold": 0.0, "deescalate": -1.0}
"""Whether it adds pressure, leaves it, or takes some away."""

SCHEMES = ("weighted", "acts", "all_alike")
"""The index; acts alone; every escalation and easing as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One event as the index counts it. ``months``: first and last month it may belong to."""

    event_id: str
    months: tuple[str, str]
    action: str
    stance: str
    group: str


def weight_of(action: str, stance: str, scheme: str = "weighted") -> float:
    """What an event adds to the index.

    Examples
    --------
    >>> weight_of("expand", "escalate"), weight_of("lift", "deescalate"), weight_of("threaten", "escalate")
    (1.0, -1.0, 0.25)
    >>> weight_of("threaten", "escalate", "acts"), weight_of("threaten", "escalate", "all_alike")
    (0.0, 1.0)
    """
    sign, size = STANCE_SIGNS[stance], ACTION_WEIGHTS[action]
    if scheme == "all_alike":
        return sign
    if scheme == "acts":
        return sign * float(size >= 1.0)
    return sign * size


def intensity(acts: Iterable[Act], months: list[str]) -> pd.DataFrame:
    """The index of each group by month.

    Parameters
    ----------
    acts : iterable of Act
        Each event once; those outside the months are left out.
    months : list of str
        Every month of the period in order, like 2014-11.

    Returns
    -------
    DataFrame
        ``group, month``; ``added`` (escalation), ``eased`` (≤ 0), ``net`` (their sum), ``level`` (net since the first
        month), ``low`` and ``high`` (the smallest and largest ``level`` under the schemes ``weighted``, ``acts`` and
        ``all_alike``, the latter two brought to the same total of absolute weights), ``n`` (events), ``n_counted``
        (those with a weight). Groups in order of their total absolute weight, then of their name; ``all`` comes first.

    Notes
    -----
    An index of Dreger, Fidrmuc, Kholodilin and Ulbricht (2016) counts sanctions by the trade of those who issue them.
    Here each act has a weight by its coded action and the sign of its stance (`ACTION_WEIGHTS`, `STANCE_SIGNS`), which
    are ours: no measure of what an act costs anybody. The level rises with escalation and falls with easing, nothing
    decays. A logged event is counted, an act nobody logged is not. An event whose day lies on the border of two months
    belongs to the later one, in which it was surely public.

    References
    ----------
    Dreger, Fidrmuc, Kholodilin and Ulbricht (2016), "Between the hammer and the anvil: the impact of economic
    sanctions and oil prices on Russia's ruble", *J. Comparative Economics* 44(2).

    Examples
    --------
    >>> acts = [
    ...     Act(event_id="a", months=("2014-03", "2014-03"), action="impose", stance="escalate", group="EU"),
    ...     Act(event_id="b", months=("2014-04", "2014-04"), action="ease", stance="deescalate", group="EU"),
    ... ]
    >>> intensity(acts, ["2014-03", "2014-04"]).query("group == 'EU'")["level"].tolist()
    [1.0, 0.0]
    """
    place = {month: number for number, month in enumerate(months)}
    rows = sorted(
        (act.group, place[act.months[1]], act.event_id, act.action, act.stance)
        for act in acts
        if act.months[1] in place
    )
    groups = list(dict.fromkeys(row[0] for row in rows))
    added = {name: np.zeros((len(SCHEMES), len(months))) for name in groups}
    eased = {name: np.zeros((len(SCHEMES), len(months))) for name in groups}
    count = {name: np.zeros((2, len(months)), dtype=int) for name in groups}
    for group, month, _, action, stance in rows:
        for number, scheme in enumerate(SCHEMES):
            weight = weight_of(action, stance, scheme)
            (added if weight > 0 else eased)[group][number, month] += weight
        count[group][:, month] += (1, int(weight_of(action, stance) != 0))
    totals = {name: float((added[name] - eased[name])[0].sum()) for name in groups}
    groups.sort(key=lambda name: (-totals[name], name))
    whole = [("all", sum(added.values()), sum(eased.values()), sum(count.values()))] if len(groups) > 1 else []
    single = [(name, added[name], eased[name], count[name]) for name in groups]
    frames = [_frame(name, months, up, down, n) for name, up, down, n in (*whole, *single)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(_COLUMNS))


_COLUMNS = ("group", "month", "added", "eased", "net", "level", "low", "high", "n", "n_counted")


def _frame(
    name: str, months: list[str], added: np.ndarray | int, eased: np.ndarray | int, count: np.ndarray | int
) -> pd.DataFrame:
    up, down, n = np.asarray(added), np.asarray(eased), np.asarray(count)
    totals = (up - down).sum(axis=1)
    scale = np.where(totals > 0, totals[0] / np.where(totals > 0, totals, 1.0), np.nan)
    levels = np.cumsum(up + down, axis=1) * scale[:, None]
    usable = levels[totals > 0] if totals[0] > 0 else np.zeros((1, len(months)))
    return pd.DataFrame(
        {
            "group": name,
            "month": months,
            "added": up[0],
            "eased": down[0],
            "net": up[0] + down[0],
            "level": np.cumsum(up[0] + down[0]),
            "low": usable.min(axis=0),
            "high": usable.max(axis=0),
            "n": n[0],
            "n_counted": n[1],
        }
    )
