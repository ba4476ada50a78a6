"""Tightest occurrences against every choice of elements, and the times made of them."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.mining.constraints import constrain
from journeymine.mining.occurrences import tightest
from journeymine.mining.sequences import find_sequences
from journeymine.patterns.timing import durations
from tests.properties.test_constraints import SETS, SINGLE, Steps, options, rules_of, timed
from tests.reference.constrained import Timed
from tests.reference.counting import occurrences
from tests.reference.sequences import rows


@given(st.one_of(SINGLE, SETS), options(), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_the_tightest_occurrence_takes_the_least_time(journeys: Steps, asked: dict[str, Any], n_jobs: int) -> None:
    asked["excludes"] = None
    plain, coded = timed(journeys)
    found = find_sequences(coded, min_support=1, max_length=4, **asked)
    rules, slow = constrain(asked, coded, "timing"), rules_of(asked)
    seen = tightest(coded, found, constraints=rules, n_jobs=n_jobs)
    outcome = coded.vocabulary.name(0)
    place = 0
    for number, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
        held = {i: own for i, journey in enumerate(plain) if (own := occurrences(journey, pattern, slow))}
        assert seen.journeys[int(seen.offsets[number]) : int(seen.offsets[number + 1])].tolist() == list(held)
        spans, waits = [], []
        for journey, choices in held.items():
            times = [time for _, time in plain[journey]]
            best = min(choices, key=lambda own: (times[own[-1]] - times[own[0]], own[-1], -own[0]))
            size = sum(len(element) for element in pattern)
            at = _elements(plain[journey], seen.positions[place : place + size] - coded.offsets[journey], pattern)
            assert (at[0], at[-1]) == (best[0], best[-1])
            assert at in choices
            place += size
            spans.append([times[at[-1]] - times[at[0]], *(times[b] - times[a] for a, b in pairwise(at))])
            later = [time for events, time in plain[journey][at[-1] + 1 :] if outcome in events]
            waits += [later[0] - times[at[-1]]] if later else []
        (timing,) = durations(found.take(np.array([number])), coded, rules, within=3, outcomes=[0])
        assert timing.n_journeys == len(spans)
        assert timing.span[1] == np.median([row[0] for row in spans])
        assert timing.n_within == sum(row[0] <= 3 for row in spans)
        assert timing.n_outcome == len(waits)
        assert not waits or timing.to_outcome == tuple(np.quantile(waits, [0.25, 0.5, 0.75]).tolist())
        assert timing.gaps == tuple(np.median([row[1:] for row in spans], axis=0).tolist())
    assert place == len(seen.positions)


def _elements(journey: Timed, positions: Any, pattern: Any) -> tuple[int, ...]:
    """The element of each element of the pattern; its events lie where they are said to."""
    flat = [(element, name) for element, (events, _) in enumerate(journey) for name in events]
    shown = iter([flat[int(position)] for position in positions])
    own = []
    for element in pattern:
        at = [next(shown) for _ in element]
        assert [name for _, name in at] == list(element)
        assert len({number for number, _ in at}) == 1
        own.append(at[0][0])
    return tuple(own)
