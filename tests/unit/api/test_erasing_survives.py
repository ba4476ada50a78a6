"""A store whose writer is killed while it takes in, forgets, throws away or publishes did each whole or not at all."""

import random
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa

import journeymine as jm
from tests.unit.api.test_store_survives import A_STORE, KILLS, killed

CUSTOMERS, EVENTS = 40, 50
"""Of each delivery; half of its customers are forgotten after it."""
DELIVERIES = 3
"""So many stay; what is older is thrown away."""
VERBS = 4
"""A delivery comes, half of it is forgotten, what is old is thrown away, and all of it is published."""


def customer(delivery: int, number: int) -> str:
    return f"customer.{delivery}-{number}@example.org"


def step(store: jm.JourneyStore, number: int) -> None:
    """The step of a writer with this number; a second time it changes nothing."""
    delivery, verb = divmod(number, VERBS)
    if verb == 0:
        rows = range(CUSTOMERS * EVENTS)
        who = [customer(delivery, row % CUSTOMERS) for row in rows]
        log = pa.table({"who": who, "what": ["step"] * len(rows), "when": [delivery * 10_000 + row for row in rows]})
        store.ingest("web", log, customer="who", event="what", time="when")
    elif verb == 1:
        store.forget([customer(delivery, one) for one in range(0, CUSTOMERS, 2)])
    elif verb == 2:
        store.expire(max(0, delivery - DELIVERIES + 1) * 10_000)
    else:
        store.publish()


def expected(done: int) -> dict[str, int]:
    """How many events each customer has after so many steps."""
    last, verb = divmod(done - 1, VERBS)
    first = max(0, last - DELIVERIES + (1 if verb >= 2 else 0))
    whole = {last} if verb == 0 else set[int]()
    return {
        customer(delivery, one): EVENTS
        for delivery in range(first, last + 1)
        for one in range(CUSTOMERS)
        if one % 2 or delivery in whole
    }


def holds(store: jm.JourneyStore, *, from_: int, to: int) -> int:
    """After how many steps a store holds what it does, so many or more; fails where that is none of them."""
    found = dict(Counter(store.events().to_arrow()["customer"].to_pylist())) if len(store) else {}
    fitting = [done for done in range(from_, to + 1) if (expected(done) if done else {}) == found]
    assert fitting, f"{len(found)} customers, {sum(found.values())} events are of no step from {from_} to {to}"
    return fitting[-1]


def keep_going(path: Path, first: int, said: Connection) -> None:
    """Take step after step until killed, saying what is done."""
    with jm.JourneyStore(path) as store:
        said.send(None)
        for number in range(first, 10**6):
            step(store, number)
            said.send(("taken", number))


def test_every_step_is_done_whole_or_not_at_all_however_often_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(11)
    for first in range(0, KILLS, A_STORE):
        folder = tmp_path / str(first)
        folder.mkdir()
        path, done = folder / "journeys.duckdb", {"taken": 0}
        for kill in range(first, min(first + A_STORE, KILLS)):
            killed(keep_going, (path, done["taken"]), kill, chance, done)
            with jm.JourneyStore(path, publish=False) as store:
                holds(store, from_=done["taken"], to=done["taken"] + 1)
            if done["taken"] >= VERBS:
                # What was published once is rid of the forgotten and the old as soon as the store is.
                unseen = 1 if done["taken"] % VERBS == 1 else 0
                holds(jm.JourneyStore(path, read_only=True), from_=done["taken"] - unseen, to=done["taken"] + 1)
        with jm.JourneyStore(path) as store:
            for number in range(done["taken"], done["taken"] + VERBS):
                step(store, number)
            everything = holds(store, from_=done["taken"] + VERBS, to=done["taken"] + VERBS)
        assert holds(jm.JourneyStore(path, read_only=True), from_=everything, to=everything) == everything
        assert sorted(one.name for one in folder.iterdir()) == ["journeys.duckdb", "journeys.duckdb.published"]
