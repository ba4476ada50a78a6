"""Shapley's values where a set of channels is worth the conversion rate of the paths that need no others."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from journeymine.actions.attribution.paths import Floats, Integers, Paths

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: With more channels there are too many sets of them to look at each.
MOST_EXACT = 16
#: Orders of channels drawn where not all sets are looked at.
PERMUTATIONS = 1000


@dataclass(frozen=True, eq=False)
class RateGame:
    """The game in which a set S of channels is worth n · worth(S) / n(S).

    n(S) are the paths all of whose channels are in S, worth(S) is what these brought, and n are all paths; where there
    are no such paths, S is worth nothing.

    Attributes
    ----------
    features
        Sparse, shape (n_paths, 2 · n_sets): which set of channels a path has, and what it brought.
    members, offsets
        int64: the channels of each set, set after set, as places in `players`.
    players
        int64: the channels on any path.
    n_channels
        All there are.
    orders
        int64, shape (n_permutations, n_players): at what place each player comes in each order drawn; None: exact.
    """

    features: "csr_array"
    members: Integers
    offsets: Integers
    players: Integers
    n_channels: int
    orders: Integers | None

    def credits(self, totals: Floats) -> Floats:
        """The value of each channel, from the sums of `features`."""
        counts, worth = np.split(totals, 2)
        credit = np.zeros(self.n_channels)
        if len(self.players):
            values = self._exact(counts, worth) if self.orders is None else self._drawn(counts, worth).mean(axis=0)
            credit[self.players] = values
        return credit

    def sampling_error(self, totals: Floats) -> Floats:
        """The standard error that comes of drawing orders: 0 where all sets were looked at."""
        error = np.zeros(self.n_channels)
        if self.orders is not None and len(self.players):
            drawn = self._drawn(*np.split(totals, 2))
            error[self.players] = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
        return error

    def _exact(self, counts: Floats, worth: Floats) -> Floats:
        n = len(self.players)
        bits = np.add.reduceat(1 << self.members, self.offsets[:-1])
        inside = [_over_subsets(_sums(bits, one, 1 << n), n) for one in (counts, worth)]
        value = _rate(inside[0], inside[1], counts.sum())
        # A player comes after s others in s! (n - s - 1)! of n! orders: 1 / (n · C(n - 1, s)).
        ways = np.cumprod(np.concatenate([[1.0], [(n - s) / s for s in range(1, n)]]))
        size = np.bitwise_count(np.arange(1 << n))
        chance = 1 / (n * ways[np.minimum(size, n - 1)])
        gains = np.empty(n)
        for player in range(n):
            pairs, weight = value.reshape(-1, 2, 1 << player), chance.reshape(-1, 2, 1 << player)
            gains[player] = ((pairs[:, 1] - pairs[:, 0]) * weight[:, 0]).sum()
        return gains

    def _drawn(self, counts: Floats, worth: Floats) -> Floats:
        """What each player adds when its turn comes, shape (n_permutations, n_players)."""
        assert self.orders is not None
        n, total = len(self.players), counts.sum()
        gains = np.empty(self.orders.shape)
        for row, place in zip(gains, self.orders, strict=True):
            # A path is inside from when the last of its channels has come.
            complete = np.maximum.reduceat(place[self.members], self.offsets[:-1])
            inside = [np.cumsum(_sums(complete, one, n)) for one in (counts, worth)]
            row[:] = np.diff(_rate(inside[0], inside[1], total), prepend=0.0)[place]
        return gains


def rate_game(paths: Paths, n_permutations: int | None, seed: int) -> RateGame:
    """The game of some paths.

    Parameters
    ----------
    paths
        The paths.
    n_permutations
        Draw so many orders of the channels (Castro, Gómez and Tejada 2009, Computers & Operations Research
        36:1726-1730); None: look at every set where there are up to 16 channels, else draw 1,000.
    seed
        Of the draws.

    Examples
    --------
    >>> touches, offsets, converted = np.array([0, 1, 0, 1]), np.array([0, 1, 2, 4]), np.array([True, False, True])
    >>> paths = Paths(2, touches, offsets, np.ones(4, bool), np.zeros(4, int), converted, converted.astype(float))
    >>> game = rate_game(paths, None, 0)
    >>> game.credits(game.features.sum(axis=0)).tolist()
    [2.5, -0.5]
    """
    from scipy.sparse import csr_array

    path, channel = paths.channels()
    players, player = np.unique(channel, return_inverse=True)
    bounds = np.searchsorted(path, np.arange(len(paths) + 1)).tolist()
    listed = player.astype(">i8").tobytes()
    keys = [listed[8 * start : 8 * end] for start, end in pairwise(bounds)]
    sets = sorted(set(keys))
    number = {key: place for place, key in enumerate(sets)}
    which = np.fromiter(map(number.__getitem__, keys), np.int64, len(keys))
    rows, values = np.tile(np.arange(len(paths)), 2), np.concatenate([np.ones(len(paths)), paths.worth])
    features = csr_array(
        (values, (rows, np.concatenate([which, len(sets) + which]))), shape=(len(paths), 2 * len(sets))
    )
    members = np.frombuffer(b"".join(sets), ">i8").astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum([len(key) // 8 for key in sets], dtype=np.int64)])
    orders = _orders(len(players), n_permutations, seed)
    return RateGame(features, members, offsets, players, paths.n_channels, orders)


def _orders(n: int, asked: int | None, seed: int) -> Integers | None:
    if asked is None and n <= MOST_EXACT:
        return None
    random = np.random.default_rng([seed, n])
    return random.permuted(np.tile(np.arange(n), (asked or PERMUTATIONS, 1)), axis=1)


def _sums(place: Integers, weights: Floats, length: int) -> Floats:
    return np.bincount(place, weights, minlength=length).astype(np.float64)


def _over_subsets(values: Floats, n: int) -> Floats:
    """For each set of players the sum over its subsets."""
    for player in range(n):
        pairs = values.reshape(-1, 2, 1 << player)
        pairs[:, 1] += pairs[:, 0]
    return values


def _rate(counts: Floats, worth: Floats, total: float) -> Floats:
    return np.asarray(np.divide(worth * total, counts, out=np.zeros(len(counts)), where=counts > 0), np.float64)
