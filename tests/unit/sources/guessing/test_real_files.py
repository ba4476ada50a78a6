"""What is proposed for every table in the data folder, and that it reads it."""

import shutil
from pathlib import Path
from typing import Any

import pyreadr
import pytest

import journeymine as jm
from journeymine.sources.guessing.proposals import proposals
from journeymine.sources.guessing.writing import written

COLUMNS: dict[str, dict[str, Any]] = {
    "helpdesk/helpdesk.csv.gz": {"customer": "customer", "event": "Activity", "time": "Complete Timestamp"},
    "helpdesk/helpdesk.xes.gz": {"preset": "xes"},
    "bpic2013/bpic2013_closed.xes.gz": {"preset": "xes"},
    "bpic2013/bpi_13_incidents_verenich.csv.gz": {
        "customer": "CaseID",
        "event": "ActivityID",
        "time": "CompleteTimestamp",
    },
    "eventdataR/sepsis.csv.gz": {"customer": "Case ID", "event": "Activity", "time": "Complete Timestamp"},
    "receipt/receipt.csv.gz": {"preset": "xes"},
    "cfpb_sample/complaints_small_sample_2025-04-25.csv.gz": {
        "customer": "Complaint ID",
        "event": "Issue",
        "time": "Date received",
        "text": "Consumer complaint narrative",
    },
    "comcast/Comcast_telecom_complaints_data.csv.gz": {
        "customer": "Ticket #",
        "event": "Received Via",
        "time": ["Date_month_year", "Time"],
        "text": "Customer Complaint",
    },
    # One line is broken.
    "apache_logs/apache_logs.gz": {"preset": "combined", "on_missing": "drop"},
}
FAULTS = {
    "cfpb_2023_mixed/complaints_truncated_1MiB.csv.gz": "cannot be read to its end",
    "cfpb_narratives/jaik_test_data.csv.gz": "no column looks like its `customer` or its `time`",
    "cfpb_narratives/Consumer_Complaints_product_narrative.csv.gz": "no column looks like its `customer` or its `time`",
    "cdnow/CDNOW_master.txt.gz": "cannot be read;",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_of_real_logs(data: Path, name: str) -> None:
    (found,) = proposals([data / name], data)
    said = found.said
    assert said.pop("file") == name
    assert (said, found.fault) == (COLUMNS[name], None)


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_log_is_said_to_be_none(data: Path, name: str) -> None:
    (found,) = proposals([data / name], data)
    assert found.fault is not None
    assert FAULTS[name] in found.fault


def test_onlineretail(data: Path, tmp_path: Path) -> None:
    (frame,) = pyreadr.read_r(data / "onlineretail" / "onlineretail.rda").values()
    frame[:20_000].to_parquet(tmp_path / "onlineretail.parquet")
    (found,) = proposals([tmp_path / "onlineretail.parquet"], tmp_path)
    assert found.said == {
        "file": "onlineretail.parquet",
        "customer": "CustomerID",
        "event": "StockCode",
        "time": "InvoiceDate",
        "value": "UnitPrice",
        "on_missing": "drop",
    }


def test_what_is_written_reads_them_all(data: Path, tmp_path: Path) -> None:
    names = ["receipt/receipt.csv.gz", "comcast/Comcast_telecom_complaints_data.csv.gz", "apache_logs/apache_logs.gz"]
    for name in names:
        shutil.copy(data / name, tmp_path)
    found = proposals(sorted(tmp_path.iterdir()), tmp_path)
    (tmp_path / "sources.toml").write_text(written(found, "sources.toml"), encoding="utf-8")
    log = jm.read_events(mapping=tmp_path / "sources.toml")
    assert len(log) == 8_577 + 2_224 + 9_999
