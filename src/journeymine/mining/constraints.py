"""What occurrences of a pattern have to meet, and which patterns are wanted: checked once, in codes and log units."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.options import (
    END,
    START,
    Anchor,
    bad_option,
    clash,
    duration,
    duration_text,
    optional_whole_number,
)

TIMES = ("min_gap", "max_gap", "max_span")
STEPS = ("min_step_gap", "max_step_gap", "contiguous")
EVENTS = ("starts_with", "ends_with", "contains", "excludes")
OPTIONS = (*TIMES, *STEPS, *EVENTS)

Name = str | int | Anchor
Names = Name | Collection[Name]
"""An event or several; in `starts_with` and `ends_with` also an end of the journey."""

Contents = str | int | Collection[str | int | frozenset[str | int]]
"""Events that a pattern must hold; a frozenset names those that one element must hold together."""


class Coded(Protocol):
    """Journeys or baskets whose names have codes."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Names of the codes."""


_MOST_TIME, _MOST_STEPS = 2**64 - 1, 2**32 - 1
_ANY = "an event name or a collection of them, or None"


@dataclass(frozen=True)
class Constraints:
    """Checked constraints; nothing is asked by default.

    Attributes
    ----------
    min_gap, max_gap, max_span
        Time between neighbouring elements, and from the first to the last, in the log's unit.
    min_step_gap, max_step_gap
        The same between neighbours counted in elements; those next to each other are 1 apart.
    from_start, to_end
        The first element is the journey's first, the last its last.
    starts_with, ends_with
        Event codes, any of which the first (last) element holds; None for any.
    contains
        Sets of event codes, each of which some element holds.
    excludes
        Event codes that no pattern has.
    """

    min_gap: int | None = None
    max_gap: int | None = None
    max_span: int | None = None
    min_step_gap: int | None = None
    max_step_gap: int | None = None
    from_start: bool = False
    to_end: bool = False
    starts_with: tuple[int, ...] | None = None
    ends_with: tuple[int, ...] | None = None
    contains: tuple[tuple[int, ...], ...] = ()
    excludes: tuple[int, ...] = ()

    @property
    def has_rules(self) -> bool:
        """Is anything asked of occurrences, so that a journey may hold the events in order and yet not the pattern?"""
        gaps = (self.min_gap, self.max_gap, self.max_span, self.min_step_gap, self.max_step_gap)
        return self.from_start or self.to_end or any(gap is not None for gap in gaps)

    @property
    def asks_for_times(self) -> bool:
        """Must times be known?"""
        return any(gap is not None for gap in (self.min_gap, self.max_gap, self.max_span))

    def admits(self, pattern: tuple[tuple[int, ...], ...]) -> bool:
        """Is a pattern of these elements wanted, once its kind is decided?"""
        first, last = set(pattern[0]), set(pattern[-1])
        return (
            (self.starts_with is None or not first.isdisjoint(self.starts_with))
            and (self.ends_with is None or not last.isdisjoint(self.ends_with))
            and all(any(set(wanted) <= set(element) for element in pattern) for wanted in self.contains)
        )

    def for_core(self, times: NDArray[np.int64] | None) -> Any:
        """The constraints as the core takes them."""
        names = ("from_start", "to_end", "min_gap", "max_gap", "max_span", "min_step_gap", "max_step_gap")
        return {
            **{name: getattr(self, name) for name in names},
            "times": times if self.asks_for_times else None,
            "starts_with": None if self.starts_with is None else list(self.starts_with),
            "ends_with": None if self.ends_with is None else list(self.ends_with),
            "contains": [list(wanted) for wanted in self.contains],
            "excludes": list(self.excludes),
        }


FREE = Constraints()
"""Nothing is asked."""


def constrain(options: Mapping[str, Any], coded: CodedJourneys, where: str) -> Constraints:
    """Check the options of constraints; one that is missing is not asked for.

    Parameters
    ----------
    options
        The public options by name, as given; others are not looked at.
    coded
        The journeys, whose times and event names count.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    UnknownEventError
        An event that does not occur, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> constrain({"contiguous": True, "starts_with": "a"}, from_lists([["a", "b"]]), "mine_sequences").max_step_gap
    1
    """
    asked = {name: options.get(name) for name in OPTIONS}
    gaps = {name: _time(asked[name], name, coded, where) for name in TIMES}
    for most in ("max_gap", "max_span"):
        least, limit = gaps["min_gap"], gaps[most]
        if least is not None and limit is not None and least > limit:
            raise clash("min_gap", most, where, f"{asked['min_gap']} is more than {asked[most]}")
    first, starts = _edge(asked["starts_with"], "starts_with", START, coded, where)
    last, ends = _edge(asked["ends_with"], "ends_with", END, coded, where)
    contents = contents_codes(asked["contains"], coded, where)
    excludes = event_codes(asked["excludes"], "excludes", coded, where) or ()
    named = {
        "starts_with": starts or (),
        "ends_with": ends or (),
        "contains": [one for held in contents for one in held],
    }
    for name, codes in named.items():
        if not set(excludes).isdisjoint(codes):
            event = coded.vocabulary.name(min(set(excludes).intersection(codes)))
            raise clash(name, "excludes", where, f"{event!r} cannot be asked for and taken out")
    return Constraints(
        # Times are whole: at least 1.5 s apart is at least 2 s, at most 1.5 s is at most 1 s.
        min_gap=None if gaps["min_gap"] is None else min(math.ceil(gaps["min_gap"]), _MOST_TIME),
        max_gap=None if gaps["max_gap"] is None else min(math.floor(gaps["max_gap"]), _MOST_TIME),
        max_span=None if gaps["max_span"] is None else min(math.floor(gaps["max_span"]), _MOST_TIME),
        **_steps(asked, where),
        from_start=first,
        to_end=last,
        starts_with=starts,
        ends_with=ends,
        contains=contents,
        excludes=excludes,
    )


def spanning(within: object, coded: CodedJourneys, where: str) -> Constraints:
    """The rule that an occurrence lies within so much time, from its first element to its last; none where None.

    Raises
    ------
    OptionError
        It is no duration, or the journeys have no times.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> spanning(None, from_lists([["a"]]), "count").has_rules
    False
    """
    span = _time(within, "within", coded, where)
    return FREE if span is None else Constraints(max_span=min(math.floor(span), _MOST_TIME))


def told(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with constraints as they can stand in a file: lengths of time as text, contents as a list.

    Examples
    --------
    >>> told({"max_gap": "30min", "contains": frozenset({"a", "b"}), "kind": "all"})
    {'max_gap': '30min', 'contains': [['a', 'b']], 'kind': 'all'}
    """
    said = dict(options)
    said.update({name: duration_text(said[name]) for name in TIMES if name in said})
    contents = said.get("contains")
    if contents is not None:
        listed = list(contents) if isinstance(contents, list | tuple | set) else [contents]
        said["contains"] = [sorted(one) if isinstance(one, frozenset) else one for one in listed]
    for name in ("starts_with", "ends_with", "excludes"):
        value = said.get(name)
        if value is not None:
            listed = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
            said[name] = [repr(one) if isinstance(one, Anchor) else one for one in listed]
    return said


def rules_told(info: Mapping[str, Any], coded: CodedJourneys, where: str) -> Constraints:
    """The rules on occurrences that `told` has noted, for these journeys; filters by events are left out.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> rules_told({"contiguous": True, "starts_with": ["jm.START", "a"]}, from_lists([["a"]]), "matches").from_start
    True
    """
    edges = {"starts_with": START, "ends_with": END}
    anchored = {name: anchor for name, anchor in edges.items() if repr(anchor) in (info.get(name) or ())}
    return constrain({name: info.get(name) for name in (*TIMES, *STEPS)} | anchored, coded, where)


def _time(value: object, name: str, coded: CodedJourneys, where: str) -> Fraction | None:
    if value is None:
        return None
    if coded.times is None:
        counted = {"min_gap": "min_step_gap", "max_gap": "max_step_gap"}.get(name)
        other = f"count in elements with `{counted}`, or " if counted else ""
        message = (
            f"`{name}` of {where} needs the times of events, which journeys made from lists do not have; {other}read "
            "a log that has them with read_events(…)."
        )
        raise OptionError(message)
    return duration(value, name, where, coded.time_unit)


def _steps(asked: Mapping[str, Any], where: str) -> dict[str, int | None]:
    least, most = (optional_whole_number(asked[name], name, where) for name in ("min_step_gap", "max_step_gap"))
    if not isinstance(asked["contiguous"], bool | None):
        raise bad_option("contiguous", where, "True or False", asked["contiguous"])
    if asked["contiguous"]:
        for name, gap in (("min_step_gap", least), ("max_step_gap", most)):
            if gap is not None and gap > 1:
                raise clash("contiguous", f"{name}={gap}", where, "it is max_step_gap=1; leave one of them out")
        most = 1
    if least is not None and most is not None and least > most:
        raise clash("min_step_gap", "max_step_gap", where, f"{least} is more than {most}")
    within = {"min_step_gap": least, "max_step_gap": most}
    return {name: None if gap is None else min(gap, _MOST_STEPS) for name, gap in within.items()}


def _edge(
    value: Any, name: str, anchor: Anchor, coded: CodedJourneys, where: str
) -> tuple[bool, tuple[int, ...] | None]:
    """Does the pattern keep to the end of the journey, and which events may it have there?"""
    names = [] if value is None else _listed(value, name, where, f"{_ANY}; or {anchor!r}")
    wrong = END if anchor is START else START
    if any(one is wrong for one in names):
        belongs = "ends_with" if wrong is END else "starts_with"
        raise bad_option(name, where, f"event names or {anchor!r} ({wrong!r} belongs to `{belongs}`)", value)
    events = [one for one in names if one is not anchor]
    return len(events) < len(names), event_codes(events, name, coded, where) if events else None


def contents_codes(value: Any, coded: Coded, where: str) -> tuple[tuple[int, ...], ...]:
    """The sets of codes that `contains` asks for, each of which one element must hold; none where None.

    Raises
    ------
    OptionError
        It is neither an event name nor a collection of them.
    UnknownEventError
        A name does not occur, with a near miss.
    """
    if value is None:
        return ()
    must = "an event name or a collection of them (a frozenset: held together), or None"
    # A frozenset alone is one set; any other collection lists what is asked for.
    wanted = [value] if isinstance(value, frozenset) else _listed(value, "contains", where, must)
    return tuple(event_codes(one, "contains", coded, where) or () for one in wanted)


def event_codes(value: Any, name: str, coded: Coded, where: str) -> tuple[int, ...] | None:
    """The codes of events named in an option, ascending; None for None.

    Raises
    ------
    OptionError
        It is neither an event name nor a collection of them.
    UnknownEventError
        A name does not occur, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> event_codes({"b", "a"}, "outcome", from_lists([["a", "b", "c"]]), "timing")
    (0, 1)
    """
    if value is None:
        return None
    names = _listed(value, name, where, _ANY)
    for one in names:
        if isinstance(one, bool) or not isinstance(one, str | int | np.integer):
            raise bad_option(name, where, _ANY, value)
    return tuple(sorted({coded.vocabulary.code(one) for one in names}))


def _listed(value: Any, name: str, where: str, must: str) -> list[Any]:
    listed = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    if not listed:
        raise bad_option(name, where, must, value)
    return listed
