"""The real upstreams' outsides with synthetic, plausible, repeatable data up to ``now()``.

``world(now)`` gives a handler for every host the product asks. ``now`` is called at each request, so a test that
moves its clock moves the world.
"""

from __future__ import annotations

from tests.fakenet.bank_of_russia import bank_of_russia
from tests.fakenet.cellar import cellar
from tests.fakenet.european_central_bank import ecb
from tests.fakenet.european_union import webgate
from tests.fakenet.fakenet import Handler, Reply
from tests.fakenet.feeds import feed_hosts
from tests.fakenet.gdelt import gdelt_files, gdelt_search
from tests.fakenet.ground import Clock
from tests.fakenet.ofac import ofac
from tests.fakenet.ofac_site import ofac_site
from tests.fakenet.other_lists import australia, canada, opensanctions, seco, un_security_council
from tests.fakenet.other_rates import bank_of_canada, currency_api, frankfurter, fred, moex
from tests.fakenet.register import federal_register
from tests.fakenet.united_kingdom import consolidated_list, gov_uk, sanctions_list
from tests.fakenet.yahoo_charts import yahoo


def world(now: Clock) -> dict[str, Handler]:
    """Handlers for every host of every source."""
    chart = yahoo(now)
    hosts = {
        "www.ecb.europa.eu": ecb(now),
        "query1.finance.yahoo.com": chart,
        "query2.finance.yahoo.com": chart,
        "fc.yahoo.com": chart,
        "www.federalregister.gov": federal_register(now),
        "sanctionslistservice.ofac.treas.gov": ofac(now),
        "wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com": lambda _: Reply(status=403),  # unsigned
        "publications.europa.eu": cellar(now),
        "ofac.treasury.gov": ofac_site(now),
        "www.cbr.ru": bank_of_russia(now),
        "www.bankofcanada.ca": bank_of_canada(now),
        "api.frankfurter.dev": frankfurter(now),
        "fred.stlouisfed.org": fred(now),
        "iss.moex.com": moex(now),
        "cdn.jsdelivr.net": currency_api(now),
        "currency-api.pages.dev": currency_api(now),
        "webgate.ec.europa.eu": webgate(now),
        "sanctionslist.fcdo.gov.uk": sanctions_list(now),
        "ofsistorage.blob.core.windows.net": consolidated_list(now),
        "www.gov.uk": gov_uk(now),
        "scsanctions.un.org": un_security_council(now),
        "www.sesam.search.admin.ch": seco(now),
        "www.international.gc.ca": canada(now),
        "www.dfat.gov.au": australia(now),
        "data.opensanctions.org": opensanctions(now),
        "storage.googleapis.com": gdelt_files(now),
        "api.gdeltproject.org": gdelt_search(now),
    }
    return {**hosts, **feed_hosts(now, hosts)}
