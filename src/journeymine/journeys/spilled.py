"""Journeys on disk, in parts of whole customers: what is larger than memory can still be searched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.encoding import encode
from journeymine.journeys.naming import united
from journeymine.journeys.partitions import assembled_parts, checked_plan
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.options import near_miss
from journeymine.sources.spill.scratch import Scratch
from journeymine.sources.spill.table import Partitioned

T = TypeVar("T")

_ARRAYS = ("events", "times", "offsets", "element_starts", "customer_codes", "cut")


@dataclass(frozen=True, eq=False)
class SpilledJourneys:
    """N journeys in parts on disk; every customer is in one part, and all parts share one vocabulary.

    Attributes
    ----------
    outline
        The journeys without any: vocabulary, time unit, recipe, share of ties.
    sizes
        Journeys of each part.
    n_events, n_customers
        Of all parts.
    memory
        Bytes that working on them may take.
    scratch
        The folder that holds them; it goes when nothing refers to it any more.
    n_jobs
        One part is worked on at a time, by all processors.
    """

    outline: CodedJourneys
    sizes: tuple[int, ...]
    n_events: int
    n_customers: int
    memory: int
    scratch: Scratch
    n_jobs: None = None

    def __len__(self) -> int:
        return sum(self.sizes)

    def each(self, task: Callable[[int, CodedJourneys], T], only: Sequence[int] | None = None) -> Iterator[T]:
        """What a task makes of each part, in their order; of all, or of those numbered."""
        return (task(number, self._part(number)) for number in (range(len(self.sizes)) if only is None else only))

    def _part(self, number: int) -> CodedJourneys:
        """One part, read into memory: events, times and where elements begin."""
        folder = self.scratch.folder / str(number)
        arrays = {name: np.load(folder / f"{name}.npy") for name in _ARRAYS if (folder / f"{name}.npy").exists()}
        arrays["events"] = np.load(folder / "codes.npy")[arrays["events"]]
        return replace(self.outline, **arrays)


def spill_journeys(log: Partitioned, **options: Any) -> SpilledJourneys:
    """Order a log on disk into journeys that stay there.

    Parameters
    ----------
    log
        The log.
    **options
        Those of `encode`, all of them.

    Returns
    -------
    SpilledJourneys
        The journeys that `encode` would make; of what events carry, times only.

    Raises
    ------
    OptionError, MissingColumnError, UnknownEventError, InputError
        As `encode`.
    """
    plan, scratch = checked_plan(log, _all_options(options)), Scratch()
    outlines, sizes, events, customers, tied = [], [], 0, 0, 0
    for number, (part, coded) in enumerate(assembled_parts(log, plan)):
        _keep(coded, scratch.folder / str(number))
        outlines.append(outlined(coded))
        sizes.append(len(coded))
        events, customers = events + coded.n_events, customers + coded.n_customers
        tied += round(coded.tied_share * len(part))
    vocabulary, codes = united([one.vocabulary for one in outlines], plan.threads)
    for number, one in enumerate(codes):
        np.save(scratch.folder / str(number) / "codes.npy", one)
    outline = replace(outlines[0], vocabulary=vocabulary, tied_share=tied / len(log))
    return SpilledJourneys(outline, tuple(sizes), events, customers, log.memory, scratch)


def _all_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of `encode`, with those not given."""
    known = {name: one.default for name, one in signature(encode).parameters.items() if one.default is not one.empty}
    for name in options:
        if name not in known:
            message = f"Journeys have no option {name!r}.{near_miss(name, known)} There are {', '.join(known)}."
            raise OptionError(message)
    return {**known, **options}


def _keep(coded: CodedJourneys, folder: Path) -> None:
    folder.mkdir()
    for name in _ARRAYS:
        array = getattr(coded, name)
        if array is not None:
            np.save(folder / f"{name}.npy", array)


def searched(coded: CodedJourneys) -> CodedJourneys:
    """The journeys with what searches look at, and no names."""
    return replace(
        outlined(coded), vocabulary=Vocabulary.from_names([]), **{name: getattr(coded, name) for name in _ARRAYS}
    )


def outlined(coded: CodedJourneys) -> CodedJourneys:
    """The journeys without what grows with them."""
    none = coded.events[:0].copy()
    return replace(
        coded,
        events=none,
        times=None if coded.times is None else coded.times[:0].copy(),
        offsets=np.zeros(1, np.uint64),
        element_starts=None,
        customers=Vocabulary.from_names([]),
        customer_codes=none,
        parts=None,
        cases=None,
        case_codes=None,
        values=None,
        extras={},
        cut=None,
        observed_until=None,
        attributes={},
    )
