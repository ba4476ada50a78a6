"""What a report is made of: results, the journeys and the log behind them, checked against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from journeymine.api import EventLog, Journeys, protect
from journeymine.api.action_result import ActionResult
from journeymine.api.protected_quality import ProtectedQuality
from journeymine.api.results import Results
from journeymine.api.watching import Watch
from journeymine.options import bad_option, clash
from journeymine.plotting import FigureData
from journeymine.sources.quality_report import QualityReport

WHERE = "report"
_MUST = "results of mine_sequences, mine_itemsets, mine_rules, contrast, watch, funnel, suggest and other actions"

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Material:
    """What a report is made of.

    Attributes
    ----------
    results
        At least one, in the order they were given; of watches their alarms.
    journeys
        Those that were counted in, where they are known and may be shown.
    quality
        Of the log.
    steps
        How the log was cleaned, a step each.
    k
        Counts of fewer are small.
    protected
        Whether what is shown may leave the house.
    """

    results: tuple[Results[Any] | ActionResult, ...]
    journeys: Journeys | None
    quality: QualityReport | ProtectedQuality | None
    steps: tuple[str, ...]
    k: int
    protected: bool

    def of(self, kind: type[_T]) -> list[_T]:
        """The results of a kind."""
        return [one for one in self.results if isinstance(one, kind)]

    @property
    def info(self) -> Mapping[str, Any]:
        """What was asked of the first result."""
        return self.results[0].info

    def period(self) -> tuple[str, str] | None:
        """The days of the first and the last event, where these are known."""
        if isinstance(self.quality, QualityReport):
            ends = (self.quality.time_first, self.quality.time_last)
            return (ends[0][:10], ends[1][:10]) if isinstance(ends[0], str) and isinstance(ends[1], str) else None
        times, unit = (None, None) if self.journeys is None else (self.journeys.times, self.journeys.time_unit)
        if times is None or unit is None or not len(times):
            return None
        days = np.array([times.min(), times.max()]).astype(f"M8[{unit}]").astype("M8[D]").astype(str)
        return str(days[0]), str(days[1])


def material(results: Sequence[Any], log: Any, journeys: Any, k: int) -> Material:
    """What a report is made of.

    Raises
    ------
    OptionError
        Something is no result, no log or no journeys; or part of it is protected and part of it is not.
    """
    for one in results:
        if not isinstance(one, Results | ActionResult):
            raise bad_option("more", WHERE, _MUST, one)
    if log is not None and not isinstance(log, EventLog | QualityReport | ProtectedQuality):
        raise bad_option("log", WHERE, "an EventLog, its quality(), or None", log)
    if journeys is not None and not isinstance(journeys, Journeys):
        raise bad_option("journeys", WHERE, "Journeys, or None for those the result came from", journeys)
    told = tuple(one.alarms() if isinstance(one, Watch) else one for one in results)
    least = _protection(told)
    if least is None:
        source = next(_sources(told), None) if journeys is None else journeys
        quality, steps = _log(log)
        return Material(told, source, quality, steps, k, protected=False)
    if journeys is not None:
        raise clash("journeys", "protected results", WHERE, "their flow would tell of few; leave them out")
    quality, steps = _log(log)
    if isinstance(quality, QualityReport):
        quality = protect(quality, least)
    return Material(told, None, quality, steps, k, protected=True)


def _protection(results: Sequence[Results[Any] | ActionResult]) -> int | None:
    """The least that is published, where results are protected."""
    told = [one.info.get("protected") for one in results]
    if not any(told):
        return None
    open_ = next((type(one).__name__ for one, how in zip(results, told, strict=True) if not how), None)
    if open_ is not None:
        cure = "protect all results of a report, or none"
        if open_ == FigureData.__name__:
            cure = "figures are drawn of the protected results by themselves; leave it out"
        raise clash("more", "protected results", WHERE, f"a {open_} is not protected; {cure}")
    return max(int(how["k"]) for how in told if how)


def _sources(results: Sequence[Results[Any] | ActionResult]) -> Iterator[Journeys]:
    for one in results:
        source = getattr(one, "_source", None)
        if isinstance(source, Journeys):
            yield source


def _log(log: Any) -> tuple[QualityReport | ProtectedQuality | None, tuple[str, ...]]:
    if not isinstance(log, EventLog):
        return log, ()
    done = repr(log.recipe()).splitlines()[1:]
    return log.quality(), tuple(step.split(". ", 1)[1] for step in done)
