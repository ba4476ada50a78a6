"""What may be asked of the patterns that lead to an outcome, and the journeys made ready for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.selection import by_customer
from journeymine.journeys.vocabulary import Name
from journeymine.mining.rules import AskedRules, Side, check_rules
from journeymine.options import bad_option, choice, seed, whole_number
from journeymine.ranking.rule_times import BASELINES

WHERE = "leads_to"
_BUDGETS = ("max_patterns", "time_limit", "memory_limit", "n_jobs", "progress")


@dataclass(frozen=True)
class Question:
    """What was asked, checked.

    Attributes
    ----------
    outcome
        Names of the events that are the outcome, any of them.
    code
        The one code that stands for all of them in `coded`.
    coded
        The journeys, those of a customer side by side, the outcome one event.
    rules
        The search: patterns of other events, followed by the outcome.
    within
        The time, in the log's unit.
    longest
        The most events of a pattern.
    baseline
        Of ``lift_time``.
    seed
        Of shuffles and bootstraps.
    """

    outcome: tuple[Name, ...]
    code: int
    coded: CodedJourneys
    rules: AskedRules
    within: int
    longest: int
    baseline: str
    seed: int

    @property
    def least(self) -> int:
        """How many journeys have to hold a pattern with the outcome in time after it."""
        return self.rules.shared.min_support

    @property
    def n_jobs(self) -> int:
        """Threads."""
        return self.rules.shared.n_jobs


def read_question(coded: CodedJourneys, options: Mapping[str, Any]) -> Question:
    """Check the options of `leads_to`.

    Parameters
    ----------
    coded
        The journeys.
    options
        The public options by name, as given.

    Raises
    ------
    OptionError
        A bad option; journeys without times, or in which events of one time stand in an order.
    UnknownEventError
        A name fits no event, with a near miss.
    """
    _check_journeys(coded)
    names = list(coded.vocabulary.names())
    outcome = chosen_names(names, options["outcome"], "outcome", WHERE)
    left_out = set(outcome)
    if options["excludes"] is not None:
        left_out |= set(chosen_names(names, options["excludes"], "excludes", WHERE))
    if options["within"] is None:
        raise bad_option("within", WHERE, "a duration such as '7d'", None)
    longest = whole_number(options["max_length"], "max_length", WHERE)
    sides = {"within": options["within"], "max_antecedent": longest, "max_consequent": 1}
    budgets = {name: options[name] for name in _BUDGETS}
    checked = check_rules({"min_support": options["min_support"], **sides, **budgets}, coded, WHERE)
    assert checked.within is not None
    code = min(coded.vocabulary.code(name) for name in outcome)
    others = tuple(one for one, name in enumerate(names) if name not in left_out)
    return Question(
        outcome=tuple(outcome),
        code=code,
        coded=by_customer(with_one_outcome(coded, outcome)),
        rules=replace(checked, left=Side(others, longest), right=Side((code,), 1)),
        within=checked.within,
        longest=longest,
        baseline=choice(options["baseline"], "baseline", WHERE, BASELINES),
        seed=seed(options["random_state"], WHERE),
    )


def with_outcome(question: Question) -> NDArray[np.bool_]:
    """Which journeys have the outcome: shape (N,)."""
    coded = question.coded
    has = np.zeros(len(coded), np.bool_)
    hits = np.flatnonzero(coded.events == question.code).astype(np.uint64)
    has[np.searchsorted(coded.offsets, hits, side="right") - 1] = True
    return has


def with_one_outcome(coded: CodedJourneys, outcome: list[Name]) -> CodedJourneys:
    """The same journeys in which every event of the outcome has the code of the first.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> one = with_one_outcome(from_lists([["a", "x"], ["y", "a"], [("a", "x", "y")]]), ["x", "y"])
    >>> one.events.tolist(), one.offsets.tolist()
    ([0, 1, 1, 0, 0, 1], [0, 2, 4, 6])
    """
    codes = np.array(sorted(coded.vocabulary.code(name) for name in outcome), np.uint32)
    events = np.where(np.isin(coded.events, codes), codes[0], coded.events)
    if len(codes) == 1 or coded.element_starts is None:
        return replace(coded, events=events)
    # An element holds an event once, in ascending order.
    element = _elements(coded)
    order = np.lexsort((events, element))
    events = events[order]
    again = np.append(False, (events[1:] == events[:-1]) & (element[1:] == element[:-1]))[: len(events)]
    kept = np.flatnonzero(~again)
    element = element[kept]
    before = np.concatenate([[0], np.cumsum(~again)])
    opens = np.append(True, element[1:] != element[:-1])[: len(element)]
    return replace(
        coded,
        events=events[kept],
        times=None if coded.times is None else coded.times[kept],
        offsets=before[coded.offsets.astype(np.int64)].astype(np.uint64),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        values=None,
        extras={},
    )


def _elements(coded: CodedJourneys) -> NDArray[np.int64]:
    opens = coded.opens().copy()
    opens[coded.offsets[:-1].astype(np.int64)[coded.lengths > 0]] = True
    return np.cumsum(opens) - 1


def _check_journeys(coded: CodedJourneys) -> None:
    if coded.multiplicity is not None or coded.weights is not None:
        message = f"{WHERE} counts every journey once; these stand for several, or have weights. Leave that out."
        raise OptionError(message)
    if coded.times is None or coded.observed_until is None:
        message = (
            f"`within` of {WHERE} needs the times of events, which journeys made from lists do not have; read a log "
            "that has them with read_events(…)."
        )
        raise OptionError(message)
    element = _elements(coded)
    journey = np.repeat(np.arange(len(coded)), coded.lengths)
    tied = (coded.times[1:] == coded.times[:-1]) & (journey[1:] == journey[:-1]) & (element[1:] != element[:-1])
    if tied.any():
        message = (
            f"{WHERE} needs what was before the outcome, and here events of one time stand one after the other; make "
            "the journeys with simultaneous='set'."
        )
        raise OptionError(message)
