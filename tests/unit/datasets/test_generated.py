from itertools import pairwise

import numpy as np
import pytest

from journeymine.datasets import generate
from journeymine.datasets.generated import planted_lift
from journeymine.errors import OptionError

PLANTED = ("search", "compare", "cart")


def _journeys(**options: object) -> dict[str, list[str]]:
    journeys: dict[str, list[str]] = {}
    for row in generate(**options).to_pylist():  # type: ignore[arg-type]
        journeys.setdefault(row["customer"], []).append(row["event"])
    return journeys


def test_the_planted_order_is_as_frequent_as_documented() -> None:
    journeys = _journeys(n_customers=6_000, involved=0.5, in_order=0.4, seed=3).values()
    involved = [j for j in journeys if "search" in j]
    in_order = sum(j.index("search") < j.index("compare") < j.index("cart") for j in involved)
    assert len(involved) / 6_000 == pytest.approx(0.5, abs=0.02)
    assert in_order / (len(involved) / 6) == pytest.approx(planted_lift(3, 0.4), rel=0.05)


def test_each_planted_event_comes_once_and_rows_are_in_time_order() -> None:
    table = generate(300, seed=1)
    times = table["time"].to_numpy()
    assert (np.diff(times).astype(np.int64) >= 0).all()
    assert {j.count(name) for j in _journeys(n_customers=300, seed=1).values() for name in PLANTED} == {0, 1}


def test_no_two_rows_of_a_customer_share_a_time() -> None:
    rows = sorted((row["customer"], row["time"]) for row in generate(500, seed=2).to_pylist())
    assert all(a != b for a, b in pairwise(rows))


def test_extremes() -> None:
    assert all(set(j) == set(PLANTED) for j in _journeys(n_customers=20, background=(), involved=1).values())
    assert generate(5, involved=0, n_background=0).num_rows == 0
    always = _journeys(n_customers=50, involved=1, in_order=1, n_background=0)
    assert {tuple(j) for j in always.values()} == {PLANTED}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"pattern": "abc"}, "`pattern` of generate must be"),
        ({"pattern": ("a", "a")}, "`pattern` of generate must be"),
        ({"pattern": ("home", "x")}, "both hold 'home'"),
        ({"involved": 1.5}, "`involved` of generate must be"),
        ({"n_background": -1}, "`n_background` of generate must be"),
        ({"n_customers": True}, "`n_customers` of generate must be"),
    ],
)
def test_bad_options(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(OptionError, match=sentence):
        generate(**options)  # type: ignore[arg-type]
