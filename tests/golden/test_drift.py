"""What changed between two periods of a real help desk: the same counts as each period by itself has."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import journeymine as jm


def test_a_help_desk_in_two_halves(data: Path) -> None:
    frame = pd.read_csv(data / "helpdesk" / "helpdesk.csv.gz")
    when = pd.to_datetime(frame["Complete Timestamp"])
    log = jm.read_events(
        pd.DataFrame({"ticket": frame["Case ID"], "what": frame["Activity"], "when": when}),
        customer="ticket", event="what", time="when",
    )  # fmt: skip
    journeys = log.journeys()
    assert journeys.times is not None
    began = journeys.times[journeys.offsets[:-1].astype(int)]
    early = began < np.median(began)
    before, now = journeys[early], journeys[~early]
    patterns = jm.mine_sequences(journeys, min_support=0.02, max_length=3)
    drift = patterns.drift(before, now)
    found = drift.to_pandas()
    for half, column in ((before, "n_before"), (now, "n_now")):
        alone = {str(one): n for one, n in zip(patterns, patterns.recount(half).to_pandas()["n_journeys"], strict=True)}
        assert [alone[str(one)] for one in found["pattern"]] == found[column].tolist()
    # The same labels by the contrast itself.
    contrast = patterns.contrast(np.where(early, "before", "now"), groups=["now", "before"]).to_pandas()
    for ours, theirs in (("support_difference", "support_difference"), ("p_value", "p_value"), ("q_value", "q_value")):
        assert found[ours].to_numpy() == pytest.approx(contrast[theirs].to_numpy())
    assert 0 < len(drift.changes()) < found["significant"].sum()
