"""Real logs: figures counted by other programs, listed in the data folder's README.md."""

import gzip
from pathlib import Path
from typing import cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from journeymine.errors import InputError
from journeymine.sources.quality import quality
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable


@pytest.fixture(scope="module")
def retail(data: Path) -> pd.DataFrame:
    pyreadr = pytest.importorskip("pyreadr")
    (frame,) = pyreadr.read_r(data / "onlineretail" / "onlineretail.rda").values()
    return cast("pd.DataFrame", frame)


def _rows(table: EventTable) -> list[tuple[object, ...]]:
    """The events, sorted."""
    return sorted(zip(*(column.to_pylist() for column in table.table.columns), strict=True))


def _distinct(table: EventTable, name: str) -> int:
    return int(pc.count_distinct(table.table.column(name)).as_py())


def test_online_retail_reports_its_missing_customers(retail: pd.DataFrame) -> None:
    roles = {"customer": "CustomerID", "event": "StockCode", "time": "InvoiceDate"}
    with pytest.raises(
        InputError, match="Of 541,909 rows in the pandas frame, column 'CustomerID' has 135,080 missing"
    ):
        read_table(retail, **roles)
    table = read_table(retail, **roles, on_missing="drop")
    assert (table.report.rows_read, table.report.missing["CustomerID"]) == (541_909, 135_080)
    assert (len(table), _distinct(table, "CustomerID")) == (541_909 - 135_080, 4_372)
    assert table.table.schema.field("CustomerID").type == pa.int64()


def test_the_whole_of_online_retail_has_its_exact_duplicates(retail: pd.DataFrame) -> None:
    frame = retail.assign(CustomerID=retail["CustomerID"].fillna(0))
    table = read_table(
        frame,
        customer="CustomerID",
        event="StockCode",
        time="InvoiceDate",
        value="UnitPrice",
        extra=["InvoiceNo", "Description", "Quantity", "Country"],
    )
    report = quality(table)
    assert report.duplicates == 5_268
    assert (report.largest_customer, report.largest_customer_rows) == (0, 135_080)


def test_help_desk_is_the_same_as_csv_and_as_xes(data: Path) -> None:
    csv = read_table(
        data / "helpdesk" / "helpdesk.csv.gz", customer="Case ID", event="Activity", time="Complete Timestamp"
    )
    xes = read_table(
        str(data / "helpdesk" / "helpdesk.xes.gz"),
        customer="case:concept:name",
        event="concept:name",
        time="time:timestamp",
    )
    assert _rows(csv) == _rows(xes)
    assert (len(csv), _distinct(csv, "Case ID"), _distinct(csv, "Activity")) == (21_348, 4_580, 14)
    assert quality(csv).duplicates == quality(xes).duplicates == 127
    assert (csv.report.naive_times, xes.report.naive_times) == (True, False)


def test_incidents_join_activity_and_status(data: Path) -> None:
    table = read_table(
        data / "bpic2013" / "bpic2013_incidents.xes.gz",
        customer="case:concept:name",
        event=["concept:name", "lifecycle:transition"],
        time="time:timestamp",
    )
    assert (len(table), _distinct(table, "case:concept:name"), _distinct(table, table.event)) == (65_533, 7_554, 13)


def test_permits_and_sepsis(data: Path) -> None:
    permits = read_table(
        data / "receipt" / "receipt.csv.gz", customer="case:concept:name", event="concept:name", time="time:timestamp"
    )
    assert (len(permits), _distinct(permits, permits.customer), _distinct(permits, permits.event)) == (8_577, 1_434, 27)
    sepsis = read_table(
        data / "eventdataR" / "sepsis.csv.gz", customer="Case ID", event="Activity", time="Complete Timestamp"
    )
    # The README counts 1,049: pandas takes the case whose id is NA as missing.
    assert (len(sepsis), _distinct(sepsis, "Case ID")) == (15_214, 1_050)
    assert pc.any(pc.equal(sepsis.table.column("Case ID"), "NA")).as_py()


@pytest.mark.parametrize("on_missing", ["error", "drop"])
def test_the_broken_last_row_of_the_complaints_is_named(data: Path, on_missing: str) -> None:
    path = data / "cfpb_2023_mixed" / "complaints_truncated_1MiB.csv.gz"
    with pytest.raises(
        InputError, match=r"Row 2,069 of '.*complaints_truncated_1MiB\.csv\.gz' .* a quote is not closed"
    ):
        read_table(path, customer="Company", event="Issue", time="Date received", on_missing=on_missing)


def _found(table: EventTable) -> dict[str, int]:
    return {one.fault: one.count for one in quality(table).findings}


def test_online_retail_has_a_catch_all_and_days_off(retail: pd.DataFrame) -> None:
    """Orders without a number are a quarter; the shop rested over Christmas, Easter and two bank holidays."""
    frame = retail.assign(CustomerID=retail["CustomerID"].fillna(0))
    table = read_table(frame, customer="CustomerID", event="StockCode", time="InvoiceDate", value="UnitPrice")
    findings = {one.fault: one for one in quality(table).findings}
    assert findings["catch_all"].count == 135_080
    assert findings["gap"].count == 12
    assert findings["gap"].examples[0] == "2010-12-24 to 2011-01-03"
    assert not {"bots", "late_tail", "near_duplicates", "future", "before_1990"} & set(findings)


def test_help_desk_and_hospital_have_few_faults(data: Path) -> None:
    """Tickets closed twice within seconds; of the hospital's log seven rows. Its cases are A to ZZZ, one of them NA."""
    desk = read_table(
        data / "helpdesk" / "helpdesk.csv.gz", customer="Case ID", event="Activity", time="Complete Timestamp"
    )
    assert _found(desk) == {"exact_duplicates": 127, "near_duplicates": 150}
    hospital = read_table(
        data / "eventdataR" / "sepsis.csv.gz", customer="Case ID", event="Activity", time="Complete Timestamp"
    )
    assert _found(hospital) == {"exact_duplicates": 7, "tied": 7_526}


def test_days_of_purchases_have_no_near_duplicates(data: Path) -> None:
    with gzip.open(data / "cdnow" / "CDNOW_master.txt.gz", "rt") as lines:
        rows = [line.split() for line in list(lines)[1:]]
    customer, day, number, value = zip(*rows, strict=True)
    source = {"c": customer, "d": day, "n": number, "v": [float(one) for one in value], "e": ["buy"] * len(day)}
    table = read_table(
        {**source, "d": [f"{one[:4]}-{one[4:6]}-{one[6:]}" for one in day]},
        customer="c",
        event="e",
        time="d",
        value="v",
        extra=["n"],
    )
    assert _found(table) == {"exact_duplicates": 255, "tied": 3_842}


def test_a_web_server_met_programs(data: Path) -> None:
    """Three in ten rows, most of which say so; what is counted here are agents with the word bot in them."""
    table = read_table(
        data / "apache_logs" / "apache_logs.gz",
        customer="host",
        event="path",
        time="time",
        extra=["agent"],
        form="access_log",
        on_missing="drop",
    )
    found = {one.fault: one for one in quality(table).findings}
    say_so = pc.sum(pc.match_substring(pc.utf8_lower(table.table["agent"]), "bot")).as_py()
    assert found["bots"].count >= say_so > 1_000
    assert found["bots"].cure == "log.drop_bots()"
    assert "zone" not in found
