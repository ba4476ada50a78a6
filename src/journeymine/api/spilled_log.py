"""A log that is kept on disk, because it is larger than memory."""

from collections.abc import Callable, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from journeymine.api.event_log import EventLog
from journeymine.errors import InputError
from journeymine.options import bad_option, clash, memory_size
from journeymine.showing import Shown

if TYPE_CHECKING:
    from journeymine.api.journeys_on_disk import JourneysOnDisk
    from journeymine.journeys.coded import CodedJourneys
    from journeymine.sources.quality_report import QualityReport
    from journeymine.sources.spill.table import Partitioned
    from journeymine.sources.table import EventTable


#: Libraries, buffers and a partition take about 400 MB, measured with 10 million events: with less nothing is gained.
LEAST_MEMORY = 500_000_000


class SpilledLog(EventLog):
    """An `EventLog` on disk, as `read_events` with ``memory_limit=`` makes it.

    `journeys`, `columns`, `pseudonymise`, `mask_text`, `steps`, `recipe` and ``len`` are those of any log; what would
    take all of its events into memory is refused.
    Its temporary folder is removed when nothing refers to the log any more.
    """

    def __init__(self, spilled: "Partitioned") -> None:
        self._spilled = spilled

    @property
    def _about(self) -> "EventTable":
        return self._spilled.empty

    @property
    def _table(self) -> "EventTable":  # type: ignore[override]
        message = (
            "This log is kept on disk, having been read with `memory_limit`, and what was asked of it takes all its "
            "events into memory: ask its journeys, or read the log without `memory_limit`."
        )
        raise InputError(message)

    def __len__(self) -> int:
        return len(self._spilled)

    def __repr__(self) -> str:
        return f"{super().__repr__()}\non disk, in {self._spilled.n_partitions} partitions"

    def _shown(self) -> Shown:
        # Other logs show their quality, which would read all partitions at every display.
        return Shown(tuple(repr(self).splitlines()))

    def __reduce__(self) -> NoReturn:
        message = (
            "This log is kept in temporary files, and cannot be copied or pickled; make its journeys and take these."
        )
        raise InputError(message)

    def quality(self) -> "QualityReport":
        """What the log looks like, partition by partition.

        Returns
        -------
        The numbers of any log's report; of the findings those that show in the rows of one customer, which its notes
        say.
        """
        from journeymine.sources.spill.quality import quality_of_partitions

        return quality_of_partitions(self._spilled)

    def _stepped(self, step: Callable[["EventTable"], "EventTable"]) -> "SpilledLog":
        from journeymine.sources.spill.rewriting import rewritten

        return SpilledLog(rewritten(self._spilled, step))

    def journeys_on_disk(self, **options: Any) -> "JourneysOnDisk":
        """The journeys of the log, in parts on disk, where they are too many for memory.

        Parameters
        ----------
        options
            How to cut journeys: the options of `EventLog.journeys`.

        Returns
        -------
        `JourneysOnDisk`, which `mine_sequences` and `mine_itemsets` take.

        Raises
        ------
        OptionError, MissingColumnError, UnknownEventError, InputError
            As `EventLog.journeys`.
        """
        from journeymine.api.journeys_on_disk import JourneysOnDisk
        from journeymine.journeys.spilled import spill_journeys

        return JourneysOnDisk(spill_journeys(self._spilled, **options))

    def _encoded(self, **options: Any) -> "CodedJourneys":
        from journeymine.journeys.partitions import encode_partitions

        return encode_partitions(self._spilled, **options)


def checked_memory(memory_limit: object) -> int:
    """How many bytes reading may take.

    Raises
    ------
    OptionError
        The limit is no size, or too small.
    """
    memory = memory_size(memory_limit, "memory_limit", "read_events")
    if memory is None or memory < LEAST_MEMORY:
        must = f"at least {LEAST_MEMORY // 10**6}MB, which reading itself takes, or None"
        raise bad_option("memory_limit", "read_events", must, memory_limit)
    return memory


def read_spilled_log(
    source: object,
    mapping: object,
    columns: Mapping[str, Any],
    memory_limit: object,
    *,
    on_missing: Literal["error", "drop"],
    zone: str | None,
) -> SpilledLog:
    """Files, or several sources, as a log on disk.

    Parameters
    ----------
    source, mapping, memory_limit, on_missing, zone
        As of `read_events`.
    columns
        Its options that say what a source is and what its columns mean, those not given as None.

    Raises
    ------
    OptionError
        A single source is not in files, or the limit is no size or too small.
    InputError
        As `read_events`; or the disk has too little room.
    """
    from journeymine.sources.mapping.asking import is_several, sources_asked
    from journeymine.sources.spill.read import read_spilled
    from journeymine.sources.spill.sources import read_spilled_sources

    memory = checked_memory(memory_limit)
    if mapping is not None or is_several(source):
        sources = sources_asked(source, mapping, columns, on_missing=on_missing, zone=zone)
        return SpilledLog(read_spilled_sources(sources, on_missing=on_missing, memory=memory))
    if columns["query"] is not None:
        why = "what a database finds is not read in parts; leave the limit out"
        raise clash("query", "memory_limit", "read_events", why)
    if not isinstance(source, str | PathLike):
        must = "the path of a file, or a glob, where `memory_limit` is given: what is in memory already needs none"
        raise bad_option("source", "read_events", must, source)
    said = {name: columns[name] for name in ("customer", "event", "time", "value", "time_unit")}
    further = {"extra": columns["extra"] or (), "form": columns["format"], "on_missing": on_missing, "zone": zone}
    return SpilledLog(read_spilled(fspath(source), **said, **further, memory=memory))
