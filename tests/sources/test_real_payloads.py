"""Every real document of these folders is read by a parser's own test, or is named here with why it is not ours."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tracker.model.source import Snapshot
from tracker.sources.rates import ecb

pytestmark = pytest.mark.extended

FOLDERS = (
    "canada",
    "control",
    "fred",
    "fx_cbr",
    "fx_ecb",
    "fx_frankfurter",
    "fx_other",
    "fx_yahoo",
    "opensanctions",
    "un",
)
HERE = "test_real_payloads"

READ = {
    "canada/sema-lmes_2020-04.xml": "lists/test_source_ca_sema",
    "control/brent-daily_2026-08.csv": "rates/test_source_fred",
    "control/vix-daily_2026-07.csv": "rates/test_source_fred",
    "fred/DTWEXBGS.csv": "rates/test_source_fred",
    "fx_cbr/XML_daily_2016-12-09_cp1251.xml": "rates/test_source_cbr",
    "fx_cbr/XML_daily_error.xml": "rates/test_source_cbr",
    "fx_cbr/XML_daily_historical_cp1251.xml": "rates/test_source_cbr",
    "fx_cbr/XML_dynamic_R01235_2026-03.xml": "rates/test_source_cbr",
    "fx_cbr/XML_dynamic_R01239_2026-03.xml": "rates/test_source_cbr",
    "fx_ecb/ecb_data-api_EXR_2025-01-01.csv": HERE,
    "fx_ecb/ecb_data-api_EXR_recent_2026-02-17.csv": HERE,
    "fx_ecb/eurofxref-daily_2015-01.xml": HERE,
    "fx_ecb/eurofxref-hist-90d.xml": HERE,
    "fx_ecb/eurofxref-hist_2022-08.zip": HERE,
    "fx_ecb/eurofxref-hist_part.xml": HERE,
    "fx_ecb/eurofxref_2016-10-27.csv": HERE,
    "fx_ecb/eurofxref_2022-08.csv": HERE,
    "fx_ecb/eurofxref_2026-10-30.csv": HERE,
    "fx_yahoo/USDRUB_2024-07-16.csv": "rates/test_source_yahoo",
    "un/consolidated_2016-02-11.xml": "lists/test_source_un_sc",
    "un/consolidated_2020-03-20.xml": "lists/test_source_un_sc",
    "un/consolidated_2020-11.xml": "lists/test_source_un_sc",
}
"""Document -> the test module that reads it, under ``tests/sources``."""

_OTHER_SERIES = "a series no source here asks for"
_OTHER_BANK = "a bank no source here asks; its rates come, where they do, by way of Frankfurter"
_OTHER_FORM = "a form no source here asks for"
_COPY = "retyped or copied by others: its bytes are nobody's own"
NOT_OURS = {
    "control/brent-daily_2019-01.csv": "an older copy of the table that is read, its values through binary floats",
    "control/eia_brent-day.xls": _OTHER_FORM,
    "control/fed_h10_monthly_2026-07.csv": "monthly, and without the rouble",
    "control/vix-daily_2014-06.csv": "an older copy of the table that is read, under another header",
    "control/wti-daily_2026-08.csv": _OTHER_SERIES,
    "fred/DEXCHUS_YUAN_DOLLAR_EXCHANGE_RATE.csv": _OTHER_SERIES,
    "fred/DFF.csv": _OTHER_SERIES,
    "fred/NASDAQ100.csv": _OTHER_SERIES,
    "fred/api_observations_DEXBZUS_2026-03.json": _OTHER_FORM,
    "fred/api_observations_DEXCHUS_2026-03.json": _OTHER_FORM,
    "fred/api_observations_DEXINUS_2026-03.json": _OTHER_FORM,
    "fred/api_observations_DEXMXUS_2026-03.json": _OTHER_FORM,
    "fred/api_observations_DEXSFUS_2026-03.json": _OTHER_FORM,
    "fred/api_observations_DEXUSEU_2026-03.json": _OTHER_FORM,
    "fx_cbr/cbr-xml-daily_2022-02-03.transcribed.json": _COPY,
    "fx_frankfurter/frankfurter_2026-08-28.transcribed.json": _COPY,
    "fx_other/bnr_nbrfxrates2018.xml": _OTHER_BANK,
    "fx_other/boe_iadb_2026-03.csv": _OTHER_BANK,
    "fx_other/cnb_cnb_today.txt": _OTHER_BANK,
    "fx_other/imf_rms_mth_2026-03.tsv": _OTHER_BANK,
    "fx_other/nbg_nbog_today.json": _OTHER_BANK,
    "fx_other/nbk_kz_rates_2026-04-01.xml": _OTHER_BANK,
    "fx_other/nbk_kz_rates_2026-04-02.xml": _OTHER_BANK,
    "fx_other/nbk_kz_rates_2026-04-03.xml": _OTHER_BANK,
    "fx_other/nbu_exchange_site_2026-03.json": _OTHER_BANK,
    "fx_other/nbu_success.xml": _OTHER_BANK,
    "fx_other/sarb_usdzar_2026-03.json": _OTHER_BANK,
    "fx_other/tcmb_cbrt_today.xml": _OTHER_BANK,
    "fx_other/tcmb_evds_2026-03.json": _OTHER_BANK,
    "fx_yahoo/USDCNY_2024-07-16.csv": _OTHER_SERIES,
    "fx_yahoo/USDEUR_2024-07-16.csv": _OTHER_SERIES,
    "fx_yahoo/USDNOK_2024-07-16.csv": _OTHER_SERIES,
    "opensanctions/delta_cut/20240527194702-wnk.entities.delta.json": _OTHER_FORM,
    "opensanctions/delta_cut/20240528014702-pfh.entities.delta.json": _OTHER_FORM,
    "opensanctions/delta_cut/20240528074703-npf.entities.delta.json": _OTHER_FORM,
    "opensanctions/delta_cut/20240528134729-3iv.entities.delta.json": _OTHER_FORM,
    "opensanctions/delta_index.json": _OTHER_FORM,
    "opensanctions/entities.ftm_cut.json": _OTHER_FORM,
    "opensanctions/versions.json": _OTHER_FORM,
}


def test_each_is_read_by_a_parsers_test_or_not_ours_for_a_reason(shared: Path) -> None:
    folder = shared / "payloads"
    at_hand = {str(path.relative_to(folder)) for name in FOLDERS for path in (folder / name).rglob("*.*")}
    listed = {line.partition("\t")[0] for line in (folder / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()}
    listed = {name for name in listed if name.partition("/")[0] in FOLDERS}
    assert at_hand | listed == READ.keys() | NOT_OURS.keys()
    assert not READ.keys() & NOT_OURS.keys()


@pytest.mark.parametrize("module", sorted(set(READ.values())))
def test_the_tests_that_read_them_name_them(module: str) -> None:
    """Within a test function or its parameters, so that a document somebody stops reading is missed here."""
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    told = " ".join(
        node.value
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_")
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    missing = [name for name, where in READ.items() if where == module and name.partition("/")[2] not in told]
    assert missing == []


Cells = dict[tuple[str, str], Decimal]


def parsed(content: bytes, kind: str) -> Cells:
    snapshot = Snapshot(
        source="ecb",
        url="https://www.ecb.europa.eu/x",
        kind=kind,
        retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
        sha256="",
        content=content,
    )
    return {(quote.series, quote.label): quote.value for quote in ecb.SOURCE.parse(snapshot).quotes}


@cache
def archive_of_2022(folder: Path) -> Cells:
    return parsed((folder / "fx_ecb" / "eurofxref-hist_2022-08.zip").read_bytes(), ecb.HISTORY)


def cells_of(rows: Iterator[list[str]], day_of: str) -> Cells:
    """The table of a document of the ECB, read in the plainest way there is."""
    head = [name.strip() for name in next(rows)]
    found = {}
    for row in rows:
        day = datetime.strptime(row[0].strip(), day_of).replace(tzinfo=UTC).date().isoformat()
        for name, cell in zip(head[1:], row[1:], strict=True):
            if name and cell.strip() not in ("", "N/A"):
                found[(f"EUR/{name}@ecb", day)] = Decimal(cell.strip())
    return found


def exact(found: Cells) -> dict[tuple[str, str], str]:
    return {key: str(value) for key, value in found.items()}


def test_two_decades_of_the_ecb_are_read_to_the_digit(shared: Path) -> None:
    name = "eurofxref-hist_2022-08.zip"
    with zipfile.ZipFile(shared / "payloads/fx_ecb" / name) as packed:
        text = packed.read(packed.namelist()[0]).decode()
    table = cells_of(csv.reader(io.StringIO(text)), "%Y-%m-%d")
    assert len(table) == 189_786
    assert exact(archive_of_2022(shared / "payloads")) == exact(table)


@pytest.mark.parametrize("name", ["eurofxref_2016-10-27.csv", "eurofxref_2022-08.csv", "eurofxref_2026-10-30.csv"])
def test_a_day_of_the_ecb_is_read_to_the_digit(shared: Path, name: str) -> None:
    content = (shared / "payloads/fx_ecb" / name).read_bytes()
    table = cells_of(csv.reader(io.StringIO(content.decode())), "%d %B %Y")
    assert len(table) >= 29
    assert exact(parsed(content, ecb.DAILY)) == exact(table)


@pytest.mark.parametrize(
    ("name", "count"),
    [("eurofxref-daily_2015-01.xml", 31), ("eurofxref-hist-90d.xml", 2080), ("eurofxref-hist_part.xml", 1984)],
)
def test_what_the_ecb_publishes_in_another_form_are_the_very_values_read(shared: Path, name: str, count: int) -> None:
    text = (shared / "payloads/fx_ecb" / name).read_text(encoding="utf-8")
    archive = archive_of_2022(shared / "payloads")
    found = {}
    for day, table in re.findall(r"<Cube time=['\"]([\d-]+)['\"]>(.*?)</Cube>", text, re.DOTALL):
        for currency, rate in re.findall(r"currency=['\"]([A-Z]{3})['\"] rate=['\"]([\d.]+)['\"]", table):
            found[(f"EUR/{currency}@ecb", day)] = rate
    assert len(found) == count
    assert {key: Decimal(value) for key, value in found.items()} == {key: archive.get(key) for key in found}


@pytest.mark.parametrize(
    ("name", "count"),
    [("ecb_data-api_EXR_2025-01-01.csv", 8067), ("ecb_data-api_EXR_recent_2026-02-17.csv", 638)],
)
def test_what_the_ecbs_data_service_answers_are_the_values_of_the_embedded_archive(
    shared: Path, name: str, count: int
) -> None:
    rows = csv.DictReader((shared / "payloads/fx_ecb" / name).read_text(encoding="utf-8").splitlines())
    told = {
        (f"EUR/{row['CURRENCY']}@ecb", row["TIME_PERIOD"]): Decimal(row["OBS_VALUE"])
        for row in rows
        if re.fullmatch(r"[A-Z]{3}", row["CURRENCY"] or "") and row["OBS_VALUE"]
    }
    archive = parsed(ecb.embedded().read_bytes(), ecb.HISTORY)
    both = {key: value for key, value in told.items() if key in archive}
    assert len(both) == count
    assert both == {key: archive[key] for key in both}
