"""Whole pattern sets on public data sets, as other programs found them.

The figures are written out here with the programs that agree on them; the digests of the whole sets are read from
``expected.tsv`` beside the data. Generators are without the empty pattern.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.expected import expected
from benchmarks.inputs import Element, cspade_sequences, data_folder, digest, spmf_sequences, utility_sequences
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from tests.reference.sequences import rows

FILES: dict[str, tuple[str, Callable[[Path], list[list[Element]]]]] = {
    "BIBLE": ("sequences/BIBLE.txt.gz", spmf_sequences),
    "BMS1_spmf": ("sequences/BMS1_spmf.txt.gz", spmf_sequences),
    "FIFA": ("sequences/FIFA.txt.gz", spmf_sequences),
    "Kosarak_converted": ("sequences/Kosarak_converted.txt.gz", spmf_sequences),
    "SIGN": ("sequences/SIGN.txt.gz", spmf_sequences),
    "cspade_test": ("cspade_test/test.txt.gz", cspade_sequences),
    "foodmart": ("qsequences/foodmart.txt.gz", utility_sequences),
}

# Agreed on by SPMF 2.66 (CM-SPADE, PrefixSpan, CM-ClaSP, BIDE+, VMSP, VGEN), rusket 0.1.101 and a reference program.
COUNTS = {
    ("BIBLE", 800): {"all": 4354, "closed": 4352, "maximal": 1428, "generators": 4352},
    ("BIBLE", 1500): {"all": 1121, "closed": 1121, "maximal": 403, "generators": 1121},
    ("BMS1_spmf", 60): {"all": 3991, "closed": 3974, "maximal": 2067, "generators": 3978},
    ("FIFA", 3000): {"all": 5787, "closed": 5787, "maximal": 4109, "generators": 5787},
    ("FIFA", 4000): {"all": 1099, "closed": 1099, "maximal": 789, "generators": 1099},
    ("Kosarak_converted", 210): {"all": 4943, "closed": 4396, "maximal": 798, "generators": 4399},
    ("SIGN", 60): {"all": 208839, "closed": 206340, "maximal": 56118, "generators": 206341},
    ("SIGN", 120): {"all": 20024, "closed": 20017, "maximal": 6538, "generators": 20017},
    ("cspade_test", 1000): {"all": 1260, "closed": 1260, "maximal": 675, "generators": 1260},
    ("cspade_test", 500): {"all": 8723, "closed": 8714, "maximal": 4113, "generators": 8714},
    ("foodmart", 60): {"all": 1559, "closed": 1559, "maximal": 1559, "generators": 1559},
    ("foodmart", 20): {"all": 1559, "closed": 1559, "maximal": 1559, "generators": 1559},
    ("foodmart", 10): {"all": 9973, "closed": 9973, "maximal": 8446, "generators": 9973},
}
TASKS = [(name, support, kind, n) for (name, support), counts in COUNTS.items() for kind, n in counts.items()]


@cache
def journeys(name: str) -> CodedJourneys:
    file, read = FILES[name]
    return from_lists(read(data_folder() / file))


def digest_of(found: FoundPatterns, coded: CodedJourneys) -> str:
    """The digest of `benchmarks.inputs.digest`, in a tenth of the time: all events become words at once."""
    opens = np.ones(len(found.items), np.bool_) if found.element_starts is None else found.element_starts
    names = [str(coded.vocabulary.name(code)) for code in range(len(coded.vocabulary))]
    words = [
        (" > " if first else " & ") + names[item]
        for item, first in zip(found.items.tolist(), opens.tolist(), strict=True)
    ]
    bounds = zip(pairwise(found.offsets.tolist()), found.n_journeys.tolist(), strict=True)
    lines = sorted(f"{''.join(words[start:end])[3:]}\t{count}\n" for (start, end), count in bounds)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_fast_digest_is_the_slow_one() -> None:
    coded = from_lists([[(7, 12), 3, 7], [3, (7, 12)], [12, 3]])
    found = find_sequences(coded, min_support=1)
    assert digest_of(found, coded) == digest(rows(found, coded.vocabulary))  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "min_support", "kind", "n_patterns"), TASKS)
def test_the_whole_set_is_what_other_programs_found(
    data: Path, name: str, min_support: int, kind: str, n_patterns: int
) -> None:
    asked = (name, "sequences", kind, min_support, "-")
    [known] = [
        row for row in expected(data) if (row.dataset, row.task, row.kind, row.min_support, row.constraint) == asked
    ]
    coded = journeys(name)
    found = find_sequences(coded, min_support=min_support, kind=kind)
    assert len(found) == known.n_patterns == n_patterns
    assert digest_of(found, coded) == known.sha256


# SPMF 2.66 CM-SPAM, SPAM and VMSP, and a reference program; their `max_gap` counts steps as our `max_step_gap` does.
STEP_GAPS = {
    ("FIFA", 2000): {1: (83, 76), 2: (102, 80), 3: (162, 106)},
    ("FIFA", 500): {1: (397, 311)},
    ("BIBLE", 500): {1: (298, 209), 2: (404, 261), 3: (578, 338)},
    ("BIBLE", 100): {1: (1774, 1099)},
    ("SIGN", 150): {1: (98, 94), 2: (106, 88), 3: (116, 85)},
}
GAP_TASKS = [
    (*task, gap, kind, n)
    for task, gaps in STEP_GAPS.items()
    for gap, counts in gaps.items()
    for kind, n in zip(("all", "maximal"), counts, strict=True)
]


@pytest.mark.parametrize(("name", "min_support", "gap", "kind", "n_patterns"), GAP_TASKS)
def test_the_whole_set_under_a_rule_on_steps(
    data: Path, name: str, min_support: int, gap: int, kind: str, n_patterns: int
) -> None:
    asked = (name, "sequences", kind, min_support, f"max_gap={gap}")
    [known] = [
        row for row in expected(data) if (row.dataset, row.task, row.kind, row.min_support, row.constraint) == asked
    ]
    coded = journeys(name)
    found = find_sequences(coded, min_support=min_support, kind=kind, max_step_gap=gap)
    assert len(found) == known.n_patterns == n_patterns
    assert digest_of(found, coded) == known.sha256
    if gap == 1:
        same = find_sequences(coded, min_support=min_support, kind=kind, contiguous=True)
        assert same.items.tobytes() == found.items.tobytes()


# SPMF 2.66 TKS and a reference program; they keep ties of the k-th support, so the best k are a subset.
@pytest.mark.parametrize(("name", "k"), [("BIBLE", 100), ("BIBLE", 1000), ("SIGN", 100), ("SIGN", 1000)])
def test_the_best_with_ties_are_what_other_programs_found(data: Path, name: str, k: int) -> None:
    [known] = [
        row
        for row in expected(data)
        if (row.dataset, row.task) == (name, "topk") and row.constraint.startswith(f"k={k};")
    ]
    coded = journeys(name)
    best = find_sequences(coded, top_k=k)
    assert (len(best), int(best.n_journeys[-1])) == (k, known.min_support)
    tied = find_sequences(coded, top_k=known.n_patterns)
    assert digest_of(tied, coded) == known.sha256
    assert rows(best, coded.vocabulary) == rows(tied, coded.vocabulary)[:k]
