"""The frequent single events, for programs that leave them out."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked


def frequent_events(data: Sequence[Sequence[Any]], asked: Asked) -> list[int]:
    """The supports of the frequent events."""
    counts = Counter(event for sequence in data for event in set(sequence))
    return [count for count in counts.values() if count >= (asked.min_support or 1)]
