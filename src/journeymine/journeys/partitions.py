"""A log on disk → coded journeys: each partition is encoded by itself, then all journeys are put in order.

A customer is in one partition only, and the code of a name is its rank in a partition as in the whole. So within a
journey nothing changes but the numbers of its names, and journeys move as blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import CapacityError
from journeymine.journeys.attributes import by_code
from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.encoding import assemble, element_starts
from journeymine.journeys.naming import united
from journeymine.journeys.plan import Plan, check, check_complete
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.sources.spill.scratch import Scratch, gigabytes
from journeymine.sources.spill.table import Partitioned
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


def encode_partitions(log: Partitioned, **options: Any) -> CodedJourneys:
    """Order a log on disk into journeys: the same, to the byte, as `encode` makes of the log in memory.

    Parameters
    ----------
    log
        The log.
    **options
        Those of `encode`, all of them.

    Returns
    -------
    CodedJourneys
        In memory, as all journeys are.

    Raises
    ------
    OptionError, MissingColumnError, UnknownEventError, InputError
        As `encode`.
    CapacityError
        The journeys take more memory than the log's limit.
    """
    plan = checked_plan(log, options)
    scratch = Scratch()
    try:
        blocks = [
            _kept(coded, len(part), scratch.folder / str(number))
            for number, (part, coded) in enumerate(assembled_parts(log, plan))
        ]
        _check_size(blocks, log)
        return _joined(blocks, log, plan)
    finally:
        scratch.remove()


def checked_plan(log: Partitioned, options: Mapping[str, Any]) -> Plan:
    """The plan that options of `encode` make for a log on disk.

    Raises
    ------
    OptionError, MissingColumnError, UnknownEventError, InputError
        As `encode`.
    """
    plan = check(log.empty, **options)
    for name, option in ((plan.by, "by"), (plan.observed_until, "observed_until")):
        if isinstance(name, str):
            check_complete(log.nulls[name], name, option)
    if isinstance(plan.tie, tuple):
        known = Vocabulary.from_names(log.event_names.to_pylist())
        for name in plan.tie:
            known.code(name)
    return plan


def assembled_parts(log: Partitioned, plan: Plan) -> Iterator[tuple[EventTable, CodedJourneys]]:
    """Each partition that has rows, and its journeys in codes of its own."""
    for part in log.partitions():
        yield part, assemble(part, for_part(part, plan))


def for_part(part: EventTable, plan: Plan) -> Plan:
    """The plan without the names in `tie` that a partition has not."""
    if not isinstance(plan.tie, tuple):
        return plan
    here = set(part.table[part.event].unique().to_pylist())
    return replace(plan, tie=tuple(name for name in plan.tie if name in here))


@dataclass(frozen=True, eq=False)
class _Block:
    """The journeys of a partition; what is long lies in a folder.

    Attributes
    ----------
    coded
        The journeys without events, times, values and further columns.
    folder
        Where these are.
    lengths
        int64: events of each journey.
    tied
        Rows that share customer and time with another.
    size
        Bytes of what lies in the folder.
    """

    coded: CodedJourneys
    folder: Path
    lengths: NDArray[np.int64]
    tied: int
    size: int

    def array(self, name: str) -> NDArray[Any]:
        """Events, times or values of the partition."""
        loaded: NDArray[Any] = np.load(self.folder / f"{name}.npy")
        return loaded

    def extras(self) -> "pa.Table":
        import pyarrow as pa

        with pa.OSFile(str(self.folder / "extras.arrow")) as file:
            return pa.ipc.open_file(file).read_all()


_LONG = ("events", "times", "values")


def _kept(coded: CodedJourneys, n_rows: int, folder: Path) -> _Block:
    import pyarrow as pa

    folder.mkdir()
    size = 0
    for name in _LONG:
        array = getattr(coded, name)
        if array is not None:
            np.save(folder / f"{name}.npy", array)
            size += array.nbytes
    if coded.extras:
        table = pa.table(dict(coded.extras))
        with pa.OSFile(str(folder / "extras.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        # They are taken from one table into another.
        size += 2 * table.nbytes
    tied = round(coded.tied_share * n_rows)
    short = replace(coded, events=coded.events[:0].copy(), times=None, values=None, extras={}, element_starts=None)
    return _Block(short, folder, coded.lengths, tied, size)


_BYTES_A_JOURNEY = 64
_LIBRARIES = 200_000_000
_SHARE_OF_WORK = 8
"""What Python and the libraries take, and the part of the limit that a partition takes while it is put in its place."""


def _check_size(blocks: Sequence[_Block], log: Partitioned) -> None:
    journeys = sum(len(block.lengths) for block in blocks)
    size = sum(block.size for block in blocks) + journeys * _BYTES_A_JOURNEY
    room = max(0, log.memory - log.memory // _SHARE_OF_WORK - _LIBRARIES)
    if size > room:
        message = (
            f"The journeys of this log take about {gigabytes(size)}, and the `memory_limit` of {gigabytes(log.memory)} "
            f"it was read under leaves {gigabytes(room)} for them; read it with a larger one or fewer further columns, "
            "or cut the journeys by `start` and `end`."
        )
        raise CapacityError(message)


def _joined(blocks: Sequence[_Block], log: Partitioned, plan: Plan) -> CodedJourneys:
    parts = [block.coded for block in blocks]
    vocabulary, event_codes = united([part.vocabulary for part in parts], plan.threads)
    customers, ranks = united([part.customers for part in parts], plan.threads)
    owners = np.concatenate([codes[part.customer_codes] for codes, part in zip(ranks, parts, strict=True)])
    # Stable: the journeys of a customer keep their order.
    order = np.argsort(owners, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    lengths = np.concatenate([block.lengths for block in blocks])
    offsets = np.zeros(len(order) + 1, np.uint64)
    np.cumsum(lengths[order], out=offsets[1:])
    arrays, extras = _moved(blocks, event_codes, offsets[:-1][place].astype(np.int64))
    cases, case_codes = _cases(parts, order, plan)
    return CodedJourneys(
        events=arrays["events"],
        times=arrays["times"],
        offsets=offsets,
        element_starts=element_starts(arrays["times"], offsets) if plan.sets else None,
        vocabulary=vocabulary,
        customers=customers,
        customer_codes=owners[order],
        parts=number_parts(owners[order]),
        cases=cases,
        case_codes=case_codes,
        values=arrays.get("values"),
        extras=extras,
        time_unit=log.empty.time_unit,
        tied_share=sum(block.tied for block in blocks) / len(log),
        cut=_cut(parts, place),
        observed_until=_observed_until(parts, order),
        recipe=parts[0].recipe,
        attributes=by_code(log.empty, customers),
    )


def _moved(
    blocks: Sequence[_Block], event_codes: Sequence[NDArray[np.uint32]], starts: NDArray[np.int64]
) -> "tuple[dict[str, NDArray[Any]], dict[str, pa.Array]]":
    """What lies in the folders, each journey at its place: `starts` says where each begins, block by block."""
    total = sum(int(block.lengths.sum()) for block in blocks)
    names = [name for name in _LONG if (blocks[0].folder / f"{name}.npy").exists()]
    kinds = {"events": np.uint32, "times": np.int64, "values": np.float64}
    arrays: dict[str, NDArray[Any]] = {name: np.empty(total, kinds[name]) for name in names}
    carried = (blocks[0].folder / "extras.arrow").exists()
    origins = np.empty(total if carried else 0, np.int64)
    first_journey = first_event = 0
    for block, codes in zip(blocks, event_codes, strict=True):
        ends = np.cumsum(block.lengths)
        here = starts[first_journey : first_journey + len(ends)]
        targets = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(here - ends + block.lengths, block.lengths)
        for name in names:
            array = block.array(name)
            arrays[name][targets] = codes[array] if name == "events" else array
        if carried:
            origins[targets] = np.arange(first_event, first_event + len(targets))
        first_journey, first_event = first_journey + len(ends), first_event + len(targets)
    return arrays, _taken(blocks, origins) if carried else {}


def _taken(blocks: Sequence[_Block], origins: NDArray[np.int64]) -> "dict[str, pa.Array]":
    """The further columns in the order of the events."""
    import pyarrow as pa

    table = pa.concat_tables([block.extras() for block in blocks]).unify_dictionaries()
    rows = pa.array(origins)
    return {name: table[name].take(rows).combine_chunks() for name in table.column_names}


def _cases(
    parts: Sequence[CodedJourneys], order: NDArray[np.int64], plan: Plan
) -> tuple[Vocabulary | None, NDArray[np.uint32] | None]:
    vocabularies = [part.cases for part in parts if part.cases is not None]
    if not vocabularies:
        return None, None
    cases, ranks = united(vocabularies, plan.threads)
    codes = [codes[part.case_codes] for codes, part in zip(ranks, parts, strict=True)]
    return cases, np.concatenate(codes)[order]


def _cut(parts: Sequence[CodedJourneys], place: NDArray[np.int64]) -> NDArray[np.uint64] | None:
    firsts = np.cumsum([0, *(len(part.customer_codes) for part in parts)])
    cut = [
        part.cut.astype(np.int64) + first for part, first in zip(parts, firsts, strict=False) if part.cut is not None
    ]
    return np.sort(place[np.concatenate(cut)]).astype(np.uint64) if cut else None


def _observed_until(parts: Sequence[CodedJourneys], order: NDArray[np.int64]) -> int | NDArray[np.int64]:
    ends = [part.observed_until for part in parts]
    each = [end for end in ends if isinstance(end, np.ndarray)]
    if each:
        joined: NDArray[np.int64] = np.concatenate(each)[order]
        return joined
    return max(end for end in ends if isinstance(end, int))
