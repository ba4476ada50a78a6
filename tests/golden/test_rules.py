"""Rules that other programs found in public data.

SIGN and BIBLE: SPMF 2.66 (ERMiner, RuleGrowth) and a program of our own in another language agree; FIFA: ERMiner. With
`top_k` SPMF (TopSeqRules, TNS) takes any of the rules that tie for the last place, here the order of rules decides: the
supports are the same. TRuleGrowth's window of w is `within=w`; it counts the antecedent within the window as well, here
it is counted without, so that the supports of rules are the same and confidences of several events need not be.
"""

from pathlib import Path

import numpy as np
import pytest

import journeymine as jm
from tests.golden.test_sequences import journeys


def quoted(name: str, min_support: int | None, **options: object) -> jm.RuleSet:
    return jm.mine_rules(jm.Journeys(journeys(name)), min_support, 0.5, ordered=False, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "min_support", "n_rules", "sum_of_supports"),
    [("SIGN", 150, 89_066, 16_230_201), ("BIBLE", 1500, 130, 488_202), ("FIFA", 5113, 1_273, 6_820_948)],
)
def test_partially_ordered_rules(data: Path, name: str, min_support: int, n_rules: int, sum_of_supports: int) -> None:
    assert data.exists()
    rules = quoted(name, min_support)
    assert (len(rules), int(rules.to_pandas(columns=["n_rule"])["n_rule"].sum())) == (n_rules, sum_of_supports)


def test_the_best_rules_have_the_supports_that_topseqrules_and_tns_give(data: Path) -> None:
    assert data.exists()
    best = quoted("SIGN", None, top_k=500).to_pandas(columns=["n_rule"])["n_rule"]
    assert (len(best), int(best.min()), int(best.sum())) == (500, 356, 201_569)
    use = quoted("SIGN", None, top_k=100, non_redundant=True).to_pandas(columns=["n_rule"])["n_rule"]
    assert (len(use), int(use.min()), int(use.sum())) == (100, 434, 47_568)


def test_windows_are_those_of_trulegrowth(data: Path) -> None:
    assert data.exists()
    rules = jm.mine_rules(jm.Journeys(journeys("SIGN")), 110, 0.1, ordered=False, within=6)
    known = dict(zip(map(str, rules), rules.to_pandas(columns=["n_rule"])["n_rule"], strict=True))
    assert (known["if 1 then 8"], known["if 1 then 9"], known["if 1 and 8 (any order) then 9"]) == (221, 205, 159)


def test_ordered_rules_are_the_cuts_of_the_patterns(data: Path) -> None:
    assert data.exists()
    sign = jm.Journeys(journeys("SIGN"))
    patterns = jm.mine_sequences(sign, min_support=150).rules(min_confidence=0.5)
    rules = jm.mine_rules(sign, 150, 0.5)
    assert [str(rule) for rule in rules] == [str(rule) for rule in patterns]
    for name in ("n_rule", "n_antecedent"):
        np.testing.assert_array_equal(rules.to_pandas([name])[name], patterns.to_pandas([name])[name])
