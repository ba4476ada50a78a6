"""Categories of real complaints: lower bounds that hold with room to spare; the figures are in benchmarks/records."""

from pathlib import Path

import pandas as pd

from journeymine.text import Categories
from journeymine.text.measures import macro_f1

RULES = Path(__file__).parents[2] / "benchmarks" / "definitions" / "text" / "telecom.toml"


def test_products_of_narratives(data: Path) -> None:
    """11 products; what the commonest alone would reach is a macro-F1 of 0.04."""
    frame = pd.read_csv(data / "cfpb_narratives" / "Consumer_Complaints_product_narrative.csv.gz")
    texts, labels = frame["Consumer complaint narrative"], frame["Product"]
    fitted = Categories(threshold=0).fit(texts[:1000], labels[:1000])
    true, given = labels[1000:1500].to_numpy(object), fitted.predict(texts[1000:1500])
    assert macro_f1(true, given) > 0.4
    assert (true == given).mean() > 0.7
    probable = fitted.predict_proba(texts[1000:1500]).max(axis=1)
    sure = probable >= 0.8
    assert (true == given)[sure].mean() > 0.85
    assert sure.mean() > 0.25


def test_titles_that_nobody_labelled(data: Path) -> None:
    frame = pd.read_csv(data / "comcast" / "Comcast_telecom_complaints_data.csv.gz")
    texts, months = frame["Customer Complaint"], pd.to_datetime(frame["Date_month_year"], format="%d-%b-%y")
    fitted = Categories(RULES).fit(texts)
    assert fitted.ruled(texts).mean() > 0.6
    speed = texts[fitted.predict(texts) == "speed"]
    assert speed.str.contains("speed|slow|throttl|bandwidth|mbps", case=False).all()
    proposals = fitted.propose(texts, months)
    assert len(proposals) == 5
    assert sum(one.size for one in proposals) > 500
    assert proposals == fitted.propose(texts, months)
    assert all(one.growth is not None and len(one.examples) == 3 for one in proposals)
