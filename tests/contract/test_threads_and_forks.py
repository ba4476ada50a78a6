"""What services need: searches on threads side by side, in forked processes and out of pickles, and nothing kept."""

import multiprocessing
import os
import pickle
import threading
from typing import Any

import numpy as np
import pytest

import journeymine as jm
from journeymine.datasets import generate


@pytest.fixture(scope="module")
def journeys() -> jm.Journeys:
    log = jm.read_events(generate(2_000, seed=4), customer="customer", event="event", time="time")
    return log.journeys()


def found(journeys: jm.Journeys, least: float = 0.02) -> Any:
    patterns = jm.mine_sequences(journeys, min_support=least, max_length=4, n_jobs=2)
    return patterns.to_dict(["pattern", "n_journeys", "lift_order"])["rows"]


def test_searches_on_threads_do_not_disturb_each_other(journeys: jm.Journeys) -> None:
    supports = [0.02, 0.03, 0.05, 0.08]
    alone = [found(journeys, least) for least in supports]
    told: dict[float, Any] = {}
    threads = [
        threading.Thread(target=lambda least=least: told.update({least: found(journeys, least)})) for least in supports
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told[least] for least in supports] == alone


def test_a_search_lets_other_threads_of_python_run() -> None:
    rng = np.random.default_rng(1)
    dense = [rng.permutation(18).tolist() for _ in range(400)]
    ticks, done = 0, threading.Event()

    def search() -> None:
        jm.mine_sequences(dense, min_support=2, time_limit=1.0, n_jobs=1)
        done.set()

    thread = threading.Thread(target=search)
    thread.start()
    while not done.wait(0.005):
        ticks += 1
    thread.join()
    # Held, the lock would be given back once at the end.
    assert ticks > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_goes_on_mining(journeys: jm.Journeys) -> None:
    expected = found(journeys)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=lambda: theirs.send(found(journeys)))
    child.start()
    assert ours.poll(120), "the forked process did not answer"
    assert ours.recv() == expected
    child.join(30)
    assert child.exitcode == 0
    assert found(journeys) == expected


def test_journeys_and_results_go_through_pickles(journeys: jm.Journeys) -> None:
    again = pickle.loads(pickle.dumps(journeys))
    assert found(again) == found(journeys)
    patterns = jm.mine_sequences(journeys, min_support=0.05)
    assert pickle.loads(pickle.dumps(patterns)).to_dict() == patterns.to_dict()


def test_no_module_keeps_what_a_call_leaves(journeys: jm.Journeys) -> None:
    def sizes() -> dict[str, int]:
        import sys

        held = {}
        for name, module in list(sys.modules.items()):
            if name.startswith("journeymine"):
                for key, value in vars(module).items():
                    if isinstance(value, dict | list | set) and not key.startswith("__"):
                        held[f"{name}.{key}"] = len(value)
        return held

    found(journeys)
    before = sizes()
    found(journeys, 0.03)
    jm.mine_rules(journeys, 0.05, 0.3)
    after = sizes()
    assert {name: after[name] for name in before} == before
