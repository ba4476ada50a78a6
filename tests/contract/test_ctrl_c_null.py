"""Ctrl-C stops the null, which may shuffle for long."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from journeymine.journeys.lists import from_lists
from journeymine.mining.nulls import order_null
from tests.unit.mining.test_order_null import found


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C raises here even where whoever started the tests ignores it, as a shell does for what runs behind it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_shuffling() -> None:
    coded = from_lists([[(0, 1), 2, (1, 3), 0]] * 2_000)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        order_null(coded, found([[0, 1]]), seed=0, n_jobs=2, shuffles=10_000_000)
