"""Two sets of journeys as one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import InputError, OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.joining import joined
from journeymine.journeys.lists import from_lists
from journeymine.journeys.views import to_lists

LOGS = st.lists(st.tuples(st.integers(0, 5), st.lists(st.sampled_from(["a", "b", ("a", "z"), "q"]), max_size=4)))


@settings(max_examples=60, deadline=None)
@given(LOGS, LOGS)
def test_nothing_is_lost_and_customers_are_known_again(first: list[Any], second: list[Any]) -> None:
    one, two = (from_lists([journey for _, journey in log], [who for who, _ in log]) for log in (first, second))
    both, rows = joined(one, two, "drift")
    listed = [*to_lists(one), *to_lists(two)]
    owners = [
        *(one.customers.name(c) for c in one.customer_codes),
        *(two.customers.name(c) for c in two.customer_codes),
    ]
    assert to_lists(both) == [listed[row] for row in rows]
    assert [both.customers.name(code) for code in both.customer_codes] == [owners[row] for row in rows]
    assert sorted(rows.tolist()) == list(range(len(listed)))
    assert both.n_customers == len(set(owners))
    assert (np.diff(both.customer_codes.astype(int)) >= 0).all()


def timed(unit: str, day: str = "2024-01-02") -> CodedJourneys:
    times = np.array([day], f"datetime64[{unit}]")
    return (
        jm.read_events({"who": [1], "what": ["a"], "when": times}, customer="who", event="what", time="when")
        .journeys()
        .coded
    )


def test_times_are_in_the_finer_unit_and_ends_of_observation_are_kept() -> None:
    both, _ = joined(timed("s"), timed("ns", "2024-01-03"), "drift")
    assert both.time_unit == "ns"
    assert both.times is not None
    assert both.times.astype("datetime64[ns]").astype(str).tolist() == [
        "2024-01-02T00:00:00.000000000",
        "2024-01-03T00:00:00.000000000",
    ]
    assert np.array_equal(both.times, np.asarray(both.observed_until))


def test_what_rows_stand_for_is_kept() -> None:
    one, two = from_lists([["a"]]), from_lists([["b"]], customers=[7])
    both, _ = joined(replace(one, multiplicity=np.array([5], np.uint32)), two, "drift")
    assert both.multiplicity is not None
    assert both.multiplicity.tolist() == [5, 1]


def test_what_does_not_go_together() -> None:
    numbers = jm.read_events({"who": [1], "what": ["a"], "when": [3]}, customer="who", event="what", time="when")
    with pytest.raises(OptionError, match="got times without a unit and no times"):
        joined(numbers.journeys().coded, from_lists([["a"]]), "drift")
    with pytest.raises(OptionError, match="cannot count the times of both"):
        joined(timed("s", "9999-01-01"), timed("ns"), "drift")
    with pytest.raises(InputError, match="Event names must be all strings or all integers"):
        joined(from_lists([["a"]]), from_lists([[1]]), "drift")
