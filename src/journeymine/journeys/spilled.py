"""Journeys on disk, in parts of whole customers: what is larger than memory can still be searched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any

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

_ARRAYS = ("events", "times", "offsets", "element_starts", "customer_codes")


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
    """

    outline: CodedJourneys
    sizes: tuple[int, ...]
    n_events: int
    n_customers: int
    memory: int
    scratch: Scratch

    def __len__(self) -> int:
        return sum(self.sizes)

    def part(self, number: int) -> CodedJourneys:
        """One part, read into memory: events, times and where elements begin."""
        folder = self.scratch.folder / str(number)
        arrays = {name: np.load(folder / f"{name}.npy") for name in _ARRAYS if (folder / f"{name}.npy").exists()}
        arrays["events"] = np.load(folder / "codes.npy")[arrays["events"]]
        return replace(self.outline, **arrays)

    def owners(self) -> CodedJourneys:
        """All journeys without their events: whose each is, customers numbered part by part."""
        codes: list[Any] = []
        for number in range(len(self.sizes)):
            own = np.load(self.scratch.folder / str(number) / "customer_codes.npy")
            before = int(codes[-1][-1]) + 1 if codes else 0
            codes.append((own + np.uint32(before)).astype(np.uint32))
        return replace(self.outline, offsets=np.zeros(len(self) + 1, np.uint64), customer_codes=np.concatenate(codes))

    def parts(self) -> Iterator[CodedJourneys]:
        """All parts, one after the other."""
        return (self.part(number) for number in range(len(self.sizes)))


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
        outlines.append(_outline(coded))
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


def _outline(coded: CodedJourneys) -> CodedJourneys:
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
