"""OFAC's list of Specially Designated Nationals and Blocked Persons: the feed of its changes, and the whole list."""

from __future__ import annotations

from datetime import timedelta

from tracker.sources.parsing import ofac_source


class UsOfacSdn(ofac_source.OfacSource):
    """The source ``us_ofac_sdn``."""

    info = ofac_source.declared(
        "us_ofac_sdn",
        title="US OFAC: Specially Designated Nationals and Blocked Persons",
        homepage="https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
        min_records=50,
        max_age=timedelta(days=30),
        note="Changes as OFAC publishes them, since 2023, and once a day the whole list; older files can be imported.",
    )
    kind = ofac_source.Kind(
        name="SDN List",
        file="SDN_XML.ZIP",
        of_sdn=True,
        foreign=frozenset(
            {
                "NS-PLC",
                "CMIC-EO13959",
                "561-Related",
                "561List",
                "NS-ISA",
                "NS-CMIC",
                "NS-MBS",
                "FSE-IR",
                "EO13645",
                "CAPTA",
            }
        ),
        own=frozenset(
            ("SDGT", "SDNT", "SDNTK", "NPWMD", "CUBA", "IRAN", "SYRIA", "GLOMAG", "BALKANS", "TCO", "DPRK", "DPRK2")
        ),
    )


SOURCE = UsOfacSdn()
