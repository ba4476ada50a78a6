"""Two periods side by side, computed the slow, obvious way: rows of journeys, one formula at a time."""

import math
from collections.abc import Sequence
from typing import Any

from tests.reference import contrast as twin
from tests.reference.sequences import as_elements, is_inside

Log = Sequence[tuple[Any, list[Any]]]
Row = tuple[Any, int, int, int]
"""Customer, stratum, does it hold the pattern, is it of the later period?"""


def rows(pattern: Any, before: Log, now: Log) -> list[Row]:
    """Journeys in strata of their lengths, over both periods."""
    told = [(who, journey, 0) for who, journey in before] + [(who, journey, 1) for who, journey in now]
    lengths = [sum(len(one) for one in as_elements(journey)) for _, journey, _ in told]
    bins = {length: number for number, part in enumerate(twin.length_bins(lengths)) for length in part}
    wanted = as_elements(pattern)
    return [
        (who, bins[length], int(is_inside(wanted, as_elements(journey))), later)
        for (who, journey, later), length in zip(told, lengths, strict=True)
    ]


def table(some: Sequence[Row]) -> tuple[int, int, int, int]:
    """With and without the pattern by now and before."""
    cells = [(row[2], row[3]) for row in some]
    return cells.count((1, 1)), cells.count((1, 0)), cells.count((0, 1)), cells.count((0, 0))


def drift(pattern: Any, before: Log, now: Log) -> dict[str, Any]:
    """A row of the comparison."""
    all_rows = rows(pattern, before, now)
    a, b, c, d = table(all_rows)
    tables = [table([row for row in all_rows if row[1] == one]) for one in sorted({row[1] for row in all_rows})]
    alone = len({row[0] for row in all_rows}) == len(all_rows)
    inflation = 1.0 if alone else twin.inflation(all_rows)
    worth = [twin.effective([(row[0], row[2]) for row in all_rows if row[3] == side]) for side in (1, 0)]
    ratio = twin.mantel_haenszel(tables, inflation)
    return {
        "n_before": b,
        "n_now": a,
        "support_before": b / (b + d),
        "support_now": a / (a + c),
        **bounds("support_difference", twin.newcombe(a, a + c, b, b + d, worth[0], worth[1])),
        **bounds("growth_rate", twin.share_ratio(a, a + c, b, b + d, worth[0], worth[1])),
        **bounds("odds_ratio", ratio),
        "p_value": twin.cmh(tables, inflation),
        "direction": "more" if ratio[0] > 1 + 1e-12 else "less" if ratio[0] < 1 - 1e-12 else "same",
    }


def bounds(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    """A value with its interval."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def explained(listed: Sequence[tuple[Any, dict[str, Any]]]) -> list[Any]:
    """For each significant row, in their order, the first that is inside it, changed alike, and is enough."""
    told = []
    for pattern, row in listed:
        found = None
        for other, part in listed:
            if found is not None or other == pattern or not row["significant"] or not part["significant"]:
                continue
            if part["direction"] != row["direction"] or not is_inside(as_elements(other), as_elements(pattern)):
                continue
            if not part["n_now"] or not part["n_before"]:
                found = other
                continue
            left, low, high = twin.share_ratio(
                row["n_now"], part["n_now"], row["n_before"], part["n_before"], part["n_now"], part["n_before"]
            )
            both = row["n_now"] > 0 and row["n_before"] > 0
            most = both and abs(math.log(left)) <= 0.1 * abs(math.log(row["growth_rate"]))
            if low <= 1 <= high or most:
                found = other
        told.append(found)
    return told
