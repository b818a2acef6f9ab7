"""For Python: what an installation has stored, as tidy data frames, reports and studies, for reading alone.

    import tracker

    with tracker.connect() as store:
        rates = store.rates("USD/RUB@ecb", since="2014-11-01", until="2014-12-01")
        windows = store.windows("USD/RUB", since="2014-11-10", until="2014-11-17")
        report = store.report(week="2014-W46")

Names here and in `tracker` stay; columns are added, never renamed. Errors are those of `tracker.errors`. Every
instant is aware and in UTC; ``since`` is inclusive, ``until`` exclusive. What columns mean, units and credits stand in
``frame.attrs``.
"""

from __future__ import annotations

from tracker.api.connecting import connect
from tracker.api.report import Report
from tracker.api.store import Store
from tracker.api.study import Study

__all__ = ["Report", "Store", "Study", "connect"]
