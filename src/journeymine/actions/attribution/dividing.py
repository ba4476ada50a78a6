"""Credit by several methods, with intervals from customers drawn again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from journeymine.actions.attribution.asked import Asked
from journeymine.actions.attribution.markov import Chain, chained
from journeymine.actions.attribution.paths import Floats, Integers, Paths
from journeymine.actions.attribution.pooling import Pooled, pool
from journeymine.actions.attribution.rules import ruled
from journeymine.actions.attribution.shapley import RateGame, rate_game
from journeymine.ranking.resampling import percentiles

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Division(Protocol):
    """A way of dividing: sums over paths, and what follows from them."""

    @property
    def features(self) -> "csr_array":
        """Sparse, shape (n_paths, n_features): what each path adds to the sums."""

    def credits(self, totals: Floats) -> Floats:
        """The credit of each channel that follows from the sums."""


@dataclass(frozen=True, eq=False)
class Divided:
    """The credit of each channel by one method.

    Attributes
    ----------
    credit
        float64, shape (n_channels,).
    drawn
        float64, shape (n_draws, n_channels): the same of each draw of customers.
    extra
        Further columns by name: what only this method tells.
    """

    credit: Floats
    drawn: Floats
    extra: Mapping[str, Floats]

    def columns(self, name: str, share: str | None) -> dict[str, Floats]:
        """Credits, and their share of all where that has a name, each with its interval where there are draws."""
        told = {name: (self.credit, self.drawn)}
        if share is not None:
            told[share] = (_share(self.credit[None, :])[0], _share(self.drawn))
        columns: dict[str, Floats] = {}
        for column, (value, drawn) in told.items():
            columns[column] = value
            if len(drawn):
                columns[column + "_low"], columns[column + "_high"] = percentiles(np.ascontiguousarray(drawn.T))
        return columns


def divide(paths: Paths, customer: Integers, many: Integers, asked: Asked) -> dict[str, Divided]:
    """Divide what paths brought, by each method asked for.

    Each draw gives every customer a weight from a Poisson distribution of mean 1, which is the bootstrap of customers
    for as many as these (Chamandy, Muralidharan, Najmi and Naidu 2012, Estimating uncertainty for massive data
    streams); a row that stands for m customers draws with mean m.

    Parameters
    ----------
    paths
        All paths.
    customer
        int64, shape (n_paths,): whose each is, from 0.
    many
        int64, shape (n_customers,): for how many customers each stands.
    asked
        The methods and their options.

    Returns
    -------
    By method, in the order asked for.
    """
    found: dict[str, Divided] = {}
    for timed in (False, True):
        # Only time decay looks at times; so paths that differ in them are the same path for all others.
        methods = [method for method in asked.methods if (method == "time_decay") == timed]
        if methods:
            pooled = pool(paths, customer, many, timed=timed)
            divisions = [_division(method, pooled.paths, asked) for method in methods]
            found.update(zip(methods, _divided(divisions, pooled, asked), strict=True))
    return {method: found[method] for method in asked.methods}


def _division(method: str, paths: Paths, asked: Asked) -> Division:
    if method == "markov":
        return chained(paths, asked.order)
    if method == "shapley" and asked.worth == "rate":
        return rate_game(paths, asked.n_permutations, asked.seed)
    return ruled(paths, method, asked.half_life)


def _divided(divisions: Sequence[Division], pooled: Pooled, asked: Asked) -> list[Divided]:
    has = [pooled.has @ division.features for division in divisions]
    totals = [pooled.many.astype(np.float64) @ one for one in has]
    told = [division.credits(one) for division, one in zip(divisions, totals, strict=True)]
    drawn = [np.empty((asked.n_bootstrap, pooled.paths.n_channels)) for _ in divisions]
    for draw in range(asked.n_bootstrap):
        times = np.random.default_rng([asked.seed, draw]).poisson(pooled.many).astype(np.float64)
        for division, one, rows in zip(divisions, has, drawn, strict=True):
            rows[draw] = division.credits(times @ one)
    extras = [_extra(division, one) for division, one in zip(divisions, totals, strict=True)]
    return [Divided(*parts) for parts in zip(told, drawn, extras, strict=True)]


def _extra(division: Division, totals: Floats) -> dict[str, Floats]:
    if isinstance(division, Chain):
        return {"removal_effect": division.removal_effects(totals)}
    if isinstance(division, RateGame) and division.orders is not None:
        return {"sampling_error": division.sampling_error(totals)}
    return {}


def _share(credit: Floats) -> Floats:
    """Parts of all; missing where there is nothing to divide."""
    whole = credit.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(credit, whole, out=np.full(credit.shape, np.nan), where=whole > 0), np.float64)
