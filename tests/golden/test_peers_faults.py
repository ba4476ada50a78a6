"""Where other programs err: what they answer, and what is right by the slow twin.

Seen in effspm 1.0.0, gsppy 5.3.0, prefixspan 0.5.2, rusket 0.1.101 and seq2pat 2.0.0; where a program has mended its
fault, the test can go.
"""

import importlib.util
import math
from fractions import Fraction
from typing import Any

import pandas as pd

import journeymine as jm
from tests.conftest import absent
from tests.reference.constrained import Rules, Timed
from tests.reference.constrained import mine as mine_timed
from tests.reference.sequences import mine

PEERS = {"effspm": "effspm", "gsppy": "gsppy", "prefixspan": "prefixspan", "rusket": "rusket", "seq2pat": "sequential"}


def need(peer: str) -> None:
    """Skip where the program is not installed."""
    if importlib.util.find_spec(PEERS[peer]) is None:
        absent(peer, f"`pip install {peer}`, or all peers by `pip install 'journeymine[bench]'`")


def ours(journeys: list[list[Any]], **options: Any) -> dict[tuple[Any, ...], int]:
    """Our patterns with their supports, which are the twin's."""
    frame = jm.mine_sequences(journeys, **options).to_pandas(["pattern", "n_journeys"])
    found: dict[tuple[Any, ...], int] = dict(zip(frame["pattern"], frame["n_journeys"], strict=True))
    asked = options["min_support"]
    least = asked if isinstance(asked, int) else math.ceil(Fraction(str(asked)) * len(journeys))
    twin = mine(journeys, least, options.get("kind", "all"))
    assert found == {tuple(event for (event,) in pattern): n for pattern, n in twin}
    return found


def gsppy(journeys: list[list[Any]], min_support: float, **rules: float) -> dict[tuple[str, ...], int]:
    need("gsppy")
    from gsppy.gsp import GSP

    levels = GSP(journeys, **rules).search(min_support=min_support)
    return {pattern: n for level in levels for pattern, n in level.items()}


def test_gsppy_loses_an_event_that_comes_twice() -> None:
    journeys = [["x", "x"], ["x", "y", "x"], ["y", "y"]]
    assert ("x", "x") not in gsppy(journeys, 0.5)
    assert ours(journeys, min_support=0.5)["x", "x"] == 2


def test_gsppy_loses_patterns_as_long_as_the_longest_journey() -> None:
    journeys = [["a", "b", "c"], ["a", "b", "c"]]
    assert ("a", "b", "c") not in gsppy(journeys, 1.0)
    assert ours(journeys, min_support=2)["a", "b", "c"] == 2


def test_gsppy_loses_three_steps_under_a_greatest_gap() -> None:
    # It tries only the first b after a, from which c is too far; the second b is near enough to both.
    journey = [("a", 0), ("b", 1), ("b", 2), ("c", 4), ("z", 99)]
    theirs = gsppy([[(name, float(time)) for name, time in journey]] * 2, 1.0, maxgap=2)
    assert ("b", "c") in theirs
    assert ("a", "b", "c") not in theirs
    rows = [(customer, name, time) for customer in (1, 2) for name, time in journey]
    frame = pd.DataFrame(rows, columns=["customer", "event", "time"])
    journeys = jm.read_events(frame, customer="customer", event="event", time="time").journeys()
    found = jm.mine_sequences(journeys, min_support=2, max_gap=2).to_pandas(["pattern"])["pattern"].tolist()
    timed: Timed = [((name,), time) for name, time in journey]
    twin = mine_timed([timed, timed], 2, "all", Rules(max_gap=2))
    assert found == [tuple(name for (name,) in pattern) for pattern, _ in twin]
    assert ("a", "b", "c") in found


def test_seq2pat_hides_a_span_of_ten_and_drops_single_events() -> None:
    need("seq2pat")
    from sequential.seq2pat import Seq2Pat

    journeys = [["a", *(f"{customer}-{place}" for place in range(12)), "b"] for customer in (1, 2)]
    assert Seq2Pat(sequences=journeys).get_patterns(min_frequency=2) == []
    assert Seq2Pat(sequences=journeys, max_span=None).get_patterns(min_frequency=2) == [["a", "b", 2]]
    assert ours(journeys, min_support=2) == {("a",): 2, ("b",): 2, ("a", "b"): 2}


def test_seq2pat_rounds_a_share_down() -> None:
    need("seq2pat")
    from sequential.seq2pat import Seq2Pat

    journeys = [["a", "b"], ["a", "b"], ["c", "d"], ["c", "d"], ["e", "f"]]
    # Half of 5 is 2.5: two journeys are not enough.
    assert Seq2Pat(sequences=journeys).get_patterns(min_frequency=0.5) == [["a", "b", 2], ["c", "d", 2]]
    assert ours(journeys, min_support=0.5) == {}


def test_effspm_gives_no_counts_drops_single_events_and_takes_positive_numbers_for_sets() -> None:
    need("effspm")
    from effspm import PrefixProjection

    theirs = PrefixProjection([[-1, -2], [-1, -2], [-2]], minsup=0.6)
    assert theirs["patterns"] == [[-1, -2]]
    assert set(theirs) == {"patterns", "time"}
    assert PrefixProjection([[1, 2], [1, 2], [2]], minsup=0.6)["patterns"] != [[1, 2]]
    assert ours([[1, 2], [1, 2], [2]], min_support=2) == {(2,): 3, (1,): 2, (1, 2): 2}


def test_prefixspan_misses_generators_with_repeats() -> None:
    need("prefixspan")
    from prefixspan import PrefixSpan

    journeys = [["a", "a", "a"], ["a", "a"], ["a"]]
    theirs = {tuple(pattern): n for n, pattern in PrefixSpan(journeys).frequent(1, generator=True)}
    assert ours(journeys, min_support=1, kind="generators") == {("a", "a"): 2, ("a", "a", "a"): 1}
    assert ("a", "a", "a") not in theirs


def test_prefixspan_gives_a_pattern_that_is_not_closed() -> None:
    need("prefixspan")
    from prefixspan import PrefixSpan

    journeys = [list("ababb"), list("cbaa")]
    theirs = {tuple(pattern): n for n, pattern in PrefixSpan(journeys).frequent(1, closed=True)}
    right = ours(journeys, min_support=1, kind="closed")
    # b → a is in both journeys too.
    assert theirs["b",] == 2
    assert ("b",) not in right
    assert right["b", "a"] == 2


def test_rusket_rounds_a_share_down() -> None:
    need("rusket")
    from rusket import PrefixSpan

    journeys = [[1], [1], [2]]
    theirs = PrefixSpan(journeys, 0.5).mine()
    # Half of 3 is 1.5: one journey is not enough.
    assert dict(zip(map(tuple, theirs["sequence"]), theirs["support"], strict=True)) == {(1,): 2, (2,): 1}
    assert ours(journeys, min_support=0.5) == {(1,): 2}
