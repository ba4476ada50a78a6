"""Markov chains of channels: what is lost where a channel is taken out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeymine.actions.attribution.asked import WHERE
from journeymine.actions.attribution.paths import Floats, Integers, Paths
from journeymine.options import bad_option
from journeymine.sources.distinct import distinct

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Smaller chains are solved sooner as full matrices.
MOST_DENSE = 64
#: More channels take minutes: a chain of order 1 is inverted once, one of a higher order solved once a channel.
MOST_CHANNELS = {1: 2000, 2: 200, 3: 200}


@dataclass(frozen=True, eq=False)
class Chain:
    """A chain whose states are the last few touches of a path; state 0 is its start.

    Attributes
    ----------
    features
        Sparse, shape (n_paths, n_steps + 2 · n_states): how often a path takes each step between states, whether it
        ends in each state, and what it brings there.
    source, target
        int64, shape (n_steps,): from where to where each step goes.
    recent
        int64, shape (n_states, order): the channels of each state; -1 where it has fewer.
    n_channels
        All there are.
    """

    features: "csr_array"
    source: Integers
    target: Integers
    recent: Integers
    n_channels: int

    def removal_effects(self, totals: Floats) -> Floats:
        """The share of all that is brought that is lost with each channel, from the sums of `features`."""
        steps, ends, worth = np.split(totals, [len(self.source), len(self.source) + len(self.recent)])
        whole = worth.sum()
        if not whole > 0:
            return np.zeros(self.n_channels)
        visits = np.bincount(self.source, steps, minlength=len(self.recent)) + ends
        chance = np.divide(steps, visits[self.source], out=np.zeros(len(steps)), where=steps > 0)
        reward = np.divide(worth, visits, out=np.zeros(len(worth)), where=visits > 0)
        left = self._left(chance, reward)
        return np.asarray(np.clip(1 - left * visits[0] / whole, 0.0, 1.0), np.float64)

    def credits(self, totals: Floats) -> Floats:
        """All that is brought, divided in proportion to the removal effects."""
        effects = self.removal_effects(totals)
        whole = effects.sum()
        brought = totals[len(self.source) + len(self.recent) :].sum()
        return effects * (brought / whole) if whole > 0 else effects

    def _left(self, chance: Floats, reward: Floats) -> Floats:
        """What a path brings on average where those through a channel bring nothing, for each channel.

        With Q the steps between the states that are left and r what is brought on leaving from each, h = Q h + r.
        """
        from scipy.sparse import csc_array
        from scipy.sparse.linalg import spsolve

        n, states = len(self.recent), np.arange(len(self.recent))
        places = np.concatenate([states, self.source]), np.concatenate([states, self.target])
        matrix = csc_array((np.concatenate([np.ones(n), -chance]), places), shape=(n, n))
        if self.recent.shape[1] == 1:
            return self._left_of_states(matrix.toarray(), reward)
        matrix, solve = (matrix.toarray(), np.linalg.solve) if n <= MOST_DENSE else (matrix, spsolve)
        left = np.empty(self.n_channels)
        for channel in range(self.n_channels):
            kept = np.flatnonzero((self.recent != channel).all(axis=1))
            left[channel] = solve(matrix[np.ix_(kept, kept)], reward[kept])[0]
        return left

    def _left_of_states(self, matrix: Floats, reward: Floats) -> Floats:
        """The same where each channel is one state, all at once.

        With N the expected visits, a path comes to state s at all with chance N[0, s] / N[s, s], and brings h[s] from
        there on (Kemeny and Snell 1960, Finite Markov Chains, section 3.5).
        """
        visits = np.linalg.inv(matrix)
        brought = visits @ reward
        left = np.full(self.n_channels, brought[0])
        left[self.recent[1:, 0]] -= (visits[0] * brought / np.diag(visits))[1:]
        return left


def chained(paths: Paths, order: int) -> Chain:
    """The chain of some paths.

    State j of a path is its last `order` touches, fewer at its beginning; a path goes from the start through its states
    to conversion or to nothing. Removing a channel ends all that goes through it in nothing (Anderl, Becker, von
    Wangenheim and Schumann 2016, International Journal of Research in Marketing 33:457-474: the removal effect).

    Parameters
    ----------
    paths
        The paths.
    order
        How many touches a state remembers.

    Raises
    ------
    OptionError
        There are too many channels on the paths.

    Examples
    --------
    >>> touches, offsets = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 3, 4, 6])
    >>> converted = np.array([True, False, False])
    >>> paths = Paths(3, touches, offsets, np.ones(6, bool), np.zeros(6, int), converted, converted.astype(float))
    >>> chain = chained(paths, 1)
    >>> totals = chain.features.sum(axis=0)
    >>> chain.removal_effects(totals).round(12).tolist(), chain.credits(totals).round(12).tolist()
    ([0.5, 1.0, 1.0], [0.2, 0.4, 0.4])
    """
    from scipy.sparse import csr_array

    state, recent = _states(paths, order)
    n_channels = len(distinct(paths.touches))
    if n_channels > MOST_CHANNELS[order]:
        must = (
            f"at most {MOST_CHANNELS[order]:,} for a chain of order {order} (name some, or group events by log.group)"
        )
        raise bad_option("channels", WHERE, must, n_channels)
    before = np.where(paths.starts, 0, np.concatenate([[0], state[:-1]])[: len(state)])
    pairs, step = np.unique(before * len(recent) + state, return_inverse=True)
    source, target = np.divmod(pairs, len(recent))
    ends = state[paths.offsets[1:] - 1]
    number = np.arange(len(paths))
    rows = np.concatenate([paths.path, number, number])
    columns = np.concatenate([step, len(pairs) + ends, len(pairs) + len(recent) + ends])
    values = np.concatenate([np.ones(len(step) + len(ends)), paths.worth])
    features = csr_array((values, (rows, columns)), shape=(len(paths), len(pairs) + 2 * len(recent)))
    features.sum_duplicates()
    return Chain(features, source, target, recent, paths.n_channels)


def _states(paths: Paths, order: int) -> tuple[Integers, Integers]:
    """The number of the state after each touch, and the channels of each state; number 0 is the start."""
    base = paths.n_channels + 1
    place = np.arange(len(paths.touches)) - np.repeat(paths.offsets[:-1], np.diff(paths.offsets))
    code = np.zeros(len(paths.touches), np.int64)
    for back in range(order):
        known = place >= back
        code[known] += (paths.touches[np.flatnonzero(known) - back] + 1) * base**back
    codes, state = np.unique(code, return_inverse=True)
    recent = np.full((len(codes) + 1, order), -1)
    for back in range(order):
        recent[1:, back] = codes // base**back % base - 1
    return state + 1, recent
