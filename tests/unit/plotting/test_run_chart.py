"""A run chart shows the evidence as the watch gathered it."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import InputError, OptionError, UnknownEventError

DAYS = pd.date_range("2024-01-01", periods=110, freq="D")


def counts(seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rate = np.where((np.arange(110) > 70) & (np.arange(110) < 90), 12, 4)
    parts = [pd.DataFrame({"start": DAYS, "event": name, "n": rng.poisson(mean)}) for name, mean in
             [("late", rate), ("lost", np.full(110, 6))]]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("method", ["cusum", "ewma", "poisson", "kleinberg"])
def test_the_evidence_is_that_after_each_update(method: Any) -> None:
    frame = counts()
    watched = jm.watch(frame[frame["start"] < DAYS[60]], method=method, baseline="42d", false_alarms="1/100d")
    heights = []
    for day in DAYS[60:]:
        watched = watched.update(frame[frame["start"] == day])
        heights.append(watched.to_pandas().set_index("event").loc["late", "statistic"])
    data = plotting.run_chart_data(watched, frame, series="late")
    np.testing.assert_allclose(data.column("statistic")[60:], heights)
    assert np.isnan(data.column("statistic")[:42]).all()
    assert np.isfinite(data.column("statistic")[42:]).all()
    rows = frame[frame["event"] == "late"]
    np.testing.assert_array_equal(data.column("n"), rows["n"])
    alarms = watched.alarms().to_pandas().query("event == 'late'")
    ends = alarms["until"].fillna(DAYS[-1])
    inside = [bool(((alarms["since"] <= day) & (ends >= day)).any()) for day in DAYS]
    assert data.column("in_alarm").tolist() == inside
    assert any(inside)
    assert data.column("start")[data.column("is_found")].tolist() == alarms["found_at"].dt.to_pydatetime().tolist()


def test_what_was_expected_follows_season_and_exposure() -> None:
    week = np.tile([1, 1, 1, 1, 1, 8, 8], 16)[:110]
    frame = pd.DataFrame({"start": DAYS, "n": week * 3, "seen": np.where(np.arange(110) < 100, 10.0, 20.0)})
    watched = jm.watch(frame, exposure="seen", baseline="42d", false_alarms="1/100d")
    data = plotting.run_chart_data(watched, frame)
    np.testing.assert_allclose(data.column("expected")[:100], frame["n"][:100], rtol=0.1)
    np.testing.assert_allclose(data.column("expected")[100:], 2 * frame["n"][100:], rtol=0.1)


def test_alarms_are_shaded() -> None:
    frame = counts()
    watched = jm.watch(frame, baseline="42d", false_alarms="1/100d")
    data = plotting.run_chart_data(watched, frame, series="late")
    figure = plotting.run_chart(data)
    edges = np.diff(data.column("in_alarm").astype(int), prepend=0)
    assert len(figure.layout.shapes) == (edges == 1).sum() > 0
    assert [trace.name for trace in figure.data] == ["n", "expected", "statistic", "threshold"]


def test_what_is_wrong_is_said() -> None:
    frame = counts()
    watched = jm.watch(frame, baseline="42d", false_alarms="1/100d")
    with pytest.raises(OptionError, match="`series` of run_chart must be the name of one of 2"):
        plotting.run_chart(watched, frame)
    with pytest.raises(UnknownEventError, match="late"):
        plotting.run_chart(watched, frame, series="lates")
    with pytest.raises(InputError, match="must hold the 68 periods that were judged"):
        plotting.run_chart(watched, frame[frame["start"] > DAYS[60]], series="late")
    with pytest.raises(OptionError, match="a watch keeps no counts"):
        plotting.run_chart(watched)
