"""What a journey store holds after some deliveries, counted by hand: the slow, obvious twin of ``sources.store``."""

from collections import Counter
from collections.abc import Hashable, Sequence

Row = tuple[Hashable, ...]


def held(deliveries: Sequence[tuple[str, Sequence[Row]]]) -> Counter[tuple[str, Row]]:
    """Each row of a source as often as the delivery that holds it most often has it."""
    most: Counter[tuple[str, Row]] = Counter()
    for source, rows in deliveries:
        most |= Counter((source, row) for row in rows)
    return most
