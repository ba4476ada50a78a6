"""Counts by period of which none tells of few."""

import numpy as np
import pytest

import journeymine as jm
from journeymine.errors import OptionError


def _log() -> jm.EventLog:
    rng = np.random.default_rng(3)
    n = 600
    days = rng.integers(1, 29, n)
    events = rng.choice(["call", "mail", "rare"], n, p=[0.6, 0.35, 0.05])
    columns = {"who": rng.integers(0, 60, n), "what": events, "when": [f"2024-01-{day:02}" for day in days]}
    return jm.read_events(columns, customer="who", event="what", time="when")


@pytest.mark.parametrize("unit", [None, 5])
def test_no_number_nor_difference_is_small(unit: int | None) -> None:
    frame = _log().counts(every="1w", per="active_customers")
    safe = jm.protect(frame, 10, round_to=unit)
    kept = safe["n_customers"].notna().to_numpy()
    assert 0 < kept.sum() < len(frame)
    assert (frame["n_customers"][kept] >= 10).all()
    assert (frame["n_active_customers"] - frame["n_customers"])[kept].min() >= 10
    events = safe["n"].notna().to_numpy()
    assert not (events & ~kept).any()
    assert (frame["n"] - frame["n_customers"])[events].min() >= 10
    assert safe["per_active_customer"].notna().to_numpy()[~events].sum() == 0
    assert safe.attrs["protected"]["withheld"]["n_customers"] == int((~kept).sum())
    assert unit is None or (safe["n_customers"].dropna() % unit == 0).all()


def test_some_rows_of_a_frame_keep_their_index() -> None:
    frame = _log().counts(every="1w")
    part = frame[frame["event"] == "call"]
    safe = jm.protect(part, 10)
    assert safe.index.equals(part.index)
    with pytest.raises(OptionError, match="protected already"):
        jm.protect(safe, 20)
    with pytest.raises(OptionError, match="`journeys` of protect"):
        jm.protect(frame, journeys=_log().journeys())  # type: ignore[call-overload]


def test_other_frames_are_refused() -> None:
    with pytest.raises(OptionError, match="`result` of protect"):
        jm.protect(_log().to_pandas())
