"""Gaps and late tails against their slow twins."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journeymine.sources.faults.days import by_day, dispersion, expected
from journeymine.sources.faults.gaps import gaps
from journeymine.sources.faults.late_tail import late_tail
from tests.reference import faults as slow


@st.composite
def sources(draw: st.DrawFn) -> list[int]:
    """Counts a day as a source has them: a week's pattern, noise, days lost, a tail cut."""
    week = draw(st.lists(st.sampled_from([0, 2, 9, 40, 300]), min_size=7, max_size=7))
    days = draw(st.integers(1, 150))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    counts = random.poisson(np.resize(week, days))
    for first, length in draw(st.lists(st.tuples(st.integers(0, 149), st.integers(1, 40)), max_size=3)):
        counts[first : first + length] = 0
    tail = draw(st.integers(0, 20))
    share = draw(st.sampled_from([0.0, 0.3, 0.6, 1.0]))
    counts[days - tail :] = random.binomial(counts[days - tail :], share)
    return [int(count) for count in counts]


@settings(deadline=None, max_examples=150)
@given(sources())
@example([])
def test_gaps(counts: list[int]) -> None:
    assert gaps(np.array(counts, np.int64)).tolist() == slow.gaps(counts)


@settings(deadline=None, max_examples=150)
@given(sources())
@example([0, 0])
def test_late_tail(counts: list[int]) -> None:
    assert late_tail(np.array(counts, np.int64)) == slow.late_tail(counts)


@settings(deadline=None)
@given(sources())
def test_expected_and_dispersion(counts: list[int]) -> None:
    known = np.arange(len(counts))
    history = np.array(counts)
    means = slow.weekday_means(counts, known.tolist())
    assert expected(history, known, np.arange(7)).tolist() == pytest.approx(means)
    assert dispersion(history, known) == pytest.approx(slow.dispersion(counts, known.tolist()))


def test_closed_on_sundays_is_no_gap_and_an_outage_is() -> None:
    week = [30, 30, 30, 30, 30, 15, 0]
    steady = np.array(week * 10)
    assert not len(gaps(steady))
    outage = steady.copy()
    outage[30:34] = 0
    assert gaps(outage).tolist() == [30, 31, 32, 33]


def test_a_small_source_may_have_quiet_days() -> None:
    random = np.random.default_rng(3)
    quiet = random.poisson(2, (200, 120))
    assert (quiet == 0).sum() > 1_000
    assert not any(len(gaps(one)) for one in quiet)


def test_a_tail_that_is_cut_and_a_week_that_ends_quietly() -> None:
    week = [30, 30, 30, 30, 30, 15, 0]
    assert late_tail(np.array(week * 8)) == 0
    assert late_tail(np.array([*week * 8, 30, 12, 3])) == 2
    # Nothing came since: every day that should have had rows counts.
    assert late_tail(np.array(week * 8 + [0] * 30)) == 30


def test_rows_far_away_do_not_lengthen_the_log() -> None:
    days = np.concatenate([np.repeat(np.arange(100, 160), 20), [3, 900]])
    seen = by_day(days, np.zeros(len(days), np.int8), 1)
    assert (seen.first, seen.counts.shape) == (100, (1, 60))
    assert seen.name(0) == "1970-04-11"
    # Half a year later, and as many: that belongs to the log.
    both = by_day(np.concatenate([days, days + 300]), np.zeros(2 * len(days), np.int8), 1)
    assert both.counts.shape == (1, 360)
