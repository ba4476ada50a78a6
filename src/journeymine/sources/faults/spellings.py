"""Events that differ in capitals, blanks and hyphens alone."""

import re
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.seen import Seen

# Blanks of any kind, as RE2 has them.
_BETWEEN = r"[\s\p{Z}_-]+"


def variants(counts: Mapping[str, int]) -> dict[str, str]:
    """Event names that are another one in other letters.

    Parameters
    ----------
    counts
        Rows of each name.

    Returns
    -------
    dict
        Name → the most frequent of the names that differ from it in case, blanks, ``_`` and ``-`` alone (of equally
        frequent ones the first by code point).

    Examples
    --------
    >>> variants({"check out": 90, "Check-out ": 3, "pay": 5})
    {'Check-out ': 'check out'}
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        alike[re.sub(r"[\s_-]+", " ", name.lower()).strip()].append(name)
    found = {}
    for plain, names in alike.items():
        kept, *others = sorted(names, key=lambda name: (-counts[name], name))
        found.update(dict.fromkeys(others if plain else [], kept))
    return dict(sorted(found.items()))


def look(seen: Seen) -> list[Finding]:
    """Rows with a rarer spelling, by source."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers, names = seen.events
    if not names or not isinstance(names[0], str):
        return []
    counts = np.bincount(numbers, minlength=len(names))
    # Most names have no fellow, and are not looked at one by one.
    plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.utf8_lower(pa.array(names)), _BETWEEN, " "))
    places = np.asarray(plain.dictionary_encode().indices)
    some = np.flatnonzero((counts > 0) & (np.bincount(places, counts > 0)[places] > 1))
    other = variants({str(names[place]): int(counts[place]) for place in some})
    if not other:
        return []
    mask = np.array([name in other for name in names], np.bool_)[numbers]
    rules = ", ".join(f"{re.escape(name)!r}: {_replacement(kept)!r}" for name, kept in other.items())
    why = f"{len(other)} spellings that differ from a more frequent event in capitals, blanks or hyphens alone"
    return of_rows(seen, "spellings", mask, f"log.rename({{{rules}}})", why)


def _replacement(name: str) -> str:
    """A name as the right side of a rule, where a backslash begins the number of a group."""
    return name.replace("\\", "\\\\")
