"""Real files of several systems as one log."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import journeymine as jm


def test_the_clock_of_a_converted_log(data: Path) -> None:
    """The XES file has its zones, the CSV file that was made of it shows the clock of Brisbane, to the minute."""
    files = {
        "xes": data / "bpic2013" / "bpic2013_incidents.xes.gz",
        "csv": data / "bpic2013" / "bpi_13_incidents_verenich.csv.gz",
    }
    xes = {"preset": "xes"}
    csv = {"customer": "CaseID", "event": "{ActivityID}", "time": "CompleteTimestamp", "zone": "Australia/Brisbane"}
    frame = jm.read_events(files, mapping={"xes": xes, "csv": csv}).to_pandas()
    frame["time"] = frame["time"].dt.floor("min")
    both = [np.sort(frame.loc[frame["source"] == name, "time"].to_numpy()) for name in files]
    assert len(both[0]) == 65_533
    assert (both[0] == both[1]).all()


def test_four_systems(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(f"""
        zone = "Europe/Rome"
        customer_as = "text"

        [web]
        preset = "combined"
        file = "{data}/apache_logs/apache_logs.gz"
        format = "access_log"
        where = {{ status = "< 400" }}
        on_missing = "drop"

        [helpdesk]
        file = "{data}/helpdesk/helpdesk.csv.gz"
        customer = "Case ID"
        event = "ticket:{{Activity}}"
        time = "Complete Timestamp"
        where = {{ Activity = {{ not = ["Closed", "RESOLVED"] }} }}
        rename = {{ "ticket:Assign .*" = "ticket:assign" }}

        [complaints]
        file = "{data}/comcast/*.csv.gz"
        customer = "Ticket #"
        event = "complaint:{{Received Via}}"
        time = ["Date_month_year", "Time"]
        zone = "America/New_York"
        text = "Customer Complaint"

        [hospital]
        file = "{data}/eventdataR/sepsis.csv.gz"
        customer = "Case ID"
        event = ["Activity", "org:group"]
        time = "Complete Timestamp"
        on_missing = "drop"
    """)
    log = jm.read_events(mapping=tmp_path / "sources.toml")
    helpdesk = pd.read_csv(data / "helpdesk" / "helpdesk.csv.gz")
    ended = int(helpdesk["Activity"].isin(["Closed", "RESOLVED"]).sum())
    report = log._table.report.sources
    # Of 10,000 lines 220 say an error, and one is no line of a log.
    assert (report["web"].rows_read, report["web"].rows_kept) == (10_000, 9_779)
    assert (report["helpdesk"].rows_read, report["helpdesk"].rows_filtered) == (21_348, ended)
    assert (report["complaints"].rows_read, report["complaints"].rows_kept) == (2_224, 2_224)
    frame = log.to_pandas()
    assert frame["source"].value_counts().to_dict() == {name: one.rows_kept for name, one in report.items()}
    assert (frame["event"] == "ticket:assign").sum() == helpdesk["Activity"].str.startswith("Assign ").sum()
    # 22-Apr-15 at 3:53:50 PM on the clock of New York.
    first = frame[frame["source"] == "complaints"].iloc[0]
    assert (first["customer"], first["text"]) == ("250635", "Comcast Cable Internet Speeds")
    assert first["time"] == pd.Timestamp("2015-04-22T19:53:50Z")


def test_an_invoice_that_is_a_cancellation(data: Path) -> None:
    pyreadr = pytest.importorskip("pyreadr")
    (frame,) = pyreadr.read_r(data / "onlineretail" / "onlineretail.rda").values()
    shop = {
        "customer": "CustomerID",
        "event": "{StockCode}",
        "time": "InvoiceDate",
        "value": "UnitPrice",
        "zone": "Europe/London",
        "where": {"Quantity": "> 0", "Country": "United Kingdom"},
        "on_missing": "drop",
    }
    log = jm.read_events({"shop": frame}, mapping={"shop": shop})
    kept = frame[(frame["Quantity"] > 0) & (frame["Country"] == "United Kingdom")]
    report = log._table.report
    assert report.rows_filtered == len(frame) - len(kept)
    assert report.missing["customer"] == int(kept["CustomerID"].isna().sum())
    assert len(log) == int(kept["CustomerID"].notna().sum())
