"""What holds of every contrast, whatever the journeys."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm

LOGS = st.lists(
    st.tuples(st.lists(st.sampled_from("abc"), max_size=6), st.sampled_from("xy"), st.integers(0, 4)),
    min_size=4,
    max_size=30,
)
Log = list[tuple[list[str], str, int]]


def contrasted(log: Log, *, several: bool, groups: list[str], **options: Any) -> pd.DataFrame:
    owners = [who for _, _, who in log] if several else list(range(len(log)))
    order = np.argsort(owners, kind="stable")
    journeys = jm.Journeys.from_lists([log[one][0] for one in order], customers=[owners[one] for one in order])
    labels = [log[one][1] for one in order]
    found = jm.mine_contrast(journeys, labels, 1, groups=groups, max_length=2, **options)
    return found.to_pandas().assign(pattern=list(map(str, found))).set_index("pattern").sort_index()


@settings(max_examples=30, deadline=None)
@given(LOGS, st.booleans())
def test_groups_that_change_places_change_signs(log: Log, several: bool) -> None:  # noqa: FBT001
    assume(len({label for _, label, _ in log}) == 2)
    assume(any(journey for journey, _, _ in log))
    one, two = (contrasted(log, several=several, groups=groups) for groups in (["x", "y"], ["y", "x"]))
    assert one["support_difference"].to_numpy() == pytest.approx(-two["support_difference"].to_numpy())
    assert one["risk_difference_low"].to_numpy() == pytest.approx(-two["risk_difference_high"].to_numpy(), nan_ok=True)
    with np.errstate(divide="ignore"):
        turned = 1 / two["odds_ratio"].to_numpy()
    assert one["odds_ratio"].to_numpy() == pytest.approx(turned, nan_ok=True)
    for name in ("p_value", "q_value", "n_strata", "small_n", "structural", "sign_flips"):
        assert one[name].to_numpy() == pytest.approx(two[name].to_numpy()), name


@settings(max_examples=30, deadline=None)
@given(LOGS, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_journeys_does_not_matter(log: Log, random: Any, several: bool) -> None:  # noqa: FBT001
    assume(len({label for _, label, _ in log}) == 2)
    assume(any(journey for journey, _, _ in log))
    shuffled = random.sample(log, len(log))
    tables = [contrasted(one, several=several, groups=["x", "y"]) for one in (log, shuffled)]
    pd.testing.assert_frame_equal(*tables)


@settings(max_examples=30, deadline=None)
@given(LOGS)
def test_tables_add_up_and_intervals_hold_their_values(log: Log) -> None:
    assume(len({label for _, label, _ in log}) == 2)
    assume(any(journey for journey, _, _ in log))
    found = contrasted(log, several=True, groups=["x", "y"])
    assert (found["n_group_with"] + found["n_rest_with"] == found["n_with"]).all()
    assert (found["n_group"] + found["n_rest"] == len(log)).all()
    for name in ("support_difference", "risk_difference", "odds_ratio"):
        known = found.dropna(subset=[name, f"{name}_low"])
        assert (known[f"{name}_low"] <= known[name] + 1e-12).all()
        assert (known[name] <= known[f"{name}_high"] + 1e-12).all()
    assert ((found["p_value"] > 0) & (found["p_value"] <= found["q_value"]) & (found["q_value"] <= 1)).all()
