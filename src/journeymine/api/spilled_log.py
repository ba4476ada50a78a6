"""A log that is kept on disk, because it is larger than memory."""

from collections.abc import Mapping
from html import escape
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, NoReturn

from journeymine.api.event_log import EventLog
from journeymine.errors import InputError
from journeymine.options import bad_option, clash, memory_size

if TYPE_CHECKING:
    from journeymine.journeys.coded import CodedJourneys
    from journeymine.sources.quality_report import QualityReport
    from journeymine.sources.spill.table import SpilledTable
    from journeymine.sources.table import EventTable


#: Libraries, buffers and a few partitions: with less nothing is gained.
LEAST_MEMORY = 250_000_000


class SpilledLog(EventLog):
    """An `EventLog` on disk, as `read_events` with ``memory_limit=`` makes it.

    `journeys`, `columns` and ``len`` are those of any log; what would take all of its events into memory is refused.
    Its temporary folder is removed when nothing refers to the log any more.
    """

    def __init__(self, spilled: "SpilledTable") -> None:
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

    def _repr_html_(self) -> str:
        # Other logs show their quality, which would read all partitions at every display.
        return f"<pre>{escape(repr(self))}</pre>"

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

    def _encoded(self, **options: Any) -> "CodedJourneys":
        from journeymine.journeys.partitions import encode_partitions

        return encode_partitions(self._spilled, **options)


def read_spilled_log(
    source: object, refused: Mapping[str, object], *, memory_limit: object, **options: Any
) -> SpilledLog:
    """Files as a log on disk.

    Parameters
    ----------
    source, memory_limit, **options
        As of `read_events`.
    refused
        Options of `read_events` that do not go with a limit, as they were given.

    Raises
    ------
    OptionError
        The source is not in files, or the limit is no size.
    InputError
        As `read_events`; or the disk has too little room.
    """
    from journeymine.sources.spill.read import read_spilled

    for name, given in refused.items():
        if given is not None:
            why = "only one source of files, with times in UTC or with a zone, is read in parts; leave one of them out"
            raise clash(name, "memory_limit", "read_events", why)
    memory = memory_size(memory_limit, "memory_limit", "read_events")
    if memory is None or memory < LEAST_MEMORY:
        must = f"at least {LEAST_MEMORY // 10**6}MB, which reading itself takes, or None"
        raise bad_option("memory_limit", "read_events", must, memory_limit)
    if not isinstance(source, str | PathLike):
        must = "the path of a file, or a glob, where `memory_limit` is given: what is in memory already needs none"
        raise bad_option("source", "read_events", must, source)
    return SpilledLog(read_spilled(fspath(source), memory=memory, **options))
