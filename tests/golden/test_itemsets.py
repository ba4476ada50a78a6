"""Whole sets of itemsets on public data sets, as other programs found them.

The figures are written out here with the programs that agree on them; the digests of the whole sets are read from
``expected.tsv`` beside the data.
"""

import importlib.util
from functools import cache
from pathlib import Path

import pytest

from benchmarks.expected import expected
from benchmarks.inputs import data_folder, fimi_baskets, invoice_baskets, itemset_digest, spmf_baskets
from journeymine.mining.baskets import Baskets
from journeymine.mining.itemset_counts import count_itemsets
from journeymine.mining.itemsets import find_itemsets
from tests.conftest import absent
from tests.reference.itemsets import rows

# LCM v5, pyfim 6.28 (fpgrowth, eclat) and, for all itemsets, rusket 0.1.101.
COUNTS = {
    ("retail", 88): {"all": 7712, "closed": 7695, "maximal": 3507},
    ("retail", 18): {"closed": 65301, "maximal": 25580},
    ("T10I4D100K", 100): {"all": 27532, "closed": 26806, "maximal": 4054},
    ("chess", 2200): {"all": 59181, "closed": 28358, "maximal": 1047},
    ("chess", 1600): {"maximal": 11209},
    ("mushroom", 812): {"all": 574513, "closed": 4897, "maximal": 558},
    ("onlineretail_invoices", 259): {"all": 1087, "closed": 1087, "maximal": 824},
}
TASKS = [(name, support, kind, n) for (name, support), counts in COUNTS.items() for kind, n in counts.items()]

# Counted by LCM v3 and v5, Borgelt's programs and SPMF; nobody has written the sets themselves down.
COUNTED = {
    ("retail", 18): {"all": 67186},
    ("retail", 9): {"all": 240852, "closed": 189077, "maximal": 75200},
    ("T10I4D100K", 20): {"all": 129875, "closed": 107822, "maximal": 50258},
    ("chess", 1600): {"all": 1261227, "closed": 366529},
    ("chess", 1280): {"all": 6403171, "closed": 1355452, "maximal": 37935},
    ("chess", 640): {"maximal": 509355},
    ("mushroom", 81): {"closed": 51672, "maximal": 6733},
    ("mushroom", 8): {"closed": 164117, "maximal": 33702},
    ("connect_part2", 9000): {"all": 1198335},
    ("connect_part2", 6000): {"closed": 64001},
    ("connect_part2", 4000): {"closed": 231614, "maximal": 2755},
    ("BMS1", 36): {"all": 461521, "closed": 64762, "maximal": 15179},
    ("onlineretail_invoices", 78): {"all": 55441, "closed": 53492, "maximal": 29221},
    ("onlineretail_invoices", 52): {"all": 678020, "closed": 503971, "maximal": 209054},
}
COUNTED_TASKS = [(name, support, kind, n) for (name, support), counts in COUNTED.items() for kind, n in counts.items()]

# More rows than are worth a digest; the count has to do.
MANY = 100_000


@cache
def baskets(name: str) -> Baskets:
    if name == "BMS1":
        return Baskets.from_lists(spmf_baskets(data_folder() / "sequences" / "BMS1_spmf.txt.gz"))
    if name != "onlineretail_invoices":
        return Baskets.from_lists(fimi_baskets(data_folder() / "itemsets" / f"{name}.dat.gz"))
    if importlib.util.find_spec("pyreadr") is None:
        absent("pyreadr", "`pip install pyreadr`")
    made = Baskets.from_lists(invoice_baskets(data_folder() / "onlineretail" / "onlineretail.rda"))
    assert (len(made), len(made.vocabulary)) == (25_900, 4_070)
    return made


@pytest.mark.parametrize(("name", "min_support", "kind", "n_patterns"), TASKS)
def test_the_whole_set_is_what_other_programs_found(
    data: Path, name: str, min_support: int, kind: str, n_patterns: int
) -> None:
    asked = (name, "itemsets", kind, min_support)
    [known] = [row for row in expected(data) if (row.dataset, row.task, row.kind, row.min_support) == asked]
    coded = baskets(name)
    found = find_itemsets(coded, min_support=min_support, kind=kind)
    assert len(found) == known.n_patterns == n_patterns
    if n_patterns < MANY:
        assert itemset_digest(rows(found, coded.vocabulary)) == known.sha256  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "min_support", "kind", "n_patterns"), COUNTED_TASKS)
def test_there_are_as_many_as_other_programs_counted(
    data: Path, name: str, min_support: int, kind: str, n_patterns: int
) -> None:
    assert data.exists()
    assert len(find_itemsets(baskets(name), min_support=min_support, kind=kind)) == n_patterns


@pytest.mark.parametrize(
    ("name", "min_support", "n_patterns"), [("mushroom", 81, 91273269), ("chess", 1280, 6403171), ("retail", 9, 240852)]
)
def test_they_can_be_counted_without_being_made(data: Path, name: str, min_support: int, n_patterns: int) -> None:
    assert data.exists()
    assert count_itemsets(baskets(name), min_support=min_support).total == n_patterns


def test_shares_that_floats_miss() -> None:
    # rusket and mlxtend's hmine lose an item in 7 of 100 baskets at 0.07, mlxtend's low_memory apriori one in 7 of 25.
    for share, n in ((0.28, 25), (0.07, 100)):
        coded = Baskets.from_lists([["a"]] * 7 + [["b"]] * (n - 7))
        for engine in ("journeymine", "bruteforce", "mlxtend-apriori", "mlxtend-fpgrowth"):
            found = find_itemsets(coded, min_support=share, engine=engine)
            assert rows(found, coded.vocabulary) == [(("b",), n - 7), (("a",), 7)]


def test_generators_of_chess_have_the_supports_of_the_closed_sets(data: Path) -> None:
    # Every class of itemsets of one cover has one closed set and at least one generator; the class of the empty set
    # (items in every basket) has none but the empty one.
    assert data.exists()
    coded = baskets("chess")
    generators = find_itemsets(coded, min_support=2500, kind="generators")
    closed = find_itemsets(coded, min_support=2500, kind="closed")
    assert set(generators.n_journeys.tolist()) | {len(coded)} == set(closed.n_journeys.tolist()) | {len(coded)}
    assert len(generators) >= len(closed) - 1
