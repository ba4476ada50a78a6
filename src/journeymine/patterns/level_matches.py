"""Where patterns and queries of several levels occur, in terms of the events that journeys have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.hierarchy import read_hierarchy
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.dealing import Levelled, Parts, countable
from journeymine.mining.found import FoundPatterns
from journeymine.mining.levels import levels_of
from journeymine.mining.matching import match_positions
from journeymine.mining.queries import CodedStep, match_query
from journeymine.patterns.matches import Matches
from journeymine.patterns.names import coded
from journeymine.patterns.query import Query
from journeymine.patterns.recount import recoded
from journeymine.patterns.table import PatternTable


def levelled(info: Mapping[str, Any], journeys: CodedJourneys, where: str) -> Levelled | None:
    """The journeys with all levels of the hierarchy that a search was asked for; None where there was none.

    They need not be those of the search: events of the hierarchy that they do not have are no error.
    """
    hierarchy = read_hierarchy(info.get("hierarchy"), where)
    return None if hierarchy is None else Levelled.of(journeys, levels_of(hierarchy, journeys.vocabulary))


def one_level(info: Mapping[str, Any], where: str) -> None:
    """Refuse patterns of several levels.

    Raises
    ------
    OptionError
        They were mined with `hierarchy`.
    """
    if info.get("hierarchy") is not None:
        message = f"`{where}` needs patterns of one level; these were mined with `hierarchy`. Mine them again without."
        raise OptionError(message)


@dataclass(frozen=True, eq=False)
class Located:
    """The rows of a table in some journeys.

    Attributes
    ----------
    table
        The rows, their patterns in the codes of `coded`.
    coded
        The journeys as any matcher takes them: with all levels if the table has any.
    source, found
        Where the table has levels, these, and its patterns in their codes; elements whose events compete for the same
        ones are as they were.
    """

    table: PatternTable
    coded: CodedJourneys
    source: Levelled | None = None
    found: FoundPatterns | None = None


def located(table: PatternTable, journeys: CodedJourneys, where: str) -> Located:
    """A table in the codes of these journeys."""
    source = levelled(table.info, journeys, where)
    names = journeys.vocabulary if source is None else source.levels.vocabulary
    same = {name: recoded(found, table.vocabulary, names) for name, found in table.coded.items()}
    table = replace(table, coded=same, vocabulary=names)
    if source is None:
        return Located(table, journeys)
    found = same["pattern"]
    patterns, whole = countable(found, source)
    return Located(replace(table, coded={"pattern": patterns}), whole, source, found)


def level_answers(query: Query, source: Levelled, constraints: Constraints = FREE) -> Matches:
    """Find a pattern or query in every journey, as `answers` does; one event is matched by one part of it.

    Raises
    ------
    UnknownEventError
        The query names an event that neither occurs in the journeys nor is above one, with a near miss.
    """
    code = source.levels.vocabulary.code
    if query.pattern is not None:
        coded(query.pattern, source.levels.vocabulary)
    # Events of an element stand in the order that journeys have.
    elements: list[Parts] = [
        sorted({tuple(sorted({code(name) for name in part})) for part in step.parts}) for step in query.steps
    ]
    if query.pattern is not None:
        return _level_matches(elements, source, constraints)
    journeys, origins, asked = _dealt(elements, source)
    steps: list[CodedStep] = [
        ([list(part) for part in element], step.is_next, [code(name) for name in step.without])
        for element, step in zip(asked, query.steps, strict=True)
    ]
    rules = replace(
        constraints,
        from_start=constraints.from_start or query.from_start,
        to_end=constraints.to_end or query.to_end,
    )
    found, positions = match_query(journeys, steps, constraints=rules)
    matched = origins[positions.astype(np.int64)]
    return Matches(found.astype(np.int64), _places(matched, elements, asked, source))


def level_positions(pattern: FoundPatterns, source: Levelled, constraints: Constraints = FREE) -> Matches:
    """Find one pattern, in the codes of the levels, in every journey: the events of `source.base` that are matched."""
    starts = np.append(np.flatnonzero(pattern.opens()), len(pattern.items))
    elements = [[[code] for code in pattern.items[a:b].tolist()] for a, b in pairwise(starts.tolist())]
    return _level_matches(elements, source, constraints)


def _level_matches(elements: Sequence[Parts], source: Levelled, constraints: Constraints) -> Matches:
    """Find a pattern: elements of one code a part."""
    journeys, origins, asked = _dealt(elements, source)
    opens = [at == 0 for element in asked for at in range(len(element))]
    items = np.array([one for element in asked for (one,) in element], np.uint32)
    found, positions = match_positions(journeys, items, np.array(opens), constraints=constraints)
    matched = origins[positions.astype(np.int64)]
    return Matches(found.astype(np.int64), _places(matched, elements, asked, source))


def _dealt(elements: Sequence[Parts], source: Levelled) -> tuple[CodedJourneys, NDArray[np.int64], list[Parts]]:
    """Journeys, where their events come from, and the elements to look for: those that compete as one event each."""
    compete = [at for at, element in enumerate(elements) if source.compete(element)]
    if not compete:
        return source.whole, source.origins, list(elements)
    first = len(source.levels.vocabulary)
    own = {at: [[first + number]] for number, at in enumerate(compete)}
    journeys, origins = source.with_elements([elements[at] for at in compete], first)
    return journeys, origins, [own.get(at, element) for at, element in enumerate(elements)]


def _places(
    matched: NDArray[np.int64], elements: Sequence[Parts], asked: Sequence[Parts], source: Levelled
) -> NDArray[np.int64]:
    """The events of the journeys that matched, one a part; those of elements that competed are dealt out."""
    columns = []
    at = 0
    for element, own in zip(elements, asked, strict=True):
        places = matched[:, at : at + len(own)]
        at += len(own)
        if own is not element:
            rows = [source.own_places(element, place) for place in places[:, 0].tolist()]
            places = np.array(rows, np.int64).reshape(len(matched), len(element))
        columns.append(places)
    return np.concatenate(columns, axis=1)
