"""Attribution of 88,387 paths as another tool divides it, and the worked example that its users know."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import journeymine as jm

#: What ChannelAttribution 2.2.5 (Altomare and Loris; the R and the Python package share their C++) gives on its own
#: ``PathData`` by ``heuristic_models``: first, last and linear touch, in conversions.
HEURISTIC = {
    "eta": (3164.0, 4167.0, 3539.951157),
    "iota": (4606.0, 3355.0, 3857.096221),
    "alpha": (6308.0, 8447.0, 7574.718594),
    "beta": (2831.0, 989.0, 2083.500145),
    "theta": (1606.0, 653.0, 1022.801394),
    "lambda": (902.0, 1207.0, 1035.257572),
    "kappa": (74.0, 230.0, 137.964078),
    "zeta": (27.0, 107.0, 136.551540),
    "epsilon": (99.0, 531.0, 272.170438),
    "gamma": (165.0, 92.0, 121.041639),
    "delta": (1.0, 5.0, 1.725000),
    "mi": (2.0, 2.0, 2.222222),
}
#: And by ``markov_model(var_null="total_null", order=…, nsim_start=1e6, conv_par=0.005, seed=0)``, which draws paths
#: from the chain: the removal effects of conversions and of their value, good to about 0.002.
MARKOV = {
    1: {"eta": (0.348062, 0.360091), "iota": (0.406215, 0.418409), "alpha": (0.558039, 0.523757)},
    2: {"eta": (0.329684, 0.351708), "iota": (0.371494, 0.403267), "alpha": (0.547688, 0.520208)},
    3: {"eta": (0.322649, 0.346404), "iota": (0.360614, 0.397420), "alpha": (0.546041, 0.519692)},
}


@cache
def paths(data: Path) -> tuple[jm.Journeys, list[int], list[float]]:
    """Rows of paths that converted and of those that did not, what they stand for, and what each conversion brought."""
    pyreadr = pytest.importorskip("pyreadr")
    (frame,) = pyreadr.read_r(data / "channel_attribution" / "PathData.rda").values()
    rows, many, paid = [], [], []
    for path, won, value, lost in frame.itertuples(index=False):
        if won:
            rows.append([*path.split(" > "), "(conversion)"])
            many.append(int(won))
            paid.append(value / won)
        if lost:
            rows.append(path.split(" > "))
            many.append(int(lost))
            paid.append(0.0)
    return jm.Journeys.from_lists(rows), many, paid


def test_rules_are_those_of_channel_attribution(data: Path) -> None:
    journeys, many, paid = paths(data)
    told = journeys.attribution(
        "(conversion)", method=["first", "last", "linear"], multiplicity=many, value=paid, n_bootstrap=0
    )
    credit = told.compare("credit")
    assert list(credit.sum()) == pytest.approx([19_785] * 3)
    for channel, expected in HEURISTIC.items():
        assert list(credit.loc[channel]) == pytest.approx(expected, abs=1e-5), channel
    assert list(told.compare("value").loc["alpha"]) == pytest.approx(
        [19121.272356, 28414.214274, 24524.709569], abs=1e-5
    )
    assert told.info["n_conversions"], told.info["n_paths_lost"] == (19_785, 68_602)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_exact_removal_effects_are_the_limit_of_those_drawn_by_channel_attribution(data: Path, order: int) -> None:
    journeys, many, paid = paths(data)
    told = journeys.attribution(
        "(conversion)", method="markov", order=order, multiplicity=many, value=paid, n_bootstrap=0
    ).to_pandas()
    told.index = told["channel"]
    assert told["credit"].sum() == pytest.approx(19_785)
    effects = told["removal_effect"]
    # The value is in proportion to its own removal effects, whose scale follows from their sum.
    for channel, (effect, of_value) in MARKOV[order].items():
        assert effects[channel] == pytest.approx(effect, abs=0.002), channel
        ratio = told["value"][channel] / told["value"]["alpha"]
        assert ratio == pytest.approx(of_value / MARKOV[order]["alpha"][1], abs=0.005), channel


def test_the_worked_example_of_removal_effects() -> None:
    """Bryl 2016, Marketing multi-channel attribution model with R, part 1 (analyzecore.com): c1 0.2, c2 and c3 0.4."""
    journeys = jm.Journeys.from_lists([["c1", "c2", "c3", "buy"], ["c1"], ["c2", "c3"]])
    told = journeys.attribution("buy", method="markov", n_bootstrap=0).to_pandas()
    assert told["channel"].tolist() == ["c2", "c3", "c1"]
    np.testing.assert_allclose(told["removal_effect"], [1.0, 1.0, 0.5])
    np.testing.assert_allclose(told["credit"], [0.4, 0.4, 0.2])
