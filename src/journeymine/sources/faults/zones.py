"""A source whose clock shows another zone than it says: its daily rhythm is that of the others, hours apart."""

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.seen import Seen

_LEAST_HOURS = 200
_DRAWS = 200
_AGREE = 0.95
_ALIKE, _BETTER = 0.10, 0.10


def offsets(counts: NDArray[np.integer]) -> dict[int, int]:
    r"""The sources whose clocks run hours apart from the others, and by how much.

    The profile of a source is its share of activity in each of the 24 hours, the reference the median of the profiles
    of the others. The offset is the turn k of the profile that brings it nearest to the reference by the total
    variation :math:`d_k = \frac{1}{2} \sum_h |p_{h-k} - r_h|`. It is believed where the turned profile is the
    reference but for noise (:math:`d_k` at most 0.1 above what that many draws differ by), is nearer by 0.1 and by half
    than the profile as it stands, and 95 % of 200 bootstraps of days give a k within one hour of it other than 0
    (zones that begin summer time on different days are an hour nearer for a while).

    So sources that keep hours of their own (a call centre from nine to five beside a shop that never closes) are left
    alone, and so are sources without a rhythm. Of two sources, the one with less activity is the one asked.

    Parameters
    ----------
    counts
        Activity by source, day and hour, shape (s, d, 24).

    Returns
    -------
    dict
        Place of the source → hours to add to its clock, from -11 to 12.

    Examples
    --------
    >>> day = np.array([0] * 8 + [3, 5, 8, 6, 4, 4, 5, 9, 12, 7, 3, 1] + [0] * 4)
    >>> offsets(np.stack([np.tile(np.roll(day, turn), (30, 1)) for turn in (0, 0, -6)]))
    {2: 6}
    """
    sizes = counts.sum(axis=(1, 2))
    large = np.flatnonzero(sizes >= _LEAST_HOURS)
    if len(large) < 2:
        return {}
    some = counts[large].astype(np.float64)
    asked = [int(np.argmin(sizes[large]))] if len(large) == 2 else list(range(len(large)))
    whole = some.sum(axis=1)
    drawn = None
    found = {}
    for one in asked:
        distances = _distances(whole, one)
        k = int(np.argmin(distances))
        noise = 0.4 * np.sqrt(24 / sizes[large][one])
        alike = distances[k] <= _ALIKE + noise
        better = distances[k] <= distances[0] - _BETTER and distances[k] <= distances[0] / 2
        if k and alike and better:
            drawn = _drawn_days(some) if drawn is None else drawn
            turns = np.argmin(_distances(drawn, one), axis=-1)
            near = np.minimum((turns - k) % 24, (k - turns) % 24) <= 1
            if (near & (turns != 0)).mean() >= _AGREE:
                found[int(large[one])] = k if k <= 12 else k - 24
    return found


def _distances(whole: NDArray[np.float64], one: int) -> NDArray[np.float64]:
    """How far the profile of one source is from the median of the others, by turn: (…, s, 24) → (…, 24)."""
    profiles = whole / np.maximum(whole.sum(axis=-1, keepdims=True), 1)
    reference = np.median(np.delete(profiles, one, axis=-2), axis=-2)
    reference /= np.maximum(reference.sum(axis=-1, keepdims=True), 1e-300)
    hours = np.arange(24)
    turned = profiles[..., one, :][..., (hours - hours[:, None]) % 24]
    return np.asarray(np.abs(turned - reference[..., None, :]).sum(axis=-1) / 2, np.float64)


def _drawn_days(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Activity by source and hour over days drawn with replacement, shape (draws, s, 24); the same days always."""
    sources, days, hours = counts.shape
    weights = np.random.default_rng(0).multinomial(days, np.full(days, 1 / days), _DRAWS).astype(np.float64)
    return np.asarray(weights @ counts.swapaxes(0, 1).reshape(days, -1)).reshape(_DRAWS, sources, hours)


def look(seen: Seen) -> list[Finding]:
    """Sources with a clock of another zone."""
    numbers, names = seen.sources
    if len(names) < 2 or seen.days is None:
        return []
    found = []
    for source, hours in offsets(_activity(seen)).items():
        why = (
            f"the hours of the day are those of the other sources, {abs(hours)} h "
            f"{'behind' if hours > 0 else 'ahead'}: say its zone when reading, or shift it"
        )
        cure = f'log.shift_times(by="{hours}h", source={names[source]!r})'
        found += of_rows(seen, "zone", numbers == source, cure, why)
    return found


def _activity(seen: Seen) -> NDArray[np.int64]:
    """Customers active, by source, day and hour; so many events of one, as of a program, count once an hour."""
    assert seen.days is not None
    order, (numbers, names) = seen.order, seen.sources
    owners, own = order.owners, numbers[order.rows]
    hours = order.times // (3_600 * seen.per_second) - 24 * seen.days.first
    new = np.ones(len(owners), np.bool_)
    new[1:] = (owners[1:] != owners[:-1]) | (hours[1:] != hours[:-1]) | (own[1:] != own[:-1])
    width = 24 * seen.days.counts.shape[1]
    new &= (hours >= 0) & (hours < width)
    flat = own[new].astype(np.int64) * width + hours[new]
    return np.bincount(flat, minlength=len(names) * width).reshape(len(names), -1, 24)
