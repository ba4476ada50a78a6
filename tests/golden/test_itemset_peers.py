"""Itemsets of other programs, as far as these are right; and where they err, what is right by the slow twin.

Seen in mlxtend 0.25.0, pyfim 6.28 and rusket 0.1.101; where a program has mended its fault, the test can go.
"""

import importlib.util
import warnings
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.conftest import absent
from tests.reference.itemsets import find

PEERS = {"pyfim": "fim", "rusket": "rusket"}
BASKETS = st.lists(st.sets(st.integers(0, 6), max_size=6), min_size=1, max_size=14)
Found = dict[frozenset[Any], int]


def need(peer: str) -> None:
    """Skip where the program is not installed."""
    if importlib.util.find_spec(PEERS[peer]) is None:
        absent(peer, f"`pip install {peer}`, or all peers by `pip install 'journeymine[bench]'`")


def ours(baskets: list[set[int]], min_support: float, kind: str = "all") -> Found:
    frame = jm.mine_itemsets([sorted(basket) for basket in baskets], min_support=min_support, kind=kind).to_pandas()
    return {frozenset(items): n for items, n in zip(frame["itemset"], frame["n_journeys"], strict=True)}


def by_pyfim(baskets: list[set[int]], min_count: int, kind: str, algorithm: str) -> Found:
    need("pyfim")
    import fim

    target = {"all": "s", "closed": "c", "maximal": "m"}[kind]
    # An empty basket is none to it.
    rows = [sorted(basket) for basket in baskets]
    found = getattr(fim, algorithm)(rows, target=target, supp=-min_count, zmin=1, report="a")
    return {frozenset(items): int(n) for items, n in found}


def one_hot(baskets: list[set[int]]) -> pd.DataFrame:
    return pd.DataFrame([[item in basket for item in range(7)] for basket in baskets], columns=list("abcdefg"))


def by_rusket(baskets: list[set[int]], share: float) -> Found:
    need("rusket")
    from rusket import fpgrowth

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = fpgrowth(one_hot(baskets), min_support=share, use_colnames=True)
    rows = zip(table["itemsets"], table["support"], strict=True)
    return {frozenset("abcdefg".index(str(item)) for item in items): round(n * len(baskets)) for items, n in rows}


@pytest.mark.parametrize("kind", ["all", "closed", "maximal"])
@pytest.mark.parametrize("algorithm", ["eclat", "fpgrowth"])
@settings(max_examples=40, deadline=None)
@given(baskets=BASKETS, min_count=st.integers(1, 5))
def test_pyfim_finds_the_same(algorithm: str, kind: str, baskets: list[set[int]], min_count: int) -> None:
    # A basket without the items of all others, so that its fault below does not show.
    baskets = [*baskets, {7}]
    assert by_pyfim(baskets, min_count, kind, algorithm) == ours(baskets, min_count, kind)


@settings(max_examples=40, deadline=None)
@given(baskets=BASKETS, min_count=st.integers(1, 5))
def test_rusket_finds_the_same(baskets: list[set[int]], min_count: int) -> None:
    # Half a basket less than asked for: a share that no rounding brings to the wrong side of a count.
    share = min((min_count - 0.5) / len(baskets), 1.0)
    found = {items: n for items, n in by_rusket(baskets, share).items() if n >= min_count}
    assert found == ours(baskets, min_count)


def test_pyfim_leaves_out_sets_made_of_items_in_every_basket() -> None:
    baskets = [{0, 1}, {0, 1, 2}, {0, 2}]
    right = {frozenset(items): n for items, n in find(baskets, 2)}
    assert ours(baskets, 2) == right
    assert right.pop(frozenset({0})) == 3
    for algorithm in ("eclat", "fpgrowth", "apriori"):
        assert by_pyfim(baskets, 2, "all", algorithm) == right
    assert frozenset({0}) in ours(baskets, 2, "closed")
    assert frozenset({0}) not in by_pyfim(baskets, 2, "closed", "eclat")
    assert by_pyfim([{0, 1}, {0, 1}], 2, "maximal", "eclat") == {}
    assert ours([{0, 1}, {0, 1}], 2, "maximal") == {frozenset({0, 1}): 2}


@pytest.mark.parametrize(("share", "n"), [(0.07, 100), (0.28, 25)])
def test_rusket_loses_an_item_on_the_boundary(share: float, n: int) -> None:
    baskets = [{0}] * 7 + [set()] * (n - 7)
    assert by_rusket(baskets, share) == {}
    assert ours(baskets, share) == {frozenset({0}): 7}


def test_mlxtend_loses_an_item_on_the_boundary() -> None:
    from mlxtend.frequent_patterns import apriori, hmine

    hundred, quarter = ([{0, 1}] * 7 + [set()] * (n - 7) for n in (100, 25))
    every = {frozenset({0}): 7, frozenset({1}): 7, frozenset({0, 1}): 7}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(hmine(one_hot(hundred), min_support=0.07)) == 0
        # It loses pairs.
        assert len(apriori(one_hot(quarter), min_support=0.28, low_memory=True)) == 2
    assert ours(hundred, 0.07) == ours(quarter, 0.28) == every
