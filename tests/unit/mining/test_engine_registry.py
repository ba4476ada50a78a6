"""Which engine is taken, and what is said when it cannot do what is asked."""

import pytest

from journeymine.errors import EngineError, OptionError
from journeymine.mining.engines.registry import Wish, choose, engines


def test_auto_is_ours() -> None:
    assert choose("auto", Wish("sequences"), "mine_sequences").name == "journeymine"


def test_the_names_are_the_published_ones() -> None:
    names = [engine.name for engine in engines()]
    peers = ["prefixspan", "mlxtend-apriori", "mlxtend-fpgrowth", "mlxtend-fpmax"]
    assert names == ["journeymine", *peers, "bruteforce"]


@pytest.mark.parametrize(
    ("name", "wish", "lack", "able"),
    [
        ("prefixspan", Wish("sequences", "closed"), "kind='closed'", "'journeymine' or 'bruteforce' can"),
        ("prefixspan", Wish("sequences", sets=True), "simultaneous", "'journeymine' or 'bruteforce' can"),
        ("prefixspan", Wish("sequences", top_k=True), "`top_k`", "'journeymine' or 'bruteforce' can"),
        ("prefixspan", Wish("sequences", time_limit=True), "`time_limit`", "; 'journeymine' can"),
        ("prefixspan", Wish("itemsets"), "itemsets", "'mlxtend-apriori' or 'mlxtend-fpgrowth' or 'bruteforce' can"),
        ("mlxtend-fpmax", Wish("itemsets", "closed"), "kind='closed'", "'journeymine' or 'bruteforce' can"),
    ],
)
def test_an_engine_says_what_it_cannot_do_and_who_can(name: str, wish: Wish, lack: str, able: str) -> None:
    with pytest.raises(EngineError) as caught:
        choose(name, wish, "mine_something")
    assert lack in str(caught.value)
    assert able in str(caught.value)
    assert f"`engine={name!r}` of mine_something" in str(caught.value)


def test_an_unknown_engine_is_a_bad_option() -> None:
    with pytest.raises(OptionError, match="`engine` of mine_sequences must be one of 'auto', 'journeymine'"):
        choose("spark", Wish("sequences"), "mine_sequences")
