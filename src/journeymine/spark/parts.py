"""Journeys in parts that Spark keeps: tasks run where the parts are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from journeymine.errors import JourneymineError
from journeymine.journeys.coded import CodedJourneys
from journeymine.spark.wrapping import ROWS, unwrapped, wrapped

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class SparkParts:
    """N journeys in parts of whole customers, one a partition of a frame; all parts share one vocabulary.

    Attributes
    ----------
    frame
        The parts as rows of bytes, persisted.
    ids
        What the frame calls each part.
    codes
        For each part, which code each of its own event names has in the shared vocabulary.
    outline
        The journeys without any: vocabulary, time unit, recipe, share of ties.
    sizes
        Journeys of each part.
    n_events, n_customers
        Of all parts.
    n_jobs
        Threads of a task: the processors that Spark gives it.
    memory
        There is no limit but that of the executors.
    """

    frame: "DataFrame"
    ids: tuple[int, ...]
    codes: "tuple[NDArray[np.uint32], ...]"
    outline: CodedJourneys
    sizes: tuple[int, ...]
    n_events: int
    n_customers: int
    n_jobs: int
    memory: None = None

    def __len__(self) -> int:
        return sum(self.sizes)

    def each(self, task: Callable[[int, CodedJourneys], T], only: Sequence[int] | None = None) -> Iterator[T]:
        """What a task makes of each part, in their order; of all, or of those numbered.

        It runs in the executors, which import what it is made of; what it gives back is collected in the driver.
        """
        from pyspark.sql import functions

        numbers = range(len(self.sizes)) if only is None else only
        if not numbers:
            # Spark would look at every part to find that out.
            return iter(())
        places = {self.ids[number]: number for number in numbers}
        wanted = self.frame.where((functions.col("what") == "journeys") & functions.col("part").isin(list(places)))
        running = _running(task, places, {number: self.codes[number] for number in numbers}, self.outline.vocabulary)
        results = collected(wanted.mapInArrow(running, ROWS))
        return (results[self.ids[number]] for number in numbers)


def collected(frame: "DataFrame") -> dict[int, Any]:
    """What tasks made, by part.

    Raises
    ------
    JourneymineError
        What a task raised, the first part's first.
    """
    found = list(unwrapped(frame.toArrow().to_batches()))
    for _, what, thing in found:
        if what == "error":
            raise thing
    return {part: thing for part, _, thing in found}


def guarded(part: int, make: Callable[[], Any]) -> "Iterator[pa.RecordBatch]":
    """What `make` gives, as rows; its own errors too, for Spark would turn them into a page of text."""
    try:
        thing = make()
    except JourneymineError as error:
        yield from wrapped(part, "error", error)
    else:
        yield from wrapped(part, "result", thing)


def _running(
    task: Callable[[int, CodedJourneys], Any], places: dict[int, int], codes: dict[int, Any], vocabulary: Any
) -> "Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]":
    """What Spark runs for each partition."""

    def run(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        for part, _, coded in unwrapped(batches):
            number = places[part]
            whole = replace(coded, events=codes[number][coded.events], vocabulary=vocabulary)
            yield from guarded(part, partial(task, number, whole))

    return run
