"""When patterns were completed, against every choice of elements."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.selection import by_customer
from journeymine.journeys.views import to_lists
from journeymine.mining.completions import Cells, Completed, count_completions
from journeymine.mining.constraints import constrain
from journeymine.mining.sequences import find_sequences
from tests.properties.test_constraints import SETS, SINGLE, Steps, options, rules_of, timed
from tests.properties.test_counting import owned
from tests.reference.completions import completed
from tests.reference.sequences import rows


@given(st.one_of(SINGLE, SETS), options(), st.lists(st.integers(0, 3), min_size=8, max_size=8), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_completions_are_the_ends_of_all_windows(
    journeys: Steps, asked: dict[str, Any], owners: list[int], n_jobs: int
) -> None:
    asked["excludes"] = None
    plain, coded = timed(journeys)
    numbered = owned(coded, owners)
    order = np.argsort(numbered.customer_codes, kind="stable")
    coded, plain = by_customer(numbered), [plain[place] for place in order]
    assert len(to_lists(coded)) == len(plain)
    found = find_sequences(coded, min_support=1, max_length=4, **asked)
    # An element is in the cell of its time; some are in none.
    n_cells = 4
    cells = np.array(
        [(time // 2) % (n_cells + 1) - 1 for journey in plain for events, time in journey for _ in set(events)]
    )
    told: dict[str, Any] = {"constraints": constrain(asked, coded, "watch_patterns"), "n_jobs": n_jobs}
    kinds: list[Completed] = ["customers", "first", "all"]
    every = count_completions(coded, found, [Cells(cells.astype(np.int64), n_cells, kind) for kind in kinds], **told)
    for counted, counts in zip(kinds, every, strict=True):
        for number, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
            expected = completed(
                list(zip(coded.customer_codes.tolist(), plain, strict=True)), pattern, rules_of(asked), counted
            )
            told_by_cell = [0] * n_cells
            for time, _ in expected:
                cell = int(time // 2) % (n_cells + 1) - 1
                if cell >= 0 and counted != "customers":
                    told_by_cell[cell] += 1
            if counted == "customers":
                pairs = {(owner, int(time // 2) % (n_cells + 1) - 1) for time, owner in expected}
                told_by_cell = [sum(cell == place for _, cell in pairs) for place in range(n_cells)]
            assert counts[number].tolist() == told_by_cell


def test_codes_that_no_journey_has_are_never_completed() -> None:
    _, coded = timed([[(("a",), 0)]])
    found = find_sequences(coded, min_support=1)
    beyond = replace(found, items=found.items + np.uint32(7))
    (counts,) = count_completions(coded, beyond, [Cells(np.zeros(coded.n_events, np.int64), 1, "all")])
    assert counts.tolist() == [[0]] * len(found)
