"""The evidence for growth, summed over a grid of rates and over the periods one by one."""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp
from scipy.stats import gamma, poisson


def log_bayes_factor(
    before: tuple[int, float], counts: Sequence[int], exposures: Sequence[float], growths: Sequence[float]
) -> float:
    """Counts under a rate that grew, each growth as likely, against one that did not; the rate has Jeffreys' prior."""
    rates = np.linspace(0, 60, 20_001)[1:]
    prior = gamma(before[0] + 0.5, scale=1 / before[1]).logpdf(rates)

    def likelihood(growth: float) -> float:
        each = [poisson.logpmf(n, growth * rates * size) for n, size in zip(counts, exposures, strict=True)]
        return float(logsumexp(prior + np.sum(each, axis=0)))

    grown = logsumexp([likelihood(growth) for growth in growths]) - np.log(len(growths))
    return float(grown - likelihood(1.0))
