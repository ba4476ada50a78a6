"""Small tables written down by hand."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns
from journeymine.patterns.names import Element
from journeymine.patterns.table import PatternTable, from_found

INFO = {"kind": "all", "min_count": 1, "engine": "journeymine", "tied_share": 0.25, "truncated": False, "seconds": 0.5}


def found_patterns(patterns: Sequence[Sequence[Element]], counts: Sequence[int], names: Vocabulary) -> FoundPatterns:
    items: list[int] = []
    starts: list[bool] = []
    for pattern in patterns:
        for element in pattern:
            held = element if isinstance(element, tuple) else (element,)
            items += [names.code(name) for name in held]
            starts += [place == 0 for place in range(len(held))]
    sizes = [sum(len(e) if isinstance(e, tuple) else 1 for e in pattern) for pattern in patterns]
    return FoundPatterns(
        items=np.array(items, np.uint32),
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        n_journeys=np.array(counts, np.uint32),
        element_starts=None if all(starts) else np.array(starts, np.bool_),
    )


def vocabulary_of(patterns: Sequence[Sequence[Element]], *more: Name) -> Vocabulary:
    names = {name for p in patterns for e in p for name in (e if isinstance(e, tuple) else (e,))}
    return Vocabulary.from_names([*names, *more])


def sequences(rows: Sequence[tuple[Sequence[Element], int]], n_total: int = 10, *more: Name) -> PatternTable:
    patterns = [tuple(pattern) for pattern, _ in rows]
    names = vocabulary_of(patterns, *more)
    found = found_patterns(patterns, [count for _, count in rows], names)
    return from_found("sequences", found, names, n_total, INFO)


def itemsets(rows: Sequence[tuple[Sequence[Name], int]], n_total: int = 10) -> PatternTable:
    names = vocabulary_of([itemset for itemset, _ in rows])
    found = found_patterns([itemset for itemset, _ in rows], [count for _, count in rows], names)
    return from_found("itemsets", found, names, n_total, INFO)


def rules(pairs: Sequence[tuple[Sequence[Element], Sequence[Element]]], **columns: Any) -> PatternTable:
    names = vocabulary_of([side for pair in pairs for side in pair])
    ones = [1] * len(pairs)
    sides = {
        "antecedent": found_patterns([first for first, _ in pairs], ones, names),
        "consequent": found_patterns([second for _, second in pairs], ones, names),
    }
    arrays = {name: np.array(values) for name, values in columns.items()}
    info = {"min_confidence": 0.5, "truncated": False}
    return PatternTable("rules", sides, names, 10, {"n_rule": np.ones(len(pairs), np.int64), **arrays}, info)
