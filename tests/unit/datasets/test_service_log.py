"""A service company's log: what is said to be planted is there."""

import numpy as np
import pandas as pd
import pytest

from journeymine.datasets import ServiceLog, service_log
from journeymine.errors import OptionError
from journeymine.text import Categories

DAY = pd.Timedelta("1D")


@pytest.fixture(scope="module")
def made() -> ServiceLog:
    return service_log(seed=2)


def times(made: ServiceLog, name: str) -> pd.Series:
    """The first time of an event, by customer."""
    frame = made.events.to_pandas()
    first: pd.Series = frame[frame["event"] == name].groupby("customer")["time"].min()
    return first


def share_within(made: ServiceLog, after: pd.Series, days: float) -> float:
    """Of those observed for so long after a time, the share that then calls about commissioning."""
    after = after[after + days * DAY <= pd.Timestamp(made.observed_until)]
    frame = made.events.to_pandas()
    calls = frame[frame["event"] == "call:commissioning"]
    wait = calls["time"] - calls["customer"].map(after)
    soon = calls["customer"][(wait > 0 * DAY) & (wait <= days * DAY)]
    return float(after.index.isin(soon).mean())


def arms(made: ServiceLog, step: str) -> tuple[float, float]:
    """The shares that upgrade within 14 days of their assignment, with the step and without, and their error."""
    told = made.customers.to_pandas().set_index("customer")
    told = told[told["assigned"] + 14 * DAY <= pd.Timestamp(made.observed_until)]
    goal = times(made, "upgrade").reindex(told.index)
    came = (goal > told["assigned"]) & (goal <= told["assigned"] + 14 * DAY)
    control = told[made.truth["campaign"]["steps"][step]["holdout"]]
    shares = [float(came[control == one].mean()) for one in (False, True)]
    error = np.sqrt(
        sum(p * (1 - p) / int((control == one).sum()) for p, one in zip(shares, (False, True), strict=True))
    )
    return shares[0] - shares[1], float(error)


def test_the_same_seed_gives_the_same_tables() -> None:
    one, again = (service_log(300, days=90, seed=5) for _ in range(2))
    for name in ("events", "customers", "complaints", "enquiries"):
        assert getattr(one, name).equals(getattr(again, name))
    assert not one.events.equals(service_log(300, days=90, seed=6).events)


def test_nothing_lies_outside_the_log(made: ServiceLog) -> None:
    for table in (made.events, made.complaints, made.enquiries):
        time = table["time"].to_pandas()
        assert time.is_monotonic_increasing
        assert time.min() >= pd.Timestamp("2024-01-01", tz="UTC")
        assert time.max() < pd.Timestamp(made.observed_until)


def test_the_pattern_leads_to_calls_as_often_as_is_said(made: ServiceLog) -> None:
    told, error, delay = made.truth["lead"], times(made, "app:error"), times(made, "letter:delay")
    late = error.index.isin(delay.index)
    assert (error[late] > delay.reindex(error.index[late])).all()
    assert share_within(made, error[late], 7) == pytest.approx(told["share_within"], abs=0.04)
    assert share_within(made, error[~late], 7) == pytest.approx(told["share_within_otherwise"], abs=0.03)
    calls = times(made, "call:commissioning").reindex(error.index[late])
    wait = (calls - error[late]).dt.total_seconds() / 86_400
    assert wait[(wait > 0) & (wait <= 7)].median() == pytest.approx(2, abs=0.25)


def test_everybody_new_goes_from_order_to_contract(made: ServiceLog) -> None:
    order, contract = times(made, "order"), times(made, "contract")
    assert len(contract) > 0.99 * len(order)
    assert (contract > order[contract.index]).all()


@pytest.mark.parametrize("step", ["mail:offer", "sms:reminder"])
def test_steps_have_the_effect_that_is_said(made: ServiceLog, step: str) -> None:
    difference, error = arms(made, step)
    assert abs(difference - made.truth["campaign"]["steps"][step]["intention_to_treat"]) < 3 * error
    assert abs(difference) > 3 * error
    told = made.customers.to_pandas()
    held = told[told[made.truth["campaign"]["steps"][step]["holdout"]]]["customer"]
    assert not held.isin(times(made, step).index).any()


def test_one_category_grows_from_a_monday_on() -> None:
    made = service_log(2_000, complaints_a_day=30.0, seed=1)
    told = made.truth["growth"]
    since = pd.Timestamp(told["since"], tz="UTC")
    assert since.day_name() == "Monday"
    frame = made.complaints.to_pandas()
    later = frame["time"] >= since
    days = (since - pd.Timestamp("2024-01-01", tz="UTC")) / DAY
    ratio = frame.groupby("category")["time"].agg(
        lambda one: (later[one.index].sum() / (365 - days)) / ((~later[one.index]).sum() / days)
    )
    assert ratio[told["category"]] == pytest.approx(1.5, abs=0.1)
    assert ratio[list(told["constant"])].to_numpy() == pytest.approx(1, abs=0.07)
    weekday = frame[~later].groupby(frame["time"].dt.day_of_week).size()
    assert weekday[0] / weekday[6] == pytest.approx(1.4 / 0.5, rel=0.15)


def test_those_who_complain_of_the_price_had_a_letter(made: ServiceLog) -> None:
    told = made.truth["growth"]
    frame = made.complaints.to_pandas()
    frame = frame[(frame["time"] >= pd.Timestamp(told["since"], tz="UTC"))]
    letters = made.events.to_pandas()[lambda one: one["event"] == told["after"]]
    both = frame.merge(letters, on="customer", suffixes=("", "_letter"))
    wait = both["time"] - both["time_letter"]
    soon = both[(wait > 0 * DAY) & (wait <= 7 * DAY)]["category"].value_counts()
    third = (frame["category"] == told["category"]).sum() / 3
    assert soon[told["category"]] == pytest.approx(third, rel=0.2)
    assert soon.drop(told["category"]).sum() < 0.1 * third


def test_rules_tell_the_categories(made: ServiceLog) -> None:
    categories = Categories(made.rules).fit([])
    for table in (made.complaints, made.enquiries):
        frame = table.to_pandas()
        told = categories.predict(frame["text"])
        known = told != "unassigned"
        assert 0.95 < known.mean() < 0.99
        assert (told == frame["category"])[known].all()


def test_the_log_holds_events_and_customers(made: ServiceLog) -> None:
    log = made.log()
    assert len(log) == made.events.num_rows
    assert {"region", "is_control", "is_control_reminder", "assigned"} <= set(log.journeys().attributes.columns)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"days": 7}, "days"), ({"complaints_a_day": -1}, "complaints_a_day"), ({"seed": -1}, "seed")],
)
def test_what_cannot_be_is_refused(options: dict[str, float], named: str) -> None:
    with pytest.raises(OptionError, match=f"`{named}` of service_log"):
        service_log(10, **options)  # type: ignore[arg-type]


def test_no_complaints_and_few_customers() -> None:
    made = service_log(2, days=28, complaints_a_day=0)
    assert made.complaints.num_rows == 0
    assert "letter:price_change" not in made.events["event"].to_pylist()
