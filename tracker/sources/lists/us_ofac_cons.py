"""OFAC's other lists together (sectoral sanctions, menu-based sanctions, Chinese military companies, …)."""

from __future__ import annotations

from datetime import timedelta

from tracker.sources.parsing import ofac_source


class UsOfacCons(ofac_source.OfacSource):
    """The source ``us_ofac_cons``."""

    info = ofac_source.declared(
        "us_ofac_cons",
        title="US OFAC: Consolidated (non-SDN) lists",
        homepage="https://ofac.treasury.gov/consolidated-sanctions-list-non-sdn-lists",
        min_records=20,
        max_age=timedelta(days=365),
        note="Sectoral and other sanctions short of blocking; changes as OFAC publishes them and once a day the whole.",
    )
    kind = ofac_source.Kind(
        name="Consolidated List",
        file="CONSOLIDATED.XML",
        of_sdn=False,
        foreign=frozenset(
            {
                "SDGT",
                "SDNT",
                "SDNTK",
                "NPWMD",
                "CUBA",
                "IRAN",
                "SYRIA",
                "GLOMAG",
                "BALKANS",
                "TCO",
                "DPRK",
                "DPRK2",
                "IFSR",
            }
        ),
        own=frozenset(("NS-PLC", "CMIC-EO13959", "561-Related", "UKRAINE-EO13662", "RUSSIA-EO14024")),
    )


SOURCE = UsOfacCons()
