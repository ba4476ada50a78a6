"""Association rules of public data, as mlxtend 0.25 and rusket 0.1.101 count them; FIMI files read by two readers."""

from pathlib import Path

import pytest

import journeymine as jm
from benchmarks.inputs import fimi_baskets
from journeymine.compat.mlxtend import association_rules
from journeymine.mining.basket_sources import from_fimi

# (file, min_support, min_confidence): rules.
RULES = {("mushroom", 2000, 0.6): 254_193}


@pytest.mark.parametrize(("name", "min_support", "min_confidence"), RULES)
def test_as_many_rules_as_other_programs_find(data: Path, name: str, min_support: int, min_confidence: float) -> None:
    found = jm.mine_itemsets(data / "itemsets" / f"{name}.dat.gz", min_support=min_support)
    rules = found.rules(min_confidence=min_confidence)
    assert len(rules) == RULES[name, min_support, min_confidence]
    frame = association_rules(found.to_frame(style="mlxtend"), min_threshold=min_confidence)
    assert len(frame) == len(rules)
    assert sorted(frame["lift"].round(9)) == sorted(rules.to_pandas(columns=["lift"])["lift"].round(9))


@pytest.mark.parametrize("kind", ["closed", "maximal"])
def test_rules_of_fewer_itemsets_are_among_those_of_all(data: Path, kind: str) -> None:
    path = data / "itemsets" / "mushroom.dat.gz"
    asked = {"min_confidence": 0.9, "max_consequent": 1}
    all_rules, some = (jm.mine_itemsets(path, min_support=3000, kind=one).rules(**asked) for one in ("all", kind))
    known = dict(zip(all_rules, all_rules.to_pandas(columns=["n_rule"])["n_rule"], strict=True))
    assert 0 < len(some) < len(all_rules)
    assert dict(zip(some, some.to_pandas(columns=["n_rule"])["n_rule"], strict=True)).items() <= known.items()


@pytest.mark.parametrize("name", ["retail.dat", "chess.dat", "BMS2_itemset_mining.txt", "uchoice-Kosarak-5-25.txt"])
def test_files_of_baskets_are_read_as_the_benchmarks_read_them(data: Path, name: str) -> None:
    path = data / "itemsets" / f"{name}.gz"
    read, known = from_fimi(path), fimi_baskets(path)
    names = read.vocabulary.names()
    assert [sorted(names[code] for code in basket) for basket in read.sets()] == known
