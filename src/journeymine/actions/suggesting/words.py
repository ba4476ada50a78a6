"""Every word of a suggestion, in one file, so that they can be read together.

Of what nobody drew lots for these sentences say what was seen beside what; only of a hold-out that something changed.
"""

from typing import Any

import numpy as np

from journeymine.options import duration_text

KEEP = "keep and extend the step"
STOP = "stop the step"
TRY = "find out with a hold-out"
WARN = "warn earlier"
REMIND = "remind those on the way"
STAFF = "staff for it, and find out where it comes from"
FIX = "fix the step"
FOLLOW = "find out who is lost there"
LOOK = "find out what is different now"

HELPED, HURT = "a step helped", "a step hurt"
SEEN_WITH_MORE, SEEN_WITH_FEWER = "more reached the goal beside a step", "fewer reached the goal beside a step"
GROWS = "a category grows"
PATTERN_GROWS = "a pattern grows"
PRECEDES = "a pattern comes before an outcome"
MORE_OFTEN, LESS_OFTEN = "a pattern is more frequent", "a pattern is less frequent"
DROPS = "a drop-off"

WITHHELD = "Counts of fewer than {k:,} customers are among the evidence, which is withheld."
NO_SIZE = "How many customers a hold-out needs cannot be told from these numbers."


def assigned(step: str, goal: str, shares: tuple[float, float], ends: tuple[float, float], n: int, q: float) -> str:
    """What a hold-out says."""
    word = "rose" if shares[0] > shares[1] else "fell"
    return (
        f"Assignment to {step} changed how many reached {goal}: the share {word} from {percent(shares[1])} to "
        f"{percent(shares[0])} ({points(ends)}; n = {n:,}, q = {chance(q)})."
    )


def beside(step: str, goal: str, shares: tuple[float, float], ends: tuple[float, float], n: int, q: float) -> str:
    """What a design says of shares."""
    return (
        f"Of customers with {step} {percent(shares[0])} reached {goal}, of those alike without {percent(shares[1])} "
        f"({points(ends)}; n = {n:,}, q = {chance(q)}); who got it may differ in more than that."
    )


def beside_rates(step: str, goal: str, estimate: tuple[float, float, float], n: int, q: float) -> str:
    """What a design says of rates."""
    return (
        f"Customers with {step} reached {goal} {ratio(estimate)} the rate of those who waited as long without "
        f"(n = {n:,}, q = {chance(q)}); who got it may differ in more than that."
    )


def preceding(pattern: str, outcome: str, within: Any, found: dict[str, Any]) -> str:
    """What a pattern before an outcome says."""
    share, ends = percent(found["share"]), f"{percent(found['share_low'])} to {percent(found['share_high'])}"
    after = "" if found["lead"] is None else f", {span(found['lead'])} later at the median"
    who = f"Of {found['n']:,} {found['unit']} with {pattern}, {share} ({ends})"
    usual = f"{ratio(found['lift'])} what other windows of the same journeys hold (q = {chance(found['q'])})"
    return f"{who} had {outcome} within {duration_text(within)}{after}: {usual}."


def growing(series: str, rates: tuple[float, float], estimate: tuple[float, float, float], since: str, q: float) -> str:
    """What an alarm says."""
    return (
        f"{series}: {rates[0]:.3g} a period before, {rates[1]:.3g} since {since}, {ratio(estimate)} as many "
        f"(q = {chance(q)}, over all series and moments at which it could have begun)."
    )


def drifted(pattern: str, shares: tuple[float, float], estimate: tuple[float, float, float], n: int, q: float) -> str:
    """What two periods say."""
    return (
        f"{percent(shares[0])} of the journeys held {pattern} before, {percent(shares[1])} do now: {ratio(estimate)} "
        f"the share (n = {n:,} now, q = {chance(q)}); whatever else differs between the periods is in it."
    )


def drifted_few(pattern: str, n: int, share: float, *, more: bool) -> str:
    """What two periods say where one has few; ``{k}`` stands for how many few are."""
    many = f"{n:,} journeys ({percent(share)})"
    told = f"Fewer than {{k}} journeys held {pattern} before, {many} do now"
    if not more:
        told = f"{many} held {pattern} before, fewer than {{k}} do now"
    return f"{told}; whatever else differs between the periods is in it."


def dropped(step: str, shares: tuple[float, float], against: str, ends: tuple[float, float], n: int, q: float) -> str:
    """What a funnel says."""
    return (
        f"Of {n:,} who got as far, {percent(shares[0])} took {step}, against {percent(shares[1])} {against}: "
        f"{points(ends)}, q = {chance(q)}."
    )


def hold_out(each: int | None, *, again: bool) -> str:
    """What would test a step."""
    if each is None:
        return NO_SIZE
    if again:
        return (
            f"It was tested by lot; {each:,} customers in each arm find a difference of this size again (power 80 %)."
        )
    return f"Hold customers out by lot: {each:,} in each arm find a difference of this size (power 80 %)."


def act_for_half(each: int | None, shares: tuple[float, float]) -> str:
    """What would test stepping in."""
    if each is None:
        return NO_SIZE
    return (
        f"Step in for half of those inside, by lot: {each:,} customers in each arm show whether their share goes from "
        f"{percent(shares[0])} to the usual {percent(shares[1])} (power 80 %)."
    )


def mended(each: int | None, shares: tuple[float, float], where: str) -> str:
    """What would test a mended step of a funnel."""
    if each is None:
        return NO_SIZE
    return (
        f"Show another version of the step to half of them{where}, by lot: {each:,} customers in each arm find a rise "
        f"from {percent(shares[0])} to {percent(shares[1])} (power 80 %)."
    )


def wait_and_see(periods: int) -> str:
    """What would test that something was done about a category."""
    return (
        f"If something is done about it, {periods:,} periods show whether the rate is back where it was (power 80 %); "
        "if it is held back for some customers by lot, they show whether that did it."
    )


def look_again(each: int | None) -> str:
    """What would test a drift."""
    if each is None:
        return NO_SIZE
    return f"{each:,} journeys of the next period show whether the change lasts (power 80 %), not where it comes from."


def percent(share: float) -> str:
    """A share to read.

    Examples
    --------
    >>> percent(0.0936), percent(0.5129)
    ('9.4 %', '51 %')
    """
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.3g} %"


def points(ends: tuple[float, float]) -> str:
    """An interval of a difference of shares, in points of percent.

    Examples
    --------
    >>> points((0.0079, 0.0496))
    '+0.79 to +5 points'
    """
    return f"{100 * ends[0]:+.2g} to {100 * ends[1]:+.2g} points"


def ratio(estimate: tuple[float, float, float]) -> str:
    """A ratio with its interval.

    Examples
    --------
    >>> ratio((1.434, 1.213, 1.713))
    '1.43 times (1.21 to 1.71)'
    """
    value, low, high = estimate
    return f"{value:.3g} times ({low:.3g} to {high:.3g})"


def chance(q: float) -> str:
    """A q-value to read.

    Examples
    --------
    >>> chance(0.0312), chance(1e-30)
    ('0.031', '0.0001 or less')
    """
    return f"{q:.2g}" if q > 0.0001 else "0.0001 or less"


def span(length: Any) -> str:
    """A length of time to read.

    Examples
    --------
    >>> span(np.timedelta64(100_000, "s")), span(np.timedelta64(120, "s")), span(5.0)
    ('28 hours', '2 minutes', '5')
    """
    if not isinstance(length, np.timedelta64):
        return f"{float(length):.3g}"
    seconds = length / np.timedelta64(1, "s")
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds:.2g} seconds"
