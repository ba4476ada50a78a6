"""What the watch would have called when, on complaints that companies really got."""

from pathlib import Path

import pandas as pd
import pytest

import journeymine as jm
from journeymine.text import Categories

RULES = {
    "cap": {"words": ["cap", "data usage", "overage"]},
    "billing": {"words": ["bill", "charge", "price", "refund", "fee"]},
    "speed": {"words": ["speed", "slow"]},
    "service": {"words": ["service", "outage", "connection", "internet"]},
}


def counted(who: "pd.Series[str]", what: "pd.Series[str]", when: "pd.Series[pd.Timestamp]", until: str) -> pd.DataFrame:
    rows = pd.DataFrame({"who": who.astype(str), "what": what, "when": when})
    log = jm.read_events(rows, customer="who", event="what", time="when")
    return log.counts(every="1d", observed_until=until)


@pytest.fixture(scope="module")
def comcast(data: Path) -> pd.DataFrame:
    """April to June 2015, the months of which the file has more than three days; days it does not have are not zero."""
    frame = pd.read_csv(data / "comcast" / "Comcast_telecom_complaints_data.csv.gz")
    frame["day"] = pd.to_datetime(frame["Date_month_year"], format="%d-%b-%y")
    frame = frame[frame["day"].between("2015-04-01", "2015-06-30")]
    category = pd.Series(Categories(RULES).fit([]).predict(frame["Customer Complaint"].tolist()), index=frame.index)
    counts = counted(frame["Ticket #"], category, frame["day"], "2015-07-01")
    return counts.assign(observed=(counts.groupby("start")["n"].transform("sum") > 0).astype(int))


def test_the_surge_at_comcast_is_heard_a_week_before_its_height(comcast: pd.DataFrame) -> None:
    together = comcast.groupby("start", as_index=False).agg(n=("n", "sum"), observed=("observed", "max"))
    assert together.set_index("start")["n"].idxmax() == pd.Timestamp("2015-06-24", tz="UTC")
    alarms = jm.watch(together, exposure="observed", baseline="2015-06-01").alarms().to_pandas()
    assert alarms["since"].dt.strftime("%d %b").tolist() == ["13 Jun"]
    assert alarms["found_at"].dt.strftime("%d %b").tolist() == ["15 Jun"]


def test_which_complaints_it_is(comcast: pd.DataFrame) -> None:
    alarms = jm.watch(comcast, exposure="observed", baseline="2015-06-01").alarms().to_pandas()
    found = dict(zip(alarms["event"], alarms["found_at"].dt.day, strict=True))
    assert found == {"service": 18, "cap": 22, "billing": 23, "speed": 23, "unassigned": 23}
    assert (alarms["ratio_low"] > 2).all()


def test_fees_on_loans_at_the_cfpb(data: Path) -> None:
    frame = pd.read_csv(data / "cfpb_sample" / "complaints_small_sample_2025-04-25.csv.gz")
    day = pd.to_datetime(frame["Date received"], format="%m/%d/%y")
    often = frame["Issue"].isin(frame.loc[day < pd.Timestamp("2023-02-26"), "Issue"].value_counts().index[:10])
    counts = counted(frame["Complaint ID"][often], frame["Issue"][often], day[often], "2023-08-25")
    alarms = jm.watch(counts).alarms().to_pandas()
    told = alarms[["event", "since", "found_at", "until"]].astype(str).to_numpy().tolist()
    assert told == [["Charged fees or interest you didn't expect", "2023-05-14", "2023-05-18", "2023-05-18"]]
    assert 1.4 < alarms["ratio_low"].item() < 2.2 < alarms["ratio_high"].item()
