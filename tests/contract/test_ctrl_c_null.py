"""Ctrl-C stops the nulls, which may shuffle for long."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from journeymine.journeys.lists import from_lists
from journeymine.mining.length_nulls import transition_null
from journeymine.mining.nulls import order_null
from journeymine.mining.sampled_nulls import sampled_null
from journeymine.ranking.labelled import westfall_young
from journeymine.ranking.redrawn_minima import redrawn_minima
from tests.unit.mining.test_order_null import found


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C raises here even where whoever started the tests ignores it, as a shell does for what runs behind it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_drawing_labels() -> None:
    holders = np.ones((300, 5_000), np.bool_)
    labels = np.arange(5_000) % 2 == 0
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        westfall_young(holders, labels, n_permutations=200_000)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_data_sets_in_random_order() -> None:
    coded = from_lists([[0, 1, 2, 3, 0]] * 2_000)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        redrawn_minima(coded, {"min_support": 1}, mid=False, draws=1_000_000, seed=0, n_jobs=2)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_shuffling() -> None:
    coded = from_lists([[(0, 1), 2, (1, 3), 0]] * 2_000)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        order_null(coded, found([[0, 1]]), seed=0, n_jobs=2, shuffles=10_000_000)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("law", ["order", "bigram", "serial", "transition", "rotation", "profile"])
def test_ctrl_c_stops_drawing(law: Any) -> None:
    coded = replace(from_lists([[0, 1, 2, 1, 3, 0]] * 2_000), times=np.tile(np.arange(6), 2_000))
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        sampled_null(coded, found([[0, 1]]), law, seed=0, n_jobs=2, shuffles=10_000_000)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_walks() -> None:
    # Nothing follows the last event, so that walks of 40,000 steps over 2,000 events are followed to their ends.
    rows = [list(range(i, i + 5)) for i in range(2_000)] + [[0, 1] * 20_000 + [2, 2_004]]
    coded = from_lists(rows)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        transition_null(coded, found([[0, 1], [5, 9]]), seed=0, n_jobs=2)
