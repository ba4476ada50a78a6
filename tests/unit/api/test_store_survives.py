"""A store that is killed, runs out of disk or is interrupted holds all of a delivery or none of it."""

import multiprocessing
import os
import random
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import journeymine as jm
from journeymine.errors import InputError
from journeymine.sources.store.statements import run

KILLS = int(os.environ.get("JOURNEYMINE_KILLS", "12"))
"""How often the writer is killed; `nox -s kills` does it 50 times, `nox -s stress` 1,000 times."""

A_STORE = 50
"""How often at most while one and the same store grows; a larger one is killed no more often a minute."""

STEP = 20_000
"""Each delivery has this many events that the one before had, and as many new ones."""

# Children start from a process that has read the package and has opened nothing.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["journeymine.api.journey_store", "duckdb", "pyarrow", "pandas"])


def ingest(store: jm.JourneyStore, number: int) -> int:
    """The events of a delivery; every tenth stands twice in it, and did in the one before."""
    events = list(range(number * STEP, (number + 2) * STEP))
    events += [one for one in events if one % 10 == 0]
    log = pa.table({"who": [f"customer {one % 997}" for one in events], "what": ["step"] * len(events), "when": events})
    return store.ingest("web", log, customer="who", event="what", time="when").rows_new


def held(store: jm.JourneyStore) -> int:
    """How many deliveries from the first on a store holds; fails where it holds a part of one, or anything twice."""
    if not len(store):
        return 0
    times = store.events().to_arrow()["time"]
    counted = dict(zip(*(times.value_counts().field(part).to_pylist() for part in (0, 1)), strict=True))
    deliveries = len(counted) // STEP - 1
    assert counted == {event: 2 if event % 10 == 0 else 1 for event in range((deliveries + 1) * STEP)}
    return deliveries


def keep_ingesting(path: Path, first: int, said: Connection) -> None:
    """Deliver until killed, saying what is done."""
    with jm.JourneyStore(path) as store:
        said.send(None)
        for number in range(first, 10**6):
            ingest(store, number)
            said.send(("ingested", number))
            store.publish()
            said.send(("published", number))


def note(heard: tuple[str, int] | None, done: dict[str, int]) -> None:
    """Keep in mind what a writer said it has done."""
    if heard is not None:
        done[heard[0]] = max(done[heard[0]], heard[1] + 1)


def test_no_event_is_lost_or_doubled_however_often_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(7)
    for first in range(0, KILLS, A_STORE):
        folder = tmp_path / str(first)
        folder.mkdir()
        survives(folder, range(first, min(first + A_STORE, KILLS)), chance)


def survives(folder: Path, kills: range, chance: random.Random) -> None:
    """Kill the writer of one store so often, and look at what it holds each time."""
    path = folder / "journeys.duckdb"
    done = {"ingested": 0, "published": 0}
    for kill in kills:
        # The delivery before the last one known is made again, as a job that does not know how far it came would.
        killed(keep_ingesting, (path, max(0, done["ingested"] - 2)), kill, chance, done)
        with jm.JourneyStore(path, publish=False) as store:
            assert held(store) >= done["ingested"]
        if done["published"]:
            assert held(jm.JourneyStore(path, read_only=True)) >= done["published"]
    with jm.JourneyStore(path) as store:
        kept = held(store)
        for number in range(kept + 1):
            new = ingest(store, number)
            assert (new > 0) == (number == kept)
        assert held(store) == kept + 1
    assert held(jm.JourneyStore(path, read_only=True)) == kept + 1
    assert sorted(one.name for one in folder.iterdir()) == ["journeys.duckdb", "journeys.duckdb.published"]


def killed(
    work: Callable[..., None], given: tuple[Any, ...], kill: int, chance: random.Random, done: dict[str, int]
) -> None:
    """Let a process of its own work on a store, kill it at some moment, and note what it said it had done."""
    here, there = FRESH.Pipe(duplex=False)
    child = FRESH.Process(target=work, args=(*given, there))
    child.start()
    there.close()
    # Now and then while the store is being made or opened, else at work: at the first delivery, or behind it.
    for _ in range(kill % 4):
        note(here.recv(), done)
    time.sleep(chance.uniform(0, 0.4))
    child.kill()
    child.join()
    while here.poll():
        try:
            heard = here.recv()
        except EOFError:
            break
        note(heard, done)
    here.close()


def fill_the_disk(path: Path, said: Connection) -> None:
    """Deliver more than fits, then make room and deliver it again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100_000, resource.RLIM_INFINITY))
    store = jm.JourneyStore(path)
    try:
        for number in range(1, 1000):
            ingest(store, number)
    except InputError as error:
        said.send((number, str(error)))
    said.send(repr(store))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with jm.JourneyStore(path) as store:
        said.send(held(store))
        ingest(store, number)
        said.send(held(store))


def test_a_full_disk_gets_a_sentence_and_costs_nothing_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    with jm.JourneyStore(path) as store:
        ingest(store, 0)
    here, there = FRESH.Pipe(duplex=False)
    child = FRESH.Process(target=fill_the_disk, args=(path, there))
    child.start()
    there.close()
    failed, sentence = here.recv()
    assert "cannot be written" in sentence
    assert "nothing of it was kept: make room on the disk, then open the store again" in sentence
    assert here.recv().endswith("closed")
    assert [here.recv(), here.recv()] == [failed, failed + 1]
    child.join()
    assert child.exitcode == 0


def publish_on_a_full_disk(path: Path, said: Connection) -> None:
    """The copy needs room for all of the store at once."""
    with jm.JourneyStore(path) as store:
        ingest(store, 1)
        store.publish()
        ingest(store, 2)
        run(store._writer().connection, "CHECKPOINT")
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, resource.RLIM_INFINITY))
        try:
            store.publish()
        except InputError as error:
            said.send(str(error))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.send((held(store), held(jm.JourneyStore(path, read_only=True))))


def test_a_disk_too_full_to_publish_leaves_what_was_published(tmp_path: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    with jm.JourneyStore(path) as store:
        ingest(store, 0)
    here, there = FRESH.Pipe(duplex=False)
    child = FRESH.Process(target=publish_on_a_full_disk, args=(path, there))
    child.start()
    there.close()
    assert "cannot be published (File too large); it holds what was taken in" in here.recv()
    assert here.recv() == (3, 2)
    child.join()
    assert held(jm.JourneyStore(path, read_only=True)) == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["journeys.duckdb", "journeys.duckdb.published"]


def test_readers_see_whole_deliveries_while_a_writer_works(tmp_path: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    here, there = FRESH.Pipe(duplex=False)
    child = FRESH.Process(target=keep_ingesting, args=(path, 0, there))
    child.start()
    there.close()
    published, reader, seen = 0, None, 0
    while published < 4:
        heard = here.recv()
        if heard is None or heard[0] == "ingested":
            continue
        published = heard[1] + 1
        reader = reader or jm.JourneyStore(path, read_only=True)
        seen, before = held(reader), seen
        assert seen >= max(published, before)
        with pytest.raises(InputError, match=f"is open for writing in process {child.pid}"):
            jm.JourneyStore(path)
    child.kill()
    child.join()


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    log = {"who": ["ann"] * 1000, "what": ["step"] * 1000, "when": [*range(1000)]}
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store, ThreadPoolExecutor(4) as pool:
        roles = {"customer": "who", "event": "what", "time": "when"}
        done = list(pool.map(lambda name: store.ingest(name, log, **roles).rows_new + 0 * len(store), "abcabc"))
        assert sorted(done) == [0, 0, 0, 1000, 1000, 1000]
        assert len(store) == 3000


def ingest_until_interrupted(path: Path, said: Connection) -> None:
    with jm.JourneyStore(path) as store:
        ingest(store, 0)
        said.send(None)
        number = 0
        try:
            while True:
                number += 1
                ingest(store, number)
        except KeyboardInterrupt:
            said.send(number)
        said.send(held(store))
        ingest(store, number)
        said.send(held(store))


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.3])
def test_ctrl_c_takes_a_delivery_back_and_the_store_goes_on(tmp_path: Path, delay: float) -> None:
    here, there = FRESH.Pipe(duplex=False)
    child = FRESH.Process(target=ingest_until_interrupted, args=(tmp_path / "journeys.duckdb", there))
    child.start()
    there.close()
    here.recv()
    time.sleep(delay)
    os.kill(child.pid or 0, signal.SIGINT)
    number = here.recv()
    kept, after = here.recv(), here.recv()
    # The signal may come after the delivery was committed and before the next began.
    assert kept in {number, number + 1}
    assert after == number + 1
    child.join()
    assert child.exitcode == 0
