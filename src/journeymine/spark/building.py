"""A Spark frame of events → journeys in parts: Spark moves each customer's rows together, our encoder orders them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import EmptyLogError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.encoding import assemble
from journeymine.journeys.naming import united
from journeymine.journeys.partitions import for_part
from journeymine.journeys.plan import Plan, check_complete
from journeymine.journeys.spilled import outlined, searched
from journeymine.spark.columns import WHAT, LogColumns, check_counts, quoted
from journeymine.spark.parts import SparkParts, collected, guarded
from journeymine.spark.wrapping import ROWS, wrapped

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

_BUCKETS = 4096
_FEWEST, _MOST = 1_000_000, 20_000_000
"""Events that merit a part of their own; events that one part is to have at most, 240 MB of them."""


@dataclass(frozen=True, eq=False)
class _Built:
    """What is known of a part besides its journeys."""

    outline: CodedJourneys
    size: int
    n_events: int
    n_customers: int
    n_rows: int
    n_tied: int


def built_parts(frame: "DataFrame", columns: LogColumns, plan: Plan, n_parts: int | None) -> SparkParts:
    """Order the events of a frame into journeys, which Spark keeps.

    Parameters
    ----------
    frame
        The events.
    columns
        What its columns mean.
    plan
        How to cut journeys.
    n_parts
        How many parts; None: one a processor of the cluster, but none of under a million events or over twenty.

    Raises
    ------
    EmptyLogError, InputError
        There is no row, or some lack what they need.
    UnknownEventError
        `tie` names an event that does not occur.
    """
    from pyspark import StorageLevel

    threads = int(frame.sparkSession.conf.get("spark.task.cpus", "1"))
    further = [name for name in (plan.by, plan.tie) if isinstance(name, str)]
    names = list(dict.fromkeys([*columns.roles.needed, *further]))
    rows = _placed(frame, columns, names, plan.by, n_parts)
    building = _building(columns, replace(plan, threads=threads), names)
    kept = rows.mapInArrow(building, ROWS).persist(StorageLevel.MEMORY_AND_DISK)
    try:
        built = collected(kept.where("what <> 'journeys'"))
        return _described(kept, built, plan, threads)
    except BaseException:
        kept.unpersist()
        raise


def _placed(
    frame: "DataFrame", columns: LogColumns, names: list[str], by: str | None, n_parts: int | None
) -> "DataFrame":
    """The complete rows, those of a part in one partition; the columns named are called ``c0, c1, …`` there.

    What Spark hands to Python must not have dots in its names.
    """
    from pyspark.sql import functions

    customer = functions.col(quoted(columns.roles.customer))
    bucket = functions.pmod(functions.xxhash64(customer), functions.lit(_BUCKETS)).cast("int").alias(_BUCKET)
    counts = _bucket_counts(frame.select(*(quoted(name) for name in names), bucket), columns, by)
    wanted = n_parts or _parts_for(int(counts.sum()), frame.sparkSession.sparkContext.defaultParallelism)
    places = list(enumerate(dealt(counts, wanted).tolist()))
    table = functions.broadcast(frame.sparkSession.createDataFrame(places, f"{_BUCKET} int, {_PART} int"))
    renamed = [functions.col(quoted(name)).alias(f"c{place}") for place, name in enumerate(names)]
    rows = frame.where(columns.is_complete()).select(*renamed, bucket).join(table, _BUCKET).drop(_BUCKET)
    if hasattr(rows, "repartitionById"):
        return rows.repartitionById(wanted, _PART)
    # Before Spark 4.1 a partition may get several parts, and another none.
    return rows.repartition(wanted, _PART)


#: Columns beside those of the log, whose names may be anything else.
_BUCKET, _PART = "__journeymine_bucket", "__journeymine_part"


def _bucket_counts(rows: "DataFrame", columns: LogColumns, by: str | None) -> NDArray[np.int64]:
    """How many complete rows each bucket of customers has; the frame is read once for this."""
    from pyspark.sql import functions

    needed = list(dict.fromkeys(columns.roles.needed))
    counted = {
        "complete": functions.count_if(columns.is_complete()),
        "all": functions.count("*"),
        "without case": functions.count_if(columns.is_missing(columns.roles.customer if by is None else by)),
        **{f"without {name}": functions.count_if(columns.is_missing(name)) for name in needed},
    }
    found = rows.groupBy(_BUCKET).agg(*(one.alias(str(place)) for place, one in enumerate(counted.values()))).collect()
    table = np.array([list(row) for row in found], np.int64).reshape(-1, 1 + len(counted))
    sums = dict(zip(counted, table[:, 1:].sum(axis=0).tolist(), strict=True))
    check_counts(columns, sums["all"], {name: sums[f"without {name}"] for name in needed})
    if by is not None:
        check_complete(sums["without case"], by, "by")
    counts = np.zeros(_BUCKETS, np.int64)
    counts[table[:, 0]] = table[:, 1]
    return counts


def _parts_for(n_events: int, processors: int) -> int:
    return max(1, -(-n_events // _MOST), min(processors, n_events // _FEWEST))


def dealt(counts: NDArray[np.int64], n_parts: int) -> NDArray[np.int64]:
    """The part of each bucket: the largest first, each to the part that has least, so that parts are of a size.

    Examples
    --------
    >>> dealt(np.array([5, 1, 9, 3, 2]), 2).tolist()
    [1, 0, 0, 1, 1]
    """
    import heapq

    parts = np.zeros(len(counts), np.int64)
    heap = [(0, part) for part in range(n_parts)]
    for bucket in np.argsort(-counts, kind="stable").tolist():
        size, part = heapq.heappop(heap)
        parts[bucket] = part
        heapq.heappush(heap, (size + int(counts[bucket]), part))
    return parts


def _building(
    columns: LogColumns, plan: Plan, names: list[str]
) -> "Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    """What Spark runs for each partition of rows."""

    def run(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa
        import pyarrow.compute as pc

        held = list(batches)
        if not held:
            return
        rows = pa.Table.from_batches(held)
        for part in pc.unique(rows[_PART]).to_pylist():
            events = (
                rows.filter(pc.equal(rows[_PART], part))
                .select([f"c{place}" for place in range(len(names))])
                .rename_columns(names)
            )
            made: list[CodedJourneys] = []
            yield from guarded(part, partial(_built, events, columns, plan, made))
            for coded in made:
                yield from wrapped(part, "journeys", coded)

    return run


def _built(rows: "pa.Table", columns: LogColumns, plan: Plan, made: list[CodedJourneys]) -> _Built:
    """The journeys of a part, put into `made`, and what is known of them."""
    table = columns.table(rows)
    coded = assemble(table, for_part(table, plan))
    made.append(searched(coded))
    tied = round(coded.tied_share * len(table))
    return _Built(outlined(coded), len(coded), coded.n_events, coded.n_customers, len(table), tied)


def _described(kept: "DataFrame", built: Mapping[int, _Built], plan: Plan, threads: int) -> SparkParts:
    if not built:
        message = f"Every row of {WHAT} lacks its customer, event or time; check the columns asked for."
        raise EmptyLogError(message)
    ids = tuple(sorted(built))
    those = [built[part] for part in ids]
    vocabulary, codes = united([one.outline.vocabulary for one in those], plan.threads)
    for name in plan.tie if isinstance(plan.tie, tuple) else ():
        vocabulary.code(name)
    tied = sum(one.n_tied for one in those) / sum(one.n_rows for one in those)
    return SparkParts(
        frame=kept,
        ids=ids,
        codes=tuple(codes),
        outline=replace(those[0].outline, vocabulary=vocabulary, tied_share=tied),
        sizes=tuple(one.size for one in those),
        n_events=sum(one.n_events for one in those),
        n_customers=sum(one.n_customers for one in those),
        n_jobs=threads,
    )
