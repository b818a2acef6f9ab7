"""What the page about the method tells beside its words: how often the tests are wrong, and the settings."""

from __future__ import annotations

from tracker.data.loader import calibration
from tracker.reports.numbers import percent
from tracker.reports.site.method import Measured, Method
from tracker.services.calibrations import TEXTBOOK
from tracker.services.site.inputs import SETTLING, Inputs

_OURS = "fhs"
_SHOWN = (("factor", 1), ("factor", 3), ("mean", 1))
_MODELS = {"factor": "against what else moved", "mean": "against the usual drift"}
_EFFECT = "2 %"


def method_of(inputs: Inputs) -> Method:
    """The measured figures as they are shipped."""
    shipped, settings = calibration(), inputs.context.settings
    data = shipped.provenance["data"]
    rows = []
    for model, asked in _SHOWN:
        length = shipped.nearest(model, asked)
        if length is None:
            continue
        for key, name in ((_OURS, "ours"), (TEXTBOOK, "the textbook's")):
            one = shipped.test(model, length, key)
            if one is not None:
                rows.append(
                    Measured(
                        test=f"{name}, {_MODELS[model]}",
                        days="one rate" if length == 1 else f"{length} rates",
                        n=one.n,
                        at5=one.size5,
                        at1=one.size1,
                        calm=one.fifths[0],
                        storm=one.fifths[-1],
                        found=one.power.get(_EFFECT),
                    )
                )
    return Method(
        measured=rows,
        where=(
            f"ECB fixings of {len(data['currencies'])} currencies against the dollar, {data['first'][:4]} to"
            f" {data['last'][:4]}"
        ),
        plausible=percent(settings.plausible_effect, digits=0),
        hours=settings.office_hours,
        zone=settings.zone,
        settling=SETTLING.days,
    )
