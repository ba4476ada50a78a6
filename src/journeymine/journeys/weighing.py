"""What journeys count for: how many they stand for, and how much they weigh."""

from collections.abc import Callable
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


Place = Callable[[int], str]
"""What a row is called in messages."""


def multiplicities(coded: CodedJourneys, given: Any, where: str) -> NDArray[np.uint32] | None:
    """For how many journeys each row stands: uint32, shape (N,); None where each stands for itself alone.

    A row stands for journeys of as many different customers, so no customer may have two.

    Raises
    ------
    OptionError
        Values that are no whole numbers ≥ 1, together more than 32 bits can count, or a customer with several journeys.
    """
    many = counts(per_journey(coded, given, "multiplicity", where), given, "journey", _place(coded), where)
    if many is not None and coded.n_customers < len(coded):
        message = (
            f"`multiplicity` of {where} needs one journey a customer, for a row stands for journeys of as many "
            f"different customers; here {coded.n_customers:,} customers have {len(coded):,} journeys. Leave it out, or "
            "give every row a customer of its own."
        )
        raise OptionError(message)
    return many


def weights(coded: CodedJourneys, given: Any, where: str) -> NDArray[np.float64]:
    """The weight of each journey: float64 ≥ 0, shape (N,), not all 0.

    Raises
    ------
    OptionError
        Values that are no numbers, negative, missing or infinite, or all 0.
    """
    return masses(per_journey(coded, given, "weights", where), given, "journey", _place(coded), where)


def counts(values: NDArray[Any], given: Any, unit: str, place: Place, where: str) -> NDArray[np.uint32] | None:
    """`multiplicity` as whole numbers: uint32, shape (N,); None where all are 1.

    Parameters
    ----------
    values
        One value a row, of whatever type.
    given
        The option as it was given.
    unit, place, where
        What a row is, what one is called, and the verb, for messages.

    Raises
    ------
    OptionError
        Values that are no whole numbers ≥ 1, or together more than 32 bits can count.
    """
    option, must = "multiplicity", f"whole numbers ≥ 1, one a {unit}"
    if values.dtype.kind == "O":
        values = _narrowed(values)
    if values.dtype.kind == "f":
        # Integers beside a missing value came as floats.
        _refuse(
            ~(np.floor(values) == values) | np.isinf(values), values, f"`{option}` of {where} must be {must}", place
        )
    elif values.dtype.kind not in "iu":
        raise bad_option(option, where, must, given)
    _refuse(values < 1, values, f"`{option}` of {where} must be {must}", place)
    total = sum(values.astype(object).tolist())
    if total > MOST_JOURNEYS:
        message = (
            f"`{option}` of {where} stands for {int(total):,} {unit}s; {MOST_JOURNEYS:,} can be counted. Divide all "
            "by a common factor."
        )
        raise OptionError(message)
    return None if (values == 1).all() else values.astype(np.uint32)


def masses(values: NDArray[Any], given: Any, unit: str, place: Place, where: str) -> NDArray[np.float64]:
    """`weights` as numbers: float64 ≥ 0, shape (N,), not all 0; parameters as of `counts`.

    Raises
    ------
    OptionError
        Values that are no numbers, negative, missing or infinite, or all 0.
    """
    option, must = "weights", f"finite numbers ≥ 0, one a {unit}"
    if values.dtype.kind == "O":
        values = _narrowed(values)
    if values.dtype.kind not in "iuf":
        raise bad_option(option, where, must, given)
    # As they print: float32(0.1) weighs a tenth.
    real = values.astype(np.float64) if values.dtype != np.float32 else values.astype(str).astype(np.float64)
    _refuse(~(np.isfinite(real) & (real >= 0)), values, f"`{option}` of {where} must be {must}", place)
    if len(real) and not real.any():
        raise bad_option(option, where, "numbers of which one at least is above 0", given)
    return real


def _place(coded: CodedJourneys) -> Place:
    return lambda at: f"journey {at} (customer {coded.customers.name(int(coded.customer_codes[at]))!r})"


def _narrowed(values: NDArray[Any]) -> NDArray[Any]:
    """Objects as the numbers they are; as they came where some are none."""
    plain = [float("nan") if one is None else one for one in values.tolist()]
    if any(isinstance(one, bool | np.bool_) or not isinstance(one, Real) for one in plain):
        return values
    return np.array([float(one) if not isinstance(one, int) else one for one in plain])


def _refuse(bad: NDArray[np.bool_], values: NDArray[Any], rule: str, place: Place) -> None:
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        message = f"{rule}; got {values[at]} in {place(at)}."
        raise OptionError(message)
