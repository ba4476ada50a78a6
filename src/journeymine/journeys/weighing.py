"""What journeys count for: how many they stand for, and how much they weigh."""

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option

#: What 32 bits can count.
MOST_JOURNEYS = 2**32 - 1


def multiplicities(coded: CodedJourneys, given: Any, where: str) -> NDArray[np.uint32] | None:
    """For how many journeys each row stands: uint32, shape (N,); None where each stands for itself alone.

    A row stands for journeys of as many different customers, so no customer may have two.

    Raises
    ------
    OptionError
        Values that are no whole numbers ≥ 1, together more than 32 bits can count, or a customer with several journeys.
    """
    option = "multiplicity"
    values = per_journey(coded, given, option, where)
    must = "whole numbers ≥ 1, one a journey"
    if values.dtype.kind == "O":
        values = _narrowed(values)
    if values.dtype.kind == "f":
        # Integers beside a missing value came as floats.
        _refuse(coded, ~(np.floor(values) == values) | np.isinf(values), values, option, must, where)
    elif values.dtype.kind not in "iu":
        raise bad_option(option, where, must, given)
    _refuse(coded, values < 1, values, option, must, where)
    total = sum(values.astype(object).tolist())
    if total > MOST_JOURNEYS:
        message = (
            f"`{option}` of {where} stands for {int(total):,} journeys; {MOST_JOURNEYS:,} can be counted. Divide all "
            "by a common factor."
        )
        raise OptionError(message)
    if (values == 1).all():
        return None
    if coded.n_customers < len(coded):
        message = (
            f"`{option}` of {where} needs one journey a customer, for a row stands for journeys of as many different "
            f"customers; here {coded.n_customers:,} customers have {len(coded):,} journeys. Leave it out, or give "
            "every row a customer of its own."
        )
        raise OptionError(message)
    return values.astype(np.uint32)


def weights(coded: CodedJourneys, given: Any, where: str) -> NDArray[np.float64]:
    """The weight of each journey: float64 ≥ 0, shape (N,), not all 0.

    Raises
    ------
    OptionError
        Values that are no numbers, negative, missing or infinite, or all 0.
    """
    option, must = "weights", "finite numbers ≥ 0, one a journey"
    values = per_journey(coded, given, option, where)
    if values.dtype.kind == "O":
        values = _narrowed(values)
    if values.dtype.kind not in "iuf":
        raise bad_option(option, where, must, given)
    # As they print: float32(0.1) weighs a tenth.
    real = values.astype(np.float64) if values.dtype != np.float32 else values.astype(str).astype(np.float64)
    _refuse(coded, ~(np.isfinite(real) & (real >= 0)), values, option, must, where)
    if len(real) and not real.any():
        raise bad_option(option, where, "numbers of which one at least is above 0", given)
    return real


def _narrowed(values: NDArray[Any]) -> NDArray[Any]:
    """Objects as the numbers they are; as they came where some are none."""
    plain = [float("nan") if one is None else one for one in values.tolist()]
    if any(isinstance(one, bool | np.bool_) or not isinstance(one, Real) for one in plain):
        return values
    return np.array([float(one) if not isinstance(one, int) else one for one in plain])


def _refuse(
    coded: CodedJourneys, bad: NDArray[np.bool_], values: NDArray[Any], option: str, must: str, where: str
) -> None:
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        who = coded.customers.name(int(coded.customer_codes[at]))
        message = f"`{option}` of {where} must be {must}; got {values[at]} in journey {at} (customer {who!r})."
        raise OptionError(message)
